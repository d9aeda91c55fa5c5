"""A model that takes seconds for a picture ends in papers or in a sentence, never in waiting."""

from dataclasses import asdict

import pytest

from installation.faults import BrokenPack
from installation.packs import check, guess_outputs, guess_patience, manifest, speed
from installation.packs.guess import guess
from installation.packs.new import metadata
from installation.vocabulary import Severity


def test_a_slow_model_is_tried_a_few_times_and_a_quick_one_often():
    assert guess_patience.samples_in_time(0.01) == guess_patience.SAMPLES
    for took_s in (3.0, 7.0, guess_patience.SLOWEST_S):
        tried = guess_patience.samples_in_time(took_s) + guess_patience.AFTERWARDS
        assert tried * took_s <= max(guess_patience.TRYING_S, 4 * took_s)


def test_what_only_a_server_can_paint_gets_papers_without_a_model(pack, monkeypatch):
    monkeypatch.setattr(guess_outputs, "FOR_A_SERVER_S", 0.0)
    found = guess(pack / "generator.onnx")
    assert "docs/inference.md" in found.notes[-1]
    (pack / "generator.onnx").unlink()
    (pack / "pack.toml").write_text(metadata("colours", asdict(found)))
    assert manifest.load(pack).generator.file == ""
    results = check.check(pack)
    assert Severity.BAD not in {result["state"] for result in results}


def test_one_that_nobody_waits_for_is_refused_with_what_would_help(pack, monkeypatch):
    monkeypatch.setattr(guess_patience, "SLOWEST_S", 0.0)
    with pytest.raises(BrokenPack, match=r"One picture takes .* fewer channels, or have a machine"):
        guess(pack / "generator.onnx")


def test_the_check_of_a_slow_pack_ends_after_its_first_pictures(pack, monkeypatch):
    monkeypatch.setattr(speed, "FAR_TOO_SLOW_MS", 0.0)
    monkeypatch.setattr(speed, "SLOWEST_MS", 0.0)
    last = check.check(pack)[-1]
    assert (last["what"], last["state"]) == ("speed", Severity.BAD)
    assert "export a smaller model, or have an inference server paint it" in last["said"]


def test_other_programs_are_told_of_only_where_the_model_has_work_to_do():
    assert "alone it would be about 12.0 ms" in speed.Speed(40.0, 12.0, 512, 512).in_words()
    assert "other programs" not in speed.Speed(4.0, 0.04, 8, 8).in_words()
