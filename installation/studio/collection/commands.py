"""What `kiosk studio train | export | report NAME` do for a collection of a museum's own; see `StudioModel`.

The libraries of training are imported inside: the command line says first which of them are missing.
"""

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from installation.faults import Refused
from installation.studio.common.exported_pack import exported_pack

if TYPE_CHECKING:
    from installation.studio.collection.pictures import Collection

DEFAULT_DRAWINGS = 0
PICTURE_LIBRARY = "PIL"
UNKNOWN = (
    "There is no model {name} yet. Those in the box are {models}; "
    "to make one of your own pictures: kiosk studio train {name} --images FOLDER"
)
CHANGED = (
    "{name} is being trained on other pictures than those in {images}. To begin anew, delete {work} "
    "or choose another name; to go on, leave --images out."
)


def train(options: argparse.Namespace) -> int:
    """Gathers the pictures where that was not done, tells what they are, then trains, or goes on."""
    if importlib.util.find_spec(PICTURE_LIBRARY) is None:
        return _refuse("Pictures need pillow: .venv/bin/pip install pillow")
    from installation.studio.collection import survey
    from installation.studio.collection.batches import Batches
    from installation.studio.collection.collection_training import ADVERSARY_FROM
    from installation.studio.collection.sample_sheets import WatchedTrainer
    from installation.studio.common import command_line, training_loop

    work = options.work / options.pack
    try:
        collection = _gathered(options, work)
    except Refused as error:
        return _refuse(str(error))
    for line in survey.told(survey.look_at(collection), collection):
        print(line)
    plan = command_line.make_plan(
        work,
        options.minutes,
        options.device,
        options.seed,
        options.steps,
    )
    trainer = WatchedTrainer(plan, collection)
    training_loop.train(trainer, Batches(collection, is_mirrored=not options.no_mirror))
    command_line.print_training(trainer)
    if trainer.step < ADVERSARY_FROM:
        print(
            f"{trainer.step} steps are very few: the critic that makes pictures clear begins after "
            f"{ADVERSARY_FROM}. The same command with more --minutes goes on."
        )
    export = command_line.pasted(f"export {options.pack}", options.work)
    print(f"Look at the sheets in {work / 'sheets'}; then: {export}")
    return 0


def _gathered(options: argparse.Namespace, work: Path) -> "Collection":
    """The pictures, gathered once. Raises `Refused`."""
    from installation.studio.collection import pictures
    from installation.studio.collection.captions import BrokenCaptions

    if pictures.is_gathered(work):
        if options.images is not None and not pictures.are_the_same(options.images, work):
            raise Refused(CHANGED.format(name=options.pack, images=options.images, work=work))
        return pictures.Collection.load(work)
    if options.images is None:
        raise Refused(f"Say where the pictures are: --images FOLDER ({work} has none)")
    if not options.images.is_dir():
        what = "is a file" if options.images.exists() else "is not there"
        raise Refused(
            f"{options.images} {what}: --images names the folder in which the pictures lie; an "
            "archive is unpacked first"
        )
    try:
        return pictures.gather(options.images, work, options.threads)
    except (pictures.NotEnoughPictures, BrokenCaptions) as error:
        raise Refused(str(error)) from error


def export(options: argparse.Namespace) -> int:
    """Writes the pack from the last checkpoint."""
    from installation.studio.collection import collection_export
    from installation.studio.collection.collection_card import PackPapers
    from installation.studio.collection.model import load_model
    from installation.studio.common import command_line, training_loop

    work = options.work / options.pack
    if not training_loop.checkpoint_path(work).exists():
        return command_line.nothing_trained(work, f"{options.pack} --images FOLDER")
    trained = load_model(work)
    target = options.models / options.pack
    papers = PackPapers.of(target)
    with exported_pack(target) as folder:
        collection_export.export(trained, papers, folder, is_whole=not options.generator_only)
    print(f"Exported to {target}")
    if not papers.about.get("author"):
        print(
            f"Say in {target / 'pack.toml'} who made it, under which licence, and where the pictures come "
            "from; until then it is shown with --studio only."
        )
    return 0


def report(options: argparse.Namespace) -> int:
    """Writes the page and prints its numbers; trains what it compares with where that is missing."""
    from installation.studio.collection.collection_report import report as write_report
    from installation.studio.collection.model import load_model
    from installation.studio.common import command_line, training_loop
    from installation.studio.common.pack_player import GENERATOR

    work = options.work / options.pack
    folder = options.models / options.pack
    is_trained = training_loop.checkpoint_path(work).exists()
    if not is_trained or not (folder / GENERATOR).exists():
        return command_line.nothing_to_report(options.pack, options.work)
    page = work / "report"
    numbers = write_report(load_model(work), folder, work, page, speeds=not options.no_speeds)
    command_line.print_report(numbers, page)
    return 0


def unknown(name: str, models: list[str]) -> int:
    """Says what could be meant; returns the exit status."""
    return _refuse(UNKNOWN.format(name=name, models=", ".join(models)))


def is_known(name: str, work: Path) -> bool:
    """Whether pictures were gathered under this name."""
    return (work / name / "pictures" / "pictures.json").exists()


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)
    return 2
