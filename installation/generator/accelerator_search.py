"""Finds out whether something in this machine paints a pack's pictures faster than the processor does.

At the first use of a pack each accelerator is tried in a process of its own, beside the house, which paints on
the processor meanwhile. What is faster and paints the same takes over between two pictures, and is remembered.
"""

import contextlib
import subprocess
import threading

from installation.common import clock
from installation.config.settings import Settings
from installation.faults import BrokenPack
from installation.generator.accelerator_notes import AcceleratorNotes, Verdicts
from installation.packs.accelerators import Accelerator, offered
from installation.packs.manifest import Pack
from installation.packs.provider_trial import PATIENCE_S, Comparison, Trial, answer_of
from installation.packs.runtime import Runtime
from installation.packs.session import providers

GAIN = 1.2  # so many times as fast it must be
ALIKE = 2.0  # mean difference in steps of grey: half precision rounds, but nobody sees it
SETTLING_S = 20.0  # while the house starts, nothing is measured


class AcceleratorSearch:
    """One step now and then; `take` gives the faster model once."""

    def __init__(
        self,
        pack: Pack,
        settings: Settings,
        size: tuple[int, int],
        may_try: bool = True,
    ):
        """`size`: (height, width) of the pictures.

        `may_try`: not in a later life of the room; the accelerator may be what ended the one before.
        """
        self._pack = pack
        self._size = size
        self._threads = settings.generator.threads
        is_wanted = settings.generator.accelerator == "auto" and bool(pack.generator.file)
        self._offered = list(offered(providers())) if is_wanted and may_try else []
        self._notes = AcceleratorNotes(settings.state, pack, size)
        self._left = list(self._offered) if self._notes.chosen() is None else []
        self._verdicts: Verdicts = {}
        self._times_ms: dict[str, float] = {}
        self._trial: Accelerator | None = None
        self._child: subprocess.Popen | None = None
        self._begins_ns = clock.now_ns() + int(SETTLING_S * clock.SECOND_NS)
        self._until_ns = 0  # the trial that runs may take
        self._faster: Runtime | None = None

    def first_model(self) -> Runtime:
        """On what was chosen before, else on the processor. Raises `BrokenPack`."""
        chosen = self._named(self._notes.chosen() or "")
        if chosen is not None:
            with contextlib.suppress(BrokenPack):
                model = self._loaded(chosen)
                if model.provider == chosen.provider:
                    return model
            self._left = list(self._offered)  # it is gone: what else is there?
        return self._loaded(None)

    def take(self) -> Runtime | None:
        """The faster model, once there is one. Looks after the trials."""
        if self._child is not None:
            self._look_at(self._child)
        elif self._left and clock.now_ns() >= self._begins_ns:
            self._begin(self._left.pop(0))
        faster = self._faster
        self._faster = None
        return faster

    def close(self) -> None:
        """A trial that still runs is ended."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def _begin(self, accelerator: Accelerator) -> None:
        self._trial = accelerator
        self._until_ns = clock.now_ns() + int(PATIENCE_S * clock.SECOND_NS)
        trial = Trial(self._pack.folder, accelerator, *self._size, self._threads)
        self._child = trial.begin()

    def _look_at(self, child: subprocess.Popen) -> None:
        """Its answer, when it has ended or taken too long."""
        if child.poll() is None and clock.now_ns() < self._until_ns:
            return
        accelerator = self._trial
        child.kill()
        child.wait()
        self._child = None
        if accelerator is None:
            return
        try:
            self._judge(accelerator, answer_of(child))
        except BrokenPack as fault:
            self._verdicts[accelerator.name] = str(fault)
        if not self._left:
            self._conclude()

    def _judge(self, accelerator: Accelerator, found: Comparison) -> None:
        words = f"{found.accelerator_ms:.1f} ms a picture instead of {found.processor_ms:.1f}"
        if found.difference > ALIKE:
            words += f"; other pictures ({found.difference:.1f} steps of grey apart)"
        elif found.processor_ms > GAIN * found.accelerator_ms:
            self._times_ms[accelerator.name] = found.accelerator_ms
        self._verdicts[accelerator.name] = words

    def _conclude(self) -> None:
        fastest = min(self._times_ms, key=self._times_ms.__getitem__, default="")
        self._notes.note(fastest, self._verdicts)
        chosen = self._named(fastest)
        if chosen is not None:
            threading.Thread(target=self._load, args=(chosen,), daemon=True).start()

    def _load(self, accelerator: Accelerator) -> None:
        """Beside the painting of the other model."""
        with contextlib.suppress(BrokenPack):
            self._faster = self._loaded(accelerator)

    def _loaded(self, accelerator: Accelerator | None) -> Runtime:
        return Runtime(self._pack, self._threads, *self._size, accelerator)

    def _named(self, name: str) -> Accelerator | None:
        return next((one for one in self._offered if one.name == name), None)
