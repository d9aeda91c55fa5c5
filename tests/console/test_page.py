"""The technician's page: on this machine only, and nothing of the camera on it."""

import http.client

import pytest


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    from tests.house import House

    kiosk = House(tmp_path_factory.mktemp("house"), ("--windowless", "--camera", "simulated"), {})
    kiosk.until(lambda status: status["presence"] and status["report"]["first_picture_s"])
    yield kiosk.port
    kiosk.kill()


def ask(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/page.js", "javascript"), ("/page.css", "text/css"), ("/live.jpg", "image/jpeg"),
     ("/status.json", "application/json")],
)  # fmt: skip
def test_what_the_page_is_made_of_is_served_with_strict_headers(port, path, kind):
    answer, body = ask(port, path)
    assert answer.status == 200 and kind in answer.headers["content-type"] and body
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/../cli.py", "/..%2f..%2fcli.py", "/web/page.html", "/camera.jpg", "/live.jpg/x"])
def test_nothing_else_is_served(port, path):
    assert ask(port, path)[0].status == 404


def test_a_foreign_name_bent_to_this_machine_is_turned_away(port):
    assert ask(port, "/status.json", Host="museum.example")[0].status == 400


def test_nothing_can_be_changed_by_asking(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", "/", body="x")
    assert connection.getresponse().status == 405


def test_the_page_has_no_script_or_style_of_its_own_inline(port):
    body = ask(port, "/")[1].decode()
    assert "<style" not in body and "onclick" not in body and body.count("<script") == 1
