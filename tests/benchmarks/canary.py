"""Does a picture get out? ``python -m tests.benchmarks.canary [--seconds S]``, as root; some minutes, by hand.

A film of known bytes is the camera of a whole kiosk. All that the vision room says, the pages, the log, every file
that was written on the machine meanwhile, and at the end the memory of every other room are searched for those
bytes; then the vision room is made to crash, and a core dump is looked for.
"""

import argparse
import os
import signal
import tempfile
import time
from pathlib import Path

import psutil

from installation.ipc import codec
from tests.house import House
from tests.vision.canary import film, tap, traces

PLACES = (
    "/tmp",
    "/var",
    "/run",
    "/dev/shm",
    "/root",
    "/home",
    str(Path(__file__).resolve().parents[2]),
)
_CHUNK = 1 << 24


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    seconds = parser.parse_args().seconds
    begun = time.time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "canary.avi"
        wanted = traces(film(path))
        kiosk = House(Path(folder), ("--windowless", "--camera", str(path)), {})
        kiosk.until(
            lambda s: (
                s["presence"]
                and s["report"]["camera"] == "canary.avi"
                and s["report"]["first_picture_s"]
            )
        )
        vision, heard, found = kiosk.room("vision"), 0, []
        ends = tap(vision)
        while time.time() - begun < seconds:
            ends.wait(0.5, "presence")
            if (presence := ends.take("presence")) is not None:
                heard += 1
                found += _in(codec.encode(presence), wanted, "presence")
            if heard % 30 == 0:
                for page in ("/status.json", "/live.jpg", "/"):
                    found += _in(kiosk.get(page), wanted, page)
        ends.close()
        print("in the vision room's own memory:", bool(_in_memory(vision, wanted)))
        for room in kiosk.rooms():
            if room.pid != vision.pid:
                found += [f"memory of {room.cmdline()[-1]}"] * _in_memory(room, wanted)
        vision.send_signal(signal.SIGABRT)
        kiosk.until(lambda s: (room := kiosk.room("vision")) and room.pid != vision.pid)
        kiosk.end()
        found += _in("\n".join(kiosk.lines).encode(), wanted, "log")
        files = [file for file in _written_since(begun) if file != path]
        for file in files:
            found += _in(file.read_bytes(), wanted, str(file))
        cores = [file for file in files if file.name.startswith("core")]
    print(
        f"{heard} presences, {len(files)} files written, core files: {cores or 'none'}; found in: {found or 'nothing'}"
    )


def _in(content: bytes, wanted: list[bytes], where: str) -> list[str]:
    return [where] if any(trace in content for trace in wanted) else []


def _in_memory(process: psutil.Process, wanted: list[bytes]) -> bool:
    """Whether what a process may write to holds one of the traces."""
    with (
        open(f"/proc/{process.pid}/maps") as maps,
        open(f"/proc/{process.pid}/mem", "rb", 0) as memory,
    ):
        spans = [line.split()[0].split("-") for line in maps if line.split()[1].startswith("rw")]
        for since, to in ((int(a, 16), int(b, 16)) for a, b in spans):
            for start in range(since, to, _CHUNK):
                try:
                    content = os.pread(memory.fileno(), min(_CHUNK + 64, to - start), start)
                except OSError:
                    continue
                if any(trace in content for trace in wanted):
                    return True
    return False


def _written_since(begun: float) -> list[Path]:
    found = {}
    for place in PLACES:
        for file in Path(place).rglob("*"):
            try:
                if file.is_file() and not file.is_symlink() and file.stat().st_mtime >= begun:
                    found[file] = None
            except OSError:  # it has gone meanwhile
                continue
    return [file for file in found if os.access(file, os.R_OK) and file.exists()]


if __name__ == "__main__":
    main()
