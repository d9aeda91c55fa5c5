"""`kiosk studio report letters`: a page with sheets to look at and all the numbers."""

from pathlib import Path

import cv2
import numpy as np

from installation.studio.common.report_page import write_report
from installation.studio.letters import (
    body_training,
    body_trial,
    letters_player,
    second_network,
    second_network_graph,
)
from installation.studio.letters import letters_goals as goals
from installation.studio.letters.letters_goals import LettersOnTrial, Numbers
from installation.studio.letters.letters_player import Picture
from installation.studio.letters.lot_paintings import SIZE
from installation.studio.letters.measures import by_lot, ink_of, ink_overlap
from installation.studio.letters.model import encode_faces
from installation.studio.letters.painted_sheets import CAPTIONS, PaintedSheets
from installation.studio.letters.sheets import pairs_sheet

READ_PICTURES = 600  # paintings by lot that the second network reads
READ_EVERY = 12  # of so many held-out faces one is read in each look
TIMED = 40  # pictures
COLUMNS = 16  # of a sheet of pairs


def report(trial: LettersOnTrial, folder: Path, speeds: bool = True) -> Numbers:
    """Writes the page into `folder`; returns the numbers."""
    painted = PaintedSheets(trial.player)
    numbers = _numbers(trial, painted)
    if speeds:
        pack = trial.player.pack
        points = by_lot(TIMED, 0)
        measured = letters_player.speeds(pack.folder, points, pack.generator.most)
        numbers["pictures a second, two threads"] = measured
    sheets = painted.all() | _sheets_of_return(trial)
    if trial.encoder.exists():
        numbers["body alphabet"] = _body_rows(trial)
        sheets["bodies"] = _bodies_sheet(trial, folder)
    write_report(folder, "letters", numbers, sheets, CAPTIONS)
    return numbers


def _numbers(trial: LettersOnTrial, painted: PaintedSheets) -> Numbers:
    time = trial.trained.model.trained
    return {
        "training": {"steps": time.steps, "minutes": round(time.seconds / 60)},
        "typefaces": trial.trained.sheet,
        "goals": {
            **goals.goals_of_return(trial),
            **goals.goals_of_reading(trial),
            **goals.goals_of_samples(trial, painted.prior(goals.SAMPLES, seed=7)),
            **goals.goals_of_ways(trial),
        },
        "overlap of ink by letter": goals.overlap_by_letter(trial),
        "second network, letters never seen read rightly": _second_reading(trial),
    }


def _second_reading(trial: LettersOnTrial) -> Numbers:
    """How the pack's second network reads paintings by lot, and the pack's own pictures."""
    networks = second_network.load_second_network(trial.trained.work)
    data = trial.trained.data
    shares: Numbers = {
        "painted by lot": second_network.read_rightly(networks, data, READ_PICTURES),
    }
    usual = trial.player.pack.looks.show
    for look in trial.player.looks:
        trial.player.show(look)
        shares[look] = _reading_of_look(trial)
    if usual:
        trial.player.show(usual)
    return shares


def _reading_of_look(trial: LettersOnTrial) -> dict[str, float]:
    """Shares of held-out letters, as the pack paints them, that are read rightly."""
    trained = trial.trained
    seen = encode_faces(trained.model, trained.data, trained.data.held_out[::READ_EVERY])
    points = trained.calibration.points(seen.letters, seen.styles)
    pictures = [trial.player.picture(point[None], SIZE) for point in points]
    path = trial.player.pack.folder / second_network_graph.SECOND_NETWORK_FILE
    return second_network_graph.shares_right(path, pictures, seen.letters)


def _body_rows(trial: LettersOnTrial) -> Numbers:
    rows = body_trial.body_rows(
        trial.encoder,
        body_training.load_body_alphabet(trial.trained.work),
        trial.trained.calibration.countries,
    )
    return {what: {"measured": measured, "wanted": wanted} for what, measured, wanted in rows}


def _bodies_sheet(trial: LettersOnTrial, folder: Path) -> Picture:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bodies.png"
    body_trial.write_body_sheet(
        trial.encoder,
        body_training.load_body_alphabet(trial.trained.work),
        trial.trained.calibration.countries,
        path,
    )
    sheet = np.asarray(cv2.imread(str(path)), np.uint8)
    path.unlink()
    return np.ascontiguousarray(sheet[..., ::-1])


def _sheets_of_return(trial: LettersOnTrial) -> dict[str, Picture]:
    """Some letters by lot, and the poorest, with what came back of them."""
    lots = np.random.default_rng(3)
    some = lots.permutation(len(trial.drawn))[:64]
    common = ink_overlap(ink_of(trial.drawn), ink_of(trial.back))
    poor = np.argsort(common)[:32]
    sheets = {}
    for name, chosen in (("returned", some), ("poorest", poor)):
        sheet = pairs_sheet(trial.drawn[chosen], trial.back[chosen], COLUMNS)
        sheets[name] = np.ascontiguousarray(sheet[..., ::-1])
    return sheets
