"""Which cameras are plugged in here, and by which name each can be chosen for good.

`/dev/v4l/by-id/` names a camera by what it is. Two of one kind without serial numbers have one such name between them:
these are named by where they are plugged in, `/dev/v4l/by-path/`. The infrared camera beside the one of a laptop is
named, too, but not taken by itself.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from installation.vision.v4l2 import Ioctl, NodeDescription, VideoNode, kernel

_DEV = Path("/dev")
_GREY = {
    "GREY",
    "Y8  ",
    "Y8I ",
    "Y10 ",
    "Y12 ",
    "Y16 ",
    "Y10B",
    "Y10P",
    "Z16 ",
}  # formats without colour
_INFRARED_WORDS = {"ir", "infrared"}


@dataclass(frozen=True)
class FoundCamera:
    """A camera at this machine."""

    node: str  # its device now; the number changes
    name: str  # for `[camera] source`
    card: str  # what it calls itself; "" where it may not be asked
    is_infrared: bool
    is_one_of_many: bool  # named by its port: there are others like it

    @property
    def words(self) -> str:
        """For the list of `kiosk devices`."""
        notes = [self.card] if self.card else []
        if self.is_one_of_many:
            notes.append("one of several alike, named by its port")
        if self.is_infrared:
            notes.append("infrared, taken only when it is named")
        return f"{self.name}  ({'; '.join(notes)})" if notes else self.name


def devices() -> list[str]:
    """The cameras that are taken by themselves, by name."""
    cameras = found()
    visible = [camera for camera in cameras if not camera.is_infrared]
    return [camera.name for camera in visible or cameras]


def nodes(dev: Path = _DEV) -> list[str]:
    """All video nodes, cameras or not."""
    paths = [path for path in dev.glob("video*") if path.name.removeprefix("video").isdecimal()]
    paths.sort(key=lambda path: int(path.name.removeprefix("video")))
    return [str(path) for path in paths]


def found(dev: Path = _DEV, ioctl: Ioctl = kernel) -> list[FoundCamera]:
    """All cameras, in the order of their names."""
    by_id = _links(dev / "v4l" / "by-id")
    by_path = _links(dev / "v4l" / "by-path")
    described: dict[str, NodeDescription | None] = {}
    for node in nodes(dev):
        description = _described(node, ioctl)
        # where it may not be asked, the first node of a device is its camera
        unasked = description is None and _is_first(node, by_id, by_path)
        if unasked or (description is not None and description.is_camera):
            described[node] = description
    cards = {
        node: description.card if description else "" for node, description in described.items()
    }
    nameless = Counter(cards[node] for node in described if node not in by_id and node in by_path)
    cameras = []
    for node, description in described.items():
        is_one_of_many = nameless[cards[node]] > 0 and Counter(cards.values())[cards[node]] > 1
        names = (by_path, by_id) if is_one_of_many else (by_id, by_path)
        name = names[0].get(node) or names[1].get(node) or node
        camera = FoundCamera(node, name, cards[node], _is_infrared(description), is_one_of_many)
        cameras.append(camera)
    return sorted(cameras, key=lambda camera: camera.name)


def _links(folder: Path) -> dict[str, str]:
    """Node -> its name in this folder: the first of several."""
    names: dict[str, str] = {}
    for link in sorted(folder.glob("*-video-index*")):
        names.setdefault(str(link.resolve()), str(link))
    return names


def _is_first(node: str, by_id: dict[str, str], by_path: dict[str, str]) -> bool:
    name = by_id.get(node) or by_path.get(node)
    return name is None or name.endswith("-video-index0")


def _described(node: str, ioctl: Ioctl) -> NodeDescription | None:
    """None where it may not be asked."""
    try:
        with VideoNode(node, ioctl) as open_node:
            return open_node.described()
    except OSError:
        return None


def _is_infrared(description: NodeDescription | None) -> bool:
    """True for a camera without colour, or one that says so."""
    if description is None:
        return False
    words = description.card.lower().replace(":", " ").replace("-", " ").split()
    is_grey = bool(description.formats) and _GREY.issuperset(description.formats)
    return is_grey or not _INFRARED_WORDS.isdisjoint(words)
