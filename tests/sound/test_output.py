"""Which device is taken, and what is said when there is none."""

import subprocess
import sys

import numpy as np
import pytest

from installation.faults import NoSound
from installation.sound.loudspeakers import AUTO, Device, choose
from installation.sound.routing import Routing
from installation.sound.sinks import Sink
from tests.sound.nullsink import SINK

pytestmark = pytest.mark.realtime


HDMI = Device(2, "HDA Intel: HDMI 0", 2, 48000.0)
USB = Device(5, "USB Audio: - (hw:1,0)", 2, 48000.0)
BOSE = Device(7, "Bose", 2, 48000.0)
FOUND = [HDMI, USB, BOSE]


@pytest.mark.parametrize(
    "wanted, taken", [(AUTO, USB), ("bose", BOSE), ("usb audio", USB), ("HDMI", HDMI)]
)
def test_a_device_is_chosen_by_a_part_of_its_name(wanted, taken):
    assert choose(wanted, FOUND, default=5) is taken


def test_the_whole_name_wins_over_a_part_of_another():
    longer = Device(1, "Bose Revolve", 2, 48000.0)
    assert choose("Bose", [longer, BOSE], default=1) is BOSE


def test_without_a_default_any_will_do():
    assert choose(AUTO, FOUND, default=-1) is HDMI


def test_an_unknown_device_is_answered_with_those_there_are():
    with pytest.raises(
        NoSound, match=r'"Genelec"; available: "HDA Intel: HDMI 0", .*"Bose", or auto, or none'
    ):
        choose("Genelec", FOUND, default=5)


def test_no_device_at_all_is_said_with_a_remedy():
    with pytest.raises(NoSound, match="connect one"):
        choose(AUTO, [], default=-1)


PLAYS = """
import sys
from threading import Event
import numpy as np
from installation.sound.loudspeakers import Loudspeaker
from installation.sound.output import AudioOutput
from installation.sound.ring import Ring
output = AudioOutput(Loudspeaker.found("auto", int(sys.argv[1]), 1280), float(sys.argv[2]))
ring = Ring(200000)
ring.push(np.zeros((200000, 2), np.float32))
output.start(ring)
counters = output.counters
while counters.callbacks < 6:
    Event().wait(0.002)
output.leave()
print(output.period, counters.frames / counters.callbacks, round(output.latency_s * output.rate_hz))
"""


@pytest.mark.parametrize(
    ("rate_hz", "latency_ms", "period", "left"),
    [(48000, 24, 384, 768), (44100, 48, 706, 1412), (48000, 320, 1280, 14080)],
)
def test_a_device_holds_three_periods_or_more_at_any_rate(sink, rate_hz, latency_ms, period, left):
    """A period that did not divide what the device holds let one of 44 ms at 44.1 kHz run dry 70 times a second."""
    line = [sys.executable, "-c", PLAYS, str(rate_hz), str(latency_ms)]
    said = subprocess.run(line, env=sink.environ, capture_output=True, text=True, timeout=30)
    assert said.stdout.split() == [f"{period}", f"{period}.0", f"{left}"], said.stderr


def test_left_and_right_go_to_the_channels_that_are_named_and_nothing_to_the_others():
    block = np.float32([[1, 2], [3, 4]])
    device = Device(9, "Interface", 8, 48000.0)
    routing = device.routing([3, 4])
    assert routing.lay(block).tolist() == [[0, 0, 1, 2], [0, 0, 3, 4]]
    assert device.routing([1, 2]).lay(block) is block
    assert device.routing([2]).lay(block).tolist() == [[0, 1.5], [0, 3.5]]
    mono = Device(3, "HomePod", 1, 48000.0)
    assert mono.routing([1, 2]).lay(block).tolist() == [[1.5], [3.5]]
    with pytest.raises(NoSound, match="has 8 channels: there is no channel 9"):
        device.routing([9, 10])


def test_a_sound_servers_channel_is_found_by_its_position_and_one_without_is_told():
    """A server puts each channel where it belongs, not where it stands; and spreads what has too few."""
    positions = "front-left front-right front-center lfe rear-left rear-right side-left side-right"
    hall = Device(0, "hall", 8, 48000.0, Sink("hall", "Hall", tuple(positions.split()), 48000.0))
    assert hall.routing([3, 4]) == Routing(count=8, places=(4, 5))
    assert hall.routing([5, 6]) == Routing(count=8, places=(2, 3))
    aux = Device(0, "aux", 2, 48000.0, Sink("aux", "Pro", ("aux0", "aux1"), 48000.0))
    with pytest.raises(NoSound, match='channel 2 of "aux" is aux1'):
        aux.routing([2])


NAMES = """
from installation.sound.loudspeakers import devices, start_portaudio
for device in devices(start_portaudio()):
    if device.sink:
        print(device.name, device.sink.positions)
"""


def test_the_sinks_of_a_sound_server_are_devices_by_their_names(sink):
    line = [sys.executable, "-c", NAMES]
    said = subprocess.run(line, env=sink.environ, capture_output=True, text=True, timeout=30)
    assert said.stdout == f"{SINK} ('front-left', 'front-right')\n", said.stderr
