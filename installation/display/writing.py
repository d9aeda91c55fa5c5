"""How writing systems differ: the order of signs on a line, where a line may end, which typeface has the letters.

Signs are sorted by the first word of their Unicode name. The order of a line is that of the Unicode Bidirectional
Algorithm (UAX #9) without its explicit marks; Chinese and Japanese lines end as JIS X 4051 has it, simplified.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

_RIGHT = ("R", "AL")
_NUMBER = ("EN", "AN")
_BETWEEN_NUMBERS = ("CS", "ES", "ET")  # 1.5, 3-4, 5 %
_WIDE = ("W", "F")
_OBEYED = ("Cc", "Zl", "Zp")
_NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝」』】〉》〕”’…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
_NOT_LAST = frozenset("（［｛「『【〈《〔“‘")


@dataclass(frozen=True)
class Script:
    """A writing system."""

    name: str
    typeface: str  # one that has its letters
    code: str = (
        ""  # ISO 15924, where its letters change beside one another; "" where each stands as it is
    )


_USUAL = Script("Latin", "Source Sans 3")
_SYMBOLS = Script("emoji and symbols", "Noto Emoji or Noto Sans Symbols")
# by the first word of a letter's Unicode name
_SCRIPTS = {
    "LATIN": _USUAL,
    "GREEK": Script("Greek", "Source Sans 3"),
    "CYRILLIC": Script("Cyrillic", "Source Sans 3"),
    "ARABIC": Script("Arabic", "Noto Sans Arabic", "Arab"),
    "HEBREW": Script("Hebrew", "Noto Sans Hebrew", "Hebr"),
    "CJK": Script("Chinese", "Noto Sans SC, for Japanese Noto Sans JP"),
    "IDEOGRAPHIC": Script("Chinese", "Noto Sans SC, for Japanese Noto Sans JP"),
    "FULLWIDTH": Script("Chinese", "Noto Sans SC, for Japanese Noto Sans JP"),
    "HIRAGANA": Script("Japanese", "Noto Sans JP"),
    "KATAKANA": Script("Japanese", "Noto Sans JP"),
    "HANGUL": Script("Korean", "Noto Sans KR"),
    "THAI": Script("Thai", "Noto Sans Thai", "Thai"),
    "DEVANAGARI": Script("Devanagari", "Noto Sans Devanagari", "Deva"),
    "BENGALI": Script("Bengali", "Noto Sans Bengali", "Beng"),
    "TAMIL": Script("Tamil", "Noto Sans Tamil", "Taml"),
    "GEORGIAN": Script("Georgian", "Noto Sans Georgian"),
    "ARMENIAN": Script("Armenian", "Noto Sans Armenian"),
    "ETHIOPIC": Script("Ethiopic", "Noto Sans Ethiopic"),
}


@dataclass(frozen=True)
class Run:
    """Neighbouring signs that are drawn at once, in the order in which they are read."""

    text: str
    code: str = ""  # see `Script`
    is_leftwards: bool = False


def script_of(sign: str) -> Script:
    """Which writing system a sign belongs to; Latin for what all share."""
    first = unicodedata.name(sign, "").partition(" ")[0].partition("-")[0]
    known = _SCRIPTS.get(first)
    if known is not None:
        return known
    if unicodedata.category(sign)[0] == "L":
        name = first.title() or f"U+{ord(sign):04X}"
        return Script(name, f"Noto Sans {name}")
    return _SYMBOLS if unicodedata.category(sign) in ("So", "Sm", "Sk") else _USUAL


def is_drawn(sign: str) -> bool:
    """False for spaces and marks that have no form of their own."""
    return not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc", "Mn", "Me")


def is_leftwards(text: str) -> bool:
    """Whether a line is read from right to left, by its first letter."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in _RIGHT for kind in kinds if kind in ("L", *_RIGHT)), False)


def runs(text: str) -> list[Run]:
    """The line from left to right as it stands on the screen."""
    text = _in_signs(text)
    if text.isascii():
        return [Run(text)]
    levels = _levels(text)
    found: list[tuple[int, Run]] = []
    keys = zip(levels, _codes(text), text, strict=True)
    for (level, code), signs in groupby(keys, key=lambda each: (each[0], each[1])):
        part = "".join(sign for _, _, sign in signs)
        found.append((level, Run(part, code, level % 2 == 1)))
    return _in_visual_order(found)


def pieces(text: str) -> list[tuple[str, str]]:
    """Parts of the text between which a line may end, each after what joins it to the one before: a space or nothing."""
    found = []
    for word in _in_signs(text).split(" "):  # and not at spaces that hold together
        joint = " "
        for part in _parted(word):
            found.append((joint, part))
            joint = ""
    return found


def _in_signs(text: str) -> str:
    """With blanks for ends of lines, tabs and what else is obeyed: typefaces have boxes for it."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(sign) in _OBEYED else sign for sign in text)


def joined(one: str, other: str) -> str:
    """Two parts of a text put together again."""
    return f"{one}{other}" if one and _is_wide(one[-1]) else f"{one} {other}"


def reading_signs(text: str) -> int:
    """How long a text is for a reader, in letters of an alphabet: an ideograph says as much as three of them."""
    return len(text) if text.isascii() else len(text) + 2 * sum(map(_is_wide, text))


def _is_wide(sign: str) -> bool:
    """An ideograph, kana, or their punctuation; Korean has spaces between its words."""
    wide = unicodedata.east_asian_width(sign) in _WIDE
    return wide and script_of(sign).name in ("Chinese", "Japanese", "Latin")


def _parted(word: str) -> list[str]:
    if word.isascii():  # nearly always, and asked for each setting of a text
        return [word]
    parts = [word[:1]]
    for before, sign in pairwise(word):
        can_end = _is_wide(before) or _is_wide(sign)
        if can_end and sign not in _NOT_FIRST and before not in _NOT_LAST:
            parts.append(sign)
        else:
            parts[-1] += sign
    return parts


def _codes(text: str) -> list[str]:
    """Of each sign; what all scripts share belongs to what stands before it."""
    codes = []
    code = ""
    for sign in text:
        if unicodedata.category(sign)[0] == "L":
            code = script_of(sign).code
        codes.append(code)
    return codes


def _levels(text: str) -> list[int]:
    """Of each sign: even ones are read rightwards, odd ones leftwards, higher ones lie within the others (UAX #9)."""
    base = int(is_leftwards(text))
    kinds = _kinds(text)
    if not base and "R" not in kinds:
        return [0] * len(text)
    outer = "R" if base else "L"
    strong = _resolved(kinds, outer)
    return [_level(kind, base) for kind in strong]


def _level(kind: str, base: int) -> int:
    if kind == "R":
        return 1
    if kind == "N" or base:
        return 2
    return 0


def _kinds(text: str) -> list[str]:
    """L, R, N for a number in leftwards text, "" for what has no direction."""
    kinds: list[str] = []
    last_strong = "R" if is_leftwards(text) else "L"
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "NSM":
            kinds.append(kinds[-1] if kinds else "")
        elif kind in _RIGHT or kind == "L":
            last_strong = "L" if kind == "L" else "R"
            kinds.append(last_strong)
        elif kind in _NUMBER:
            kinds.append("N" if last_strong == "R" else "L")
        else:
            kinds.append("")
    for place, sign in enumerate(text[1:-1], 1):
        is_between = kinds[place - 1] == kinds[place + 1] == "N"
        if is_between and unicodedata.bidirectional(sign) in _BETWEEN_NUMBERS:
            kinds[place] = "N"
    return kinds


def _resolved(kinds: list[str], outer: str) -> list[str]:
    """What has no direction takes that of both its sides, where they agree, else that of the line."""
    resolved = list(kinds)
    place = 0
    for kind, group in groupby(kinds):
        count = len(list(group))
        end = place + count
        if not kind:
            before = _side(kinds[place - 1] if place else outer)
            after = _side(kinds[end] if end < len(kinds) else outer)
            resolved[place:end] = [before if before == after else outer] * count
        place = end
    return resolved


def _side(kind: str) -> str:
    return "R" if kind == "N" else kind


def _in_visual_order(found: Iterable[tuple[int, Run]]) -> list[Run]:
    """Rule L2: from the highest level down, what lies at it or above is reversed."""
    order = list(found)
    highest = max((level for level, _ in order), default=0)
    for level in range(highest, 0, -1):
        reordered: list[tuple[int, Run]] = []
        for is_inside, group in groupby(order, key=lambda each: each[0] >= level):
            members = list(group)
            reordered += reversed(members) if is_inside else members
        order = reordered
    return [run for _, run in order]
