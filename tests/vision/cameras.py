"""Cameras to test with: one on the network that misbehaves, and the section of kiosk.toml that names one."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

from installation.config import schema


def settings(source: str) -> schema.CameraConfig:
    return schema.CameraConfig(source=source, width_px=320, height_px=240, seed=1)


class MjpegServer:
    """A network camera whose `mode` is run, stall, close, repeat or corrupt."""

    def __init__(self):
        self.mode = "run"
        self.opened = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.opened += 1
                server.stream(self)

            def log_message(self, *_):
                """Says nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/stream.mjpg"
        self._ended = threading.Event()
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stream(self, handler) -> None:
        if self.mode == "close":
            handler.send_error(503)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        handler.end_headers()
        rng = np.random.default_rng(1)
        view = rng.integers(60, 190, (48, 64, 3))
        still = None
        while not self._ended.wait(0.03) and self.mode != "close":
            if self.mode == "stall":
                continue
            picture = (view + rng.integers(-6, 7, view.shape)).astype(np.uint8)
            still = picture if still is None else still
            data = cv2.imencode(".jpg", still if self.mode == "repeat" else picture)[1].tobytes()
            data = data[:200] if self.mode == "corrupt" else data
            head = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(data)
            try:
                handler.wfile.write(head + data + b"\r\n")
            except OSError:
                return

    def close(self) -> None:
        self._ended.set()
        self._http.shutdown()
        self._http.server_close()
