"""The curator's counts: nobody is in them, small ones are not told, and nothing loses them."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from installation.console.visit_store import Almanac, as_csv, summary
from installation.console.visits import AWAY_S, Visits

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def book(tmp_path, *counts):
    """An almanac with so many visits of 20 s in the hours before NOON."""
    almanac = Almanac(tmp_path)
    for back, count in enumerate(counts):
        for _ in range(count):
            almanac.add(NOON - timedelta(hours=back), "facades", "de,en", 20.0)
    return almanac


def test_a_visit_lasts_from_coming_to_going_and_a_moment_out_of_view_does_not_end_it():
    visits = Visits()
    ended = [visits.step(numbers, 0.5) for numbers in [[7]] * 10 + [[]] * 2 + [[7]] * 4 + [[]] * 8]
    (stayed,) = sum(ended, [])
    assert abs(stayed - (10 + 2 + 4) * 0.5) <= 0.5
    assert AWAY_S >= 1.0


def test_a_shadow_is_no_visit():
    visits = Visits()
    assert sum((visits.step(numbers, 0.3) for numbers in [[1]] + [[]] * 9), []) == []


def test_small_counts_are_not_told_and_cannot_be_worked_out_of_the_sums(tmp_path):
    almanac = book(tmp_path, 2, 5, 1)
    rows = almanac.rows(NOON - timedelta(days=1))
    told = summary(rows, NOON)
    assert sum(value or 0 for value in told["today"]) == 5 and told["today"].count(None) == 2
    assert told["days"][-1][1] == 5 and sum(value or 0 for value in told["lengths"]) == 5
    lines = as_csv(rows).splitlines()
    assert sum(",<3," in line and ",20," not in line for line in lines) == 2
    assert "2026" in lines[1] and lines[0].startswith("hour,pack,languages,visits,mean_dwell_s")


def test_an_hour_of_two_packs_and_two_lengths_tells_no_more_than_its_parts(tmp_path):
    almanac = book(tmp_path, 4)
    almanac.add(NOON, "colours", "de,en", 20.0)
    almanac.add(NOON, "facades", "de,en", 200.0)
    rows = almanac.rows(NOON - timedelta(days=1))
    told = summary(rows, NOON)
    assert (
        max(value or 0 for value in told["today"]) == told["days"][-1][1] == 5
    )  # 6 would tell of the one
    assert set(told["lengths"]) == {None} and as_csv(rows).count("<3") == 1
    assert [line.split(",")[-6:] for line in as_csv(rows).splitlines()[1:]] == [[""] * 6] * 2


def test_what_was_written_is_there_in_the_next_life_and_adds_up(tmp_path):
    for _ in range(2):
        almanac = book(tmp_path, 3)
        almanac.close()
    ((_, count),) = Almanac(tmp_path).rows(NOON - timedelta(days=1))
    assert count.visits == 6 and count.dwell_s == 120 and count.classes[1] == 6


def test_old_hours_go_but_a_clock_that_leaps_does_not_empty_the_book(tmp_path):
    almanac = book(tmp_path, *[3] * 200)
    almanac.write()
    almanac.prune(NOON + timedelta(days=4000), 730)
    assert len(almanac.rows(NOON - timedelta(days=20))) >= 150
    for _ in range(9):
        almanac.prune(NOON + timedelta(days=4000), 730)
    assert almanac.rows(NOON - timedelta(days=20)) == []


def test_a_broken_book_is_put_aside_and_said(tmp_path):
    (tmp_path / "statistics.sqlite").write_bytes(b"no book" * 1000)
    almanac = book(tmp_path, 4)
    almanac.write()
    assert "begin anew" in almanac.words
    assert (tmp_path / "statistics.broken").exists()
    assert Almanac(tmp_path).rows(NOON - timedelta(days=1))[0][1].visits == 4


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_counts(tmp_path):
    (tmp_path / "file").write_text("")
    almanac = book(tmp_path / "file" / "state", 4)
    almanac.write()
    assert "not kept" in almanac.words
    assert almanac.rows(NOON - timedelta(days=1))[0][1].visits == 4
    (tmp_path / "file").unlink()
    almanac.write()
    assert almanac.words == "" and Almanac(tmp_path / "file" / "state").rows(
        NOON - timedelta(days=1)
    )


def test_killed_while_it_writes_the_book_is_whole_and_has_all_that_was_written(tmp_path):
    code = (
        "import sys, pathlib, datetime; from installation.console.almanac import Almanac\n"
        "almanac, n = Almanac(pathlib.Path(sys.argv[1])), 0\n"
        "while True:\n"
        "    almanac.add(datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC), 'p', 'de', 5.0)\n"
        "    almanac.write(); n += 1; print(n, flush=True)\n"
    )
    written = 0
    for lives in range(1, 9):
        with subprocess.Popen(
            [sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True
        ) as writer:
            for _ in range(lives):
                written += bool(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
        almanac = Almanac(tmp_path)
        ((_, count),) = almanac.rows(NOON - timedelta(days=1))
        assert count.visits >= written and almanac.words == ""
        written = count.visits
        almanac.close()
