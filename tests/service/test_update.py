"""A new version beside the running one: nobody's but ours, whole, and back where it does not do well."""

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import sys

import pytest

from installation.common import arrivals, state_folder, version_record
from installation.common.arrivals import ArrivalKind, ArrivalWish
from installation.common.files import sha256
from installation.common.paths import ROOT
from installation.common.version_record import UpdateNews, UpdateState, VersionRecord
from installation.faults import BadArchive, Fault, Refused
from installation.service import arrival
from installation.service.sealed_archive import being_written, opened
from installation.service.unit_files import UNITS
from installation.service.update import box_change, signature, trial
from installation.service.update import update as updating
from installation.service.update.rehearsal import Rehearsed, rehearse
from installation.service.update.release import PARTS, RELEASE
from installation.service.update.trial import TrialWatch
from installation.service.update.update import UpdateWishes
from installation.service.update.version_making import VersionMaker
from installation.service.update.versions import Versions

MACHINE = {"system": sys.platform, "machine": os.uname().machine, "python": "3.11"}


@pytest.fixture
def key(tmp_path):
    """A private key, and a file with its public half."""
    public = signature.new_key(tmp_path / "key.pem")
    (tmp_path / "trusted.pem").write_text(public)
    return tmp_path / "key.pem"


def release(path, key, version, files):
    source = path.with_suffix(".source")
    with being_written(path, RELEASE) as archive:
        for name, text in files.items():
            source.write_text(text)
            archive.add(name, source)
        manifest = archive.finish({"version": version} | MACHINE)
        archive.sign(signature.sign(manifest, key))
    return path


def test_a_release_is_taken_from_those_only_whom_the_house_trusts(tmp_path, key):
    path = release(tmp_path / "a.zip", key, "0.2.0", {"kiosk": "echo 0.2.0\n"})
    with opened(path, RELEASE) as archive:
        assert signature.check(archive.manifest_bytes, archive.signature, tmp_path / "trusted.pem")
        with pytest.raises(BadArchive, match="not signed by a key that this house trusts"):
            signature.check(archive.manifest_bytes, archive.signature, None)
        with pytest.raises(BadArchive, match="not signed"):
            signature.check(archive.manifest_bytes, None, tmp_path / "trusted.pem")
        with pytest.raises(BadArchive):
            changed = archive.manifest_bytes.replace(b"0.2.0", b"0.3.0")
            signature.check(changed, archive.signature, tmp_path / "trusted.pem")


def test_openssl_says_the_same_of_a_signature(tmp_path, key):
    (tmp_path / "message").write_bytes(b"a manifest")
    (tmp_path / "signature").write_bytes(signature.sign(b"a manifest", key))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin"]
    command += ["-inkey", tmp_path / "trusted.pem", "-in", tmp_path / "message"]
    try:
        done = subprocess.run([*command, "-sigfile", tmp_path / "signature"], capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert done.returncode == 0, done.stderr


def added(versions, tmp_path, key, version, files):
    with opened(release(tmp_path / f"{version}.zip", key, version, files), RELEASE) as archive:
        return VersionMaker(versions).add(archive)


@pytest.mark.parametrize("had_one", [False, True])
def test_a_refused_change_leaves_no_first_version_and_takes_none_away(tmp_path, key, had_one):
    """Incident: after a mistyped file name the copy that was made for it ran, and git pull changed nothing any more."""
    versions = Versions(tmp_path / "base")
    versions.base.mkdir()
    if had_one:
        versions.switch(added(versions, tmp_path, key, "0.1.0", {"kiosk": "echo\n"}), "")
    with pytest.raises(Refused), versions.locked(), versions.gone_where_first():
        if not had_one:
            versions.switch(added(versions, tmp_path, key, "0.1.0", {"kiosk": "echo\n"}), "")
        raise Refused("there is no file /nowhere")
    left = sorted(path.name for path in versions.base.iterdir())
    assert left == (["current", "versions"] if had_one else [])


def test_versions_lie_beside_each_other_and_few_are_kept(tmp_path, key):
    versions = Versions(tmp_path / "base")
    for number in range(6):
        name = added(versions, tmp_path, key, f"0.{number}.0", {"kiosk": "echo\n"})
        os.utime(versions.path(name), (number, number))
        versions.switch(name, versions.current)
    gone = versions.prune()
    assert (versions.current, versions.previous) == ("0.5.0", "0.4.0")
    assert sorted(gone) == ["0.0.0", "0.1.0", "0.2.0"] and not versions.path("0.2.0").exists()
    with pytest.raises(Refused, match="is the one that is installed"):
        added(versions, tmp_path, key, "0.5.0", {"kiosk": "echo\n"})


@pytest.mark.parametrize(
    ("version", "files", "words"),
    [
        ("../evil", {"kiosk": ""}, "no name of a version"),
        ("0.2.0", {"kiosk": "", "etc/passwd": ""}, "no place in a release"),
    ],
)
def test_a_signed_release_may_still_not_leave_its_folder(tmp_path, key, version, files, words):
    with pytest.raises(BadArchive, match=words):
        added(Versions(tmp_path / "base"), tmp_path, key, version, files)


def version_with(folder, files):
    """A version that came with these packs and assets."""
    digests = {}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        digests[name] = sha256(path)
    (folder / "contents.json").write_text(json.dumps(digests))
    return folder


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:1/a b", "https://[::1", "https://a..b/", "https://127.0.0.1:1/"]
)
def test_an_address_that_gives_nothing_is_told_in_a_sentence(tmp_path, address):
    (tmp_path / "versions" / "0.1.0").mkdir(parents=True)
    Versions(tmp_path).switch("0.1.0", "")
    with pytest.raises(BadArchive, match="cannot be fetched: ") as told:
        updating.update(tmp_path, address, UpdateWishes(config=tmp_path / "kiosk.toml"), print)
    assert "Errno" not in str(told.value)


def test_what_a_copy_made_of_the_link_is_told_and_left(tmp_path):
    """A program that was copied by a stick, where there are no links, could not be updated without a word why."""
    versions = Versions(tmp_path)
    (tmp_path / "current").mkdir()
    with pytest.raises(Refused, match=r"current is no link to a version .*: move it away"):
        versions.switch("0.1.0", "")
    assert (tmp_path / "current").is_dir()


def test_a_house_without_a_service_is_told_to_be_started_again(tmp_path, monkeypatch):
    """It was said to be started, and the old one played on."""
    monkeypatch.setattr(version_record.write, "__defaults__", (tmp_path / "update.json",))
    versions = Versions(tmp_path)
    for name in ("0.1.0", "0.2.0"):
        python = versions.python(name)
        python.parent.mkdir(parents=True)
        python.touch()
        versions.switch(name, versions.current)
    told = []
    assert updating.rollback(tmp_path, told.append) == "0.1.0"
    assert told == [
        "version 0.1.0 begins with the next kiosk run: end the one that plays, if one does"
    ]
    assert version_record.read(tmp_path / "update.json").state == UpdateState.ROLLED_BACK


@pytest.mark.parametrize(
    "odd", [{"version": 5}, {"before": None}, {"judge_s": "long"}, {"well_before": [1]}]
)
def test_a_record_of_an_update_that_cannot_be_used_is_none(tmp_path, odd):
    """The judge of a version ended with a mistake in the program, and nobody judged it."""
    path = tmp_path / "update.json"
    known = {"state": "on trial", "version": "0.2", "before": "0.1", "since": "now"}
    path.write_text(json.dumps(known))
    assert version_record.read(path).before == "0.1"
    path.write_text(json.dumps(known | odd))
    assert version_record.read(path) is None


def test_what_the_house_changed_stays_and_what_came_in_the_box_is_renewed(tmp_path):
    before = {
        "assets/texts/de.toml": "1",
        "assets/texts/en.toml": "1",
        "models/letters/pack.toml": "1",
        "models/colours/pack.toml": "1",
    }
    old = version_with(tmp_path / "old", before)
    new = version_with(
        tmp_path / "new", dict.fromkeys(before, "2") | {"models/letters/new.onnx": "2"}
    )
    live = version_with(tmp_path / "live", before | {"assets/texts/en.toml": "ours"})
    (live / "models/colours/pack.toml").unlink()
    (live / "models/colours").rmdir()
    told = []
    box_change.take_over(live, old, new, told.append)
    assert (live / "assets/texts/de.toml").read_text() == "2"
    assert (live / "models/letters/new.onnx").read_text() == "2"
    assert (live / "assets/texts/en.toml").read_text() == "ours"
    assert not (live / "models/colours").exists()
    assert [line.split(" is ")[0].split(" was ")[0] for line in told] == [
        "models/colours",
        "assets/texts/en.toml",
    ]
    box_change.take_over(live, new, old, told.append)
    assert (live / "assets/texts/de.toml").read_text() == "1"
    assert not (live / "models/letters/new.onnx").exists()


def test_a_version_that_does_not_accept_the_houses_configuration_fails_its_rehearsal(tmp_path):
    """Incident: what is silenced in a rehearsal was not read; the house then played by defaults, and was proven."""
    for name in ("old", "new"):
        version_with(tmp_path / name, {"assets/texts/de.toml": name})
    python = tmp_path / "new" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    config = tmp_path / "kiosk.toml"
    config.write_text('[mqtt]\nbroker = "mqtt://host"\n')
    asked = Rehearsed(tmp_path / "new", tmp_path / "old", data=tmp_path, config=config)
    with pytest.raises(Fault, match=r"kiosk.toml line 2 mqtt.broker = 'mqtt://host' cannot"):
        rehearse(asked, 1.0)


RECORD = VersionRecord(
    UpdateState.ON_TRIAL,
    "0.2.0",
    "0.1.0",
    "today",
    judge_s=600,
    patience_s=100,
    well_before=("vision",),
)


def status(
    generator="OK",
    vision="OK",
    house="open",
    restarts=0,
    crashes=0,
    version="0.2.0",
    pid=7,
    **recent,
):
    room = {"message": "why", "restarts": restarts, "crashes": crashes}
    return {
        "version": version,
        "pid": pid,
        "is_stale": False,
        "house": {"state": house},
        "rooms": {"generator": room | {"state": generator}, "vision": room | {"state": vision}},
        "recent": recent or {"picture_ms": [20, 1, 1], "turn_ms": [60, 1, 1]},
    }


def test_a_version_that_plays_well_is_proved_and_nights_do_not_count():
    watch = TrialWatch(RECORD)
    for _ in range(599):
        watch.record(status(), 1.0)
    for _ in range(9999):
        watch.record(status(house="asleep", generator="DOWN"), 1.0)
    assert not watch.is_proven and not watch.reason
    watch.record(status(), 1.0)
    assert watch.is_proven


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (status(generator="DOWN"), "generator: why"),
        (status(vision="DEGRADED"), "vision, which was well before: why"),
        (status(turn_ms=[60, 1, 1]), "makes no pictures"),
        (status(version="0.1.0"), "says nothing"),
        (None, "says nothing"),
    ],
)
def test_trouble_that_lasts_takes_a_version_back_and_a_moment_of_it_does_not(seen, words):
    watch = TrialWatch(RECORD)
    for _ in range(100):
        watch.record(seen, 1.0)
    assert not watch.reason
    watch.record(seen, 1.0)
    assert words in watch.reason and not watch.is_proven


def test_the_reason_is_what_ended_a_room_and_not_that_it_is_started_again():
    watch = TrialWatch(RECORD)
    starting = status(generator="DOWN")
    starting["rooms"]["generator"] |= {"message": "is being started"}
    for seen in [starting, status(generator="DOWN"), *[starting] * 99]:
        watch.record(seen, 1.0)
    assert watch.reason == "generator: why"


def test_a_room_that_dies_again_and_again_takes_a_version_back():
    watch = TrialWatch(RECORD)
    for count in range(6):
        watch.record(status(restarts=count), 1.0)
    assert (
        not watch.reason
    )  # that each of two was started again five times: so it may be on a busy machine
    watch.record(status(restarts=6), 1.0)
    assert "started again 6 times; vision: why" in watch.reason


def test_a_room_that_crashes_three_times_while_all_is_well_between_takes_a_version_back():
    """A display that died every 150 s was proven: five new starts were forgiven."""
    watch = TrialWatch(RECORD)
    for second in range(449):
        watch.record(status(restarts=second // 150, crashes=second // 150), 1.0)
    assert not watch.reason
    for _ in range(2):
        watch.record(status(restarts=3, crashes=3), 1.0)
    assert watch.reason == "generator crashed 3 times; vision: why"


def test_a_house_that_is_started_again_three_times_takes_a_version_back():
    watch = TrialWatch(RECORD)
    for pid in (7, 8, 9):
        watch.record(status(pid=pid), 1.0)
    assert not watch.reason
    watch.record(status(pid=10), 1.0)
    assert watch.reason == "the house was started again 3 times"


def test_a_version_that_is_taken_back_takes_no_place_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(state_folder, "folder", lambda: tmp_path / "state")
    for of_record in (version_record.read, version_record.write):
        monkeypatch.setattr(of_record, "__defaults__", (tmp_path / "update.json",))
    versions = Versions(tmp_path)
    for name in ("0.1.0", "0.2.0"):
        versions.python(name).parent.mkdir(parents=True)
        versions.python(name).touch()
    versions.switch("0.2.0", "0.1.0")
    silent = dataclasses.replace(RECORD, patience_s=0.0)
    version_record.write(silent)
    assert not trial.judge(tmp_path, lambda _: None)
    assert versions.current == "0.1.0" and not versions.path("0.2.0").exists()
    assert version_record.read().state == UpdateState.TAKEN_BACK


def test_the_house_tells_that_a_version_was_taken_back(tmp_path):
    news = UpdateNews(tmp_path / "update.json")
    assert (news.message, news.is_bad) == ("", False)
    taken_back = VersionRecord(
        UpdateState.TAKEN_BACK, "0.2.0", "0.1.0", "today", "generator: it makes no pictures"
    )
    version_record.write(taken_back, tmp_path / "update.json")
    news.look()
    assert news.is_bad and news.message.endswith("runs again: generator: it makes no pictures")
    (tmp_path / "update.json").write_text("{")
    news.look()
    assert (news.message, news.is_bad) == ("", False)


# -- what arrives over the broker ------------------------------------------------------------------


@pytest.fixture
def arrived(tmp_path, key, monkeypatch):
    """`arrived(version, said)`: a release in the state folder, wished for as `said`; returns what became of it."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setattr(arrivals, "VERDICT", tmp_path / "verdict.json")
    monkeypatch.setattr(signature, "HOUSE_KEYS", tmp_path / "trusted-keys.pem")
    monkeypatch.setattr(arrival, "ServiceControl", lambda _: Service())
    monkeypatch.setattr(updating, "ServiceControl", lambda _: Service())
    base = tmp_path / "base"
    (base / "installation").mkdir(parents=True)
    (base / "installation" / "__init__.py").write_text('__version__ = "0.0.9"\n')
    monkeypatch.setattr(VersionMaker, "ensure_first", lambda _: "0.0.9")

    def take(version, said=None):
        wish = ArrivalWish(ArrivalKind.RELEASE, said or version, "token")
        path = arrivals.archive(tmp_path / "state", wish)
        path.parent.mkdir(parents=True, exist_ok=True)
        release(path, key, version, {"kiosk": "exit 1\n"})
        arrivals.ask(tmp_path / "state", wish)
        wishes = UpdateWishes(config=tmp_path / "kiosk.toml")
        arrival.take(base, tmp_path / "models", wishes, lambda _: None)
        return arrivals.verdict()

    return take


class Service:
    """A house that systemd keeps; it is never reached here."""

    is_installed = True
    follows_link = True


def test_what_arrived_is_taken_from_those_only_whom_the_house_itself_trusts(arrived, tmp_path):
    assert "not signed by a key that this house trusts" in arrived("99.0").refusal
    shutil.copy(tmp_path / "trusted.pem", tmp_path / "trusted-keys.pem")
    # trusted, it comes as far as its own set-up
    assert "version 99.0 cannot be set up" in arrived("99.0").refusal
    assert "is version 98.0, and 99.0 was said" in arrived("98.0", "99.0").refusal
    assert "no older" in arrived("0.0.1").refusal
    assert not arrivals.wish_file(tmp_path / "state").exists()


def test_what_is_wrong_with_the_machine_is_told_to_who_sent_it_and_is_a_failure_of_the_unit(
    arrived, tmp_path, monkeypatch
):
    """The unit was failed after each refusal: `systemctl --failed` named what had gone as it should."""

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tmp_path)

    shutil.copy(tmp_path / "trusted.pem", tmp_path / "trusted-keys.pem")
    monkeypatch.setattr(VersionMaker, "add", full)
    with pytest.raises(OSError, match="No space left"):
        arrived("99.0")
    told = "it cannot be kept: its disk is full"
    assert arrivals.verdict().refusal == told


def test_each_unit_that_is_installed_is_part_of_a_version():
    """Incident: the units of the messages were no part of it, and nothing could be installed any more."""
    assert set(UNITS) <= set(PARTS)
    assert all((ROOT / part).exists() for part in PARTS)
