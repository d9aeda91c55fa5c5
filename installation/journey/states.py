"""The visit as a state machine: what happens -> what the visit is now. One table and nothing beside it."""

WANDERING, GREETING, FOLLOWING = "wandering", "greeting", "following"
LOOKING, PARTING, CLOSED = "looking-inside", "parting", "closed"
STATES = (WANDERING, GREETING, FOLLOWING, LOOKING, PARTING, CLOSED)

HERE, NOBODY = "here", "nobody"  # somebody is in view, or nobody: said at every step
LEFT = "left"  # the last one has just gone out of view
STOOD, STIRRED = "stood", "stirred"  # they have stood still for long; they move
OVER = "over"  # the time of the state is over
LOOK, BACK, CLOSE, OPEN = "look", "back", "close", "open"  # commands
STIMULI = (HERE, NOBODY, LEFT, STOOD, STIRRED, OVER, LOOK, BACK, CLOSE, OPEN)

# Each line: in this state, these stimuli lead to that state. All others change nothing.
TABLE = (
    (WANDERING, (HERE,), GREETING),
    (WANDERING, (LOOK, OVER), LOOKING),  # now and then for nobody, or for those who watch from afar
    (WANDERING, (CLOSE,), CLOSED),
    (GREETING, (OVER,), FOLLOWING),
    (GREETING, (NOBODY, LEFT), PARTING),
    (GREETING, (LOOK,), LOOKING),
    (GREETING, (CLOSE,), CLOSED),
    (FOLLOWING, (STOOD, LOOK), LOOKING),
    (FOLLOWING, (NOBODY, LEFT), PARTING),
    (FOLLOWING, (CLOSE,), CLOSED),
    (LOOKING, (STIRRED, OVER, BACK), FOLLOWING),
    (
        LOOKING,
        (LEFT,),
        PARTING,
    ),  # but not for NOBODY: who looks after the piece may look inside alone
    (LOOKING, (CLOSE,), CLOSED),
    (PARTING, (HERE,), GREETING),  # the next visitor, mostly: they come close upon one another
    (PARTING, (OVER,), WANDERING),
    (PARTING, (LOOK,), LOOKING),
    (PARTING, (CLOSE,), CLOSED),
    (CLOSED, (OPEN,), WANDERING),
)
_NEXT = {(state, stimulus): then for state, stimuli, then in TABLE for stimulus in stimuli}


def after(state: str, stimulus: str) -> str:
    """The state that follows."""
    return _NEXT.get((state, stimulus), state)
