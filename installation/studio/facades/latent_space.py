"""The latent space around a decoder: all of a generator that is not the decoder itself."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.common.files import write_whole
from installation.studio.common.prior import anchored_prior
from installation.studio.common.whitening import Whitening
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.model_card import BANDWIDTH, TRUNCATION
from installation.studio.facades.plan_layout import PlanLayout
from installation.studio.facades.plans import HousePlans

SPACE_FILE = "latent_space.npz"  # of a pack that training went on from
ANCHORS = 2400  # houses around which a journey goes: those of the map
PLACES = 3000  # that it may visit, after which means of houses are tuned
HOURS = "hours."  # before the names of weights


class OtherDrawings(Exception):
    """The houses of a pack are not those that were drawn here."""


@dataclass(frozen=True)
class LatentSpace:
    """What `generator_graph` needs beside a decoder's weights."""

    whitening: Whitening
    hours: dict[str, np.ndarray]  # the weights of `HourNetwork`
    known: KnownHouses  # the first drawings of one style, in the order in which they were drawn

    @classmethod
    def of_pack(
        cls,
        whitening: Whitening,
        hours: dict[str, np.ndarray],
        by_style: KnownHouses,
        data: FacadesDataset,
    ) -> "LatentSpace":
        """`by_style`: its houses in the order of their styles. Raises OtherDrawings."""
        houses = data.first_of_one_style(len(by_style.styles))
        order = np.argsort(houses.styles, kind="stable")
        if not np.array_equal(houses.styles[order], by_style.styles):
            raise OtherDrawings
        latents = np.empty_like(by_style.latents)
        latents[order] = by_style.latents
        known = KnownHouses(latents, houses.styles, houses.plans())
        anchors = whitening.points(latents[:ANCHORS])
        places = anchored_prior(anchors, PLACES, TRUNCATION, BANDWIDTH)
        return cls(whitening, hours, known.tuned(whitening.latents(places).astype(np.float32)))

    def save(self, work: Path) -> None:
        """Kept beside the checkpoint of a training that stays in it."""
        content = io.BytesIO()
        arrays: dict[str, Any] = {
            "mean": self.whitening.mean,
            "axes": self.whitening.axes,
            "latents": self.known.latents,
            "styles": self.known.styles,
        }
        arrays |= {HOURS + name: array for name, array in self.hours.items()}
        plans = self.known.plans
        if plans is not None:
            layout = np.array(plans.layout.text())
            arrays |= {"plans": plans.plans, "colours": plans.colours, "layout": layout}
        np.savez(content, **arrays)
        write_whole(work / SPACE_FILE, content.getvalue())

    @classmethod
    def load(cls, work: Path) -> "LatentSpace | None":
        """Nothing where training did not go on from a pack."""
        path = work / SPACE_FILE
        if not path.exists():
            return None
        with np.load(path) as stored:
            hours = {
                name.removeprefix(HOURS): stored[name]
                for name in stored.files
                if name.startswith(HOURS)
            }
            whitening = Whitening(stored["mean"], stored["axes"])
            plans = None
            if "plans" in stored.files:
                layout = PlanLayout.from_text(str(stored["layout"]))
                plans = HousePlans(layout, stored["plans"], stored["colours"])
            return cls(whitening, hours, KnownHouses(stored["latents"], stored["styles"], plans))
