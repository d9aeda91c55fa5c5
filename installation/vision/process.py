"""The vision room: a frame in, presence out.

Privacy is in the structure: a frame lives in this room's memory for one turn. What is sent is
`messages.Presence`; what is kept for the room's next life are numbers of the same kind. Before the camera is
opened the process is confined (`confinement`), and a room that finds a way out stays without a camera.
"""

from collections.abc import Callable

import cv2

from installation.common import clock
from installation.config.settings import Settings
from installation.ipc.room_context import RoomContext
from installation.messages import Presence
from installation.vision import Camera, Detection, Sensor, Shot, confinement, sources
from installation.vision.calm_frames import CalmFrames
from installation.vision.confinement import ClosedCamera, Confinement
from installation.vision.frame_timer import FrameTimer
from installation.vision.sensing import Sensing

before_wires = confinement.before_wires  # called by `ipc.room` before the wires start their threads

_WAIT_S = 0.25  # a turn without a frame lasts so long, so that the room can end


class Room:
    """One turn: take the newest frame, see who is there, publish it."""

    def __init__(
        self,
        context: RoomContext,
        confine: Callable[[Settings], Confinement] = confinement.confine,
    ):
        """`confine` confines this process, for good. Raises `UnknownCamera`, `UnreadableClip`."""
        cv2.setNumThreads(1)  # threads that spin would take the other rooms' cores
        checkpoint = context.checkpoint
        self._context = context
        self._settings = context.settings.camera
        self._epoch_ns = int(checkpoint.get("epoch_ns") or clock.now_ns())
        self._visitors_before = int(checkpoint.get("visitors", 0))
        self._seq = 0
        self._timer = FrameTimer(self._settings.rate_hz)
        self._calm = CalmFrames()
        # a sensor for each camera, so that one that comes back is known
        self._sensors: dict[Camera, Sensor] = {}
        self._confinement = confine(context.settings)
        context.telemetry.sandbox = self._confinement.words
        context.telemetry.is_confined = self._confinement.is_complete
        self._camera = self._open_camera()
        self._stand_in: Camera | None = None

    def turn(self) -> None:
        """Takes the newest frame, if one comes, and publishes what it says."""
        camera = self._present_camera()
        shot = camera.take(_WAIT_S)
        if shot is None:
            return
        since_s = self._calm.seconds_since_last(self._timer.step(camera, shot))
        if since_s is None:
            return
        begun_ns = clock.now_ns()
        sensor = self._sensor(camera)
        detection = sensor.see(shot.frame, since_s)
        took_s = clock.seconds(clock.now_ns() - begun_ns)
        self._context.sample("vision_ms", took_s * 1000)
        self._calm.record(detection, since_s)
        self._tell_what_is_shown(sensor, shot)
        self._publish(shot, detection)
        self._report(camera, shot, detection)

    def close(self) -> None:
        """Gives the camera back."""
        self._camera.close()

    def _open_camera(self) -> Camera:
        if self._confinement.escapes:
            return ClosedCamera(self._confinement.escapes)
        return sources.choose(self._settings, self._epoch_ns, self._confinement.reaches)

    def _present_camera(self) -> Camera:
        """The camera that was chosen, or the simulated visitor while that one is away."""
        trouble = self._camera.trouble
        if not trouble:
            self._context.set_status(self._complaint())
            return self._camera
        self._context.set_status(f"{trouble}; the simulated visitor stands in until it is back")
        if self._stand_in is None:
            self._stand_in = sources.simulated(self._settings, self._epoch_ns)
        return self._stand_in

    def _complaint(self) -> str:
        """What is not as it should be although pictures come; "" when nothing is."""
        camera = self._camera
        if words := camera.complaint or self._confinement.complaint:
            return words
        sensor = self._sensors.get(camera)
        if sensor is not None and sensor.complaint:
            return sensor.complaint
        is_live = not camera.is_simulated and not camera.is_film
        return self._timer.complaint if is_live else ""

    def _tell_what_is_shown(self, sensor: Sensor, shot: Shot) -> None:
        """The screen may be in the camera's view: what it shows is compared with what is seen."""
        while (shown := self._context.wires.take("shown_light")) is not None:
            sensor.screen_showed(shown.cells, clock.seconds(shot.light_ns - shown.light_ns))

    def _sensor(self, camera: Camera) -> Sensor:
        if camera not in self._sensors:
            self._sensors[camera] = camera.sensor or self._new_sensing(camera)
        return self._sensors[camera]

    def _new_sensing(self, camera: Camera) -> Sensing:
        settings = self._settings
        if camera is not self._camera:  # the stand-in hangs upright, and has nothing to ignore
            return Sensing(settings.mirror)
        memory = self._context.checkpoint.get("view", "")
        return Sensing(settings.mirror, memory, settings.rotate, settings.ignore)

    def _publish(self, shot: Shot, detection: Detection) -> None:
        self._seq += 1
        self._context.wires.send(
            Presence(
                seq=self._seq,
                light_ns=shot.light_ns,
                camera_s=shot.camera_s,
                visitors=self._visitors(),
                places=detection.places,
                flow=detection.flow,
                motion=detection.motion,
                silhouette=detection.silhouette,
            )
        )

    def _visitors(self) -> int:
        """Since the start; those whom only the stand-in shows are none."""
        sensor = self._sensors.get(self._camera)
        seen = 0 if sensor is None else sensor.visitors
        return self._visitors_before + seen

    def _report(self, camera: Camera, shot: Shot, detection: Detection) -> None:
        """For the technician, and for the room's next life."""
        visitors = self._visitors()
        telemetry = self._context.telemetry
        telemetry.camera = camera.name
        telemetry.exposure = camera.exposure
        telemetry.is_simulated = camera.is_simulated
        telemetry.is_film = camera.is_film
        telemetry.camera_s = round(shot.camera_s, 3)
        telemetry.people = detection.count
        telemetry.visitors = visitors
        telemetry.frame_rate_hz = round(self._timer.rate_hz, 1)
        sensor = self._sensors.get(self._camera)
        self._context.checkpoint = {
            "visitors": visitors,
            "epoch_ns": self._epoch_ns,
            "view": sensor.memory if sensor is not None else "",
        }
