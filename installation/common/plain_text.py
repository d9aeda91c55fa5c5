"""Words of strangers, as they may stand on a terminal, on a page and in a sentence."""


def on_one_line(text: str, longest: int | None = None) -> str:
    """Without signs that are obeyed instead of shown (ends of lines, colours, other directions), so many at most."""
    shown = [sign if sign.isprintable() else " " for sign in text[:longest]]
    return " ".join("".join(shown).split())
