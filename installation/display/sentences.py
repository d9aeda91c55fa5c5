"""What visitors read, in each language of the house: assets/texts/<language>.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from installation.faults import BadConfig

Known = Mapping[str, tuple[str, ...]]  # every sentence there is, and what may stand in braces in it
GENERAL: Known = {"notice": (), "mark": ()}  # those of no pane
LAST_RESORT = ("en", "de")  # languages that say what is missing in all that were asked for


class Sentences:
    """The sentences of the languages that were asked for, in their order.

    A file may omit some: the next language says them.
    """

    def __init__(self, folder: Path, languages: list[str], known: Known):
        """Raises `BadConfig` that names file, line and key of every mistake, and what there is."""
        self.languages = languages
        spare = [each for each in LAST_RESORT if each not in languages]
        spare = [each for each in spare if (folder / f"{each}.toml").exists()]
        self._texts: dict[str, dict[str, str]] = {}  # language -> key -> sentence
        mistakes = []
        for language in [*languages, *spare]:
            try:
                self._texts[language] = _read(folder, language, known)
            except BadConfig as fault:
                mistakes.append(str(fault))
        if mistakes:
            raise BadConfig("; ".join(mistakes))
        self.missing = [  # for the technician
            f"{language}.toml: {key}"
            for language in languages
            for key in known
            if key not in self._texts[language]
        ]
        nowhere = [key for key in known if not self._has(key)]
        if nowhere:
            raise BadConfig(f"{folder}: no language says {', '.join(nowhere)}")

    def of(self, language: str, key: str, **values: object) -> str:
        """A sentence in a language, or in the next one that has it; `values` go where its braces are."""
        text = self._find(language, key)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def _find(self, language: str, key: str) -> str:
        for texts in (self._texts[language], *self._texts.values()):
            if key in texts:
                return texts[key]
        raise KeyError(key)

    def _has(self, key: str) -> bool:
        return any(key in texts for texts in self._texts.values())


def _read(folder: Path, language: str, known: Known) -> dict[str, str]:
    path = folder / f"{language}.toml"
    try:
        content = path.read_text(encoding="utf-8")
        table = tomllib.loads(content)
    except FileNotFoundError as error:
        there = ", ".join(sorted(each.stem for each in folder.glob("*.toml"))) or "none"
        raise BadConfig(f"no texts in {language!r} ({path}); there are: {there}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"the texts {path} cannot be read: {error}") from error
    texts = _flat(table)
    mistakes = []
    for key, value in texts.items():
        reason = _mistake(key, value, known)
        if reason:
            mistakes.append(f"{path}{_line_of(content, key)}: {key} {reason}")
    if mistakes:
        raise BadConfig("; ".join(mistakes))
    return texts


def _flat(table: dict) -> dict:
    """Keys of tables joined by a dot."""
    flat = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{part}": text for part, text in value.items()})
        else:
            flat[key] = value
    return flat


def _mistake(key: str, value: object, known: Known) -> str:
    """Why this sentence cannot be shown; "" when it can."""
    if key not in known:
        return "is not one of our sentences"
    if not isinstance(value, str) or not value.strip():
        return "is not a sentence: write words between quotation marks"
    rest = value
    for name in known[key]:
        rest = rest.replace(f"{{{name}}}", "")
    if "{" in rest or "}" in rest:
        allowed = ", ".join(known[key]) or "nothing"
        return f"has braces with an unknown name; allowed: {allowed}"
    return ""


def _line_of(content: str, key: str) -> str:
    """The line a key stands on, as ', line 7'; "" where it is not found."""
    section, _, name = key.rpartition(".")
    here = ""
    for number, line in enumerate(content.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            here = bare.strip("[] ")
        elif here == section and bare.split("=")[0].strip() == name:
            return f", line {number}"
    return ""
