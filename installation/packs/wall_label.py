"""The label beside the work: title, maker, what it is and what it learned from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from installation.common.i18n import USUAL, pick
from installation.packs.manifest import Pack


@dataclass(frozen=True)
class LabelWords:
    """The label's own words in one language."""

    learned_from: str
    chosen: str
    missing: str
    training: str
    hours: str
    on: str
    licence: str
    goes_in: str
    silhouettes: str
    decimal: str


_WORDS = {
    "de": LabelWords(
        learned_from="Gelernt aus",
        chosen="Auswahl",
        missing="Was fehlt",
        training="Training",
        hours="Stunden",
        on="auf",
        licence="Lizenz",
        goes_in="Verwandelt die Bilder von",
        silhouettes="Verwandelt den groben Umriss der Besucherinnen und Besucher: 32 mal 18 Felder",
        decimal=",",
    ),
    "en": LabelWords(
        learned_from="Learned from",
        chosen="Chosen",
        missing="What is missing",
        training="Training",
        hours="hours",
        on="on",
        licence="Licence",
        goes_in="Changes the pictures of",
        silhouettes="Changes the visitors' coarse silhouette: 32 by 18 squares",
        decimal=".",
    ),
}


def label(pack: Pack, languages: list[str]) -> str:
    """One block of text for each language; English words where a language has none of its own."""
    blocks = [_block(pack, language) for language in languages]
    return "\n\n".join(blocks)


def missing_languages(pack: Pack, languages: list[str]) -> list[str]:
    """A sentence for each language in which the label is not, or not wholly."""
    notes = []
    for language in languages:
        if language not in pack.about.title:
            notes.append(f"pack.toml has no title in {language!r}; it stands in another language")
        if language not in _WORDS:
            notes.append(
                f"the label's own words ({_WORDS[USUAL].learned_from} ...) are there in "
                f"{', '.join(_WORDS)} alone; for {language!r} they are English"
            )
    return notes


def _block(pack: Pack, language: str) -> str:
    words = _WORDS.get(language, _WORDS[USUAL])
    data = pack.data
    lines = [
        pick(pack.about.title, language) or pack.about.name,
        _maker(pack),
        "",
        pick(pack.about.statement, language),
        "",
        _line(words.learned_from, _source(pack)),
        _line(words.chosen, pick(data.chosen_by, language)),
        _line(words.missing, pick(data.missing, language)),
        _line(words.training, _training(pack.training, words)),
        _line(words.licence, pack.about.licence),
        *_goes_in(pack, language, words),
    ]
    kept = []
    before = ""
    for line in lines:
        if line or before:  # of several empty lines, one
            kept.append(line)
        before = line
    return "\n".join(kept).strip()


def _goes_in(pack: Pack, language: str, words: LabelWords) -> list[str]:
    """Of an image-to-image pack: what it changes, and where that came from."""
    if pack.takes_silhouettes:
        return ["", words.silhouettes]
    source = pack.source
    if source is None:
        return []
    title = pick(source.about.title, language) or source.about.name
    made_by = ", ".join(filter(None, [title, _maker(source)]))
    return [
        "",
        _line(words.goes_in, made_by),
        _line(words.learned_from, _source(source)),
        _line(words.missing, pick(source.data.missing, language)),
        _line(words.licence, source.about.licence),
    ]


def _maker(pack: Pack) -> str:
    if "date" in pack.training:
        return f"{pack.about.author}, {pack.training['date']}"
    return pack.about.author


def _source(pack: Pack) -> str:
    """Such as "Drawings (12 000)"."""
    data = pack.data
    if not data.source or not data.items:
        return data.source
    count = f"{data.items:,}".replace(",", "\N{THIN SPACE}")
    return f"{data.source} ({count})"


def _training(training: Mapping[str, Any], words: LabelWords) -> str:
    """Such as "3.5 hours on one processor"; empty where it is not said."""
    if "hours" not in training:
        return ""
    count = str(training["hours"]).replace(".", words.decimal)
    text = f"{count} {words.hours}"
    if "hardware" in training:
        text += f" {words.on} {training['hardware']}"
    return text


def _line(name: str, text: str) -> str:
    return f"{name}: {text}" if text else ""
