"""The report's sheets of the exported pack: what visitors see."""

from pathlib import Path

import cv2
import numpy as np

from installation.studio.common.latent_map import MAP_FILE
from installation.studio.common.prior import anchored_prior
from installation.studio.common.smoothness import arc
from installation.studio.letters import LETTERS
from installation.studio.letters.letters_player import LettersPlayer, Picture, Points, contact

SMALL = (180, 320)  # height, width of a picture on a sheet
LOOKED_AT = (270, 480)  # of one that shows a look
UPRIGHT = (400, 225)
WIDE_PICTURE = (360, 640)
SHOWN_STEPS = 8  # pictures of a way
WAYS_SHOWN = 12
HOURS = {"day": 0.5, "evening": 0.75, "night": 0.02}  # shares of a day
LIGHTS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
WORDS = ("ART", "LUFT", "SONNE", "ÜBEN", "QUARZ", "HAMZY")
MAP_SIDE = 1600
CAPTIONS = {
    "samples": "24 samples of the calibrated prior",
    "ways": "Twelve ways from letter to letter",
    "places": "The named places, A to Z and Ä, Ö, Ü",
    "looks": "Each look by day, in the evening and by night",
    "light": "The light from four sides",
    "portrait": "Upright pictures",
    "words": "Several letters at once",
    "bodies": "Drawn bodies, and the letter that each is read as",
    "map": "The map: each letter is a country",
    "returned": "Letters of faces never trained on, above, and what came back of them, below",
    "poorest": "The poorest of them",
}


class PaintedSheets:
    """Paints sheets with an exported pack."""

    def __init__(self, player: LettersPlayer):
        self._player = player
        self._folder: Path = player.pack.folder
        with np.load(self._folder / MAP_FILE, allow_pickle=False) as arrays:
            self._points = arrays["points"]
            self._labels = arrays["labels"]
            self._layout = arrays["layout"]
            self._thumbnails = arrays["thumbnails"]

    def prior(self, count: int, seed: int = 5) -> Points:
        """(count, d) points as the journey may visit them."""
        generator = self._player.pack.generator
        bandwidth = generator.bandwidth or 1.0
        points = anchored_prior(
            self._points,
            count,
            generator.truncation,
            bandwidth,
            seed,
            generator.steady,
        )
        return points.astype(np.float32)

    def all(self) -> dict[str, Picture]:
        """Name in CAPTIONS -> sheet."""
        return {
            "samples": self._row(self.prior(24), 6),
            "ways": self._ways(),
            "places": self._row(self._player.pack.places, 6),
            "looks": self._looks(),
            "light": self._light(),
            "portrait": self._portrait(),
            "words": self._words(),
            "map": self._map(),
        }

    def _row(self, points: Points, columns: int) -> Picture:
        pictures = [self._player.picture(point[None], SMALL) for point in points]
        return contact(pictures, columns)

    def _ways(self) -> Picture:
        ends = self.prior(2 * WAYS_SHOWN, seed=9)
        pictures = []
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            for point in arc(start, end, SHOWN_STEPS):
                pictures.append(self._player.picture(point[None], SMALL))
        return contact(pictures, SHOWN_STEPS)

    def _looks(self) -> Picture:
        """A row for each look: one letter by day, in the evening, by night, and a word."""
        usual = self._player.pack.looks.show
        pictures = []
        for number, look in enumerate(self._player.looks):
            self._player.show(look)
            point = self._player.pack.places[[7 * number % len(LETTERS)]]
            for hour in HOURS.values():
                pictures.append(self._player.picture(point, LOOKED_AT, {"hour": hour}))
            word = self._spelt(WORDS[0])
            pictures.append(self._player.picture(word, LOOKED_AT))
        if usual:
            self._player.show(usual)
        return contact(pictures, len(HOURS) + 1)

    def _light(self) -> Picture:
        point = self._spelt("R")
        pictures = []
        for across, down in LIGHTS:
            gestures = {"light_x": across, "light_y": down}
            pictures.append(self._player.picture(point, LOOKED_AT, gestures))
        return contact(pictures, len(LIGHTS))

    def _portrait(self) -> Picture:
        points = self._player.pack.places[::5]
        pictures = [self._player.picture(point[None], UPRIGHT) for point in points]
        return contact(pictures, len(pictures))

    def _words(self) -> Picture:
        """Words, and the last of them celebrated."""
        pictures = [self._player.picture(self._spelt(word), WIDE_PICTURE) for word in WORDS]
        pictures[-1] = self._player.picture(self._spelt(WORDS[2]), WIDE_PICTURE, {"glow": 1.0})
        return contact(pictures, 3)

    def _spelt(self, word: str) -> Points:
        """The places of a word's letters, (n, d)."""
        numbers = [LETTERS.index(letter) for letter in word]
        return self._player.pack.places[numbers]

    def _map(self) -> Picture:
        sheet = np.full((MAP_SIDE, MAP_SIDE, 3), 17, np.uint8)
        side = self._thumbnails.shape[1] // 2
        corners = (self._layout * (1, -1) + 1) / 2 * (MAP_SIDE - side)
        for (left, top), picture in zip(corners.astype(int), self._thumbnails, strict=True):
            small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
            sheet[top : top + side, left : left + side] = small
        return sheet
