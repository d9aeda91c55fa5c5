"""When a frame is begun."""

from installation.display.draw_pace import LONGEST_S, RECENT, SHORTEST_S, DrawTime

QUICK_S = 0.004
SLOW_S = 0.009


def test_a_drawing_that_is_slow_now_and_then_is_given_its_time():
    time = DrawTime()
    for number in range(RECENT):
        time.record(SLOW_S if number % 20 == 0 else QUICK_S)
    assert time.ahead_s > SLOW_S


def test_a_slow_drawing_of_some_seconds_ago_makes_no_picture_older():
    time = DrawTime()
    for _ in range(10):
        time.record(SLOW_S)
    for _ in range(RECENT):
        time.record(QUICK_S)
    assert QUICK_S < time.ahead_s < SLOW_S


def test_a_frame_is_never_begun_much_too_early():
    time = DrawTime()
    assert time.ahead_s >= SHORTEST_S
    for _ in range(RECENT):
        time.record(1.0)
    assert time.ahead_s == LONGEST_S
