"""The whole kiosk with a sound server: it is heard, and what befalls the sound does not touch the picture."""

import numpy as np
import pytest

from tests.sound.nullsink import MISSING, null_sink, read_recording

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]
WANTED = ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")


def environ(sink) -> dict:
    return {name: sink.environ[name] for name in WANTED}


def test_the_piece_is_heard_and_its_device_named(house, tmp_path):
    with null_sink() as sink:
        kiosk = house("--windowless", "--camera", "simulated", **environ(sink))
        kiosk.until(lambda s: s["report"]["sound_device"] not in (None, "silent"))
        kiosk.until(lambda s: s["level"].get("rms", 0) > 0.001)
        with sink.recording(tmp_path / "heard.raw"):
            begun = kiosk.status()["report"]["sound"]["blocks"]
            status = kiosk.until(lambda s: s["report"]["sound"]["blocks"] > begun + 100)
        assert status["rooms"]["sound"]["state"] == "OK"
        heard = read_recording(tmp_path / "heard.raw")
        assert kiosk.end() == 0
    assert np.isfinite(heard).all()
    assert 0.001 < np.sqrt((heard**2).mean()) < 0.5
    assert np.abs(heard).max() <= 10 ** (-1 / 20) + 1e-3


def test_a_frozen_sound_server_costs_the_sound_and_nothing_else(house):
    """Incident: PortAudio hangs in stop, abort and close for ever when its server stands still."""
    with null_sink() as sink:
        kiosk = house("--windowless", "--camera", "simulated", **environ(sink))
        kiosk.until(
            lambda s: (
                s["report"]["sound_device"] not in (None, "silent")
                and s["report"]["first_picture_s"]
            )
        )
        display = kiosk.room("display").pid
        sink.freeze()
        kiosk.until(lambda s: s["rooms"]["sound"]["restarts"] >= 1, seconds=20)
        before = kiosk.status()["report"]["display"]
        sink.thaw()
        kiosk.until(lambda s: s["rooms"]["sound"]["state"] == "OK", seconds=60)
        assert kiosk.room("display").pid == display and before["rate_hz"] > 30
        assert kiosk.end() == 0
