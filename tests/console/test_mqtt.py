"""MQTT with a real broker: what is told stays there, the last will speaks, and old wishes are not obeyed."""

import contextlib
import shutil
import socket
import subprocess

import pytest

from tests.house import free_port

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(
        not all(map(shutil.which, ("mosquitto", "mosquitto_sub", "mosquitto_pub"))),
        reason="mosquitto is not installed",
    ),
]


@contextlib.contextmanager
def broker(folder):
    port = free_port()
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with subprocess.Popen(
        ["mosquitto", "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while not answers(port):
                assert server.poll() is None, "the broker does not start"
            yield port
        finally:
            server.kill()


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def heard(port, topic, seconds=30):
    told = subprocess.run(
        [
            "mosquitto_sub",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-t",
            topic,
            "-C",
            "1",
            "-W",
            str(seconds),
        ],
        capture_output=True,
        text=True,
    )
    return told.stdout.strip()


def say(port, topic, value, *more):
    subprocess.run(
        ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-t", topic, "-m", value, *more],
        check=True,
    )


def test_a_broker_hears_how_the_piece_fares_and_may_ask_for_things(house, tmp_path):
    with broker(tmp_path) as port:
        say(port, "museum/do/sleep", "", "-r")  # an empty retained message is none
        say(port, "museum/do/pack", "colours", "-r")
        config = tmp_path / "kiosk.toml"
        config.write_text(
            f"[mqtt]\nbroker = '127.0.0.1'\nport = {port}\ntopic = 'museum'\ncommands = true\nevery_s = 1.0\n"
        )
        kiosk = house("--windowless", "--camera", "simulated", "--config", config)
        kiosk.shows_pictures()
        assert heard(port, "museum/online") == "1"
        assert heard(port, "museum/house") == "open" and heard(port, "museum/pack") == "letters"
        say(port, "museum/do/dance", "")
        kiosk.until(
            lambda status: "there is no action 'dance'" in status["rooms"]["console"]["message"]
        )
        assert kiosk.status()["house"]["chosen"]["pack"] == "letters"
        say(port, "museum/do/volume", "-31")
        kiosk.until(lambda status: status["house"]["chosen"]["target_lufs"] == -31)
        online = ["-h", "127.0.0.1", "-p", str(port), "-t", "museum/online", "-C", "2", "-W", "60"]
        with subprocess.Popen(
            ["mosquitto_sub", *online], stdout=subprocess.PIPE, text=True
        ) as listener:
            assert listener.stdout.readline().strip() == "1"
            kiosk.kill()
            assert listener.stdout.readline().strip() == "0"
