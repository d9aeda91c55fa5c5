"""A pack whose server went away is asked for again, and only such a one."""

import shutil

import pytest

from installation.common import clock
from installation.common.paths import ROOT
from installation.parent.missed_pack import FIRST_PAUSE_S, LONGEST_PAUSE_S, MissedPack

S = clock.SECOND_NS


@pytest.fixture
def served(tmp_path):
    """The folder of a pack without a model of its own."""
    papers = (ROOT / "models" / "colours" / "pack.toml").read_text()
    assert 'file = "generator.onnx"' in papers
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "pack.toml").write_text(papers.replace('"generator.onnx"', '""', 1))
    shutil.copy(ROOT / "models" / "colours" / "map.npz", folder)
    return folder


def test_it_is_asked_for_with_growing_pauses_until_it_is_back(served):
    missed = MissedPack()
    missed.record_lost(served, 0)
    asked_s = [second for second in range(4000) if missed.take_due(second * S)]
    pauses = [second - before for before, second in zip([0, *asked_s], asked_s, strict=False)]
    assert pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert max(pauses) == LONGEST_PAUSE_S
    missed.forget()
    assert missed.take_due(10000 * S) == ""


def test_a_pack_with_a_model_of_its_own_is_not(tmp_path):
    missed = MissedPack()
    missed.record_lost(ROOT / "models" / "colours", 0)
    missed.record_lost(tmp_path / "away", 0)
    assert missed.take_due(1000 * S) == ""
