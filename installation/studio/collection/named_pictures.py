"""Places worth visiting: pictures of the collection that lie far from each other, under their own titles."""

from dataclasses import dataclass

import numpy as np

from installation.studio.collection.model import TrainedCollection

PLACES = 12


@dataclass(frozen=True)
class NamedPicture:
    """A place of the pack."""

    de: str
    en: str
    point: np.ndarray  # (latent,)


def named_places(trained: TrainedCollection, chosen: np.ndarray) -> list[NamedPicture]:
    """Of the `chosen` pictures that have a title, each the farthest from those before, one of each group first."""
    infos = trained.collection.infos
    titled = np.array([number for number in chosen if infos[number].caption.title], int)
    if not len(titled):
        return []
    points = trained.points[titled]
    # the middle first: a picture like many others
    taken = [int(np.linalg.norm(points, axis=1).argmin())]
    nearest = np.linalg.norm(points - points[taken[0]], axis=1)
    groups = np.array([infos[number].caption.group or str(number) for number in titled])
    while len(taken) < min(PLACES, len(titled)):
        is_new = ~np.isin(groups, groups[taken])
        farthest = int((nearest * is_new).argmax()) if is_new.any() else int(nearest.argmax())
        taken.append(farthest)
        nearest = np.minimum(nearest, np.linalg.norm(points - points[farthest], axis=1))
    places = []
    for place in taken:
        title = infos[titled[place]].caption.title
        places.append(NamedPicture(f"Nahe bei: {title}", f"Near: {title}", points[place]))
    return places
