"""Which pack was saved last: only what is new or changed, and only once nobody writes to it any
more.
"""

import os

import pytest

from installation.packs.pack_watcher import STRAY_LOOKS, PackWatcher


@pytest.fixture
def models(tmp_path):
    save(tmp_path / "first")
    return tmp_path


def save(folder, when=1):
    folder.mkdir(exist_ok=True)
    for name in ("pack.toml", "generator.onnx"):
        (folder / name).write_text(name)
        os.utime(folder / name, (when, when))


def test_what_was_there_from_the_start_has_not_come(models):
    watcher = PackWatcher(models)
    assert [watcher.look(), watcher.look()] == [[], []]


def test_a_pack_has_come_when_it_looks_the_same_twice_and_then_no_more(models):
    watcher = PackWatcher(models)
    save(models / "second")
    assert watcher.look() == []  # somebody may still be copying
    save(models / "second", when=2)
    assert watcher.look() == []
    assert watcher.look() == [models / "second"]
    assert watcher.look() == []


def test_a_pack_that_is_saved_again_has_come_again_and_its_preview_is_no_change(models):
    watcher = PackWatcher(models)
    (models / "first" / "preview.jpg").write_text("x")
    assert [watcher.look(), watcher.look()] == [[], []]
    os.utime(models / "first" / "pack.toml", (9, 9))
    assert [watcher.look(), watcher.look()] == [[], [models / "first"]]


def test_zips_come_and_what_is_being_made_or_is_no_pack_does_not(models):
    watcher = PackWatcher(models)
    save(models / ".third.new")
    (models / "empty").mkdir()
    (models / "notes.txt").write_text("x")
    (models / "loan.zip").write_text("x")
    assert [watcher.look(), watcher.look()] == [[], [models / "loan.zip"]]


def test_a_folder_of_packs_that_is_away_for_a_moment_brings_nothing_new(models):
    watcher = PackWatcher(models)
    away = models.rename(models.with_name("away"))
    assert [watcher.look(), watcher.look()] == [[], []]
    away.rename(models)
    assert [watcher.look(), watcher.look()] == [[], []]


def test_a_model_without_papers_has_come_when_none_follow_for_a_while(models):
    """Incident: a model that was dropped alone, and not a word anywhere."""
    watcher = PackWatcher(models)
    (models / "alone.onnx").write_text("x")
    for name in ("bare", "whole"):
        (models / name).mkdir()
        (models / name / "model.onnx").write_text("x")
    looks = [watcher.look_for_strays() for _ in range(STRAY_LOOKS)]
    (models / "whole" / "pack.toml").write_text("x")
    looks += [watcher.look_for_strays() for _ in range(2 * STRAY_LOOKS)]
    assert [look for look in looks if look] == [[models / "alone.onnx", models / "bare"]]
