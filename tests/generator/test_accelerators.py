"""What paints faster than the processor takes over; on this machine the processor stands in for a graphics card."""

import json
from threading import Event

import numpy as np
import pytest

from installation.common import clock
from installation.generator import accelerator_notes, accelerator_search
from installation.generator.painter import Painter
from installation.ipc.testing import fake_settings
from installation.packs import manifest
from installation.packs.accelerators import Accelerator, offered
from installation.packs.scene import Scene
from tests.packs.scene_pack import write_scene_pack

MISSING = Accelerator("CUDAExecutionProvider")
STAND_IN = Accelerator("CPUExecutionProvider", {"arena_extend_strategy": "kNextPowerOfTwo"})
POINT = np.float32([0.5, 0, 0, 1])
LONGEST_S = 60


@pytest.fixture
def painter(tmp_path, monkeypatch):
    """Makes painters of a small pack, one life after another, on a machine with two accelerators."""
    monkeypatch.setattr(accelerator_search, "offered", lambda providers: [MISSING, STAND_IN])
    monkeypatch.setattr(accelerator_search, "SETTLING_S", 0)
    folder = tmp_path / "scene"
    folder.mkdir()
    write_scene_pack(folder)
    made = []

    def make(may_try=True, **generator):
        screen = {"width_px": 128, "height_px": 72}
        settings = fake_settings(
            pack_folder=str(folder), state=str(tmp_path), screen=screen, generator=generator
        )
        made.append(Painter(manifest.load(folder), settings, may_try))
        return made[-1]

    yield make
    for each in made:
        each.close()


def notes(folder):
    path = folder / accelerator_notes.FILE
    if not path.exists():
        return {}
    (note,) = json.loads(path.read_text())["models"].values()
    return note


def until(painter, is_true):
    """Paints until it is."""
    begun_ns = clock.now_ns()
    while not is_true():
        assert clock.seconds(clock.now_ns() - begun_ns) < LONGEST_S
        assert painter.paint(Scene.of(POINT))[0].any()
        Event().wait(0.02)


def test_an_ordinary_onnx_runtime_offers_nothing_and_none_that_asks_other_machines():
    assert list(offered(["AzureExecutionProvider", "CPUExecutionProvider"])) == []
    many = ["CUDAExecutionProvider", "OpenVINOExecutionProvider", "CPUExecutionProvider"]
    assert [one.name for one in offered(many)] == [
        "CUDAExecutionProvider",
        "OpenVINOExecutionProvider GPU",
        "OpenVINOExecutionProvider NPU",
        "OpenVINOExecutionProvider CPU",
    ]


def test_what_is_faster_takes_over_between_two_pictures_and_is_kept(painter, tmp_path, monkeypatch):
    monkeypatch.setattr(accelerator_search, "GAIN", 0)
    first = painter()
    on_the_processor = first.model
    until(first, first.take_faster)
    assert first.model is not on_the_processor
    note = notes(tmp_path)
    assert note["chosen"] == STAND_IN.name
    assert note["verdicts"][MISSING.name].endswith("is not to be had on this machine")
    assert "ms a picture instead of" in note["verdicts"][STAND_IN.name]
    before = (tmp_path / accelerator_notes.FILE).stat().st_mtime_ns
    second = painter()
    for _ in range(50):
        assert not second.take_faster()  # nothing is tried again
    assert (tmp_path / accelerator_notes.FILE).stat().st_mtime_ns == before


def test_what_is_no_faster_leaves_everything_to_the_processor(painter, tmp_path, monkeypatch):
    monkeypatch.setattr(accelerator_search, "GAIN", 1e9)
    monkeypatch.setattr(accelerator_search, "offered", lambda providers: [STAND_IN])
    first = painter()
    on_the_processor = first.model
    until(first, lambda: not first.take_faster() and notes(tmp_path))
    assert notes(tmp_path)["chosen"] == ""
    assert first.model is on_the_processor


@pytest.mark.parametrize("wish", [{"accelerator": "none"}, {"may_try": False}])
def test_nothing_is_tried_where_nobody_wants_it_or_the_room_has_ended_before(
    painter, tmp_path, wish
):
    first = painter(**wish)
    for _ in range(50):
        assert not first.take_faster()
    assert notes(tmp_path) == {}
