"""What a pack's model does: pictures everywhere, fast enough, on a smooth path."""

import itertools
from collections.abc import Iterator

import numpy as np
import psutil

from installation.common import clock, files
from installation.common.check_result import CheckResult
from installation.faults import BrokenPack
from installation.packs import BadPicture, Model, map_file
from installation.packs.bound_model import ALIKE, NOT_DIFFERENT, BoundModel
from installation.packs.classifier_model import FILE, ClassifierModel
from installation.packs.encoder_model import ENCODER, MirrorEncoder
from installation.packs.guess_notes import GRAIN, TREMBLES, grain_only
from installation.packs.manifest import Pack
from installation.packs.prior import usual_points
from installation.packs.scene import Scene
from installation.packs.speed import measure_speed
from installation.packs.voice_model import VoiceModel
from installation.vocabulary import Severity, Steering

SIZES = ((360, 640), (720, 1280))  # (height, width) at which speed is measured
FAR = 4.0  # how far out the extreme points lie, in standard deviations
STEP = 0.02  # a small step, as a part of the way between two points
STRIP = 6  # times as long as wide
MOST_CUT = 0.05  # of the values
SMALLEST = 16  # pixels of a side: below it a picture is a few soft patches
STEADY = 1.0  # steps of grey by which pictures of one point may differ
PALEST = 4.0  # steps of grey by which values differ, where they make use of their range
MORE_POINTS = 400  # tried, as far as ...
MORE_S = 0.5  # ... they take no longer
_MOST_PLACES = 6  # tried
_USUAL = 6  # usual points tried
_GREY_STEPS = 255


def check_answers(pack: Pack, model: Model) -> Iterator[CheckResult]:
    """Ordinary and extreme points all give pictures, which differ. Raises `BrokenPack`."""
    points = _points(pack)
    pictures = [_painted(pack, model, point) for point in points]
    tried = len(points) + _try_more(pack, model)
    height, width = pictures[0].shape[:2]
    size = "any size" if pack.generator.size else f"{width}x{height}, scaled to the screen"
    usual = np.stack(pictures[:_USUAL])
    apart = np.mean([_difference(one, next_one) for one, next_one in itertools.pairwise(usual)])
    if apart < ALIKE:
        raise BrokenPack(f"pack {pack.folder.name}: {NOT_DIFFERENT}")
    percent = 100 * apart / _GREY_STEPS
    said = f"{tried} points, all pictures; {size}; two differ by {percent:.1f} %"
    yield CheckResult(Severity.OK, "answer", said)
    yield from _doubts(pack, model, usual)


def _painted(pack: Pack, model: Model, point: np.ndarray) -> np.ndarray:
    """Raises `BrokenPack`."""
    try:
        return model.paint(Scene.of(point), *SIZES[0])
    except BadPicture as error:
        raise BrokenPack(
            f"pack {pack.folder.name}: {error}; "
            f"points up to {FAR:g} away from the middle must give pictures"
        ) from error


def _try_more(pack: Pack, model: Model) -> int:
    """How many usual points more gave pictures: a number that is none may come now and then only.

    Raises `BrokenPack`.
    """
    began_ns = clock.worked_ns()
    points = usual_points(pack, np.random.default_rng(6), MORE_POINTS)
    for count, point in enumerate(points):
        if clock.seconds(clock.worked_ns() - began_ns) > MORE_S:
            return count
        _painted(pack, model, point)
    return len(points)


def _doubts(pack: Pack, model: Model, pictures: np.ndarray) -> Iterator[CheckResult]:
    """What pictures (n, h, w, 3) of usual points may be, though they can be shown."""
    scenes = [Scene.of(point) for point in _points(pack)[:_USUAL]]
    lost = np.mean([model.cut_share(scene, *SIZES[0]) for scene in scenes])
    if lost > MOST_CUT:
        said = f"{lost:.0%} of the values lie outside [generator] range and are cut"
        remedy = 'widen it, or one pair for each channel, or "imagenet"'
        yield CheckResult(Severity.WARN, "answer", said, remedy)
    if _difference(model.paint(scenes[0], *SIZES[0]), pictures[0]) > STEADY:
        yield CheckResult(Severity.WARN, "answer", TREMBLES)
    height, width = pictures.shape[1:3]
    if min(height, width) < SMALLEST:
        said = f"its pictures have {width}x{height} pixels: on a screen, a few soft patches"
        yield CheckResult(Severity.WARN, "answer", said, "export the model's last, largest picture")
    if pictures.std() < PALEST:
        said = "its pictures make next to no use of [generator] range: nearly one colour"
        yield CheckResult(Severity.WARN, "answer", said, "narrow it to the values there are")
    if max(height, width) > STRIP * min(height, width):
        said = f"its pictures are strips of {width}x{height}: most is cropped on a screen"
        yield CheckResult(Severity.WARN, "answer", said, 'try fit = "tiled" or "whole"')
    if grain_only(pictures):
        yield CheckResult(Severity.WARN, "answer", GRAIN)


def check_speed(pack: Pack, model: Model) -> Iterator[CheckResult]:
    """Of the provider that the kiosk would use, which is the only one measured."""
    provider = model.provider.removesuffix("ExecutionProvider")
    sizes = SIZES if pack.generator.size else SIZES[:1]
    cases = [(*size, 1) for size in sizes]
    if pack.generator.most > 1:
        cases.append((*sizes[-1], pack.generator.most))
    for height, width, points in cases:
        speed = measure_speed(pack, model, height, width, points)
        state = Severity.BAD if speed.too_slow else Severity.OK
        yield CheckResult(state, "speed", f"{provider}, {speed.in_words()}")
    megabytes = psutil.Process().memory_info().rss / 2**20
    yield CheckResult(Severity.OK, "memory", f"{megabytes:.0f} MB with the model loaded")


def check_source(pack: Pack, model: BoundModel) -> Iterator[CheckResult]:
    """How much of that time the picture of its source takes, at the size that goes in."""
    if pack.takes is None:
        return
    height, width = model.size_in(*SIZES[0])
    said = f"in go the visitors' coarse silhouettes, {width}x{height}; in an empty room calm shapes"
    if pack.source is not None and isinstance(model.source, BoundModel):
        speed = measure_speed(pack.source, model.source, height, width)
        said = f"of that, the picture of its source {pack.source.about.name}: {speed.in_words()}"
    yield CheckResult(Severity.OK, "speed", said)


def check_path(pack: Pack, model: Model) -> Iterator[CheckResult]:
    """Whether a path of points is a path of pictures, and which ways of steering there are."""
    random = np.random.default_rng(3)
    start, end = usual_points(pack, random, 2)
    near = start + STEP * (end - start)
    first = model.paint(Scene.of(start), *SIZES[0])
    whole = _difference(model.paint(Scene.of(end), *SIZES[0]), first)
    small = _difference(model.paint(Scene.of(near), *SIZES[0]), first)
    steering = ", ".join(_ways_of_steering(pack))
    said = f"{pack.dimensions} dimensions, {len(pack.places)} places; steering {steering}"
    yield CheckResult(Severity.OK, "journey", said)
    if small > whole / 2:
        said = (
            f"a step of {STEP:.0%} changes the picture by {small / whole:.0%} of the whole way: "
            "it jumps or trembles, and the journey will be rough"
        )
        yield CheckResult(Severity.WARN, "journey", said)
    if len(pack.places) < 2:
        said = "fewer than two [[place]]s: it wanders from sample to sample"
        remedy = "kiosk pack place names the ones you like"
        yield CheckResult(Severity.WARN, "journey", said, remedy)
    yield from _further_networks(pack)


def check_inside(pack: Pack, model: Model) -> Iterator[CheckResult]:
    """What visitors see when they look inside; what the panes cannot use is left out. Raises `BrokenPack`."""
    layers = pack.generator.layers
    unknown = sorted(set(layers) - set(model.outputs))
    if unknown:
        raise BrokenPack(
            f"pack {pack.folder.name}: [generator] layers names {', '.join(unknown)}, "
            f"but the graph gives {', '.join(model.outputs)}"
        )
    parts = []
    if pack.hidden_layers:
        parts.append(f"{len(pack.hidden_layers)} layers")
    try:
        parts += filter(None, [_second_network(pack)])
    except BrokenPack as fault:
        yield CheckResult(Severity.WARN, "look inside", f"{fault}: its pane is left out")
    if files.may_be_there(pack.point_folder / map_file.FILE):
        try:
            parts.append(_map_in_words(pack))
        except BrokenPack as fault:
            yield CheckResult(Severity.WARN, "look inside", f"{fault}: its panes are left out")
    if parts:
        yield CheckResult(Severity.OK, "look inside", ", ".join(parts))
        return
    said = "neither layers nor map nor classifier: it shows only where the point is"
    yield CheckResult(Severity.WARN, "look inside", said)


def _points(pack: Pack) -> list[np.ndarray]:
    """Six usual points (d,), the middle, the corner, two far out, and some places."""
    random = np.random.default_rng(1)
    d = pack.dimensions
    reach = pack.generator.truncation
    usual = usual_points(pack, random, 6)
    far = FAR * random.normal(size=(2, d))
    return [*usual, np.zeros(d), np.full(d, reach), *far, *pack.places[:_MOST_PLACES]]


def _difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean difference of two uint8 pictures, in steps of grey."""
    return float(np.abs(a.astype(np.int16) - b).mean())


def _further_networks(pack: Pack) -> Iterator[CheckResult]:
    """Encoder and voice, tried as the rooms will: what they cannot use they do without."""
    if files.may_be_there(pack.point_folder / ENCODER):
        try:
            MirrorEncoder(pack)
        except BrokenPack as fault:
            yield CheckResult(Severity.WARN, "journey", f"{fault}: nobody will be mirrored")
    voice = pack.point_folder / pack.sound.voice
    if files.may_be_there(voice):
        try:
            VoiceModel(voice, pack.dimensions)
        except BrokenPack as fault:
            yield CheckResult(Severity.WARN, "voice", f"{fault}: its own voice will not be heard")
        else:
            yield CheckResult(Severity.OK, "voice", "its own, tried on four points")


def _ways_of_steering(pack: Pack) -> list[str]:
    if pack.takes_silhouettes:
        return ["by the visitors' own shape"]
    ways: list[str] = [Steering.WANDER]
    if len(pack.places) >= 4:
        ways.append(Steering.PLANE)
    if _can_mirror(pack):
        ways.append(Steering.MIRROR)
    return ways


def _can_mirror(pack: Pack) -> bool:
    try:
        MirrorEncoder(pack)
    except BrokenPack:
        return False
    return True


def _second_network(pack: Pack) -> str:
    """What it looks at, in words; empty where there is none. Raises `BrokenPack`."""
    if not files.may_be_there(pack.point_folder / FILE):
        return ""
    ways = ClassifierModel(pack.point_folder).ways
    return f"a second network's view ({', '.join(ways)})"


def _map_in_words(pack: Pack) -> str:
    """Raises `BrokenPack`."""
    known = map_file.read(pack.point_folder / map_file.FILE, pack.dimensions)
    count = len(known.points)
    said = f"a map of {count} {'point' if count == 1 else 'points'} with pictures"
    return f"{said}, its layout scaled to -1..1" if known.is_scaled else said
