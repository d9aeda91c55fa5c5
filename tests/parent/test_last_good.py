"""The morning after: whatever was broken by day or by a power cut, there is a picture, and it is told."""

import dataclasses
import errno
import os
import shutil
import threading
from pathlib import Path

import pytest

from installation.cast import CAST, STANDBY
from installation.common import clock, files
from installation.common.paths import ROOT
from installation.config.options import RunOptions
from installation.config.watcher import ConfigWatcher
from installation.faults import BadConfig
from installation.ipc.testing import fake_settings
from installation.messages import Beat
from installation.packs import manifest
from installation.packs.pack_watcher import pack_state
from installation.parent import hot_swap, kept_pack, missed_pack
from installation.parent.hot_swap import HotSwap
from installation.parent.kept_config import kept_config
from installation.parent.kept_pack import KeptPack
from installation.parent.run_start import RunStart
from installation.parent.supervisor import Supervisor
from installation.vocabulary import RoomName, RoomState
from tests.packs.image_pack import write_image_pack
from tests.packs.scene_pack import write_scene_pack


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Options of a service with a pack of its own."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    (tmp_path / "models" / "scene").mkdir(parents=True)
    write_scene_pack(tmp_path / "models" / "scene")
    (tmp_path / "kiosk.toml").write_text("[screen]\nwidth_px = 640\n")
    return RunOptions(
        config=tmp_path / "kiosk.toml",
        pack="scene",
        studio=True,
        models=tmp_path / "models",
        service=True,
    )


def keep(desk, name: str = "scene") -> Path:
    """The pack was shown well; where its copy lies."""
    folder = desk.models / name
    kept = KeptPack(desk.models.parent / "state")
    kept.keep(folder, pack_state(folder))
    copied()
    return kept.copy(name)


def copied() -> None:
    for thread in threading.enumerate():
        if thread.name == "keep pack":
            thread.join()


def resting_house(desk) -> HotSwap:
    """A house whose rooms were never started."""
    settings = RunStart(desk).first()
    supervisor = Supervisor(CAST, "", settings)
    supervisor.rest(supervisor.processes)
    return HotSwap(STANDBY, supervisor, "")


def look(swap: HotSwap) -> str:
    """After its next look; where rooms that start read the pack."""
    swap._looked_ns = 0
    swap.tend()
    return swap.active_pack.folder


# -- kiosk.toml ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"[scre", b"\xff\xfe", b"[screen]\nwide = 1\n", b"#" * 20_000_000, b"", bytes(300)],
)
def test_a_service_begins_with_the_last_good_configuration_and_a_terminal_is_refused(desk, content):
    kept = kept_config(desk.models.parent / "state")
    kept.parent.mkdir(parents=True)
    kept.write_text("[screen]\nwidth_px = 800\n")
    desk.config.write_bytes(content)
    start = RunStart(desk)
    assert start.first().screen.width_px == 800
    assert str(desk.config.name) in start.problem and "shown last holds" in start.problem
    if content:  # at a terminal an empty one is as good as none
        with pytest.raises(BadConfig):
            RunStart(dataclasses.replace(desk, service=False)).first()


def test_where_nothing_was_shown_yet_the_defaults_hold_until_the_file_is_mended(desk):
    desk.config.write_text("[scre")
    start = RunStart(desk)
    settings = start.first()
    assert settings.screen.width_px == 1280 and "the defaults hold" in start.problem
    watcher = ConfigWatcher(desk.config, start.changed, settings, start.problem)
    assert watcher.problem.message == start.problem and watcher.followed_text() is None
    desk.config.write_text("[screen]\nwidth_px = 640\n")
    taken = [watcher.poll() for _ in range(3)]
    assert taken[1].screen.width_px == 640 and watcher.problem.message == ""
    assert watcher.followed_text() == "[screen]\nwidth_px = 640\n"


def test_a_theme_that_comes_after_the_configuration_that_names_it_is_taken(desk, tmp_path):
    assets = shutil.copytree(Path(__file__).parents[2] / "assets", tmp_path / "assets")
    start = RunStart(dataclasses.replace(desk, assets=assets))
    watcher = ConfigWatcher(desk.config, start.changed, start.first())
    desk.config.write_text("[screen]\ntheme = 'own'\n")
    assert [watcher.poll() for _ in range(3)] == [None] * 3
    assert "there is no theme 'own'; available: dusk, paper" in watcher.problem.message
    (assets / "themes" / "own.toml").touch()
    assert any(watcher.poll() for _ in range(6)) and watcher.problem.message == ""


# -- the pack --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["papers", "look", "model", "folder"])
def test_rooms_that_wake_read_a_copy_of_a_pack_that_was_damaged_and_the_pack_when_it_is_back(
    desk, what
):
    swap = resting_house(desk)
    folder = desk.models / "scene"
    assert look(swap) == str(folder)
    copy = keep(desk)
    saved = shutil.copytree(folder, desk.models.parent / "saved")
    if what == "folder":
        folder.rename(desk.models.parent / "away")
    elif what == "model":
        os.truncate(folder / "scene.onnx", 100)
    elif what == "look":
        write_scene_pack(folder, '"#604020"', '"red"')
    else:
        (folder / "pack.toml").write_text("[pack")
    assert look(swap) == str(copy)
    if what == "folder":
        assert "pack scene is not in" in swap.news.message
        (desk.models.parent / "away").rename(folder)
        assert look(swap) == str(folder) and swap.news.message == ""
    assert (copy / "pack.toml").read_bytes() == (saved / "pack.toml").read_bytes()


def rot(path: Path) -> None:
    """A bit of the file turns, and nothing else tells of it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    times = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def read_all(swap: HotSwap) -> None:
    """A day later, when the pack and its copy have been read."""
    swap._kept.rot._due_ns = 0
    look(swap)
    for thread in threading.enumerate():
        if thread.name == "read pack":
            thread.join()


def test_a_pack_whose_bytes_changed_by_themselves_is_shown_as_its_copy_until_it_is_taken_anew(desk):
    copy = keep(desk)
    folder = desk.models / "scene"
    good = (folder / "scene.onnx").read_bytes()
    swap = resting_house(desk)
    read_all(swap)
    assert look(swap) == str(folder) and not swap.news.message
    rot(folder / "scene.onnx")
    read_all(swap)
    assert look(swap) == str(copy)
    assert "scene.onnx has other bytes than when it was shown" in swap.news.message
    assert resting_house(desk).active_pack.folder == str(copy), "after a start, too"
    swap.request("scene")
    swap._begin()
    assert "scene.onnx has other bytes" in swap.news.message and swap._attempt is None
    keep(desk)
    assert (copy / "scene.onnx").read_bytes() == good, "what is rotten takes no copy's place"
    (folder / "scene.onnx").write_bytes(good)
    swap.request("scene")
    swap._begin()
    assert swap._attempt is not None
    swap.end()


@pytest.mark.parametrize(("number", "is_told"), [(errno.EIO, True), (errno.EMFILE, False)])
def test_a_pack_that_its_disk_cannot_read_is_told_and_a_shortage_is_not_taken_for_it(
    desk, monkeypatch, number, is_told
):
    copy = keep(desk)
    swap = resting_house(desk)

    def fail(path):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(files, "sha256", fail)
    read_all(swap)
    assert look(swap) == str(copy if is_told else desk.models / "scene")
    assert ("cannot be read" in swap.news.message) == is_told


def test_a_copy_that_rots_is_made_anew(desk):
    copy = keep(desk)
    good = (copy / "scene.onnx").read_bytes()
    rot(copy / "scene.onnx")
    swap = resting_house(desk)
    read_all(swap)
    assert keep(desk) == copy
    assert (copy / "scene.onnx").read_bytes() == good and not swap.news.message


def test_where_pack_and_copy_both_rot_neither_takes_the_others_place(desk):
    copy = keep(desk)
    folder = desk.models / "scene"
    for each in (copy, folder):
        rot(each / "scene.onnx")
    swap = resting_house(desk)
    read_all(swap)
    assert look(swap) == str(folder)
    assert swap.news.message.endswith("there is no copy of it")
    keep(desk)
    assert KeptPack(desk.models.parent / "state").copy("scene") is None


def test_a_pack_that_is_saved_while_it_is_copied_leaves_the_copy_of_before(desk):
    copy = keep(desk)
    good = (copy / "pack.toml").read_bytes()
    folder = desk.models / "scene"
    (folder / "pack.toml").write_text("[pack")
    kept = KeptPack(desk.models.parent / "state")
    kept.keep(folder, (("pack.toml", (1, 1, 1)),))
    copied()
    assert (copy / "pack.toml").read_bytes() == good


def test_a_disk_without_room_for_a_copy_is_said_once_and_tried_an_hour_later(
    desk, monkeypatch, caplog
):
    """It was said, and written to the disk, every five seconds for as long as the house ran."""
    now_ns = [clock.now_ns()]
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns[0])
    monkeypatch.setattr(kept_pack, "SPARE_BYTES", 1 << 60)
    folder, state = desk.models / "scene", desk.models.parent / "state"
    kept = KeptPack(state)
    record = state / "last-good" / "packs.json"
    written = []
    for _ in range(5):
        kept.keep(folder, pack_state(folder))
        copied()
        written.append(record.stat().st_ino)
    assert len(set(written)) == 1 and caplog.text.count("was not kept for bad days") == 1
    monkeypatch.setattr(kept_pack, "SPARE_BYTES", 0)
    now_ns[0] += 3601 * clock.SECOND_NS
    kept.keep(folder, pack_state(folder))
    copied()
    assert kept.copy("scene")


@pytest.fixture
def image_desk(desk):
    """The same with an image-to-image pack, whose source is the pack scene."""
    write_image_pack(desk.models)
    return dataclasses.replace(desk, pack="image")


def test_an_image_to_image_pack_is_shown_on_when_its_source_is_taken_away(image_desk):
    swap = resting_house(image_desk)
    assert look(swap) == str(image_desk.models / "image")
    copy = keep(image_desk, "image")
    (image_desk.models / "scene").rename(image_desk.models.parent / "away")
    assert look(swap) == str(copy)
    assert manifest.load(copy).source.about.name == "scene"
    assert "pack scene is not in" in swap.news.message
    (image_desk.models.parent / "away").rename(image_desk.models / "scene")
    assert look(swap) == str(image_desk.models / "image") and swap.news.message == ""


def test_a_new_model_in_the_source_is_taken_in_and_its_papers_ask_for_the_source(image_desk):
    shown = resting_house(image_desk)._shown
    source = image_desk.models / "scene"
    assert shown.what_changed(source) == image_desk.models / "image"
    os.utime(source / "scene.onnx", (1, 1))
    assert shown.what_changed(source) == image_desk.models / "image"
    shown.show(shown.folder, 1)
    os.utime(source / "pack.toml", (1, 1))
    assert shown.what_changed(source) == source


@pytest.mark.parametrize("what", ["papers", "folder", "newer"])
def test_a_start_begins_with_the_copy_where_the_pack_is_not_as_it_was_shown(desk, what):
    copy = keep(desk)
    folder = desk.models / "scene"
    assert RunStart(desk).first().pack_folder == folder
    if what == "folder":
        shutil.rmtree(folder)
    elif what == "newer":
        os.utime(folder / "scene.onnx")
    else:
        (folder / "pack.toml").write_text("[pack")
    swap = resting_house(desk)
    assert (swap.active_pack.folder, swap.name) == (str(copy), "scene")


def test_a_start_without_any_pack_that_can_be_read_shows_the_one_in_the_box(desk):
    (desk.models / "scene" / "pack.toml").write_text("[pack")
    swap = resting_house(desk)
    assert swap.name == "letters"


def test_a_pack_that_does_not_start_is_replaced_and_told(desk):
    """Its files are as they were, and rotten: the disk."""
    swap = resting_house(desk)
    copy = keep(desk)
    generator = swap._supervisor.processes[RoomName.GENERATOR]
    generator.failed_starts = 2
    words = "pack scene: its file is cut off"
    generator.beat = Beat(RoomName.GENERATOR, 1, -1, RoomState.REFUSED, words, {}, {}, {}, "", {})
    assert look(swap) == str(copy)
    assert "pack scene is not shown: its file is cut off" in swap.news.message


def test_a_pack_whose_server_is_away_is_stood_in_for_and_asked_for_again(desk, monkeypatch):
    monkeypatch.setattr(missed_pack, "FIRST_PAUSE_S", 0.0)
    papers = desk.models / "scene" / "pack.toml"
    papers.write_text(papers.read_text().replace("scene.onnx", ""))
    swap = HotSwap(STANDBY, Supervisor(CAST, "", RunStart(desk).first()), "")
    generator = swap._supervisor.processes[RoomName.GENERATOR]
    generator.failed_starts = 2
    words = "pack scene: inference server gpu:8000: it does not answer"
    generator.beat = Beat(RoomName.GENERATOR, 1, -1, RoomState.REFUSED, words, {}, {}, {}, "", {})
    assert look(swap) == str(ROOT / "models" / "letters")
    assert "pack scene is not shown: inference server gpu:8000" in swap.news.message
    look(swap)
    assert swap._attempt is not None and swap._attempt.folder == desk.models / "scene"
    swap.end()


def test_a_pack_whose_room_was_kept_from_starting_is_asked_for_again(desk, monkeypatch):
    """Found in a night with a limit of processes: when it was lifted, another pack stayed for good."""
    monkeypatch.setattr(missed_pack, "FIRST_PAUSE_S", 0.0)
    swap = HotSwap(STANDBY, Supervisor(CAST, "", RunStart(desk).first()), "")
    swap._supervisor.processes[RoomName.GENERATOR].failed_starts = 2
    assert look(swap) == str(ROOT / "models" / "letters")
    limit = BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    with monkeypatch.context() as closed:
        closed.setattr(hot_swap, "Validation", raising(limit))
        look(swap)
    assert (
        "pack scene is not shown: the machine lets the program start no more" in swap.news.message
    )
    swap._missed._due_ns = 0
    look(swap)
    assert swap._attempt is not None and swap._attempt.folder == desk.models / "scene"
    swap.end()


def raising(error):
    def refuse(*_):
        raise error

    return refuse


# -- the parent itself -----------------------------------------------------------------------------


def test_a_pause_of_the_parent_is_no_rooms_fault(monkeypatch, caplog):
    supervisor = Supervisor(CAST, "", fake_settings())
    now = supervisor._tended_ns
    monkeypatch.setattr("installation.common.clock.now_ns", lambda: now + 12_000_000_000)
    journey = supervisor.processes[RoomName.JOURNEY]
    journey.beaten_ns = now - 100_000_000
    supervisor.rest(supervisor.processes)
    supervisor.tend()
    assert journey.beaten_ns == now - 100_000_000 + 11_500_000_000
    assert "the parent stood still for 12.0 s" in caplog.text


def test_a_room_that_stands_still_is_found_though_the_parent_is_late_each_time(monkeypatch):
    """Incident: a display that was stopped on a busy machine stayed on the screen for 12 s."""
    supervisor = Supervisor(CAST, "", fake_settings())
    begun = supervisor._tended_ns
    journey = supervisor.processes[RoomName.JOURNEY]
    journey.beaten_ns = begun
    supervisor.rest(supervisor.processes)
    for round_ns in range(begun, begun + 4_000_000_000, 600_000_000):
        monkeypatch.setattr("installation.common.clock.now_ns", lambda now=round_ns: now)
        supervisor.tend()
    assert round_ns - journey.beaten_ns > journey.stall_limit_s * 1e9
