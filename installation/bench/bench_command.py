"""``kiosk bench``: every pack at every size, the table, and the file."""

import json
import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from installation.bench import bench_case, table
from installation.bench.house_run import SETTLES_S, HousePlan
from installation.bench.machine_load import machine_in_words
from installation.common import files, status_file
from installation.common.paths import ROOT
from installation.config.options import RunOptions
from installation.config.resolve import resolve
from installation.config.schema import KioskConfig
from installation.faults import BadConfig, Refused
from installation.vision.simulated import Gallery
from installation.vocabulary import CameraName

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")  # one of these names a screen for windows
SIZES = ((1280, 720), (1920, 1080))  # width and height of the screen, unless others are asked for
SEEDS = 64  # simulated visitors to choose from
STAMP = (64, 48)  # pixels: who is there does not depend on them


def bench(options: Namespace, tell: Callable[[str], None]) -> int:
    """Returns the exit code, 0. Raises `Refused` and `BadConfig`."""
    _respect_running_house(options.beside)
    kiosk = resolve(RunOptions(config=options.config, sound=options.sound))
    models = (options.models or ROOT / "models").absolute()
    print(f"machine: {machine_in_words()}", flush=True)
    results: list[bench_case.CaseResult] = []
    for pack in options.packs or packs_in(models):
        for width, height in options.sizes or SIZES:
            plan = _plan(kiosk, models, pack, width, height, options)
            result = bench_case.measure(plan, kiosk.generator.threads, tell)
            results.append(result)
            print(f"\n{table.of_case(result)}", flush=True)
    if options.json:
        content: dict[str, Any] = {
            "machine": machine_in_words(),
            "cases": [result.as_json() for result in results],
        }
        files.write_whole(options.json, json.dumps(content, indent=1) + "\n")
    return 0


def packs_in(models: Path) -> list[str]:
    """The names of all packs there. Raises `BadConfig` where there is none."""
    names = sorted(path.parent.name for path in models.glob("*/pack.toml"))
    if not names:
        raise BadConfig(f"{models}: there is no pack in it")
    return names


def lively_seed(from_s: float, until_s: float) -> int:
    """Of the simulated visitor who is there longest between these seconds of its film."""

    def there_s(seed: int) -> int:
        gallery = Gallery(seed, *STAMP)
        return sum(bool(gallery.at(second)) for second in range(int(from_s), int(until_s) + 1))

    return max(range(SEEDS), key=there_s)


def _respect_running_house(is_beside: bool) -> None:
    """Raises `Refused`."""
    running = status_file.running()
    if running is not None and not is_beside:
        raise Refused(
            f"a house runs on this machine (process {running['pid']}), and both would be slower: "
            "end it first, or measure with --beside"
        )


def _plan(
    kiosk: KioskConfig, models: Path, pack: str, width: int, height: int, options: Namespace
) -> HousePlan:
    """Raises `BadConfig`."""
    if not (models / pack / "pack.toml").is_file():
        raise BadConfig(f"--pack {pack}: available: {', '.join(packs_in(models))}")
    camera = CameraName.SIMULATED.value
    if options.camera is not None:
        camera = str(options.camera.absolute())
        if not options.camera.is_file():
            raise BadConfig(f"--camera {options.camera}: there is no such film")
    sound = kiosk.sound.model_dump(mode="json", include={"device", "channels", "latency_ms"})
    return HousePlan(
        models=models,
        pack=pack,
        width=width,
        height=height,
        seconds=options.seconds,
        camera=camera,
        seed=lively_seed(SETTLES_S, 2 * SETTLES_S + options.seconds),
        sound=sound,
        has_window=any(os.environ.get(name) for name in SCREENS),
        is_open=False,
    )
