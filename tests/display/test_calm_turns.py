"""While nobody is there, every second turn of the screen draws nothing."""

import numpy as np

from installation.display.process import Room
from installation.ipc.testing import FakeContext
from installation.messages import LatentPoint
from installation.vocabulary import RoomName, VisitState
from tests.display.rooms import small_screen
from tests.journey.conftest import people

TURNS = 8


def test_half_the_turns_draw_while_nobody_is_there_and_all_of_them_for_who_comes():
    states = [VisitState.WANDERING]
    visitors = []
    point = np.zeros(64, np.float32)
    sources = {
        "point": lambda: LatentPoint(1, 1, states[-1], 0.0, point),
        "presence": lambda: people(*visitors),
    }
    context = FakeContext(RoomName.DISPLAY, small_screen(), {}, sources)
    room = Room(context)

    def drawn():
        context.samples.clear()
        for _ in range(TURNS):
            room.turn()
        assert len(context.samples["turn_ms"]) == TURNS
        return len(context.samples["draw_ms"])

    assert drawn() == TURNS / 2
    visitors.append(0.5)  # seen by the camera, and not greeted yet
    assert drawn() == TURNS
    visitors.clear()
    states.append(VisitState.LOOKING)
    assert drawn() == TURNS
    room.close()
