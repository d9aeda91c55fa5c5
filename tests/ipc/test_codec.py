"""Messages: what may cross a wire, and that nothing else does."""

import numpy as np
import pytest

from installation.ipc.codec import BadMessage, decode, encode
from installation.messages import Beat, LatentPoint, Picture, Presence


def presence(places=None, silhouette=None):
    return Presence(
        seq=7,
        light_ns=123456789,
        camera_s=1.5,
        visitors=3,
        places=np.zeros((2, 8)) if places is None else places,
        flow=np.array([0.1, -0.2]),
        motion=np.zeros((9, 16)),
        silhouette=np.ones((18, 32)) if silhouette is None else silhouette,
    )


@pytest.mark.parametrize(
    "message",
    [
        presence(),
        presence(places=np.zeros((0, 8))),
        LatentPoint(1, 2, "wandering", 0.25, np.arange(64)),
        Picture(1, 2, 3, np.arange(4 * 6 * 3).reshape(4, 6, 3)),
        Beat("vision", 4711, 12, "OK", "", {"camera": "a"}, {"turn_ms": [16.7]}, {"visitors": 2}),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_arrives_as_it_was_sent(message):
    arrived = decode(encode(message))
    for name, value in vars(message).items():
        if isinstance(value, np.ndarray):
            value = value.astype(getattr(arrived, name).dtype)
        np.testing.assert_array_equal(getattr(arrived, name), value)


def test_a_silhouette_finer_than_declared_cannot_be_sent():
    with pytest.raises(BadMessage, match="silhouette"):
        encode(presence(silhouette=np.ones((180, 320))))


def test_presence_has_no_field_that_could_hold_an_image():
    """The largest thing kept of a visitor is the 32x18 silhouette: the whole message stays under 2 kB."""
    assert len(encode(presence())) < 2000


def test_damaged_frames_are_refused_and_nothing_else_happens():
    good = bytearray(encode(presence()))
    random = np.random.default_rng(1)
    refused = 0
    for _ in range(3000):
        bad = good.copy()
        for place in random.integers(0, len(bad), random.integers(1, 8)):
            bad[place] = random.integers(0, 256)
        try:
            decode(bytes(bad[: random.integers(0, len(bad) + 1)]))
        except BadMessage:
            refused += 1
    assert refused > 2000


def test_a_message_with_a_foreign_field_is_refused():
    frame = encode(LatentPoint(1, 2, "wandering", 0.0, np.zeros(2))).replace(b'"state"', b'"stole"')
    with pytest.raises(BadMessage, match="fields"):
        decode(frame)


def test_a_name_that_is_no_text_can_be_said_by_who_reads_of_it():
    """Of a file from a stick of another system: the page was gone, and OSC and MQTT ended the room."""
    beat = Beat("sound", 1, 1, "OK", "b\udcfcd.wav is broken", {}, {}, {})
    assert decode(encode(beat)).message == "b?d.wav is broken"
