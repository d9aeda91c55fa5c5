"""What was chosen on the page, on top of kiosk.toml, until somebody edits that in the file: the newest wish holds."""

import tomllib

from installation.config.options import Overrides, merged

_GONE = object()  # no value of a file is equal to it


class Choices:
    """Those that hold, and those that wait for a file that can be followed."""

    def __init__(self) -> None:
        self.held: Overrides = {}
        self.waiting: Overrides = {}
        self._written: Overrides = {}  # of those that hold: what the file says as well

    @property
    def unwritten(self) -> Overrides:
        """They hold, and the file does not say so."""
        return _without(self.held, self._written)

    def hold(self, changes: Overrides, are_written: bool) -> None:
        """From now on."""
        self.held = merged(self.held, changes)
        if are_written:
            self._written = merged(self._written, changes)
        else:
            self._written = _without(self._written, changes)

    def wait(self, changes: Overrides) -> None:
        """They are good, the file is not."""
        self.waiting = merged(self.waiting, changes)

    def take_waiting(self) -> Overrides:
        """Each once."""
        taken, self.waiting = self.waiting, {}
        return taken

    def yield_to(self, text: str) -> None:
        """What stood in the file and is edited there since holds as the file says it."""
        try:
            sections = tomllib.loads(text)
        except (ValueError, RecursionError):
            return
        edited: Overrides = {}
        for section, keys in self._written.items():
            found = sections.get(section)
            said = found if isinstance(found, dict) else {}
            edited[section] = {
                key: value for key, value in keys.items() if said.get(key, _GONE) != value
            }
        self.held = _without(self.held, edited)
        self._written = _without(self._written, edited)

    def forget(self, changes: Overrides) -> None:
        """These keys turned out not to work."""
        self.held = _without(self.held, changes)
        self._written = _without(self._written, changes)


def names(changes: Overrides) -> str:
    """As kiosk.toml calls them."""
    return ", ".join(f"{section}.{key}" for section, keys in changes.items() for key in keys)


def _without(values: Overrides, taken: Overrides) -> Overrides:
    left = {
        section: {key: value for key, value in keys.items() if key not in taken.get(section, {})}
        for section, keys in values.items()
    }
    return {section: keys for section, keys in left.items() if keys}
