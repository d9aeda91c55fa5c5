"""Frames for screens on other machines, which run `kiosk screen HOST`: JPEGs, no more than the network should carry."""

import threading
from collections.abc import Callable

import cv2
import numpy as np

from installation.common import clock
from installation.display.outputs.frames import JPEG_QUALITY
from installation.display.outputs.threaded_output import ThreadedOutput
from installation.faults import BadConfig
from installation.ipc.far_keys import KeyRing
from installation.ipc.far_wire import FarSender

FAREWELL = b""  # the house ends its show by itself: the last picture stays, and nothing is wrong
_ATTEND_S = 0.2  # the longest that anything but a frame goes unnoticed
_LOOK_AT_KEYS_NS = 2 * clock.SECOND_NS
_LEAVE_MS = 300  # for the farewell

NO_KEY = "no screen may listen yet: kiosk screens --add NAME FILE"

Keys = frozenset[str]


class FarScreens(ThreadedOutput):
    """Encodes and sends the newest frame, while anybody listens. `close` says farewell."""

    def __init__(
        self,
        address: str,
        port: int,
        ring: KeyRing,
        rate_hz: float,
        bits_per_s: float,
    ):
        """At most so many frames and bits a second. Raises OSError."""
        super().__init__("screens")
        self._ring = ring
        self._open: Callable[[Keys, str], FarSender] = lambda keys, secret: FarSender(
            address, port, secret, keys.__contains__
        )
        self._shortest_s = 1 / rate_hz
        self._bits_per_s = bits_per_s
        self._frame = np.zeros((0, 0, 4), np.uint8)  # the thread's while it is full
        self._is_open = threading.Event()
        self._thread.start()
        self._is_open.wait()
        if self._trouble is not None:
            raise self._trouble

    def _keep(self, frame: np.ndarray) -> None:
        if self._frame.shape != frame.shape:
            self._frame = np.zeros_like(frame)
        np.copyto(self._frame, frame)

    def _serve(self) -> None:
        """Until it is closed, anew where other screens are admitted; ends with the trouble that `present` raises."""
        try:
            while not self._is_closing.is_set():
                keys = self._keys()
                if not keys:
                    raise OSError(self.message or NO_KEY)
                sender = self._open(keys, self._ring.secret)
                self._is_open.set()
                try:
                    self._send_frames(sender, keys)
                finally:
                    self._is_wanted = False
                    sender.close(_LEAVE_MS)
        except BadConfig as fault:
            self._trouble = OSError(str(fault))
        except OSError as error:
            self._trouble = error
        finally:
            self._is_open.set()

    def _keys(self) -> Keys:
        """Of the screens that may listen."""
        keys = self._ring.public_keys()
        damaged = ", ".join(name for name in self._ring.names if name not in keys)
        self.message = ""
        if damaged:
            self.message = (
                f"screens with a damaged key get no picture ({damaged}): "
                "remove them and add them anew with kiosk screens"
            )
        return frozenset(keys.values())

    def _send_frames(self, sender: FarSender, keys: Keys) -> None:
        """While these are the keys."""
        free_ns = clock.now_ns()  # when the next frame may go
        look_ns = free_ns + _LOOK_AT_KEYS_NS
        while not self._is_closing.is_set():
            sender.look()
            begun_ns = clock.now_ns()
            until_free_s = clock.seconds(free_ns - begun_ns)
            self._is_wanted = sender.has_listeners and until_free_s <= 0
            if not self._is_wanted:
                self._is_closing.wait(until_free_s if 0 < until_free_s < _ATTEND_S else _ATTEND_S)
            elif self._is_full.wait(_ATTEND_S):
                busy_s = max(self._shortest_s, 8 * self._send(sender) / self._bits_per_s)
                free_ns = begun_ns + int(busy_s * clock.SECOND_NS)
            if begun_ns > look_ns:
                look_ns = begun_ns + _LOOK_AT_KEYS_NS
                if self._keys() != keys:
                    return
        if sender.has_listeners:
            sender.send(FAREWELL)

    def _send(self, sender: FarSender) -> int:
        """The frame that waits; returns its bytes."""
        if self._is_closing.is_set():
            return 0
        picture = cv2.cvtColor(self._frame, cv2.COLOR_BGRA2BGR)
        _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        self._is_full.clear()
        sender.send(jpeg.tobytes())
        return jpeg.size


def frame_in(message: bytes) -> np.ndarray | None:
    """What a screen got, (h, w, 3) uint8 BGR; None where it is no picture."""
    try:
        return cv2.imdecode(np.frombuffer(message, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
