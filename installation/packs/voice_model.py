"""voice.onnx of a pack: latent point -> the partials of its sound. Tried before it is used."""

import threading
from pathlib import Path

import numpy as np

from installation.faults import BrokenPack
from installation.packs.picture_format import shape_in_words
from installation.packs.point_form import PointForm, point_form
from installation.packs.session import (
    RunFailed,
    RunOptions,
    inputs_of,
    open_session,
    outputs_of,
    run,
    run_options,
)

FLOOR_DB = -60.0
FEWEST = 4  # numbers of an answer
MOST = 8192
# An answer at least so long is one cycle of a wave, a shorter one the amplitudes of its partials.
WAVE_LENGTH = 128
_PATIENCE_S = 1.0  # for one answer
_TRIALS = 4
_SILENCE = 1e-9


class VoiceModel:
    """A pack's own voice."""

    def __init__(self, path: Path, dimensions: int):
        """Loads and tries it. Raises `BrokenPack`."""
        self._path = path
        self._session = open_session(path, threads=1)
        self._form = self._find_form(dimensions)
        self._output = next(iter(outputs_of(self._session)))
        random = np.random.default_rng(1)
        points = random.standard_normal((_TRIALS, dimensions))
        lengths = {self(point).size for point in points}
        if len(lengths) > 1:
            raise self._fault("its answers differ in length")

    def __call__(self, point: np.ndarray) -> np.ndarray:
        """(k,) dB of the partials of point (d,), the strongest 0. Raises `BrokenPack`."""
        feed = {self._form.value.name: self._form.array(np.asarray(point)[None])}
        options = run_options()
        overdue = threading.Timer(_PATIENCE_S, _terminate, [options])
        overdue.start()
        try:
            (answer,) = run(self._session, [self._output], feed, options)
        except RunFailed as error:
            raise self._fault(f"does not answer: {error}") from error
        finally:
            overdue.cancel()
        return self._in_db(np.asarray(answer, np.float64))

    def _find_form(self, dimensions: int) -> PointForm:
        """How it takes a point, by its own account. Raises `BrokenPack`."""
        inputs = list(inputs_of(self._session).values())
        outputs = outputs_of(self._session)
        if len(inputs) != 1 or len(outputs) != 1:
            raise self._fault(
                f"{len(inputs)} inputs and {len(outputs)} outputs; wanted is one of each"
            )
        form = point_form(inputs[0], None, same_rows=False)
        if not inputs[0].is_float or form.dimensions not in (dimensions, None):
            raise self._fault(
                f"its input is {inputs[0].type} {shape_in_words(inputs[0].shape)}; "
                f"a point of this pack is (1, {dimensions}), of numbers with a fraction"
            )
        return form

    def _in_db(self, answer: np.ndarray) -> np.ndarray:
        """(1, k) as the model gives it -> (partials,) dB."""
        values = answer.ravel()
        is_row = answer.size in answer.shape  # all other axes are of the length 1
        if not is_row or not FEWEST <= answer.size <= MOST:
            raise self._fault(
                f"answers with the shape {answer.shape}; "
                f"wanted is (1, k), k from {FEWEST} to {MOST}, one channel for all loudspeakers"
            )
        if not np.isfinite(values).all():
            raise self._fault("answers with what is not a number")
        if len(values) >= WAVE_LENGTH:
            amplitudes = np.abs(np.fft.rfft(values)[1:])
        else:
            amplitudes = np.abs(values)
        strongest = amplitudes.max()
        if strongest <= _SILENCE:
            raise self._fault("answers with silence")
        floor = 10 ** (FLOOR_DB / 20)
        return 20 * np.log10(np.maximum(amplitudes / strongest, floor))

    def _fault(self, reason: str) -> BrokenPack:
        return BrokenPack(f"{self._path.parent.name}/{self._path.name}: {reason}")


def _terminate(options: RunOptions) -> None:
    """Ends the run that has these options."""
    options.terminate = True
