"""A kiosk.toml that the parser cannot read is answered in words of whoever wrote it."""

import time
from pathlib import Path

import pytest

from installation.config import schema, toml_words
from installation.faults import BadConfig


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "[screen]\ndiagonal_m = 1,4\n",
            2,
            "diagonal_m = 1,4 cannot be used: a number has a point, 1.4",
        ),
        ("[camera]\nsource = “auto”\n", 2, "source has the quote “: write straight ones"),
        ("[camera]\nsource = auto\n", 2, 'text stands in quotes, source = "auto"'),
        ("[screen]\ngröße = 3\n", 2, "größe is no key: keys are written without umlauts"),
        ("[camera]\nrate_hz = 25\nrate_hz = 30\n", 3, "rate_hz stands twice in its section"),
        ("[camera]\nmirror = true\n[sound]\n[camera]\n", 4, "[camera] stands twice"),
        ("[camera]\nsource =\n", 2, "source has no value"),
        ("hello\n", 1, "hello is no key with a value"),
        ("# of a page\u2028\x85\n[hours]\nfade_s = 300\n", 3, "must be at most 60"),
        ("# of a page\u2028\x85\n[hours]\nfade_s = 1,5\n", 3, "a number has a point, 1.5"),
        ("[hours]\r\nfade_s =\xa03\r\n", 2, "fade_s = 3 has a sign that cannot be seen (U+00A0)"),
        ("[hours]\nfade_s = 3\n\x1a", 3, "this line has a sign that cannot be seen (U+001A)"),
        ("[hours]\nholidays = [2026-12-24]\n", 2, "0 = 2026-12-24 cannot be used: must be text"),
        ('[hours]\nholidays = ["02-30"]\n', 2, "'02-30': there is no such day in the calendar"),
        (f"[journey]\nseed = 0x{'f' * 5000}\n", 2, "seed = a number of very many digits cannot"),
        ('[mqtt]\nbroker = "mqtt://broker"\n', 2, "is no name of a machine; write it alone"),
        ('[mqtt]\nbroker = "broker:1883"\n', 2, "is no name of a machine; write it alone"),
        ('[mqtt]\nbroker = "192.168..5"\n', 2, "is no name of a machine; write it alone"),
        ('[osc]\nsend_address = "192.168..5"\n', 2, "is no name of a machine; write it alone"),
        ('[alerts]\nmail_server = "mail..de"\n', 2, "is no name of a machine; write it alone"),
        ('[alerts]\nwebhook = "http://[::1/"\n', 2, "it is no address; write http://HOST:PORT"),
        ('[alerts]\nwebhook = "chat.museum"\n', 2, "it is no address; write http://HOST:PORT/PATH"),
        ('[alerts]\nwebhook = "http://a b"\n', 2, "it is no address; write http://HOST:PORT/PATH"),
        ('[exhibitera]\nhub = "192.168.1.10:8080"\n', 2, "it is no address; write http://HOST"),
        ('[marks]\ntimestamp_url = "tsa"\n', 2, "it is no address; write http://HOST:PORT/PATH"),
        ('[exhibitera]\nhub = "http://hub:99999"\n', 2, "it is no address; write http://HOST"),
        ("[journey]\npace = .7\n", 2, "digits before and after its point, 0.7"),
        ("[journey]\npace = 1. # slow\n", 2, "digits before and after its point, 1.0"),
        ("[look.x]\na = [.5, 1.0]\n", 2, "= .5 cannot be used: a number has digits before"),
        ("[look.x]\na = [\n 1.0,\n -.5,\n]\n", 4, "-.5 cannot be used: a number has digits"),
        ("[journey]\npace = 70%\n", 2, "a number stands without %, and 70% is 0.7"),
        ("[hours]\nfade_s = 3 s\n", 2, "a number stands without its unit, 3"),
        ("[hours]\nfade_s = 03\n", 2, "a number does not begin with 0, 3"),
        ("[data]\nitems = 12 000\n", 2, "a number has nothing between its digits, 12000"),
        ("[training]\ndate = 2024-13-01\n", 2, 'days and hours stand in quotes, "2024-13-01"'),
        ("[training]\ndate = 12.3.2024\n", 2, 'days and hours stand in quotes, "12.3.2024"'),
        ("[hours]\nmonday = 10-18\n", 2, 'days and hours stand in quotes, "10-18"'),
        ("[colours]\nink = #ffb85c\n", 2, 'a colour stands in quotes, ink = "#ffb85c"'),
        ("[generator]\nin_order = True\n", 2, "= True cannot be used: this is written small, true"),
        ("[generator]\nin_order = yes\n", 2, 'write true for it, or "yes" where it is text'),
        ("[generator]\nlatent = None\n", 2, "where there is nothing, take the line out"),
        ("[generator]\nrange = [-1 1]\n", 2, "a comma is missing between -1 and 1"),
        (
            "[generator]\npoint = [\n 18\n 512\n]\n",
            4,
            "512 cannot be understood: a comma is missing",
        ),
        ('[generator]\nlayers = [\n"a"\n"b=c"]\n', 4, "a comma is missing before it, or a ]"),
        ("[generator]\nrange = (-1, 1)\n", 2, "a list stands in square brackets, [-1, 1]"),
        ("[generator]\nrange = -1, 1\n", 2, "a list stands in square brackets, [-1, 1]"),
        ('[pack]\ntitle = { en = "A",\n de = "B" }\n', 2, "a table in braces stands on one line"),
        ('[pack]\ntitle = { en = "A", }\n', 2, "take out the last comma before the }"),
        ("[pack]\ntitle = { en = Harbour }\n", 2, 'text stands in quotes, "Harbour"'),
        ('[pack]\nde = "Das "große" Bild"\n', 2, "has quotation marks inside its text: write „ “"),
        ("[pack]\nen = 'it's'\n", 2, "has a ' inside its text: write ’ for it"),
        (
            '[pack]\nmade_with = "C:\\Users\\zoe"\n',
            2,
            r"has a \ in its text: write \\ for it, or /",
        ),
        ("[look.Dämmerung]\n", 1, 'stands in quotes, [look."Dämmerung"]'),
        ("[look.blue hour]\n", 1, 'stands in quotes, [look."blue hour"]'),
        ("[look.x]\nblue hour = 1\n", 2, 'stands in quotes, "blue hour" = 1'),
        ('[pack]\nname: "harbour"\n', 2, '= stands between key and value, name = "harbour"'),
        ("[pack]\nname = +\n", 2, "name = + cannot be understood from + on"),
        ('[pack]\nen = "„ein“ Bild" x\n', 2, "cannot be understood from x on"),
        ("[camera\n", 1, "[camera cannot be understood: look for a quote or bracket"),
        (
            "[sound]\nscale = [0, 2\n",
            3,
            "the end cannot be understood: look for a quote or bracket",
        ),
        ('[camera]\nsource = "auto\n', 2, "look for a quote or bracket that is not closed"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line_and_what_would_do(tmp_path, text, line, words):
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as told:
        schema.load(path, {})
    (mistake,) = told.value.mistakes
    assert mistake.line == line and words in str(told.value)
    assert "Errno" not in str(told.value) and "column" not in str(told.value)


@pytest.mark.parametrize(
    "line",
    [
        "a" + " " * 200_000,
        "a" * 9_000 + " b",
        "a" + " " * 9_000 + "b",
        "a b" + " " * 9_000 + "[",
        "a = " + "b " * 4_000 + "[",
        "a = " + "'b' " * 2_000 + "c",
    ],
)
def test_a_line_of_very_many_signs_is_told_at_once(line):
    """A pack of a stranger may hold one: the search for a slip must not take minutes."""
    begun_s = time.thread_time()
    with pytest.raises(BadConfig):
        toml_words.parsed(Path("pack.toml"), line)
    assert time.thread_time() - begun_s < 0.2


def test_the_mark_that_some_editors_write_first_is_no_mistake(tmp_path):
    path = tmp_path / "kiosk.toml"
    path.write_text("\ufeff[camera]\nmirror = false\n", encoding="utf-8")
    assert schema.load(path, {}).camera.mirror is False


def test_a_number_of_more_digits_than_can_be_read_is_told_and_followed_by_nobody(tmp_path):
    path = tmp_path / "kiosk.toml"
    path.write_text(f"[journey]\nseed = {'9' * 5000}\n")
    with pytest.raises(BadConfig, match="a number in it has more digits than can be read"):
        schema.load(path, {})
