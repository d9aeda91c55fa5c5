"""The page comes before all that can fail, and a house that cannot be built still says why."""

import threading

from installation.cast import CAST
from installation.ipc.testing import fake_settings
from installation.parent import emergency_page, spawn
from installation.parent.managed_process import FIRST_PAUSE_S
from installation.parent.rate_watch import RateWatch
from installation.parent.room_statuses import room_statuses
from installation.parent.run_report import RunReport
from installation.parent.supervisor import Supervisor
from installation.vocabulary import RoomName, RoomState
from tests.console.asking import ask
from tests.house import free_port


def test_the_page_is_started_before_any_other_room():
    assert CAST[0].name == RoomName.CONSOLE


def test_a_machine_without_a_process_to_spare_costs_one_room_and_not_the_house(
    monkeypatch, tmp_path, caplog
):
    monkeypatch.setattr(spawn, "PYTHON", str(tmp_path / "no-python"))
    supervisor = Supervisor(CAST, str(tmp_path), fake_settings())
    supervisor.tend()
    supervisor.tend()
    for managed in supervisor.processes.values():
        assert managed.state == RoomState.DOWN and managed.due_ns > 0
        assert managed.failed_starts == 1 and managed.pause_s == 2 * FIRST_PAUSE_S
        managed.due_ns = 0
    supervisor.tend()
    assert {managed.failed_starts for managed in supervisor.processes.values()} == {2}
    assert "console: DOWN cannot be started: it is not there" in caplog.text
    told = room_statuses(supervisor.processes, RateWatch(), RunReport(0, 1.0), "")
    assert told["journey"]["message"].startswith("cannot be started: it is not there")


def test_a_house_that_cannot_be_built_says_why_in_the_place_of_its_page():
    port = free_port()
    serving = threading.Thread(
        target=emergency_page.serve, args=(port, "no <room> on the disk", 3.0), daemon=True
    )
    serving.start()
    answer = None
    while answer is None and serving.is_alive():
        try:
            answer, body = ask(port, "/")
        except ConnectionRefusedError:
            continue
    assert answer.status == 503 and b"no &lt;room&gt; on the disk" in body
