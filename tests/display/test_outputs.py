"""What the finished frame is handed to: a further output gets what the screen gets, and no flash with it."""

import importlib.util
import os
import subprocess
import sys
import threading

import cv2
import numpy as np
import pytest

from installation.common import clock
from installation.display.flash_limiter import FlashLimiter
from installation.display.outputs.frame_pipe import FramePipe
from installation.display.outputs.output_group import RETRY_S
from installation.display.outputs.output_table import MAIN_OUTPUTS, OUTPUTS
from installation.display.process import Room
from installation.ipc.testing import FakeContext
from installation.messages import Picture, Shown
from installation.vocabulary import OutputName, RoomName, RoomState, ScreenKind
from tests.display.rooms import HEIGHT, WIDTH, small_screen
from tests.display.troubles import measured, turns_a_second

RATE_HZ = 60
TURNS = 240
EACH = 6  # turns a picture stays: black and white five times a second
FRAME_BYTES = HEIGHT * WIDTH * 4


class Unbounded:
    """An output as somebody else would write it: the bytes of each frame into a pipe, whoever waits."""

    message = ""

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

    message = ""

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
    return now_ns


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


def room_with(**screen):
    settings = small_screen(**screen)
    context = FakeContext(RoomName.DISPLAY, settings, sources={"picture": flashing()})
    return Room(context), context


@pytest.fixture
def from_outside(monkeypatch):
    """Puts another output into the row of the pipe, and opens a room with it."""

    def opened(opener):
        monkeypatch.setitem(OUTPUTS, OutputName.PIPE, lambda settings: opener())
        return room_with(also=["pipe"])

    return opened


def turns(frames):
    """Of luminance, the most of any tile in any second."""
    return turns_a_second(np.array([measured(frame) for frame in frames]), RATE_HZ, 0.1, 0)


def test_an_output_from_outside_gets_exactly_the_frames_of_the_screen_and_they_do_not_flash(
    even_clock, from_outside
):
    pipe = Unbounded()
    room, _ = from_outside(lambda: pipe)
    on_screen = [room._outputs.finished().copy()]
    for _ in range(TURNS):
        room.turn()
        on_screen.append(room._outputs.finished().copy())
    room.close()
    np.testing.assert_array_equal(pipe.frames, on_screen)
    assert turns(pipe.frames) <= 3


def test_the_same_pictures_would_flash_without_the_limiter(even_clock, from_outside, monkeypatch):
    monkeypatch.setattr(FlashLimiter, "apply", lambda limiter, frame, dt: None)
    pipe = Unbounded()
    room, _ = from_outside(lambda: pipe)
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


def test_an_output_that_can_show_no_more_is_opened_again_and_the_screen_goes_on(
    even_clock, from_outside
):
    opened = []

    def opener():
        opened.append(Torn())
        return opened[-1]

    room, context = from_outside(opener)
    for _ in range(10):
        room.turn()
    assert [torn.presented for torn in opened] == [3] and opened[0].is_closed
    assert context.state == RoomState.DEGRADED
    assert context.message == "output pipe is away (the other end is gone): it is tried again"
    even_clock[0] += int(RETRY_S * clock.SECOND_NS)
    room.turn()
    assert len(opened) == 2 and context.state == RoomState.OK
    room.close()


def test_an_output_that_cannot_be_opened_is_said_and_the_screen_goes_on(even_clock, tmp_path):
    file = tmp_path / "film.rgb"
    file.write_text("a film of somebody else")
    room, context = room_with(also=["pipe"], pipe=str(file))
    room.turn()
    assert context.state == RoomState.DEGRADED
    assert f"{file}: there is something that is no named pipe" in context.message
    room.close()
    assert file.read_text() == "a film of somebody else"


@pytest.mark.skipif(bool(importlib.util.find_spec("cyndilib")), reason="cyndilib is installed")
def test_ndi_without_its_library_is_said_and_the_screen_goes_on(even_clock):
    room, context = room_with(also=["ndi"])
    room.turn()
    assert context.state == RoomState.DEGRADED
    assert "output ndi is away (cyndilib is not installed" in context.message
    room.close()


READER = """
import pathlib, sys
frame = pathlib.Path(sys.argv[2]).read_bytes()
with open(sys.argv[1], "rb") as pipe:
    for _ in range(int(sys.argv[3])):
        assert pipe.read(len(frame)) == frame
    print("read", flush=True)
    sys.stdin.read()
"""


class Reader:
    """A media server that reads so many whole frames and then no more, until it is killed."""

    def __init__(self, folder, frames):
        line = [sys.executable, "-c", READER, folder / "screen.pipe", folder / "frame", str(frames)]
        self._process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.has_read = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def kill(self):
        self._process.kill()
        self._process.communicate()

    def _listen(self):
        if self._process.stdout.readline():
            self.has_read.set()


def feed(pipe, frame, reader):
    """Frames into the pipe, at the pace of a screen, until the reader has what it wants."""
    while not reader.has_read.wait(1 / RATE_HZ):
        pipe.present(frame)


def test_frames_of_the_pipe_are_whole_for_reader_after_reader_and_nobody_waits_for_one(tmp_path):
    rgb = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    (tmp_path / "frame").write_bytes(rgb.tobytes())
    twice = rgb.repeat(2, axis=0).repeat(2, axis=1)
    frame = cv2.cvtColor(twice, cv2.COLOR_RGB2BGRA)
    pipe = FramePipe(tmp_path / "screen.pipe", HEIGHT, WIDTH)
    first = Reader(tmp_path, frames=1)
    feed(pipe, frame, first)
    before_ns = clock.now_ns()
    for _ in range(100):  # nobody takes them
        pipe.present(frame)
    assert clock.now_ns() - before_ns < clock.SECOND_NS
    first.kill()
    second = Reader(tmp_path, frames=3)
    feed(pipe, frame, second)
    pipe.close()
    second.kill()
    assert (tmp_path / "screen.pipe").is_fifo()


def test_each_kind_of_screen_has_a_row():
    assert list(MAIN_OUTPUTS) == list(ScreenKind)
