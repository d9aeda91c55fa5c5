"""The graphics card brings the frame to the screen: it scales, turns and mirrors it, and keeps the monitor's time.

The frame is finished when it comes here, flash limiter included: the card changes no colour. A machine without
a card goes the other way, see `present_software`.
"""

import glob
import os
import subprocess
import sys

import numpy as np
import pygame

from installation.common.paths import PYTHON
from installation.display.box import Box
from installation.display.outputs.monitors import Monitor
from installation.display.outputs.wall import View, Wall
from installation.faults import NoScreen

# Pixel of the screen -> pixel of the frame, both from the middle, y downwards: clockwise by so many degrees.
_ROTATIONS = {
    0: ((1, 0), (0, 1)),
    90: ((0, 1), (-1, 0)),
    180: ((-1, 0), (0, -1)),
    270: ((0, -1), (1, 0)),
}
# what calls itself a card and is none
_BY_PROCESSOR = ("llvmpipe", "softpipe", "swrast", "software")
_PROBE_S = 8.0
_CONTEXT = {
    pygame.GL_CONTEXT_MAJOR_VERSION: 3,
    pygame.GL_CONTEXT_MINOR_VERSION: 3,
    pygame.GL_CONTEXT_PROFILE_MASK: pygame.GL_CONTEXT_PROFILE_CORE,
}
_VERTICES = """
#version 330
uniform mat2 turn;
out vec2 at;
void main() {
    vec2 corner = vec2(gl_VertexID % 2, gl_VertexID / 2);
    at = turn * (vec2(corner.x, 1 - corner.y) - 0.5) + 0.5;
    gl_Position = vec4(2 * corner - 1, 0, 1);
}
"""
_COLOURS = """
#version 330
uniform sampler2D drawn;
in vec2 at;
out vec4 colour;
void main() { colour = vec4(texture(drawn, at).rgb, 1); }
"""


def is_there() -> bool:
    """True where a card can be asked at all: finding out that there is none would delay the first picture."""
    return bool(glob.glob("/dev/dri/renderD*") or glob.glob("/dev/nvidia[0-9]*"))


def probe() -> None:
    """Opens the card in a process of its own, unseen: a broken driver ends or halts whoever asks it. Raises `NoScreen`."""
    line = [PYTHON, "-I", "-m", "installation.display.outputs.present_gl"]
    try:
        done = subprocess.run(
            line,
            capture_output=True,
            text=True,
            timeout=_PROBE_S,
            check=False,
            env=os.environ,
        )
    except subprocess.TimeoutExpired as error:
        raise NoScreen(f"its driver did not answer within {_PROBE_S:g} s") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["its driver crashed"]
        raise NoScreen(said[0])


def open_window(size: tuple[int, int], flags: int, display: int) -> pygame.Surface:
    """A window whose pixels are the card's, hidden before `GlPresenter.show`. Raises pygame.error where there is none."""
    for attribute, value in _CONTEXT.items():
        pygame.display.gl_set_attribute(attribute, value)
    # it would be black until the card is ready
    flags |= pygame.OPENGL | pygame.DOUBLEBUF | pygame.HIDDEN
    try:
        return pygame.display.set_mode(size, flags, display=display, vsync=1)
    except pygame.error:  # not every driver keeps the monitor's time
        return pygame.display.set_mode(size, flags, display=display)


class GlPresenter:
    """Of the window that was opened last."""

    def __init__(
        self,
        wall: Wall,
        rotate: int,
        mirror: bool,
        even_processor: bool = False,
    ):
        """What the one monitor shows of the frame is turned clockwise by `rotate` degrees, then mirrored.

        Raises `NoScreen` where the card is none, unless `even_processor`.
        """
        try:
            import moderngl
        except ImportError as error:
            raise NoScreen("there is no moderngl for this machine") from error
        try:
            context = moderngl.create_context(require=330)
            height = wall.height
            width = wall.width
            self.name = context.info["GL_RENDERER"]
            self._frame = np.zeros((height, width, 4), np.uint8)
            self._texture = context.texture((width, height), 4)
            program = context.program(vertex_shader=_VERTICES, fragment_shader=_COLOURS)
        except Exception as error:  # drivers and their loader raise all kinds
            raise NoScreen(f"the graphics card says: {error}") from error
        if not even_processor and any(word in self.name.lower() for word in _BY_PROCESSOR):
            raise NoScreen(f"{self.name} is no graphics card")
        self._texture.swizzle = "BGRA"  # as the bytes lie
        self._texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        program["turn"] = _matrix(rotate, mirror)
        self._is_hidden = True
        self._place = wall.views[0].place
        self._context = context
        self._vertices = context.vertex_array(program, [])
        self._mode = moderngl.TRIANGLE_STRIP

    def pixels(self) -> np.ndarray:
        """The frame to compose in, (h, w, 4) uint8 BGRX."""
        return self._frame

    def show(self) -> None:
        """Brings it to the screen; waits for the monitor where the driver does."""
        if self._is_hidden:
            self._is_hidden = False
            pygame.Window.from_display_module().show()
        self._texture.write(self._frame)
        self._texture.use()
        window_width, window_height = pygame.display.get_window_size()
        self._context.clear(viewport=(0, 0, window_width, window_height))
        place = self._place
        # OpenGL counts rows from below
        self._context.viewport = (
            place.left,
            window_height - place.bottom,
            place.width,
            place.height,
        )
        self._vertices.render(self._mode, vertices=4)
        pygame.display.flip()

    def close(self) -> None:
        """The window goes with `pygame.display.quit`."""


def _matrix(rotate: int, mirror: bool) -> tuple[int, int, int, int]:
    """Of the shader, column by column."""
    (a, b), (c, d) = _ROTATIONS[rotate]
    sign = -1 if mirror else 1
    return sign * a, sign * c, b, d


def _main() -> int:
    """See `probe`: what is said on standard error is why not."""
    try:
        pygame.display.init()
        open_window((64, 64), 0, 0)
        monitor = Monitor(1, "unseen", 64, 64, 0)
        whole = Box(0, 0, 64, 64)
        wall = Wall(64, 64, (View(monitor, whole, whole),))
        GlPresenter(wall, 0, False, even_processor=True)
    except (pygame.error, NoScreen) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
