"""The life of a supervised process as a state machine: what happens -> what it is now. One table and nothing beside it."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a process is in its life."""

    WAITING = "waiting"  # there is none; it starts when its pause is over
    STARTING = "starting"  # it runs and has not beaten yet
    RUNNING = "running"
    EXITED = "exited"  # it ended by itself; its last beat may still be on the wire
    RENEWING = "renewing"  # it was asked to end and starts again at once
    RETIRING = "retiring"  # it was asked to end and then rests
    RESTING = "resting"  # there is none until it is woken


class Event(StrEnum):
    """What happens to it."""

    DUE = "due"  # the pause before its start is over
    UNABLE = "unable"  # the machine had no process for it
    BEAT = "beat"
    EXIT = "exit"  # found ended
    ROUND = "round"  # one more round of the supervisor: the last beat has been heard
    STALL = "stall"  # too long without a beat
    RENEW = "renew"  # asked to live again, with other settings
    REST = "rest"  # asked to end and to rest
    WAKE = "wake"
    GONE = "gone"  # ended as asked, or its grace is over


# Each line: in this phase, this event leads to that phase. All others change nothing.
TABLE = (
    (Phase.WAITING, Event.DUE, Phase.STARTING),
    (Phase.WAITING, Event.RENEW, Phase.WAITING),  # without the rest of its pause
    (Phase.WAITING, Event.REST, Phase.RESTING),
    (Phase.STARTING, Event.UNABLE, Phase.WAITING),
    (Phase.STARTING, Event.BEAT, Phase.RUNNING),
    (Phase.STARTING, Event.EXIT, Phase.EXITED),
    (Phase.STARTING, Event.STALL, Phase.WAITING),
    (Phase.STARTING, Event.RENEW, Phase.RENEWING),
    (Phase.STARTING, Event.REST, Phase.RETIRING),
    (Phase.RUNNING, Event.EXIT, Phase.EXITED),
    (Phase.RUNNING, Event.STALL, Phase.WAITING),
    (Phase.RUNNING, Event.RENEW, Phase.RENEWING),
    (Phase.RUNNING, Event.REST, Phase.RETIRING),
    (Phase.EXITED, Event.ROUND, Phase.WAITING),
    (Phase.EXITED, Event.RENEW, Phase.RENEWING),
    (Phase.EXITED, Event.REST, Phase.RETIRING),
    (Phase.RENEWING, Event.GONE, Phase.WAITING),
    (Phase.RENEWING, Event.RENEW, Phase.RENEWING),
    (Phase.RENEWING, Event.REST, Phase.RETIRING),
    (Phase.RETIRING, Event.GONE, Phase.RESTING),
    (Phase.RETIRING, Event.REST, Phase.RETIRING),
    (Phase.RETIRING, Event.WAKE, Phase.RENEWING),
    (Phase.RESTING, Event.WAKE, Phase.WAITING),
)
_NEXT = {(phase, event): then for phase, event, then in TABLE}


def after(phase: Phase, event: Event) -> Phase | None:
    """The phase that follows; None where the event means nothing in this phase."""
    return _NEXT.get((phase, event))
