"""What the technician reads in the journal once the show begins, and whenever the painting changes."""

import logging

from installation.common import clock
from installation.parent.house_log import HouseLog
from installation.parent.run_report import RunReport

_PATIENCE_NS = 10 * clock.SECOND_NS  # then the technician hears what is wrong, show or no show

log = logging.getLogger(__name__)


class Announcements:
    """Looks at what the run has come to; `tick` says what is new."""

    def __init__(self, house_log: HouseLog, run_report: RunReport, started_ns: int):
        """`house_log` holds everything else back until the show has begun; `started_ns` is monotonic."""
        self._log = house_log
        self._run_report = run_report
        self._started_ns = started_ns
        self._is_begun = False
        self._size: tuple[str | None, float | None] = (
            None,
            None,
        )  # pack, Full HD pictures a second
        self._painter: str | None = None

    def tick(self) -> None:
        """Looks once; to be called every now and then."""
        self._announce_show()
        self._announce_size()
        self._announce_painter()

    def _announce_show(self) -> None:
        """Once, when there is something to see: what is shown, with what, and where to look after it."""
        report = self._run_report
        camera = report.vision.camera
        port = report.console.port
        pack = report.generator.pack  # none yet while the picture of yesterday is shown
        is_shown = bool(report.display.first_picture_ns and port and camera and pack)
        is_late = clock.now_ns() - self._started_ns > _PATIENCE_NS
        if self._log.is_held_back and (is_shown or is_late):
            self._log.let_through()
        if is_shown and not self._is_begun:
            self._is_begun = True
            log.info(
                "showing %s: camera %s, screen %s, sound %s, page http://127.0.0.1:%s/",
                pack,
                camera,
                report.display.screen,
                report.sound.sound_device,
                port,
            )

    def _announce_size(self) -> None:
        """Each time it has been measured how many Full HD pictures the machine makes: what follows from it."""
        generator = self._run_report.generator
        measured = (generator.pack, generator.full_hd_hz)
        if generator.full_hd_hz is None or measured == self._size:
            return
        self._size = measured
        if generator.is_full_hd:
            log.info(
                "pack %s: %g pictures a second in Full HD are enough: it is painted in Full HD",
                *measured,
            )
        else:
            log.info(
                "pack %s: %g pictures a second in Full HD are too few: it is painted with 1280 pixels on the longer side",
                *measured,
            )

    def _announce_painter(self) -> None:
        """Each time that an inference server takes the brush, or gives it back."""
        generator = self._run_report.generator
        before = self._painter
        if generator.provider is None or generator.provider == before:
            return
        self._painter = generator.provider
        if before is not None:
            log.info("pack %s: painted by %s", generator.pack, generator.provider)
