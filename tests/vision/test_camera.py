"""Cameras: what can be chosen, films by the clock, and live ones that go and come back."""

import itertools
import re
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from installation.common import clock
from installation.faults import UnknownCamera, UnreadableClip
from installation.vision import camera, sources
from installation.vision.camera import CaptureRequest
from installation.vision.clip import ClipCamera, StillWatch
from installation.vision.live import ContentWatch, LiveCamera
from tests.vision.cameras import MjpegServer, settings

pytestmark = pytest.mark.realtime


REQUEST = CaptureRequest(320, 240, 30.0)


# -- choosing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["nonsense", "films/none.mp4", "ftp://camera/1", "/tmp"])
def test_an_unknown_camera_is_refused_with_what_can_be_chosen(source):
    with pytest.raises(UnknownCamera) as refused:
        sources.choose(settings(source), 0)
    for choice in (source, "auto", "simulated", "/dev/", "rtsp://", "cameras found here"):
        assert choice in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"no film at all\n" * 99, b"\x00\x00\x00\x18ftypmp42" + bytes(500)]
)
def test_a_file_that_does_not_decode_is_refused_by_name(tmp_path, content):
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(UnreadableClip, match=r"broken\.mp4"):
        sources.choose(settings(str(path)), 0)


def test_a_password_in_an_address_is_never_shown():
    shown = camera.without_password("rtsp://guard:secret@10.0.0.7:554/stream?token=abc")
    assert shown == "rtsp://10.0.0.7:554/stream"


def test_a_device_is_asked_for_mjpg_before_its_size_and_by_v4l2(monkeypatch):
    calls = []

    class Stub:
        def __init__(self, address, backend, parameters):
            calls.append(("open", address, backend))

        def isOpened(self):
            return True

        def set(self, what, value):
            calls.append(("set", what, value))
            return True

    monkeypatch.setattr(cv2, "VideoCapture", Stub)
    camera.open_live("/dev/video0", REQUEST)
    assert calls[0] == ("open", "/dev/video0", cv2.CAP_V4L2)
    asked = [what for name, what, _ in calls[1:]]
    assert asked.index(cv2.CAP_PROP_FOURCC) < asked.index(cv2.CAP_PROP_FRAME_WIDTH)
    assert ("set", cv2.CAP_PROP_BUFFERSIZE, 1) in calls


def test_a_network_camera_is_given_deadlines(monkeypatch):
    seen = {}

    class Stub:
        def __init__(self, address, backend, parameters):
            seen.update(zip(parameters[::2], parameters[1::2], strict=True))

        def isOpened(self):
            return False

    monkeypatch.setattr(cv2, "VideoCapture", Stub)
    with pytest.raises(camera.CameraLost, match="no camera answers at http://x/y"):
        camera.open_live("http://x/y", REQUEST)
    assert seen == {cv2.CAP_PROP_OPEN_TIMEOUT_MSEC: 2000, cv2.CAP_PROP_READ_TIMEOUT_MSEC: 2000}


# -- films -----------------------------------------------------------------------------------------


@pytest.fixture
def film(tmp_path):
    """A film of 20 frames at 20 Hz; each frame's brightness tells its number."""
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 20, (64, 48))
    for number in range(20):
        writer.write(np.full((48, 64, 3), 10 * number, np.uint8))
    writer.release()
    return path


def number_of(shot) -> int:
    return round(float(shot.frame.mean()) / 10)


def test_a_film_plays_at_its_own_speed_and_loops_while_its_time_goes_on(film):
    begun = clock.now_ns()
    clip = ClipCamera(film, begun)
    shots = [shot for shot in (clip.take(0.3) for _ in range(30)) if shot]
    assert [number_of(shot) for shot in shots[:3]] == [0, 1, 2]
    assert shots[-1].camera_s == pytest.approx(clock.seconds(shots[-1].light_ns - begun), abs=0.06)
    assert shots[-1].camera_s > 1.0 and number_of(shots[-1]) == round(20 * shots[-1].camera_s) % 20
    steps = np.diff([shot.camera_s for shot in shots])
    assert steps.min() > 0


@pytest.mark.parametrize("name", ["12:00.avi", "für 100%20 'x\".avi", "a%03d.avi", "-x.avi"])
def test_a_film_may_be_called_anything(film, monkeypatch, name):
    monkeypatch.chdir(film.parent)
    film.rename(name)
    clip = ClipCamera(Path(name), clock.now_ns())
    assert clip.name == name
    assert number_of(clip.take(0.3)) == 0


@pytest.mark.parametrize("ago_s", [0.45, 7.35, 3600.6])
def test_a_film_goes_on_where_it_would_be_after_a_new_start_or_a_long_wait(film, ago_s):
    epoch = clock.now_ns() - int(ago_s * clock.SECOND_NS)
    shot = ClipCamera(film, epoch).take(0.3)
    assert shot.camera_s == pytest.approx(clock.seconds(shot.light_ns - epoch), abs=0.06)
    assert number_of(shot) == round(20 * shot.camera_s) % 20


def test_frames_whose_time_is_over_are_skipped_not_delayed(film):
    clip = ClipCamera(film, clock.now_ns())
    clip.take(0.3)
    time.sleep(0.31)  # as a turn that took too long
    shot = clip.take(0.3)
    assert shot.camera_s >= 0.3


def test_a_film_that_decodes_slower_than_it_plays_is_shown_all_the_same(tmp_path):
    path = tmp_path / "fast.avi"
    noise = np.random.default_rng(1).integers(0, 256, (600, 800, 3), np.uint8)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"FFV1"), 2000, (800, 600))
    for k in range(60):
        writer.write(np.roll(noise, k, 0))
    writer.release()
    shots = []
    player = threading.Thread(
        target=lambda: shots.extend(_some(ClipCamera(path, clock.now_ns()), 3)), daemon=True
    )
    player.start()
    player.join(30)
    assert len(shots) == 3


def _some(clip: ClipCamera, count: int) -> list:
    """So many frames of a film."""
    return list(itertools.islice((shot for _ in iter(int, 1) if (shot := clip.take(0.25))), count))


@pytest.fixture
def raw_film(long_film, monkeypatch):
    """As a stream out of its container (.h264): it says nothing of the times of its frames."""
    monkeypatch.setattr(camera.Capture, "film_s", 0.0)
    return long_film


def test_a_film_without_times_plays_at_the_rate_it_states(raw_film):
    begun = clock.now_ns()
    shots = _some(ClipCamera(raw_film, begun), 4)
    assert clock.seconds(shots[-1].light_ns - begun) == pytest.approx(1.0, abs=0.1)
    assert [round(shot.camera_s * 3) for shot in shots] == [0, 1, 2, 3]


def test_a_film_that_cannot_be_wound_begins_anew_and_goes_on(raw_film, monkeypatch):
    clip = ClipCamera(raw_film, clock.now_ns())
    late_ns = int(4.5 * clock.SECOND_NS)  # the machine was halted
    now_ns = clock.now_ns
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns() + late_ns)
    shots = _some(clip, 3)
    assert np.diff([shot.camera_s for shot in shots]) == pytest.approx(1 / 3)


@pytest.fixture
def long_film(tmp_path):
    """9 s at 3 Hz."""
    path = tmp_path / "long.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 3, (64, 48))
    for number in range(27):
        writer.write(np.full((48, 64, 3), 9 * number, np.uint8))
    writer.release()
    return path


def test_a_film_that_was_cut_is_told_and_plays_on_up_to_the_cut(long_film):
    content = long_film.read_bytes()
    long_film.write_bytes(content[: len(content) // 2])
    # it was in its last second, of which there is nothing, and the end is half a second away
    clip = ClipCamera(long_film, clock.now_ns() - int(8.8 * clock.SECOND_NS))
    first = clip.take(0.3)
    assert number_of(first) == 0 and first.camera_s > 8 and not clip.complaint
    clip = ClipCamera(long_film, clock.now_ns() - int(3.4 * clock.SECOND_NS))
    shots = [shot for shot in (clip.take(0.4) for _ in range(10)) if shot]
    assert "long.avi says it has 9 s" in clip.complaint
    assert [shot.camera_s for shot in shots] == sorted({shot.camera_s for shot in shots})
    assert 0 in [number_of(shot) for shot in shots]


def test_a_film_of_one_picture_is_told_and_one_that_begins_still_is_not_once_it_moves(
    tmp_path, monkeypatch
):
    """Interlaced films come out of OpenCV as one picture; nobody would be noticed in them, and nobody told."""
    now_ns = clock.now_ns
    for name, grey, is_told in (("still.avi", 0, True), ("late.avi", 100, False)):
        writer = cv2.VideoWriter(str(tmp_path / name), cv2.VideoWriter_fourcc(*"MJPG"), 2, (64, 48))
        for number in range(24):
            writer.write(np.full((48, 64, 3), grey if number == 23 else 0, np.uint8))
        writer.release()
        clip = ClipCamera(tmp_path / name, now_ns())
        complaints = []
        for second in np.arange(0, 12, 0.25):
            late_ns = int(second * clock.SECOND_NS)
            monkeypatch.setattr(clock, "now_ns", lambda late=late_ns: now_ns() + late)
            clip.take(0.0)
            complaints.append(clip.complaint)
        assert not any(complaints[:40])
        assert f"the film {name} shows one picture all the time" in complaints[44]
        assert bool(complaints[-1]) == is_told


def test_what_differs_only_from_loop_to_loop_is_still_one_picture():
    """Of an interlaced film each opening brings another picture, whatever lay in the memory."""
    watch = StillWatch()
    for quarter in range(48):
        if quarter % 8 == 0:
            watch.cut()
        watch.look(np.full((48, 64, 3), quarter // 8, np.uint8), quarter / 4)
        assert watch.is_still == (quarter > 40)
    watch.look(np.full((48, 64, 3), 99, np.uint8), 12.0)
    assert not watch.is_still


def test_a_film_that_is_whole_is_not_complained_of(long_film):
    clip = ClipCamera(long_film, clock.now_ns() - int(8.2 * clock.SECOND_NS))
    shots = [shot for shot in (clip.take(0.4) for _ in range(6)) if shot]
    assert shots[-1].camera_s > 9 and not clip.complaint


def test_a_film_with_no_frame_due_lets_the_room_go_on(film):
    clip = ClipCamera(film, clock.now_ns() + 10 * clock.SECOND_NS)
    begun = clock.now_ns()
    assert clip.take(0.05) is None
    assert clock.seconds(clock.now_ns() - begun) < 0.2


# -- live ------------------------------------------------------------------------------------------


@pytest.fixture
def live(server):
    camera_at_server = LiveCamera(lambda: [server.url], REQUEST, clock.now_ns())
    assert taken(camera_at_server)
    yield camera_at_server
    camera_at_server.close()


def taken(camera_, seconds: float = 8.0) -> bool:
    """True when a frame comes within `seconds`."""
    end = clock.now_ns() + int(seconds * clock.SECOND_NS)
    while clock.now_ns() < end:
        if camera_.take(0.1) is not None:
            return True
    return False


def troubled(camera_, seconds: float = 8.0) -> str:
    """The trouble, once there is some within `seconds`."""
    end = clock.now_ns() + int(seconds * clock.SECOND_NS)
    while clock.now_ns() < end and not camera_.trouble:
        camera_.take(0.05)
    return camera_.trouble


@pytest.mark.parametrize(
    "mode, words",
    [
        ("stall", "no "),
        ("close", "gives no more pictures|no camera answers"),
        ("repeat", "the same picture"),
    ],
)
def test_a_camera_that_stalls_closes_or_freezes_is_noticed_and_found_again(
    server, live, mode, words
):
    server.mode = mode
    assert re.search(words, troubled(live))
    server.mode = "run"
    assert taken(live)
    assert not live.trouble


def test_a_frozen_camera_is_not_believed_each_time_it_is_opened_anew(server, live):
    """It said OK and DEGRADED in turns, every three seconds, and the simulated visitor came and went with it."""
    server.mode = "repeat"
    assert "the same picture" in troubled(live)
    opened = server.opened
    while server.opened < opened + 1:
        assert live.take(0.1) is None and "the same picture" in live.trouble
    assert not taken(live, 0.5)


def test_a_few_damaged_pictures_are_no_lost_camera(server, live):
    server.mode = "corrupt"
    time.sleep(0.1)
    server.mode = "run"
    assert taken(live)
    assert server.opened == 1


def test_a_turn_never_waits_longer_than_it_wants_to(server, live):
    server.mode = "stall"
    longest = 0.0
    for _ in range(12):
        begun = clock.now_ns()
        live.take(0.1)
        longest = max(longest, clock.seconds(clock.now_ns() - begun))
    assert longest < 0.3


def test_a_camera_that_is_away_at_the_start_is_found_when_it_comes():
    found = []
    late = LiveCamera(lambda: list(found), REQUEST, clock.now_ns())
    assert "no camera was found" in troubled(late)
    server = MjpegServer()
    try:
        found.append(server.url)
        assert taken(late)
    finally:
        late.close()
        server.close()


def test_a_device_that_opens_and_stays_mute_is_passed_over_for_the_next(server, monkeypatch):
    class Mute:
        grab = frame = staticmethod(lambda: None)
        close = staticmethod(lambda: None)

    real = camera.open_live
    monkeypatch.setattr(
        "installation.vision.live.open_live",
        lambda address, request: Mute() if address == "mute" else real(address, request),
    )
    live = LiveCamera(lambda: ["mute", server.url], REQUEST, clock.now_ns())
    assert taken(live)
    live.close()


def test_black_pictures_are_told_from_a_dim_room():
    rng = np.random.default_rng(1)
    black = ContentWatch()
    dim = ContentWatch()
    for second in range(70):
        black.look(rng.integers(0, 6, (48, 64, 3), np.uint8), second)
        dim.look(rng.integers(0, 60, (48, 64, 3), np.uint8), second)
    assert black.is_black and not dim.is_black and not black.is_frozen


def test_grey_and_deep_and_transparent_pictures_become_three_bytes_a_pixel():
    for picture in (
        np.zeros((4, 5), np.uint8),
        np.zeros((4, 5, 4), np.uint8),
        np.zeros((4, 5, 3), np.uint16),
    ):
        assert camera.as_bgr(picture).shape == (4, 5, 3)
        assert camera.as_bgr(picture).dtype == np.uint8
