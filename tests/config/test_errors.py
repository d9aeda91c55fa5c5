"""What is wrong with a value is said in words of whoever wrote it, and never in those of a library."""

import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from installation.config.errors import errors_of
from installation.config.schema import KioskConfig
from installation.display.theme import Theme
from installation.packs.metadata import Metadata

PACK = '[pack]\nname = "harbour"\nversion = "1"\ntitle = { en = "Harbour" }\n'
WRONG = (
    *("about 3.000", "", "x" * 400, "1.5", "yes", "f\udcffr"),
    *(1.5, -3, 10**30, 1e300, float("nan"), float("inf"), True),
    *([], ["a"], [1, 2], [[1, 2], [3]], [True], [{}]),
    *({}, {"a": 1}, {"a": []}, date(2027, 1, 2), time(1, 2)),
)
Place = tuple[str | int, ...]


def places(schema: type[BaseModel], above: Place = ()) -> Iterator[Place]:
    """Of all tables and keys of a schema."""
    for name, field in schema.model_fields.items():
        place = (*above, field.alias or name)
        yield place
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                is_many = get_origin(field.annotation) is list
                yield from places(kind, (*place, 0) if is_many else place)


def table_with(place: Place, value: Any) -> Any:
    """A table that holds nothing but this."""
    for part in reversed(place):
        value = [value] if part == 0 else {part: value}
    return value


def said_by_the_library(schema: type[BaseModel], table: dict[str, Any]) -> list[str]:
    try:
        schema.model_validate(table)
    except ValidationError as error:
        return [each["msg"] for each in error.errors()]
    return []


@pytest.mark.parametrize("schema", [KioskConfig, Metadata, Theme])
def test_no_wrong_value_is_told_in_the_words_of_a_library(schema):
    raw = []
    for place in places(schema):
        for value in WRONG:
            table = table_with(place, value)
            library = said_by_the_library(schema, table)
            for error in errors_of(schema, table, "a file"):
                raw += [str(error) for words in library if words in error.problem]
    assert not raw


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[data]\nitems = "about 3.000"\n', 6, "must be a whole number without quotes"),
        ('[generator]\ntruncation = "70%"\n', 6, "must be a number without quotes"),
        ('[generator]\nin_order = "maybe"\n', 6, "must be true or false, without quotes"),
        ('[data]\nmissing = "All"\n', 6, 'for each language, missing = { en = "All" }'),
        ('[[place]]\ntitle = "Mole"\n', 6, 'for each language, title = { en = "Mole" }'),
        ("[[look]]\nsea = 1\n", 5, "a table of its own: a line [look], its keys below it"),
        ("[generator]\nconstants = 3\n", 6, "a table of its own: a line [generator.constants]"),
        ('[[place]]\n[place.title]\nenglish = "Mole"\n', 7, "it is no language; did you mean en?"),
        ('[data.missing]\ndeutsch = "Alles"\n', 6, "it is no language; did you mean de?"),
        ('[data.missing]\nDE = "Alles"\n', 6, "it is no language; did you mean de?"),
        ('[data.missing]\nGerman = "Alles"\n', 6, "it is no language; did you mean de?"),
    ],
)
def test_a_wrong_value_of_a_pack_is_told_with_its_line_and_what_would_do(text, line, words):
    text = PACK + text
    (mistake,) = errors_of(Metadata, tomllib.loads(text), "pack.toml", text)
    assert mistake.line == line and words in mistake.problem


def test_several_packs_places_each_have_a_line_of_their_own():
    text = 'place = ["Mole"]\n' + PACK
    (mistake,) = errors_of(Metadata, tomllib.loads(text), "pack.toml", text)
    assert mistake.problem.endswith("above each stands [[place]]")
