"""What visitors read, in each language of the house: assets/texts/<language>.toml."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from installation.common.plain_text import is_visible
from installation.config import toml_words
from installation.display.asset_shelf import AssetShelf, text_in
from installation.display.missing_signs import named, without
from installation.faults import BadConfig

Known = Mapping[str, tuple[str, ...]]  # every sentence there is, and what may stand in braces in it
GENERAL: Known = {"notice": (), "mark": ()}  # those of no pane
# Signs that can be read in passing, and set in the time there is; the notice is shown in as many parts as it takes.
LONGEST = 1000
LONGEST_NOTICE = 6000
LAST_RESORT = ("en", "de")  # languages that say what is missing in all that were asked for
_LEAST_LEGIBLE = 0.5  # of its sentences: a language that has fewer is left out
# What is said even where no file of texts can be read: the notice, and one pane that every pack can fill.
INDISPENSABLE = {
    "notice": "An AI makes this picture from your movement; no image of you is kept.",
    "mark": "AI image",
    "kept.title": "What is kept of you",
    "kept.sentence": "A shadow made of squares and a few arrows: the camera keeps no more.",
    "kept.deeper": "The camera image is discarded at once. No face, no name, no photograph.",
    "kept.one": "person in view",
    "kept.many": "people in view",
    "kept.all": "That is all.",
}


class Sentences:
    """The sentences of the languages that were asked for, in their order.

    A file may omit some: the next language says them.
    """

    def __init__(self, shelf: AssetShelf, languages: list[str], known: Known):
        """Raises `BadConfig` that names file, line and key of every mistake, and what there is.

        Where the shelf may stand in, it is told instead, and a language that cannot be had is left out.
        """
        self._texts: dict[str, dict[str, str]] = {}  # language -> key -> sentence
        self._wordless: set[str] = set()  # panes
        there = [Path(name).stem for name in shelf.names("texts/*.toml")]
        spare = [each for each in LAST_RESORT if each not in languages and each in there]
        mistakes = []
        for language in [*languages, *spare]:
            try:
                self._texts[language] = _read(shelf, language, known)
            except BadConfig as fault:
                mistakes.append(str(fault))
        if mistakes and shelf.is_strict:
            raise BadConfig("; ".join(mistakes))
        shelf.troubles += [f"{each}; the language is left out" for each in mistakes]
        self.languages = [each for each in languages if each in self._texts] or list(self._texts)
        self.missing = [  # for the technician
            f"{language}.toml: {key}"
            for language in self.languages
            for key in known
            if key not in self._texts[language]
        ]
        self._complete(shelf, known)

    def _complete(self, shelf: AssetShelf, known: Known) -> None:
        """What no language says, and has to be said all the same."""
        nowhere = [key for key in known if not self._has(key)]
        if not nowhere:
            return
        words = f"texts: no language says {', '.join(nowhere)}"
        if shelf.is_strict:
            raise BadConfig(words)
        shelf.troubles.append(f"{words}; what has no words is left out")
        self._wordless = {key.partition(".")[0] for key in nowhere if key not in INDISPENSABLE}
        self.languages = self.languages or [LAST_RESORT[0]]
        spoken = self._texts.setdefault(self.languages[0], {})
        self._texts[self.languages[0]] = INDISPENSABLE | spoken

    def fit(self, lacks: Callable[[str], str]) -> list[str]:
        """Takes away what would stand there as boxes, and says for the technician what it was.

        `lacks(text)` are the signs that no typeface has.
        """
        told = []
        unreadable = []
        for language in self.languages:
            texts = self._texts[language]
            missing = lacks("".join(texts.values()))
            if not missing:
                continue
            left = {key: without(missing, text) for key, text in texts.items()}
            legible = {key: text for key, text in left.items() if text}
            words = "they are left out"
            if len(legible) < len(texts):
                words = "what is written in them is said in the next language"
            if len(legible) < _LEAST_LEGIBLE * len(texts):
                unreadable.append(language)
                words = "the language is left out"
            self._texts[language] = legible
            told.append(f"texts in {language}: {named(missing)}; {words}")
        self._leave_out(unreadable)
        return told

    def _leave_out(self, unreadable: list[str]) -> None:
        """Where none of the languages can be read, those say it that there are beside them."""
        readable = [each for each in self.languages if each not in unreadable]
        beside = [each for each in self._texts if each not in self.languages]
        self.languages = readable or beside or self.languages

    def has_pane(self, name: str) -> bool:
        """False where a sentence of this pane is in no language."""
        return name not in self._wordless

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
        return INDISPENSABLE[key]

    def _has(self, key: str) -> bool:
        return any(key in texts for texts in self._texts.values())


def _read(shelf: AssetShelf, language: str, known: Known) -> dict[str, str]:
    return shelf.read(f"texts/{language}.toml", partial(_parsed, known))


def _parsed(known: Known, path: Path, content: bytes) -> dict[str, str]:
    """The sentences in a file. Raises `BadConfig`."""
    lines = text_in(path, content)
    texts = _flat(toml_words.parsed(path, lines, str(path)))
    mistakes = []
    for key, value in texts.items():
        reason = _mistake(key, value, known)
        if reason:
            mistakes.append(f"{path}{_line_of(lines, key)}: {key} {reason}")
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
    if not isinstance(value, str) or not is_visible(value):
        return "is not a sentence: write words between quotation marks"
    longest = LONGEST_NOTICE if key == "notice" else LONGEST
    if len(value) > longest:
        return (
            f"is too long to be read in passing: it has {len(value)} signs, and may have {longest}"
        )
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
