"""A message as JSON, posted to an address; the only file of the alerts that asks one."""

import http.client
import json
import ssl
from urllib.parse import urlsplit

from installation.common import system_errors
from installation.faults import Fault
from installation.service.alerts.alert_text import AlertMessage

PATIENCE_S = 20.0


def post(address: str, message: AlertMessage) -> None:
    """Posts it. Redirects are not followed. Raises `Fault` in words, which name the host alone: paths hold keys."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    body = json.dumps(message.as_json(), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "latenzraum"}
    try:
        connection = _connection(parts.scheme, host, parts.port)
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
        connection.close()
    except ssl.SSLError as error:
        raise Fault(f"{host}: the encryption fails: {error.reason or error}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = system_errors.words(error)
        raise Fault(f"{host} cannot be reached: {words}") from error
    if not 200 <= status < 300:
        raise Fault(f"{host} answers {status}: it did not take the message")


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
    return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
