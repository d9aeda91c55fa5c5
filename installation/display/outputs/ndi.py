"""Frames over NDI, for vision mixers and media servers of the network; the only file that uses cyndilib.

It is no part of this program, which must not hand on NDI's library: see docs/technician.md. NDI is a trademark of
Vizrt NDI AB.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from installation.display.outputs.threaded_output import ThreadedOutput

_ATTEND_S = 0.2  # the longest that `close` and new listeners go unnoticed


class NdiOutput(ThreadedOutput):
    """Sends the newest frame, while anybody listens; when it is closed, listeners see that it is gone."""

    def __init__(self, name: str, rate_hz: float):
        """`name` is what listeners choose; `rate_hz` is told to them. Raises OSError where it cannot be had."""
        try:
            import cyndilib
        except ImportError as error:
            raise OSError(
                "cyndilib is not installed beside the program: see the technician's page on NDI"
            ) from error
        super().__init__("ndi")
        self._library: Any = cyndilib
        self._name = name
        self._rate = Fraction(rate_hz).limit_denominator(1001)
        self._frame: np.ndarray | None = None  # (h, w, 4) BGRX; the thread's while it is full
        self._is_wanted = True  # the first frame says how large all are
        self._thread.start()

    def _keep(self, frame: np.ndarray) -> None:
        if self._frame is None:
            self._frame = np.zeros_like(frame)
        np.copyto(self._frame, frame)

    def _serve(self) -> None:
        """Ends with the trouble that `present` raises."""
        self._is_full.wait()
        if self._frame is None:
            return
        sender = self._library.Sender(self._name, clock_video=False)
        try:
            sender.set_video_frame(self._described(self._frame))
            with sender:
                self._send_frames(sender, self._frame)
        except Exception as error:  # the library raises all kinds
            self._trouble = OSError(f"NDI says: {error}")

    def _described(self, frame: np.ndarray) -> Any:
        """What the library has to know of all frames."""
        described = self._library.VideoSendFrame()
        height, width = frame.shape[:2]
        described.set_resolution(width, height)
        described.set_frame_rate(self._rate)
        described.set_fourcc(self._library.FourCC.BGRX)
        return described

    def _send_frames(self, sender: Any, frame: np.ndarray) -> None:
        flat = frame.reshape(-1)
        while not self._is_closing.is_set():
            self._is_wanted = sender.get_num_connections(0) > 0
            if self._is_full.wait(_ATTEND_S):
                if self._is_wanted:
                    sender.write_video(flat)
                self._is_full.clear()
