"""The mouse of the studio as a visitor among the others. Joined by those who hear of visitors: the room with the
camera listens to nobody. Values in, values out."""

from dataclasses import replace

import numpy as np

from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence

STIR = 0.6  # views a second that are as lively as it gets


def joined(presence: Presence | None, places: np.ndarray, light_ns: int) -> Presence | None:
    """What is known of visitors, and those at `places` (n, 8) with it, each as an upright oval.

    `light_ns` is when the mouse was there, for one that is alone.
    """
    if not len(places):
        return presence
    presence = presence or _nobody(light_ns)
    silhouette, motion = presence.silhouette.copy(), presence.motion.copy()
    for _, x, y, width, height, vx, vy, _ in places:
        silhouette |= _oval(SILHOUETTE_SHAPE, x, y, width, height).astype(np.uint8)
        stir = min(1.0, float(np.hypot(vx, vy)) / STIR)
        motion = np.maximum(motion, stir * _oval(MOTION_SHAPE, x, y, width, height))
    everyone = np.concatenate([presence.places, places]).astype(np.float32)
    flow = everyone[:, 5:7].mean(0)
    return replace(
        presence,
        places=everyone,
        flow=flow,
        motion=motion.astype(np.float32),
        silhouette=silhouette,
    )


def _nobody(light_ns: int) -> Presence:
    motion, silhouette = np.zeros(MOTION_SHAPE, np.float32), np.zeros(SILHOUETTE_SHAPE, np.uint8)
    return Presence(
        0,
        light_ns,
        0.0,
        0,
        np.zeros((0, 8), np.float32),
        np.zeros(2, np.float32),
        motion,
        silhouette,
    )


def _oval(shape: tuple[int, int], x: float, y: float, width: float, height: float) -> np.ndarray:
    rows, columns = ((np.arange(size) + 0.5) / size for size in shape)
    return ((rows[:, None] - y) / (height / 2)) ** 2 + ((columns[None] - x) / (width / 2)) ** 2 < 1
