"""What other machines ask for: each value is checked before it becomes a command."""

import pytest

from installation.console.actions import BadRequest, Choices, command
from installation.vocabulary import Verb

NONE = Choices(packs=(), languages=(), rooms=(), steerings=())


@pytest.mark.parametrize("value", ["1_0", "٣", "１２", "0x10", "- 3", "1e999", "nan", "", "\n3"])
def test_what_only_a_program_takes_for_a_number_is_refused(value):
    with pytest.raises(BadRequest, match="is no number of LUFS"):
        command("volume", value, NONE)


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("-30", "-30.0"),
        ("-30.25", "-30.2"),
        ("-.3e2", "-30.0"),
        (" -3e1 ", "-30.0"),
        ("5", "-14.0"),
    ],
)
def test_decimal_numbers_are_taken(value, level):
    assert command("volume", value, NONE) == (Verb.VOLUME, level)
