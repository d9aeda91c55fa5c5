"""The sound room into a null sink, while hogs take both cores. By hand:

python -m tests.benchmarks.sound_device [seconds] [hogs] [latency_ms]
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.sound.nullsink import null_sink

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    seconds, hogs, latency_ms = (
        float(word) for word in [*sys.argv[1:], *("60", "2", "120")[len(sys.argv) - 1 :]]
    )
    given = {"seconds": seconds, "visitors": 2, "sound": {"latency_ms": latency_ms}}
    with null_sink() as sink:
        busy = [
            subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(int(hogs))
        ]
        try:
            said = subprocess.run(
                [sys.executable, "-m", "tests.sound.solo", json.dumps(given)],
                cwd=ROOT, env=sink.environ | {"OPENBLAS_NUM_THREADS": "1"}, stdout=subprocess.PIPE, check=False,
            ).stdout  # fmt: skip
        finally:
            for hog in busy:
                hog.kill()
    told = json.loads(said)
    print(
        json.dumps(
            told["telemetry"]
            | {name: told[name] for name in ("fault", "cpu", "rss_mb", "sound_ms")}
        )
    )


if __name__ == "__main__":
    main()
