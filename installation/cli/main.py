"""The kiosk command: what was asked for, checked, and handed to those who do it."""

import argparse
import logging
import os
import subprocess
import sys
from pathlib import Path

from installation.cli.parser import parser
from installation.common import clock
from installation.common.paths import ROOT
from installation.faults import BadConfig, Fault, LacksLibrary, PortTaken

REFUSED = 2


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 something failed, 2 it cannot be done as asked."""
    started_ns = clock.now_ns()
    arguments = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    strict = "--strict" in arguments
    try:
        code = _dispatch(arguments, started_ns)
        sys.stdout.flush()
        return code
    except Fault as fault:
        if strict:
            raise
        print(f"kiosk: {fault}", file=sys.stderr)
        return REFUSED
    except ImportError as error:
        if strict:
            raise
        print(f"kiosk: {LacksLibrary(error)}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # whoever read our words has read enough: kiosk check | head
        if strict:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # of a file or folder that was named, or of the machine
        if strict:
            raise
        words = ": ".join(map(str, filter(None, (error.filename, error.strerror)))) or error
        print(f"kiosk: {words} (--strict shows where)", file=sys.stderr)
        return 1
    except (
        Exception
    ) as error:  # the last net before a technician; developers see it whole with --strict
        if strict:
            raise
        print(
            f"kiosk: a mistake in the program: {type(error).__name__}: {error} (--strict shows where)",
            file=sys.stderr,
        )
        return 1


def _dispatch(arguments: list[str], started_ns: int) -> int:
    if arguments[:1] == ["studio"]:
        from installation.studio import (
            cli as studio,
        )  # artists' tools: never part of a running kiosk

        return studio.main(arguments[1:])
    if arguments[:1] == ["pack"]:
        from installation.cli import pack_commands as packs

        return packs.main([word for word in arguments[1:] if word != "--strict"], ROOT / "models")
    if arguments[:1] == ["test"]:
        command = [sys.executable, "-m", "pytest", "-n", "2", *arguments[1:]]
        return subprocess.call(command, cwd=ROOT)
    options = parser().parse_args(arguments)
    if options.word == "run":
        return run(options, started_ns)
    here = {"camera": camera, "record": record, "devices": devices, "sound": sound}
    if options.word in here:
        return here[options.word](options)
    from installation.service import commands  # what a technician asks beside the running piece

    return getattr(commands, options.word)(options)


def run(options: argparse.Namespace, started_ns: int) -> int:
    """``kiosk run``: the installation, until it is ended. Raises faults that keep it from starting."""
    # Here, because the parent of the rooms is started by this command alone.
    from installation.common import state_folder
    from installation.config import migrations, resolve
    from installation.config.watcher import ConfigWatcher
    from installation.parent import kiosk

    path = options.config or resolve.usual_config()
    if path.exists():
        try:
            migrations.migrate(path, logging.info)
        except BadConfig as error:
            logging.info(f"kiosk.toml: {error}")
    _check_port(options.port)
    snapshot = str(_writable(options.snapshot)) if options.snapshot else ""
    report = _writable(options.report) if options.report else None

    def resolve(chosen: dict) -> dict:
        return resolve.to_rooms(options, chosen) | {"snapshot": snapshot}

    settings = resolve({})
    state_folder.prepare()
    house = kiosk.Kiosk(settings, started_ns, logging.info, ConfigWatcher(path, resolve, settings))
    house.run(options.for_s)
    if report:
        kiosk.write_report(house, report)
    return 0


def camera(options: argparse.Namespace) -> int:
    """``kiosk camera``: what is kept of visitors, live, and the place to set how the camera is looked through."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.config import resolve
    from installation.service.camera_setup.setup import calibrate

    path = options.config or resolve.usual_config()
    calibrate(resolve.to_vision(options), path, options.windowless, options.for_s, logging.info)
    return 0


def _list_monitors() -> None:
    """Monitors, or why there is none."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.display.window import monitors
    from installation.faults import NoScreen

    print("monitors ([screen] monitor: auto, a number, or a part of a name):")
    try:
        for monitor in monitors():
            print(f"  {monitor}")
    except NoScreen as fault:
        print(f"  none: {fault}")


def record(options: argparse.Namespace) -> int:
    """``kiosk record``: presence into a file, until it is ended."""
    from installation.config import resolve
    from installation.service.camera_setup.record_presence import record as record_

    return (
        0
        if record_(options.file.absolute(), resolve.to_vision(options), options.for_s, logging.info)
        else 1
    )


def devices(options: argparse.Namespace) -> int:
    """``kiosk devices``: what `camera.source`, `screen.monitor` and `sound.device` may name."""
    from installation.sound.loudspeaker_test import list_loudspeakers
    from installation.vision.camera import devices as cameras

    print("cameras ([camera] source):", *(cameras() or ["none"]), sep="\n  ")
    _list_monitors()
    print("loudspeakers ([sound] device):")
    list_loudspeakers(print)
    return 0


def sound(options: argparse.Namespace) -> int:
    """``kiosk sound``: is it the right loudspeaker, are left and right right, and how loud is it?"""
    from installation.config import resolve, schema
    from installation.sound.loudspeaker_test import try_out

    if not 1 <= options.for_s <= 600:
        raise BadConfig(f"--for {options.for_s:g}: wanted are 1 to 600 seconds of noise")
    on_top = {"sound": {"device": options.sound} if options.sound is not None else {}}
    asked = schema.load(options.config or resolve.config_in_use(), on_top)
    try_out(asked.model_dump()["sound"], options.for_s, logging.info)
    return 0


def _check_port(port: int | None) -> None:
    """A port asked for by name must be free; one from the configuration gives way to the next."""
    import socket

    if port is None:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"--port {port}: taken by another program on this machine (another kiosk?); choose another"
            ) from error


def _writable(path: Path) -> Path:
    """The path, absolute; a wish to write where that cannot be done is refused before the show begins."""
    path = path.absolute()
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadConfig(
            f"{path} cannot be written: the folder {path.parent} is not there or closed to us"
        )
    return path
