"""The page behind its password."""

import pytest

from installation.console import password
from installation.console.auth import FREE_TRIES, LONGEST_PAUSE_S, SESSION_S, Auth
from installation.faults import BadConfig
from tests.console.asking import ask, do
from tests.house import House

pytestmark = pytest.mark.realtime


WORD = "vier Wörter mit Leerzeichen"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locked")
    password.save(folder / "state", WORD)
    light = ("--windowless", "--size", "320x180", "--pack", "colours", "--sound", "none")
    kiosk = House(folder, (*light, "--camera", "simulated"), {})
    kiosk.until_served()
    yield kiosk.port
    kiosk.kill()


def log_in(port, word):
    return ask(port, "/login", "POST", word.encode(), Origin=f"http://127.0.0.1:{port}")[0]


@pytest.mark.parametrize(
    "path", ["/status.json", "/live.jpg", "/support.zip", "/visits.csv", "/page.js", "/show.js"]
)
def test_without_the_password_nothing_is_told(port, path):
    assert ask(port, path)[0].status == 401


def test_the_page_leads_to_its_door(port):
    answer, _ = ask(port, "/")
    assert answer.status == 303 and answer.headers["location"] == "/login"
    assert ask(port, "/login")[0].status == 200


def test_with_it_there_is_a_session_that_scripts_and_other_sites_cannot_use(port):
    answer = log_in(port, WORD)
    cookie = answer.headers["set-cookie"]
    assert answer.status == 200 and "HttpOnly" in cookie and "SameSite=strict" in cookie
    ours = cookie.split(";")[0]
    assert do(port, "back", Cookie=ours)[0].status == 202
    assert do(port, "back", Cookie=ours, X_Token="guessed")[0].status == 403
    assert ask(port, "/status.json", Cookie="latenzraum=guessed")[0].status == 401


def test_a_wrong_password_is_refused_and_then_the_door_stays_closed_for_a_while(port):
    answers = [log_in(port, "wrong").status for _ in range(FREE_TRIES + 1)]
    assert answers[0] == 403 and answers[-1] == 429
    assert log_in(port, WORD).status == 429


def test_a_damaged_password_is_told_at_the_door_and_in_the_health(tmp_path):
    password.save(tmp_path / "state", WORD)
    password.path(tmp_path / "state").write_text("quatsch")
    light = ("--windowless", "--size", "320x180", "--pack", "colours", "--sound", "none")
    kiosk = House(tmp_path, (*light, "--camera", "simulated"), {})
    try:
        kiosk.until_served()
        answers = {log_in(kiosk.port, WORD).status for _ in range(FREE_TRIES + 2)}
        assert answers == {503}
        looks = (kiosk.command("status").stdout for _ in range(60))
        told = next(look for look in looks if "set it again: kiosk password" in look)
        assert "DEGRADED console: nobody can log in to the page" in told
    finally:
        kiosk.kill()


# -- the parts beside it ---------------------------------------------------------------------------


def test_the_pauses_double_and_end(tmp_path):
    auth = Auth()
    for _ in range(40):
        auth.record_wrong("a", 0.0)
    assert auth.pause_s("a", 0.0) == LONGEST_PAUSE_S and auth.pause_s("b", 0.0) == 0
    assert auth.pause_s("a", LONGEST_PAUSE_S) == 0
    auth.record_right("a")
    assert auth.pause_s("a", 0.0) == 0


def test_a_session_ends_by_itself():
    auth = Auth()
    cookie = auth.begin(0.0)
    assert auth.session(cookie, SESSION_S - 1) and auth.session(cookie, SESSION_S) is None


def test_the_password_is_kept_as_scrypt_for_its_owner_only(tmp_path):
    password.save(tmp_path, WORD)
    kept = password.path(tmp_path)
    assert WORD not in kept.read_text() and kept.stat().st_mode & 0o777 == 0o600
    assert password.fits(tmp_path, WORD) and not password.fits(tmp_path, WORD + " ")
    assert password.problem(tmp_path) == ""


def _damaged(kept: str) -> dict[str, str]:
    """By what happened to it."""
    _, cost, block, lanes, salt, wanted = kept.split()
    return {
        "another text": "quatsch",
        "cut": kept[:-10],
        "cut to its costs": "scrypt 1",
        "no lanes": f"scrypt {cost} {block} -1 {salt} {wanted}",
        "a cost beyond all memory": f"scrypt {10**30} {block} {lanes} {salt} {wanted}",
        "no salt": f"scrypt {cost} {block} {lanes} aa {wanted}",
        "an odd digit": f"scrypt {cost} {block} {lanes} {salt} {wanted[:-1]}x",
        "not ASCII": kept.replace("scrypt", "scrüpt"),
    }


def test_a_damaged_password_lets_nobody_in_and_is_told(tmp_path):
    """Incident: every password was a wrong one, and the door stayed closed longer and longer."""
    password.save(tmp_path, WORD)
    kept = password.path(tmp_path)
    for what, text in _damaged(kept.read_text()).items():
        kept.write_text(text)
        assert password.is_set(tmp_path) and not password.fits(tmp_path, WORD), what
        assert password.problem(tmp_path) == "it holds no hash of a password", what
    password.save(tmp_path, WORD)
    assert password.fits(tmp_path, WORD) and not password.problem(tmp_path)


def test_a_folder_in_the_place_of_the_password_is_told_and_put_aside(tmp_path):
    kept = password.path(tmp_path)
    kept.mkdir()
    assert password.is_set(tmp_path) and password.problem(tmp_path) == "it is a folder"
    password.save(tmp_path, WORD)
    assert password.fits(tmp_path, WORD) and kept.with_suffix(".broken").is_dir()


def test_without_a_state_folder_nobody_has_set_a_password(tmp_path):
    """Incident: the folder's path led through a plain file, and the page asked for a password all the same."""
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to("circle")
    for state in (tmp_path / "file" / "state", tmp_path / "circle", tmp_path / "none"):
        assert not password.is_set(state) and not password.problem(state)


def test_a_link_laid_in_its_folder_leads_the_password_nowhere_else(tmp_path):
    """Root sets it in a folder of the service's: what the service lays there must not be followed."""
    foreign = tmp_path / "foreign"
    foreign.write_text("untouched")
    folder = tmp_path / "state"
    folder.mkdir()
    password.path(folder).symlink_to(foreign)
    (folder / ".password.new").symlink_to(foreign)
    password.save(folder, WORD)
    assert foreign.read_text() == "untouched"
    assert password.fits(folder, WORD) and not password.path(folder).is_symlink()
    assert list(folder.iterdir()) == [password.path(folder)]


@pytest.mark.parametrize("word", ["", "short", "x" * 201])
def test_a_password_that_is_too_short_or_too_long_is_refused(tmp_path, word):
    with pytest.raises(BadConfig, match="10 to 200"):
        password.save(tmp_path, word)
