"""`kiosk update` and `kiosk rollback`: the way of a release onto the wall, each step only after the one before it."""

import contextlib
import http.client
import platform
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installation import __version__
from installation.common import clock, state_folder, status_file, system_errors, version_record
from installation.common.version_record import UpdateState, VersionRecord
from installation.faults import BadArchive, Fault, Refused, UnfitRelease
from installation.service.sealed_archive import SealedArchive, opened
from installation.service.update import house_health, signature
from installation.service.update.rehearsal import Rehearsed, rehearse
from installation.service.update.release import RELEASE, python_version
from installation.service.update.service_control import ServiceControl
from installation.service.update.switching import switch
from installation.service.update.version_making import VersionMaker
from installation.service.update.versions import Versions

Tell = Callable[[str], None]

_LARGEST_DOWNLOAD = 2 << 30  # bytes
_BLOCK = 1 << 20
_STEP_S = 0.5
_DOWNLOAD_S = 60.0  # without a byte


@dataclass(frozen=True)
class UpdateWishes:
    """How an update is to go."""

    config: Path  # of the house
    trust: Path | None = None  # a file with further public keys
    rehearse_s: float = 20.0
    judge_s: float = 600.0
    patience_s: float = 120.0
    quiet_s: float = 60.0  # nobody in view for so long before it is switched; 0: at once
    arrived: str = (
        ""  # the version that another house says it sent: no other is taken, and none that is older
    )


def update(base: Path, source: str | None, wishes: UpdateWishes, tell: Tell) -> str:
    """A release from a file or an address, or, without one, the checkout in `base`. Returns the version's name.

    Raises `Fault` with what was wrong; then the version before runs as if nothing had been.
    """
    versions = Versions(base)
    service = ServiceControl(base)
    if service.is_installed and not service.follows_link:
        raise Refused(
            "the service was installed by an older version: sudo ./kiosk install once, then again"
        )
    _refuse_on_trial(service)
    with versions.locked(), versions.gone_where_first():
        # what was fetched leaves the disk before it is rehearsed and waits for nobody to be there
        with _checked(source, wishes, tell) as archive:
            before = VersionMaker(versions).ensure_first()
            name = _made(versions, archive, tell)
        try:
            _prove(versions, name, wishes, tell)
            running = status_file.running(state=state_folder.folder())
            _wait_for_nobody(wishes.quiet_s, tell)
            record = VersionRecord(
                state=UpdateState.ON_TRIAL if service.is_installed else UpdateState.PROVEN,
                version=name,
                before=before,
                since=f"{clock.wall_now().astimezone():%Y-%m-%d %H:%M}",
                judge_s=wishes.judge_s,
                patience_s=wishes.patience_s,
                well_before=house_health.well_rooms(running),
            )
        except (Fault, OSError):
            versions.remove(name)
            raise
        switch(versions, service, name, before, record, tell)
        if service.is_installed:
            service.start_trial()
        for old in versions.prune():
            tell(f"took away version {old}: it is older than those that are kept")
    return name


def _refuse_on_trial(service: ServiceControl) -> None:
    record = version_record.read()
    is_on_trial = record is not None and record.state == UpdateState.ON_TRIAL
    if record is not None and is_on_trial and service.is_installed:
        raise Refused(
            f"version {record.version} is still on trial: wait for the verdict (kiosk status), or kiosk rollback"
        )


def rollback(base: Path, tell: Tell) -> str:
    """Back to the version before, by hand. Returns its name. Raises `Refused` where there is none, `Fault`."""
    versions = Versions(base)
    with versions.locked():
        now = versions.current
        before = versions.previous
        if not before:
            raise Refused("there is no version before this one to go back to")
        since = f"{clock.wall_now().astimezone():%Y-%m-%d %H:%M}"
        record = VersionRecord(UpdateState.ROLLED_BACK, now, before, since, "by hand")
        switch(versions, ServiceControl(base), before, now, record, tell)
    return before


@contextmanager
def _checked(
    source: str | None, wishes: UpdateWishes, tell: Tell
) -> Iterator[SealedArchive | None]:
    """The release, opened, signed and for this machine; nothing where the checkout is meant."""
    if source is None:
        yield None
        return
    with _at_hand(source, tell) as path, opened(path, RELEASE) as archive:
        key = signature.check(archive.manifest_bytes, archive.signature, wishes.trust)
        _check_machine(archive)
        if wishes.arrived:
            _check_arrived(archive, wishes.arrived)
        tell(f"version {archive.manifest['version']}, signed by {key}, all files as signed")
        yield archive


def _made(versions: Versions, archive: SealedArchive | None, tell: Tell) -> str:
    """A new version beside the others, with its environment."""
    if archive is not None:
        name = VersionMaker(versions).add(archive)
    else:
        name = VersionMaker(versions).adopt()
        if name == versions.current:
            raise Refused(f"version {name} is what runs already: git pull first, or name a release")
    try:
        tell(f"version {name} lies in {versions.path(name)}; its environment is being made")
        VersionMaker(versions).make_environment(name)
    except Fault:
        versions.remove(name)
        raise
    return name


def _check_machine(archive: SealedArchive) -> None:
    """Raises `BadArchive` where its wheels are for another machine."""
    manifest = archive.manifest
    theirs = (manifest.get("system"), manifest.get("machine"), manifest.get("python"))
    ours = (sys.platform, platform.machine(), python_version())
    if theirs != ours:
        wanted = " ".join(map(str, theirs))
        raise BadArchive(f"the release is for {wanted}, this machine is {' '.join(ours)}")


def _check_arrived(archive: SealedArchive, version: str) -> None:
    """Raises `BadArchive`: nobody is at this machine who would know why it has to be an older one."""
    named = str(archive.manifest["version"])
    if named != version:
        raise BadArchive(f"the release is version {named[:40]}, and {version} was said")
    if version_record.numbers(named) <= version_record.numbers(__version__):
        raise BadArchive(
            f"version {__version__} runs, which is no older: kiosk update here does it"
        )


def _prove(versions: Versions, name: str, wishes: UpdateWishes, tell: Tell) -> None:
    tell(f"rehearsal: version {name} plays unseen for {wishes.rehearse_s:g} s")
    asked = Rehearsed(
        folder=versions.path(name),
        before=versions.path(versions.current),
        data=versions.base,
        config=wishes.config,
    )
    try:
        rehearse(asked, wishes.rehearse_s)
    except Fault as fault:
        raise UnfitRelease(
            f"version {name} failed its rehearsal, and {versions.current} plays on: {fault}"
        ) from fault


def _wait_for_nobody(quiet_s: float, tell: Tell) -> None:
    """Until nobody has been in view for so long, or the house sleeps, or does not run."""
    alone_s = 0.0
    is_told = False
    while alone_s < quiet_s:
        status = status_file.running(state=state_folder.folder())
        if status is None or house_health.is_asleep(status):
            return
        if house_health.people_in(status):
            alone_s = 0.0
            if not is_told:
                tell("somebody is here: it is switched when nobody is")
                is_told = True
        clock.rest(_STEP_S)
        alone_s += _STEP_S


@contextmanager
def _at_hand(source: str, tell: Tell) -> Iterator[Path]:
    """The archive as a file of this machine. Raises `BadArchive`."""
    if "://" not in source:
        path = Path(source).absolute()
        if not path.is_file():
            raise BadArchive(f"there is no file {path}")
        yield path
        return
    if not source.startswith("https://"):
        raise BadArchive(f"{source}: a release is fetched over https:// only, or is a file")
    with tempfile.TemporaryDirectory(prefix="latenzraum-update-") as folder:
        path = Path(folder) / "release.zip"
        tell(f"fetching {source}")
        _fetch(source, path)
        yield path


def _fetch(source: str, path: Path) -> None:
    try:
        with (
            contextlib.closing(urllib.request.urlopen(source, timeout=_DOWNLOAD_S)) as answer,
            path.open("wb") as file,
        ):
            left = _LARGEST_DOWNLOAD
            while block := answer.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise BadArchive(f"{source} is larger than a release can be")
                file.write(block)
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = getattr(error, "reason", error)  # urllib wraps what the system says
        words = system_errors.words(why) if isinstance(why, Exception) else why
        raise BadArchive(f"{source} cannot be fetched: {words}") from error
