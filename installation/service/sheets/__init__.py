"""The forms of the privacy sheet and the sentences they are filled in with: two files a language."""

from pathlib import Path

FOLDER = Path(__file__).parent


def languages() -> list[str]:
    """In which there is a sheet, two letters each."""
    return sorted(form.stem for form in FOLDER.glob("*.md"))
