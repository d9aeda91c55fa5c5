"""Words of strangers, as they may stand on a terminal, on a page and in a sentence, and why a text cannot be read."""

import codecs
import unicodedata

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEEN = "LNPS"  # letters, numbers, punctuation, symbols: what leaves something on a screen


def not_utf8(error: UnicodeDecodeError) -> str:
    """Why bytes are no text, in words that say what would help."""
    if error.object.startswith(_WIDE):  # an editor's "Unicode"
        return "it is UTF-16 text: save it as UTF-8"
    return "it is not UTF-8 text: save it as UTF-8"


def is_visible(text: str) -> bool:
    """Whether it has a sign that leaves something on a screen: blanks of no width leave nothing."""
    return any(unicodedata.category(sign)[0] in _SEEN for sign in text)


def can_be_said(name: str) -> bool:
    """Whether a file's name is text: none of bytes in another encoding, none with ends of lines."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)


def on_one_line(text: str, longest: int | None = None) -> str:
    """Without signs that are obeyed instead of shown (ends of lines, colours, other directions), so many at most."""
    shown = [sign if sign.isprintable() else " " for sign in text[:longest]]
    return " ".join("".join(shown).split())
