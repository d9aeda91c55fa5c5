"""A pack's generator read back: the decoder's weights, and the latent space around which it stands.

So that training can go on from a pack, also where nobody kept its checkpoint.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from installation.studio.common.read_graph import (
    OtherGenerator,
    StoredWeights,
    by_lot,
    constants_of,
    read_constants,
    read_notes,
)
from installation.studio.common.training_loop import weights_of
from installation.studio.common.whitening import Whitening
from installation.studio.facades.drawing import COLOURS, STYLES
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.generator_graph import PLANS, generator_graph
from installation.studio.facades.hour_network import HourNetwork
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.network import LATENT, STAGES, FacadesDecoder, PlanDecoder
from installation.studio.facades.plan_layout import PlanLayout
from installation.studio.facades.plans import HousePlans
from installation.studio.facades.plans_graph import joined
from installation.studio.facades.profiles import CALM, CALM_FLARE, SWITCHES
from installation.studio.facades.profiles_graph import calmed, weave_order

RIDGE = 1e-3  # of the least squares by which profiles are taken back that were made calm

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


@dataclass(frozen=True)
class PackWeights:
    """What training goes on from."""

    decoder: FacadesDecoder
    whitening: Whitening
    hours: Weights  # of `HourNetwork`
    known: KnownHouses  # in the order of their styles


def read_generator(path: Path) -> PackWeights:
    """Raises OtherGenerator, and OSError where there is no such file."""
    stored = read_constants(path)
    layout = _plan_layout(path)
    lots = np.random.default_rng(0)
    decoder = FacadesDecoder() if layout is None else PlanDecoder(layout.size)
    drawn = _drawn(lots, decoder)
    hours = {name: by_lot(lots, array) for name, array in weights_of(HourNetwork(LATENT)).items()}
    known = _known_by_lot(lots, layout)
    axes = by_lot(lots, np.zeros((LATENT, LATENT)))
    whitening = Whitening(by_lot(lots, np.zeros(LATENT)), axes)
    graph = generator_graph(drawn, STAGES, whitening, hours, known)
    reader = StoredWeights(stored, constants_of(graph.proto()))
    read = {name: _read(reader, name, array) for name, array in drawn.items()}
    # only training sketches: what it needs for that is not in a pack
    own = weights_of(decoder) | read
    try:
        decoder.load_state_dict({name: torch.from_numpy(array) for name, array in own.items()})
    except RuntimeError as error:  # of another length
        raise OtherGenerator(path) from error
    decoder.eval()
    latents = [reader.read(latent[None]) for latent in known.latents]
    styles = np.repeat(known.styles, [len(some) for some in latents])
    plans = None if known.plans is None else _read_plans(reader, known.plans)
    return PackWeights(
        decoder,
        Whitening(reader.read(whitening.mean), reader.read(axes)),
        {name: reader.read(array) for name, array in hours.items()},
        KnownHouses(np.concatenate(latents), styles, plans),
    )


def _plan_layout(path: Path) -> PlanLayout | None:
    """Nothing where the decoder is told latents."""
    text = read_notes(path).get(PLANS)
    if text is None:
        return None
    try:
        return PlanLayout.from_text(text)
    except (ValueError, KeyError, TypeError) as error:
        raise OtherGenerator(path) from error


def _known_by_lot(lots: np.random.Generator, layout: PlanLayout | None) -> KnownHouses:
    """One house of each style, of numbers by lot."""
    latents = by_lot(lots, np.zeros((len(STYLES), LATENT)))
    styles = np.arange(len(STYLES))
    if layout is None:
        return KnownHouses(latents, styles)
    plans = by_lot(lots, np.zeros((len(STYLES), layout.widest)))
    colours = by_lot(lots, np.zeros((len(STYLES), len(COLOURS), 3)))
    return KnownHouses(latents, styles, HousePlans(layout, plans, colours))


def _read_plans(reader: StoredWeights, by_lot: HousePlans) -> HousePlans:
    plans = []
    colours = []
    for style in range(len(STYLES)):
        found = reader.read(joined(by_lot, style, np.arange(len(STYLES)) == style))
        size = by_lot.layout.styles[style].size
        own = np.zeros((len(found), by_lot.layout.widest), np.float32)
        own[:, :size] = found[:, :size]
        plans.append(own)
        colours.append(found[:, size:].reshape(-1, len(COLOURS), 3))
    return HousePlans(by_lot.layout, np.concatenate(plans), np.concatenate(colours))


def _drawn(lots: np.random.Generator, decoder: FacadesDecoder) -> Weights:
    """Numbers by lot for all weights that are in a graph; norms that change nothing.

    A norm's own gain and shift are folded into the style's, and stay there.
    """
    drawn = {}
    for name, array in weights_of(decoder).items():
        if name.startswith("sketch"):
            continue
        if ".norm." in name:
            drawn[name] = np.ones_like(array) if name.endswith("weight") else np.zeros_like(array)
        else:
            drawn[name] = by_lot(lots, array)
    return drawn


def _read(reader: StoredWeights, name: str, array: Floats) -> Floats:
    """A weight of the decoder, undone what the graph's writer did to it."""
    if ".norm." in name:
        return array
    if name.endswith("gains.bias"):
        gain, shift = np.split(array, 2)
        return np.concatenate([reader.read(1 + gain) - 1, reader.read(shift)])
    if ".weave." in name:
        return _read_weave(reader, name, array)
    if name.startswith("darkness"):
        return _read_darkness(reader, array)
    if name.startswith("lattice.flares"):
        return _read_calm(reader, array, (len(array) // ROWS, ROWS), CALM_FLARE, cells=1)
    return reader.read(array)


def _read_weave(reader: StoredWeights, name: str, array: Floats) -> Floats:
    stage = STAGES[int(name.split(".")[1])]
    read = np.empty_like(array)
    for order in weave_order(stage):
        read[order] = reader.read(array[order])
    return read


def _read_darkness(reader: StoredWeights, array: Floats) -> Floats:
    end = ROWS * SWITCHES
    down = _read_calm(reader, array[:end], (ROWS, SWITCHES), CALM, cells=0)
    across = _read_calm(reader, array[end:], (SWITCHES, COLUMNS), CALM, cells=1)
    return np.concatenate([down, across])


def _read_calm(
    reader: StoredWeights, array: Floats, shape: tuple[int, int], calm: Floats, cells: int
) -> Floats:
    """The weights of profiles, as nearly as one can tell from those that the file has, made calm."""
    written = calmed(array, shape, calm, cells)
    found = reader.read(written if array.ndim == 2 else written.ravel())
    return _uncalmed(found, shape, calm, cells).reshape(array.shape)


def _uncalmed(found: Floats, shape: tuple[int, int], calm: Floats, cells: int) -> Floats:
    """Profiles that become what was found when they are made calm."""
    count = shape[cells]
    calming = calmed(np.eye(count), (count, 1), calm, cells=0)
    profiles = np.moveaxis(found.reshape(*shape, -1), cells, 0)
    flat = profiles.reshape(count, -1).astype(np.float64)
    squared: NDArray[Any] = calming.T @ calming + RIDGE * np.eye(count)
    solved = np.linalg.solve(squared, calming.T @ flat).reshape(profiles.shape)
    return np.moveaxis(solved, 0, cells).astype(np.float32)
