"""What visitors read, in each language of the house: assets/texts/<language>.toml."""

import tomllib
from pathlib import Path

from installation.faults import BadConfig

# Every sentence there is, with what may stand in braces in it. A file may leave some out: another language says it then.
SENTENCES = {
    "notice": (), "mark": (),
    "kept.title": (), "kept.sentence": (), "kept.deeper": (), "kept.one": (), "kept.many": (), "kept.all": (),
    "where.title": (), "where.sentence": (), "where.deeper": ("dimensions",),
    "growth.title": (), "growth.sentence": (), "growth.deeper": (),
    "beliefs.title": (), "beliefs.sentence": (), "beliefs.deeper": (),
    "beliefs.colour": (), "beliefs.edges": (), "beliefs.class": (),
    "learned.title": (), "learned.sentence": (), "learned.items": ("items", "licence"),
    "learned.chosen": (), "learned.missing": (),
}  # fmt: skip
LAST_RESORT = ("en", "de")  # languages that say what is missing in all that were asked for


class Sentences:
    """The sentences of the languages that were asked for, in their order."""

    def __init__(self, folder: Path, languages: list[str]):
        """Raises `BadConfig` that names file, line and key of every mistake, and what there is."""
        self.languages = languages
        others = [
            spare
            for spare in LAST_RESORT
            if spare not in languages and (folder / f"{spare}.toml").exists()
        ]
        mistakes = []
        self._said = {}
        for language in [*languages, *others]:
            try:
                self._said[language] = _read(folder, language)
            except BadConfig as fault:
                mistakes.append(str(fault))
        if mistakes:
            raise BadConfig("; ".join(mistakes))
        self.missing = [
            f"{language}.toml: {key}"
            for language in languages
            for key in SENTENCES
            if key not in self._said[language]
        ]
        nowhere = [key for key in SENTENCES if not any(key in said for said in self._said.values())]
        if nowhere:
            raise BadConfig(f"{folder}: no language says {', '.join(nowhere)}")

    def of(self, language: str, key: str, **values) -> str:
        """A sentence in a language, or in the next one that has it; `values` go where its braces are."""
        said = next(
            said[key] for said in (self._said[language], *self._said.values()) if key in said
        )
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", str(value))
        return said


def in_language(words: dict[str, str], language: str) -> str:
    """What a pack says in a language; where it does not, in English or in whatever it has; else nothing."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def _read(folder: Path, language: str) -> dict[str, str]:
    path = folder / f"{language}.toml"
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError as error:
        there = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none"
        raise BadConfig(
            f"there are no texts in {language!r} ({path}); there are: {there}"
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"the texts {path} cannot be read: {error}") from error
    said = _flat(table)
    mistakes = [
        f"{path}{_line_of(text, key)}: {key} {why}"
        for key, value in said.items()
        if (why := _mistake(key, value))
    ]
    if mistakes:
        raise BadConfig("; ".join(mistakes))
    return said


def _flat(table: dict) -> dict:
    flat = {}
    for key, value in table.items():
        flat |= (
            {f"{key}.{part}": said for part, said in value.items()}
            if isinstance(value, dict)
            else {key: value}
        )
    return flat


def _mistake(key: str, value) -> str:
    if key not in SENTENCES:
        return "is no sentence of ours"
    if not isinstance(value, str) or not value.strip():
        return "is no sentence: wanted are words between quotation marks"
    rest = value
    for name in SENTENCES[key]:
        rest = rest.replace(f"{{{name}}}", "")
    return (
        f"has braces we know nothing for; there is: {', '.join(SENTENCES[key]) or 'none'}"
        if "{" in rest or "}" in rest
        else ""
    )


def _line_of(text: str, key: str) -> str:
    """The line a key stands on, as ', line 7'."""
    section, name = key.rpartition(".")[::2]
    now = ""
    for count, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            now = bare.strip("[] ")
        elif now == section and bare.split("=")[0].strip() == name:
            return f", line {count}"
    return ""
