"""A file that has arrived whole, on its way to where packs and programs lie: never by the page's own hand unproved."""

import os
import secrets
from pathlib import Path

from installation.common import arrivals, clock, version_record
from installation.common.arrivals import ArrivalKind, ArrivalWish
from installation.config.settings import Settings
from installation.console import arrival_rules
from installation.console.broker.file_offer import Delivery, DeliveryState, FileOffer
from installation.packs.validation import Validation

_NOBODY_S = 60.0  # nobody begins with it
_NOBODY = "nobody installs here what arrives: only a service does, after sudo ./kiosk install; nothing was changed"


class Taking:
    """One file; `look` says how far it is."""

    def __init__(self, offer: FileOffer, settings: Settings, token: str = ""):
        """Goes on with the wish of that `token`, where an earlier life of the room left it."""
        self.offer = offer
        self.token = token or secrets.token_hex(8)
        self._settings = settings
        self._wish = ArrivalWish(offer.kind, offer.name, self.token)
        self._check: Validation | None = None
        self._since_ns = clock.now_ns()

    @property
    def file(self) -> Path:
        """Where the whole file has to lie."""
        return arrivals.archive(self._settings.state, self._wish)

    def begin(self) -> None:
        """Quarantine for a pack where this process may write; else the wish to who may. Raises `OSError`."""
        models = self._settings.models
        if self.offer.kind == ArrivalKind.PACK and os.access(models, os.W_OK):
            self._check = Validation(self.file, models, self._settings.studio)
        else:
            arrivals.ask(self._settings.state, self._wish)

    def look(self) -> Delivery:
        """How far it is now."""
        refusal = self._check.refusal() if self._check is not None else self._verdict()
        if refusal:
            return self._delivery(DeliveryState.REFUSED, refusal)
        if self.offer.kind == ArrivalKind.RELEASE:
            return self._release()
        if refusal is None:
            return self._delivery(DeliveryState.CHECKING)
        if not (self._settings.models / self.offer.name).is_dir():
            return self._delivery(
                DeliveryState.REFUSED, "the file holds another pack than was said"
            )
        return self._delivery(DeliveryState.TAKEN)

    def _release(self) -> Delivery:
        record = version_record.read()
        if record is not None and record.version == self.offer.name:
            return arrival_rules.update_state(record, self.offer)
        return self._delivery(DeliveryState.CHECKING)

    def _verdict(self) -> str | None:
        """Why it was not taken, "" where it was, None while that is not known."""
        verdict = arrivals.verdict()
        if verdict is not None and verdict.token == self.token:
            return verdict.refusal
        wish = arrivals.wish_file(self._settings.state)
        if clock.seconds(clock.now_ns() - self._since_ns) > _NOBODY_S and wish.exists():
            wish.unlink(missing_ok=True)
            return _NOBODY
        return None

    def _delivery(self, state: DeliveryState, reason: str = "") -> Delivery:
        return Delivery(self.offer.sha256, state, reason, self.offer.size_bytes)
