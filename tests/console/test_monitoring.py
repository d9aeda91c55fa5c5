"""What is shipped for Prometheus and Grafana speaks of numbers that there are, and each number says which house it is of."""

import json
import re
import shutil
import subprocess

import pytest

from installation.common.paths import PROGRAM
from installation.console import metrics
from installation.console.snapshot import Snapshot

FOLDER = PROGRAM / "docs" / "monitoring"
KNOWN = {f"{metrics.PREFIX}{each.name}" for each in metrics.METRICS} | {
    f"{metrics.PREFIX}{metrics.INFO}"
}


@pytest.mark.parametrize("name", ["alerts.yml", "grafana-dashboard.json", "alerts_test.yml"])
def test_only_numbers_that_there_are_are_asked_for(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    named = set(re.findall(r"latenzraum_[a-z_]+", text))
    assert named and named <= KNOWN, named - KNOWN


def test_the_dashboard_shows_every_number_of_visitors_and_rooms():
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels]
    assert len(set(places)) == len(places)
    asked = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    assert {name for name in KNOWN if name not in asked} == {
        "latenzraum_running_seconds",
        "latenzraum_sound_peak_ratio",
    }


def test_a_house_names_itself_however_it_is_called():
    snapshot = Snapshot()
    snapshot.house = {"version": "1.2"}
    text = metrics.text(snapshot, name='The "old"\\new\nroom', house_id="aaaaaaaa")
    line = next(line for line in text.splitlines() if line.startswith("latenzraum_info"))
    assert line == (
        'latenzraum_info{version="1.2",name="The \\"old\\"\\\\new\\nroom",id="aaaaaaaa"} 1'
    )


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
@pytest.mark.parametrize(
    "words", [("check", "config", "prometheus.yml"), ("test", "rules", "alerts_test.yml")]
)
def test_prometheus_takes_the_rules_and_they_hold_what_they_promise(words):
    done = subprocess.run(["promtool", *words], cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
