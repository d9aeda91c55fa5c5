"""The vision room: a frame in, presence out.

Privacy is in the structure: a frame lives in this room's memory for one turn. What is sent is
`messages.Presence`; what is kept for the room's next life are numbers of the same kind. Before the camera
is opened the room's door is closed (`seclusion`), and a room that finds a way out stays without a camera.
"""

import cv2

from installation.common import clock
from installation.messages import Presence
from installation.vision import confinement, sources
from installation.vision.camera import Shot
from installation.vision.recording import Recollection
from installation.vision.sensing import Sensing, Sight

before_wires = (
    confinement.before_wires
)  # for the process of this room, before its wires start their threads

_WAIT_S = 0.25  # a turn without a frame lasts so long, so that the room can end
_RATE_SHARE = 0.1  # of the newest frame in the running frame rate


class Room:
    """One turn: take the newest frame, see who is there, say it."""

    def __init__(self, context, seclude=confinement.seclude):
        """`seclude` closes the door of this process, for good. Raises `UnknownCamera`, `UnreadableClip`."""
        cv2.setNumThreads(1)  # threads that spin would take the other rooms' cores
        self._context, self._settings = context, context.settings.camera
        self._epoch_ns = int(context.checkpoint.get("epoch_ns") or clock.now_ns())
        self._seq, self._period_s = 0, 0.0
        self._eyes: dict = {}  # camera -> its sensing, so that a camera that comes back is known
        self._before = int(context.checkpoint.get("visitors", 0))
        self._door = seclude(context.settings)
        context.facts["sandbox"] = self._door.words
        if self._door.holes:
            self._camera = confinement.Closed(self._door.holes)
        else:
            self._camera = sources.choose(self._settings, self._epoch_ns, self._door.reaches)
        self._stand_in = None
        self._last: tuple = (None, 0.0)

    def turn(self) -> None:
        """Takes the newest frame, if one comes, and sends what it says."""
        camera = self._present_camera()
        shot = camera.take(_WAIT_S)
        if shot is None:
            return
        dt = self._since_last(camera, shot)
        begun_ns = clock.now_ns()
        sight = self._sensing(camera).see(shot.frame, dt)
        self._context.sample("vision_ms", clock.seconds(clock.now_ns() - begun_ns) * 1000)
        self._send(shot, sight)
        self._tell(camera, shot, sight)

    def close(self) -> None:
        """Gives the camera back."""
        self._camera.close()

    def _present_camera(self):
        """The camera that was chosen, or the simulated visitor while that one is away."""
        trouble = self._camera.trouble
        if not trouble:
            self._context.set_status(getattr(self._camera, "complaint", "") or self._door.complaint)
            return self._camera
        self._context.set_status(f"{trouble}; the simulated visitor stands in until it is back")
        if self._stand_in is None:
            self._stand_in = sources.simulated(self._settings, self._epoch_ns)
        return self._stand_in

    def _sensing(self, camera) -> Sensing | Recollection:
        if camera not in self._eyes:
            view, memory = self._settings, self._context.checkpoint.get("view", "")
            if hasattr(camera, "eyes"):  # a recording has been sensed already
                self._eyes[camera] = camera.eyes
            elif camera is self._camera:
                self._eyes[camera] = Sensing(view.mirror, memory, view.rotate, view.ignore)
            else:  # the stand-in hangs upright and looks at nothing that is to be ignored
                self._eyes[camera] = Sensing(view.mirror)
        return self._eyes[camera]

    def _since_last(self, camera, shot: Shot) -> float:
        """Seconds of film since the last frame of the same camera; 0 for its first."""
        last_camera, last_s = self._last
        self._last = camera, shot.camera_s
        if camera is not last_camera:
            return 0.0
        dt = max(0.0, shot.camera_s - last_s)
        self._period_s += _RATE_SHARE * (dt - self._period_s) if self._period_s else dt
        return dt

    def _send(self, shot: Shot, sight: Sight) -> None:
        self._seq += 1
        self._context.wires.send(
            Presence(
                self._seq,
                shot.light_ns,
                shot.camera_s,
                self._visitors(),
                sight.places,
                sight.flow,
                sight.motion,
                sight.silhouette,
            )
        )

    def _visitors(self) -> int:
        return self._before + sum(sensing.visitors for sensing in self._eyes.values())

    def _tell(self, camera, shot: Shot, sight: Sight) -> None:
        visitors = self._visitors()
        self._context.facts.update(
            camera=camera.name,
            camera_s=round(shot.camera_s, 3),
            people=sight.count,
            visitors=visitors,
            frame_rate_hz=round(1 / self._period_s, 1) if self._period_s else 0.0,
        )
        view = self._eyes[self._camera].memory if self._camera in self._eyes else ""
        self._context.checkpoint = {"visitors": visitors, "epoch_ns": self._epoch_ns, "view": view}
