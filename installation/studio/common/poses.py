"""Silhouettes of people, drawn: what encoders of silhouettes are spread over and judged by."""

import cv2
import numpy as np

from installation.messages import SILHOUETTE_SHAPE

FINER = 8  # drawn so many times finer than a silhouette's cells
COVERED = 100  # of 255: from here on a cell counts as covered
INK = 255
ONE_TO_THREE = (0.7, 0.2, 0.1)  # how often so many people are in front of the camera


def poses(count: int, seed: int = 1) -> np.ndarray:
    """(count, 18, 32) float32 silhouettes, 0 and 1, of one to three people, arms anywhere."""
    rng = np.random.default_rng(seed)
    return np.stack([_scene(rng) for _ in range(count)])


def trembled(pose: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The pose as a camera might see it: one in ten cells along its outline is wrong."""
    square = np.ones((3, 3), np.uint8)
    gradient = cv2.morphologyEx(pose.astype(np.uint8), cv2.MORPH_GRADIENT, square)
    wrong = (gradient > 0) & (rng.random(pose.shape) < 0.1)
    return np.where(wrong, 1 - pose, pose)


def _scene(rng: np.random.Generator) -> np.ndarray:
    rows, columns = SILHOUETTE_SHAPE
    ink = np.zeros((rows * FINER, columns * FINER), np.uint8)
    people = int(rng.choice([1, 2, 3], p=ONE_TO_THREE))
    for _ in range(people):
        _person(ink, rng)
    shrunk = cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA)
    return (shrunk > COVERED).astype(np.float32)


def _person(ink: np.ndarray, rng: np.random.Generator) -> None:
    floor, width = ink.shape
    height = rng.uniform(0.4, 1.05) * floor
    x = rng.uniform(0.1, 0.9) * width
    top = floor - height
    shoulders = top + 0.2 * height
    hips = top + 0.52 * height
    thick = max(2, round(0.09 * height))
    head = (round(x), round(top + 0.08 * height))
    cv2.circle(ink, head, round(0.075 * height), INK, -1)
    _limb(ink, (x, shoulders), (x, hips), 2 * thick)
    for side in (-1, 1):
        angle = rng.uniform(-1.4, 1.4)
        reach = 0.4 * height
        hand_x = x + side * reach * np.cos(angle)
        hand_y = shoulders - reach * np.sin(angle)
        _limb(
            ink,
            (x + side * thick, shoulders),
            (hand_x, hand_y),
            thick,
        )
        foot = x + side * rng.uniform(0.03, 0.25) * height
        _limb(ink, (x, hips), (foot, floor), thick)


def _limb(
    ink: np.ndarray, start: tuple[float, float], end: tuple[float, float], thickness: int
) -> None:
    from_pixel = (round(start[0]), round(start[1]))
    to_pixel = (round(end[0]), round(end[1]))
    cv2.line(ink, from_pixel, to_pixel, INK, thickness)
