"""MQTT with a real broker: what is told stays there, the last will speaks, and old wishes are not obeyed."""

import subprocess

import pytest

from tests.console.mosquitto import broker, heard, needs_mosquitto, say

pytestmark = [pytest.mark.realtime, needs_mosquitto]


def test_a_broker_hears_how_the_piece_fares_and_may_ask_for_things(house, tmp_path):
    with broker(tmp_path) as port:
        say(port, "museum/do/sleep", "", "-r")  # an empty retained message is none
        say(port, "museum/do/pack", "colours", "-r")
        config = tmp_path / "kiosk.toml"
        config.write_text(
            f"[mqtt]\nbroker = '127.0.0.1'\nport = {port}\ntopic = 'museum'\ncommands = true\nevery_s = 1.0\n"
        )
        kiosk = house("--windowless", "--camera", "simulated", "--config", config)
        kiosk.shows_pictures()
        assert heard(port, "museum/online") == "1"
        assert heard(port, "museum/house") == "open" and heard(port, "museum/pack") == "letters"
        say(port, "museum/do/dance", "")
        kiosk.until(
            lambda status: (
                "no action 'dance'" in status["rooms"]["console"]["telemetry"].get("refused", "")
            )
        )
        assert kiosk.status()["house"]["chosen"]["pack"] == "letters"
        say(port, "museum/do/volume", "-31")
        kiosk.until(lambda status: status["house"]["chosen"]["target_lufs"] == -31)
        say(port, "museum/do/languages", "en\n")  # as `echo en | mosquitto_pub -s` sends it
        kiosk.until(lambda status: status["house"]["chosen"]["languages"] == ["en"])
        online = ["-h", "127.0.0.1", "-p", str(port), "-t", "museum/online", "-C", "2", "-W", "60"]
        with subprocess.Popen(
            ["mosquitto_sub", *online], stdout=subprocess.PIPE, text=True
        ) as listener:
            assert listener.stdout.readline().strip() == "1"
            kiosk.kill()
            assert listener.stdout.readline().strip() == "0"
