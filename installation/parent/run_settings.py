"""What the rooms are given: kiosk.toml as resolved, and the pack that it names, looked at before a screen is covered."""

from pathlib import Path

from installation.common import files, state_folder
from installation.common.paths import ROOT
from installation.config.options import Overrides, RunOptions
from installation.config.resolve import resolve
from installation.config.schema import KioskConfig
from installation.config.settings import Settings
from installation.faults import BadConfig, BrokenPack
from installation.packs import manifest


def for_run(options: RunOptions, chosen: Overrides | None = None) -> Settings:
    """The settings of ``kiosk run``. Raises `BadConfig` and `BrokenPack`."""
    kiosk = resolve(options, chosen)
    check_pack(options, kiosk)
    check_texts(options, kiosk)
    check_theme(options, kiosk)
    return settings_of(kiosk, options)


def check_pack(options: RunOptions, kiosk: KioskConfig) -> None:
    """Raises `BrokenPack` for a pack that nobody should see."""
    pack = manifest.load(models_folder(options) / kiosk.generator.pack)
    if pack.missing_metadata and not options.studio:
        wanting = manifest.INCOMPLETE.format(", ".join(pack.missing_metadata))
        raise BrokenPack(f"pack {pack.folder.name} {wanting}")


def check_texts(options: RunOptions, kiosk: KioskConfig) -> None:
    """Raises `BadConfig` for a language without texts."""
    there = _names(options, "texts")
    missing = [language for language in kiosk.screen.languages if language not in there]
    if missing:
        raise BadConfig(
            f"screen.languages: there are no texts in {', '.join(missing)};"
            f" available: {', '.join(there)}"
        )


def check_theme(options: RunOptions, kiosk: KioskConfig) -> None:
    """Raises `BadConfig` for a theme that is not there."""
    there = _names(options, "themes")
    if kiosk.screen.theme not in there:
        raise BadConfig(
            f"screen.theme: there is no theme {kiosk.screen.theme!r}; available: {', '.join(there)}"
        )


def _names(options: RunOptions, kind: str) -> list[str]:
    folder = assets_folder(options) / kind
    return sorted(path.stem for path in files.matching(folder, "*.toml"))


def models_folder(options: RunOptions) -> Path:
    """Where packs lie."""
    return (options.models or ROOT / "models").absolute()


def assets_folder(options: RunOptions) -> Path:
    """Where texts, themes, typefaces and sounds lie."""
    return (options.assets or ROOT / "assets").absolute()


def for_file(config: Path | None, assets: Path | None = None) -> Settings:
    """The settings of ``kiosk run --config config --assets assets``. Raises `BadConfig` and `BrokenPack`."""
    return for_run(RunOptions(config=config, assets=assets))


def for_vision(options: RunOptions) -> Settings:
    """The settings of a vision room alone: no pack is needed. Raises `BadConfig`."""
    return settings_of(resolve(options), options)


def settings_of(kiosk: KioskConfig, options: RunOptions, pack: Path | None = None) -> Settings:
    """What is resolved, with the run's own values; `pack` is where it is read, when that is not its place."""
    sections = {name: getattr(kiosk, name) for name in KioskConfig.model_fields}
    return Settings(
        **sections,
        seed=kiosk.journey.seed,
        models=models_folder(options),
        pack_folder=pack or models_folder(options) / kiosk.generator.pack,
        studio=options.studio,
        strict=options.strict,
        may_refuse=not options.service,
        assets=assets_folder(options),
        state=state_folder.folder(),
        snapshot=options.snapshot,
    )
