"""Whoever sets the clock, systemd-timedated knows it; asked by the program that stands on every machine with systemd."""

import os

import pytest

from installation.common import clock, network_time
from installation.common.network_time import NetworkTime

ANSWERS = {  # what timedatectl does, and what systemd-timesyncd left: what it means
    "the network has set it": ("echo yes", False, True),
    "nobody has": ("echo no", True, False),
    "no bus here": ("echo Failed to connect to bus >&2; exit 1", False, False),
    "no bus, but systemd-timesyncd": ("exit 1", True, True),
    "no such program": (None, True, True),
    "no such program, no network": (None, False, False),
}


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """With this program, and what systemd-timesyncd leaves."""

    def made(program, is_left):
        (tmp_path / "bin").mkdir()
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        monkeypatch.setattr(network_time, "SYNCHRONISED", tmp_path / "synchronized")
        if is_left:
            (tmp_path / "synchronized").touch()
        if program is not None:
            path = tmp_path / "bin" / network_time.ASK[0]
            path.write_text(f"#!/bin/sh\n{program}\n")
            path.chmod(0o755)

    return made


def answered(network):
    network.look()
    while not network.is_answered:
        if network.child_pid is not None:
            os.waitid(os.P_PID, network.child_pid, os.WEXITED | os.WNOWAIT)
        network.look()
    return network.has_set


@pytest.mark.parametrize("case", ANSWERS)
def test_the_network_has_set_the_clock_where_the_machine_says_so(machine, case):
    program, is_left, has_set = ANSWERS[case]
    machine(program, is_left)
    assert answered(NetworkTime()) == network_time.has_set() == has_set


def test_who_does_not_answer_is_not_waited_for(machine, monkeypatch):
    machine("exec /bin/sleep 600", True)
    now_ns = [0]
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns[0])
    network = NetworkTime()
    network.look()
    network.look()
    child = network.child_pid
    assert child is not None and not network.is_answered
    now_ns[0] = 11 * clock.SECOND_NS
    network.look()
    assert network.is_answered and network.has_set  # by what systemd-timesyncd left
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
