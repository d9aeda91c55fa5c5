"""An hour of sound, with the whole house at work: ``python -m tests.benchmarks.sound_hour CLIP [--minutes 60]``, by hand.

Into a PulseAudio null sink; for the minute `--hog` all processors are kept busy. A line a minute: times the device
ran dry so far, and how often for want of the room's blocks; the sound room's processor time (nan where it began
anew), its memory, what the device was given to hold, the time from a block's making to the loudspeaker, and how long
the machine stood still: a thread that comes before all others on each processor (as root) rests 3 ms at a time, and
notes what it overslept. Each time the device ran dry is told with the longest such halt in the second before. Where
this is a guest, what the host took of the processors' time is told, too (the steal of /proc/stat). Ten minutes are
recorded and judged by ffmpeg's ebur128.
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
LOOK_S, BACK_S = 0.25, 1.0  # between looks at the counts; so long before a look a halt may have been its cause
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
        self._halts: list[tuple[float, float]] = []  # from, to
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

    def longest_s(self, since: float, until: float) -> float:
        """The longest time for which one of the processors stood still between these monotonic times."""
        while not self._queue.empty():
            self._halts.append(self._queue.get())
        return max((ended - begun for begun, ended in self._halts if ended > since and begun < until), default=0.0)


def _oversleep(cpu: int, queue) -> None:
    os.sched_setaffinity(0, {cpu})
    with contextlib.suppress(PermissionError):  # then others on this processor count as halts, too
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(60))
    last = time.monotonic()
    while True:
        time.sleep(REST_S)
        now = time.monotonic()
        if now - last > OVERSLEPT_S:
            queue.put((last + REST_S, now))
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
    hogs = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(psutil.cpu_count() * (minute == hog))]
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
    stolen = (whole.steal - before.steal) / (sum(whole[:8]) - sum(before[:8]))  # guests' time is in user's already
    memory = same.memory_info().rss / 2**20 if same else float("nan")
    facts = status["rooms"]["sound"]["facts"]
    print(
        f"minute {minute:2}{' (hog)' if hogs else ''}: xruns {status['report']['sound']['xruns']}, "
        f"{facts.get('starved')} of them by the room{' (a processor stood still ' + ', '.join(dry) + ')' if dry else ''}, "
        f"sound {100 * share:.1f} % of a core, "
        f"{memory:.0f} MB, load {psutil.getloadavg()[0]:.1f}, {status['rooms']['sound']['state']}, "
        f"{facts.get('device_ms')} ms in the device, {facts.get('latency_ms')} to the loudspeaker; "
        f"longest halt {1000 * watch.longest_s(begun, time.monotonic()):.0f} ms, {100 * stolen:.0f} % taken by the host",
        flush=True,
    )


def _run_dry(kiosk: House, watch: Watch, until: float) -> list[str]:
    """Looks until then; for each time the device ran dry, how long the machine had just stood still."""
    told, known = [], _xruns(kiosk)
    while time.monotonic() < until:
        time.sleep(LOOK_S)
        now, before, known = time.monotonic(), known, _xruns(kiosk, known)
        if known > before:
            told.append(f"{1000 * watch.longest_s(now - BACK_S - LOOK_S, now):.0f} ms")
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
    line = ["ffmpeg", "-hide_banner", "-nostats", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", str(cut)]
    said = subprocess.run([*line, "-af", "ebur128=peak=true", "-f", "null", "-"], capture_output=True, text=True).stderr
    print("recorded:", *re.findall(r"(I|LRA|Peak):\s+(-?[\d.]+ \w+)", said.split("Summary")[-1]), flush=True)


if __name__ == "__main__":
    main()
