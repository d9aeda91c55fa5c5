"""The curator's counts: nobody is in them, small ones are suppressed, and nothing loses them."""

import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from installation.common import clock
from installation.console.counting import VisitCounter
from installation.console.snapshot import Snapshot
from installation.console.visit_store import VisitStore
from installation.console.visit_summary import as_csv, summary
from installation.console.visits import AWAY_S, DwellTimes
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence, Status
from installation.telemetry import VisionTelemetry, encoded
from installation.vocabulary import RoomName, RoomState

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def filled(tmp_path, *counts):
    """A store with so many visits of 20 s in the hours before NOON."""
    store = VisitStore(tmp_path)
    for back, count in enumerate(counts):
        for _ in range(count):
            store.add(NOON - timedelta(hours=back), "facades", "de,en", 20.0)
    return store


def ended_visits(dwell_times, in_view, dt):
    """Dwell times of all visits that end while these numbers are in view, step by step."""
    ended = []
    for numbers in in_view:
        ended.extend(dwell_times.tick(numbers, dt))
    return ended


def recent_rows(store):
    return store.rows(NOON - timedelta(days=1))


def test_a_visit_lasts_from_coming_to_going_and_a_moment_out_of_view_does_not_end_it():
    dwell_times = DwellTimes()
    in_view = [[7]] * 10 + [[]] * 2 + [[7]] * 4 + [[]] * 8
    (stayed,) = ended_visits(dwell_times, in_view, 0.5)
    assert abs(stayed - (10 + 2 + 4) * 0.5) <= 0.5
    assert AWAY_S >= 1.0


def test_a_shadow_is_no_visit():
    dwell_times = DwellTimes()
    assert ended_visits(dwell_times, [[1]] + [[]] * 9, 0.3) == []


def test_small_counts_are_not_told_and_cannot_be_worked_out_of_the_sums(tmp_path):
    rows = recent_rows(filled(tmp_path, 2, 5, 1))
    shown = summary(rows, NOON)
    assert sum(value or 0 for value in shown["today"]) == 5
    assert shown["today"].count(None) == 2
    assert shown["days"][-1][1] == 5
    assert sum(value or 0 for value in shown["lengths"]) == 5
    lines = as_csv(rows).splitlines()
    assert sum(",<3," in line and ",20," not in line for line in lines) == 2
    assert "2026" in lines[1]
    assert lines[0].startswith("hour,pack,languages,visits,mean_dwell_s")


def test_an_hour_of_two_packs_and_two_lengths_tells_no_more_than_its_parts(tmp_path):
    store = filled(tmp_path, 4)
    store.add(NOON, "colours", "de,en", 20.0)
    store.add(NOON, "facades", "de,en", 200.0)
    rows = recent_rows(store)
    shown = summary(rows, NOON)
    most = max(value or 0 for value in shown["today"])
    assert most == shown["days"][-1][1] == 5  # 6 would tell of the one
    assert set(shown["lengths"]) == {None}
    assert as_csv(rows).count("<3") == 1
    assert [line.split(",")[-6:] for line in as_csv(rows).splitlines()[1:]] == [[""] * 6] * 2


def test_what_was_written_is_there_in_the_next_life_and_adds_up(tmp_path):
    for _ in range(2):
        filled(tmp_path, 3).close()
    ((_, count),) = recent_rows(VisitStore(tmp_path))
    assert count.visits == 6 and count.dwell_s == 120 and count.classes[1] == 6


def test_old_hours_go_but_a_clock_that_leaps_does_not_empty_the_store(tmp_path):
    store = filled(tmp_path, *[3] * 200)
    store.write()
    leapt = NOON + timedelta(days=4000)
    store.prune(leapt, 730)
    assert len(store.rows(NOON - timedelta(days=20))) >= 150
    for _ in range(9):
        store.prune(leapt, 730)
    assert store.rows(NOON - timedelta(days=20)) == []


def test_a_broken_file_is_put_aside_and_said(tmp_path):
    (tmp_path / "statistics.sqlite").write_bytes(b"no book" * 1000)
    store = filled(tmp_path, 4)
    store.write()
    assert "a new file was started" in store.message
    assert (tmp_path / "statistics.broken").exists()
    ((_, count),) = recent_rows(VisitStore(tmp_path))
    assert count.visits == 4


def test_counts_of_another_version_are_put_aside_beside_those_put_aside_before(tmp_path):
    for number in (1, 2):
        with closing(sqlite3.connect(tmp_path / "statistics.sqlite")) as other:
            other.execute("DROP TABLE IF EXISTS hours")
            other.execute("CREATE TABLE hours (hour INTEGER, guests INTEGER)")
            other.commit()
        store = filled(tmp_path, 4)
        assert "another version" in store.message
        store.close()
        assert len(list(tmp_path.glob("*.broken"))) == number


@pytest.mark.parametrize(("column", "value"), [("visits", "'many'"), ("dwell_s", "9e999")])
def test_hours_that_hold_no_counts_are_put_aside_and_the_others_are_taken_over(
    tmp_path, column, value
):
    """The console ended at the first of them, and at each start again."""
    filled(tmp_path, 4, 3).close()
    with closing(sqlite3.connect(tmp_path / "statistics.sqlite")) as other:
        other.execute(
            f"UPDATE hours SET {column} = {value} WHERE hour = (SELECT min(hour) FROM hours)"
        )
        other.commit()
    store = filled(tmp_path, 5)
    assert "hold no counts" in store.message and (tmp_path / "statistics.broken").exists()
    assert sum(count.visits for _, count in recent_rows(store)) == 4 + 5


@contextmanager
def files_of_at_most(size):
    """A disk without room for more: the system refuses every longer file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_without_room_is_told_as_that_and_not_as_a_fault_of_the_disk(tmp_path):
    """Incident: the disk was full, and the page said that it was broken."""
    with files_of_at_most(1000):
        store = filled(tmp_path, 4)
        store.write()
        assert "kept in memory" in store.message
        assert "files may not become so large" in store.message and "dmesg" not in store.message
    store.write()
    assert store.message == "" and recent_rows(VisitStore(tmp_path))[0][1].visits == 4


def test_a_damaged_file_on_a_disk_without_room_is_taken_over_once_there_is_some(tmp_path):
    """Incident: it was put aside at once, and the new file began without its hours and without a word."""
    filled(tmp_path, 4, 3).close()
    with closing(sqlite3.connect(tmp_path / "statistics.sqlite")) as other:
        other.execute("UPDATE hours SET visits = 'many' WHERE hour = (SELECT min(hour) FROM hours)")
        other.commit()
    with files_of_at_most(200_000):
        store = filled(tmp_path, 5)
        store.write()
        assert "kept in memory" in store.message
        assert not list(tmp_path.glob("*.broken"))
    store.write()
    assert "a new file was started" in store.message
    assert sum(count.visits for _, count in recent_rows(store)) == 4 + 5


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_folder_beside_the_file_is_put_aside_and_no_count_is_lost(tmp_path, ending):
    filled(tmp_path, 4).close()
    beside = tmp_path / f"statistics.sqlite{ending}"
    beside.mkdir()
    store = filled(tmp_path, 3)
    assert f"{beside} could not be used" in store.message
    assert (tmp_path / "statistics.broken").is_dir()
    store.close()
    assert recent_rows(VisitStore(tmp_path))[0][1].visits == 7


def test_a_folder_in_the_place_of_the_file_is_put_aside(tmp_path):
    (tmp_path / "statistics.sqlite").mkdir()
    filled(tmp_path, 4).close()
    assert recent_rows(VisitStore(tmp_path))[0][1].visits == 4
    assert (tmp_path / "statistics.broken").is_dir()


def test_counts_of_a_newer_version_are_used_after_going_back_from_it(tmp_path):
    filled(tmp_path, 4).close()
    with closing(sqlite3.connect(tmp_path / "statistics.sqlite")) as newer:
        newer.execute("ALTER TABLE hours ADD COLUMN smiles INTEGER NOT NULL DEFAULT 0")
        newer.commit()
    store = filled(tmp_path, 3)
    store.close()
    assert store.message == "" and recent_rows(VisitStore(tmp_path))[0][1].visits == 7


def test_a_file_that_is_damaged_while_it_is_open_is_put_aside_and_nothing_new_is_lost(tmp_path):
    """Found in a night: a truncated file was told, and counts waited in memory until the next start."""
    store = filled(tmp_path, 4)
    store.write()
    with closing(sqlite3.connect(tmp_path / "statistics.sqlite")) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "statistics.sqlite").write_bytes(b"no book" * 1200)
    store.add(NOON, "facades", "de,en", 20.0)
    store.write()
    assert "cannot be written" in store.message
    store.write()
    assert "a new file was started" in store.message
    store.close()
    assert recent_rows(VisitStore(tmp_path))[0][1].visits == 1


def test_a_file_that_could_not_be_written_at_first_is_when_the_disk_is_mended(tmp_path):
    """A connection that was made while the disk was read-only stays so for ever."""
    filled(tmp_path, 4).close()
    store = filled(tmp_path, 3)
    store._connection = sqlite3.connect(f"file:{store._path}?mode=ro", uri=True)
    store.write()
    assert "open to the user of the service" in store.message
    store.write()
    assert store.message == "" and recent_rows(VisitStore(tmp_path))[0][1].visits == 7


def test_a_state_folder_that_is_deleted_is_made_again_with_all_that_was_counted(tmp_path):
    folder = tmp_path / "state"
    store = filled(folder, 4)
    store.write()
    shutil.rmtree(folder)
    store.add(NOON, "facades", "de,en", 20.0)
    store.write()
    assert "was deleted" in store.message
    store.close()
    assert recent_rows(VisitStore(folder))[0][1].visits == 5


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_is_counted_goes_into_the_file_that_lies_there_now(tmp_path, is_whole):
    """Found in a night: another file lay there, and what was counted from then on went where nobody finds it."""
    store = filled(tmp_path / "state", 4)
    store.write()
    other = VisitStore(tmp_path / "other")
    other.add(NOON - timedelta(hours=5), "letters", "de", 20.0)
    other.close()
    brought = tmp_path / "other" / "statistics.sqlite"
    if not is_whole:
        brought.write_bytes(b"no counts")
    brought.replace(tmp_path / "state" / "statistics.sqlite")
    store.write()
    assert "was replaced by another file" in store.message
    store.add(NOON, "facades", "de,en", 20.0)
    store.close()
    rows = recent_rows(VisitStore(tmp_path / "state"))
    assert [count.visits for _, count in rows] == ([1, 5] if is_whole else [5])


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_counts(tmp_path):
    obstacle = tmp_path / "file"
    obstacle.write_text("")
    store = filled(obstacle / "state", 4)
    store.write()
    assert "not kept" in store.message
    assert recent_rows(store)[0][1].visits == 4
    obstacle.unlink()
    store.write()
    assert store.message == ""
    assert recent_rows(VisitStore(obstacle / "state"))


def test_killed_while_it_writes_the_file_is_whole_and_has_all_that_was_written(tmp_path):
    code = (
        "import sys, pathlib, datetime; from installation.console.visit_store import VisitStore\n"
        "store = VisitStore(pathlib.Path(sys.argv[1]))\n"
        "n = 0\n"
        "while True:\n"
        "    store.add(datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC), 'p', 'de', 5.0)\n"
        "    store.write()\n"
        "    n += 1\n"
        "    print(n, flush=True)\n"
    )
    command = [sys.executable, "-c", code, tmp_path]
    written = 0
    for lives in range(1, 9):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            for _ in range(lives):
                written += bool(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
        store = VisitStore(tmp_path)
        ((_, count),) = recent_rows(store)
        assert count.visits >= written and store.message == ""
        written = count.visits
        store.close()


def test_hours_go_by_the_time_that_is_surely_over_whatever_the_clock_shows(tmp_path, monkeypatch):
    store = filled(tmp_path, 4)
    store.write()
    later = NOON + timedelta(days=3650)
    monkeypatch.setattr(clock, "wall_now", lambda: later)
    kept = []
    for certain_time in ("", NOON.isoformat(), later.isoformat()):
        snapshot = Snapshot()
        snapshot.house = {"certain_time": certain_time}
        VisitCounter(snapshot, store, 730).turn(clock.now_ns())
        kept.append(len(recent_rows(store)))
    assert kept == [1, 1, 0]


# -- who is counted --------------------------------------------------------------------------------


def presence(*numbers):
    """Visitors of these numbers in view."""
    places = np.zeros((len(numbers), 8), np.float32)
    places[:, 0] = numbers
    return Presence(
        seq=1,
        light_ns=clock.now_ns(),
        camera_s=0.0,
        visitors=len(numbers),
        places=places,
        flow=np.zeros(2, np.float32),
        motion=np.zeros(MOTION_SHAPE, np.float32),
        silhouette=np.zeros(SILHOUETTE_SHAPE, np.uint8),
    )


def status(telemetry):
    """The room with the camera says this of itself."""
    vision = {
        "state": RoomState.OK,
        "message": "",
        "restarts": 0,
        "crashes": 0,
        "telemetry": encoded(telemetry),
    }
    return Status(
        seq=1,
        rooms={RoomName.VISION: vision},
        report={},
        recent={},
        house={"state": "open", "chosen": {"pack": "facades", "languages": ["de", "en"]}},
        log=[],
    )


@pytest.mark.parametrize(
    ("telemetry", "visits"),
    [
        (VisionTelemetry(camera="simulated, says its label", is_simulated=False), 1),
        (VisionTelemetry(camera="a camera", is_simulated=True), 0),
        (VisionTelemetry(camera="visitors.mp4", is_simulated=False, is_film=True), 0),
        (VisionTelemetry(), 0),
    ],
)
def test_only_before_a_real_camera_visitors_are_counted(tmp_path, monkeypatch, telemetry, visits):
    now_ns = [clock.now_ns()]
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns[0])
    store = VisitStore(tmp_path)
    snapshot = Snapshot()
    snapshot.record_status(status(telemetry))
    counter = VisitCounter(snapshot, store, keep_days=30)
    for _ in range(20):
        now_ns[0] += clock.SECOND_NS // 4
        counter.record(presence(7))
    counter.close()
    rows = VisitStore(tmp_path).rows(clock.wall_now() - timedelta(days=1))
    assert len(rows) == visits
    for (_, pack, languages), count in rows:
        assert (pack, languages) == ("facades", "de,en")
        assert count.dwell_s == pytest.approx(5.0)
