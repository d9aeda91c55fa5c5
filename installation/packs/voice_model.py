"""voice.onnx of a pack: latent point -> the partials of its sound. Tried before it is believed."""

import threading
from pathlib import Path

import numpy as np

from installation.faults import BrokenPack
from installation.packs.session import first_line, open_session, run_options

FLOOR_DB = -60.0
_FEWEST, _MOST = 4, 8192
_TABLE = 128  # an answer at least so long is one cycle of a wave, a shorter one the amplitudes of its partials
_PATIENCE_S = 1.0  # for one answer
_TRIALS = 4


class VoiceModel:
    """A pack's own voice."""

    def __init__(self, path: Path, dimensions: int):
        """Loads and tries it. Raises `BrokenPack` in words."""
        self._path = path
        self._session = open_session(path, threads=1)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            raise self._broken(
                f"{len(inputs)} inputs and {len(outputs)} outputs; wanted is one of each"
            )
        shape = inputs[0].shape
        if len(shape) != 2 or shape[1] not in (dimensions, None) and not isinstance(shape[1], str):
            raise self._broken(
                f"its input has the shape {shape}; a point of this pack is (1, {dimensions})"
            )
        self._input, self._output = inputs[0].name, outputs[0].name
        random = np.random.default_rng(1)
        points = [*random.standard_normal((_TRIALS, dimensions))]
        answers = [self(point) for point in points]
        if len({answer.shape for answer in answers}) > 1:
            raise self._broken("its answers differ in length")

    def __call__(self, point: np.ndarray) -> np.ndarray:
        """(k,) dB of the partials of point (d,), the strongest 0. Raises `BrokenPack`."""
        options, feed = run_options(), {self._input: np.asarray(point, np.float32)[None]}
        overdue = threading.Timer(_PATIENCE_S, lambda: setattr(options, "terminate", True))
        overdue.start()
        try:
            answer = np.asarray(self._session.run([self._output], feed, options)[0], np.float64)
        except Exception as error:  # ONNX Runtime's kinds have no parent of their own
            raise self._broken(f"does not answer: {first_line(error)}") from error
        finally:
            overdue.cancel()
        return self._in_db(answer)

    def _in_db(self, answer: np.ndarray) -> np.ndarray:
        if answer.size != answer.shape[-1] or not _FEWEST <= answer.size <= _MOST:
            raise self._broken(
                f"answers with the shape {answer.shape}; wanted is (1, k), k from {_FEWEST} to {_MOST}"
            )
        values = answer.ravel()
        if not np.isfinite(values).all():
            raise self._broken("answers with what is not a number")
        partials = np.abs(np.fft.rfft(values)[1:]) if len(values) >= _TABLE else np.abs(values)
        if not partials.max() > 1e-9:
            raise self._broken("answers with silence")
        return 20 * np.log10(np.maximum(partials / partials.max(), 10 ** (FLOOR_DB / 20)))

    def _broken(self, words: str) -> BrokenPack:
        return BrokenPack(f"{self._path.parent.name}/{self._path.name}: {words}")
