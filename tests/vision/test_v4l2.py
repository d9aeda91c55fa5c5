"""Cameras by what the kernel answers: their names, and exposures that keep the rate. No real driver is asked here."""

import errno
import os
import struct
from dataclasses import dataclass, field

import numpy as np
import pytest

from installation.vision import camera_names, v4l2
from installation.vision.exposure import ExposureControl, ExposureRequest, ExposureState
from installation.vision.v4l2 import VideoNode

DIM_MS = 120.0  # exposure that automatic exposure would like
LIT_MS = 5.0


@dataclass
class Driver:
    """A webcam's driver as linux/videodev2.h has it: controls, and the rate and brightness that follow from them."""

    wanted_ms: float = DIM_MS
    fastest_hz: float = 30.0
    controls: dict = field(
        default_factory=lambda: {
            v4l2.EXPOSURE_AUTO: v4l2.MANUAL,  # as the last run left it
            v4l2.EXPOSURE_ABSOLUTE: 300,
            v4l2.EXPOSURE_AUTO_PRIORITY: 1,
        }
    )
    card: bytes = b"Example Camera"
    capabilities: int = 0x1
    formats: tuple = (b"MJPG", b"YUYV")

    def __call__(self, file_number: int, request: int, data: bytearray) -> int:
        size = request >> 16 & 0x3FFF
        assert len(data) == size, "the kernel writes as much as the request says"
        letter, number = request >> 8 & 0xFF, request & 0xFF
        assert letter == ord("V")
        {0: self._query, 2: self._format, 27: self._get, 28: self._set, 36: self._range}[number](
            data
        )
        return 0

    def _query(self, data):
        capabilities = 0x80000000 | 0x1 | 0x800000  # of all nodes of the device together
        struct.pack_into(
            "16s32s32sIII",
            data,
            0,
            b"uvcvideo",
            self.card,
            b"usb-1",
            0,
            capabilities,
            self.capabilities,
        )

    def _format(self, data):
        (number,) = struct.unpack_from("I", data)
        if number >= len(self.formats):
            raise OSError(errno.EINVAL, "no more")
        struct.pack_into("4s", data, 44, self.formats[number])

    def _known(self, data) -> int:
        (control,) = struct.unpack_from("I", data)
        if control not in self.controls:
            raise OSError(errno.EINVAL, "no such control")
        return control

    def _range(self, data):
        struct.pack_into("iiiiI", data, 40, *(self._known(data) and (3, 2047, 1, 250, 0)))

    def _get(self, data):
        struct.pack_into("i", data, 4, self.controls[self._known(data)])

    def _set(self, data):
        control, value = struct.unpack("Ii", data)
        self._known(data)
        if control == v4l2.EXPOSURE_AUTO and value not in (v4l2.MANUAL, v4l2.APERTURE_PRIORITY):
            raise OSError(errno.EINVAL, "not on this menu")
        if control == v4l2.EXPOSURE_ABSOLUTE and not self.is_manual:
            raise OSError(errno.EACCES, "inactive")
        self.controls[control] = value

    @property
    def is_manual(self) -> bool:
        return self.controls[v4l2.EXPOSURE_AUTO] == v4l2.MANUAL

    @property
    def exposure_ms(self) -> float:
        if self.is_manual:
            return self.controls[v4l2.EXPOSURE_ABSOLUTE] / 10
        may_be_slow = self.controls.get(v4l2.EXPOSURE_AUTO_PRIORITY, 1)
        return self.wanted_ms if may_be_slow else min(self.wanted_ms, 1000 / 30)

    @property
    def rate_hz(self) -> float:
        return min(self.fastest_hz, 1000 / self.exposure_ms)

    @property
    def frame(self) -> np.ndarray:
        grey = min(255.0, 110 * self.exposure_ms / self.wanted_ms)
        return np.full((48, 64, 3), grey, np.uint8)


@pytest.fixture
def started(tmp_path):
    """`started(driver, keep_rate=True, exposure_ms=0.0)`: the control of a camera whose driver that is."""
    node = tmp_path / "video0"
    node.touch()
    controls = []

    def start(driver, keep_rate=True, exposure_ms=0.0):
        request = ExposureRequest(keep_rate, exposure_ms, 30.0)
        controls.append(ExposureControl(VideoNode(str(node), driver), request))
        return controls[-1]

    yield start
    for control in controls:
        control.close()


def play(driver, control, seconds, since_s=0.0) -> float:
    now_s = since_s
    while now_s < since_s + seconds:
        now_s += 1 / driver.rate_hz
        control.note(driver.frame, now_s)
    return now_s


def test_automatic_exposure_is_told_to_keep_the_rate_and_what_that_costs_is_told(started):
    driver = Driver()
    control = started(driver)
    assert not driver.is_manual and driver.rate_hz == pytest.approx(30)
    play(driver, control, 20)
    assert control.state == ExposureState.CAMERA
    assert "darker" in control.words


def test_where_the_driver_cannot_the_exposure_is_held_in_the_dark_and_released_in_the_light(
    started,
):
    driver = Driver()
    del driver.controls[v4l2.EXPOSURE_AUTO_PRIORITY]
    control = started(driver)
    now_s = play(driver, control, 10)
    assert control.state == ExposureState.HELD and driver.exposure_ms == pytest.approx(30)
    assert "held at 30 ms" in control.words
    now_s = play(driver, control, 20, now_s)
    assert driver.rate_hz == pytest.approx(30)
    driver.wanted_ms = LIT_MS
    play(driver, control, 10, now_s)
    assert control.state == ExposureState.CAMERA and not driver.is_manual


def test_a_camera_that_is_slow_for_another_reason_gets_its_exposure_back(started):
    driver = Driver(wanted_ms=LIT_MS, fastest_hz=12.0)
    control = started(driver)
    play(driver, control, 30)
    assert control.state == ExposureState.LEFT and not driver.is_manual
    assert control.words == ""


def test_an_exposure_that_is_set_is_fixed_and_left_to_the_camera_is_left(started):
    driver = Driver()
    assert started(driver, exposure_ms=20.0).words == "exposure fixed at 20 ms"
    assert driver.is_manual and driver.exposure_ms == 20
    control = started(driver, keep_rate=False)
    play(driver, control, 20)
    assert driver.exposure_ms == DIM_MS and "fewer pictures" in control.words


def test_a_camera_without_controls_is_left_alone_and_a_wish_it_cannot_fulfil_is_told(started):
    assert started(Driver(controls={})).words == ""
    assert "takes no [camera] exposure_ms" in started(Driver(controls={}), exposure_ms=20.0).words


# -- names -----------------------------------------------------------------------------------------


class Machine:
    """/dev with video nodes and udev's links, and a driver behind each node."""

    def __init__(self, dev):
        self.dev = dev
        self._drivers = {}
        (dev / "v4l" / "by-id").mkdir(parents=True)
        (dev / "v4l" / "by-path").mkdir()

    def plug(self, number: int, port: str, by_id: str = "", **driver) -> None:
        node = self.dev / f"video{number}"
        node.touch()
        self._drivers[node.stat().st_ino] = Driver(**driver)
        (self.dev / "v4l" / "by-path" / f"pci-usb-0:{port}-video-index0").symlink_to(node)
        if by_id:
            (self.dev / "v4l" / "by-id" / f"usb-{by_id}-video-index0").symlink_to(node)

    def found(self):
        return camera_names.found(self.dev, self._ask)

    def _ask(self, file_number, request, data):
        driver = self._drivers[os.fstat(file_number).st_ino]
        return driver(file_number, request, data)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_camera_is_named_by_what_it_is_and_what_is_no_camera_is_not_named(machine):
    machine.plug(0, "1:1.0", "Example_Camera_A1")
    machine.plug(1, "1:1.1", capabilities=0x800000)  # its metadata
    machine.plug(10, "soc", card=b"codec", capabilities=0x8000)
    (camera,) = machine.found()
    assert camera.name.endswith("by-id/usb-Example_Camera_A1-video-index0")


def test_two_of_one_kind_are_named_by_their_ports(machine):
    machine.plug(0, "1:1.0")
    machine.plug(2, "2:1.0", "Example_Camera")  # the link goes to the last one that was plugged in
    machine.plug(4, "3:1.0", "Other", card=b"Other")
    names = [camera.name for camera in machine.found()]
    assert [name.rpartition("/by-")[2] for name in names] == [
        "id/usb-Other-video-index0",
        "path/pci-usb-0:1:1.0-video-index0",
        "path/pci-usb-0:2:1.0-video-index0",
    ]


@pytest.mark.parametrize("twin", [{"formats": (b"GREY",)}, {"card": b"Example: IR Camera"}])
def test_an_infrared_twin_is_named_and_not_taken_by_itself(machine, monkeypatch, twin):
    machine.plug(0, "1:1.0", "Example_Camera")
    machine.plug(2, "1:1.2", "Example_IR", **twin)
    found = machine.found()
    assert len(found) == 2
    monkeypatch.setattr(camera_names, "found", lambda: found)
    (taken,) = camera_names.devices()
    assert taken.endswith("usb-Example_Camera-video-index0")
    assert any("infrared" in camera.words for camera in found)
