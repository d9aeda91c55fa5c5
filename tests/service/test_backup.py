"""The house in one file, and onto another machine: whole, looked at before anything is changed, never executed."""

import contextlib
import json
import os
import re
import stat
import zipfile
from datetime import UTC, datetime

import pytest

from installation.common.files import sha256
from installation.common.status_file import StatusFile
from installation.config import resolve
from installation.console import password
from installation.console.visit_store import VisitStore
from installation.faults import BadArchive, Refused
from installation.ipc.far_keys import KeyRing
from installation.service.backup import backup, house_places
from installation.service.backup import restore as reading
from installation.service.backup.house_places import HousePlaces
from installation.service.box_contents import BoxContents

# a pack whose source came in the box, and is in no backup
FROM_BOX = """
[pack]
name = "own"
title = { de = "Eigen", en = "Own" }
version = "1"
[source]
from = "letters"
"""
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def quiet(_):
    pass


def places(folder):
    """A house with one text that came in the box."""
    texts = folder / "program" / "assets" / "texts"
    texts.mkdir(parents=True)
    (texts / "de.toml").write_text("[a]\n")
    box = BoxContents({"assets/texts/de.toml": sha256(texts / "de.toml")})
    return HousePlaces(folder / "etc" / "kiosk.toml", folder / "state", folder / "program", box)


@pytest.fixture
def lived(tmp_path):
    """A house with a history, whose counts are open as in a running one."""
    house = places(tmp_path / "old")
    house.config.parent.mkdir()
    house.config.write_text("# ours\n[camera]\nignore = [[0.0, 0.0, 0.2, 1.0]]\n")
    password.save(house.state, "four words are good")
    (house.state / "mqtt-password").write_text("secret\n")
    KeyRing(house.state).admit("foyer", tmp_path / "foyer.key")
    (house.root / "assets" / "texts" / "fr.toml").write_text("[b]\n")
    counts = VisitStore(house.state)
    counts.add(NOON, "letters", "de en", 42.0)
    counts.write()
    yield house
    counts.close()


@pytest.fixture
def archive(lived, tmp_path):
    backup.write(tmp_path / "house.zip", lived, quiet)
    return tmp_path / "house.zip"


def test_a_file_elsewhere_that_the_configuration_names_is_said_to_be_left_out(lived, tmp_path):
    """A museum's certificate in /etc was in no backup, and nobody was told."""
    for name in ("museum.pem", "film.mp4"):
        (tmp_path / name).touch()
    (lived.state / "museum.key").touch()
    lived.config.write_text(
        f'[camera]\nsource = "{tmp_path / "film.mp4"}"\n'
        f'[marks]\ncertificate = "{tmp_path / "museum.pem"}"\nkey = "museum.key"\n'
        f'[alerts]\nwebhook = "https://{"a" * 300}"\nlanguage = "\\u0000"\n'
    )
    told = []
    backup.write(tmp_path / "b.zip", lived, told.append)
    left = [line for line in told if "kiosk.toml names it" in line]
    assert [line.split("'")[1] for line in left] == [
        str(tmp_path / "film.mp4"),
        str(tmp_path / "museum.pem"),
    ]
    assert any(line.startswith("state/museum.key") for line in told)


def test_no_backup_takes_the_place_of_what_is_no_file(lived, tmp_path):
    os.mkfifo(tmp_path / "stick")
    with pytest.raises(BadArchive, match="stick cannot be written: it is a pipe and no file"):
        backup.write(tmp_path / "stick", lived, quiet)
    assert (tmp_path / "stick").is_fifo()


def test_what_is_the_houses_own_comes_back_on_a_new_machine(lived, archive, tmp_path):
    new = places(tmp_path / "new")
    reading.restore(archive, new, quiet)
    assert new.config.read_text() == lived.config.read_text()
    assert password.fits(new.state, "four words are good")
    assert stat.S_IMODE((new.state / "mqtt-password").stat().st_mode) == 0o600
    before = KeyRing(lived.state)
    screens = KeyRing(new.state)
    assert screens.names == ["foyer"]
    assert (screens.secret, screens.public_keys()) == (before.secret, before.public_keys())
    assert stat.S_IMODE((new.state / "screens").stat().st_mode) == 0o700
    ((_, pack, _), count) = VisitStore(new.state).rows(NOON)[0]
    assert (pack, count.visits) == ("letters", 1)
    assert (new.root / "assets" / "texts" / "fr.toml").read_text() == "[b]\n"


def test_what_came_in_the_box_stays_out_of_it_until_it_is_changed(lived, archive, tmp_path):
    text = "assets/texts/de.toml"
    assert text not in zipfile.ZipFile(archive).namelist()
    (lived.root / text).write_text("[changed]\n")
    backup.write(archive, lived, quiet)
    with zipfile.ZipFile(archive) as opened:
        assert opened.read(text) == b"[changed]\n"
        listed = json.loads(opened.read("manifest.json"))["files"][text]
    assert listed == {"bytes": 10, "sha256": sha256(lived.root / text)}
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_what_a_restore_replaces_is_kept_and_can_be_restored_itself(archive, tmp_path):
    new = places(tmp_path / "new")
    new.config.parent.mkdir()
    new.config.write_text("# theirs\n")
    reading.restore(archive, new, quiet)
    (kept,) = (new.state / "replaced").glob("*.zip")
    reading.restore(kept, new, quiet)
    assert new.config.read_text() == "# theirs\n"


def test_nothing_is_restored_under_a_running_house(archive, tmp_path, monkeypatch):
    new = places(tmp_path / "new")
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    with StatusFile({"state": str(new.state)}) as status:
        status.write({}, {}, {}, None)
        with pytest.raises(Refused, match=f"process {os.getpid()}.*systemctl stop kiosk"):
            reading.restore(archive, new, quiet)
    assert not new.config.exists()


def changed(archive, changes):
    """The archive with other contents; its manifest fits them."""
    with zipfile.ZipFile(archive) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(contents.pop("manifest.json"))
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as new:
        for name, content in (contents | changes).items():
            new.writestr(name, content)
        for name, content in changes.items():
            probe = archive.with_name("probe")
            probe.write_bytes(content)
            text = name.filename if isinstance(name, zipfile.ZipInfo) else name
            manifest["files"][text] = {"bytes": len(content), "sha256": sha256(probe)}
        new.writestr("manifest.json", json.dumps(manifest))
    return target


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("changes", "fault", "words"),
    [
        ({"assets/../../evil": b"x"}, BadArchive, "leads elsewhere"),
        ({"/etc/evil": b"x"}, BadArchive, "leads elsewhere"),
        ({link("assets/themes/a.toml"): b"/etc/passwd"}, BadArchive, "link or device"),
        ({"installation/evil.py": b"x"}, BadArchive, "has no place in a backup"),
        ({"state/deep/er": b"x"}, BadArchive, "has no place in a backup"),
    ],
)
def test_a_backup_that_cannot_be_trusted_changes_nothing(archive, tmp_path, changes, fault, words):
    new = places(tmp_path / "new")
    before = sorted(new.root.rglob("*"))
    with pytest.raises(fault, match=words):
        reading.restore(changed(archive, changes), new, quiet)
    assert sorted(new.root.rglob("*")) == before and not list(new.state.iterdir())


def test_a_damaged_or_lying_archive_is_refused(archive, tmp_path):
    new = places(tmp_path / "new")
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadArchive, match="no archive that can be opened: its end is missing"):
        reading.restore(archive, new, quiet)
    archive.write_bytes(whole)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("assets/more.toml", "")
    with pytest.raises(BadArchive, match=r"has assets/more\.toml only in the archive"):
        reading.restore(archive, new, quiet)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("config/kiosk.toml", b"[camera]\nsorce = 1\n", "config/kiosk.toml: .*sorce is unknown"),
        ("config/kiosk.toml", b"\0", "config/kiosk.toml: config/kiosk.toml cannot be read"),
        ("state/statistics.sqlite", b"no database" * 99, "statistics.sqlite: it is damaged"),
        ("models/own/pack.toml", b"name = 1\n", "models/own: .*pack.toml"),
    ],
)
def test_what_cannot_be_used_is_told_and_all_else_comes_back(
    archive, tmp_path, name, content, words
):
    """A house with one broken pack had a backup, and never got any of it back."""
    new = places(tmp_path / "new")
    told = []
    done = reading.restore(changed(archive, {name: content}), new, told.append)
    assert [line for line in told if re.match(f"left out, it cannot be used: .*{words}", line)]
    assert done.left_out == 1 and not new.place_of(name).exists()
    assert password.fits(new.state, "four words are good")


def test_what_goes_into_a_backup_comes_back_and_what_does_not_is_told(lived, tmp_path):
    """A pack in a folder with a colon made a backup that was refused; a sound Was?.wav was in none, without a word."""
    outside = ("assets/sounds/Was?.wav", "models/a:b/pack.toml", "models/own/old/a.txt")
    inside = ("assets/sounds/über.wav", "models/own/a.txt")
    for name in outside + inside:
        path = lived.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (lived.root / "models" / "own" / "pack.toml").write_text(FROM_BOX)
    (lived.root / "assets" / "link.wav").symlink_to(lived.root / inside[0])
    told = []
    backup.write(tmp_path / "house.zip", lived, told.append)
    for name in (*outside, "assets/link.wav"):
        assert any(f"{name}' (" in line for line in told if line.startswith("left out: "))
    new = places(tmp_path / "new")
    assert reading.restore(tmp_path / "house.zip", new, quiet).left_out == 0
    for name in inside:
        assert (new.root / name).read_text() == name


def test_what_cannot_be_read_is_named_and_no_backup_is_made_without_it(lived, tmp_path):
    """The stick was blamed."""
    lived.config.unlink()
    lived.config.mkdir()
    with pytest.raises(BadArchive, match=r"kiosk\.toml cannot be read: it is a folder"):
        backup.write(tmp_path / "house.zip", lived, quiet)
    assert not (tmp_path / "house.zip").exists()


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_is_told(lived, tmp_path):
    closed = lived.root / "assets" / "sounds"
    closed.mkdir(mode=0)
    told = []
    backup.write(tmp_path / "house.zip", lived, told.append)
    assert f"left out: '{closed}' (this folder is closed to you: try sudo)" in told


def test_one_wrong_bit_anywhere_in_a_backup_ends_in_a_sentence_or_does_no_harm(archive, tmp_path):
    """A bit that flips on a stick: most lie where zlib, and not zipfile, finds them."""
    whole = archive.read_bytes()
    for place in range(0, len(whole), 29):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0x80]) + whole[place + 1 :])
        new = places(tmp_path / f"new-{place}")
        with contextlib.suppress(BadArchive):
            reading.restore(archive, new, quiet)
            assert new.config.read_text().startswith("# ours\n[camera]")
            continue
        assert not new.config.exists()


@pytest.mark.parametrize(
    "known", [{"bytes": "4"}, {"bytes": float("inf")}, {"bytes": -1}, {"sha256": None}, {}, []]
)
def test_a_manifest_of_another_form_is_refused(archive, tmp_path, known):
    target = tmp_path / "odd.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        right = manifest["files"]["config/kiosk.toml"]
        manifest["files"]["config/kiosk.toml"] = known and right | known
        for name in old.namelist():
            is_manifest = name == "manifest.json"
            new.writestr(name, json.dumps(manifest) if is_manifest else old.read(name))
    with pytest.raises(BadArchive, match="cannot be understood"):
        reading.restore(target, places(tmp_path / "new"), quiet)


@pytest.mark.parametrize(
    ("there", "words"),
    [("assets/texts/fr.toml/x", "a folder is in its place"), ("assets/own", "a file is in")],
)
def test_a_folder_where_a_file_belongs_is_told_before_anything_is_changed(
    archive, tmp_path, there, words
):
    new = places(tmp_path / "new")
    (new.root / there).parent.mkdir(parents=True, exist_ok=True)
    (new.root / there).write_text("")
    with pytest.raises(BadArchive, match=words):
        reading.restore(changed(archive, {"assets/own/a.toml": b""}), new, quiet)
    assert not new.config.exists()


def test_the_usual_house_is_the_one_beside_the_program(tmp_path, monkeypatch):
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    found = house_places.usual(tmp_path / "kiosk.toml")
    assert found.state == tmp_path and found.place_of("state/password") == tmp_path / "password"
    assert found.box.is_untouched(found.root, "assets/texts/de.toml")


@pytest.mark.parametrize("is_installed", [True, False])
def test_a_configuration_that_got_lost_comes_back_to_where_the_service_reads_it(
    tmp_path, monkeypatch, is_installed
):
    """Incident: kiosk.toml of a service was restored beside the program, where nobody read it."""
    monkeypatch.setattr(resolve, "SERVICE_CONFIG", tmp_path / "etc" / "latenzraum" / "kiosk.toml")
    monkeypatch.setattr(resolve, "ROOT", tmp_path / "program")
    if is_installed:
        resolve.SERVICE_CONFIG.parent.mkdir(parents=True)
    beside = tmp_path / "program" / "kiosk.toml"
    assert house_places.usual().config == (resolve.SERVICE_CONFIG if is_installed else beside)
