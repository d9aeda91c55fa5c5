"""The second network looks at pictures of any shape as they are."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from installation.generator.classifier import Classifier

HERE = Path(__file__).parent


@pytest.mark.parametrize("size", [(720, 1280), (1280, 720), (180, 1280), (640, 640)])
def test_a_square_in_the_middle_of_a_picture_is_seen_as_a_square_whatever_the_shape(tmp_path, size):
    """Incident: on an upright screen letters came to it three times too wide, and of a D it was half as sure."""
    shutil.copy(HERE / "classifier.onnx", tmp_path)
    height, width = size
    picture = np.zeros((height, width, 3), np.uint8)
    side = min(size) // 2
    top = (height - side) // 2
    left = (width - side) // 2
    picture[top : top + side, left : left + side] = 255
    seen = Classifier(tmp_path).classify(picture).seen[0, ..., 0] > 127
    rows = seen.any(axis=1).sum()
    columns = seen.any(axis=0).sum()
    assert rows > 12
    assert abs(rows - columns) <= 2
