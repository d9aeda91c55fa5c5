"""Texts in several languages: which one is taken where a language is missing."""

from collections.abc import Iterable, Mapping

USUAL = "en"


def order(language: str, languages: Iterable[str] = ()) -> tuple[str, ...]:
    """The languages in the order in which they are tried: the one asked for, the others shown, English."""
    return tuple(dict.fromkeys((language, *languages, USUAL)))


def pick(texts: Mapping[str, str], language: str, languages: Iterable[str] = ()) -> str:
    """The text in this language, or in the next best; whichever there is as a last resort, "" where there is none."""
    for each in order(language, languages):
        if texts.get(each):
            return texts[each]
    return next((text for text in texts.values() if text), "")
