"""The visit as a state machine: all states against all stimuli."""

import pytest

from installation.journey.states import STATES, STIMULI, TABLE, after

W, G, F, L, P, C = "wandering", "greeting", "following", "looking-inside", "parting", "closed"
# what the visit is after each stimulus, said a second time: rows and columns instead of a list
WANTED = {
    #        here nobody left stood stirred over look back close open
    W: (G, W, W, W, W, L, L, W, C, W),
    G: (G, P, P, G, G, F, L, G, C, G),
    F: (F, P, P, L, F, F, L, F, C, F),
    L: (L, L, P, L, F, F, L, F, C, L),
    P: (G, P, P, P, P, W, L, P, C, P),
    C: (C, C, C, C, C, C, C, C, C, W),
}


@pytest.mark.parametrize("state", STATES)
def test_every_stimulus_leads_where_it_should_from_every_state(state):
    assert tuple(after(state, stimulus) for stimulus in STIMULI) == WANTED[state]


def test_the_table_says_nothing_twice_and_knows_no_other_words():
    rows = [(state, stimulus) for state, stimuli, _ in TABLE for stimulus in stimuli]
    assert len(rows) == len(set(rows))
    assert {state for state, _, then in TABLE for state in (state, then)} == set(STATES)
    assert {stimulus for _, stimulus in rows} == set(STIMULI)


def test_nothing_but_opening_opens_a_closed_house():
    assert {stimulus for stimulus in STIMULI if after(C, stimulus) != C} == {"open"}
