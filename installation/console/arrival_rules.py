"""What a house takes from the broker and what not, said before a byte of it is sent."""

import shutil
from pathlib import Path

from installation import __version__
from installation.common import version_record
from installation.common.arrivals import ArrivalKind
from installation.common.version_record import UpdateState, VersionRecord, numbers
from installation.config.settings import Settings
from installation.console.broker.file_offer import (
    Delivery,
    DeliveryState,
    FileOffer,
    this_machine,
)
from installation.faults import BrokenPack
from installation.packs import manifest, sealing

_FREE_BYTES = 512 << 20  # that stay free on the disk
_TIMES = {ArrivalKind.PACK: 3, ArrivalKind.RELEASE: 4}  # what a file needs until it is in its place
_ENDED = (UpdateState.TAKEN_BACK, UpdateState.ROLLED_BACK)


def judged(offer: FileOffer, settings: Settings) -> Delivery | None:
    """What there is to say of an offer at once; None where the file is wanted."""
    known = (
        _known_pack(offer, settings) if offer.kind == ArrivalKind.PACK else _known_release(offer)
    )
    if known is not None:
        return known
    refusal = _refusal(offer, settings)
    return Delivery(offer.sha256, DeliveryState.REFUSED, refusal) if refusal else None


def update_state(record: VersionRecord, offer: FileOffer) -> Delivery:
    """How far a release is that was switched to."""
    if record.state == UpdateState.PROVEN:
        return Delivery(offer.sha256, DeliveryState.TAKEN)
    if record.state == UpdateState.ON_TRIAL:
        return Delivery(offer.sha256, DeliveryState.ON_TRIAL, record.message)
    reason = record.message or f"version {record.version} was gone back from on {record.since}"
    return Delivery(offer.sha256, DeliveryState.TAKEN_BACK, reason)


def _known_pack(offer: FileOffer, settings: Settings) -> Delivery | None:
    folder = settings.models / offer.name
    if not folder.exists():
        return None
    if offer.seal and _seal_in(folder) == offer.seal:
        return Delivery(offer.sha256, DeliveryState.TAKEN)
    return Delivery(
        offer.sha256,
        DeliveryState.REFUSED,
        f"another pack {offer.name} is there and stays: what arrives takes nobody's place",
    )


def _known_release(offer: FileOffer) -> Delivery | None:
    record = version_record.read()
    is_on_record = record is not None and record.version == offer.name
    if record is not None and is_on_record and record.state in (*_ENDED, UpdateState.ON_TRIAL):
        return update_state(record, offer)
    return Delivery(offer.sha256, DeliveryState.TAKEN) if offer.name == __version__ else None


def _refusal(offer: FileOffer, settings: Settings) -> str:
    if offer.kind == ArrivalKind.PACK and not settings.mqtt.packs:
        return "it takes no packs from the broker: [mqtt] packs"
    if offer.kind == ArrivalKind.RELEASE and not settings.mqtt.updates:
        return "it takes no updates from the broker: [mqtt] updates"
    if offer.kind == ArrivalKind.RELEASE and offer.machine != this_machine():
        return f"the release is for {offer.machine or 'nobody'}, this machine is {this_machine()}"
    if offer.kind == ArrivalKind.RELEASE and numbers(offer.name) <= numbers(__version__):
        return f"version {__version__} runs, which is no older"
    return _lack_of_room(offer, settings.state)


def _lack_of_room(offer: FileOffer, state: Path) -> str:
    place = next((each for each in (state, *state.parents) if each.is_dir()), Path("/"))
    free = shutil.disk_usage(place).free
    needed = offer.size_bytes * _TIMES[offer.kind] + _FREE_BYTES
    if free >= needed:
        return ""
    return f"its disk has {free >> 20} MB left, and {needed >> 20} MB are needed"


def _seal_in(folder: Path) -> str:
    try:
        return sealing.checksum(manifest.load(folder).files)
    except BrokenPack:
        return ""
