"""What streams have counted, one after another, each from when it was alone."""

from installation.sound.output import PlaybackCounters

_ADDED = ("frames", "ring_underruns", "device_underruns", "near_xruns")


class PlaybackCounts:
    """The sums."""

    def __init__(self) -> None:
        self.frames = 0  # that devices were given
        self.ring_underruns = 0  # times the ring held too little
        self.device_underruns = 0  # times a device itself ran dry
        self.near_xruns = 0  # times it asked so late that it nearly did
        self._known = dict.fromkeys(_ADDED, 0)  # of the present stream

    @property
    def xruns(self) -> int:
        """Times a device ran dry, whoever was late."""
        return self.ring_underruns + self.device_underruns

    def update(self, counters: PlaybackCounters) -> None:
        """What the present stream has counted since."""
        for name in _ADDED:
            count = getattr(counters, name)
            setattr(self, name, getattr(self, name) + count - self._known[name])
            self._known[name] = count

    def begin(self, counters: PlaybackCounters) -> None:
        """Another stream: what it has counted so far was not heard."""
        self._known = {name: getattr(counters, name) for name in _ADDED}
        counters.latest_ns = 0
