"""Which channels of a loudspeaker device are left and right. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from installation.faults import NoSound

# How ALSA orders channels, and so its way to a sound server, by their number; the server puts each where it belongs.
_ORDER = (
    "front-left",
    "front-right",
    "rear-left",
    "rear-right",
    "front-center",
    "lfe",
    "side-left",
    "side-right",
)
_COUNTS = (2, 4, 6, 8)  # of channels, in which it has that order


@dataclass(frozen=True)
class Routing:
    """How sound for left and right becomes frames of a device."""

    count: int  # of the device's channels that are opened
    places: tuple[int, ...]  # of left and right among them, 0 is the first; one place is both

    def lay(self, block: np.ndarray) -> np.ndarray:
        """(n, 2) float32 -> (n, count), silent in all other channels."""
        if len(self.places) == 1:
            block = block.mean(axis=1, keepdims=True)
        if self.places == tuple(range(self.count)):
            return block
        frames = np.zeros((len(block), self.count), np.float32)
        frames[:, self.places] = block
        return frames


def through_device(name: str, numbers: Sequence[int], most: int) -> Routing:
    """To channels of these numbers, 1 is the first, of a device that has `most`. Raises `NoSound`.

    Who asks for the first two of a device with one gets both on that.
    """
    if most == 1 and tuple(numbers) == (1, 2):
        return Routing(1, (0,))
    _check(name, numbers, most)
    return Routing(max(numbers), tuple(number - 1 for number in numbers))


def through_server(name: str, numbers: Sequence[int], positions: Sequence[str]) -> Routing:
    """To channels of a sound server's sink, whose positions these are. Raises `NoSound`."""
    if len(positions) == 1:
        return through_device(name, numbers, 1)
    _check(name, numbers, len(positions))
    wanted = [positions[number - 1] for number in numbers]
    for number, position in zip(numbers, wanted, strict=True):
        if position not in _ORDER:
            raise NoSound(
                f'channel {number} of "{name}" is {position}, which a sound server gives to nobody by'
                " name: name the device itself as kiosk devices lists it (hw:...), or give the sink"
                " a channel map of loudspeakers (front-left, ...)"
            )
    places = tuple(_ORDER.index(position) for position in wanted)
    # all that the sink has: a server spreads a stream with fewer over those that it leaves out
    last = max(_ORDER.index(position) for position in positions if position in _ORDER)
    return Routing(next(count for count in _COUNTS if count > last), places)


def _check(name: str, numbers: Sequence[int], most: int) -> None:
    beyond = [number for number in numbers if number > most]
    if beyond:
        raise NoSound(f'"{name}" has {most} channels: there is no channel {beyond[0]}')
