"""What the system says is told in plain words."""

import errno
import getpass
import os
import socket

import pytest

from installation.common import files, system_errors


def raised_by(action, *arguments) -> OSError:
    with pytest.raises(OSError) as raised:
        action(*arguments)
    return raised.value


def test_what_is_wrong_with_a_file_is_said_without_the_words_of_the_system(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "file").touch()
    told = {
        tmp_path / "a": "its links lead in a circle",
        tmp_path / "file" / "x": "a part of its path is a file and no folder",
        tmp_path / ("n" * 300): "its name is too long",
        tmp_path: "it is a folder",
        tmp_path / "missing": "it is not there",
    }
    for path, words in told.items():
        assert system_errors.words(raised_by(open, path)) == words


def test_who_may_not_is_named():
    denied = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    assert system_errors.words(denied) == f"the user {getpass.getuser()} may not"


def test_a_connection_that_fails_says_what_to_look_at():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    refused = raised_by(socket.create_connection, ("127.0.0.1", port), 1.0)
    assert "is the port right" in system_errors.words(refused)
    unknown = raised_by(socket.getaddrinfo, "no-such-name.invalid", 80)
    assert "name is not known" in system_errors.words(unknown)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.settimeout(0.01)
        assert system_errors.words(raised_by(silent.recv, 1)) == "it does not answer"


def test_what_the_program_says_itself_stays(tmp_path):
    (tmp_path / "large").write_bytes(b"123")
    too_large = raised_by(files.read_bounded, tmp_path / "large", 2)
    assert "are read at most" in system_errors.words(too_large)
    assert system_errors.words(ValueError()) == "ValueError"
    odd = OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    assert system_errors.words(odd) == os.strerror(errno.EXDEV)
