"""What the technician's side costs and bears: a house asleep, 200 kills in the middle of a write, the page's weight,
1000 askers at once, floods of OSC and MQTT, a full disk.

.venv/bin/python -m tests.benchmarks.operation [asleep | kills | page | siege | flood | flood_mqtt | full]    full: as root
"""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from installation.console.visit_store import VisitStore
from tests.console.asking import do
from tests.console.test_mqtt import broker
from tests.house import House, free_port

SLEEP_S, KILLS = 60, 200
_TOML = (
    "import sys, pathlib; from installation.config import edit as toml_edit\n"
    "path, n = pathlib.Path(sys.argv[1]) / 'kiosk.toml', 0\n"
    "print('', flush=True)\n"
    "while True: n += 1; toml_edit.write_whole(path, f'[journey]\\nseed = {n}\\n' + '# long\\n' * 4000)\n"
)
_BOOK = (
    "import sys, pathlib, datetime; from installation.console.visit_store import VisitStore\n"
    "store = VisitStore(pathlib.Path(sys.argv[1]))\n"
    "print('', flush=True)\n"
    "while True:\n"
    "    store.add(datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC), 'p', 'de', 5.0); store.write()\n"
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
        with subprocess.Popen(
            [sys.executable, "-c", code, folder], stdout=subprocess.PIPE
        ) as writer:
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
        parts = ("/", "/page.css", "/page.js", "/show.js", "/draw.js", "/words.js", "/zones.js")
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


def siege(folder: Path) -> dict:
    """1000 browsers at once, one of them with 10 MB: what they are answered, and how the screen turns meanwhile."""
    house = House(folder, ("--windowless", "--camera", "simulated"), {})
    try:
        house.shows_pictures()
        before = _screen_hz(house, 6)
        answers: list[int | str] = []
        askers = [
            threading.Thread(target=lambda: answers.append(_asked(house.port))) for _ in range(1000)
        ]
        for asker in askers:
            asker.start()
        slow = [socket.create_connection(("127.0.0.1", house.port), 20) for _ in range(100)]
        for each in slow:
            each.sendall(b"GET / HTTP/1.1\r\nHost: local")
        during = _screen_hz(house, 6)
        for asker in askers:
            asker.join()
        big = _asked(house.port, b"x" * 10_000_000)
        for each in slow:
            each.close()
        told = {str(code): answers.count(code) for code in set(answers)}
        restarts = sum(room["restarts"] for room in house.status()["rooms"].values())
        return {
            "answers": told,
            "of_10_mb": big,
            "screen_hz": [before, during],
            "restarts": restarts,
        }
    finally:
        house.kill()


def flood(folder: Path) -> dict:
    """10,000 OSC packets a second, wishes and garbage: what the console takes of a core, and how the screen turns."""
    config, ear = folder / "kiosk.toml", free_port()
    config.write_text(f"[osc]\nlisten_port = {ear}\n")
    return _flooded(folder, config, _pour, ear)


def flood_mqtt(folder: Path) -> dict:
    """The same from a broker."""
    with broker(folder) as port:
        config = folder / "kiosk.toml"
        config.write_text(
            f"[mqtt]\nbroker = '127.0.0.1'\nport = {port}\ntopic = 'latenzraum'\ncommands = true\n"
        )
        return _flooded(folder, config, _publish, port)


def _flooded(folder: Path, config: Path, pour, port: int) -> dict:
    house = House(folder, ("--windowless", "--camera", "simulated", "--config", config), {})
    try:
        house.shows_pictures()
        before, console = _screen_hz(house, 6), house.room("console")
        ending, sent = threading.Event(), [0]
        pourer = threading.Thread(target=pour, args=(port, ending, sent))
        pourer.start()
        cpu_s, begun = sum(console.cpu_times()[:2]), time.monotonic()
        during = _screen_hz(house, 10)
        took_s = time.monotonic() - begun
        ending.set()
        pourer.join()
        status = house.status()
        return {
            "a_second": round(sent[0] / took_s),
            "console_cpu_percent": round(100 * (sum(console.cpu_times()[:2]) - cpu_s) / took_s, 1),
            "screen_hz": [before, during],
            "target_lufs": status["house"]["chosen"]["target_lufs"],
            "restarts": sum(room["restarts"] for room in status["rooms"].values()),
            "words": status["rooms"]["console"]["message"],
        }
    finally:
        house.kill()


def full(folder: Path) -> dict:
    """Configuration and state on a disk without room: the show goes on, and it is said."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], check=True)
    try:
        (disk / "kiosk.toml").write_text("[journey]\nseed = 3\n")
        with contextlib.suppress(OSError):
            (disk / "rubbish").write_bytes(b"x" * 2**20)
        options = ("--windowless", "--camera", "simulated", "--config", disk / "kiosk.toml")
        house = House(folder, options, {"STATE_DIRECTORY": str(disk)})
        try:
            house.shows_pictures()
            do(house.port, "steering", "plane")
            status = house.until(
                lambda status: (
                    "statistics" in status["rooms"]["console"]["message"]
                    and status["house"]["config"]
                )
            )
            return {
                "screen_hz": _screen_hz(house, 4),
                "configuration": status["house"]["config"],
                "statistics": status["rooms"]["console"]["message"],
                "file_is_whole": (disk / "kiosk.toml").read_text() == "[journey]\nseed = 3\n",
            }
        finally:
            house.kill()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def _screen_hz(house: House, seconds: float) -> float:
    """How often the screen turned a second, in the mean."""
    heard, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(0.5)
        with contextlib.suppress(
            OSError, ValueError
        ):  # what `kiosk status` reads: the page may have no time
            said = json.loads((house.report_file.parent / f"{house.process.pid}.json").read_text())
            heard.append(said["recent"].get("turn_ms", [0.0])[0])
    return round(statistics.mean(heard), 1) if heard else 0.0


def _asked(port: int, body: bytes = b"") -> int | str:
    """The code of the answer, or why there was none."""
    try:
        visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        visitor.request("POST" if body else "GET", "/command" if body else "/", body or None)
        return visitor.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__


def _pour(port: int, ending: threading.Event, sent: list[int]) -> None:
    wish = b"/latenzraum/volume\0\0,f\0\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        while not ending.is_set():
            for _ in range(100):
                loud = wish + struct.pack(">f", random.uniform(-1e9, 1e9))
                mouth.sendto(random.choice((loud, os.urandom(40), b"")), ("127.0.0.1", port))
            sent[0] += 100
            time.sleep(0.01)


def _cpu_s(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _is_readable(folder: Path, is_book: int) -> bool:
    if not is_book:
        path = folder / "kiosk.toml"
        return not path.exists() or bool(tomllib.loads(path.read_text()))
    store = VisitStore(folder)
    rows = store.rows(datetime(2026, 11, 21, tzinfo=UTC) - timedelta(days=1))
    store.close()
    return store.message == "" and len(rows) <= 1


def _publish(port: int, ending: threading.Event, sent: list[int]) -> None:
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    while not ending.is_set():
        for _ in range(100):
            value = random.choice((str(random.uniform(-1e9, 1e9)).encode(), os.urandom(40), b""))
            client.publish("latenzraum/do/volume", value)
        sent[0] += 100
        time.sleep(0.01)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    for name in sys.argv[1:] or ("asleep", "kills", "page"):
        with tempfile.TemporaryDirectory() as place:
            print(name, json.dumps(globals()[name](Path(place))))
