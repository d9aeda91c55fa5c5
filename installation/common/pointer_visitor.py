"""The pointer of the studio as a visitor among the others. Rooms that hear of visitors join it themselves: the room with
the camera listens to nobody. Values in, values out."""

from dataclasses import replace

import numpy as np

from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence

LIVELY_PER_S = 0.6  # views a second that are as lively as it gets


def joined(presence: Presence | None, places: np.ndarray, light_ns: int) -> Presence | None:
    """What is known of visitors, and those at `places` (n, 8) with it, each as an upright oval.

    `light_ns` is when the pointer was there, for one that is alone.
    """
    if not len(places):
        return presence
    if presence is None:
        presence = _nobody(light_ns)
    silhouette = presence.silhouette.copy()
    motion = presence.motion.copy()
    for _, x, y, width, height, vx, vy, _ in places:
        silhouette |= _oval(SILHOUETTE_SHAPE, x, y, width, height).astype(np.uint8)
        energy = min(1.0, float(np.hypot(vx, vy)) / LIVELY_PER_S)
        motion = np.maximum(motion, energy * _oval(MOTION_SHAPE, x, y, width, height))
    everyone = np.concatenate([presence.places, places]).astype(np.float32)
    return replace(
        presence,
        places=everyone,
        flow=everyone[:, 5:7].mean(0),
        motion=motion.astype(np.float32),
        silhouette=silhouette,
    )


def _nobody(light_ns: int) -> Presence:
    return Presence(
        seq=0,
        light_ns=light_ns,
        camera_s=0.0,
        visitors=0,
        places=np.zeros((0, 8), np.float32),
        flow=np.zeros(2, np.float32),
        motion=np.zeros(MOTION_SHAPE, np.float32),
        silhouette=np.zeros(SILHOUETTE_SHAPE, np.uint8),
    )


def _oval(shape: tuple[int, int], x: float, y: float, width: float, height: float) -> np.ndarray:
    rows = (np.arange(shape[0]) + 0.5) / shape[0]
    columns = (np.arange(shape[1]) + 0.5) / shape[1]
    down = ((rows[:, None] - y) / (height / 2)) ** 2
    across = ((columns[None] - x) / (width / 2)) ** 2
    return down + across < 1
