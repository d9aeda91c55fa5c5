"""Has the server paint as long as it is in time, and knows when it is to be asked again.

No room waits for it: each picture has a deadline, and whatever takes longer than that, such as
finding the server and trying its model, is done beside the loop.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import numpy as np

from installation.common import clock
from installation.common.served_models import ServedName
from installation.config.settings import Settings
from installation.faults import BrokenPack
from installation.generator.inference import Painted, PictureLate, ServerFailed
from installation.generator.inference.ask_again import AskAgain
from installation.generator.inference.call_thread import CallThread
from installation.generator.inference.meeting import Introduction, introduce
from installation.generator.inference.served_model import ServedModel
from installation.generator.inference.server_connection import ServerConnection
from installation.packs import BadPicture, Model
from installation.packs.manifest import Pack
from installation.packs.scene import Scene

Call = Future[Painted]

LONGEST_MEETING_S = 45.0
LONGEST_START_S = 10.0  # of a pack that has no model of its own; a room has 20 to start
START_STEP_S = 0.02
PLAIN_STEP_PX = 8
MOST_LATE = 3  # pictures in a row, and it is left alone for a while
STANDS_IN = "this machine paints until it is back"
OTHER = "other pictures than those of the pack here"


@dataclass(frozen=True)
class _Met:
    """A model that may paint."""

    model: ServedModel
    introduction: Introduction


class FarPainter:
    """The pack's model at the server, met and lost again."""

    def __init__(self, pack: Pack, name: ServedName, settings: Settings, local: Model | None):
        """`local` stands in, and is what the other model is compared with; None where the pack
        has none of its own. Asks nobody yet.
        """
        self.message = ""  # a sentence for the technician where all is not well
        self.changes = 0  # how often another model has taken the brush that paints otherwise
        self._pack = pack
        self._name = name
        self._local = local
        self._deadline_s = settings.inference.deadline_ms / 1000
        self._connection = ServerConnection.of(settings)
        self._thread = CallThread("inference server")
        self._late_call: Call | None = None  # nobody waits for it any more
        self._late = 0  # pictures in a row
        self._meeting: Future[_Met] | None = None
        self._met: _Met | None = None
        self._since_ns = 0  # when it was met, or the meeting began
        self._lost_ns = 0  # since when nobody paints there
        self._again = AskAgain()

    @property
    def place(self) -> str:
        """What the server is called."""
        return self._connection.place

    @property
    def provider(self) -> str:
        """Who paints there, in words; empty while nobody does."""
        if self._met is None:
            return ""
        provider = self._met.model.provider
        is_other = self._local is not None and not self._met.introduction.is_same
        return f"{provider}, {OTHER}" if is_other else provider

    @property
    def away_s(self) -> float:
        """For so long it has not painted, after it did."""
        return 0.0 if self._met else clock.seconds(clock.now_ns() - self._lost_ns)

    def wait_until_met(self, height: int, width: int) -> None:
        """For a pack without a model of its own, before anything is shown of it.

        Raises `BrokenPack` where the server is of no use.
        """
        begun_ns = clock.now_ns()
        while self._met is None:
            self.look_after(height, width)
            if clock.seconds(clock.now_ns() - begun_ns) > LONGEST_START_S:
                self._connection.abort()
                self._put_off("it does not answer")
            if self.message:
                raise BrokenPack(f"pack {self._pack.folder.name}: {self.message}")
            clock.rest(START_STEP_S)

    def look_after(self, height: int, width: int) -> None:
        """Meets it when it is time, with pictures of that size. Never waits."""
        now_ns = clock.now_ns()
        if self._met is not None:
            self._again.record_work(clock.seconds(now_ns - self._since_ns))
            return
        if self._meeting is None:
            if self._again.is_due(now_ns) and self._is_free:
                self._since_ns = now_ns
                self._meeting = self._thread.ask(partial(self._meet, self._pack, height, width))
        elif self._meeting.done():
            self._end_meeting(self._meeting)
        elif clock.seconds(now_ns - self._since_ns) > LONGEST_MEETING_S:
            self._connection.abort()

    def paint(self, scene: Scene, height: int, width: int, is_open: bool) -> Painted | None:
        """A picture, `is_open` with its hidden layers; None where this machine has to paint.

        It takes no longer than the deadline. Raises `PictureLate`.
        """
        if self._met is None:
            return None
        if not self._is_free:  # with the last one, which was late
            self._note_late(self._met)
            return None
        model = self._met.model
        call = self._thread.ask(partial(_painted, model, scene, height, width, is_open))
        try:
            painted = call.result(self._deadline_s)
        except TimeoutError:
            self._late_call = call
            self._connection.abort()
            self._note_late(self._met)
            return None
        except (ServerFailed, BadPicture) as error:
            self._lose(str(error))
            return None
        self._late = 0
        return painted

    def take_papers(self, pack: Pack) -> None:
        """By newer metadata from now on: it is met anew, and this machine paints meanwhile."""
        self._pack = pack
        self._met = None
        self._lost_ns = clock.now_ns()
        self._meeting = None
        self._again.forget_pause()

    def close(self) -> None:
        """Asks nothing more."""
        self._connection.abort()

    @property
    def _is_free(self) -> bool:
        """Nothing is being asked that nobody waits for."""
        return self._late_call is None or self._late_call.done()

    def _meet(self, pack: Pack, height: int, width: int) -> _Met:
        """In the thread. Raises `ServerFailed`, `BrokenPack`."""
        model = ServedModel(self._connection, self._name, pack, height, width)
        deadline_ms = self._deadline_s * 1000
        return _Met(model, introduce(model, self._local, pack, (height, width), deadline_ms))

    def _end_meeting(self, meeting: Future[_Met]) -> None:
        self._meeting = None
        try:
            self._met = meeting.result()
        except (ServerFailed, BrokenPack) as error:
            self._put_off(str(error))
            return
        self._since_ns = clock.now_ns()
        self._late = 0
        self.message = ""
        if self._local is not None and not self._met.introduction.is_same:
            self.changes += 1

    def _note_late(self, met: _Met) -> None:
        """Once may happen: then this machine helps out, if nobody sees the difference.

        Raises `PictureLate`.
        """
        self._late += 1
        if self._late >= MOST_LATE:
            deadline_ms = self._deadline_s * 1000
            self._lose(f"{self._late} pictures in a row took longer than {deadline_ms:g} ms")
        elif not met.introduction.is_same:
            raise PictureLate

    def _lose(self, reason: str) -> None:
        """It is left alone for a while."""
        if self._met is not None and not self._met.introduction.is_same:
            self.changes += 1
        self._met = None
        self._lost_ns = clock.now_ns()
        self._put_off(reason)

    def _put_off(self, reason: str) -> None:
        self.message = f"inference server {self.place}: {reason}"
        if self._local is not None:
            self.message += f"; {STANDS_IN}"
        self._again.record_failure(clock.now_ns())


def _painted(model: Model, scene: Scene, height: int, width: int, is_open: bool) -> Painted:
    """In the thread. Raises `ServerFailed`, `BadPicture`."""
    layers: list[np.ndarray] = []
    if is_open:
        picture, layers = model.paint_open(scene, height, width)
    else:
        picture = model.paint(scene, height, width)
    sample = picture[::PLAIN_STEP_PX, ::PLAIN_STEP_PX]
    if (sample == sample[0, 0]).all():  # bytes cannot say that they are no numbers
        raise BadPicture("the picture is of one colour")
    return picture, layers
