"""`kiosk pack bundle` and `install`: what harms is refused and nothing is written; what is good
arrives as it was.
"""

import os
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from installation.cli.pack_commands import main
from installation.faults import BrokenPack, Refused
from installation.packs.archive import install, packed
from installation.packs.kept_packs import MOST, kept, replaced_pack
from installation.packs.validation import Validation
from tests.packs.conftest import kiosk_pack


def zipped(tmp_path, pack, more=(), without=()) -> Path:
    path = tmp_path / "loan.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(pack.iterdir()):
            if file.name not in without:
                archive.write(file, f"colours/{file.name}")
        for entry, content in more:
            archive.writestr(entry, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("more", "without", "words"),
    [
        ([("../../evil.txt", "x")], (), "leads out of the pack"),
        ([("/etc/evil.txt", "x")], (), "leads out of the pack"),
        ([("colours\\..\\evil.txt", "x")], (), "leads out of the pack"),
        ([("C:evil.txt", "x")], (), "leads out of the pack"),
        ([(link("colours/link.txt"), "/etc/passwd")], (), "as a link"),
        ([("colours/zeros.txt", bytes(200 << 20))], (), "times its size"),
        ([("colours/PACK.toml", "x")], (), "twice"),
        ([("colours/pack.toml", "x")], (), "twice"),
        ([("other/a.txt", "x")], (), "more than one folder"),
        ([("colours/deep/a.txt", "x")], (), "one flat folder"),
        ([("colours/run.py", "x")], (), "data only"),
        ([(f"colours/{k}.txt", "x") for k in range(80)], (), "a pack may have 64"),
        ([("colours/loan-1.0.zip", "x")], (), "another zip, loan-1.0.zip: unpack it once"),
        ([("colours/Tür.txt", "x")], (), "a name that not every system can keep"),
        ([], ("pack.toml",), "holds no pack.toml but a model, generator.onnx: unpack it, then"),
        ([], ("generator.onnx",), "generator.onnx is missing"),
    ],
    ids=[
        "up",
        "absolute",
        "backslash",
        "drive",
        "link",
        "bomb",
        "case",
        "duplicate",
        "folders",
        "deep",
        "program",
        "many",
        "zip",
        "umlaut",
        "no-papers",
        "no-model",
    ],
)
def test_a_zip_that_harms_is_refused_and_nothing_is_written(tmp_path, pack, more, without, words):
    target = tmp_path / "house" / "models"
    target.mkdir(parents=True)
    with pytest.raises(BrokenPack, match=re.escape(words)):
        install(zipped(tmp_path, pack, more, without), target)
    assert list((tmp_path / "house").rglob("*")) == [target]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"PK\x03\x04 no more than this", 2, "no zip that can be opened (its end is missing"),
        (b"\x1f\x8b of a tar", 2, "no zip of a pack: it is a gzip archive; unpack it first"),
        (b"\x00", 2, "no zip of a pack: it is something else, or damaged"),
        (None, 2, "there is no file"),
    ],
    ids=["damaged", "gzip", "other", "missing"],
)
def test_a_zip_that_is_none_is_refused_in_one_line(tmp_path, content, code, words):
    """Incident: a name mistyped was called a mistake in the program."""
    path = tmp_path / "loan.zip"
    if content:
        path.write_bytes(content)
    done = kiosk_pack("install", path, "--models", tmp_path)
    assert (done.returncode, words in done.stderr, done.stderr.count("\n")) == (code, True, 1), (
        done.stderr
    )


def test_a_name_that_was_mistyped_is_answered_with_the_nearest_that_there_is(tmp_path):
    (tmp_path / "loan.zip").touch()
    told = kiosk_pack("install", tmp_path / "loam.zip").stderr
    assert told.endswith(f"did you mean {tmp_path / 'loan.zip'}?\n") and "--strict" not in told
    (tmp_path / "my model.onnx").touch()
    told = kiosk_pack("new", "mine", tmp_path / "my modle.onnx", "--models", tmp_path).stderr
    assert "did you mean" in told and "my model.onnx?" in told
    told = kiosk_pack("install", tmp_path / "lent" / "loan.zip").stderr
    assert f"there is no folder {tmp_path / 'lent'}" in told


def test_what_is_told_to_be_typed_next_works_as_it_stands(tmp_path, pack):
    path = zipped(tmp_path, pack).rename(tmp_path / "unsere Schöne.zip")
    told = kiosk_pack("install", path, "--models", pack.parent).stderr
    command = told.partition("in its place: kiosk pack ")[2].partition(" (the old one")[0]
    done = kiosk_pack(*shlex.split(command))
    assert done.returncode == 0, done.stderr
    assert f"kiosk run --pack colours --models {shlex.quote(str(pack.parent))}" in done.stdout
    assert len(kept(pack.parent)) == 1


def test_a_folder_is_told_that_it_needs_no_installing(pack):
    with pytest.raises(Refused, match=r"is a folder: copied into models/ it is there as it is"):
        install(pack, pack.parent)


def test_a_bundle_is_the_same_each_time_and_is_installed_as_it_was(tmp_path, pack):
    zips = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for path in zips:
        done = kiosk_pack("bundle", "colours", "--to", path, "--models", pack.parent)
        assert done.returncode == 0, done.stderr
    assert zips[0].read_bytes() == zips[1].read_bytes()
    target = tmp_path / "elsewhere"
    target.mkdir()
    assert kiosk_pack("install", zips[0], "--models", target).returncode == 0
    for file in pack.iterdir():
        assert (target / "colours" / file.name).read_bytes() == file.read_bytes()
    again = kiosk_pack("install", zips[0], "--models", target)
    assert (again.returncode, "--replace" in again.stderr) == (2, True)


def test_what_a_system_leaves_in_a_folder_is_no_part_of_a_pack(tmp_path, pack):
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store"):
        (pack / name).write_bytes(b"of the system")
    path = tmp_path / "loan.zip"
    done = kiosk_pack("bundle", "colours", "--to", path, "--models", pack.parent)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(path) as archive:
        assert "colours/pack.toml" in archive.namelist()
        assert not any("Thumbs" in name or "desktop" in name for name in archive.namelist())
    target = tmp_path / "elsewhere"
    target.mkdir()
    arrived = zipped(tmp_path, pack, [("__MACOSX/colours/._pack.toml", "x")], (".DS_Store",))
    assert install(arrived, target)[0] == "colours"
    assert not (target / "colours" / "Thumbs.db").exists()


def test_what_arrives_never_replaces_what_has_its_name(tmp_path, pack):
    """Incident: a zip copied into models/ wiped out the pack of the house, without a copy."""
    models = pack.parent
    (pack / "mine.txt").write_text("the work of a year")
    arrived = models / "loan.zip"
    zipped(tmp_path, pack, without=("mine.txt",)).rename(arrived)
    validation = Validation(arrived, models, studio=True)
    refusal = None
    while refusal is None:
        refusal = validation.refusal()
    assert "colours is already there and stays" in refusal
    assert "--replace" in refusal
    assert (pack / "mine.txt").exists()


def test_what_is_replaced_on_purpose_comes_back_with_one_command(pack, capsys):
    models = pack.parent
    (pack / "mine.txt").write_text("the work of a year")
    with replaced_pack(pack) as new:
        (new / "pack.toml").touch()
    assert main(["back", "colours"], models) == 0
    assert "is version 1.0 again" in capsys.readouterr().out
    assert (pack / "mine.txt").exists()
    assert main(["back"], models) == 0
    assert "colours  2" in capsys.readouterr().out
    with pytest.raises(Refused, match="nothing of pack absent is kept"):
        main(["back", "absent"], models)


def test_few_of_a_name_are_kept_and_the_oldest_go(tmp_path):
    folder = tmp_path / "models" / "mine"
    for version in range(MOST + 3):
        with replaced_pack(folder) as new:
            (new / str(version)).touch()
    contents = [next(each.folder.iterdir()).name for each in kept(folder.parent)]
    assert contents == ["4", "3", "2"]


def test_a_pack_is_not_bundled_onto_what_is_no_file(pack, tmp_path):
    """A device of that name would have been replaced by a file."""
    target = tmp_path / "pipe"
    os.mkfifo(target)
    with pytest.raises(OSError, match="it is a pipe and no file"):
        packed(pack, target)
    assert target.is_fifo()
