"""The generator room on its real wires: it tells the journey how much each picture differs from the last."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from installation import config
from installation.generator.process import Room
from installation.kiosk import WIRES
from installation.messages import LatentPoint
from installation.plumbing.room import Post
from installation.plumbing.wire import WireEnds

FACADES = Path(__file__).resolve().parents[2] / "models" / "facades"
TURNS = 300


def test_a_change_names_the_two_points_between_whose_pictures_it_lies(tmp_path):
    screen = config.Screen(width_px=160, height_px=90)
    settings = SimpleNamespace(pack_folder=str(FACADES), generator=config.Generator(), screen=screen)
    generator, journey = (WireEnds(WIRES, name, str(tmp_path)) for name in ("generator", "journey"))
    room = Room(Post("generator", settings, {}, generator))
    points = np.random.default_rng(3).normal(size=(TURNS, 64))
    told = []
    for number in range(1, TURNS):
        journey.send(LatentPoint(number, 0, "wandering", 0.0, points[number]))
        room.turn()
        told.append(journey.take("change"))
        if told[-1]:
            break
    generator.close(), journey.close()
    assert told[-1] is not None
    assert 0 < told[-1].since_seq < told[-1].point_seq < TURNS
    assert 1 < told[-1].change < 100
