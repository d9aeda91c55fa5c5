"""The label beside the work: title, maker, what it is and what it learned from, in the languages of the house."""

from installation.packs.manifest import Pack

_WORDS = {
    "de": ("Gelernt aus", "Auswahl", "Was fehlt", "Training", "Stunden", "auf", "Lizenz"),
    "en": ("Learned from", "Chosen", "What is missing", "Training", "hours", "on", "Licence"),
}


def label(pack: Pack, languages: list[str]) -> str:
    """One block of text for each language; English words where a language has none of its own."""
    return "\n\n".join(_block(pack, language) for language in languages)


def _block(pack: Pack, language: str) -> str:
    learned, chosen, missing, trained, hours, on, licence = _WORDS.get(language, _WORDS["en"])
    data, training = pack.data, pack.training
    items = f" ({data.items:,})".replace(",", "\N{THIN SPACE}") if data.items else ""
    lines = [
        _in(pack.about.title, language) or pack.about.name,
        f"{pack.about.author}, {training['date']}" if "date" in training else pack.about.author,
        "",
        _in(pack.about.statement, language),
        "",
        _line(learned, f"{data.source}{items}" if data.source else ""),
        _line(chosen, _in(data.chosen_by, language)),
        _line(missing, _in(data.missing, language)),
        _line(trained, _trained(training, language, hours, on)),
        _line(licence, pack.about.licence),
    ]
    kept = [line for k, line in enumerate(lines) if line or (k and lines[k - 1])]
    return "\n".join(kept).strip()


def _trained(training: dict, language: str, hours: str, on: str) -> str:
    if "hours" not in training:
        return ""
    count = str(training["hours"])
    count = count.replace(".", ",") if language == "de" else count
    return f"{count} {hours}" + (f" {on} {training['hardware']}" if "hardware" in training else "")


def _in(words: dict[str, str], language: str) -> str:
    """In this language, else in English, else in any."""
    return (
        words.get(language)
        or words.get("en")
        or next((text for text in words.values() if text), "")
    )


def _line(name: str, text: str) -> str:
    return f"{name}: {text}" if text else ""
