"""The whole kiosk over a whole clip: the figures of its promises, beside what was promised.

    .venv/bin/python -m tests.benchmarks.whole_clip CLIP [--seconds S] [--pack PACK] [--kill]

Windowless, into a PulseAudio null sink. `--kill` ends each room once meanwhile and times its return.
Run it on a machine that does nothing else; the promises are for two cores without a graphics card.
"""

import argparse
import json
import pathlib
import tempfile
import time

from installation.cast import ROOMS
from tests.house import House
from tests.sound.nullsink import null_sink


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder, null_sink() as sink:
        kiosk = House(
            pathlib.Path(folder),
            (
                "--windowless",
                "--camera",
                options.clip,
                "--pack",
                options.pack,
                "--for",
                options.seconds,
            ),
            {
                k: v
                for k, v in sink.environ.items()
                if k in ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")
            },
        )
        kiosk.shows_pictures()
        back = _kill_each(kiosk) if options.kill else {}
        kiosk.ended(options.seconds + 30)
        report = kiosk.report()
    print(json.dumps(report, indent=1))
    _print_promises(report, back)
    _print_presence(report, options.clip)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip")
    parser.add_argument("--seconds", type=float, default=145)
    parser.add_argument("--pack", default="facades")
    parser.add_argument("--kill", action="store_true")
    return parser.parse_args()


def _kill_each(kiosk: House) -> dict[str, float]:
    """Seconds from the SIGKILL of each room to its first beat in the next life."""
    back = {}
    for name in ROOMS:
        lost = kiosk.room(name)
        lost.kill()
        begun = time.monotonic()
        kiosk.until(lambda s: (room := kiosk.room(name)) and room.pid != lost.pid)
        kiosk.until(
            lambda s: s["rooms"][name]["restarts"] == 1 and s["rooms"][name]["state"] != "DOWN"
        )
        back[name] = round(time.monotonic() - begun, 2)
    return back


def _print_promises(report: dict, back: dict) -> None:
    display, light = report["display"], report["light_to_screen_ms"]
    memory = sum(room["rss_mb"] for room in report["rooms"].values())
    rows = [
        ("screen turns a second", display["rate_hz"], "60"),
        ("a turn, ms, p99", display["turn_ms"]["p99"], "<= 20"),
        ("pictures a second", report["pictures"]["rate_hz"], ">= 30"),
        ("light to screen, ms, p50", light["p50"], "<= 45"),
        ("light to screen, ms, p99", light["p99"], "<= 90"),
        ("sound after picture, ms, p5", report["av_skew_ms"]["p5"], ">= -40"),
        ("sound after picture, ms, p50", report["av_skew_ms"]["p50"], ""),
        ("sound after picture, ms, p95", report["av_skew_ms"]["p95"], "<= 40"),
        ("xruns", report["sound"]["xruns"], "0"),
        ("first picture, s", report["first_picture_s"], "<= 5"),
        ("memory of all rooms, MB", round(memory), "<= 900"),
        (
            "processor, % of a core",
            round(sum(room["cpu_percent"] for room in report["rooms"].values())),
            "",
        ),
        *((f"{name} back after a kill, s", seconds, "<= 3") for name, seconds in back.items()),
    ]
    for name, value, promise in rows:
        print(f"{name:32} {value!s:>8}   {promise}")


def _print_presence(report: dict, clip: str) -> None:
    truth = pathlib.Path(clip).with_suffix(".json")
    if not truth.exists():
        return
    print("visitors", report["visitors"])
    for seen, true in zip(
        report["presence_s"], json.loads(truth.read_text())["present_s"], strict=False
    ):
        print(
            f"  seen {seen}  true {true}  off by {seen[0] - true[0]:+.1f} s, {seen[1] - true[1]:+.1f} s"
        )


if __name__ == "__main__":
    main()
