"""Letters: the countries on the globe."""

import numpy as np

from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import lay_out_countries


def test_every_letter_has_its_share_of_the_globe():
    lots = np.random.default_rng(2)
    shapes = lots.standard_normal((len(LETTERS), 8, 8)).astype(np.float32)
    countries = lay_out_countries(shapes)
    places = lots.standard_normal((4000, 3)).astype(np.float32)
    owners = countries.weights(places).argmax(1)
    share = np.bincount(owners, minlength=len(LETTERS)) * len(LETTERS) / 4000
    assert share.min() > 0.6
    assert share.max() < 1.5
    at_capitals = countries.weights(countries.places()).argmax(1)
    assert np.array_equal(at_capitals, np.arange(len(LETTERS)))
