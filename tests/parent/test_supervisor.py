"""The keeper of the rooms, with a real room."""

from dataclasses import replace

from installation.cast import CAST, WIRES
from installation.config.resolve import by_file
from installation.ipc.wire import WireEnds
from installation.parent.supervisor import Supervisor


def test_a_machine_slower_than_a_rooms_patience_gets_there_in_the_end(tmp_path):
    """A generator that took longer than its 20 s to begin was killed again and again, and there was never a picture."""
    journey = next(member for member in CAST if member.name == "journey")
    said = []
    wires = WireEnds(WIRES, "kiosk", str(tmp_path))
    keeper = Supervisor(
        (replace(journey, start_s=0.05),), str(tmp_path), by_file(None), said.append
    )
    try:
        while keeper.processes["journey"].beaten_ns is None:
            keeper.tend()
            wires.wait(0.02, "beat")
            while (beat := wires.take("beat")) is not None:
                keeper.hear(beat)
    finally:
        keeper.end(lambda: None)
        wires.close()
    assert said[0].startswith("journey: DOWN had not begun after 0.")
