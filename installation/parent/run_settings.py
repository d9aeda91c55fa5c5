"""What the rooms are given: kiosk.toml as resolved, and the pack that it names, looked at before a screen is covered."""

from pathlib import Path

from installation.common import state_folder
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
    models = (options.models or ROOT / "models").absolute()
    pack = manifest.load(models / kiosk.generator.pack)
    if pack.missing_metadata and not options.studio:
        wanting = manifest.INCOMPLETE.format(", ".join(pack.missing_metadata))
        raise BrokenPack(f"pack {pack.folder.name} {wanting}")
    assets = (options.assets or ROOT / "assets").absolute()
    _check_texts(assets / "texts", kiosk.screen.languages)
    return _settings(kiosk, options, pack.folder, assets)


def for_file(config: Path | None, assets: Path | None = None) -> Settings:
    """The settings of ``kiosk run --config config --assets assets``. Raises `BadConfig` and `BrokenPack`."""
    return for_run(RunOptions(config=config, assets=assets))


def for_vision(options: RunOptions) -> Settings:
    """The settings of a vision room alone: no pack is needed. Raises `BadConfig`."""
    return _settings(resolve(options), options, Path(), ROOT / "assets")


def _settings(kiosk: KioskConfig, options: RunOptions, pack_folder: Path, assets: Path) -> Settings:
    sections = {name: getattr(kiosk, name) for name in KioskConfig.model_fields}
    return Settings(
        **sections,
        seed=kiosk.journey.seed,
        pack_folder=pack_folder,
        studio=options.studio,
        strict=options.strict,
        assets=assets,
        state=state_folder.folder(),
        snapshot=options.snapshot,
    )


def _check_texts(folder: Path, languages: list[str]) -> None:
    """A language without texts is refused."""
    there = sorted(path.stem for path in folder.glob("*.toml"))
    missing = [language for language in languages if language not in there]
    if missing:
        raise BadConfig(
            f"screen.languages: there are no texts in {', '.join(missing)};"
            f" there are: {', '.join(there)}"
        )
