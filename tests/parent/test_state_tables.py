"""The tables of the supervised process and of the hot swap: every state is reached, and none is a dead end unasked."""

import pytest

from installation.parent import process_states, swap_states
from installation.parent.process_states import Event, Phase
from installation.parent.swap_states import Report, Stage


def test_no_line_of_a_table_stands_twice():
    for table in (process_states.TABLE, swap_states.TABLE):
        known = [(state, event) for state, event, _ in table]
        assert len(known) == len(set(known))


@pytest.mark.parametrize("phase", Phase)
def test_a_process_can_always_be_put_to_rest_and_woken(phase):
    resting = Phase.RESTING
    then = process_states.after(phase, Event.REST) or phase
    if then == Phase.RETIRING:
        then = process_states.after(then, Event.GONE)
    assert then == resting
    assert process_states.after(resting, Event.WAKE) == Phase.WAITING


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.RUNNING])
def test_a_process_that_is_lost_starts_again(phase):
    assert process_states.after(phase, Event.STALL) == Phase.WAITING
    exited = process_states.after(phase, Event.EXIT)
    assert process_states.after(exited, Event.ROUND) == Phase.WAITING


@pytest.mark.parametrize("phase", [Phase.RESTING, Phase.RETIRING])
def test_a_process_that_rests_is_not_renewed(phase):
    assert process_states.after(phase, Event.RENEW) is None


@pytest.mark.parametrize("stage", [Stage.VALIDATING, Stage.WARMING, Stage.ANNOUNCED])
@pytest.mark.parametrize("report", [Report.FAILED, Report.POSTPONED])
def test_a_pack_that_is_not_shown_yet_can_always_be_given_up(stage, report):
    assert swap_states.after(stage, report) == Stage.REFUSED


@pytest.mark.parametrize("stage", [Stage.KEPT, Stage.REFUSED])
@pytest.mark.parametrize("report", Report)
def test_an_attempt_that_is_over_stays_over(stage, report):
    assert swap_states.after(stage, report) is None


def test_nothing_is_shown_that_was_not_validated_and_warmed_up():
    stage = Stage.VALIDATING
    for report in (Report.PASSED, Report.READY, Report.TOOK_OVER, Report.PROVED):
        stage = swap_states.after(stage, report)
    assert stage == Stage.KEPT
    assert swap_states.after(Stage.VALIDATING, Report.TOOK_OVER) is None
    assert swap_states.after(Stage.WARMING, Report.TOOK_OVER) is None
