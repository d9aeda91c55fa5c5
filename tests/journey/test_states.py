"""The visit as a state machine: all states against all stimuli."""

import ast
import inspect

import pytest

from installation.journey import states
from installation.journey.states import TABLE, Stimulus, after
from installation.vocabulary import VisitState

W = VisitState.WANDERING
G = VisitState.GREETING
F = VisitState.FOLLOWING
L = VisitState.LOOKING
P = VisitState.PARTING
C = VisitState.CLOSED
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


@pytest.mark.parametrize("state", VisitState)
def test_every_stimulus_leads_where_it_should_from_every_state(state):
    assert tuple(after(state, stimulus) for stimulus in Stimulus) == WANTED[state]


def test_the_table_says_nothing_twice_and_knows_no_other_words():
    for node in ast.walk(ast.parse(inspect.getsource(states))):
        if isinstance(node, ast.Dict):
            keys = [ast.unparse(key) for key in node.keys]
            assert len(keys) == len(set(keys))
    assert TABLE.keys() == set(VisitState)
    assert {then for row in TABLE.values() for then in row.values()} == set(VisitState)
    assert {stimulus for row in TABLE.values() for stimulus in row} == set(Stimulus)


def test_nothing_but_opening_opens_a_closed_house():
    assert {stimulus for stimulus in Stimulus if after(C, stimulus) != C} == {Stimulus.OPEN}
