"""The outputs of the room: the main one, in whose memory the frame is composed, and those that get the same frame."""

import contextlib
from collections.abc import Callable, Mapping

import numpy as np

from installation.common import system_errors
from installation.display import MainOutput, Output
from installation.display.draw_pace import Interval

RETRY_S = 5.0

Opener = Callable[[], Output]  # Raises OSError


class OutputGroup:
    """Hands the finished frame to all of them."""

    def __init__(self, main: MainOutput, further: Mapping[str, Opener]):
        """`further`: name of an output -> what opens it."""
        self.main = main
        self._further = [FurtherOutput(name, opener) for name, opener in further.items()]

    @property
    def message(self) -> str:
        """For the technician: which of the further ones are away, and why."""
        return "; ".join(each.message for each in self._further if each.message)

    def pixels(self) -> np.ndarray:
        """The frame to compose in: (h, w, 4) uint8 BGRX, the main output's own memory. Not to be held over `present`."""
        return self.main.pixels()

    def finished(self) -> np.ndarray:
        """The frame that was composed last, read-only."""
        frame = self.main.pixels().view()
        frame.flags.writeable = False
        return frame

    def present(self, dt: float) -> None:
        """Shows what was composed, `dt` seconds after the last: on the main output first, then on the others."""
        self.main.flip()
        for output in self._further:
            output.tick(dt)
            output.present(self.finished())

    def close(self) -> None:
        """Closes all of them, the main one last."""
        for output in self._further:
            output.close()
        self.main.close()


class FurtherOutput:
    """An output beside the main one. Where it cannot be had, the others go on, and it is tried again now and then."""

    def __init__(self, name: str, opener: Opener):
        self._name = name
        self._complaint = ""  # why it is away
        self._opener = opener
        self._retry = Interval(RETRY_S)
        self._output = self._open()

    @property
    def message(self) -> str:
        """For the technician: why it is away, or what is amiss with it."""
        if self._output is not None and self._output.message:
            return f"output {self._name}: {self._output.message}"
        return self._complaint

    def tick(self, dt: float) -> None:
        """`dt` seconds later."""
        if self._output is None and self._retry.is_due(dt):
            self._output = self._open()

    def present(self, frame: np.ndarray) -> None:
        """See `display.Output`; a frame that it cannot show is its last."""
        if self._output is None:
            return
        try:
            self._output.present(frame)
        except OSError as error:
            self._complain(error)
            self.close()

    def close(self) -> None:
        """Lets go of it."""
        if self._output is not None:
            with contextlib.suppress(OSError):
                self._output.close()
        self._output = None

    def _open(self) -> Output | None:
        try:
            output = self._opener()
        except OSError as error:
            self._complain(error)
            return None
        self._complaint = ""
        return output

    def _complain(self, error: OSError) -> None:
        parts = [str(part) for part in (error.filename, system_errors.words(error)) if part]
        reason = ": ".join(parts)
        self._complaint = f"output {self._name} is away ({reason}): it is tried again"
