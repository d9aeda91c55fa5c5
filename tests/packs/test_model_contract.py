"""Whatever paints is a model: an object from outside, without ONNX, is previewed, timed and checked
as a pack is.
"""

import dataclasses

import cv2
import numpy as np
import pytest

from installation.config.schema import MarksConfig
from installation.marks.marker import Marker
from installation.packs import Model, directions, manifest, model_checks, preview
from installation.packs.speed import measure_speed
from installation.vocabulary import Severity

OWN_SIZE = (60, 90)


class Gradient:
    """Paints from left to right; of a point's values the first is the colour, and the others do
    little.
    """

    provider = "paint and brush"
    threads = 1
    outputs = ("picture",)

    def take_papers(self, pack):
        """Nothing in them is for it."""

    def paint(self, scene, height, width):
        point = scene.points[0]
        across = np.linspace(-1, 1, OWN_SIZE[1])
        strengths = 90 * np.tanh(point[0]) + 5 * np.tanh(point[1:].mean())
        row = np.clip(128 + strengths * across, 0, 255).astype(np.uint8)
        picture = np.broadcast_to(row[None, :, None], (*OWN_SIZE, 3))
        return np.ascontiguousarray(picture)

    def paint_open(self, scene, height, width):
        return self.paint(scene, height, width), []

    def cut_share(self, scene, height, width):
        """All values fit into its bytes."""
        return 0.0


@pytest.fixture
def gradient() -> Model:
    return Gradient()


@pytest.fixture
def colours(pack):
    """The pack colours, as if its generator painted at a size of its own and showed no layers."""
    loaded = manifest.load(pack)
    generator = manifest.GeneratorMetadata(dimensions=loaded.dimensions)
    return dataclasses.replace(loaded, generator=generator)


def test_its_pictures_are_a_preview(tmp_path, colours, gradient, monkeypatch):
    monkeypatch.setattr(preview, "LEG_S", 0.2)
    page = preview.preview(colours, gradient, tmp_path / "out", Marker(MarksConfig(), tmp_path))
    film = cv2.VideoCapture(str(page.parent / "walk.webm"))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == preview.LEGS * 5
    sheet = cv2.imread(str(page.parent / "sheet.jpg"))
    assert sheet.std() > 20


def test_its_speed_is_measured_at_its_own_size(colours, gradient):
    speed = measure_speed(colours, gradient, 360, 640)
    assert (speed.height, speed.width) == OWN_SIZE
    assert 0 < speed.took < 50 and not speed.too_slow
    assert "90x60" in speed.in_words()


def test_its_strongest_direction_is_found(colours, gradient):
    found = directions.of_pack(colours, None, gradient)
    assert np.abs(found.axes[0]).argmax() == 0
    assert np.abs(found.axes[0][0]) > 0.9


def test_it_passes_the_checks_of_a_model(colours, gradient):
    results = [
        *model_checks.check_answers(colours, gradient),
        *model_checks.check_speed(colours, gradient),
        *model_checks.check_path(colours, gradient),
        *model_checks.check_inside(colours, gradient),
    ]
    assert {result.state for result in results} == {Severity.OK}
    parts = [result.what for result in results]
    assert parts == ["answer", "speed", "memory", "journey", "look inside"]
    assert "paint and brush" in results[1].said
