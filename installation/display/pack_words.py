"""What a pack brings to be read on the screen: titles, classes, its data and the captions of its map.

Where no typeface has a sign of it, that is told and left out: no box ever stands there.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace

import numpy as np

from installation.display.missing_signs import named, without
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack
from installation.packs.metadata import Words

LONGEST = 1000  # signs of a text

Lacks = Callable[[str], str]


def readable(
    pack: Pack,
    found_map: Atlas | None,
    lacks: Lacks,
    languages: Iterable[str],
) -> tuple[Pack, Atlas | None, list[str]]:
    """The pack and its map with words that can be read, and what is to be told of the rest.

    `lacks(text)` are the signs that no typeface has. Of other languages than the house's own nothing is told.
    """
    captions = _captions(found_map)
    shown = [*_shown(pack, set(languages)), *captions]
    missing = lacks("".join(shown))
    longest = max(map(len, shown), default=0)
    pack = _in_words(pack, lambda text: _shortened(without(lacks(text), text)))
    is_changed = bool(missing) or longest > LONGEST
    if is_changed and found_map is not None and captions:
        found_map = copy(found_map)
        lines = [_shortened(_lines_without(missing, caption)) for caption in captions]
        found_map.captions = np.array(lines)
    told = []
    if missing:
        told.append(f"{named(missing)}; what lacks them is left out")
    if longest > LONGEST:
        told.append(
            f"one has {longest} signs, too long to be read in passing: it ends after {LONGEST}"
        )
    words = "; ".join(told)
    return pack, found_map, [f"words of the pack {pack.about.name}: {words}"] if told else []


def _shortened(text: str) -> str:
    """As much of it as anybody reads in passing, up to the end of a word."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rpartition(' ')[0] or text[:LONGEST]} …"


def _captions(found_map: Atlas | None) -> list[str]:
    if found_map is None or found_map.captions is None:
        return []
    return [str(caption) for caption in found_map.captions]


def _shown(pack: Pack, languages: set[str]) -> list[str]:
    """What is read on the screen in these languages; all of what is in none of them."""
    texts = []
    for words in (*pack.titles, *pack.classes, pack.data.chosen_by, pack.data.missing):
        spoken = [text for language, text in words.items() if language in languages]
        texts += spoken or list(words.values())
    return [*texts, pack.data.licence]


def _in_words(pack: Pack, read: Callable[[str], str]) -> Pack:
    """The pack with each text as it can be read."""

    def each(words: Words) -> Words:
        return {language: read(text) for language, text in words.items()}

    data = {
        "chosen_by": each(pack.data.chosen_by),
        "missing": each(pack.data.missing),
        "licence": read(pack.data.licence),
    }
    return replace(
        pack,
        titles=tuple(each(words) for words in pack.titles),
        classes=tuple(each(words) for words in pack.classes),
        data=pack.data.model_copy(update=data),
    )


def _lines_without(signs: str, caption: str) -> str:
    """Line by line: the second one may be readable where the first is not."""
    return "\n".join(without(signs, line) for line in caption.splitlines())
