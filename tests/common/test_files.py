"""Files of other people: none keeps its reader waiting, and none is read without end."""

import os
import socket
from pathlib import Path

import pytest

from installation.common import files, system_errors


def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(tmp_path):
    """Incident: a pipe with the name of a typeface, and the screen did not come back in the morning."""
    os.mkfifo(tmp_path / "pipe")
    for read in (files.opened, files.sha256, lambda path: files.read_bounded(path, 10)):
        with pytest.raises(OSError) as refused:
            read(tmp_path / "pipe")
        assert refused.value.strerror == "it is a pipe and no file"


def test_folders_and_sockets_are_no_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind("ear")
        for path in ("ear", "."):
            with pytest.raises(OSError):
                files.opened(path)


def test_what_has_a_name_that_nobody_can_say_is_not_offered(tmp_path):
    """A text from a stick of another system, b\\xfcd.toml, and the page with the languages was gone."""
    for name in (b"de.toml", b"b\xfcd.toml", b"a\nb.toml", "ein\u00a0Text.toml".encode()):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).touch()
    assert files.matching(tmp_path, "*.toml") == [
        tmp_path / "de.toml",
        tmp_path / "ein\u00a0Text.toml",
    ]


@pytest.mark.parametrize(
    ("size", "most", "words"),
    [
        ((256 << 10) + 1, 256 << 10, "it has 262145 bytes, and 262144 are read at most"),
        (1023 << 20, 8 << 20, "it has 1023 MB, and 8 MB are read at most"),
        (1536, 1024, "it has 1.5 kB, and 1 kB are read at most"),
    ],
)
def test_a_file_that_is_too_large_is_told_with_two_sizes_that_differ(tmp_path, size, most, words):
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", size)
    with pytest.raises(OSError) as refused:
        files.read_bounded(tmp_path / "large", most)
    assert refused.value.strerror == words


def test_the_null_device_reads_as_an_empty_file():
    assert files.read_bounded(os.devnull, 10) == b""


@pytest.mark.parametrize("kind", ["a pipe", "a socket", "a folder", "a device"])
def test_what_is_no_file_is_never_replaced_by_one(tmp_path, kind):
    """Incident: a backup onto the device of a stick made a file of it, and said that all went well."""
    there = tmp_path / "there"
    with socket.socket(socket.AF_UNIX) as ear:
        if kind == "a pipe":
            os.mkfifo(there)
        elif kind == "a socket":
            ear.bind(str(there))
        elif kind == "a folder":
            there.mkdir()
        else:
            there.symlink_to(os.devnull)
        before = there.stat()
        with pytest.raises(OSError) as refused:
            files.write_whole(there, "words")
    assert refused.value.strerror.startswith(f"it is {kind}")
    assert os.path.samestat(there.stat(), before)
    assert list(tmp_path.iterdir()) == [there]


def test_a_link_to_itself_is_told_as_links_in_a_circle(tmp_path):
    """Incident: the state folder was such a link, and what was to be kept there ended in a traceback."""
    circle = tmp_path / "state"
    circle.symlink_to("state")
    for target in (circle, circle / "password"):
        with pytest.raises(OSError) as refused:
            files.write_whole(target, "words")
        assert system_errors.words(refused.value) == "its links lead in a circle"
    with pytest.raises(OSError) as refused:
        files.make_folder(circle)
    assert system_errors.words(refused.value) == "its links lead in a circle"


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "state").touch()
    with pytest.raises(OSError) as refused:
        files.make_folder(tmp_path / "state")
    assert refused.value.strerror == "it is no folder"
