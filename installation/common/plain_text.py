"""Words of strangers, as they may stand on a terminal, on a page and in a sentence."""


def plain(text: str, longest: int) -> str:
    """On one line, without signs that are obeyed instead of shown (ends of lines, colours, other directions)."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[:longest])
    return " ".join(shown.split())
