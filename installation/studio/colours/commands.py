"""What `kiosk studio train | export | report colours` do; see `StudioModel`.

The libraries of training are imported inside: the command line says first which of them are missing.
"""

import argparse

from installation.studio.common.exported_pack import exported_pack

NAME = "colours"
DEFAULT_DRAWINGS = 12000


def train(options: argparse.Namespace) -> int:
    """Draws and trains, or goes on."""
    import torch

    from installation.studio.colours.training import ColoursTrainer, drawn
    from installation.studio.common import command_line, training_loop

    # so small a network waits longer for a second thread than it gains
    torch.set_num_threads(1)
    plan = command_line.make_plan(
        options.work / NAME,
        options.minutes,
        options.device,
        options.seed,
        options.steps,
    )
    data = drawn(options.seed, options.drawings)
    trainer = ColoursTrainer(plan)
    training_loop.train(trainer, data)
    command_line.print_training(trainer)
    return 0


def export(options: argparse.Namespace) -> int:
    """Writes the pack from the last checkpoint."""
    from installation.studio.colours import export as pack_export
    from installation.studio.colours.training import drawn
    from installation.studio.common import command_line, training_loop

    checkpoint = training_loop.checkpoint_path(options.work / NAME)
    if not checkpoint.exists():
        return command_line.nothing_trained(checkpoint.parent, NAME)
    data = drawn(options.seed, options.drawings)
    target = options.models / NAME
    with exported_pack(target) as folder:
        model = pack_export.load_model(checkpoint)
        pack_export.export(model, data, options.seed, folder)
    print(f"Exported to {target}")
    return 0


def report(options: argparse.Namespace) -> int:
    """Writes the page and prints its numbers."""
    from installation.studio.colours import report as pack_report
    from installation.studio.common import command_line, training_loop
    from installation.studio.common.latent_map import MAP_FILE

    checkpoint = training_loop.checkpoint_path(options.work / NAME)
    folder = options.models / NAME
    if not checkpoint.exists() or not (folder / MAP_FILE).exists():
        return command_line.nothing_to_report(NAME, options.work)
    page = checkpoint.parent / "report"
    trial = pack_report.on_trial(checkpoint, folder, options.seed)
    numbers = pack_report.report(trial, page, speeds=not options.no_speeds)
    command_line.print_report(numbers, page)
    return 0
