"""Another pack while the show goes on: crossfaded in when it proves itself; on any doubt the old one stays."""

import os
import shutil
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from installation.packs.archive import bundle

pytestmark = pytest.mark.realtime


ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 150  # a proof on a busy machine


@pytest.fixture
def models(tmp_path):
    """A folder of packs with the first one in it."""
    shutil.copytree(ROOT / "models" / "facades", tmp_path / "models" / "facades")
    return tmp_path / "models"


def show(house, models, *options):
    running = house(
        "--windowless",
        "--size",
        "320x180",
        "--camera",
        "simulated",
        "--sound",
        "none",
        "--models",
        models,
        "--pack",
        "facades",
        *options,
    )
    running.until(pack_of)
    return running


def pack_of(status):
    return status["report"]["pack"]


def said(running, words):
    """Waits until the page says these words of the standby."""
    return running.until(
        lambda s: words in s["rooms"].get("standby", {}).get("message", ""), WITHIN_S
    )


def test_a_zip_that_is_dropped_in_is_shown_and_a_pack_that_is_saved_again_too(
    house, models, tmp_path
):
    running = show(house, models)
    first = running.room("generator").pid
    bundle(
        Path(shutil.copytree(ROOT / "models" / "colours", tmp_path / "colours")),
        models / "loan.zip",
    )
    running.until(lambda s: pack_of(s) == "colours", WITHIN_S)
    running.until(lambda s: not psutil.pid_exists(first))
    os.utime(models / "facades" / "pack.toml")
    status = running.until(lambda s: pack_of(s) == "facades", WITHIN_S)
    assert status["rooms"]["generator"]["restarts"] == 0  # it was handed over, not lost
    assert running.end() == 0
    assert running.report()["pack"] == "facades"


def test_a_bad_pack_is_refused_in_words_and_the_old_one_stays(house, models):
    running = show(house, models)
    generator = running.room("generator").pid
    bad = Path(shutil.copytree(ROOT / "models" / "colours", models / "colours"))
    (bad / "generator.onnx").write_bytes(b"<!doctype html><title>Sign in</title>")
    os.utime(bad / "pack.toml")
    status = said(running, "pack colours is not shown")
    assert "web page" in status["rooms"]["standby"]["message"]
    assert "facades stays" in status["rooms"]["standby"]["message"]
    (models / "loan.zip").write_bytes(b"PK\x03\x04")
    said(running, "pack loan.zip is not shown")
    status = running.until(lambda s: True)
    assert (pack_of(status), running.room("generator").pid) == ("facades", generator)
    assert sorted(path.name for path in models.iterdir()) == ["colours", "facades", "loan.zip"]


def test_a_pack_without_papers_is_shown_in_the_studio_alone(house, models):
    running = show(house, models)
    folder = Path(shutil.copytree(ROOT / "models" / "colours", models / "colours"))
    papers = folder / "pack.toml"
    papers.write_text(papers.read_text().replace('author = "Latenzraum"', 'author = ""'))
    assert "[pack] author" in said(running, "only with --studio")["rooms"]["standby"]["message"]
    running.end()
    refused = house(
        "--windowless",
        "--camera",
        "simulated",
        "--sound",
        "none",
        "--models",
        models,
        "--pack",
        "colours",
    )
    assert (refused.ended(), "--studio" in refused.lines[-1]) == (2, True)
    studio = show(house, models, "--pack", "colours", "--studio")
    assert pack_of(studio.status()) == "colours"


def test_a_pack_that_fails_in_its_first_minute_gives_way_to_the_last_good_one(house, models):
    running = show(house, models)
    shutil.copytree(ROOT / "models" / "colours", models / "colours")
    running.until(lambda s: pack_of(s) == "colours", WITHIN_S)
    running.room(
        "standby"
    ).kill()  # it plays the generator's part under the name it was started with
    status = said(running, "failed within its probation")
    assert "facades is back" in status["rooms"]["standby"]["message"]
    running.until(
        lambda s: pack_of(s) == "facades" and s["rooms"]["generator"]["state"] != "DOWN", WITHIN_S
    )


def greens(running):
    """How many pixels on the page are of a green that no facade has."""
    picture = cv2.imdecode(np.frombuffer(running.live(), np.uint8), cv2.IMREAD_COLOR).astype(int)
    blue, green, red = picture[..., 0], picture[..., 1], picture[..., 2]
    return int(((green > blue + 50) & (green > red + 50)).sum())


def test_papers_alone_are_read_again_and_the_model_stays(house, models):
    running = show(house, models)
    generator = running.room("generator").pid
    papers = models / "facades" / "pack.toml"
    papers.write_text(papers.read_text().replace("Rotes Holzhaus", "Haus aus rotem Holz"))
    running.until(lambda s: any("papers were read again" in line for _, line in s["log"]))
    papers.write_text("[pack]")
    assert (
        "facades stays" in said(running, "pack facades is not shown")["rooms"]["standby"]["message"]
    )
    assert running.room("generator").pid == generator


def test_texts_and_themes_are_on_the_screen_when_they_are_saved(house, models, tmp_path):
    assets = Path(shutil.copytree(ROOT / "assets", tmp_path / "assets"))
    running = show(house, models, "--assets", assets)
    text = assets / "texts" / "de.toml"
    whole = text.read_text()
    text.write_text("notice = ")
    running.until(
        lambda s: "what was shown last (de.toml) stands in" in s["rooms"]["display"]["message"]
    )
    text.write_text(whole.replace("Eine KI macht", "Eine Maschine macht"))
    running.until(lambda s: "stands in" not in s["rooms"]["display"]["message"])
    before = greens(running)
    theme = assets / "themes" / "dusk.toml"
    own = theme.read_text().replace('plate = "#262a38"', 'plate = "#20c040"')
    theme.write_text(own.replace("from_pack = true", "from_pack = false"))
    running.until(lambda s: greens(running) > before + 100)  # the plate of the mark
