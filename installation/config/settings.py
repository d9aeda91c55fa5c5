"""What the rooms are given: kiosk.toml with its options resolved, and what the parent adds. Typed all the way."""

from pathlib import Path

from installation.config.schema import KioskConfig


class Settings(KioskConfig):
    """All sections of kiosk.toml, and the run's own values. Frozen: a change is another `Settings`."""

    seed: int  # of journey and sound
    pack_folder: Path  # of the pack that is shown
    generation: int = 0  # one more with each change of the model, 0 is the pack of the start
    studio: bool = False
    strict: bool = False
    assets: Path
    state: Path  # the folder of what must not be forgotten
    snapshot: Path | None = None  # the last screen is written there
