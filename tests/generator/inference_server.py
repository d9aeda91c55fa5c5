"""A small inference server: KServe v2 over HTTP as its document has it, around one ONNX file.

    python inference_server.py MODEL.onnx CERTIFICATE.pem

prints its ports, one for http and one for https. `POST /behave` with a word of BEHAVIOURS makes it misbehave from then on.
"""

import json
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import onnxruntime

MODEL = "mood"
VERSION = "7"
KINDS = {"tensor(float)": "FP32", "tensor(int64)": "INT64", "tensor(uint8)": "UINT8"}
TYPES = {"FP32": "<f4", "INT64": "<i8", "UINT8": "u1", "FP16": "<f2"}
SLOW_S = 0.3
TOKEN = "open sesame"
BEHAVIOURS = (
    "well",
    "slow",  # a third of a second a picture
    "json",  # knows no bytes
    "garbage",  # bytes that are no answer
    "nonsense",  # JSON that is no answer
    "short",  # fewer bytes than it says
    "large",  # a gigabyte is announced
    "nan",
    "other",  # paints otherwise
    "redirect",
    "failing",  # 500, with words
    "drip",  # a byte now and then
    "locked",  # wants a token
    "narrow",  # says that points have one value less
)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    behaviour = "well"  # of all servers
    connections = 0

    def __init__(self, session):
        super().__init__(("127.0.0.1", 0), Handler)
        self.session = session

    def handle_error(self, request, client_address):
        """Clients may leave."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        Server.connections += 1

    def log_message(self, *_):
        """Nobody reads it."""

    def do_GET(self):
        if self.path == "/connections":
            self.answer(200, {"count": self.server.connections})
        elif self.may_enter() and self.knows(""):
            self.answer(200, self.metadata())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/behave":
            Server.behaviour = body.decode()
            assert Server.behaviour in BEHAVIOURS
            self.answer(200, {})
        elif self.may_enter() and self.knows("/infer"):
            self.infer(body)

    def may_enter(self):
        if self.server.behaviour != "locked":
            return True
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self.answer(401, {"error": "who are you?"})
        return False

    def knows(self, action):
        paths = [f"/v2/models/{MODEL}{version}{action}" for version in ("", f"/versions/{VERSION}")]
        if self.path in paths:
            return True
        self.answer(404, {"error": f"unknown model {self.path}"})
        return False

    def metadata(self):
        session = self.server.session
        inputs = [self.described(node) for node in session.get_inputs()]
        if self.server.behaviour == "narrow":
            inputs[0]["shape"][-1] -= 1
        outputs = [self.described(node) for node in session.get_outputs()]
        return {
            "name": MODEL,
            "versions": [VERSION],
            "platform": "onnxruntime",
            "inputs": inputs,
            "outputs": outputs,
        }

    def described(self, node):
        shape = [size if isinstance(size, int) else -1 for size in node.shape]
        return {"name": node.name, "datatype": KINDS[node.type], "shape": shape}

    def infer(self, body):
        behaviour = self.server.behaviour
        if behaviour == "redirect":
            self.answer(307, {}, {"Location": "http://127.0.0.1:1/elsewhere"})
        elif behaviour == "failing":
            self.answer(500, {"error": "CUDA out of memory; sorry"})
        elif behaviour == "garbage":
            self.send(200, bytes(range(256)) * 40, {})
        elif behaviour == "nonsense":
            self.answer(200, {"outputs": [{"name": "picture", "shape": [1 << 40], "data": None}]})
        elif behaviour == "large":
            self.begin(200, {"Content-Length": str(1 << 30)})
        else:
            self.paint(body)

    def paint(self, body):
        head, behind = self.split(body)
        feed = {}
        for tensor in head["inputs"]:
            size = tensor.get("parameters", {}).get("binary_data_size")
            kind = TYPES[tensor["datatype"]]
            if size is None:
                values = np.array(tensor["data"], kind)
            else:
                values = np.frombuffer(behind[:size], kind)
                behind = behind[size:]
            feed[tensor["name"]] = values.reshape(tensor["shape"])
        names = [wanted["name"] for wanted in head["outputs"]]
        arrays = self.server.session.run(names, feed)
        self.spoil(arrays)
        self.send_tensors(names, arrays, head["outputs"])

    def split(self, body):
        length = int(self.headers.get("Inference-Header-Content-Length", len(body)))
        return json.loads(body[:length]), body[length:]

    def spoil(self, arrays):
        behaviour = self.server.behaviour
        if behaviour == "slow":
            time.sleep(SLOW_S)
        elif behaviour == "nan":
            arrays[0] = np.full_like(arrays[0], np.nan)
        elif behaviour == "other":
            arrays[0] = -arrays[0]

    def send_tensors(self, names, arrays, wanted):
        listed = []
        behind = b""
        for name, array, asked in zip(names, arrays, wanted, strict=True):
            tensor = {"name": name, "shape": list(array.shape), "datatype": kind_of(array)}
            if asked["parameters"]["binary_data"] and self.server.behaviour != "json":
                raw = array.tobytes()
                tensor["parameters"] = {"binary_data_size": len(raw)}
                behind += raw
            else:
                tensor["data"] = array.ravel().tolist()
            listed.append(tensor)
        head = json.dumps({"model_name": MODEL, "outputs": listed}).encode()
        headers = {"Inference-Header-Content-Length": str(len(head))} if behind else {}
        self.send(200, head + behind, headers)

    def answer(self, status, content, headers=None):
        self.send(status, json.dumps(content).encode(), headers or {})

    def send(self, status, body, headers):
        self.begin(status, headers | {"Content-Length": str(len(body))})
        behaviour = self.server.behaviour
        if behaviour == "short" and self.command == "POST" and self.path != "/behave":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif behaviour == "drip" and self.path.endswith("/infer"):
            for byte in body:
                self.wfile.write(bytes([byte]))
                time.sleep(0.02)
        else:
            self.wfile.write(body)

    def begin(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def kind_of(array):
    return next(kind for kind, name in TYPES.items() if np.dtype(name) == array.dtype)


def main():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(sys.argv[1], options)
    in_the_open = Server(session)
    encrypted = Server(session)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2])
    encrypted.socket = context.wrap_socket(encrypted.socket, server_side=True)
    threading.Thread(target=encrypted.serve_forever, daemon=True).start()
    print(in_the_open.server_address[1], encrypted.server_address[1], flush=True)
    in_the_open.serve_forever()


if __name__ == "__main__":
    main()
