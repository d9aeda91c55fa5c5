"""The supervisor, with a real room."""

import logging
import signal
from dataclasses import replace

import pytest

from installation.cast import CAST, WIRES, spec_of
from installation.ipc import room
from installation.ipc.wire import WireEnds
from installation.parent.run_settings import for_file
from installation.parent.spawn import is_crash
from installation.parent.supervisor import Supervisor
from installation.vocabulary import RoomName

pytestmark = pytest.mark.realtime


def test_a_name_that_stands_twice_in_the_cast_is_an_error():
    with pytest.raises(ValueError, match="twice"):
        Supervisor((CAST[0], CAST[0]), "", for_file(None))


def test_a_machine_slower_than_a_rooms_patience_gets_there_in_the_end(tmp_path, caplog):
    """A generator that took longer than its 20 s to start was killed again and again: never a picture."""
    journey = replace(spec_of(RoomName.JOURNEY), start_s=0.05)
    watch(tmp_path, journey, lambda managed: managed.is_running)
    first = caplog.records[0]
    assert first.getMessage().startswith("journey: DOWN had not started after 0.")
    assert first.levelno == logging.ERROR


def test_a_first_start_that_is_only_late_speaks_against_nothing_it_was_told(tmp_path):
    """On a busy machine new settings were taken back because the display needed more than 20 s."""
    journey = replace(spec_of(RoomName.JOURNEY), start_s=0.05)
    failed = []

    def was_late(managed):
        failed.append(managed.failed_starts)
        return managed.start_limit_s > journey.start_s

    watch(tmp_path, journey, was_late)
    assert failed[-1] == 0


def test_a_room_that_turns_slower_than_its_patience_is_not_killed_for_ever(tmp_path, caplog):
    """Where a picture took three seconds, the generator was killed at each of them."""
    journey = replace(spec_of(RoomName.JOURNEY), stall_s=0.01, longest_stall_s=5.0)
    beats = []
    watch(tmp_path, journey, lambda managed: len(beats) > 5, beats)
    assert "has not turned for 0." in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    ("code", "said_why", "crashed"),
    [
        (-signal.SIGSEGV, False, True),
        (room.MISTAKE_CODE, True, True),
        (1, False, True),  # as Xlib ends a program
        (1, True, False),
        (room.NO_WIRES_CODE, False, False),
    ],
)
def test_a_crash_is_an_end_for_which_nothing_outside_of_the_program_is_named(
    code, said_why, crashed
):
    assert is_crash(code, said_why) == crashed


def test_crashes_are_counted_and_late_starts_are_none(tmp_path):
    slow = replace(spec_of(RoomName.JOURNEY), start_s=0.05)
    assert watch(tmp_path, slow, lambda managed: managed.restarts == 1).crashes == 0

    def is_back(managed):
        if managed.is_running and managed.restarts == 0:
            managed.process.kill()
        return managed.is_running and managed.restarts == 1

    assert watch(tmp_path, spec_of(RoomName.JOURNEY), is_back).crashes == 1


def watch(folder, spec, is_done, beats=None):
    """Keeps a room until `is_done(managed)`, and returns it; `beats` become those of its present process."""
    wires = WireEnds(WIRES, RoomName.KIOSK, str(folder))
    supervisor = Supervisor([spec], str(folder), for_file(None))
    managed = supervisor.processes[spec.name]
    beats = [] if beats is None else beats
    try:
        while not is_done(managed):
            supervisor.tend()
            wires.wait(0.02, "beat")
            while (beat := wires.take("beat")) is not None:
                supervisor.hear(beat)
                beats[:] = [each for each in (*beats, beat) if each.pid == beat.pid]
    finally:
        supervisor.end(lambda: None)
        wires.close()
    return managed
