"""Spans of a day, as a technician writes them."""

import pytest

from installation.common.timespan import includes, parse


@pytest.mark.parametrize(
    ("text", "minute", "is_inside"),
    [
        ("", 600, False),
        ("12:00-14:00", 719, False),
        ("12:00-14:00", 720, True),
        ("12:00-14:00", 840, False),
        ("22:00-8:00", 0, True),
        ("22:00-8:00", 479, True),
        ("22:00-8:00", 480, False),
        ("1:00-2:00, 20:00-24:00", 1439, True),
    ],
)
def test_there_may_be_several_and_one_may_go_over_midnight(text, minute, is_inside):
    assert includes(parse(text), minute) is is_inside


@pytest.mark.parametrize(
    "text", ["8-10", "25:00-26:00", "12:60-13:00", "from ten", "12:00-14:00;15:00-16:00"]
)
def test_what_is_no_span_is_said(text):
    with pytest.raises(ValueError, match=r"not a time span|a day goes from"):
        parse(text)
