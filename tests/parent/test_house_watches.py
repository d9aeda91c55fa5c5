"""What the house sees of itself: crawling rates, a state folder that is deleted, a program that was changed."""

import errno
import os
import resource
import shutil
import subprocess
import sys

import pytest

from installation.common import clock
from installation.ipc.testing import fake_settings
from installation.parent.controller import readers_of_changes
from installation.parent.disk_version import DiskVersion
from installation.parent.process_usage import ProcessUsage
from installation.parent.rate_watch import RateWatch
from installation.parent.state_watch import StateWatch
from installation.vocabulary import RoomName

BOTH = {RoomName.DISPLAY, RoomName.GENERATOR}


def watched(watch: RateWatch, turns_hz: float, pictures_hz: float, seconds: float, **settings):
    """After so long at these rates; begins where the last one ended."""
    house = fake_settings(**settings)
    for step in range(int(2 * seconds)):
        recent = {"turn_ms": [turns_hz, 1.0, 1.0]}
        if pictures_hz:
            recent["picture_ms"] = [pictures_hz, 1.0, 1.0]
        watch.record(recent, BOTH, house, step * clock.SECOND_NS // 2)


@pytest.mark.parametrize(
    ("turns_hz", "pictures_hz", "slow"),
    [(60, 30, ()), (60, 4, ("generator",)), (20, 30, ("display",)), (60, 0, ("generator",))],
)
def test_what_is_far_slower_than_it_is_set_is_told_of_its_room(turns_hz, pictures_hz, slow):
    watch = RateWatch()
    watched(watch, turns_hz, pictures_hz, 15)
    assert not any(watch.message(room) for room in BOTH)  # a moment says nothing
    watch = RateWatch()
    watched(watch, turns_hz, pictures_hz, 25)
    assert tuple(room for room in sorted(BOTH) if watch.message(room)) == slow


def test_what_is_set_slow_is_well_when_it_is_slow():
    watch = RateWatch()
    watched(watch, 15, 3, 25, screen={"rate_hz": 15}, generator={"rate_limit_hz": 4})
    assert not any(watch.message(room) for room in BOTH)


def test_a_room_that_rests_is_not_too_slow():
    watch = RateWatch()
    watched(watch, 60, 4, 25)
    watch.record({}, set(), fake_settings(), 26 * clock.SECOND_NS)
    assert not watch.message(RoomName.GENERATOR)


def test_nothing_restarts_for_a_language():
    before = fake_settings(screen={"languages": ["de"]})
    after = fake_settings(screen={"languages": ["en", "fr"]})
    assert readers_of_changes(before, after) == set()
    other = fake_settings(screen={"languages": ["en"], "theme": "paper"})
    assert readers_of_changes(before, other) == {RoomName.DISPLAY}


def test_a_state_folder_that_is_deleted_is_made_again_and_told(tmp_path):
    state = tmp_path / "state"
    watch = StateWatch(state)
    watch.look()
    assert not watch.message  # it never was there
    state.mkdir()
    watch.look()
    shutil.rmtree(state)
    state.mkdir()  # a room needed it at once
    watch.look()
    assert state.is_dir() and "was deleted" in watch.message


def test_a_file_in_the_place_of_the_state_folder_is_put_aside_and_told(tmp_path):
    """Incident: the page answered nobody any more, and the folder was said to be made again."""
    state = tmp_path / "state"
    state.write_text("a note")
    watch = StateWatch(state)
    assert state.is_dir() and "state could not be used (it is no folder)" in watch.message
    state.rename(tmp_path / "away")
    state.write_text("another note")
    watch.look()
    assert state.is_dir() and "lies aside as state-2.broken" in watch.message


@pytest.mark.parametrize(("lay", "why"), [(os.mkfifo, "a pipe"), (os.mkdir, "a folder")])
def test_what_lies_in_the_place_of_a_file_of_the_house_is_put_aside_and_told(tmp_path, lay, why):
    lay(tmp_path / ".last-seen")
    watch = StateWatch(tmp_path)
    assert not (tmp_path / ".last-seen").exists() and f"it is {why}" in watch.message


def test_a_second_house_on_one_state_folder_is_told_until_the_first_ends(tmp_path):
    """Both counted into the same file, and all was well."""
    code = (
        "import sys, pathlib; from installation.parent.state_watch import StateWatch\n"
        "StateWatch(pathlib.Path(sys.argv[1])).look(); print(1, flush=True); sys.stdin.read()\n"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with first:
        first.stdout.readline()
        second = StateWatch(tmp_path)
        second.look()
        assert (
            f"another house that runs on this machine keeps its counts in the state folder {tmp_path}"
            in second.message
        )
        first.kill()
    second.look()
    assert second.message == ""


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.EACCES, "belong to the user"),
        (errno.ENOSPC, "full: make room"),
        (errno.EROFS, "only be read"),
        (errno.EMFILE, "LimitNOFILE"),
        (errno.EIO, "its disk or device fails"),
    ],
)
def test_a_state_folder_that_cannot_be_written_is_told_until_it_can(
    tmp_path, monkeypatch, number, remedy
):
    """Incidents: a folder of another user's after a restore; a disk that was full for a night, and nobody said so."""

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    watch = StateWatch(tmp_path)
    watch.look()
    assert f"nothing can be written into the state folder {tmp_path}" in watch.message
    assert remedy in watch.message
    monkeypatch.undo()
    watch.look()
    assert watch.message == "" and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("house-id.json", "\0" * 60, "another id at its broker"),
        ("house-id.json", '{"id": 7}', "something else"),
        ("alerts.json", "", "told once more"),
        ("last-good/packs.json", "[" * 50_000, "found out again"),
        ("accelerators.json", None, "it is a folder"),
        ("last-pictures", "no folder", "it is no folder"),
    ],
)
def test_what_a_bad_night_left_is_put_aside_and_told(tmp_path, name, content, told):
    """A house got another id, and packs.json with nothing but brackets kept it from starting, both without a word."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.mkdir() if content is None else path.write_text(content)
    watch = StateWatch(tmp_path)
    assert told in watch.message and not path.exists()
    assert path.with_suffix(".broken").exists()
    assert StateWatch(tmp_path).message == ""


def test_the_parent_goes_on_where_no_file_can_be_opened():
    """Its look at what its rooms cost raised what nobody caught, and the house ended."""
    usage = ProcessUsage(0)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, before[1]))
    try:
        usage.record("display", os.getpid())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_what_a_room_costs_is_known_where_the_system_hides_its_process():
    """As an installed service, each room took 0 % and 0 MB on the page."""
    usage = ProcessUsage(0)
    hidden = 2**22 + 1  # no process has this number
    usage.record("vision", hidden)
    usage.hear("vision", hidden, 5.0, 80.0)
    assert usage.of("vision", 10 * clock.SECOND_NS) == {"cpu_percent": 50.0, "rss_mb": 80.0}


def test_a_program_that_was_changed_on_the_disk_is_told(tmp_path):
    program = tmp_path / "versions" / "1"
    source = program / "installation" / "a.py"
    source.parent.mkdir(parents=True)
    source.write_text("a = 1\n")
    (tmp_path / "current").symlink_to(program)
    disk = DiskVersion(program, tmp_path / "current")
    disk.compare()
    assert not disk.message
    source.write_text("a = 20\n")
    disk.compare()
    assert "was changed while" in disk.message
    (tmp_path / "versions" / "2").mkdir()
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(tmp_path / "versions" / "2")
    disk.compare()
    assert "version 2 is on the disk" in disk.message
