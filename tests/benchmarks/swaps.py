"""What changing the pack costs: the screen's turns meanwhile, the time it takes, memory after many of them.

python -m tests.benchmarks.swaps --count 50
"""

import argparse
import contextlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

import psutil

from tests.house import House

MODELS = Path(__file__).resolve().parents[2] / "models"
WARM = 2  # swaps before memory is compared
AGAIN_S = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--models", type=Path, default=MODELS, help="a folder with two packs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        shutil.copytree(given.models, models)
        packs = sorted(path.parent.name for path in models.glob("*/pack.toml"))[:2]
        options = (
            "--windowless",
            "--camera",
            "simulated",
            "--sound",
            "none",
            "--models",
            models,
            "--pack",
            packs[0],
        )
        house = House(Path(folder), options, {})
        try:
            house.shows_pictures()
            print(json.dumps(_swapped(house, models, packs, given.count), indent=1), flush=True)
        finally:
            house.kill()


def _swapped(house: House, models: Path, packs: list[str], count: int) -> dict:
    took, memory = [], {}
    for k in range(count):
        pack, begun = packs[(k + 1) % 2], time.monotonic()
        status = _asked_for(house, models / pack)
        took.append(time.monotonic() - begun)
        time.sleep(3)
        weight = _memory(house)
        if k + 1 in (WARM, count):
            memory[f"after_{k + 1}_mb"] = weight
        print(
            k + 1,
            pack,
            round(took[-1], 1),
            status["report"]["display"]["turn_ms"],
            weight,
            flush=True,
        )
    report = house.status()["report"]
    return {
        "took_s": [round(min(took), 1), round(max(took), 1)],
        "display": report["display"],
        **memory,
    }


def _asked_for(house: House, pack: Path) -> dict:
    """Saves the pack; again when it was refused, as on a machine that is too busy with other things."""
    for _ in range(5):
        os.utime(pack / "pack.toml")
        try:
            return house.until(lambda status: status["report"]["pack"] == pack.name, AGAIN_S)
        except AssertionError:
            print("not shown:", house.status()["rooms"].get("standby"), flush=True)
    raise SystemExit(f"{pack.name} is not shown")


def _memory(house: House) -> dict:
    """RSS of each process in MB; which of them is the generator follows from the pack."""
    sizes = {}
    for process in [psutil.Process(house.process.pid), *house.rooms()]:
        with contextlib.suppress(psutil.Error):  # a generator that has just been relieved
            name = "kiosk" if process.pid == house.process.pid else process.cmdline()[-1]
            sizes[name] = round(process.memory_info().rss / 2**20, 1)
    return sizes | {"total": round(sum(sizes.values()), 1)}


if __name__ == "__main__":
    main()
