"""What `kiosk studio train | export | report letters` do; see `StudioModel`.

The libraries of training are imported inside: the command line says first which of them are
missing.
"""

import argparse
import importlib.util
import sys
from pathlib import Path

from installation.faults import BrokenPack
from installation.studio.common.exported_pack import exported_pack

NAME = "letters"
MENDED = "letters-mended"  # a work folder of its own
DEFAULT_DRAWINGS = 0  # the faces are found, not drawn: all that are free, plain and readable
# what opens font files: module -> what to install
FONT_LIBRARIES = {
    "fontTools": "fonttools",
    "freetype": "freetype-py",
}
TOO_FEW = (
    "In {fields} are {learned} typefaces to learn from and {judged} of other families to judge by; "
    "needed are {fewest} and 1. What was left out and why is in its left_out.json; typefaces "
    "that name no licence are taken with --licence WORDS. Delete the folder, and begin anew with "
    "--typefaces FOLDER"
)


def train(options: argparse.Namespace) -> int:
    """Gathers typefaces where they are missing, then trains, or goes on."""
    if options.mend is not None:
        return _mend(options)
    work = options.work / NAME
    start = None
    if options.from_pack is not None:
        from installation.studio.common.pack_start import NoStart
        from installation.studio.letters.first_weights import first_weights

        try:
            start = first_weights(options.from_pack, work)
        except NoStart as error:
            return _refuse(str(error))
    status = _gather(work, options)
    if status:
        return status
    from installation.studio.common import command_line, training_loop
    from installation.studio.letters.dataset import FEWEST, LettersDataset
    from installation.studio.letters.morphs import make_morphs
    from installation.studio.letters.training import LettersTrainer

    plan = command_line.make_plan(
        work,
        options.minutes,
        options.device,
        options.seed,
        options.steps,
    )
    data = LettersDataset.load(work)
    if not data.is_enough:
        line = TOO_FEW.format(
            learned=len(data.trained),
            judged=len(data.held_out),
            fields=work / "fields",
            fewest=FEWEST,
        )
        return _refuse(line)
    if data.morphs is None:
        make_morphs(work / "fields", data.trained, options.threads)
        data = LettersDataset.load(work)
    trainer = LettersTrainer(plan, start)
    training_loop.train(trainer, data)
    command_line.print_training(trainer)
    return 0


def _mend(options: argparse.Namespace) -> int:
    """A pack's decoder is mended; its new graph is left beside the checkpoint."""
    from installation.studio.common import command_line, training_loop
    from installation.studio.common.pack_player import GENERATOR
    from installation.studio.common.read_graph import OtherGenerator
    from installation.studio.letters.generator_graph import letters_graph
    from installation.studio.letters.mending import MendingTrainer, PackOnTheWay
    from installation.studio.letters.pack_weights import read_generator

    pack: Path = options.mend
    try:
        mended = PackOnTheWay.of(read_generator(pack / GENERATOR), pack)
    except FileNotFoundError as error:
        return _refuse(f"There is no {error.filename}: name a folder such as models/letters")
    except OtherGenerator:
        return _refuse(f"{pack / GENERATOR} was not written by this version of the studio")
    except BrokenPack as fault:
        return _refuse(str(fault))
    plan = command_line.make_plan(
        options.work / MENDED,
        options.minutes,
        options.device,
        options.seed,
        options.steps,
    )
    plan.work.mkdir(parents=True, exist_ok=True)
    trainer = MendingTrainer(plan, mended.weights.decoder)
    training_loop.train(trainer, mended.ground)
    command_line.print_training(trainer)
    weights = training_loop.weights_of(trainer.average.cpu())
    letters_graph(weights, mended.weights.calibration).save(plan.work / GENERATOR)
    print(f"For the pack: {plan.work / GENERATOR}")
    return 0


def _gather(work: Path, options: argparse.Namespace) -> int:
    """Draws the faces' fields unless they are there; returns the exit status."""
    fields = work / "fields"
    drawn = ("plain.npy", "varied.npy")
    if all((fields / name).exists() for name in drawn):
        return 0
    missing = [name for name in FONT_LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        packages = " ".join(FONT_LIBRARIES[name] for name in missing)
        return _refuse(f"Typefaces need {names}: .venv/bin/pip install {packages}")
    from installation.studio.letters import typeface_files
    from installation.studio.letters.typefaces import make_dataset

    try:
        path = options.typefaces or typeface_files.fetch(work / "typefaces")
        folder = typeface_files.FontFolder.of(path, options.licence or "")
        make_dataset(folder, fields, options.threads)
    except typeface_files.NoTypefaces as error:
        return _refuse(str(error))
    return 0


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)
    return 2


def export(options: argparse.Namespace) -> int:
    """Writes the pack from the last checkpoint."""
    from installation.studio.common import command_line, training_loop
    from installation.studio.letters import export as pack_export

    work = options.work / NAME
    if not training_loop.checkpoint_path(work).exists():
        return command_line.nothing_trained(work, NAME)
    trained = pack_export.load_trained(work)
    target = options.models / NAME
    with exported_pack(target) as folder:
        pack_export.export(trained, folder, with_networks=not options.generator_only)
    print(f"Exported to {target}")
    return 0


def report(options: argparse.Namespace) -> int:
    """Writes the page and prints its numbers; trains the judge first where it is missing."""
    from installation.studio.common import command_line, training_loop
    from installation.studio.common.pack_player import GENERATOR
    from installation.studio.letters import export as pack_export
    from installation.studio.letters import letters_classifier, letters_goals
    from installation.studio.letters import report as pack_report
    from installation.studio.letters.body_training import body_path
    from installation.studio.letters.second_network import second_network_path

    work = options.work / NAME
    folder = options.models / NAME
    checkpoint = training_loop.checkpoint_path(work)
    made = (checkpoint, folder / GENERATOR, body_path(work), second_network_path(work))
    if not all(path.exists() for path in made):
        return command_line.nothing_to_report(NAME, options.work)
    trained = pack_export.load_trained(work)
    if not letters_classifier.classifier_path(work).exists():
        letters_classifier.make_classifier(trained.data, work)
    judge = letters_classifier.load_classifier(work)
    trial = letters_goals.LettersOnTrial.of(trained, judge, folder)
    page = work / "report"
    numbers = pack_report.report(trial, page, speeds=not options.no_speeds)
    command_line.print_report(numbers, page)
    return 0
