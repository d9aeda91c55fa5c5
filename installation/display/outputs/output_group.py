"""The outputs of the room: the main one, in whose memory the frame is composed, and those that get the same frame."""

import contextlib
from collections.abc import Iterable

import numpy as np

from installation.display import MainOutput, Output


class OutputGroup:
    """Hands the finished frame to all of them."""

    def __init__(self, main: MainOutput, others: Iterable[Output] = ()):
        self.main = main
        self.message = ""  # for the technician: which of the others was left out, and why
        self._others = list(others)

    def pixels(self) -> np.ndarray:
        """The frame to compose in: (h, w, 4) uint8 BGRX, the main output's own memory. Not to be held over `present`."""
        return self.main.pixels()

    def finished(self) -> np.ndarray:
        """The frame that was composed last, read-only."""
        frame = self.main.pixels().view()
        frame.flags.writeable = False
        return frame

    def present(self) -> None:
        """Shows what was composed: on the main output first, then on the others, from the same memory."""
        self.main.flip()
        for output in tuple(self._others):
            try:
                output.present(self.finished())
            except OSError as error:
                self._leave_out(output, error)

    def close(self) -> None:
        """Closes all of them, the main one last."""
        for output in self._others:
            output.close()
        self.main.close()

    def _leave_out(self, output: Output, error: OSError) -> None:
        """The others go on without it."""
        self._others.remove(output)
        self.message = f"output {output.kind} is left out: {error}"
        with contextlib.suppress(OSError):
            output.close()
