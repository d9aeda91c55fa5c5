"""The papers of a collection's pack: what is known is filled in, what a house must say is left to it."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from installation.studio.collection.collection_graph import LAYERS
from installation.studio.collection.frame import FINE, shared_ground
from installation.studio.collection.layout_network import LATENT
from installation.studio.collection.model import TrainedCollection
from installation.studio.collection.named_pictures import NamedPicture
from installation.studio.collection.prior_width import TRUNCATION, bandwidth_of
from installation.studio.common.card_text import as_toml, table

LOOKED_AT = 200  # pictures, for the ground that all share
LANGUAGES = ("de", "en")
STATEMENT = {
    "de": "Ein neuronales Netz hat {count} Bilder dieser Sammlung gesehen. Zwischen den Bildern, die es kennt, "
    "liegen Bilder, die es nicht gibt. Ihre Bewegung führt dorthin.",
    "en": "A neural network has seen {count} pictures of this collection. Between the pictures it knows lie "
    "pictures that do not exist. Your movement leads there.",
}
MISSING = {
    "de": "Alles, was nicht in dieser Sammlung ist. Was selten darin vorkommt, kommt in den Bildern "
    "kaum vor; kleine Dinge, Schrift und Gesichter kann ein so kleines Netz nicht behalten.{guessed}",
    "en": "Whatever is not in this collection. What is rare in it hardly occurs in the pictures; small "
    "things, writing and faces are more than so small a network can keep.{guessed}",
}
GUESSED = {
    "de": " Die feinsten Einzelheiten sind erfunden: nach dem Vorbild der {fine}-mal gröberen.",
    "en": " The finest details are made up, after the example of those {fine} times coarser.",
}
CHOSEN = {
    "de": "Alle brauchbaren Bilder des Ordners, den das Haus ausgewählt hat.",
    "en": "All usable pictures of the folder that the house chose.",
}


@dataclass(frozen=True)
class PackPapers:
    """What people write: of an earlier export it is kept."""

    name: str
    about: dict[str, Any] = field(default_factory=dict)  # the table [pack], with its texts
    data: dict[str, Any] = field(default_factory=dict)  # the table [data], with its texts
    class_titles: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "PackPapers":
        """Those of the pack that lies in a folder; empty where there is none that can be read."""
        try:
            papers = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls(folder.name)
        about = papers.get("pack")
        data = papers.get("data")
        classes = papers.get("class")
        titles = [_title(row) for row in classes] if isinstance(classes, list) else []
        return cls(
            folder.name,
            about if isinstance(about, dict) else {},
            data if isinstance(data, dict) else {},
            [title for title in titles if title],
        )

    def class_title(self, name: str) -> dict[str, Any]:
        """In each language; a class keeps its translation as long as one language has the list's own name."""
        for title in self.class_titles:
            if name.casefold() in (str(words).casefold() for words in title.values()):
                return title
        return dict.fromkeys(LANGUAGES, name)


def pack_toml(
    trained: TrainedCollection,
    papers: PackPapers,
    places: list[NamedPicture],
    training: dict[str, Any],
) -> str:
    """The content of pack.toml."""
    count = int((~trained.collection.held_out).sum())
    parts = _about(papers, count)
    parts.append(_generator(trained))
    parts += [_place(place) for place in places]
    for name in trained.collection.class_names:
        parts.append(f"[[class]]\n{table('[class.title]', papers.class_title(name))}")
    parts += _data(trained, papers, count)
    parts.append(table("[training]", training))
    return "\n".join(parts)


def _title(row: Any) -> dict[str, Any]:
    """Of a class; empty where there is none."""
    title = row.get("title") if isinstance(row, dict) else None
    return title if isinstance(title, dict) else {}


def _about(papers: PackPapers, count: int) -> list[str]:
    """[pack] with title and statement."""
    name = papers.name
    rows = {
        "name": name,
        "version": papers.about.get("version", "1.0"),
        "author": papers.about.get("author", ""),
        "licence": papers.about.get("licence", ""),
        "made_with": f"kiosk studio train {name} --images FOLDER; kiosk studio export {name}",
    }
    titles = dict.fromkeys(LANGUAGES, name.replace("-", " ").capitalize())
    statement = {key: text.format(count=count) for key, text in STATEMENT.items()}
    return [
        table("[pack]", rows),
        table("[pack.title]", _texts(papers.about.get("title"), titles)),
        table("[pack.statement]", _texts(papers.about.get("statement"), statement)),
    ]


def _data(trained: TrainedCollection, papers: PackPapers, count: int) -> list[str]:
    """[data]: where the pictures come from, who chose them, and what is missing."""
    collection = trained.collection
    licences = sorted({info.caption.licence for info in collection.infos if info.caption.licence})
    known = {
        "source": papers.data.get("source", ""),
        "items": count,
        "licence": papers.data.get("licence", ", ".join(licences)),
    }
    missing = {}
    for key, text in MISSING.items():
        guessed = "" if len(collection.fine) else GUESSED[key].format(fine=FINE)
        missing[key] = text.format(guessed=guessed)
    return [
        table("[data]", known),
        table("[data.chosen_by]", _texts(papers.data.get("chosen_by"), CHOSEN)),
        table("[data.missing]", _texts(papers.data.get("missing"), missing)),
    ]


def _texts(written: Any, ours: dict[str, str]) -> dict[str, str]:
    """What somebody wrote, else ours."""
    is_written = isinstance(written, dict) and any(written.values())
    return written if is_written else ours


def _generator(trained: TrainedCollection) -> str:
    """What stands on a ground that all share is shown whole, and the ground goes on beside it."""
    rows = {
        "file": "generator.onnx",
        "latent": "z",
        "dimensions": LATENT,
        "distribution": "normal",
        "truncation": TRUNCATION,
        "bandwidth": bandwidth_of(trained),
        "layout": "NCHW",
        "range": [0, 255],
        "layers": list(LAYERS),
    }
    detailed = trained.collection.detailed
    numbers = np.linspace(0, len(detailed) - 1, min(len(detailed), LOOKED_AT)).astype(int)
    ground = shared_ground([np.asarray(detailed[number]) for number in numbers])
    if ground is not None:
        rows |= {"fit": "whole", "ground": "#" + ground.tobytes().hex()}
    return table("[generator]", rows)


def _place(place: NamedPicture) -> str:
    values: np.ndarray = place.point
    numbers = ", ".join(f"{value:.4f}" for value in values)
    return f"[[place]]\ntitle = {_inline(place.de, place.en)}\npoint = [{numbers}]\n"


def _inline(de: str, en: str) -> str:
    return f"{{ de = {as_toml(de)}, en = {as_toml(en)} }}"
