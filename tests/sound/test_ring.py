"""The ring between the loop and the callback, and how much is kept in it."""

import threading

import numpy as np
import pytest

from installation.sound.buffer_control import BufferControl
from installation.sound.ring import Ring


def count(start, frames):
    return np.repeat(np.arange(start, start + frames, dtype=np.float32)[:, None], 2, axis=1)


def pulled(ring, frames, channels=2):
    """How many frames there were, and what a device was given."""
    out = bytearray(np.full((frames, channels), 9.0, np.float32).tobytes())
    given = ring.pull(out)
    return given, np.frombuffer(out, np.float32).reshape(frames, channels)


def test_frames_come_out_in_order_whatever_the_sizes():
    ring = Ring(1000)
    random = np.random.default_rng(1)
    written = 0
    read = 0
    for _ in range(2000):
        size = int(random.integers(0, 1000 - ring.fill + 1))
        ring.push(count(written, size))
        written += size
        given, out = pulled(ring, int(random.integers(0, 700)))
        assert np.array_equal(out[:given], count(read, given)) and not out[given:].any()
        read += given
    assert ring.fill == written - read


def test_too_little_is_filled_with_silence_and_told():
    ring = Ring(10)
    ring.push(count(1, 4))
    given, out = pulled(ring, 6)
    assert given == 4
    assert np.array_equal(out, np.append(count(1, 4), np.zeros((2, 2)), axis=0))


def test_what_the_reader_could_have_waited_counts_as_left():
    ring = Ring(10)
    ring.push(count(0, 8))
    ring.lowest = ring.fill
    ring.pull(bytearray(6 * 8), spare=4)
    assert ring.lowest == 6
    ring.pull(bytearray(2 * 8))
    assert ring.lowest == 0


def test_what_does_not_fit_is_refused_whole():
    ring = Ring(10)
    ring.push(count(0, 8))
    with pytest.raises(ValueError, match="3 frames do not fit: 8 of 10 wait"):
        ring.push(count(8, 3))
    assert ring.fill == 8


def test_a_single_loudspeaker_is_given_one_column():
    ring = Ring(10, channels=1)
    for start in (0, 7):
        ring.push(count(start, 7)[:, :1])
        assert np.array_equal(pulled(ring, 7, channels=1)[1], count(start, 7)[:, :1])


def test_nothing_is_lost_between_two_threads():
    ring = Ring(512)
    heard = []

    def empty():
        while len(heard) < 50000:
            given, out = pulled(ring, 64)
            heard.extend(out[:given, 0])

    reader = threading.Thread(target=empty, daemon=True)
    reader.start()
    written = 0
    while written < 50000 + 512 and reader.is_alive():
        if ring.fill <= 412:
            ring.push(count(written, 100))
            written += 100
    reader.join(10)
    assert np.array_equal(heard[:50000], np.arange(50000, dtype=np.float32))


def test_what_is_kept_ready_shrinks_while_too_much_is_left_and_never_below_the_margin():
    control = BufferControl(goal=10000, least=2048, most=20000, margin=1024)
    taken = 3000  # by the device at once
    for _ in range(100):
        control.update(control.goal - taken, 1.0)
    assert 1024 <= control.goal - taken < 1400


def test_what_is_kept_ready_grows_at_once_when_it_runs_low_and_stays():
    control = BufferControl(goal=4000, least=2048, most=6000, margin=1024)
    control.update(1024, 5.0)
    assert control.update(0, 0.02)
    grown = control.goal
    assert grown == 4512
    for _ in range(50):
        control.update(4000, 1.0)
    assert control.goal == grown
    for _ in range(50):
        control.update(0, 0.02)
    assert control.goal == 6000


def test_calm_is_believed_in_again_after_a_minute_of_it_and_then_two():
    """One bad moment on the first morning kept the sound behind its picture for the rest of the exhibition."""
    control = BufferControl(goal=4000, least=2048, most=6000, margin=1024)
    control.update(4000, 5.0)
    least = control.goal
    for minutes in (1, 2):
        control.update(0, 0.02)
        for _ in range(60 * minutes - 1):
            assert not control.update(3000, 1.0)
        assert control.goal > least and control.update(3000, 1.0) and control.goal == least


def test_after_a_bad_quarter_of_an_hour_five_minutes_of_calm_are_enough():
    """After seven low moments it took an hour of calm: on a machine that stands still now and then, for ever."""
    control = BufferControl(goal=4000, least=2048, most=6000, margin=1024)
    control.update(4000, 5.0)
    for _ in range(10):
        control.update(0, 90.0)
    grown = control.goal
    assert not any(control.update(3000, 1.0) for _ in range(299))
    assert control.update(3000, 1.0) and control.goal < grown


def test_what_a_device_takes_at_its_start_changes_nothing():
    control = BufferControl(goal=4000, least=2048, most=6000, margin=1024)
    for _ in range(11):
        control.update(0, 0.02)
    assert control.goal == 4000
