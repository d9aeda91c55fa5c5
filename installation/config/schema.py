"""kiosk.toml: one strict schema. Each field has its unit in its name, its limits, and one sentence."""

from pathlib import Path
from typing import Any

from installation.common import files, system_errors
from installation.common.plain_text import not_utf8
from installation.config import toml_words
from installation.config.errors import ConfigError, errors_of
from installation.config.field_kinds import Section
from installation.config.sections.alerts import AlertsConfig
from installation.config.sections.camera import CameraConfig
from installation.config.sections.console import ConsoleConfig, StatisticsConfig
from installation.config.sections.generator import GeneratorConfig, InferenceConfig
from installation.config.sections.hours import HoursConfig, opening_hours_of
from installation.config.sections.journey import JourneyConfig
from installation.config.sections.marks import MarksConfig
from installation.config.sections.remote import ExhibiteraConfig, MqttConfig, OscConfig
from installation.config.sections.screen import ScreenConfig
from installation.config.sections.sound import SoundConfig
from installation.faults import BadConfig

__all__ = [
    "AlertsConfig",
    "CameraConfig",
    "ConsoleConfig",
    "ExhibiteraConfig",
    "GeneratorConfig",
    "HoursConfig",
    "InferenceConfig",
    "JourneyConfig",
    "KioskConfig",
    "MarksConfig",
    "MqttConfig",
    "OscConfig",
    "ScreenConfig",
    "SoundConfig",
    "StatisticsConfig",
    "load",
    "opening_hours_of",
]

MOST_BYTES = 256 << 10  # of kiosk.toml: all its keys with all their remarks have a tenth of it


class KioskConfig(Section):
    """The whole of kiosk.toml."""

    camera: CameraConfig = CameraConfig()
    journey: JourneyConfig = JourneyConfig()
    generator: GeneratorConfig = GeneratorConfig()
    inference: InferenceConfig = InferenceConfig()
    screen: ScreenConfig = ScreenConfig()
    sound: SoundConfig = SoundConfig()
    marks: MarksConfig = MarksConfig()
    console: ConsoleConfig = ConsoleConfig()
    hours: HoursConfig = HoursConfig()
    statistics: StatisticsConfig = StatisticsConfig()
    osc: OscConfig = OscConfig()
    mqtt: MqttConfig = MqttConfig()
    exhibitera: ExhibiteraConfig = ExhibiteraConfig()
    alerts: AlertsConfig = AlertsConfig()


def load(path: Path | None, overrides: dict[str, dict[str, Any]]) -> KioskConfig:
    """The configuration in `path` (the defaults where that is None) with `overrides` on top.

    `overrides`: section -> key -> value. Raises `BadConfig` that names every mistake at once.
    """
    table: dict[str, Any] = {}
    if path is not None:
        text = _read(path)
        table = toml_words.parsed(path, text)
        _refuse(errors_of(KioskConfig, table, path.name, text))
    for section, values in overrides.items():
        table[section] = table.get(section, {}) | values
    _refuse(errors_of(KioskConfig, table, "option"))
    return KioskConfig.model_validate(table)


def _refuse(found: list[ConfigError]) -> None:
    if found:
        raise BadConfig("; ".join(map(str, found)), found)


def _read(path: Path) -> str:
    try:
        # some editors write a mark before all else
        return files.read_bounded(path, MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise BadConfig(f"{path} cannot be read: {system_errors.words(error)}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path} cannot be read: {not_utf8(error)}") from error
