"""A recording played as a camera leads along the same path to the same pictures as the visitors did."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from installation.config import schema
from installation.packs import manifest
from installation.vision.recording import read, written
from tests.benchmarks.even_speed import ROOT, Run, simulated

SECONDS = 6


def test_what_was_recorded_leads_along_the_same_path_to_the_same_pictures():
    lived, rate_hz = simulated(SECONDS)
    lines = [read(written(presence, 0.0)) for presence in lived]
    replayed = [
        replace(
            presence,
            **{
                name: getattr(line.detection, name)
                for name in ("places", "flow", "motion", "silhouette")
            },
        )
        for presence, line in zip(lived, lines, strict=True)
    ]
    assert any(presence.count for presence in lived)
    runs = []
    for presences in (lived, replayed):
        run = Run(manifest.load(ROOT / "models" / "facades"), schema.JourneyConfig(seed=5), 30)
        run.go(presences, rate_hz, SECONDS)
        runs.append(SimpleNamespace(points=np.array(run.points), changes=np.array(run.changes)))
    assert np.array_equal(runs[0].points, runs[1].points)
    assert np.array_equal(runs[0].changes, runs[1].changes)
    assert len(np.unique(runs[0].points, axis=0)) > 100
