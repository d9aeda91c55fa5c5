"""What light and buildings are made of: the hours of a day, and the materials of a style. RGB in 0..255."""

from typing import NamedTuple

Rgb = tuple[int, int, int]


class Disc(NamedTuple):
    """Sun or moon, in pixels of the drawing; radius 0 is none.

    It shines as the panes do; no two of them meet.
    """

    x: int
    y: int
    radius: int


class Hour(NamedTuple):
    """Light: a sky of two colours, a disc, a tint over all things."""

    sky_top: Rgb
    sky_low: Rgb
    disc: Disc
    tint: Rgb
    amount: float  # of the tint, 0..1
    level: float  # brightness of the materials
    panes: Rgb  # lamp light, or the sky in the glass


class Material(NamedTuple):
    """What a building and its surroundings are made of, in plain light."""

    wall: Rgb
    relief: Rgb
    opening: Rgb
    near: Rgb
    ground: Rgb


HOURS = {
    "dawn": Hour(
        sky_top=(112, 156, 200),
        sky_low=(255, 208, 184),
        disc=Disc(890, 182, 34),
        tint=(255, 206, 186),
        amount=0.2,
        level=0.94,
        panes=(255, 236, 196),
    ),
    "noon": Hour(
        sky_top=(38, 118, 190),
        sky_low=(178, 222, 238),
        disc=Disc(0, 0, 0),
        tint=(255, 250, 235),
        amount=0.04,
        level=1.04,
        panes=(196, 226, 238),
    ),
    "gold": Hour(
        sky_top=(222, 128, 104),
        sky_low=(255, 222, 150),
        disc=Disc(120, 210, 58),
        tint=(255, 190, 120),
        amount=0.2,
        level=1.0,
        panes=(255, 232, 164),
    ),
    "rose": Hour(
        sky_top=(66, 60, 132),
        sky_low=(255, 142, 118),
        disc=Disc(905, 300, 66),
        tint=(206, 98, 120),
        amount=0.3,
        level=0.8,
        panes=(255, 212, 118),
    ),
    "blue": Hour(
        sky_top=(16, 32, 88),
        sky_low=(98, 134, 192),
        disc=Disc(0, 0, 0),
        tint=(52, 78, 150),
        amount=0.44,
        level=0.62,
        panes=(255, 200, 92),
    ),
    "night": Hour(
        sky_top=(8, 12, 44),
        sky_low=(54, 66, 132),
        disc=Disc(140, 110, 36),
        tint=(38, 50, 116),
        amount=0.5,
        level=0.58,
        panes=(255, 196, 84),
    ),
    "fog": Hour(
        sky_top=(172, 188, 192),
        sky_low=(232, 228, 214),
        disc=Disc(836, 80, 42),
        tint=(212, 216, 210),
        amount=0.4,
        level=0.96,
        panes=(255, 234, 180),
    ),
}

MATERIALS = {
    "gothic": [
        Material(
            wall=(198, 156, 118),
            relief=(236, 208, 168),
            opening=(48, 34, 48),
            near=(112, 90, 104),
            ground=(136, 120, 120),
        ),
        Material(
            wall=(140, 150, 166),
            relief=(208, 212, 212),
            opening=(28, 32, 54),
            near=(84, 94, 122),
            ground=(122, 124, 136),
        ),
        Material(
            wall=(174, 94, 80),
            relief=(226, 168, 138),
            opening=(50, 22, 36),
            near=(108, 72, 84),
            ground=(138, 112, 108),
        ),
    ],
    "baroque": [
        Material(
            wall=(238, 182, 78),
            relief=(255, 246, 222),
            opening=(98, 46, 42),
            near=(88, 130, 84),
            ground=(218, 198, 158),
        ),
        Material(
            wall=(234, 154, 140),
            relief=(255, 240, 228),
            opening=(80, 58, 74),
            near=(100, 138, 104),
            ground=(214, 192, 176),
        ),
        Material(
            wall=(246, 224, 176),
            relief=(255, 252, 240),
            opening=(44, 108, 102),
            near=(76, 122, 92),
            ground=(210, 196, 168),
        ),
    ],
    "altbau": [
        Material(
            wall=(192, 84, 60),
            relief=(244, 216, 180),
            opening=(54, 34, 44),
            near=(152, 108, 90),
            ground=(140, 130, 124),
        ),
        Material(
            wall=(142, 188, 160),
            relief=(248, 240, 216),
            opening=(40, 56, 60),
            near=(180, 148, 118),
            ground=(138, 136, 128),
        ),
        Material(
            wall=(244, 204, 120),
            relief=(255, 248, 224),
            opening=(92, 56, 48),
            near=(170, 118, 106),
            ground=(146, 134, 124),
        ),
        Material(
            wall=(106, 140, 178),
            relief=(238, 236, 224),
            opening=(30, 36, 58),
            near=(152, 126, 118),
            ground=(130, 130, 134),
        ),
    ],
    "clapboard": [
        Material(
            wall=(188, 52, 44),
            relief=(252, 242, 226),
            opening=(48, 38, 48),
            near=(70, 114, 78),
            ground=(144, 170, 92),
        ),
        Material(
            wall=(104, 162, 188),
            relief=(254, 250, 240),
            opening=(36, 50, 74),
            near=(82, 126, 94),
            ground=(152, 174, 106),
        ),
        Material(
            wall=(250, 212, 108),
            relief=(255, 252, 238),
            opening=(66, 84, 86),
            near=(92, 132, 82),
            ground=(150, 172, 96),
        ),
        Material(
            wall=(118, 150, 112),
            relief=(250, 246, 228),
            opening=(44, 46, 44),
            near=(66, 106, 84),
            ground=(160, 168, 100),
        ),
    ],
    "neues_bauen": [
        Material(
            wall=(248, 246, 240),
            relief=(222, 50, 38),
            opening=(32, 38, 50),
            near=(108, 144, 108),
            ground=(192, 188, 176),
        ),
        Material(
            wall=(246, 246, 244),
            relief=(30, 94, 184),
            opening=(28, 34, 52),
            near=(112, 140, 116),
            ground=(186, 188, 186),
        ),
        Material(
            wall=(252, 248, 234),
            relief=(248, 180, 24),
            opening=(42, 42, 52),
            near=(104, 142, 104),
            ground=(196, 190, 172),
        ),
        Material(
            wall=(230, 88, 54),
            relief=(252, 242, 216),
            opening=(26, 50, 86),
            near=(98, 134, 104),
            ground=(194, 182, 168),
        ),
    ],
    "brutalism": [
        Material(
            wall=(182, 162, 142),
            relief=(214, 200, 182),
            opening=(44, 38, 42),
            near=(124, 120, 116),
            ground=(156, 148, 140),
        ),
        Material(
            wall=(148, 158, 166),
            relief=(194, 202, 206),
            opening=(32, 38, 50),
            near=(106, 116, 124),
            ground=(140, 146, 150),
        ),
        Material(
            wall=(198, 150, 132),
            relief=(228, 194, 176),
            opening=(58, 36, 44),
            near=(128, 108, 108),
            ground=(160, 142, 134),
        ),
    ],
}
