"""What is measured in a process of its own: it is given JSON on standard input, and answers with JSON."""

import json
import os
import subprocess
import sys
from typing import Any

from installation.common.paths import PYTHON
from installation.faults import Refused

LEEWAY_S = 120.0  # for loading a model on a busy machine


def ask(module: str, question: dict[str, Any], seconds: float, env: dict[str, str]) -> Any:
    """What `module` finds in about so many seconds. Raises `Refused` where it finds nothing."""
    try:
        done = subprocess.run(
            [PYTHON, "-I", "-m", module],
            input=json.dumps(question),
            env=os.environ | env,
            capture_output=True,
            text=True,
            timeout=seconds + LEEWAY_S,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"{module}: no answer within {error.timeout:.0f} s") from error
    if done.returncode:
        raise Refused(f"{module}: {last_line(done.stderr)}")
    return json.loads(last_line(done.stdout))


def question() -> Any:
    """In the child: what it is asked."""
    return json.loads(sys.stdin.read())


def answer(found: Any) -> None:
    """In the child: what it has found, as the last line of its output."""
    print(json.dumps(found), flush=True)


def last_line(text: str) -> str:
    """Of what a program said; "" where it said nothing."""
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
