"""Letters: the countries on the globe."""

import numpy as np

from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import lay_out_countries


def test_every_letter_has_its_share_of_the_globe():
    lots = np.random.default_rng(2)
    countries = lay_out_countries()
    places = lots.standard_normal((4000, 3)).astype(np.float32)
    owners = countries.weights(places).argmax(1)
    share = np.bincount(owners, minlength=len(LETTERS)) * len(LETTERS) / 4000
    assert share.min() > 0.6
    assert share.max() < 1.5
    at_capitals = countries.weights(countries.places()).argmax(1)
    assert np.array_equal(at_capitals, np.arange(len(LETTERS)))


def test_the_way_from_a_letter_to_the_next_passes_no_other():
    countries = lay_out_countries()
    capitals = countries.places()
    for k in range(len(LETTERS) - 1):
        shares = np.linspace(0, 1, 21)[:, None]
        way = capitals[k] * (1 - shares) + capitals[k + 1] * shares
        owners = countries.weights(way).argmax(1)
        assert set(owners) == {k, k + 1}
