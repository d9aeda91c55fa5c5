"""The one door to sounddevice (PortAudio): which loudspeaker devices there are, and the one that is meant.

PortAudio lists devices once, when it starts, so we start it anew for each look.
"""

import atexit
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.faults import NoSound
from installation.sound.routing import Routing, through_device, through_server
from installation.sound.sinks import SERVER, Sink, sinks

SHARED_MEMORY = Path("/dev/shm")
_SHARED_BYTES = 1 << 20  # JACK's database takes a fifth of it
AUTO = "auto"
NONE = "none"


@dataclass(frozen=True)
class Device:
    """A device that can play."""

    index: int
    name: str
    channels: int
    rate_hz: float  # its own
    sink: Sink | None = None  # of a sound server, which the device then stands for

    def routing(self, numbers: Sequence[int]) -> Routing:
        """To its channels of these numbers. Raises `NoSound`."""
        if self.sink is not None:
            return through_server(self.name, numbers, self.sink.positions)
        return through_device(self.name, numbers, self.channels)

    def is_called(self, part: str) -> bool:
        """True where this is a part of its name, or of what its server says of it; in small letters."""
        description = self.sink.description if self.sink else ""
        return part in self.name.lower() or part in description.lower()


def start_portaudio() -> Any:
    """The module sounddevice, its list of devices as they are now. Raises `NoSound`."""
    _check_shared_memory()
    try:
        import sounddevice
    except OSError as error:
        raise NoSound(
            "the PortAudio library is not installed: sudo apt-get install -y libportaudio2"
        ) from error
    atexit.unregister(sounddevice._exit_handler)  # it would stop a stream that may never stop
    try:
        while sounddevice._initialized:
            sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise NoSound(f"PortAudio does not start: {error}") from error
    return sounddevice


def _check_shared_memory() -> None:
    """PortAudio may look for JACK, and that keeps a database there: where it is full, it ends the process (SIGBUS) or
    does not return for half a minute. Raises `NoSound`.
    """
    try:
        free = shutil.disk_usage(SHARED_MEMORY).free
    except OSError:  # not on this system
        return
    if free < _SHARED_BYTES:
        raise NoSound(
            f"the machine's shared memory {SHARED_MEMORY} is full, and no sound device can be opened without it:"
            " delete what fills it, or restart the machine"
        )


def devices(sounddevice: Any) -> list[Device]:
    """All that can play, in PortAudio's order; and the sinks of its sound server."""
    found: list[Device] = []
    for index, known in enumerate(sounddevice.query_devices()):
        device = Device(
            index=index,
            name=known["name"],
            channels=known["max_output_channels"],
            rate_hz=known["default_samplerate"],
        )
        if device.channels > 0:
            found.append(device)
    server = next((device for device in found if device.name == SERVER), None)
    if server is None:
        return found
    for sink in sinks():
        count = len(sink.positions)
        found.append(Device(server.index, sink.name, count, sink.rate_hz, sink))
    return found


def choose(wanted: str, found: list[Device], default: int) -> Device:
    """The device called `wanted`, or whose name contains it; `auto` is the system's own choice.

    Raises `NoSound`, saying what there is.
    """
    if not found:
        raise NoSound("no sound device found: connect one, or set sound.device to none")
    if wanted == AUTO:
        defaults = [device for device in found if device.index == default]
        return (defaults or found)[0]
    name = wanted.lower()
    exact = [device for device in found if device.name.lower() == name]
    similar = [device for device in found if device.is_called(name)]
    for device in exact + similar:
        return device
    names = ", ".join(f'"{device.name}"' for device in found)
    raise NoSound(f'no sound device is called "{wanted}"; available: {names}, or auto, or none')


@dataclass(frozen=True)
class Loudspeaker:
    """What is played on, however much its device is given to hold."""

    library: Any  # sounddevice
    device: Device
    routing: Routing
    rate_hz: int  # that is wanted; the device may have its own only
    most_frames: int  # that it may ask for at once

    @classmethod
    def found(
        cls,
        wanted: str,
        rate_hz: int,
        most_frames: int,
        channels: Sequence[int] = (1, 2),
    ) -> "Loudspeaker":
        """`wanted`: see `choose`; `channels`: of the device, the numbers of left and right, or one for both.

        The fewer frames it asks for at once, the more is left when it asks, and the more often we are woken.
        Raises `NoSound`.
        """
        library = start_portaudio()
        device = choose(wanted, devices(library), library.default.device[1])
        return cls(library, device, device.routing(channels), rate_hz, most_frames)
