"""What the command line says of a run, as sections of kiosk.toml: checked by the same rules."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.common.opening_hours import WEEKDAYS
from installation.config.field_kinds import ALWAYS
from installation.faults import BadConfig
from installation.vocabulary import ScreenKind

Overrides = dict[str, dict[str, Any]]  # section -> key -> value


@dataclass(frozen=True)
class RunOptions:
    """The options of `kiosk run`; None is what kiosk.toml says."""

    config: Path | None = None  # instead of kiosk.toml in its usual place
    camera: str | None = None
    seed: int | None = None
    pack: str | None = None
    windowed: bool = False
    windowless: bool = False
    size: str | None = None  # "1280x720"
    sound: str | None = None
    port: int | None = None
    open: bool = False  # whatever the opening hours say
    models: Path | None = None
    assets: Path | None = None
    studio: bool = False
    strict: bool = False
    snapshot: Path | None = None
    service: bool = False  # nobody sits before it: what cannot be read is stood in for

    def overrides(self) -> Overrides:
        """Section -> key -> value, only what was asked for. Raises `BadConfig`."""
        asked: Overrides = {
            "camera": {"source": self.camera},
            "journey": {"seed": self.seed},
            "generator": {"pack": self.pack},
            "screen": {"mode": self._mode(), **_size(self.size)},
            "sound": {"device": self.sound},
            "console": {"port": self.port},
        }
        if self.open:
            asked["hours"] = {
                **dict.fromkeys(WEEKDAYS, ALWAYS),
                "exceptions": [],
                "holidays": [],
            }
        return {section: _given(values) for section, values in asked.items()}

    def _mode(self) -> str | None:
        if self.windowed:
            return ScreenKind.WINDOWED.value
        if self.windowless:
            return ScreenKind.WINDOWLESS.value
        return None


def merged(*layers: Overrides) -> Overrides:
    """Later layers lie on top."""
    result: Overrides = {}
    for layer in layers:
        for section, values in layer.items():
            result[section] = result.get(section, {}) | values
    return result


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def check_assets(assets: Path | None) -> None:
    """Of --assets: a folder that is not there would be told as one without texts. Raises `BadConfig`."""
    if assets is None or assets.is_dir():
        return
    what = "is a file" if assets.exists() else "is not there"
    raise BadConfig(
        f"--assets {assets} {what}: name the folder that holds texts, themes and sounds"
    )


def _size(text: str | None) -> dict[str, int]:
    if text is None:
        return {}
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise BadConfig(f"--size {text}: write width x height in pixels, for example 1280x720")
    return {"width_px": int(width), "height_px": int(height)}
