"""What stands on the screen beside the picture: words, panes, the studio's mark. Of one pack and one state of the assets."""

from pathlib import Path

from installation.display import theme
from installation.display.ai_mark import Mark
from installation.display.inside import Inside
from installation.display.notice import Notice
from installation.display.panes import Kit
from installation.display.sentences import Sentences
from installation.display.text import Lettering, text_px
from installation.faults import BrokenPack
from installation.packs import atlas, manifest


class Furniture:
    """Made as a whole: where one part of it cannot be had, nothing of it is used."""

    def __init__(self, settings, folder: str, size: tuple[int, int], generation: int = 0):
        """`settings` are those of the room, `folder` the pack's, `size` (height, width) the screen's.

        Raises `BadConfig` for texts that cannot be read, `BrokenPack` for papers that cannot.
        """
        self.generation = generation
        screen, assets = settings.screen, Path(settings.assets)
        words = []
        pack, known = manifest.load(Path(folder)), None
        try:
            known = atlas.load(pack.folder, pack.dimensions)
        except BrokenPack as fault:
            words.append(f"{fault}; the panes that show it are left out")
        self.theme = look = theme.load(assets / "themes", screen.theme)
        sentences = Sentences(assets / "texts", screen.languages)
        lettering = Lettering(assets / "type", (look.type.regular, look.type.bold))
        px = look.type.size * text_px(*size, screen.viewing_distance_m, screen.diagonal_m)
        self.kit = kit = Kit(pack, known, sentences, lettering, px, look)
        self.map = known
        self.inside = Inside(kit, screen, *size, (pack.folder / "classifier.onnx").is_file())
        self.notice = Notice(kit, *size)
        self.mark = Mark(lettering, px) if settings.studio else None
        words += [lettering.words, look.words]
        words.append(f"texts missing: {', '.join(sentences.missing)}" if sentences.missing else "")
        self.words = "; ".join(filter(None, words))  # for the technician

    @property
    def complaints(self) -> list[str]:
        """All that is to be said of what stands on the screen, also what is no fault: texts that had to be set small."""
        return [*filter(None, [self.words]), *self.inside.shrunk]
