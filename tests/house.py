"""A running kiosk, as its technician meets it: a command, its words, its page, its processes."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import psutil

STARTS_WITHIN_S = 60  # on a machine that is busy with other things


class House:
    """`kiosk run` in a process of its own."""

    def __init__(self, folder, options: tuple, environment: dict):
        self.port = free_port()
        self.report_file, self.snapshot_file = folder / "report.json", folder / "last.png"
        command = [sys.executable, "-I", "-m", "installation", "run", *map(str, options)]
        command += [
            "--port",
            str(self.port),
            "--report",
            self.report_file,
            "--snapshot",
            self.snapshot_file,
        ]
        # as on a museum's machine: no screen unless the test brings one, and no CI variable
        clean = {
            k: v
            for k, v in os.environ.items()
            if k not in ("DISPLAY", "WAYLAND_DISPLAY", "CI", "PULSE_SERVER")
        }
        own = {"STATE_DIRECTORY": str(folder / "state"), "RUNTIME_DIRECTORY": str(folder)}
        self._environment = clean | own | environment
        self.process = subprocess.Popen(
            command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def command(self, *words) -> subprocess.CompletedProcess:
        """Another word of the kiosk command, beside the running one."""
        command = [sys.executable, "-I", "-m", "installation", *map(str, words)]
        return subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=120
        )

    def status(self) -> dict | None:
        """What the page says, None while there is no page."""
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self.get("/status.json"))
        return None

    def until_served(self, seconds: float = STARTS_WITHIN_S) -> None:
        """Waits until the page answers anything at all."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and self.process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.05)
        self.kill()  # else it takes the time of all tests that follow
        raise AssertionError(f"no page within {seconds} s: {self.lines}")

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as answer:
            return answer.read()

    def live(self) -> bytes:
        """The picture of the page, JPEG: a page that has just begun waits for its first one."""
        picture = []

        def came(_) -> bool:
            with contextlib.suppress(OSError):
                picture.append(self.get("/live.jpg"))
            return bool(picture)

        self.until(came)
        return picture[-1]

    def until(self, what, seconds: float = STARTS_WITHIN_S):
        """Waits until `what(status)` is true, and returns the status; fails when it does not come true."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            status = self.status()
            if status and status["rooms"] and what(status):
                return status
            assert self.process.poll() is None, f"the kiosk ended: {self.lines}"
            time.sleep(0.05)  # to be asked costs the house something, too
        status = self.status()
        self.kill()  # as above
        raise AssertionError(f"not within {seconds} s; status: {status}; said: {self.lines}")

    def shows_pictures(self) -> dict:
        return self.until(lambda status: status["report"].get("first_picture_s"))

    def room(self, name: str) -> psutil.Process | None:
        """The process of a room, None while there is none."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children():
                with contextlib.suppress(psutil.NoSuchProcess):
                    if child.name() == name:
                        return child
        return None

    def rooms(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def end(self, seconds: float = 10) -> int:
        """Asks it to end and returns its exit code."""
        self.process.terminate()
        return self.ended(seconds)

    def ended(self, seconds: float = STARTS_WITHIN_S) -> int:
        code = self.process.wait(seconds)
        self._ear.join(5)
        return code

    def report(self) -> dict:
        return json.loads(self.report_file.read_text())

    def kill(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in [*self.rooms(), psutil.Process(self.process.pid)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
