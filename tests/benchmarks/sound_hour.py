"""An hour of sound, with the whole house at work: ``python -m tests.benchmarks.sound_hour CLIP [--minutes 60]``, by hand.

Into a PulseAudio null sink; for the minute `--hog` all processors are kept busy. A line a minute: times the device
ran dry so far, and how often for want of the room's blocks; the sound room's processor time (nan where it began
anew), its memory, what the device was given to hold, the time from a block's making to the loudspeaker, and how long
the machine stood still: a thread that comes before all others on each processor (as root) rests 3 ms at a time, and
notes what it overslept: the longest such halt, and the most of one second that halts together took of a processor.
Each time the device ran dry is told with both of the time just before. Where this is a guest, what the host took of
the processors' time is told, too (the steal of /proc/stat). Ten minutes are recorded and judged by ffmpeg's ebur128.
"""

import argparse
import contextlib
import multiprocessing
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from tests.house import House
from tests.sound.nullsink import null_sink

RECORDED = 2, 12  # from minute to minute
REST_S, OVERSLEPT_S = 0.003, 0.010
LOOK_S, BACK_S = (
    0.25,
    1.0,
)  # between looks at the counts; so long before a look its cause may have begun
ENVIRONMENT = ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder, null_sink() as sink, Watch() as watch:
        environment = {name: sink.environ[name] for name in ENVIRONMENT if name in sink.environ}
        kiosk = House(Path(folder), ("--windowless", "--camera", options.clip), environment)
        kiosk.shows_pictures()
        raw = Path(folder) / "heard.raw"
        with sink.recording(raw):
            for minute in range(1, RECORDED[1] + 1):
                _minute(kiosk, watch, minute, options.hog)
        _judge(raw)
        raw.unlink()
        for minute in range(RECORDED[1] + 1, options.minutes + 1):
            _minute(kiosk, watch, minute, options.hog)
        print(
            "exit",
            kiosk.end(),
            {
                k: kiosk.report()[k]
                for k in ("display", "pictures", "light_to_screen_ms", "av_skew_ms", "sound")
                if k in kiosk.report()
            },
        )
        print("\n".join(line for line in kiosk.lines if "sound" in line)[-2000:])


class Watch:
    """When each processor stood still, whatever runs on it."""

    def __enter__(self):
        self._queue = multiprocessing.Queue()
        self._halts: list[tuple[int, float, float]] = []  # of a processor, from, to
        self._watchers = [
            multiprocessing.Process(target=_oversleep, args=(cpu, self._queue), daemon=True)
            for cpu in os.sched_getaffinity(0)
        ]
        for each in self._watchers:
            each.start()
        return self

    def __exit__(self, *_):
        for each in self._watchers:
            each.kill()

    def said(self, since: float, until: float) -> str:
        """The longest halt between these monotonic times, and the most of a second for which one processor stood."""
        while not self._queue.empty():
            self._halts.append(self._queue.get())
        halts = [halt for halt in self._halts if halt[2] > since and halt[1] < until]
        longest_s = max((ended - begun for _, begun, ended in halts), default=0.0)
        most_s = max((_of_second(halts, cpu, ended) for cpu, _, ended in halts), default=0.0)
        return f"longest halt {1000 * longest_s:.0f} ms, {1000 * most_s:.0f} ms of a second"


def _of_second(halts: list[tuple[int, float, float]], cpu: int, until: float) -> float:
    within = ((max(begun, until - 1), min(ended, until)) for of, begun, ended in halts if of == cpu)
    return sum(max(0.0, ended - begun) for begun, ended in within)


def _oversleep(cpu: int, queue) -> None:
    os.sched_setaffinity(0, {cpu})
    with contextlib.suppress(PermissionError):  # then others on this processor count as halts, too
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(60))
    last = time.monotonic()
    while True:
        time.sleep(REST_S)
        now = time.monotonic()
        if now - last > OVERSLEPT_S:
            queue.put((cpu, last + REST_S, now))
        last = now


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--hog", type=int, default=30)
    return parser.parse_args()


def _minute(kiosk: House, watch: Watch, minute: int, hog: int) -> None:
    room = kiosk.room("sound")
    begun, spent, before = time.monotonic(), sum(room.cpu_times()[:2]), psutil.cpu_times()
    hogs = [
        multiprocessing.Process(target=_spin, daemon=True)
        for _ in range(psutil.cpu_count() * (minute == hog))
    ]
    for each in hogs:
        each.start()
    dry = _run_dry(kiosk, watch, begun + 60)
    for each in hogs:
        each.kill()
    status = kiosk.until(bool)
    same = kiosk.room("sound")
    share = (
        (sum(same.cpu_times()[:2]) - spent) / (time.monotonic() - begun)
        if same and same.pid == room.pid
        else float("nan")
    )
    whole = psutil.cpu_times()
    stolen = (whole.steal - before.steal) / (
        sum(whole[:8]) - sum(before[:8])
    )  # guests' time is in user's already
    memory = same.memory_info().rss / 2**20 if same else float("nan")
    told = status["rooms"]["sound"]["telemetry"]
    print(
        f"minute {minute:2}{' (hog)' if hogs else ''}: xruns {status['report']['sound']['xruns']}, "
        f"{told.get('ring_underruns')} of them by the room{' (' + '; '.join(dry) + ')' if dry else ''}, "
        f"sound {100 * share:.1f} % of a core, "
        f"{memory:.0f} MB, load {psutil.getloadavg()[0]:.1f}, {status['rooms']['sound']['state']}, "
        f"{told.get('device_ms')} ms in the device, {told.get('latency_ms')} to the loudspeaker; "
        f"{watch.said(begun, time.monotonic())}, {100 * stolen:.0f} % taken by the host",
        flush=True,
    )


def _run_dry(kiosk: House, watch: Watch, until: float) -> list[str]:
    """Looks until then; for each time the device ran dry, how long the machine had just stood still."""
    told, known = [], _xruns(kiosk)
    while time.monotonic() < until:
        time.sleep(LOOK_S)
        now, before, known = time.monotonic(), known, _xruns(kiosk, known)
        if known > before:
            told.append(watch.said(now - BACK_S - LOOK_S, now))
    return told


def _xruns(kiosk: House, known: int = 0) -> int:
    status = kiosk.status()
    return status["report"]["sound"]["xruns"] if status else known


def _spin() -> None:
    while True:
        pass


def _judge(raw: Path) -> None:
    """Of the recorded minutes: integrated loudness and true peak."""
    samples = np.fromfile(raw, np.float32, offset=RECORDED[0] * 60 * 48000 * 8)
    cut = raw.with_suffix(".cut")
    samples.tofile(cut)
    line = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-f",
        "f32le",
        "-ar",
        "48000",
        "-ac",
        "2",
        "-i",
        str(cut),
    ]
    said = subprocess.run(
        [*line, "-af", "ebur128=peak=true", "-f", "null", "-"], capture_output=True, text=True
    ).stderr
    print(
        "recorded:",
        *re.findall(r"(I|LRA|Peak):\s+(-?[\d.]+ \w+)", said.split("Summary")[-1]),
        flush=True,
    )


if __name__ == "__main__":
    main()
