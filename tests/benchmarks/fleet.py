"""What many houses on one broker cost, in processor time: `python -m tests.benchmarks.fleet [HOUSES]`.

A real Mosquitto, one house whose console is real, and simulated others that change a number every 5 s, as visitors
make them, and send a picture every minute. Measured: the answers of the page with all houses, and what the console and
its MQTT cost while nobody looks at that page, and while somebody does.
"""

import contextlib
import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from installation.common import clock
from installation.common.paths import ROOT
from installation.config.schema import MqttConfig
from installation.console.broker import house_card
from installation.console.broker.connection import BrokerConnection
from installation.console.broker.house_card import HOUSES, HouseCard
from installation.console.process import Room
from installation.ipc.testing import FakeContext, fake_settings
from installation.messages import Status
from installation.vocabulary import HouseState, RoomName
from tests.console.mosquitto import broker
from tests.house import free_port

SECONDS = 30
EVERY_S = 5.0
PICTURE_S = 60.0
PICTURE = b"\xff\xd8" + bytes(24_000)


class SimulatedHouses:
    """All of them at one connection, in a process of their own: their cost is nobody's here."""

    def __init__(self, count: int, mqtt: MqttConfig, state: Path):
        self._connection = BrokerConnection(mqtt, state)
        self._topics = [f"latenzraum/{number:08x}" for number in range(count)]
        self._step = 0
        self._said = {}  # number -> its last card, and when

    def run(self) -> None:
        """For ever: a fair share of the houses in each step, so that the load is even."""
        self._connection.open()
        while not self._connection.is_connected:
            clock.rest(0.05)
        for number, topic in enumerate(self._topics):
            self._connection.publish(f"{topic}/online", "1", retain=True)
            self._say(number, topic)
            self._connection.publish(f"{topic}/picture", PICTURE, retain=True)
        print("ready", flush=True)
        pause_s = EVERY_S / len(self._topics)
        pictures_each = round(PICTURE_S / EVERY_S)
        while True:
            number = self._step % len(self._topics)
            self._say(number, self._topics[number])
            if (self._step // len(self._topics) + number) % pictures_each == 0:
                self._connection.publish(f"{self._topics[number]}/picture", PICTURE, retain=True)
            self._step += 1
            clock.rest(pause_s)

    def _say(self, number: int, topic: str) -> None:
        card = HouseCard(
            id=f"{number:08x}",
            name=f"House {number}",
            topic=topic,
            commands=True,
            state="OK",
            version="1.0.0",
            house="open",
            hours="open until 18:00",
            pack="letters",
            visitors=self._step,
            people=self._step % 5,
        )
        said, said_ns = self._said.get(number, (None, 0))
        now_ns = clock.now_ns()
        if house_card.is_news(card, said, clock.seconds(now_ns - said_ns)):
            self._said[number] = (card, now_ns)
            self._connection.publish(f"{HOUSES}/{card.id}", card.encoded(), retain=True)
        self._connection.publish(f"{topic}/visitors", str(self._step), retain=True)


def house(port: int, state: Path) -> Room:
    """A console with a status that changes, beside nobody."""
    sequence = iter(range(1_000_000_000))

    def status() -> Status:
        seq = next(sequence)
        known = {
            "state": HouseState.OPEN,
            "message": "open until 18:00",
            "version": "1.0.0",
            "troubles": [],
            "chosen": {"pack": "letters", "languages": ["de"], "target_lufs": -23.0},
        }
        return Status(seq, {}, {"seconds": seq}, {"turn_ms": [60 + seq % 2, 1, 2]}, known, [])

    settings = fake_settings(
        console={"port": free_port()},
        models=ROOT / "models",
        assets=ROOT / "assets",
        state=state,
        mqtt={"broker": "127.0.0.1", "port": port, "commands": True, "discovery": "homeassistant"},
    )
    return Room(FakeContext(RoomName.CONSOLE, settings, sources={"status": status}))


def turned(room: Room, seconds: float) -> float:
    """Share of a core, percent."""
    begun_ns = clock.now_ns()
    worked_ns = clock.worked_ns()
    while clock.seconds(clock.now_ns() - begun_ns) < seconds:
        room.turn()
    return 100 * (clock.worked_ns() - worked_ns) / (clock.now_ns() - begun_ns)


def browse(port: int) -> None:
    """As the page asks, from a process of its own; prints how long each answer took, in ms."""
    stamp = ""
    while True:
        begun_ns = clock.now_ns()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", f"/fleet.json?since={stamp}")
        answer = json.loads(connection.getresponse().read())
        stamp = answer["stamp"]
        print(len(answer["ids"]), clock.seconds(clock.now_ns() - begun_ns) * 1000, flush=True)
        clock.rest(4.0)


@contextlib.contextmanager
def beside(*words: object) -> Iterator[subprocess.Popen[str]]:
    """This program in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.fleet", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def main(count: int) -> None:
    """Prints four lines."""
    with tempfile.TemporaryDirectory() as folder, broker(Path(folder)) as port:
        with beside("simulate", count, port) as others:
            others.stdout.readline()
            for_nobody = fake_settings(console={"port": free_port()}, state=Path(folder) / "none")
            off = Room(FakeContext(RoomName.CONSOLE, for_nobody))
            print(f"console without a broker: {turned(off, SECONDS):.2f} % of a core")
            off.close()
            room = house(port, Path(folder) / "state")
            turned(room, 4)
            print(f"with the broker, nobody looks: {turned(room, SECONDS):.2f} % of a core")
            with beside("browse", room._server.port) as browser:
                turned(room, 6)
                print(f"somebody looks at all houses: {turned(room, SECONDS):.2f} % of a core")
                browser.kill()
                answers = [line.split() for line in browser.stdout.readlines()][2:]
            room.close()
        took_ms = [float(took) for _, took in answers]
        print(
            f"page with {answers[-1][0]} houses: median {median(took_ms):.0f} ms, longest {max(took_ms):.0f} ms"
        )


if __name__ == "__main__":
    word = sys.argv[1] if sys.argv[1:] else "200"
    if word == "simulate":
        asked = MqttConfig(broker="127.0.0.1", port=int(sys.argv[3]))
        SimulatedHouses(int(sys.argv[2]), asked, Path()).run()
    elif word == "browse":
        browse(int(sys.argv[2]))
    else:
        main(int(word))
