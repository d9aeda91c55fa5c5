"""The words of the kiosk command that keep a house over the years, one function each. Each returns the exit code."""

import argparse
import functools
import logging
from pathlib import Path

from installation import __version__
from installation.common import system_errors, version_record
from installation.common.files import refuse_what_is_no_file
from installation.common.paths import ROOT
from installation.faults import BadArchive

log = logging.getLogger(__name__)
tell = functools.partial(print, flush=True)  # each step as it is done, also through a pipe


def screens(options: argparse.Namespace) -> int:
    """``kiosk screens``: which other machines may show what this house shows."""
    from installation.common import state_folder
    from installation.common.shell_command import pasted
    from installation.ipc.far_keys import KeyRing

    ring = KeyRing(state_folder.folder())
    if options.add:
        name, file = options.add
        path = _with_folder(Path(file), f"{name}.key")
        ring.admit(name, path)
        print(f"{path}: take it to the screen and keep it nowhere else; whoever has it can watch")
        print(f"there:  {pasted('./kiosk screen HOST --key', path.name)}")
    elif options.remove:
        ring.remove(options.remove)
        print(f"{options.remove} may not watch any more")
    else:
        keys = ring.public_keys()
        lines = [name if name in keys else f"{name}: its key is damaged" for name in ring.names]
        print("\n".join(lines) or "none: kiosk screens --add NAME FILE admits one")
    return 0


def backup(options: argparse.Namespace) -> int:
    """``kiosk backup``: the house in one file."""
    from installation.service.backup import backup as writing
    from installation.service.backup import house_places

    target = _with_folder(options.file, "kiosk.zip")
    count = writing.write(target, house_places.usual(options.config), tell)
    size = target.stat().st_size
    print(f"{target}: {count} files, {size / 1e6:.1f} MB; keep it safe, on another machine")
    return 0


def restore(options: argparse.Namespace) -> int:
    """``kiosk restore``: a backup onto this machine; 1 where something of it was left out."""
    from installation.service.backup import house_places
    from installation.service.backup import restore as reading

    path = _existing(options.file)
    done = reading.restore(path, house_places.usual(options.config), tell)
    less = f", {done.left_out} left out (see above)" if done.left_out else ""
    print(f"restored: {done.files} files{less}; they take effect at the next start")
    return 1 if done.left_out else 0


def version(options: argparse.Namespace) -> int:
    """``kiosk version``: the number of this program."""
    print(__version__)
    return 0


def release(options: argparse.Namespace) -> int:
    """``kiosk release``: the last commit as one signed archive; or a key to sign with."""
    from installation.service.update import release as making
    from installation.service.update import signature

    if options.new_key is not None:
        public = signature.new_key(_with_folder(options.new_key, "release.key"))
        print(
            f"{options.new_key}: signs releases; keep it to yourself, and never take it to a museum"
        )
        print(f"its public half belongs in {signature.KEYS}:\n{public}", end="")
        return 0
    if options.key is None:
        raise BadArchive("a release is signed: --key FILE, or first --new-key FILE")
    target = making.write(_folder(options.output), _existing(options.key), tell)
    print(f"{target}: {target.stat().st_size / 1e6:.0f} MB")
    return 0


def update(options: argparse.Namespace) -> int:
    """``kiosk update``: a release, or the checkout, with proof. 0 where it runs, 2 where the old one plays on."""
    from installation.service.backup import house_places
    from installation.service.update import update as updating

    wishes = updating.UpdateWishes(
        config=house_places.usual(options.config).config,
        trust=options.trust and _existing(options.trust),
        rehearse_s=options.rehearse,
        judge_s=options.judge,
        patience_s=options.patience,
        quiet_s=options.quiet,
    )
    name = updating.update(ROOT, options.source, wishes, tell)
    record = version_record.read()
    if record is not None and record.message:
        print(record.message)
    print(f"from now on version {name} is run; kiosk rollback goes back")
    return 0


def rollback(options: argparse.Namespace) -> int:
    """``kiosk rollback``: the version before, at once."""
    from installation.service.update import update as updating

    print(f"version {updating.rollback(ROOT, tell)} is run again")
    return 0


def fleet(options: argparse.Namespace) -> int:
    """``kiosk fleet``: all houses, or one change for them. 0 where it is well with all."""
    from installation.service import fleet_command

    wish = fleet_command.FleetWish(
        options.action, options.value, tuple(options.only), options.judge
    )
    return fleet_command.run(options.config, wish, tell)


def judge(options: argparse.Namespace) -> int:
    """``kiosk judge``: the service's own word, see kiosk-trial.service."""
    from installation.service.update import trial

    trial.judge(ROOT, log.info)
    return 0


def take(options: argparse.Namespace) -> int:
    """``kiosk take``: the service's own word, see kiosk-arrival.service."""
    from installation.service import arrival
    from installation.service.backup import house_places
    from installation.service.update import update as updating

    wishes = updating.UpdateWishes(config=house_places.usual(options.config).config)
    arrival.take(ROOT, ROOT / "models", wishes, log.info)
    return 0


def alert(options: argparse.Namespace) -> int:
    """``kiosk alert``: a look and what follows from it, a test, or what became of the last message."""
    from installation.common import alert_files, state_folder
    from installation.service.alerts.alert_round import AlertRound

    config = options.config and _existing(options.config)
    state = state_folder.folder()
    state_folder.prepare()
    round_ = AlertRound(config, state)
    if options.test:
        tell(round_.test())
        return 0
    if options.look:
        done = round_.look() if round_.is_wanted else ""
        if done:
            tell(done)
        return 0
    tell(round_.words(alert_files.remembered(state)))
    return 0


def _folder(path: Path) -> Path:
    path = path.absolute()
    if not path.is_dir():
        raise BadArchive(f"there is no folder {path}")
    return path


def _existing(path: Path) -> Path:
    path = path.absolute()
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "no plain file"
        raise BadArchive(f"{path} is {what}: name a file")
    if not path.is_file():
        raise BadArchive(f"there is no file {path}")
    return path


def _with_folder(path: Path, example: str) -> Path:
    """A file that is to be written, such as `example`. Raises `BadArchive` where its folder is missing, or something else lies there."""
    path = path.absolute()
    if path.is_dir():
        raise BadArchive(f"{path} is a folder: name a file in it, for example {path / example}")
    if not path.parent.is_dir():
        raise BadArchive(f"{path} cannot be written: there is no folder {path.parent}")
    try:
        refuse_what_is_no_file(path)
    except OSError as error:
        why = system_errors.words(error)
        raise BadArchive(f"{path} cannot be written: {why}; name another") from error
    return path
