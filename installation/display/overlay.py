"""What stands on the screen beside the picture: words, panes, the studio's mark. Of one pack and one state of the assets."""

from collections.abc import Iterable
from pathlib import Path

from installation.common import files
from installation.config.settings import Settings
from installation.display import ai_icon, theme
from installation.display.asset_shelf import AssetShelf
from installation.display.inside import Inside
from installation.display.notice import Notice
from installation.display.pack_colours import in_pack_colours
from installation.display.pack_words import readable
from installation.display.panes.kit import Kit
from installation.display.panes.pane_table import PANES, PaneSpec, sentences_for
from installation.display.sentences import Sentences
from installation.display.studio_mark import StudioMark
from installation.display.text import Typeface, text_px
from installation.display.trouble_plate import TroublePlate
from installation.display.word_margin import WordMargin
from installation.faults import BrokenPack
from installation.packs import atlas, manifest
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack

CLASSIFIER = "classifier.onnx"


class Overlay:
    """Made as a whole: where one part of it cannot be had, nothing of it is used."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        size: tuple[int, int],
        generation: int = 0,
        panes: Iterable[PaneSpec] = PANES,
        shelf: AssetShelf | None = None,
        trouble: str = "",
    ):
        """`folder` is the pack's, `size` the screen's height and width in pixels, `shelf` where its assets come from.

        `trouble` is why there is no pack, and no picture: the screen says it.
        Raises `BadConfig` for assets that the shelf does not stand in for, `BrokenPack` for metadata that cannot be
        read.
        """
        height, width = size
        self.shelf = shelf or AssetShelf(settings.assets, settings.state)
        self.generation = generation
        pack = manifest.absent(folder) if trouble else manifest.load(folder)
        self.map, map_message = _map(pack)
        self.kit = _kit(settings, pack, self.map, size, tuple(panes), self.shelf)
        self.theme = self.kit.theme
        texts = self.kit.texts
        screen = settings.screen.model_copy(update={"languages": texts.languages})
        said = [pane for pane in panes if texts.has_pane(pane.name)]
        self.inside = Inside(self.kit, screen, height, width, said)
        self.notice = Notice(self.kit, height, width)
        self.words = WordMargin(self.kit, height, width)
        self.studio_mark = StudioMark(self.kit.typeface, self.kit.px) if settings.studio else None
        self.trouble = TroublePlate(self.kit, trouble, height, width) if trouble else None
        found = (
            trouble,
            map_message,
            *self.shelf.troubles,
            *_messages(self.kit),
            *self.notice.complaints,
        )
        self._found = "; ".join(filter(None, found))

    @property
    def message(self) -> str:
        """For the technician."""
        return "; ".join(filter(None, (self._found, *self.inside.troubles)))

    @property
    def complaints(self) -> list[str]:
        """All that is to be said of what stands on the screen, also what is no fault: texts that had to be set small."""
        left_out = [] if self.inside.has_room else ["look inside: the screen is too small for it"]
        left_out += self.notice.left_out
        return [*filter(None, [self.message]), *left_out, *self.inside.shrunk]

    def follow(self, before: "Overlay") -> None:
        """Takes up where another one is that gives way to it."""
        self.inside.follow(before.inside)
        self.notice.follow(before.notice)
        self.words.follow(before.words)


def _kit(
    settings: Settings,
    pack: Pack,
    found_map: Atlas | None,
    size: tuple[int, int],
    panes: tuple[PaneSpec, ...],
    shelf: AssetShelf,
) -> Kit:
    """What all parts draw with. Raises `BadConfig`."""
    screen = settings.screen
    height, width = size
    style = theme.load(shelf, screen.theme)
    fonts = (style.type.regular, style.type.bold)
    typeface = Typeface(shelf, fonts, style.type.further)
    texts = Sentences(shelf, screen.languages, sentences_for(panes))
    shelf.troubles += texts.fit(typeface.lacks)
    pack, found_map, told = readable(pack, found_map, typeface.lacks, texts.languages)
    shelf.troubles += told
    usual_px = text_px(
        height,
        width,
        screen.viewing_distance_m,
        screen.diagonal_m,
        typeface.x_height,
    )
    return Kit(
        pack=pack,
        atlas=found_map,
        texts=texts,
        typeface=typeface,
        px=style.type.size * usual_px,
        theme=in_pack_colours(style, pack, found_map),
        has_classifier=files.is_file(pack.point_folder / CLASSIFIER),
        icon=ai_icon.load(shelf, style.notice.icon),
    )


def _messages(kit: Kit) -> tuple[str, str]:
    """What is not as it should be of theme and texts; "" for what is."""
    missing = kit.texts.missing
    texts = f"texts missing: {', '.join(missing)}" if missing else ""
    return kit.theme.message, texts


def _map(pack: Pack) -> tuple[Atlas | None, str]:
    """The pack's map; and why there is none where it cannot be read."""
    try:
        return atlas.load(pack.point_folder, pack.dimensions), ""
    except BrokenPack as fault:
        return None, f"{fault}; the panes that show it are left out"
