"""What a pack's model does with a scene: points side by side, looks, gestures."""

from collections.abc import Iterator

import numpy as np

from installation.common.check_result import CheckResult
from installation.faults import BrokenPack
from installation.packs import BadPicture, Model
from installation.packs.manifest import Pack
from installation.packs.prior import usual_points
from installation.packs.scene import Scene
from installation.vocabulary import Severity

SIZE = (360, 640)  # (height, width)
PART = "scene"


def check_scenes(pack: Pack, model: Model) -> Iterator[CheckResult]:
    """One point and as many as it shows, gestures at both ends, every look: all give pictures.

    Raises `BrokenPack`.
    """
    alone, together = _scenes(pack)
    try:
        differ = _differ(model, alone, together)
        idle = list(_idle_gestures(pack, model, alone))
    except BadPicture as error:
        raise BrokenPack(f"pack {pack.folder.name}: {error}") from error
    _try_looks(pack, model, together)
    yield CheckResult(Severity.OK, PART, _in_words(pack))
    if pack.generator.most > 1 and not differ:
        said = f"{pack.generator.most} points side by side give the same picture as the first alone"
        remedy = "let the graph use all rows of its latent input"
        yield CheckResult(Severity.WARN, PART, said, remedy)
    if idle:
        said = f"these gestures change nothing: {', '.join(idle)}"
        yield CheckResult(Severity.WARN, PART, said, "look at their range, or take them out")


def _scenes(pack: Pack) -> tuple[Scene, Scene]:
    """One point alone, and it with as many as the pack shows."""
    random = np.random.default_rng(5)
    points = usual_points(pack, random, pack.generator.most)
    return Scene.of(points[0]), Scene.row(points)


def _differ(model: Model, a: Scene, b: Scene) -> bool:
    """Raises `BadPicture`."""
    return not np.array_equal(model.paint(a, *SIZE), model.paint(b, *SIZE))


def _idle_gestures(pack: Pack, model: Model, scene: Scene) -> Iterator[str]:
    """The inputs of those gestures that change nothing. Raises `BadPicture`.

    Both ends and the middle count: midnight is both ends of a day.
    """
    at_rest = np.array([gesture.at_rest for gesture in pack.gestures], np.float32)
    for number, gesture in enumerate(pack.gestures):
        low, high = gesture.range
        pictures = []
        for value in (low, (low + high) / 2, high):
            values = at_rest.copy()
            values[number] = value
            driven = Scene(scene.points, scene.spots, values)
            pictures.append(model.paint(driven, *SIZE))
        first, middle, last = pictures
        if np.array_equal(first, middle) and np.array_equal(first, last):
            yield gesture.input


def _try_looks(pack: Pack, model: Model, scene: Scene) -> None:
    """Shows each look, and at last the first one again. Raises `BrokenPack`, which names the look."""
    for name in pack.looks.tables:
        try:
            model.take_papers(pack.with_look(name))
            model.paint(scene, *SIZE)
        except (BrokenPack, BadPicture) as error:
            words = str(error).removeprefix(f"pack {pack.folder.name}: ")
            raise BrokenPack(f"pack {pack.folder.name}: look {name}: {words}") from error
    model.take_papers(pack)


def _in_words(pack: Pack) -> str:
    most = pack.generator.most
    parts = ["one point" if most == 1 else f"1 to {most} points side by side"]
    if pack.gestures:
        driven = [f"{gesture.input} by {gesture.source}" for gesture in pack.gestures]
        parts.append(f"gestures {', '.join(driven)}")
    if pack.looks.tables:
        names = ", ".join(pack.looks.tables)
        parts.append(f"looks {names}; {pack.looks.show} is shown")
    return "; ".join(parts)
