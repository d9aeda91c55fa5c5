"""With what a run begins, and what it takes over while it goes on: a terminal is refused in words, a service never."""

import dataclasses
import os
from pathlib import Path

from installation.common import files, state_folder
from installation.config import schema
from installation.config.options import Overrides, RunOptions
from installation.config.resolve import resolve, usual_config
from installation.config.settings import Settings
from installation.faults import BadConfig, Fault
from installation.parent import pack_guard
from installation.parent.kept_config import kept_config
from installation.parent.kept_pack import KeptPack
from installation.parent.run_settings import (
    check_pack,
    check_texts,
    check_theme,
    for_run,
    models_folder,
    settings_of,
)

NO_FILE = Path(os.devnull)  # reads as an empty kiosk.toml: the defaults


class RunStart:
    """The settings of a run, from its options and kiosk.toml."""

    def __init__(self, options: RunOptions):
        self.problem = ""  # why kiosk.toml does not hold, and what stands in; "" when it does
        self._options = options
        self._last: Settings | None = None  # that were handed out

    def first(self) -> Settings:
        """What the run begins with. Raises `BadConfig` and `BrokenPack`; of a service, for its options only."""
        options = self._options
        if not options.service:
            settings = for_run(options)
        else:
            kiosk = self._kiosk_or_stand_in()
            kept = KeptPack(state_folder.folder())
            models = models_folder(options)
            pack = pack_guard.at_start(models, kiosk.generator.pack, kept, options.studio)
            settings = settings_of(kiosk, options, pack)
        self._last = settings
        return settings

    def changed(self, chosen: Overrides) -> Settings:
        """As the file says it now, with `chosen` on top.

        What it names and did not name before is looked at beforehand: the screen is not to find out. Raises `Fault`.
        """
        options = self._options
        if options.service:
            _check_not_emptied(options, kept_config(state_folder.folder()))
        kiosk = resolve(options, chosen)
        before = self._last
        if before is None or kiosk.generator.pack != before.generator.pack:
            check_pack(options, kiosk)
        if before is None or kiosk.screen.theme != before.screen.theme:
            check_theme(options, kiosk)
        if before is None or kiosk.screen.languages != before.screen.languages:
            check_texts(options, kiosk)
        settings = settings_of(kiosk, options)
        self._last = settings
        return settings

    def _kiosk_or_stand_in(self) -> schema.KioskConfig:
        """Raises `BadConfig` for the options."""
        options = self._options
        last = kept_config(state_folder.folder())
        try:
            _check_not_emptied(options, last)
            return resolve(options)
        except BadConfig as fault:
            trouble = fault
        words = "what was shown last holds until it is mended"
        try:
            kiosk = resolve(dataclasses.replace(options, config=last))
        except Fault:
            kiosk = resolve(dataclasses.replace(options, config=NO_FILE))
            words = "the defaults hold until it is mended"
        self.problem = f"{trouble}; {words}"
        return kiosk


def _check_not_emptied(options: RunOptions, last: Path) -> None:
    """Raises `BadConfig`."""
    path = options.config or usual_config()
    if files.was_emptied(path, last):
        raise BadConfig(
            f"{path} is empty, as after a power cut: where the defaults are meant, write a line with #"
        )
