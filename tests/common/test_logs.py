"""The log as the journal reads it."""

import logging

import pytest

from installation.common import logs
from installation.parent.house_log import HouseLog


@pytest.mark.parametrize(
    ("level", "priority"), [(logging.INFO, 6), (logging.WARNING, 4), (logging.ERROR, 3)]
)
def test_under_systemd_each_line_begins_with_its_priority(monkeypatch, level, priority):
    """So that `journalctl -p warning` shows warnings."""
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    record = logging.LogRecord("installation", level, "", 0, "first\nsecond", None, None)
    assert logs.formatter().format(record) == f"<{priority}>first\n<{priority}>second"


def test_on_a_terminal_a_line_is_the_bare_sentence(monkeypatch):
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    record = logging.LogRecord("installation", logging.ERROR, "", 0, "it rains", None, None)
    assert logs.formatter().format(record) == "it rains"


def test_lines_are_held_back_until_released_and_the_newest_are_kept(caplog):
    logger = logging.getLogger("installation.tests")
    house_log = HouseLog(logger)
    house_log.attach()
    try:
        logger.warning("early")
        assert not house_log.lines and not caplog.records
        house_log.let_through()
        logger.warning("late")
    finally:
        house_log.detach()
    assert [text for _, text in house_log.lines] == ["early", "late"]
    assert [record.getMessage() for record in caplog.records] == ["early", "late"]
