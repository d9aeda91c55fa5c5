"""The artists' sounds at a desk without a loudspeaker: nobody hears them, and what is wrong with them is told all the
same.
"""

from collections.abc import Callable

from installation.common import state_folder
from installation.config.settings import Settings
from installation.sound.sound_library import SoundLibrary

FOLDER = "sounds"  # in assets/, and in the folder of what was heard last


class UnheardSounds:
    """Watches them from when it is first asked until it is closed."""

    def __init__(self, settings: Settings, places: Callable[[], int]):
        """`places()` is how many the pack has now."""
        self._settings = settings
        self._places = places
        self._library: SoundLibrary | None = None

    @property
    def message(self) -> str:
        """What is wrong with them; empty when nothing is."""
        if self._library is None:
            self._library = SoundLibrary(
                self._settings.assets / FOLDER,
                self._settings.sound.rate_hz,
                kept=state_folder.last_good(self._settings.state) / FOLDER,
            )
        told = (self._library.message, *self._library.in_vain(self._places()))
        return "; ".join(filter(None, told))

    def close(self) -> None:
        """Somebody plays them from now on."""
        if self._library is not None:
            self._library.close()
        self._library = None
