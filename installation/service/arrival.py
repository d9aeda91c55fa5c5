"""`kiosk take`: installs what arrived over the broker, for a house that may not do so itself (kiosk-arrival.service).

It trusts the house's state folder in nothing: a release is only taken with a signature, a pack only through quarantine.
That something is refused is a good end: who sent it reads why. What is wrong with this machine is told there as well, and
raised, so that `systemctl --failed` names the unit.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from installation.common import arrivals, state_folder, system_errors
from installation.common.arrivals import ArrivalKind, ArrivalVerdict, ArrivalWish
from installation.faults import Fault, Refused
from installation.packs import archive
from installation.service.update.service_control import ServiceControl
from installation.service.update.update import UpdateWishes, update

Tell = Callable[[str], None]


def take(base: Path, models: Path, wishes: UpdateWishes, tell: Tell) -> None:
    """What the house wished for; it is told what became of it.

    Raises `Fault` and `OSError` where this machine is to blame: a full disk, a service that cannot be started.
    """
    state = state_folder.folder()
    if arrivals.folder(state).is_symlink():
        raise Refused(f"{arrivals.folder(state)} leads elsewhere: nothing is taken from there")
    wish = arrivals.take_wish(state)
    if wish is None:
        return
    path = arrivals.archive(state, wish)
    try:
        if wish.kind == ArrivalKind.PACK:
            _take_pack(path, models, wish, tell)
        else:
            _take_release(base, path, replace(wishes, arrived=wish.name), tell)
    except Refused as refusal:
        tell(f"{wish.kind} {wish.name} is not taken: {refusal}")
        arrivals.tell(ArrivalVerdict(wish.token, str(refusal)))
    except (Fault, OSError) as fault:
        arrivals.tell(ArrivalVerdict(wish.token, _words_of(fault)))
        raise
    else:
        arrivals.tell(ArrivalVerdict(wish.token, ""))


def _words_of(fault: Exception) -> str:
    """As who sent the file reads it: their machine is another one."""
    if isinstance(fault, OSError) and fault.strerror:
        return f"it cannot be kept: {system_errors.words(fault)}"
    return str(fault)


def _take_pack(path: Path, models: Path, wish: ArrivalWish, tell: Tell) -> None:
    """Raises `BrokenPack`, `Refused` where one of its name is there, `OSError`."""
    name, _ = archive.install(path, models, replace=False, studio=False)
    tell(f"pack {name} arrived, passed its quarantine and is installed")


def _take_release(base: Path, path: Path, wishes: UpdateWishes, tell: Tell) -> None:
    """Raises `Fault`."""
    if not ServiceControl(base).is_installed:
        raise Refused("this house is no service: nobody would judge it; run kiosk update here")
    update(base, str(path), wishes, tell)
