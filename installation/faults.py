"""Every fault a technician may meet. Its text is what they read: what happened, where, what would help."""

import re

_LIBRARY = re.compile(r"(\S+\.so[.\d]*): cannot open")


class Fault(Exception):
    """Something outside our program is not as it should be. `str(fault)` is one sentence for a person.

    `final`: trying again cannot help, a person has to change what was asked for.
    """

    final = False


class LacksLibrary(Fault):
    """A package of Python, or of the system, without which a part of the program cannot be loaded."""

    def __init__(self, error: ImportError):
        words = str(error)  # of some packages a page long
        name = found[1] if (found := _LIBRARY.search(words)) else " ".join(words.split())[:200]
        super().__init__(
            f"this machine lacks something the program needs: {name}; install what brings it (see docs/technician.md)"
        )


class Refused(Fault):
    """What was asked for cannot be done; the kiosk does not start with it (exit code 2)."""

    final = True


class UnknownCamera(Refused):
    """The camera that was named is none of those that can be chosen."""


class UnknownMonitor(Refused):
    """The monitor that was named is none of those that are plugged in, or several."""


class UnreadableClip(Refused):
    """The file given as camera is no film that can be decoded."""


class CameraLost(Fault):
    """A camera that does not open, or gives no more pictures. It may come back."""


class BrokenPack(Refused):
    """A model pack that is missing, incomplete, or does not do what its papers say."""


class BadConfig(Refused):
    """kiosk.toml or an option has a key or value that cannot be used."""

    def __init__(self, words: str, mistakes: list | None = None):
        super().__init__(words)
        self.mistakes = mistakes or []  # one by one, where they are known


class BadArchive(Refused):
    """A backup or a release that is damaged, not ours, or not for this machine."""


class UnfitRelease(Refused):
    """A release of ours that cannot be set up on this machine, or does not play well in its rehearsal."""


class PortTaken(Refused):
    """The console's port, asked for by name, is in use."""


class Scarce(Fault):
    """What the machine would not give now: no fault of what was to be done with it. See `common.scarcity`."""


class NoScreen(Fault):
    """No window can be opened."""


class NoSound(Fault):
    """No sound can be played."""
