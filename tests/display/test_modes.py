"""Monitors and their modes: one that comes back wrong gets its own mode, and nobody's choice is overruled."""

from installation.display.outputs.connectors import Connector, connectors
from installation.display.outputs.hotplug import ModeMemory

SAID = """Screen 0: minimum 320 x 200, current 1920 x 1080, maximum 16384 x 16384
HDMI-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 600mm x 340mm
   1920x1080     60.00*+  50.00    59.94
   1280x720      60.00    50.00
DP-1 disconnected (normal left inverted right x axis y axis)
   640x480       60.00*
DP-2 connected (normal left inverted right x axis y axis)
   1024x768      60.00
DUMMY1 connected
   1280x720      59.86
"""
OWN = Connector("HDMI-1", "1920x1080+0+0", "1920x1080", "1920x1080")
WRONG = Connector("HDMI-1", "1024x768+0+0", "1024x768", "1920x1080")
NAMELESS = Connector("HDMI-1", "1024x768+0+0", "1024x768", "")  # the monitor says nothing of itself


def test_what_xrandr_says_is_read():
    assert connectors(SAID) == [OWN, Connector("DP-2"), Connector("DUMMY1")]


def test_a_monitor_that_comes_back_wrong_gets_its_own_mode_when_that_is_on_offer_also_later():
    memory = ModeMemory()
    assert [memory.look([OWN]), memory.look([]), memory.look([NAMELESS])] == [[], [], []]
    assert memory.is_wrong(NAMELESS)
    assert memory.look([WRONG]) == [WRONG]


def test_so_does_one_after_the_night_and_one_that_was_nameless_when_the_computer_started():
    evening = ModeMemory()
    evening.look([OWN])
    assert ModeMemory(evening.values).look([WRONG]) == [WRONG]
    boot = ModeMemory()
    assert boot.look([NAMELESS]) == [] and boot.look([WRONG]) == [WRONG]


def test_a_mode_that_somebody_chose_stays():
    memory = ModeMemory()
    memory.look([OWN])
    assert memory.look([WRONG]) == [] and not memory.is_wrong(WRONG)
    assert ModeMemory(memory.values).look([WRONG]) == []
    assert ModeMemory().look([WRONG]) == []  # before we came


def test_a_mode_that_is_not_taken_is_not_tried_for_ever():
    memory = ModeMemory({"HDMI-1": ModeMemory.OWN})
    tried = [memory.look([WRONG]) for _ in range(20)]
    assert tried.count([WRONG]) == ModeMemory.TRIES


def test_a_monitor_that_is_unplugged_is_away_until_it_comes_be_it_in_another_socket():
    memory = ModeMemory()
    second = Connector("DP-2", "1024x768+1920+0", "1024x768", "1024x768")
    memory.look([OWN, second])
    for found in ([OWN], [OWN]):
        memory.look(found)
        assert ModeMemory(memory.values).away(found) == ["DP-2"]
    elsewhere = Connector("DP-3", "1024x768+1920+0", "1024x768", "1024x768")
    memory.look([OWN, elsewhere])
    assert memory.away([OWN, elsewhere]) == []
    assert memory.away([]) == ["HDMI-1", "DP-3"]
