"""What the machine does not give is one sentence with what would help, whoever says it in whatever words."""

import errno
import os

import pytest

from installation.common import scarcity


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "TasksMax"),
        (RuntimeError("can't start new thread"), "TasksMax"),
        (Exception("env.cc:327 pthread_create failed, error code: 11"), "TasksMax"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "LimitNOFILE"),
        (MemoryError(), "MemoryMax"),
        (Exception("std::bad_alloc"), "MemoryMax"),
    ],
)
def test_it_is_told_with_what_would_help(error, remedy):
    assert remedy in scarcity.words_of(error)


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "no"), RuntimeError("a mistake")])
def test_what_is_a_mistake_stays_one(error):
    assert scarcity.words_of(error) == ""


def test_a_loop_goes_on_where_no_thread_can_be_had(monkeypatch):
    done = []
    scarcity.begin_thread("work", done.append, 1).join()

    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    assert done == [1] and scarcity.begin_thread("work", done.append, 2) is None
