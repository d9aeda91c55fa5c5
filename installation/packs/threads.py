"""How many threads a model gets on this machine."""

import os

MOST_THREADS = 4  # more hardly speed up a model that is small enough for a processor


def usual_threads() -> int:
    """One core is left to the other rooms where there are three or more.

    Of two the model takes both: what must be on time (screen, camera, sound) runs before it, and
    half the time it would wait while the second one idles.
    """
    cores = os.cpu_count() or 1
    return min(MOST_THREADS, max(cores - 1, min(2, cores)))
