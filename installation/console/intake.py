"""What a house takes from the broker: a pack or a release that another one sends, whole, proved, and one at a time."""

import contextlib
import json
import logging
from typing import Any

from installation.common import arrivals, clock, files, strict_json, system_errors
from installation.common.arrivals import ArrivalKind
from installation.config.settings import Settings
from installation.console import HouseNews, arrival_rules
from installation.console.broker.file_fetch import FileFetch
from installation.console.broker.file_offer import Delivery, DeliveryState, FileOffer
from installation.console.taking import Taking
from installation.vocabulary import HouseState

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_TELL_EVERY_S = 2.0  # while it goes on
_SHOWN_S = 70.0  # longer than the probation of a pack
_UNDER_WAY = (DeliveryState.FETCHING, DeliveryState.CHECKING, DeliveryState.ON_TRIAL)
_MOST_BYTES = 1 << 14
_WRONG = "what arrived is not what was offered (checksum): nothing was changed; send it again"
_INTERRUPTED = "the sender fell silent; what came is kept: send it again, and it goes on there"

Said = tuple[str, str]  # what the topic ends with, payload


class Intake:
    """Is handed what comes for it, and says what is to be told; nothing here waits."""

    def __init__(self, settings: Settings):
        """Goes on with what an earlier life of the room began."""
        self._settings = settings
        self._file = arrivals.folder(settings.state) / "delivery.json"
        self._offer: FileOffer | None = None
        self._delivery: Delivery | None = None
        self._fetch: FileFetch | None = None
        self._taking: Taking | None = None
        self._said: list[Said] = []
        self._looked_ns = 0
        self._told_ns = 0
        self._to_choose = ""  # a pack that came, until it is the house's
        self._was_there = False  # it was there already: it does not show itself
        self._shown_ns: int | None = None
        self._restore()

    def hear(self, end: str, payload: bytes, now_ns: int) -> None:
        """What came at `offer` or `part/KEY/OFFSET` under the house's topic."""
        if end == "offer":
            offer = FileOffer.decoded(payload)
            if offer is not None:
                self._hear_offer(offer, now_ns)
            return
        key, _, offset = end.removeprefix("part/").partition("/")
        fetch = self._fetch
        if fetch is None or key != fetch.offer.key or not offset.isdecimal():
            return
        try:
            fetch.hear(int(offset[:12]), payload, now_ns)
        except OSError as error:
            self._refuse(f"it cannot be kept: {system_errors.words(error)}")

    def turn(self, now_ns: int) -> list[Said]:
        """What is to be said under the house's topic."""
        if self._fetch is not None:
            self._fetch_on(self._fetch, now_ns)
        if clock.seconds(now_ns - self._looked_ns) > _LOOK_EVERY_S:
            self._looked_ns = now_ns
            self._look_at_taking()
        delivery = self._delivery
        is_under_way = delivery is not None and delivery.state in _UNDER_WAY
        if is_under_way and clock.seconds(now_ns - self._told_ns) > _TELL_EVERY_S:
            self._told_ns = now_ns
            self._tell()
        said = self._said
        self._said = []
        return said

    def chosen(self, news: HouseNews, now_ns: int) -> str:
        """A pack that came and did well on the screen, once: from now on it is what the house shows. Else empty."""
        name = self._to_choose
        if not name or name not in news.choices.packs:
            return ""
        if news.readings.get("pack") != name and not self._was_there:
            self._forget_replaced(news)
            return ""
        if self._shown_ns is None:
            self._shown_ns = now_ns
        if clock.seconds(now_ns - self._shown_ns) < _SHOWN_S and not self._was_there:
            return ""
        self._to_choose = ""
        self._keep()
        return name

    def _forget_replaced(self, news: HouseNews) -> None:
        """Where it was on the screen and the house is open, it failed there or somebody chose another one."""
        if self._shown_ns is not None and news.readings.get("house") == HouseState.OPEN:
            self._to_choose = ""
            self._keep()
        self._shown_ns = None

    # -- offers ------------------------------------------------------------------------------------

    def _hear_offer(self, offer: FileOffer, now_ns: int) -> None:
        known = self._offer
        if known is not None and self._delivery is not None and self._delivery.state in _UNDER_WAY:
            if known.sha256 == offer.sha256:
                self._tell()
            else:
                words = f"it is busy with {known.kind} {known.name}: again when that is over"
                refused = Delivery(offer.sha256, DeliveryState.REFUSED, words)
                self._said.append(("delivery", refused.encoded()))
            return
        self._offer = offer
        found = arrival_rules.judged(offer, self._settings)
        if found is not None:
            is_pack = offer.kind == ArrivalKind.PACK
            self._was_there = is_pack and found.state == DeliveryState.TAKEN
            self._to_choose = offer.name if self._was_there else ""
            self._enter(found)
        else:
            self._begin(offer, now_ns)

    def _begin(self, offer: FileOffer, now_ns: int) -> None:
        log.info("%s %s comes over the broker: %d bytes", offer.kind, offer.name, offer.size_bytes)
        try:
            self._fetch = FileFetch(offer, arrivals.folder(self._settings.state), now_ns)
        except OSError as error:
            self._refuse(f"it cannot be kept: {system_errors.words(error)}")
            return
        self._enter(Delivery(offer.sha256, DeliveryState.FETCHING))

    def _fetch_on(self, fetch: FileFetch, now_ns: int) -> None:
        try:
            wanted = fetch.turn(now_ns)
            if fetch.is_whole:
                self._arrived(fetch)
                return
        except OSError as error:
            self._refuse(f"it cannot be kept: {system_errors.words(error)}")
            return
        if wanted:
            self._said.append(("want", wanted))
        if fetch.is_silent(now_ns):
            self._fetch = None
            self._enter(self._of(DeliveryState.INTERRUPTED, _INTERRUPTED, fetch.have))
        else:
            self._delivery = self._of(DeliveryState.FETCHING, "", fetch.have)

    def _arrived(self, fetch: FileFetch) -> None:
        """Raises `OSError`."""
        self._fetch = None
        if not fetch.is_right:
            fetch.path.unlink(missing_ok=True)
            self._refuse(_WRONG)
            return
        taking = Taking(fetch.offer, self._settings)
        fetch.path.replace(taking.file)
        taking.begin()
        self._taking = taking
        self._enter(self._of(DeliveryState.CHECKING, "", fetch.have))

    def _look_at_taking(self) -> None:
        taking = self._taking
        if taking is None:
            return
        found = taking.look()
        if found.state not in _UNDER_WAY:
            self._taking = None
            with contextlib.suppress(OSError):
                taking.file.unlink(missing_ok=True)
            self._was_there = False
            is_pack = taking.offer.kind == ArrivalKind.PACK
            self._to_choose = (
                taking.offer.name if is_pack and found.state == DeliveryState.TAKEN else ""
            )
        if found != self._delivery:
            self._enter(found)

    # -- what is told and kept ---------------------------------------------------------------------

    def _refuse(self, reason: str) -> None:
        self._fetch = None
        self._enter(self._of(DeliveryState.REFUSED, reason))

    def _of(self, state: DeliveryState, reason: str = "", have: int = 0) -> Delivery:
        sha256 = self._offer.sha256 if self._offer is not None else ""
        return Delivery(sha256, state, reason, have)

    def _enter(self, delivery: Delivery) -> None:
        self._delivery = delivery
        if self._offer is not None and delivery.state not in _UNDER_WAY:
            words = f"{delivery.state}: {delivery.reason}" if delivery.reason else delivery.state
            log.info("%s %s: %s", self._offer.kind, self._offer.name, words)
        self._keep()
        self._tell()

    def _tell(self) -> None:
        if self._delivery is not None:
            self._said.append(("delivery", self._delivery.encoded()))

    def _keep(self) -> None:
        """What another life of the room has to know; a file only while there is something."""
        known: dict[str, Any] = {}
        if self._taking is not None:
            known = {"offer": self._taking.offer.encoded(), "token": self._taking.token}
        elif self._to_choose:
            known = {"to_choose": self._to_choose}
        with contextlib.suppress(OSError):
            if known:
                files.write_whole(self._file, json.dumps(known), mode=0o600)
            else:
                self._file.unlink(missing_ok=True)

    def _restore(self) -> None:
        try:
            known = strict_json.parsed(files.read_bounded(self._file, _MOST_BYTES))
            offer = FileOffer.decoded(str(known.get("offer", "")).encode())
            self._to_choose = str(known.get("to_choose", ""))
            token = str(known.get("token", ""))
        except (OSError, ValueError, AttributeError):
            return
        if offer is not None and offer.kind == ArrivalKind.PACK:
            self._to_choose = offer.name
        # to a house that begins it is nothing new: it does not show itself
        self._was_there = bool(self._to_choose)
        if offer is not None and offer.kind == ArrivalKind.RELEASE:
            self._offer = offer
            self._taking = Taking(offer, self._settings, token)
            self._delivery = self._taking.look()
