"""Asking the page as a browser does, and as none would."""

import http.client
import json


def ask(port, path, method="GET", body=None, **headers):
    """The answer and its body; `headers` with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(
        method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    return answer, answer.read()


def post(port, path, value):
    """JSON, as the page sends it."""
    token = json.loads(ask(port, "/status.json")[1])["token"]
    origin = f"http://127.0.0.1:{port}"
    return ask(port, path, "POST", json.dumps(value), Origin=origin, X_Token=token)


def do(port, action, value="", **headers):
    """An action, asked for as the page asks; `headers` change how."""
    cookie = {key: headers[key] for key in ("Cookie",) if key in headers}
    token = json.loads(ask(port, "/status.json", **cookie)[1])["token"]
    usual = {"Origin": f"http://127.0.0.1:{port}", "X_Token": token}
    sent = {name: given for name, given in (usual | headers).items() if given is not None}
    return ask(port, "/command", "POST", json.dumps({"action": action, "value": value}), **sent)
