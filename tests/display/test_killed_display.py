"""A display that is killed, on a virtual X server: nobody sees it, and nothing of it is left in the end."""

import mss
import numpy as np
import pytest

from installation.cast import WIRES, spec_of
from installation.common import clock
from installation.ipc.testing import fake_settings
from installation.ipc.wire import WireEnds
from installation.messages import Picture
from installation.parent.supervisor import Supervisor
from installation.vocabulary import RoomName
from tests.display.rooms import ROOT

pytestmark = pytest.mark.realtime

RINGS = np.hypot(*np.mgrid[-360:360, -640:640]) // 30 % 2
PICTURE = np.uint8(60 + 120 * RINGS[..., None] * [1.0, 0.8, 0.5])


class Watched:
    """The parent's supervisor, a display, and all that is on the screen meanwhile."""

    def __init__(self, folder, screen):
        folder = str(folder)
        pack = str(ROOT / "models" / "colours")
        settings = fake_settings(pack_folder=pack, assets=str(ROOT / "assets"))
        self.supervisor = Supervisor([spec_of(RoomName.DISPLAY)], folder, settings)
        self.display = self.supervisor.processes[RoomName.DISPLAY]
        self._beats = WireEnds(WIRES, RoomName.KIOSK, folder)
        self._pictures = WireEnds(WIRES, RoomName.GENERATOR, folder)
        self._camera = mss.MSS(display=screen)
        self.picture = PICTURE
        self.shown = []
        self.shown_s = []

    @property
    def is_there(self):
        """What is sent is on the screen, but for the mark in its corner."""
        return self.shown and np.abs(self.shown[-1] - self.picture[::4, ::4, ::-1]).mean() < 4

    def until(self, what, seconds=40.0):
        """Tends and feeds the display, and looks at the screen, until this is true."""
        limit_ns = clock.now_ns() + int(seconds * clock.SECOND_NS)
        while not what():
            assert clock.now_ns() < limit_ns, self.display
            self.supervisor.tend()
            self._pictures.send(Picture(1, 1, 1, self.picture))
            self._beats.wait(0.01, "beat")
            while (beat := self._beats.take("beat")) is not None:
                self.supervisor.hear(beat)
            self.shown.append(self.look())
            self.shown_s.append(clock.seconds(clock.now_ns()))

    def look(self):
        """Every fourth pixel of the screen, (180, 320, 3)."""
        grabbed = np.asarray(self._camera.grab(self._camera.monitors[0]))
        return grabbed[::4, ::4, :3].astype(int)

    def close(self):
        self.supervisor.end(lambda: None)
        for wires in (self._beats, self._pictures):
            wires.close()


@pytest.fixture
def watched(tmp_path, screen, monkeypatch):
    monkeypatch.setenv("DISPLAY", screen.name)
    found = Watched(tmp_path, screen.name)
    yield found
    found.close()
    found._camera.close()


def test_nobody_sees_that_the_display_was_killed_and_no_window_is_left_when_the_house_ends(watched):
    """It came back as a mosaic of what it had shown, up to 81 of 255 away from it."""
    watched.until(lambda: watched.is_there)
    killed = len(watched.shown)
    watched.display.process.kill()
    watched.picture = PICTURE // 2
    watched.until(lambda: watched.is_there)
    assert watched.display.restarts == 1
    for count in range(killed, len(watched.shown)):
        step = np.abs(watched.shown[count] - watched.shown[count - 1]).mean()
        took_s = watched.shown_s[count] - watched.shown_s[count - 1]
        assert step < 8 + 160 * min(0.2, took_s)  # of 46 in all, softly
    watched.display.process.kill()
    watched.display.process.wait()
    assert watched.look().max() > 50
    watched.close()
    assert watched.look().max() == 0
