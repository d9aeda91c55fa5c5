"""What the rooms are given: kiosk.toml, the options of the command line, and what was chosen on the page."""

import argparse
from pathlib import Path

from installation.cli.parser import parser
from installation.common import state_folder
from installation.common.opening_hours import WEEKDAYS
from installation.common.paths import ROOT
from installation.config import schema
from installation.faults import BadConfig, BrokenPack
from installation.packs import manifest

SERVICE_CONFIG = Path("/etc/latenzraum/kiosk.toml")


def usual_config() -> Path:
    """kiosk.toml beside the program, or that of the service."""
    beside = ROOT / "kiosk.toml"
    return SERVICE_CONFIG if SERVICE_CONFIG.exists() and not beside.exists() else beside


def config_in_use() -> Path | None:
    """The file that is read, None where there is none."""
    path = usual_config()
    return path if path.exists() else None


def by_file(path: Path | None, assets: Path | None = None) -> dict:
    """What the rooms would be given by ``kiosk run --config path --assets assets``.

    Raises `BadConfig` and `BrokenPack`.
    """
    words = {"--config": path, "--assets": assets}
    given = [str(word) for pair in words.items() if pair[1] for word in pair]
    return to_rooms(parser().parse_args(["run", *given]), {})


def to_rooms(options: argparse.Namespace, chosen: dict) -> dict:
    """What the rooms are given: the file, the options on top, and on top of these what was chosen on the page.

    Raises `BadConfig` and `BrokenPack`.
    """
    layers = (_overrides(options), chosen)
    on_top = {name: {} for layer in layers for name in layer}
    for layer in layers:
        for name, values in layer.items():
            on_top[name] |= values
    settings = schema.load(options.config or config_in_use(), on_top).model_dump()
    seed = settings["journey"]["seed"]
    if settings["camera"]["seed"] is None:
        settings["camera"]["seed"] = seed
    assets = (options.assets or ROOT / "assets").absolute()
    pack = manifest.load(
        (options.models or ROOT / "models").absolute() / settings["generator"]["pack"]
    )
    if pack.papers_wanting and not options.studio:
        raise BrokenPack(
            f"pack {pack.folder.name} {manifest.WANTING.format(', '.join(pack.papers_wanting))}"
        )
    _check_texts(assets / "texts", settings["screen"]["languages"])
    return settings | {
        "seed": seed,
        "pack_folder": str(pack.folder),
        "generation": 0,
        "studio": options.studio,
        "assets": str(assets),
        "state": str(state_folder.folder()),
        "strict": options.strict,
    }


def _check_texts(folder: Path, languages: list[str]) -> None:
    """Before a screen is covered: a language without texts is refused."""
    there = sorted(path.stem for path in folder.glob("*.toml"))
    if missing := [language for language in languages if language not in there]:
        raise BadConfig(
            f"screen.languages: there are no texts in {', '.join(missing)}; there are: {', '.join(there)}"
        )


def to_vision(options: argparse.Namespace) -> dict:
    """As the vision room is given them by ``kiosk run``."""
    source = {"source": options.camera} if options.camera is not None else {}
    settings = schema.load(options.config or config_in_use(), {"camera": source}).model_dump()
    if settings["camera"]["seed"] is None:
        settings["camera"]["seed"] = settings["journey"]["seed"]
    return settings | {"strict": options.strict}


def _overrides(options: argparse.Namespace) -> dict[str, dict]:
    """The options as sections of the configuration: they are checked by the same rules."""
    size = _size(options.size) if options.size else {}
    mode = (
        {"mode": "windowed"}
        if options.windowed
        else {"mode": "windowless"}
        if options.windowless
        else {}
    )
    given = {
        "camera": {"source": options.camera},
        "journey": {"seed": options.seed},
        "generator": {"pack": options.pack},
        "screen": mode | size,
        "sound": {"device": options.sound},
        "console": {"port": options.port},
        "hours": dict.fromkeys(WEEKDAYS, schema.ALWAYS) | {"exceptions": []}
        if options.open
        else {},
    }
    return {
        section: {k: v for k, v in values.items() if v is not None}
        for section, values in given.items()
    }


def _size(text: str) -> dict[str, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise BadConfig(f"--size {text}: wanted is width x height in pixels, for example 1280x720")
    return {"width_px": int(width), "height_px": int(height)}
