"""What others wrote as JSON is read whole, or it is a ValueError."""

import pytest

from installation.common import strict_json


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        '{"visitors": Infinity}',
        "[-1e999]",
        "9" * 19 + "9" * 400,
        str(1 << 63),
        '"\\ud800"',
        "[" * 100_000,
        b"\xff",
        "",
    ],
)
def test_what_no_field_could_hold_is_no_json(text):
    with pytest.raises(ValueError):
        strict_json.parsed(text)


def test_what_we_write_ourselves_is_read():
    text = '{"at_ns": 1764507234123456789, "share": -0.5, "name": "\\ud83d\\ude00 M\u00fcller"}'
    known = strict_json.parsed(text)
    assert known == {"at_ns": 1764507234123456789, "share": -0.5, "name": "\U0001f600 M\u00fcller"}
