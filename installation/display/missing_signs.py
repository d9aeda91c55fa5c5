"""Signs that no typeface has: what they are, and what can be read without them."""

import re

from installation.display.writing import Script, script_of

_SHOWN_SIGNS = 8
_EMPTY_BRACKETS = re.compile(r"\([ .,]*\)")
_MOST_LACKING = 0.2  # of its signs: what lacks more is not said


def named(signs: str) -> str:
    """Of which writing systems they are, and where there are such letters."""
    by_script: dict[Script, list[str]] = {}
    for sign in signs:
        by_script.setdefault(script_of(sign), []).append(sign)
    parts = []
    for script, members in by_script.items():
        shown = " ".join(members[:_SHOWN_SIGNS])
        more = " ..." if len(members) > _SHOWN_SIGNS else ""
        parts.append(
            f"the typeface has no {script.name} ({shown}{more}): {script.typeface} would do"
        )
    return f"{'; '.join(parts)}; it goes into assets/type, and into the theme as further of [type]"


def legible(signs: str, text: str) -> str:
    """What a technician can read of words that name such signs: all but them, and no empty brackets."""
    if not signs:
        return text
    left = text.translate(dict.fromkeys(map(ord, signs)))
    left = _EMPTY_BRACKETS.sub("", left)
    return "\n".join(" ".join(line.split()) for line in left.splitlines())


def without(signs: str, text: str) -> str:
    """What can be read of a sentence, "" where that is too little."""
    lost = sum(text.count(sign) for sign in signs)
    if lost > _MOST_LACKING * len(text):
        return ""
    return " ".join(text.translate(dict.fromkeys(map(ord, signs))).split())
