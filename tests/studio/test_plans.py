"""What is decided of a house is noted, has a mean that is a house as well, and can be drawn."""

import itertools

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening
from installation.studio.facades.drawing import STYLES, draw, sheets_of
from installation.studio.facades.drawing.lots import Choice, as_text, from_text
from installation.studio.facades.fields import fields_of
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.network import LATENT
from installation.studio.facades.planned_houses import AGAIN, HousePool, planned_fields
from installation.studio.facades.plans import HousePlans, PlanLayout, StylePlans
from installation.studio.facades.plans_graph import write_plans

SEED = 1


@pytest.fixture(scope="module")
def drawings():
    """Five houses of each style, none of them a bridge."""
    every = (draw(SEED, number) for number in itertools.count())
    plain = (drawing for drawing in every if drawing.crown == drawing.style)
    some = list(itertools.islice(plain, 60))
    return [each for k in range(len(STYLES)) for each in [d for d in some if d.style == k][:5]]


@pytest.fixture(scope="module")
def plans(drawings):
    decisions = [drawing.decisions for drawing in drawings]
    styles = np.array([drawing.style for drawing in drawings])
    colours = np.stack([drawing.colours for drawing in drawings])
    return HousePlans.of(decisions, styles, colours)


def test_a_house_is_drawn_again_from_what_was_noted_of_it(drawings):
    for drawing in drawings:
        noted = from_text(as_text(drawing.decisions))
        again = sheets_of(STYLES[drawing.style], noted)
        # five digits are kept of a number: an edge may be rounded to the next pixel
        assert (again != drawing.sheets).mean() < 1e-3


def test_a_plan_tells_what_was_decided(drawings, plans):
    for drawing, plan in zip(drawings, plans.plans, strict=True):
        read = plans.layout.styles[drawing.style].decisions(plan)
        for name, decided in drawing.decisions.items():
            assert read[name] == pytest.approx(decided, abs=1e-6)


def test_the_mean_of_some_plans_has_the_choices_of_the_most_and_the_mean_of_their_numbers():
    houses = [
        {"floors": Choice(k, 2), "half": share} for k, share in ((0, 0.2), (1, 0.4), (1, 0.9))
    ]
    style = StylePlans.of(houses)
    mean = np.mean([style.plan(house) for house in houses], 0)
    raised = style.raised(mean[None])[0]
    assert raised[: style.votes] == pytest.approx([0, 1], abs=1e-3)
    read = style.decisions(raised)
    assert read == {"floors": Choice(1, 2), "half": pytest.approx(0.5)}


def test_what_nobody_decided_has_no_votes():
    style = StylePlans.of([{"crown": Choice(1, 3)}, {"dome": Choice(0, 2)}])
    only_one = style.raised(style.plan({"crown": Choice(1, 3)})[None])[0]
    assert only_one == pytest.approx([0, 1, 0, 0, 0])


def test_the_graph_tells_the_network_what_was_taught(plans, drawings, tmp_path):
    styles = np.array([drawing.style for drawing in drawings])
    style = 2
    numbers = np.flatnonzero(styles == style)
    graph = Graph("plans")
    weights = graph.input("weights", "float32", [1, len(numbers)])
    told = write_plans(graph, plans, weights, style, styles == style)
    graph.output(told, "told", "float32", [1, plans.all_told(styles).shape[1]])
    graph.save(tmp_path / "plans.onnx")
    session = open_session(tmp_path / "plans.onnx", threads=1)
    shown = np.array([[0.5, 0.3, 0.2, 0.0, 0.0]], np.float32)
    found = session.run(["told"], {"weights": shown})[0]
    # a graph keeps half the digits of plans
    assert found == pytest.approx(plans.told(style, shown, numbers), abs=2e-3)


def test_the_layout_of_plans_is_read_from_its_text(plans):
    assert PlanLayout.from_text(plans.layout.text()) == plans.layout


def test_a_decided_plan_is_drawn_as_its_house(drawings, plans):
    drawing = drawings[0]
    style = plans.layout.styles[drawing.style]
    drawn = planned_fields(STYLES[drawing.style], style, plans.plans[0, : style.size])
    same = np.isclose(drawn, fields_of(drawing.sheets), atol=0.05)
    assert same.mean() > 0.999


def test_of_two_rivals_that_are_level_each_counts_half(drawings, plans):
    name = STYLES[0]
    style = plans.layout.styles[0]
    house = style.decisions(plans.plans[0, : style.size])
    ends = [{**house, "towers": Choice(option, 4)} for option in (0, 3)]
    level = np.mean([style.plan(each) for each in ends], 0)
    both = [fields_of(sheets_of(name, end)) for end in ends]
    assert planned_fields(name, style, level) == pytest.approx(np.mean(both, 0), abs=1e-5)


def test_batches_come_twice_and_are_the_same_after_a_stop(drawings, plans):
    styles = np.array([drawing.style for drawing in drawings])
    latents = np.random.default_rng(0).standard_normal((len(styles), LATENT)).astype(np.float32)
    whitening = Whitening(np.zeros(LATENT, np.float32), np.eye(LATENT, dtype=np.float32))
    space = LatentSpace(whitening, {}, KnownHouses(latents, styles, plans))
    with HousePool(space, SEED, 1, 1) as pool:
        steps = 2 * AGAIN + 6
        whole = [houses.told for houses in itertools.islice(pool.batches(0), steps)]
        rest = [houses.told for houses in itertools.islice(pool.batches(steps - 3), 3)]
    assert all(np.array_equal(a, b) for a, b in zip(whole[-3:], rest, strict=True))
    first = [k for k, told in enumerate(whole) if np.array_equal(told, whole[0])]
    assert first[-1] >= AGAIN
