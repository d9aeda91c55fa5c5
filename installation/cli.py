"""The kiosk command: what was asked for, checked, and handed to those who do it."""

import argparse
import logging
import os
import subprocess
import sys
from pathlib import Path

from installation.faults import BadConfig, BrokenPack, Fault, PortTaken
from installation.plumbing import clock

ROOT = Path(__file__).resolve().parent.parent
REFUSED = 2


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 something failed, 2 it cannot be done as asked."""
    started_ns = clock.now_ns()
    arguments = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    strict = "--strict" in arguments
    try:
        return _dispatch(arguments, started_ns)
    except Fault as fault:
        if strict:
            raise
        print(f"kiosk: {fault}", file=sys.stderr)
        return REFUSED
    except Exception as error:  # the last net before a technician; developers see it whole with --strict
        if strict:
            raise
        print(
            f"kiosk: a mistake in the program: {type(error).__name__}: {error} (--strict shows where)", file=sys.stderr
        )
        return 1


def _dispatch(arguments: list[str], started_ns: int) -> int:
    if arguments[:1] == ["studio"]:
        from installation.studio import cli as studio  # artists' tools: never part of a running kiosk

        return studio.main(arguments[1:])
    if arguments[:1] == ["pack"]:
        from installation.packs import cli as packs

        return packs.main([word for word in arguments[1:] if word != "--strict"], ROOT / "models")
    if arguments[:1] == ["test"]:
        return subprocess.call([sys.executable, "-m", "pytest", *arguments[1:]], cwd=ROOT)
    options = _parser().parse_args(arguments)
    if options.word == "run":
        return run(options, started_ns)
    if options.word in ("devices", "sound"):
        return devices() if options.word == "devices" else sound(options)
    return camera(options) if options.word == "camera" else record(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="Visitors walk through the latent space of a model.")
    words = parser.add_subparsers(dest="word", required=True, metavar="run | camera | record | devices | sound | pack | test | studio")
    run_ = words.add_parser("run", help="start the installation", allow_abbrev=False)
    words.add_parser("test", help="run the tests (every further word goes to pytest)")
    words.add_parser("pack", help="make, check, preview, seal and install models (kiosk pack --help)")
    words.add_parser("studio", help="the artists' tools (kiosk studio --help)")
    look = words.add_parser(
        "camera", help="see what is kept of visitors; set mirror, rotation, zones", allow_abbrev=False
    )
    record_ = words.add_parser(
        "record", help="write what is kept of visitors to a file, never an image", allow_abbrev=False
    )
    words.add_parser("devices", help="the cameras, monitors and loudspeakers that can be chosen")
    try_ = words.add_parser("sound", help="a tone left and right, then noise to measure the level with", allow_abbrev=False)
    try_.add_argument("--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program")
    try_.add_argument("--sound", metavar="DEVICE", help="auto, or a part of the device's name")
    try_.add_argument("--for", dest="for_s", type=float, default=20.0, metavar="SECONDS", help="of noise")
    for word in (run_, look, record_):
        _add_camera(word)
    look.add_argument("--windowless", action="store_true", help="as text on the terminal")
    record_.add_argument("file", type=Path, metavar="FILE.presence", help="to be written; play it with --camera")
    run_.add_argument("--pack", metavar="NAME", help="the folder under models/ to show")
    screen = run_.add_mutually_exclusive_group()
    screen.add_argument("--windowed", action="store_true", help="in a window; Esc or Q ends")
    screen.add_argument("--windowless", action="store_true", help="without a window, live on the console page")
    run_.add_argument("--size", metavar="WxH", help="of the window or the windowless picture, e.g. 1280x720")
    run_.add_argument("--sound", metavar="DEVICE", help="auto, none, or a part of the device's name")
    run_.add_argument("--port", type=int, metavar="N", help="of the console page on this machine")
    run_.add_argument("--models", type=Path, metavar="FOLDER", help="where packs lie; one that is saved there is shown")
    run_.add_argument("--assets", type=Path, metavar="FOLDER", help="where texts lie; what is saved there is shown at once")
    run_.add_argument("--studio", action="store_true", help="for artists: packs whose papers are not complete run too")
    run_.add_argument("--seed", type=int, metavar="N", help="the same seed, the same journey")
    run_.add_argument("--report", type=Path, metavar="FILE", help="write what the run amounted to, as JSON")
    run_.add_argument("--snapshot", type=Path, metavar="FILE.png", help="write the last screen")
    return parser


def _add_camera(word: argparse.ArgumentParser) -> None:
    """What all commands take that open the camera."""
    word.add_argument("--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program")
    word.add_argument(
        "--camera", metavar="WHICH", help="auto, simulated, 0, /dev/..., a clip, a recording, http(s):// or rtsp://"
    )
    word.add_argument("--for", dest="for_s", type=float, metavar="SECONDS", help="end after so long")
    word.add_argument("--strict", action="store_true", help="for developers: the first fault ends, with its traceback")


def run(options: argparse.Namespace, started_ns: int) -> int:
    """``kiosk run``: the installation, until it is ended. Raises faults that keep it from starting."""
    # Here, because the parent of the rooms is started by this command alone.
    from installation import config, kiosk
    from installation.packs import manifest

    path = options.config or _beside_the_program()
    settings = config.load(path, _overrides(options)).model_dump()
    seed = settings["journey"]["seed"]
    if settings["camera"]["seed"] is None:
        settings["camera"]["seed"] = seed
    pack = manifest.load((options.models or ROOT / "models").absolute() / settings["generator"]["pack"])
    if pack.papers_wanting and not options.studio:
        raise BrokenPack(f"pack {pack.folder.name} has no {', '.join(pack.papers_wanting)}: complete its pack.toml, or try it with --studio")
    _check_port(options.port)
    settings |= {
        "seed": seed,
        "pack_folder": str(pack.folder),
        "edition": 0,
        "models": str(pack.folder.parent),
        "studio": options.studio,
        "assets": str((options.assets or ROOT / "assets").absolute()),
        "snapshot": str(_writable(options.snapshot)) if options.snapshot else "",
        "strict": options.strict,
    }
    report = _writable(options.report) if options.report else None
    house = kiosk.Kiosk(settings, started_ns, logging.info)
    house.run(options.for_s)
    if report:
        kiosk.write_report(house, report)
    return 0


def camera(options: argparse.Namespace) -> int:
    """``kiosk camera``: what is kept of visitors, live, and the place to set how the camera is looked through."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.calibration.process import calibrate

    path = options.config or ROOT / "kiosk.toml"
    calibrate(_settings_of_vision(options), path, options.windowless, options.for_s, logging.info)
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
    from installation.calibration.record import record as record_

    return 0 if record_(options.file.absolute(), _settings_of_vision(options), options.for_s, logging.info) else 1


def devices() -> int:
    """``kiosk devices``: what `camera.source`, `screen.monitor` and `sound.device` may name."""
    from installation.sound.trial import list_loudspeakers
    from installation.vision.camera import devices as cameras

    print("cameras ([camera] source):", *(cameras() or ["none"]), sep="\n  ")
    _list_monitors()
    print("loudspeakers ([sound] device):")
    list_loudspeakers(print)
    return 0


def sound(options: argparse.Namespace) -> int:
    """``kiosk sound``: is it the right loudspeaker, are left and right right, and how loud is it?"""
    from installation import config
    from installation.sound.trial import try_out

    if not 1 <= options.for_s <= 600:
        raise BadConfig(f"--for {options.for_s:g}: wanted are 1 to 600 seconds of noise")
    given = {"sound": {"device": options.sound} if options.sound is not None else {}}
    try_out(config.load(options.config or _beside_the_program(), given).model_dump()["sound"], options.for_s, logging.info)
    return 0


def _settings_of_vision(options: argparse.Namespace) -> dict:
    """As the vision room is given them by ``kiosk run``."""
    from installation import config

    source = {"source": options.camera} if options.camera is not None else {}
    settings = config.load(options.config or _beside_the_program(), {"camera": source}).model_dump()
    if settings["camera"]["seed"] is None:
        settings["camera"]["seed"] = settings["journey"]["seed"]
    return settings | {"strict": options.strict}


def _beside_the_program() -> Path | None:
    path = ROOT / "kiosk.toml"
    return path if path.exists() else None


def _overrides(options: argparse.Namespace) -> dict[str, dict]:
    """The options as sections of the configuration: they are checked by the same rules."""
    size = _size(options.size) if options.size else {}
    mode = {"mode": "windowed"} if options.windowed else {"mode": "windowless"} if options.windowless else {}
    given = {
        "camera": {"source": options.camera},
        "journey": {"seed": options.seed},
        "generator": {"pack": options.pack},
        "screen": mode | size,
        "sound": {"device": options.sound},
        "console": {"port": options.port},
    }
    return {section: {k: v for k, v in values.items() if v is not None} for section, values in given.items()}


def _size(text: str) -> dict[str, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise BadConfig(f"--size {text}: wanted is width x height in pixels, for example 1280x720")
    return {"width_px": int(width), "height_px": int(height)}


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
        raise BadConfig(f"{path} cannot be written: the folder {path.parent} is not there or closed to us")
    return path
