"""What is decided of a house is noted, has a mean that is a house as well, and can be drawn."""

import itertools

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening
from installation.studio.facades.drawing import LAYERS, STYLES, draw, sheets_of
from installation.studio.facades.drawing.lots import Choice, as_text, from_text
from installation.studio.facades.drawing.street import STREETS
from installation.studio.facades.fields import fields_of
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.network import LATENT
from installation.studio.facades.plan_layout import PlanLayout, StylePlans
from installation.studio.facades.plan_tuning import AROUND, perplexity, shares, tuned
from installation.studio.facades.planned_houses import AGAIN, UNSEEN, HousePool, planned_fields
from installation.studio.facades.plans import HousePlans
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


def alone(plans, number, style):
    """What is told of one house."""
    own = plans.layout.styles[style]
    return own.told(np.ones((1, 1), np.float32), plans.plans[number : number + 1, : own.size])[0]


def test_a_plan_tells_what_was_decided(drawings, plans):
    for number, drawing in enumerate(drawings):
        told = alone(plans, number, drawing.style)
        read = plans.layout.styles[drawing.style].decisions(told)
        for name, decided in drawing.decisions.items():
            assert read[name] == pytest.approx(decided, abs=6e-3)  # the ends of a range are cut


def test_the_mean_of_some_plans_has_the_choices_of_the_most_and_the_mean_of_their_numbers():
    decided = ((0, 0.2), (1, 0.5), (1, 0.8))
    houses = [{"floors": Choice(floors, 2), "half": share} for floors, share in decided]
    style = StylePlans.of(houses)
    plans = np.stack([style.plan(house) for house in houses])
    told = style.told(np.full((1, 3), 1 / 3, np.float32), plans)[0]
    assert told[: style.votes] == pytest.approx([0, 1], abs=1e-3)
    assert style.decisions(told) == {"floors": Choice(1, 2), "half": pytest.approx(0.5)}


def test_houses_that_are_a_mean_of_some_are_as_varied_in_size_as_those():
    rng = np.random.default_rng(4)
    style = StylePlans.of([{"half": 0.5, "top": 0.5}])
    widths = np.repeat(rng.random(200), 2)  # pairs of houses have one width
    tops = rng.random(400)
    houses = [{"half": width, "top": top} for width, top in zip(widths, tops, strict=True)]
    plans = np.stack([style.plan(house) for house in houses])
    pairs = np.kron(np.eye(200), np.ones((1, 2)))
    evidence = np.where(pairs > 0, 0.0, -30.0)  # at each place one pair is seen
    made = tuned(style, evidence, plans)
    assert made.alike == pytest.approx((1, 0), abs=0.2)
    uniform = 1 / 3**0.5
    assert made.told(pairs / 2, plans).std(0) == pytest.approx([uniform, uniform], rel=0.1)


def test_no_more_houses_are_shown_together_than_a_few():
    rng = np.random.default_rng(4)
    style = StylePlans.of([{"half": 0.5}])
    plans = rng.standard_normal((300, 1)).astype(np.float32)
    evidence = -20 * rng.random((100, 300))
    made = tuned(style, evidence, plans)
    together = perplexity(shares(made.focus * evidence))
    assert np.median(together) == pytest.approx(AROUND, rel=0.05)


def test_what_nobody_decided_has_no_votes():
    style = StylePlans.of([{"crown": Choice(1, 3)}, {"dome": Choice(0, 2)}])
    plan = style.plan({"crown": Choice(1, 3)})[None]
    told = style.told(np.ones((1, 1), np.float32), plan)[0]
    assert told == pytest.approx([0, 1, 0, 0, 0])


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
    drawn = planned_fields(STYLES[drawing.style], style, alone(plans, 0, drawing.style))
    same = np.isclose(drawn, fields_of(drawing.sheets), atol=0.05)
    but_street = [layer for layer, name in enumerate(LAYERS) if name != "ground"]
    assert same[but_street].mean() > 0.999


@pytest.mark.parametrize(("name", "options"), [("street", len(STREETS)), ("at home", 2)])
def test_a_network_is_taught_an_empty_street_and_nobody_at_home(plans, name, options):
    style = plans.layout.styles[0]
    house = style.decisions(alone(plans, 0, 0))
    drawn = []
    for option in range(options):
        plan = style.plan({**house, name: Choice(option, options)})[None]
        told = style.told(np.ones((1, 1), np.float32), plan)[0]
        drawn.append(planned_fields(STYLES[0], style, told))
    assert all(np.array_equal(each, drawn[0]) for each in drawn)


def test_of_two_rivals_that_are_level_each_counts_half(plans):
    name = STYLES[0]
    style = plans.layout.styles[0]
    house = style.decisions(alone(plans, 0, 0)) | UNSEEN
    ends = [{**house, "towers": Choice(option, 4)} for option in (0, 3)]
    both = np.stack([style.plan(end) for end in ends])
    told = style.told(np.full((1, 2), 0.5, np.float32), both)[0]
    read = style.decisions(told)
    fields = [fields_of(sheets_of(name, {**read, "towers": end["towers"]})) for end in ends]
    assert planned_fields(name, style, told) == pytest.approx(np.mean(fields, 0), abs=1e-5)


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
