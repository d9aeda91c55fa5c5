"""The kiosk command: what was asked for, checked, and handed to those who do it."""

import argparse
import contextlib
import dataclasses
import io
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from installation.cli import missing_file, upkeep_parser
from installation.cli.parser import parser
from installation.common import clock, files, logs, state_folder, system_errors
from installation.common.paths import ROOT
from installation.config import schema
from installation.config.options import RunOptions, check_assets
from installation.faults import BadConfig, Fault, LacksLibrary, PortTaken

REFUSED = 2
INTERRUPTED = 128 + signal.SIGINT  # as shells say it

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 something failed, 2 it cannot be done as asked."""
    started_ns = clock.now_ns()
    _open_standard_streams()
    arguments = sys.argv[1:] if arguments is None else arguments
    logs.set_up()
    try:
        # what is under way is tidied up on the way out: files, processes, a training's checkpoint
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = _dispatch(arguments, started_ns)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if "--strict" in arguments:
            raise
        return _told(error, arguments)
    finally:
        _leave_unsaid_what_cannot_be_said()
        state_folder.give_back()


def _open_standard_streams() -> None:
    """What was closed before us leads nowhere: else the next file that is opened would be taken for it."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor != number:
                os.dup2(descriptor, number)
            setattr(sys, name, os.fdopen(number, mode, closefd=False))
    # what the terminal has no sign for is written as a number: a name, an umlaut where it knows ASCII alone
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _leave_unsaid_what_cannot_be_said() -> None:
    """Who reads has read enough, or the disk under the log is full: else Python tries once more, and ends with 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(error: Exception, arguments: list[str]) -> int:
    """Says in a sentence what happened; returns the exit code. `arguments` are what was asked for."""
    if isinstance(error, BrokenPipeError):  # whoever read has read enough: kiosk check | head
        return 1
    code, words = _in_words(error, arguments)
    with contextlib.suppress(OSError):  # a disk that is full under a log
        print(f"kiosk: {words}", file=sys.stderr)
    return code


def _in_words(error: Exception, arguments: list[str]) -> tuple[int, str]:
    """The exit code, and the sentence."""
    if isinstance(error, Fault):
        return REFUSED, str(error)
    if isinstance(error, ImportError):
        return REFUSED, str(LacksLibrary(error))
    if missing := missing_file.in_words(error, arguments):
        return REFUSED, missing
    if isinstance(error, OSError):  # of a file or folder that was named, or of the machine
        parts = [str(part) for part in (error.filename, system_errors.words(error)) if part]
        return 1, f"{': '.join(parts)} (--strict shows where)"
    summary = f"{type(error).__name__}: {error}"
    return 1, f"a mistake in the program: {summary} (--strict shows where)"


def _dispatch(arguments: list[str], started_ns: int) -> int:
    word = arguments[0] if arguments else ""
    if word == "studio":
        from installation.studio import (
            cli as studio,
        )  # artists' tools: never part of a running kiosk

        return studio.main(arguments[1:])
    if word == "pack":
        from installation.cli import pack_commands

        given = [argument for argument in arguments[1:] if argument != "--strict"]
        return pack_commands.main(given, ROOT / "models")
    if word == "test":
        return test(arguments[1:])
    options = parser().parse_args(arguments)
    if options.word == "run":
        return run(options, started_ns)
    here: dict[str, Callable[[argparse.Namespace], int]] = {
        "screen": screen,
        "camera": camera,
        "record": record,
        "devices": devices,
        "sound": sound,
        "bench": bench,
    }
    if options.word in here:
        return here[options.word](options)
    # what a technician asks beside the running piece
    from installation.service import technician_commands, upkeep_commands

    if options.word in upkeep_parser.WORDS:
        return getattr(upkeep_commands, options.word)(options)
    return getattr(technician_commands, options.word)(options)


def run(options: argparse.Namespace, started_ns: int) -> int:
    """``kiosk run``: the installation, until it is ended. Raises faults that keep it from starting."""
    # Here, because the parent of the rooms is started by this command alone.
    from installation.common import systemd
    from installation.parent import emergency_page

    asked = _run_options(options)
    asked = dataclasses.replace(asked, service=asked.service or systemd.is_listening())
    try:
        return _run_house(asked, options, started_ns)
    except Exception as error:
        # what was asked for by options is for who asked; all else keeps a house from its visitors, and is told
        if not asked.service or asked.strict:
            raise
        code = _told(error, [])
        emergency_page.serve(asked.port or schema.ConsoleConfig().port, str(error))
        return code


def _run_house(asked: RunOptions, options: argparse.Namespace, started_ns: int) -> int:
    from installation.config.resolve import usual_config
    from installation.config.watcher import ConfigWatcher
    from installation.parent.kiosk import run_kiosk
    from installation.parent.run_start import RunStart

    if not asked.service:  # a service takes another port, and says which
        _check_port(asked.port)
        check_assets(asked.assets)
    if asked.snapshot is not None:
        asked = dataclasses.replace(asked, snapshot=_writable(asked.snapshot))
    report = _writable(options.report) if options.report else None
    start = RunStart(asked)
    settings = start.first()
    state_folder.prepare()
    path = asked.config or usual_config()
    watcher = ConfigWatcher(path, start.changed, settings, start.problem)
    run_kiosk(settings, started_ns, watcher, options.for_s, report, options.report_after_s)
    return 0


def test(arguments: list[str]) -> int:
    """``kiosk test``: ruff, mypy, import-linter and pytest; every further word goes to pytest."""
    command = [sys.executable, "-m", "pytest", "-n", "2"]
    if "--fast" in arguments:
        arguments = [argument for argument in arguments if argument != "--fast"]
        command += ["-m", "not realtime"]
    elif not arguments:
        command += ["--cov=installation", "--cov-report="]
    return subprocess.call([*command, *arguments], cwd=ROOT)


def screen(options: argparse.Namespace) -> int:
    """``kiosk screen``: what a house on another machine shows, until it is ended."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = (
        "1"  # this and the next must be told before they are loaded
    )
    os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(4096 * 4096)
    from installation.config.resolve import resolve
    from installation.display.far_screen import show
    from installation.ipc.far_keys import ScreenKey
    from installation.ipc.far_wire import FarReader

    asked = resolve(RunOptions(config=options.config, windowed=options.windowed))
    key = ScreenKey.read(options.key)
    host, _, port = options.host.partition(":")
    port = port or str(asked.screen.screens_port)
    if not port.isdecimal():
        raise BadConfig(f"{options.host}: after the colon stands the port, a number")
    show(
        FarReader(host, int(port), key.house, key.public, key.secret),
        asked.screen,
        ROOT / "assets",
        state_folder.folder(),
        options.for_s,
        log.info,
    )
    return 0


def camera(options: argparse.Namespace) -> int:
    """``kiosk camera``: what is kept of visitors, live, and the place to set how the camera is looked through."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.config.resolve import usual_config
    from installation.parent.run_settings import for_vision
    from installation.service.camera_setup.setup import set_up_camera

    asked = _run_options(options)
    path = asked.config or usual_config()
    set_up_camera(for_vision(asked), path, options.windowless, options.for_s, log.info)
    return 0


def record(options: argparse.Namespace) -> int:
    """``kiosk record``: presence into a file, until it is ended."""
    from installation.parent.run_settings import for_vision
    from installation.service.camera_setup.record_presence import record as record_presence

    settings = for_vision(_run_options(options))
    frames = record_presence(options.file.absolute(), settings, options.for_s, log.info)
    return 0 if frames else 1


def devices(options: argparse.Namespace) -> int:
    """``kiosk devices``: what `camera.source`, `screen.monitor` and `sound.device` may name."""
    from installation.service import device_lists

    print(device_lists.as_json() if options.json else device_lists.in_words())
    return 0


def sound(options: argparse.Namespace) -> int:
    """``kiosk sound``: is it the right loudspeaker, are left and right right, and how loud is it?"""
    from installation.config.resolve import resolve
    from installation.sound.loudspeaker_test import try_out

    if not 1 <= options.for_s <= 600:
        raise BadConfig(f"--for {options.for_s:g}: the noise lasts 1 to 600 seconds")
    asked = resolve(RunOptions(config=options.config, sound=options.sound))
    try_out(asked.sound, options.for_s, log.info)
    return 0


def bench(options: argparse.Namespace) -> int:
    """``kiosk bench``: how fast the house is on this machine, beside the bare graph and a plain loop."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.bench import bench_command

    if options.json is not None:
        options.json = _writable(options.json)
    return bench_command.bench(options, log.info)


def _run_options(options: argparse.Namespace) -> RunOptions:
    """What was asked for; a command that lacks an option leaves it at its default."""
    names = {each.name for each in dataclasses.fields(RunOptions)}
    return RunOptions(**{name: value for name, value in vars(options).items() if name in names})


def _check_port(port: int | None) -> None:
    """A port asked for by name must be free; one from the configuration gives way to the next."""
    if port is None:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"--port {port}: taken by another program on this machine (another kiosk?);"
                " choose another"
            ) from error


def _writable(path: Path) -> Path:
    """The path, absolute; a wish to write where that cannot be done is refused before the show begins."""
    path = path.absolute()
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadConfig(
            f"{path} cannot be written: the folder {path.parent} is not there or closed to us"
        )
    try:
        files.refuse_what_is_no_file(path)
    except OSError as error:
        why = system_errors.words(error)
        raise BadConfig(f"{path} cannot be written: {why}; name a file") from error
    return path
