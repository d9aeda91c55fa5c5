"""The monitor is chosen by number or name; one that is not there is answered with those that are."""

import pytest

from installation.display.outputs.monitors import Monitor, choose
from installation.faults import UnknownMonitor

THERE = [
    Monitor(1, "DELL U2412M", 1920, 1200, 60),
    Monitor(2, "EPSON PJ", 1280, 800, 60),
    Monitor(3, "EPSON PJ", 1280, 800, 0),
]


@pytest.mark.parametrize(("wish", "number"), [("auto", 1), ("2", 2), ("dell", 1), ("U24", 1)])
def test_by_number_or_by_a_part_of_its_name(wish, number):
    assert choose(THERE, wish).number == number


@pytest.mark.parametrize("wish", ["4", "0", "LG", "epson"])
def test_one_that_is_not_there_or_not_the_only_one_is_refused_with_the_list(wish):
    with pytest.raises(UnknownMonitor) as fault:
        choose(THERE, wish)
    assert wish in str(fault.value) and "2  EPSON PJ  1280x800 at 60 Hz" in str(fault.value)
