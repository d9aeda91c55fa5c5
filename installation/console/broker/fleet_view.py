"""All houses on a broker, as they say themselves: from their cards, their last wills and, where wanted, their pictures."""

from dataclasses import dataclass
from typing import Any

from installation.console.broker import house_card
from installation.console.broker.connection import Packet
from installation.console.broker.house_card import HOUSES, HouseCard
from installation.vocabulary import RoomState

MOST_HOUSES = 500
_LARGEST_PICTURE = 128 << 10  # bytes
_JPEG = b"\xff\xd8"


@dataclass
class KnownHouse:
    """One of them."""

    card: HouseCard
    is_online: bool = False
    picture: bytes = b""
    pictures: int = 0  # that have come, so that a browser knows a new one
    revision: int = 0  # of the view, when something of this house changed last

    @property
    def state(self) -> str:
        """As its card says, and DOWN where it is gone."""
        return self.card.state or RoomState.OK if self.is_online else RoomState.DOWN


class FleetView:
    """Is handed what comes from the broker."""

    def __init__(self) -> None:
        self.houses: dict[str, KnownHouse] = {}  # by id
        self.revision = 0  # counts changes
        self._by_topic: dict[str, str] = {}  # topic -> id

    def hear(self, packet: Packet) -> str:
        """Returns the topic of a house that was not known before, else nothing."""
        if packet.topic.startswith(f"{HOUSES}/"):
            return self._hear_card(packet)
        topic, _, end = packet.topic.rpartition("/")
        house = self.houses.get(self._by_topic.get(topic, ""))
        if house is None:
            return ""
        if end == "online":
            house.is_online = packet.payload == b"1"
            self._note(house)
        elif end == "picture" and _is_picture(packet.payload):
            house.picture = packet.payload
            house.pictures += 1
            self._note(house)
        return ""

    def rows(self, since: int = 0) -> list[dict[str, Any]]:
        """Those that have changed after this revision: by name, those that need somebody first."""
        found = [_row(house) for house in self.houses.values() if house.revision > since]
        return sorted(found, key=lambda row: (row["state"] == RoomState.OK, row["name"], row["id"]))

    def chosen(self, names: list[str]) -> list[KnownHouse]:
        """Those that are named, by name or id; all where none is. Raises KeyError for one that there is not."""
        if not names:
            return list(self.houses.values())
        return [house for name in names for house in self._called(name)]

    def _called(self, name: str) -> list[KnownHouse]:
        houses = self.houses.values()
        found = [house for house in houses if name in (house.card.id, house.card.name)]
        if not found:
            raise KeyError(name)
        return found

    def _hear_card(self, packet: Packet) -> str:
        house_id = packet.topic.removeprefix(f"{HOUSES}/")
        card = house_card.decoded(packet.payload)
        if card is None or card.id != house_id:
            if not packet.payload:
                self._forget(house_id)
            return ""
        known = self.houses.get(house_id)
        if known is not None and known.card.topic == card.topic:
            known.card = card
            self._note(known)
            return ""
        if known is None and len(self.houses) >= MOST_HOUSES:
            return ""
        self._forget(house_id)
        self.houses[house_id] = KnownHouse(card)
        self._note(self.houses[house_id])
        self._by_topic[card.topic] = house_id
        return card.topic

    def _note(self, house: KnownHouse) -> None:
        self.revision += 1
        house.revision = self.revision

    def _forget(self, house_id: str) -> None:
        known = self.houses.pop(house_id, None)
        if known is not None:
            self._by_topic.pop(known.card.topic, None)


def _row(house: KnownHouse) -> dict[str, Any]:
    return vars(house.card) | {
        "state": house.state,
        "is_online": house.is_online,
        "pictures": house.pictures if house.picture else 0,  # a house that sleeps shows none
    }


def _is_picture(payload: bytes) -> bool:
    return not payload or (payload.startswith(_JPEG) and len(payload) <= _LARGEST_PICTURE)
