"""An hour of sound, with the whole house at work: ``python -m tests.benchmarks.sound_hour CLIP [--minutes 60]``, by hand.

Into a PulseAudio null sink; for the minute `--hog` all processors are kept busy. A line a minute: times the device
ran dry so far, the sound room's processor time and memory. Ten minutes are recorded and judged by ffmpeg's ebur128.
"""

import argparse
import multiprocessing
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
ENVIRONMENT = ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder, null_sink() as sink:
        environment = {name: sink.environ[name] for name in ENVIRONMENT if name in sink.environ}
        kiosk = House(Path(folder), ("--windowless", "--camera", options.clip), environment)
        kiosk.shows_pictures()
        raw = Path(folder) / "heard.raw"
        with sink.recording(raw):
            for minute in range(1, RECORDED[1] + 1):
                _minute(kiosk, minute, options.hog)
        _judge(raw)
        raw.unlink()
        for minute in range(RECORDED[1] + 1, options.minutes + 1):
            _minute(kiosk, minute, options.hog)
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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--hog", type=int, default=30)
    return parser.parse_args()


def _minute(kiosk: House, minute: int, hog: int) -> None:
    room = kiosk.room("sound")
    begun, spent = time.monotonic(), sum(room.cpu_times()[:2])
    hogs = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(psutil.cpu_count() * (minute == hog))]
    for each in hogs:
        each.start()
    time.sleep(60)
    for each in hogs:
        each.kill()
    status = kiosk.status()
    sound = status["report"]["sound"]
    same = kiosk.room("sound")
    share = (
        (sum(same.cpu_times()[:2]) - spent) / (time.monotonic() - begun)
        if same and same.pid == room.pid
        else float("nan")
    )
    memory = same.memory_info().rss / 2**20 if same else float("nan")
    load = psutil.getloadavg()[0]
    print(
        f"minute {minute:2}{' (hog)' if hogs else ''}: xruns {sound['xruns']}, sound {100 * share:.1f} % of a core, "
        f"{memory:.0f} MB, load {load:.1f}, {status['rooms']['sound']['state']}",
        flush=True,
    )


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
