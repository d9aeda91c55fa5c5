"""What systemd hears: ready when there is something to see, and the watchdog fed only while the screen turns."""

import socket

import pytest

pytestmark = pytest.mark.realtime


CLOSED = "[hours]\n" + "".join(
    f'{day} = "closed"\n'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)


@pytest.fixture
def systemd(tmp_path):
    """The socket systemd would listen at."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(60)
        yield ear


def test_a_house_that_sleeps_is_ready_and_well_although_its_screen_is_dark(
    house, systemd, tmp_path
):
    config = tmp_path / "kiosk.toml"
    config.write_text(CLOSED)
    kiosk = house(
        "--windowless",
        "--camera",
        "simulated",
        "--config",
        config,
        NOTIFY_SOCKET=str(tmp_path / "notify"),
    )
    heard = [systemd.recv(500)]
    while heard[-1].startswith((b"EXTEND_TIMEOUT_USEC=", b"FDSTORE=1")):
        heard.append(systemd.recv(500))
    assert heard[-1].startswith(b"READY=1\nSTATUS=asleep")
    assert systemd.recv(500).startswith(b"WATCHDOG=1")
    kiosk.process.terminate()
    heard = [systemd.recv(500)]
    while not heard[-1].startswith(b"FDSTOREREMOVE=1"):
        heard.append(systemd.recv(500))
    assert b"STOPPING=1" in heard
    assert kiosk.ended() == 0


def test_a_house_is_not_ready_before_its_screen_turns_and_asks_for_patience(
    house, systemd, tmp_path
):
    kiosk = house("--windowless", "--camera", "simulated", NOTIFY_SOCKET=str(tmp_path / "notify"))
    heard = [systemd.recv(500)]
    while heard[-1].startswith((b"EXTEND_TIMEOUT_USEC=", b"FDSTORE=1")):
        heard.append(systemd.recv(500))
    assert heard[-1].startswith(b"READY=1\nSTATUS=open") and len(heard) > 1
    assert heard[0] == b"FDSTORE=1\nFDNAME=display"  # what is shown, should the house be killed
    assert b"STATUS=being started" in heard[1]
    assert kiosk.room("display") is not None
