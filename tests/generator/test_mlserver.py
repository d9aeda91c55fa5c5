"""MLServer as the other side, where `LATENZRAUM_MLSERVER` names its program, such as /opt/mlserver/bin/mlserver:
``python -m venv /opt/mlserver && /opt/mlserver/bin/pip install mlserver onnxruntime``."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest

from installation.common import clock
from installation.packs.scene import Scene
from tests.generator.inference_server import MODEL, VERSION
from tests.generator.test_inference import (  # noqa: F401
    HERE,
    POINT,
    asked,
    is_far,
    is_lost,
    painter,
    until,
)
from tests.house import free_port

PROGRAM = os.environ.get("LATENZRAUM_MLSERVER", "")
STARTS_WITHIN_S = 120
pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(not PROGRAM, reason="LATENZRAUM_MLSERVER names no program"),
]


class MlServer:
    def __init__(self, folder):
        self.address = f"http://127.0.0.1:{free_port()}"
        ports = {"grpc_port": free_port(), "metrics_port": free_port(), "parallel_workers": 0}
        http = {"host": "127.0.0.1", "http_port": int(self.address.rpartition(":")[2])}
        (folder / "settings.json").write_text(json.dumps(ports | http))
        (folder / MODEL).mkdir()
        (folder / MODEL / "model-settings.json").write_text(json.dumps(model_settings()))
        shutil.copy(HERE / "mlserver_runtime.py", folder)
        self.process = subprocess.Popen(
            [PROGRAM, "start", "."],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": "."},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end(self):
        self.process.kill()
        self.process.wait()


def model_settings():
    inputs = [{"name": "z", "datatype": "FP32", "shape": [1, 4]}]
    outputs = [
        {"name": "hidden", "datatype": "FP32", "shape": [1, 3, 3, 3]},
        {"name": "picture", "datatype": "FP32", "shape": [1, 3, -1, -1]},
    ]
    return {
        "name": MODEL,
        "implementation": "mlserver_runtime.OnnxModel",
        "parameters": {"uri": str(HERE / "moody.onnx"), "version": VERSION},
        "inputs": inputs,
        "outputs": outputs,
    }


@pytest.fixture
def mlserver(tmp_path_factory):
    found = MlServer(tmp_path_factory.mktemp("mlserver"))
    yield found
    found.end()


def test_mlserver_paints_is_killed_and_this_machine_goes_on(painter, mlserver):  # noqa: F811
    painter = painter(mlserver, packs=[f"moody as {MODEL} version {VERSION}"], deadline_ms=1000.0)
    begun_ns = clock.now_ns()
    while not is_far(painter):  # it takes its time to start, and is asked again and again
        painter.paint(Scene.of(POINT))[0]
        clock.rest(0.02)
        assert clock.seconds(clock.now_ns() - begun_ns) < STARTS_WITHIN_S, painter.message
    alone = painter.model.paint(Scene.of(POINT), 64, 64)
    np.testing.assert_allclose(painter.paint(Scene.of(POINT))[0], alone, atol=1)
    _, layers = painter.paint(Scene.of(POINT), is_open=True)
    assert [layer.shape for layer in layers] == [(1, 3, 3, 3)]
    mlserver.end()
    until(painter, is_lost)
    assert "no server answers there" in painter.message
