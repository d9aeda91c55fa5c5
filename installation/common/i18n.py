"""Texts in several languages: which one is taken where a language is missing."""

import re
from collections.abc import Iterable, Mapping

USUAL = "en"
_FORM = re.compile("[a-z]{2,3}")  # ISO 639-1; -3 for those without, such as Low German and Sorbian
# Those that do not begin with the letters by which they are known.
_CALLED = {
    "chinese": "zh",
    "chinesisch": "zh",
    "czech": "cs",
    "tschechisch": "cs",
    "dutch": "nl",
    "niederländisch": "nl",
    "german": "de",
    "polish": "pl",
    "polnisch": "pl",
    "portuguese": "pt",
    "portugiesisch": "pt",
    "spanish": "es",
    "spanisch": "es",
    "swedish": "sv",
    "schwedisch": "sv",
    "turkish": "tr",
    "türkisch": "tr",
}


def checked(language: str) -> str:
    """The same. Raises `ValueError` where it is none, with the one that was perhaps meant."""
    if _FORM.fullmatch(language):
        return language
    small = language.strip().lower()
    near = _CALLED.get(small, small[:2])
    meant = near if _FORM.fullmatch(near) else USUAL
    raise ValueError(f"it is no language; did you mean {meant}?")


def order(language: str, languages: Iterable[str] = ()) -> tuple[str, ...]:
    """The languages in the order in which they are tried: the one asked for, the others shown, English."""
    return tuple(dict.fromkeys((language, *languages, USUAL)))


def pick(texts: Mapping[str, str], language: str, languages: Iterable[str] = ()) -> str:
    """The text in this language, or in the next best; whichever there is as a last resort, "" where there is none."""
    for each in order(language, languages):
        if texts.get(each):
            return texts[each]
    return next((text for text in texts.values() if text), "")
