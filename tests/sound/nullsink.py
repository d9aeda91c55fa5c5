"""A real sound server without a sound card: PulseAudio with a null sink, private to one test."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

SINK = "n1"
MISSING = [tool for tool in ("pulseaudio", "pactl", "parec") if shutil.which(tool) is None]
_ASOUNDRC = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
_BEGIN = [
    "pulseaudio",
    "-n",
    "--daemonize=no",
    "--exit-idle-time=-1",
    "--disallow-exit",
    "--log-level=warn",
    "-L",
    f"module-null-sink sink_name={SINK} rate=48000 channels=2 format=float32le",
]
_RECORD = [
    "parec",
    "--raw",
    "-d",
    f"{SINK}.monitor",
    "--format=float32le",
    "--rate=48000",
    "--channels=2",
    "--latency-msec=20",
]


@dataclass
class NullSink:
    """A running server. `environ` makes a process use it."""

    folder: Path
    environ: dict[str, str]
    server: subprocess.Popen = field(repr=False)

    @contextlib.contextmanager
    def recording(self, path: Path) -> Iterator[Path]:
        """Records the sink's monitor, raw float32 stereo at 48 kHz, while inside."""
        with open(path, "wb") as file:
            recorder = subprocess.Popen(
                _RECORD, env=self.environ, stdout=file, stderr=subprocess.DEVNULL
            )
            try:
                yield path
            finally:
                _end(recorder, signal.SIGTERM)

    def until_heard(self, within_s: float = 40) -> None:
        """Returns when something louder than a whisper has arrived at the sink. Raises TimeoutError."""
        with self.recording(self.folder / "until_heard.raw") as path:
            for _ in range(int(within_s / 0.1)):
                if np.abs(read_recording(path)).max(initial=0.0) > 0.003:
                    return
                self.pause(0.1)
        raise TimeoutError(f"nothing was heard within {within_s:g} s")

    def pause(self, seconds: float) -> None:
        """Lets it run for so long; it ends early should the server die."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.server.wait(seconds)

    def freeze(self) -> None:
        """The server stops answering, as when a driver hangs."""
        self.server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It answers again."""
        self.server.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """The server is gone."""
        _end(self.server, signal.SIGKILL)

    def revive(self) -> None:
        """Another server in its place."""
        self.server = _serve(self.folder, self.environ)


@contextlib.contextmanager
def null_sink() -> Iterator[NullSink]:
    """A server of its own: HOME, runtime folder and socket are private, so that tests may run side by side."""
    with tempfile.TemporaryDirectory(prefix="nullsink-") as name:
        folder = Path(name)
        environ = _environ(folder)
        sink = NullSink(folder, environ, _serve(folder, environ))
        try:
            yield sink
        finally:
            sink.thaw()
            _end(sink.server, signal.SIGKILL)


def read_recording(path: Path) -> np.ndarray:
    """(n, 2) float32."""
    samples = np.fromfile(path, np.float32)
    return samples[: len(samples) // 2 * 2].reshape(-1, 2)


def _environ(folder: Path) -> dict[str, str]:
    (folder / ".asoundrc").write_text(_ASOUNDRC)
    (folder / "run").mkdir(mode=0o700)
    own = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PULSE_SERVER": f"unix:{folder}/pulse.sock",
        "ALSA_CONFIG_PATH": "/usr/share/alsa/alsa.conf",
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PULSE_", "XDG_", "ALSA_"))}
    return kept | own


def _serve(folder: Path, environ: dict[str, str]) -> subprocess.Popen:
    """Starts the server and returns when it answers."""
    socket = folder / "pulse.sock"
    socket.unlink(missing_ok=True)
    protocol = f"module-native-protocol-unix socket={socket} auth-anonymous=1"
    server = subprocess.Popen([*_BEGIN, "-L", protocol], env=environ, stderr=subprocess.DEVNULL)
    for _ in range(100):
        if socket.exists() and _answers(environ):
            return server
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.05)  # the pause; it ends early should the server die
    raise RuntimeError(f"pulseaudio does not answer (exit code {server.poll()})")


def _answers(environ: dict[str, str]) -> bool:
    answer = subprocess.run(["pactl", "info"], env=environ, capture_output=True, timeout=5)
    return answer.returncode == 0


def _end(process: subprocess.Popen, number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)
        process.wait(10)
