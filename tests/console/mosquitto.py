"""A real broker, and its own programs to listen and speak with."""

import contextlib
import shutil
import socket
import subprocess

import pytest

from tests.house import free_port

needs_mosquitto = pytest.mark.skipif(
    not all(map(shutil.which, ("mosquitto", "mosquitto_sub", "mosquitto_pub"))),
    reason="mosquitto is not installed",
)


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


def say_file(port, topic, path):
    subprocess.run(
        ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-t", topic, "-f", str(path)],
        check=True,
    )
