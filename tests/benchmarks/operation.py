"""What the technician's side costs: a house asleep, 200 kills in the middle of a write, the page's weight.

.venv/bin/python -m tests.benchmarks.operation [asleep | kills | page]
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from installation.console.almanac import Almanac
from tests.house import House

SLEEP_S, KILLS = 60, 200
_TOML = (
    "import sys, pathlib; from installation.operation import toml_edit\n"
    "path, n = pathlib.Path(sys.argv[1]) / 'kiosk.toml', 0\n"
    "print('', flush=True)\n"
    "while True: n += 1; toml_edit.write_whole(path, f'[journey]\\nseed = {n}\\n' + '# long\\n' * 4000)\n"
)
_BOOK = (
    "import sys, pathlib, datetime; from installation.console.almanac import Almanac\n"
    "almanac = Almanac(pathlib.Path(sys.argv[1]))\n"
    "print('', flush=True)\n"
    "while True:\n"
    "    almanac.add(datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC), 'p', 'de', 5.0); almanac.write()\n"
)


def asleep(folder: Path) -> dict:
    """Processor of the whole house outside its hours, percent of one core; and that no room but the console runs."""
    config = folder / "kiosk.toml"
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    config.write_text("[hours]\n" + "".join(f'{day} = "closed"\n' for day in days))
    house = House(folder, ("--windowless", "--camera", "simulated", "--config", config), {})
    try:
        house.until(lambda status: status["house"]["state"] == "asleep")
        time.sleep(5)
        processes = [psutil.Process(house.process.pid), *house.rooms()]
        before, begun = _cpu_s(processes), time.monotonic()
        time.sleep(SLEEP_S)
        used = 100 * (_cpu_s(processes) - before) / (time.monotonic() - begun)
        return {"asleep_cpu_percent": round(used, 2), "processes": len(processes)}
    finally:
        house.kill()


def kills(folder: Path) -> dict:
    """Files that could not be read after a writer was killed at a random moment."""
    unreadable = 0
    for count in range(KILLS):
        code = (_TOML, _BOOK)[count % 2]
        with subprocess.Popen([sys.executable, "-c", code, folder], stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            time.sleep(random.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
        unreadable += not _is_readable(folder, count % 2)
    return {"kills": KILLS, "unreadable": unreadable}


def page(folder: Path) -> dict:
    """Bytes of the page, and what a first look transfers until it is complete."""
    house = House(folder, ("--windowless", "--camera", "simulated"), {})
    try:
        house.shows_pictures()
        parts = ("/", "/page.css", "/page.js", "/draw.js", "/words.js")
        begun = time.monotonic()
        weight = sum(len(house.get(part)) for part in parts)
        loaded_s = time.monotonic() - begun
        return {
            "page_bytes": weight,
            "served_in_ms": round(1000 * loaded_s),
            "status_bytes": len(house.get("/status.json")),
        }
    finally:
        house.kill()


def _cpu_s(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _is_readable(folder: Path, is_book: int) -> bool:
    if not is_book:
        path = folder / "kiosk.toml"
        return not path.exists() or bool(tomllib.loads(path.read_text()))
    almanac = Almanac(folder)
    rows = almanac.rows(datetime(2026, 11, 21, tzinfo=UTC) - timedelta(days=1))
    almanac.close()
    return almanac.words == "" and len(rows) <= 1


if __name__ == "__main__":
    for name in sys.argv[1:] or ("asleep", "kills", "page"):
        with tempfile.TemporaryDirectory() as place:
            print(name, json.dumps(globals()[name](Path(place))))
