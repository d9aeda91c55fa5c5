"""Pictures painted at the same time come in the order in which they were begun, and a model that hangs is waited for."""

from threading import Event, Thread

import numpy as np
import pytest

from installation.common import clock
from installation.generator import frames_in_flight
from installation.generator.frames_in_flight import Frame, FramesInFlight
from installation.messages import LatentPoint
from installation.packs.scene import Scene
from installation.vocabulary import VisitState

POINT = np.zeros(4, np.float32)
LONGEST_S = 20.0


@pytest.fixture
def flight():
    frames = FramesInFlight()
    yield frames
    frames.close()


def frame(number):
    point = LatentPoint(number, 0, VisitState.WANDERING, 0.0, POINT)
    return Frame(point, Scene.of(POINT), is_inspected=False, begun_ns=clock.now_ns())


def painting(number, begun, may_end):
    def paint():
        begun.set()
        assert may_end.wait(LONGEST_S)
        return np.full((1, 1, 3), number, np.uint8), []

    return paint


def taken(flight):
    """Waits for the bell, as the room does."""
    flight.bell.setblocking(True)
    flight.bell.settimeout(LONGEST_S)
    flight.bell.recv(1)
    flight.bell.setblocking(False)
    found = []
    while (done := flight.take()) is not None:
        found.append((done[0].point.seq, int(done[1].result()[0][0, 0, 0])))
    return found


def test_two_are_painted_at_a_time_and_come_in_the_order_of_their_begin(flight):
    begun = [Event(), Event()]
    may_end = [Event(), Event()]
    for number in range(2):
        flight.begin(frame(number), painting(number, begun[number], may_end[number]))
    assert all(event.wait(LONGEST_S) for event in begun)
    may_end[1].set()
    assert taken(flight) == []
    may_end[0].set()
    assert taken(flight) == [(0, 0), (1, 1)]
    assert flight.count == 0


def test_a_room_whose_model_hangs_stands_still(flight, monkeypatch):
    monkeypatch.setattr(frames_in_flight, "STUCK_S", 0.0)
    begun = Event()
    may_end = Event()
    flight.begin(frame(7), painting(7, begun, may_end))
    found = []
    room = Thread(target=lambda: found.append(flight.take()), daemon=True)
    room.start()
    assert begun.wait(LONGEST_S)
    assert room.is_alive()
    may_end.set()
    room.join(LONGEST_S)
    assert found[0][0].point.seq == 7
