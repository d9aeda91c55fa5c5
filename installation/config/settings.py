"""What the rooms are given: kiosk.toml with its options resolved, and what the parent adds. Typed all the way."""

from pathlib import Path

from installation.config.schema import KioskConfig


class Settings(KioskConfig):
    """All sections of kiosk.toml, and the run's own values. Frozen: a change is another `Settings`."""

    seed: int  # of journey and sound
    models: Path = Path()  # where packs lie
    pack_folder: Path  # where the pack that is shown is read from: in models, or a copy that stands in for it
    generation: int = 0  # one more with each change of the model, 0 is the pack of the start
    studio: bool = False
    strict: bool = False
    # what cannot be read ends the run with a sentence, and is not stood in for: at a terminal, when it begins
    may_refuse: bool = False
    assets: Path
    state: Path  # the folder of what must not be forgotten
    snapshot: Path | None = None  # the last screen is written there
