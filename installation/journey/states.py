"""The visit as a state machine: what happens -> what the visit is now. One table and nothing beside it."""

from enum import StrEnum

from installation.vocabulary import Verb, VisitState


class Stimulus(StrEnum):
    """What can happen to a visit."""

    HERE = "here"  # somebody is in view: repeated at every step
    NOBODY = "nobody"  # nobody is: repeated at every step
    LEFT = "left"  # the last visitor has just gone out of view
    STOOD = "stood"  # they have stood still for long
    STIRRED = "stirred"  # they move
    OVER = "over"  # the time of the state is up
    LOOK = Verb.LOOK  # the commands
    BACK = Verb.BACK
    CLOSE = Verb.CLOSE
    OPEN = Verb.OPEN


# In each state: what leads where. All other stimuli change nothing.
TABLE = {
    VisitState.WANDERING: {
        Stimulus.HERE: VisitState.GREETING,
        # now and then for nobody, or for those who watch from afar
        Stimulus.OVER: VisitState.LOOKING,
        Stimulus.LOOK: VisitState.LOOKING,
        Stimulus.CLOSE: VisitState.CLOSED,
    },
    VisitState.GREETING: {
        Stimulus.OVER: VisitState.FOLLOWING,
        Stimulus.NOBODY: VisitState.PARTING,
        Stimulus.LEFT: VisitState.PARTING,
        Stimulus.LOOK: VisitState.LOOKING,
        Stimulus.CLOSE: VisitState.CLOSED,
    },
    VisitState.FOLLOWING: {
        Stimulus.STOOD: VisitState.LOOKING,
        Stimulus.NOBODY: VisitState.PARTING,
        Stimulus.LEFT: VisitState.PARTING,
        Stimulus.LOOK: VisitState.LOOKING,
        Stimulus.CLOSE: VisitState.CLOSED,
    },
    VisitState.LOOKING: {
        Stimulus.STIRRED: VisitState.FOLLOWING,
        Stimulus.OVER: VisitState.FOLLOWING,
        Stimulus.BACK: VisitState.FOLLOWING,
        # but not NOBODY: whoever looks after the piece may look inside alone
        Stimulus.LEFT: VisitState.PARTING,
        Stimulus.CLOSE: VisitState.CLOSED,
    },
    VisitState.PARTING: {
        # usually the next visitor: they follow close upon one another
        Stimulus.HERE: VisitState.GREETING,
        Stimulus.OVER: VisitState.WANDERING,
        Stimulus.LOOK: VisitState.LOOKING,
        Stimulus.CLOSE: VisitState.CLOSED,
    },
    VisitState.CLOSED: {
        Stimulus.OPEN: VisitState.WANDERING,
    },
}


def after(state: VisitState, stimulus: Stimulus) -> VisitState:
    """The state that follows."""
    return TABLE[state].get(stimulus, state)
