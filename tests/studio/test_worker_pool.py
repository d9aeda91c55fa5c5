"""Processes that help one leave Ctrl-C to it, and end with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from installation.studio.common.worker_pool import worker_pool

ROOT = Path(__file__).resolve().parents[2]
ASKING = """
import os, signal
from installation.studio.common.worker_pool import worker_pool
if __name__ == "__main__":
    pool = worker_pool(1)
    print(pool.submit(os.getpid).result(), flush=True)
    signal.pause()
"""


def test_a_worker_ends_with_the_process_that_asks_it(tmp_path):
    script = tmp_path / "asking.py"
    script.write_text(ASKING)
    asking = subprocess.Popen([sys.executable, script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    worker = psutil.Process(int(asking.stdout.readline()))
    asking.kill()
    asking.wait()
    worker.wait(timeout=10)


def test_a_worker_leaves_an_interruption_to_the_process_that_asks_it():
    with worker_pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result() == worker
