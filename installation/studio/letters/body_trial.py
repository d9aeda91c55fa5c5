"""How well encoder.onnx reads bodies it has never seen: a table, and a sheet to be looked at."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from installation.packs.session import open_session
from installation.studio.letters import LETTERS
from installation.studio.letters.body_network import BodyNetwork, as_cells, flickering, outlines
from installation.studio.letters.body_stick_figures import (
    BODIES,
    STILL,
    WHEELCHAIR,
    StickBody,
    StickCells,
    Sway,
    draw_stick,
)
from installation.studio.letters.body_stick_poses import IDLE, MORE, TWELVE, StickPose
from installation.studio.letters.calibration import COUNTRY_AXES, Countries
from installation.studio.letters.sheets import INK, LINE, PAPER, SheetPicture, grid_of

MOMENTS = 20  # in which a body moves a little
FLICKER = 0.08  # share of the outline's cells that are wrong
SEATED_LETTERS = "TYWOU"
LARGE = 14  # cells
SURE = 0.5  # from this confidence on, a visitor is mirrored
CELL_PX = 5
CAPTION_PX = 18
BodyRow = tuple[str, str, str]  # what, measured, wanted


@dataclass(frozen=True)
class BodyReading:
    """What the encoder says of a silhouette."""

    order: NDArray[np.int64]  # (29,) letters, the likeliest first
    point: NDArray[np.float32]  # (d,)
    confidence: float

    @property
    def letter(self) -> str:
        """The likeliest."""
        return LETTERS[self.order[0]]

    def is_among(self, letter: str, count: int) -> bool:
        """Whether a letter is one of the first."""
        return LETTERS.index(letter) in self.order[:count]


class BodyReader:
    """encoder.onnx at work, and the letters' countries to tell what its points mean.

    Which letters come next is asked of the network: of a point only the first is to be had.
    """

    def __init__(self, path: Path, network: BodyNetwork, countries: Countries):
        """Opens the file in ONNX Runtime. Raises `BrokenPack`."""
        self._session = open_session(path, threads=1)
        self._network = network
        self._countries = countries

    def read(self, cells: StickCells) -> BodyReading:
        """(18, 32) of 0 and 1."""
        feeds = {"silhouette": cells[None].astype(np.uint8)}
        z, confidence = self._session.run(["z", "confidence"], feeds)
        point = np.asarray(z)[0]
        weights = self._countries.weights(point[None, :COUNTRY_AXES].astype(np.float64))
        first = int(weights[0].argmax())
        order = [first] + [letter for letter in self._ranked(cells) if letter != first]
        return BodyReading(np.array(order), point, float(np.asarray(confidence)[0]))

    @torch.no_grad()
    def _ranked(self, cells: StickCells) -> list[int]:
        if not cells.any():
            return list(range(len(LETTERS)))
        answers = self._network(as_cells(cells[None]))[0, : len(LETTERS)]
        return answers.argsort(descending=True).tolist()


@dataclass(frozen=True)
class Standing:
    """A body in a pose, and what is read."""

    letter: str
    body: StickBody
    reading: BodyReading
    moments: list[BodyReading]  # of the body while it moves a little

    @property
    def steady(self) -> float:
        """Share of the moments that are read as the same letter."""
        return float(np.mean([moment.letter == self.reading.letter for moment in self.moments]))

    @property
    def misleading(self) -> float:
        """Share of the moments that are surely read, and as another letter."""
        others = [moment for moment in self.moments if moment.letter != self.reading.letter]
        return sum(moment.confidence > SURE for moment in others) / len(self.moments)


def body_rows(path: Path, network: BodyNetwork, countries: Countries) -> list[BodyRow]:
    """The table: the twelve poses of five bodies each, more letters, and what is no letter."""
    reader = BodyReader(path, network, countries)
    twelve = _stand(reader, TWELVE, BODIES)
    more = _stand(reader, MORE, BODIES)
    seated_poses = {letter: (TWELVE | MORE)[letter] for letter in SEATED_LETTERS}
    seated = _stand(reader, seated_poses, (WHEELCHAIR,))
    rows = [
        ("bodies read rightly, 12 poses x 5", _share_of_first(twelve, 1), ">= 80 %"),
        ("... among the first three", _share_of_first(twelve, 3), ">= 95 %"),
        ("... the same while it moves a little", _mean([s.steady for s in twelve]), ""),
        (
            "... of those of 14 cells or more",
            _mean([s.steady for s in twelve if s.body.tall >= LARGE]),
            "",
        ),
        ("... another letter, and sure of it", _mean([s.misleading for s in twelve]), ""),
        (
            "... sure of it, without I",
            _share_sure([s.reading for s in twelve if s.letter != "I"]),
            "",
        ),
        ("more letters read rightly", _share_of_first(more, 1), ""),
        ("... among the first three", _share_of_first(more, 3), ""),
        ("seated ones read rightly, of 5", _share_of_first(seated, 1), ""),
        ("empty view, confidence", f"{reader.read(np.zeros_like(_chair())).confidence:.2f}", "0"),
    ]
    for what, silhouettes in no_letters().items():
        readings = [reader.read(cells) for cells in silhouettes]
        rows.append((f"taken for a letter: {what}", _share_sure(readings), ""))
    return rows


def _stand(
    reader: BodyReader,
    poses: dict[str, StickPose],
    bodies: tuple[StickBody, ...],
) -> list[Standing]:
    standing = []
    for letter, pose in poses.items():
        for body in bodies:
            reading = reader.read(draw_stick(pose, body))
            moments = [reader.read(cells) for cells in moments_of(pose, body)]
            standing.append(Standing(letter, body, reading, moments))
    return standing


def moments_of(pose: StickPose, body: StickBody) -> list[StickCells]:
    """The same body swaying, moved by up to a cell, seen by a camera that errs."""
    lots = np.random.default_rng(3)
    generator = torch.Generator().manual_seed(3)
    moments = []
    for _ in range(MOMENTS):
        cells = draw_stick(pose, body, _sway(lots))
        seen = as_cells(cells[None])
        shaken = flickering(seen, outlines(seen), FLICKER, generator)
        moments.append(shaken[0].numpy().astype(np.uint8))
    return moments


def _sway(lots: np.random.Generator) -> Sway:
    right, down = lots.uniform(-1, 1, 2).tolist()
    return Sway(
        lean=float(lots.normal(0, 0.02)),
        shift=(right, min(0.0, down)),
        hands=lots.normal(0, 0.012, (2, 2)),
        feet=lots.normal(0, 0.006, (2, 2)),
    )


def no_letters() -> dict[str, list[StickCells]]:
    """Silhouettes that nobody means as a letter, of each kind some."""
    lots = np.random.default_rng(4)
    kinds = {}
    for what, pose in IDLE.items():
        some = []
        for body in BODIES:
            some += moments_of(pose, body)[:4]
        kinds[what] = some
    kinds["two people overlap"] = [_couple(lots) for _ in range(MOMENTS)]
    kinds["a chair"] = [np.roll(_chair(), int(lots.integers(-8, 8)), 1) for _ in range(4)]
    return kinds


def _couple(lots: np.random.Generator) -> StickCells:
    """Two people, so near that they are one silhouette."""
    poses = list(IDLE.values())
    first = BODIES[int(lots.integers(len(BODIES)))]
    aside = float(lots.choice([-1, 1]) * lots.uniform(0.06, 0.12))
    second = BODIES[int(lots.integers(len(BODIES)))]
    beside = replace(second, across=first.across + aside)
    together = _chair() * 0
    for body in (first, beside):
        pose = poses[int(lots.integers(len(poses)))]
        together |= draw_stick(pose, body, STILL)
    return together


def _chair() -> StickCells:
    cells = np.zeros((18, 32), np.uint8)
    cells[9:18, 13:15] = 1
    cells[13:15, 13:20] = 1
    cells[13:18, 18:20] = 1
    return cells


def _share_of_first(standing: list[Standing], count: int) -> str:
    return _mean([one.reading.is_among(one.letter, count) for one in standing])


def _share_sure(readings: list[BodyReading]) -> str:
    return _mean([reading.confidence > SURE for reading in readings])


def _mean(values: list[float] | list[bool]) -> str:
    return f"{100 * float(np.mean(values)):.0f} %"


def write_body_sheet(path: Path, network: BodyNetwork, countries: Countries, picture: Path) -> None:
    """All poses of all bodies with what they are read as; wrong ones stand in the line's colour."""
    reader = BodyReader(path, network, countries)
    pictures = []
    for letter, pose in (TWELVE | MORE | IDLE).items():
        for body in (*BODIES, WHEELCHAIR):
            cells = draw_stick(pose, body)
            pictures.append(_captioned(cells, letter, reader.read(cells)))
    sheet = grid_of(pictures, len(BODIES) + 1)
    cv2.imwrite(str(picture), sheet)


def _captioned(cells: StickCells, wanted: str, reading: BodyReading) -> SheetPicture:
    enlarged = cells.repeat(CELL_PX, 0).repeat(CELL_PX, 1)
    picture = np.full((*enlarged.shape, 3), PAPER, np.uint8)
    picture[enlarged > 0] = INK
    framed = cv2.copyMakeBorder(
        picture, CAPTION_PX, 2, 2, 2, cv2.BORDER_CONSTANT, value=(200, 200, 200)
    )
    best = [LETTERS[k] for k in reading.order[:3]]
    text = f"{wanted}: {' '.join(best)} {reading.confidence:.2f}"
    colour = INK if wanted in (best[0], *IDLE) else LINE
    plain = text.translate(str.maketrans("ÄÖÜ", "aou"))
    cv2.putText(framed, plain, (4, CAPTION_PX - 5), cv2.FONT_HERSHEY_PLAIN, 0.9, colour, 1)
    return np.asarray(framed, np.uint8)
