"""What the finished frame is handed to: an output from outside gets what the screen gets, and no flash with it."""

import os
import threading

import cv2
import numpy as np
import pytest

from installation.common import clock
from installation.display.flash_limiter import FlashLimiter
from installation.display.outputs.output_group import OutputGroup
from installation.display.outputs.output_table import MAIN_OUTPUTS, OUTPUTS
from installation.display.outputs.windowless import Windowless
from installation.display.process import Room
from installation.ipc.testing import FakeContext
from installation.messages import Picture, Shown
from installation.vocabulary import RoomName, RoomState, ScreenKind
from tests.display.rooms import HEIGHT, WIDTH, small_screen
from tests.display.troubles import measured, turns_a_second

RATE_HZ = 60
TURNS = 240
EACH = 6  # turns a picture stays: black and white five times a second
FRAME_BYTES = HEIGHT * WIDTH * 4


class Pipe:
    """An output as somebody else would write it: the bytes of each frame into a pipe."""

    kind = "pipe"
    size = (HEIGHT, WIDTH)

    def __init__(self):
        self.frames = []
        reading, self._writing = os.pipe()
        self._reader = threading.Thread(target=self._read, args=(reading,))
        self._reader.start()

    def present(self, frame):
        assert not frame.flags.writeable
        with open(self._writing, "wb", closefd=False) as file:
            file.write(frame.tobytes())

    def close(self):
        os.close(self._writing)
        self._reader.join()

    def _read(self, reading):
        """At the other end."""
        with open(reading, "rb") as file:
            while content := file.read(FRAME_BYTES):
                self.frames.append(np.frombuffer(content, np.uint8).reshape(HEIGHT, WIDTH, 4))


class Torn:
    """An output that can show no more from the third frame on."""

    kind = "torn"
    size = (HEIGHT, WIDTH)

    def __init__(self):
        self.presented = 0
        self.is_closed = False

    def present(self, frame):
        self.presented += 1
        if self.presented == 3:
            raise BrokenPipeError("the other end is gone")

    def close(self):
        self.is_closed = True


@pytest.fixture
def even_clock(monkeypatch):
    """Time that goes on by one turn of the screen when the room waits for it."""
    now_ns = [clock.SECOND_NS]

    class EvenPacer:
        def __init__(self, rate_hz):
            self._step = clock.SECOND_NS // RATE_HZ

        def wait_nearly(self, ahead_s):
            pass

        def wait(self):
            now_ns[0] += self._step

    monkeypatch.setattr(clock, "now_ns", lambda: now_ns[0])
    monkeypatch.setattr(clock, "Pacer", EvenPacer)


def flashing():
    """A source of pictures, black and white by turns."""
    turn = 0

    def take():
        nonlocal turn
        turn += 1
        if turn % EACH:
            return None
        grey = 255 * (turn // EACH % 2)
        return Picture(turn, clock.now_ns(), turn, np.full((HEIGHT, WIDTH, 3), grey, np.uint8))

    return take


def room_with(*outputs):
    context = FakeContext(RoomName.DISPLAY, small_screen(), sources={"picture": flashing()})
    return Room(context, outputs), context


def turns(frames):
    """Of luminance, the most of any tile in any second."""
    return turns_a_second(np.array([measured(frame) for frame in frames]), RATE_HZ, 0.1, 0)


def test_an_output_from_outside_gets_exactly_the_frames_of_the_screen_and_they_do_not_flash(
    even_clock,
):
    pipe = Pipe()
    room, _ = room_with(pipe)
    on_screen = [room._outputs.finished().copy()]
    for _ in range(TURNS):
        room.turn()
        on_screen.append(room._outputs.finished().copy())
    room.close()
    np.testing.assert_array_equal(pipe.frames, on_screen)
    assert turns(pipe.frames) <= 3


def test_the_same_pictures_would_flash_without_the_limiter(even_clock, monkeypatch):
    monkeypatch.setattr(FlashLimiter, "apply", lambda limiter, frame, dt: None)
    pipe = Pipe()
    room, _ = room_with(pipe)
    for _ in range(TURNS):
        room.turn()
    room.close()
    assert turns(pipe.frames) > 3


def test_the_live_picture_of_the_console_is_the_limited_frame_too(even_clock):
    room, context = room_with()
    compared = 0
    for _ in range(TURNS):
        room.turn()
        shown = [message for message in context.wires.sent if isinstance(message, Shown)]
        if len(shown) > compared:
            compared = len(shown)
            live = cv2.imdecode(shown[-1].jpeg, cv2.IMREAD_COLOR)
            frame = room._outputs.finished()[..., :3]
            assert np.abs(live.astype(int) - frame).mean() < 3
    room.close()
    assert compared > 10 and context.telemetry.limited_tiles > 0


def test_an_output_that_can_show_no_more_is_left_out_and_the_screen_goes_on(even_clock):
    torn = Torn()
    room, context = room_with(torn)
    for _ in range(10):
        room.turn()
    assert torn.presented == 3 and torn.is_closed
    assert context.state == RoomState.DEGRADED
    assert "torn" in context.message and "the other end is gone" in context.message
    room.close()


@pytest.mark.parametrize("name", [ScreenKind.WINDOWLESS, "live picture"])
def test_a_row_of_the_table_makes_an_output_that_takes_frames_of_any_size(name):
    output = OUTPUTS[name](small_screen().screen)
    main = Windowless(2 * WIDTH, 2 * HEIGHT)
    group = OutputGroup(main, [output])
    group.pixels()[...] = 90
    group.present()
    height, width = output.size
    assert (height, width) == (HEIGHT, WIDTH)
    if name == "live picture":
        shown = cv2.imdecode(output.jpeg, cv2.IMREAD_COLOR)
    else:
        shown = output.pixels()
    assert shown.shape[:2] == (height, width) and np.abs(shown.astype(int) - 90).max() <= 2
    group.close()


def test_each_kind_of_screen_has_a_row():
    assert list(MAIN_OUTPUTS) == list(ScreenKind)
