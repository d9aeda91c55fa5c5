"""What `kiosk studio train | export | report facades` do; see `StudioModel`.

The libraries of training are imported inside: the command line says first which of them are missing.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from installation.studio.common.exported_pack import exported_pack

if TYPE_CHECKING:
    from installation.studio.common.training_loop import TrainingPlan
    from installation.studio.facades.dataset import FacadesDataset
    from installation.studio.facades.training import FacadesTrainer

NAME = "facades"
DEFAULT_DRAWINGS = 16000
HELD_OUT = 600  # drawings of the report


def train(options: argparse.Namespace) -> int:
    """Draws and trains, or goes on."""
    from installation.studio.common import command_line, training_loop
    from installation.studio.common.pack_start import NoStart

    plan = command_line.make_plan(
        options.work / NAME,
        options.minutes,
        options.device,
        options.seed,
        options.steps,
    )
    try:
        trainer, data = _begin(plan, options)
    except NoStart as error:
        print(error, file=sys.stderr)
        return 2
    training_loop.train(trainer, data)
    command_line.print_training(trainer)
    return 0


def _begin(
    plan: "TrainingPlan", options: argparse.Namespace
) -> "tuple[FacadesTrainer, FacadesDataset]":
    """The training of both networks, or that which goes on from a pack. Raises NoStart."""
    from installation.studio.common.pack_start import NoStart
    from installation.studio.facades.dataset import training_set
    from installation.studio.facades.finishing import FinishingTrainer
    from installation.studio.facades.first_weights import first_weights
    from installation.studio.facades.latent_space import LatentSpace
    from installation.studio.facades.training import FacadesTrainer

    found = None
    decoder = None
    if options.from_pack is not None:
        found = first_weights(options.from_pack, plan.work)
    data = training_set(plan.work, options.seed, options.drawings)
    if found is not None:
        found.keep_space(data, plan.work)
        decoder = found.weights.decoder
    space = LatentSpace.load(plan.work)
    if space is None:
        return FacadesTrainer(plan), data
    if space.known.plans is None:
        raise NoStart(
            f"the training in {plan.work} was begun by an earlier version: name another folder with --work, "
            "and begin anew with --from-pack"
        )
    return FinishingTrainer(plan, space, decoder), data


def export(options: argparse.Namespace) -> int:
    """Writes the pack from the last checkpoint."""
    from installation.studio.common import command_line, training_loop
    from installation.studio.facades import export as pack_export
    from installation.studio.facades.dataset import training_set

    work = options.work / NAME
    checkpoint = training_loop.checkpoint_path(work)
    if not checkpoint.exists():
        return command_line.nothing_trained(work, NAME)
    data = training_set(work, options.seed, options.drawings)
    target = options.models / NAME
    with exported_pack(target) as folder:
        model = pack_export.load_model(work)
        space = pack_export.space_of(model, data, work)
        pack_export.export(model, space, data, folder)
        if not options.generator_only:
            pack_export.export_encoder_and_classifier(data, folder)
    print(f"Exported to {target}")
    return 0


def report(options: argparse.Namespace) -> int:
    """Writes the page and prints its numbers."""
    from installation.studio.common import (
        command_line,
        picture_classifier,
        silhouette_encoder,
        training_loop,
    )
    from installation.studio.common.pack_player import GENERATOR, PackPlayer
    from installation.studio.facades import export as pack_export
    from installation.studio.facades import model_card
    from installation.studio.facades import report as pack_report
    from installation.studio.facades.dataset import held_out_set, training_set

    work = options.work / NAME
    folder = options.models / NAME
    checkpoint = training_loop.checkpoint_path(work)
    if not checkpoint.exists() or not (folder / GENERATOR).exists():
        return command_line.nothing_to_report(NAME, options.work)
    model = pack_export.load_model(work)
    data = training_set(work, options.seed, options.drawings)
    classifier = folder / picture_classifier.CLASSIFIER_FILE
    encoder = folder / silhouette_encoder.ENCODER_FILE
    trial = pack_report.FacadesOnTrial(
        model=model,
        space=pack_export.space_of(model, data, work),
        held_out=held_out_set(work, options.seed, HELD_OUT),
        player=PackPlayer(folder, gestures=model_card.AT_REST),
        classifier=picture_classifier.PictureClassifier(classifier)
        if classifier.exists()
        else None,
        encoder=silhouette_encoder.SilhouetteEncoder(encoder) if encoder.exists() else None,
    )
    page = work / "report"
    numbers = pack_report.report(trial, page, speeds=not options.no_speeds)
    command_line.print_report(numbers, page)
    return 0
