"""A look at a collection before hours are spent: what it is, and what to expect of it."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from installation.studio.collection.captions import Caption
from installation.studio.collection.drawn import is_drawn
from installation.studio.collection.families import families_of, small_pictures
from installation.studio.collection.frame import FINE, has_plain_ground
from installation.studio.collection.judges import FEWEST
from installation.studio.collection.pictures import (
    LARGE_ENOUGH,
    Collection,
)

FEW = 200
ENOUGH = 500
MANY = 3000
COMPONENTS = 16
ALIKE = 0.8  # of what differs lies in so few components
DIFFERENT = 0.55
SAME = 0.6  # mean grey levels apart: one file twice, or saved again
MUCH = 0.5  # of a picture is cropped: worth a word
SHOWN = 12  # names of files that were left out
NAMED = 4  # pairs of copies, pictures without a caption, classes that are small
FEW_OF_A_CLASS = 10  # pictures: fewer are hardly learned


@dataclass(frozen=True)
class Survey:
    """Numbers about a collection."""

    count: int
    held_out: int
    left_out: int
    twins: int  # pictures that are nearly the same as another one
    copies: list[tuple[str, str]]  # names of two files with one picture
    alike: float  # share of what differs that 16 components explain: 1 is all alike
    on_plain_ground: float  # share of the pictures
    drawn: float  # share of the pictures that have few colours
    large: float  # share that is large enough for all detail
    fine: int  # pictures that fine detail is learned from


def look_at(collection: Collection) -> Survey:
    """Measures a collection."""
    layouts = collection.layouts
    families = families_of(layouts, [""] * len(layouts))
    numbers = np.linspace(0, len(layouts) - 1, min(len(layouts), 400)).astype(int)
    some = [np.asarray(collection.detailed[number]) for number in numbers]
    sizes = np.array([info.size for info in collection.infos])
    return Survey(
        len(layouts),
        int(collection.held_out.sum()),
        len(collection.left_out),
        len(families) - len(np.unique(families)),
        _copies(collection, families),
        _alike(layouts),
        float(np.mean([has_plain_ground(picture) for picture in some])),
        float(np.mean([is_drawn(picture) for picture in some])),
        float((sizes >= LARGE_ENOUGH).mean()),
        len(collection.fine),
    )


def _copies(collection: Collection, families: np.ndarray) -> list[tuple[str, str]]:
    """Pairs of names: a picture, and the first one that it repeats."""
    small = small_pictures(collection.layouts)
    pairs = []
    for family in np.unique(families):
        first, *others = np.flatnonzero(families == family)
        for other in others:
            if np.abs(small[other] - small[first]).mean() < SAME:
                pairs.append((collection.infos[first].name, collection.infos[other].name))
    return pairs


def _alike(layouts: np.ndarray) -> float:
    """How much of what differs lies in 16 principal components."""
    flat = layouts[:2000, ::2, ::2].reshape(len(layouts[:2000]), -1).astype(np.float32)
    values = np.linalg.svd(flat - flat.mean(0), compute_uv=False) ** 2
    return float(values[:COMPONENTS].sum() / max(values.sum(), 1e-6))


def told(survey: Survey, collection: Collection) -> list[str]:
    """What a museum should know, in sentences."""
    lines = [
        f"{survey.count} pictures, {survey.held_out} of them kept aside to judge by; "
        f"{survey.left_out} files left out."
    ]
    lines += _reasons(collection)
    if survey.held_out < FEWEST:
        lines.append(
            "Next to nothing could be kept aside, since pictures of one group stay together: how good "
            "it is will be judged by pictures that it learned from."
        )
    lines.append(_kind(survey))
    lines.append(_number(survey))
    lines.append(_likeness(survey))
    lines += _repeated(survey)
    lines += _cropped(collection)
    lines.append(_sharpness(survey, collection))
    lines += _captions(collection)
    return lines


def _repeated(survey: Survey) -> list[str]:
    lines = []
    if survey.twins > 0.1 * survey.count:
        lines.append(f"{survey.twins} pictures are nearly the same as another one.")
    if survey.copies:
        pairs = [f"{first} = {second}" for first, second in survey.copies[:NAMED]]
        more = ", ..." if len(survey.copies) > NAMED else ""
        lines.append(
            f"{_counted(len(survey.copies), 'is a copy', 'are copies')} of another one, and what is "
            f"there twice counts twice: {', '.join(pairs)}{more}"
        )
    return lines


def _cropped(collection: Collection) -> list[str]:
    """Panoramas and scrolls of which the frame shows the middle alone."""
    names = [info.name for info in collection.infos if info.cropped > MUCH]
    if not names:
        return []
    more = ", ..." if len(names) > NAMED else ""
    height, width = collection.frame.fine
    return [
        f"Of {_counted(len(names), 'picture', 'pictures')} more than half is cropped, since the frame "
        f"is one of {width} x {height} for all: {', '.join(names[:NAMED])}{more}. Cut into parts they "
        "count whole."
    ]


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _captions(collection: Collection) -> list[str]:
    """How far the list beside the pictures reaches, and whether there will be a second network."""
    infos = collection.infos
    without = [info.name for info in infos if info.caption == Caption()]
    if len(without) == len(infos):
        return ["No captions: a list beside the pictures (CSV or IIIF) would give visitors titles."]
    said = f"Captions for {len(infos) - len(without)} of them" if without else "All have captions"
    if without:
        more = ", ..." if len(without) > NAMED else ""
        said = (
            f"{said}, none for {', '.join(without[:NAMED])}{more}: are they named so in the list?"
        )
    lines = [said if without else f"{said}."]
    counts = Counter(info.caption.label for info in infos if info.caption.label)
    if counts:
        lines.append(_classes(counts, len(infos)))
    return lines


def _classes(counts: Counter[str], pictures: int) -> str:
    named = sum(counts.values())
    if named < pictures:
        return (
            f"{_counted(pictures - named, 'has', 'have')} no class: only where each picture has one, "
            "a second network learns to tell them."
        )
    if len(counts) < 2:
        return "All are of one class: a second network would have nothing to tell."
    found = ", ".join(f"{name} {count}" for name, count in counts.most_common(SHOWN))
    said = f"{len(counts)} classes, which a second network learns to tell: {found}."
    small = [name for name, count in counts.items() if count < FEW_OF_A_CLASS]
    if small:
        said += f" Fewer than {FEW_OF_A_CLASS} are hardly learned: {', '.join(small[:NAMED])}."
    return said


def _reasons(collection: Collection) -> list[str]:
    """The files that were left out, by reason."""
    reasons = Counter(entry.reason for entry in collection.left_out)
    lines = []
    for reason, count in reasons.most_common():
        names = [entry.name for entry in collection.left_out if entry.reason == reason]
        more = ", ..." if count > SHOWN else ""
        lines.append(f"  {', '.join(names[:SHOWN])}{more}: {reason}")
    return lines


def _kind(survey: Survey) -> str:
    if survey.on_plain_ground > 0.6:
        return "Mostly objects on a plain ground: the easiest to learn."
    if survey.drawn > 0.6:
        return "Mostly drawings or prints of few colours: outlines will be clear, fine lines may break."
    if survey.on_plain_ground + survey.drawn > 0.5:
        return "Objects, drawings and scenes side by side: a collection of one kind learns better."
    return "Mostly scenes: expect moods and large shapes, not faces or small things."


def _number(survey: Survey) -> str:
    if survey.count < FEW:
        return "That is few: expect variants of your pictures rather than new ones."
    if survey.count < ENOUGH:
        return "That is enough to begin with; 500 and more would be better. Train for two hours or more."
    if survey.count < MANY:
        return "A good number. Train for an evening: four hours on two cores."
    return "Many: train for an evening or a night, on a graphics card for an hour."


def _likeness(survey: Survey) -> str:
    share = f"{100 * survey.alike:.0f} % of what differs lies in {COMPONENTS} directions"
    if survey.alike > ALIKE:
        return f"They are much alike ({share}): ways between them will be clear."
    if survey.alike < DIFFERENT:
        return f"They differ much ({share}): half-way between two expect what is neither."
    return f"They are alike in parts ({share})."


def _sharpness(survey: Survey, collection: Collection) -> str:
    height, width = collection.frame.fine
    size = f"{width} x {height} pixels"
    if survey.large < 0.5:
        return "Most pictures are small: what is shown will be soft."
    if survey.fine < 20:
        return (
            f"Few are as large as the wall's picture ({size}): its finest detail will be guessed from the "
            f"{FINE} times coarser one."
        )
    return f"The wall's picture has {size}; {survey.fine} pictures are large enough to learn its detail from."
