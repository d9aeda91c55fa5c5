"""kiosk.toml as a file that people and the program write: its default, its older versions, its edits."""

import errno
import os
import signal
import subprocess
import sys
import tomllib

import pytest

from installation.config import edit, schema, template
from installation.config.readers import PACK
from installation.config.watcher import SAVE_LOOKS, ConfigWatcher
from installation.faults import BadConfig, Refused

pytestmark = pytest.mark.realtime


def test_the_default_file_says_what_holds_anyway_and_stays_so_when_its_comments_are_taken_away(
    tmp_path,
):
    path = tmp_path / "kiosk.toml"
    path.write_text(template.written(schema.KioskConfig))
    assert schema.load(path, {}) == schema.KioskConfig()
    keys = [
        line[1:] if line[0] == "#" and line[1:2].isalpha() else line
        for line in path.read_text().splitlines()
        if line
    ]
    path.write_text("\n".join(key for key in keys if not key.endswith("= ...")))
    assert tomllib.loads(path.read_text())["hours"]["monday"] == "00:00-24:00"
    assert schema.load(path, {}) == schema.KioskConfig()


@pytest.mark.parametrize("value", ["colours", 'a "b" \\ ü\n\x7f', ["de", "en"], -18.5, True, 3])
def test_a_key_is_changed_and_every_other_line_stays(value):
    text = (
        "# mine\n[screen]\nmode = 'windowed'  # at work\n\n[generator]\npack = 'facades'  # ours\n"
    )
    after = edit.edited(text, "generator", {"pack": value})
    assert tomllib.loads(after) == {"screen": {"mode": "windowed"}, "generator": {"pack": value}}
    assert after.startswith(text[: text.index("pack")]) and after.endswith("# ours\n")


@pytest.mark.parametrize(
    "text", ["[[mqtt]]\n", "mqtt = 5\n", f"a = {'9' * 5000}\n", f"a = {'[' * 9000}\n", "a = \n"]
)
def test_what_cannot_be_edited_is_told_with_the_line_to_write(text):
    with pytest.raises(BadConfig, match='yourself: broker = "here"'):
        edit.edited(text, "mqtt", {"broker": "here"})


def test_a_file_that_cannot_be_written_is_left_and_said(tmp_path):
    with pytest.raises(BadConfig, match="cannot be written"):
        edit.write(tmp_path / "none" / "kiosk.toml", "")


def test_killed_while_it_writes_it_leaves_the_file_whole(tmp_path):
    """The old one or the new one, never a part of one."""
    path = tmp_path / "kiosk.toml"
    code = (
        "import sys, pathlib; from installation.config import edit\n"
        "path, n = pathlib.Path(sys.argv[1]), 0\n"
        "while True:\n"
        "    n += 1; edit.write(path, f'[journey]\\nseed = {n}\\n' + '# long\\n' * 4000)\n"
        "    print(n, flush=True)\n"
    )
    for lives in range(1, 9):
        with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as writer:
            for _ in range(lives):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
        assert schema.load(path, {}).journey.seed >= lives


class Desk:
    """A technician at a kiosk.toml that is followed."""

    def __init__(self, folder):
        self.path = folder / "kiosk.toml"
        self.path.write_text("[generator]\npack = 'facades'\n")
        self.watcher = ConfigWatcher(self.path, self.resolve, self.resolve({}))

    def resolve(self, chosen):
        settings = schema.load(self.path, chosen)
        if settings.generator.pack == "missing":
            raise Refused("there is no pack 'missing'")
        return settings

    def saves(self, text):
        before = self.path.stat()
        self.path.write_text(text)
        os.utime(self.path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))
        return [self.watcher.poll() for _ in range(3)]


def test_an_edited_file_is_picked_up_once_and_not_before_it_is_quiet(tmp_path):
    first, second, third = Desk(tmp_path).saves("[generator]\npack = 'colours'\n")
    assert first is None and second.generator.pack == "colours" and third is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[generator]\npak = 'x'\n", "did you mean pack"),
        ("[gen", "cannot be understood"),
        ("[generator]\npack='missing'", "no pack"),
    ],
)
def test_a_bad_file_changes_nothing_and_says_why_until_it_is_mended(tmp_path, text, why):
    desk = Desk(tmp_path)
    assert desk.saves(text) == [None] * 3
    assert (
        why in desk.watcher.problem.message
        and "last good configuration stays" in desk.watcher.problem.message
    )
    assert desk.saves("[generator]\npack = 'facades'\n")[1] and desk.watcher.problem.message == ""


def test_what_is_chosen_on_the_page_is_written_into_the_file(tmp_path):
    desk = Desk(tmp_path)
    assert desk.watcher.choose({"generator": {"pack": "colours"}}).generator.pack == "colours"
    assert schema.load(desk.path, {}).generator.pack == "colours"
    assert desk.watcher.choose({"generator": {"pack": "missing"}}) is None
    assert schema.load(desk.path, {}).generator.pack == "colours"
    assert [desk.watcher.poll() for _ in range(2)] == [None, None]


def test_a_choice_that_cannot_be_written_holds_all_the_same_and_says_for_how_long(tmp_path):
    desk = Desk(tmp_path)
    desk.path.unlink()
    desk.path.mkdir()  # as root, permissions would not keep us from writing
    desk.resolve = lambda chosen: schema.load(None, chosen)
    desk.watcher = ConfigWatcher(desk.path, desk.resolve, desk.resolve({}))
    assert desk.watcher.choose({"generator": {"pack": "colours"}})
    assert "until the next start only" in desk.watcher.problem.message


@pytest.mark.parametrize(
    "text", ["[screen]\nlanguages = ['en']\n", "[screen]\nlanguage = 'en'\n"], ids=["good", "bad"]
)
@pytest.mark.parametrize("moment", ["read", "written"])
def test_what_is_saved_at_the_moment_of_a_choice_is_kept_and_read(
    tmp_path, monkeypatch, moment, text
):
    """Incident: a wire chose a pack while the file was saved by hand; what was saved was overwritten, or never read."""
    desk, fsync = Desk(tmp_path), os.fsync

    def save():
        if "screen" not in desk.path.read_text():
            desk.path.write_text(text)

    def resolved(chosen):
        settings = desk.resolve(chosen)
        if moment == "read":
            save()
        return settings

    desk.watcher = ConfigWatcher(desk.path, resolved, desk.resolve({}))
    monkeypatch.setattr(
        os, "fsync", lambda file: (fsync(file), save() if moment == "written" else None)
    )
    assert desk.watcher.choose({"generator": {"pack": "colours"}})
    found = next(filter(None, [desk.watcher.poll() for _ in range(3)]), None)
    kept = tomllib.loads(desk.path.read_text())
    assert kept == tomllib.loads(text) | {"generator": {"pack": "colours"}}
    assert (found and found.screen.languages) == (["en"] if "languages" in text else None)
    assert bool(desk.watcher.problem.message) == (found is None)


def test_what_was_saved_just_before_a_choice_is_read_all_the_same(tmp_path):
    """A fader came to rest before the file was looked at: what was saved counted as read, and no room began anew."""
    desk = Desk(tmp_path)
    desk.path.write_text("[screen]\nlanguages = ['en']\n")
    assert desk.watcher.choose({"sound": {"target_lufs": -40.0}})
    found = [settings for settings in (desk.watcher.poll() for _ in range(3)) if settings]
    assert len(found) == 1
    assert found[0].screen.languages == ["en"] and found[0].sound.target_lufs == -40.0


def test_a_choice_that_turned_out_not_to_work_is_taken_out_of_the_file_again(tmp_path):
    desk = Desk(tmp_path)
    before = desk.path.read_text()
    desk.watcher.choose({"generator": {"pack": "colours"}})
    found = desk.watcher.take_back("generator: it does not load", [PACK])
    assert found.generator.pack == "facades"
    assert desk.path.read_text() == before and "holds again" in desk.watcher.problem.message
    assert [desk.watcher.poll() for _ in range(2)] == [None, None]


def test_only_the_key_that_did_not_work_is_taken_back_whatever_was_chosen_meanwhile(tmp_path):
    """Incident: a second click before the camera had failed, and the camera was never taken back."""
    desk = Desk(tmp_path)
    before = desk.path.read_text()
    desk.watcher.choose({"camera": {"source": "/media/stick/film.mp4"}})
    desk.watcher.choose({"console": {"name": "Saal 3"}})
    desk.watcher.choose({"camera": {"source": "/media/stick/another.mp4"}})
    found = desk.watcher.take_back("vision: it is not there", [("camera", "source")])
    assert (found.camera.source, found.console.name) == ("auto", "Saal 3")
    assert desk.path.read_text() == before + '\n[console]\nname = "Saal 3"\n'
    found = desk.watcher.take_back("console: it does not start", desk.watcher.unproved)
    assert found.console.name == "" and desk.path.read_text() == before


def test_what_has_proved_itself_is_not_taken_back(tmp_path):
    desk = Desk(tmp_path)
    desk.watcher.choose({"camera": {"mirror": False}})
    desk.watcher.prove(desk.watcher.unproved)
    desk.watcher.choose({"camera": {"source": "/media/stick/film.mp4"}})
    found = desk.watcher.take_back("vision: it is not there", desk.watcher.unproved)
    assert (found.camera.source, found.camera.mirror) == ("auto", False)
    assert schema.load(desk.path, {}).camera.mirror is False


def test_what_the_technician_wrote_stays_in_the_file_and_does_not_hold_until_it_is_saved_anew(
    tmp_path,
):
    desk = Desk(tmp_path)
    text = "[camera]\nsource = '/media/stick/film.mp4'\nmirror = false\n"
    assert desk.saves(text)[1].camera.mirror is False
    found = desk.watcher.take_back("vision: it is not there", [("camera", "source")])
    assert (found.camera.source, found.camera.mirror) == ("auto", False)
    assert desk.path.read_text() == text
    assert desk.watcher.choose({"console": {"name": "Saal 3"}}).camera.source == "auto"
    assert desk.watcher.choose({"camera": {"source": "simulated"}}).camera.source == "simulated"
    assert desk.saves(text)[1].camera.source == "/media/stick/film.mp4"


def test_what_is_edited_in_the_file_after_a_choice_is_newer_than_it(tmp_path):
    """Once the loudness was set on the page, the file's was never followed again, and nothing said so."""
    desk = Desk(tmp_path)
    desk.watcher.choose({"sound": {"target_lufs": -40.0, "limit_dba": 70.0}})
    found = desk.saves(desk.path.read_text().replace("-40", "-30"))[1]
    assert (found.sound.target_lufs, found.sound.limit_dba) == (-30.0, 70.0)
    found = desk.saves("")[1]
    assert (found.sound.target_lufs, found.sound.limit_dba) == (-23.0, 75.0)


def test_what_could_not_be_written_is_when_the_disk_has_room_again(tmp_path, monkeypatch):
    """It held until the next start, also when there was room; the next choice hid that it would be lost."""
    desk, fsync = Desk(tmp_path), os.fsync

    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert desk.watcher.choose({"sound": {"target_lufs": -40.0}})
    assert "make room there" in desk.watcher.problem.message
    assert desk.watcher.choose({"sound": {"limit_dba": 70.0}})
    assert "sound.target_lufs, sound.limit_dba hold" in desk.watcher.problem.message
    monkeypatch.setattr(os, "fsync", fsync)
    assert [desk.watcher.poll() for _ in range(SAVE_LOOKS)] == [None] * SAVE_LOOKS
    kept = schema.load(desk.path, {}).sound
    assert (kept.target_lufs, kept.limit_dba) == (-40.0, 70.0)
    assert desk.watcher.problem.message == ""


@pytest.mark.parametrize("what", ["folder", "away", "bad"])
def test_what_is_chosen_while_the_file_cannot_be_followed_waits_until_it_can(tmp_path, what):
    """The page said that it was asked, and nothing ever came of it."""
    desk = Desk(tmp_path)
    if what == "bad":
        desk.saves("[gen")
    else:
        desk.path.unlink()
        (desk.path.mkdir if what == "folder" else int)()
        [desk.watcher.poll() for _ in range(2)]
    for target in (-40.0, -41.0):
        assert desk.watcher.choose({"sound": {"target_lufs": target}}) is None
    told = desk.watcher.problem
    assert told.message.count("what was chosen since (sound.target_lufs)") == 1
    assert not told.is_passing
    if what == "folder":
        desk.path.rmdir()
    desk.path.write_text("[generator]\npack = 'colours'\n")
    found = next(filter(None, [desk.watcher.poll() for _ in range(3)]))
    assert (found.generator.pack, found.sound.target_lufs) == ("colours", -41.0)
    assert told.message == "" and schema.load(desk.path, {}).sound.target_lufs == -41.0
