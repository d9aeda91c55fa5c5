"""What stands at the broker's address and is none, or wants nobody: it is told as it is."""

import socket
import threading

import pytest

from installation.config.schema import MqttConfig
from installation.console.broker import connection
from installation.console.broker.connection import BrokerConnection

REFUSED = bytes([0x20, 2, 0, 5])  # CONNACK of MQTT 3.1.1: not authorised


@pytest.mark.realtime
@pytest.mark.parametrize(
    ("answer", "told"), [(b"", "takes the connection and does not answer"), (REFUSED, "refuses: ")]
)
def test_who_takes_the_connection_and_gives_none_is_told_also_after_it_has_ended(
    tmp_path, monkeypatch, answer, told
):
    """Both were said to be out of reach."""
    monkeypatch.setattr(connection, "_KEEPALIVE_S", 1)
    server = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve():
        taken, _ = server.accept()
        taken.recv(1000)
        taken.sendall(answer)
        if answer:
            taken.close()
        server.accept()  # it tries again: the first connection has ended
        is_over.set()
        taken.close()

    threading.Thread(target=serve, daemon=True).start()
    port = server.getsockname()[1]
    broker = BrokerConnection(MqttConfig(broker="127.0.0.1", port=port), tmp_path)
    messages = []
    disconnected = broker._on_disconnect

    def noted(*words):
        disconnected(*words)
        messages.append(broker.message)

    monkeypatch.setattr(broker, "_on_disconnect", noted)
    broker.open()
    assert is_over.wait(30)
    broker.close()
    assert told in messages[0]
