"""Is the inference server there that is to paint, and is it fast enough?"""

from installation.common.check_result import CheckResult
from installation.common.served_models import ServedName, served_as
from installation.config.settings import Settings
from installation.faults import BrokenPack
from installation.generator.inference import ServerFailed
from installation.generator.inference.meeting import Introduction, introduce
from installation.generator.inference.served_model import ServedModel
from installation.generator.inference.server_connection import ServerConnection
from installation.generator.painter import first_size
from installation.packs import manifest
from installation.packs.manifest import Pack
from installation.packs.runtime import Runtime
from installation.vocabulary import Severity

PICTURES = 30  # that are timed
_WHAT = "inference server"
_NO_PACKS = '[inference] packs = ["letters"] names those that it paints'
_NOT_MEANT = "name it in [inference] packs, where the server is to paint it"
_AWAY = "see to the server and the network; docs/inference.md; this machine paints until then"
_OTHER = "load the pack's own model there, or leave it where another one is meant"


def check(settings: Settings) -> list[CheckResult]:
    """Asks the server for some pictures, where kiosk.toml names one; nothing where it does not."""
    asked = settings.inference
    if not asked.server:
        return []
    if not asked.packs:
        return [CheckResult(Severity.WARN, _WHAT, "it is named, but no pack to paint", _NO_PACKS)]
    pack = manifest.load(settings.pack_folder)
    name = served_as(pack.about.name, asked.packs)
    if name is None:
        words = f"not asked: it does not paint {pack.about.name}"
        return [CheckResult(Severity.OK, _WHAT, words, _NOT_MEANT)]
    connection = ServerConnection.of(settings)
    try:
        return [_tried(connection, name, pack, settings)]
    except (ServerFailed, BrokenPack) as fault:
        return [CheckResult(Severity.BAD, _WHAT, f"{connection.place}: {fault}", _AWAY)]
    finally:
        connection.close()


def _tried(
    connection: ServerConnection, name: ServedName, pack: Pack, settings: Settings
) -> CheckResult:
    """Raises `ServerFailed`, `BrokenPack`."""
    size = first_size(settings.screen, settings.inference)
    deadline_ms = settings.inference.deadline_ms
    served = ServedModel(connection, name, pack, *size)
    local = Runtime(pack, settings.generator.threads, *size) if pack.generator.file else None
    found = introduce(served, local, pack, size, deadline_ms, PICTURES)
    words = f"{served.provider}, {_in_words(found, size)}"
    if found.difference is None:
        words += "; this machine has no model of it, other packs stand in"
        return CheckResult(Severity.OK, _WHAT, words)
    if found.is_same:
        words += "; its pictures are those of this machine"
        return CheckResult(Severity.OK, _WHAT, words)
    words += f"; its pictures differ from those of this machine by {found.difference:.1f} of 255"
    return CheckResult(Severity.WARN, _WHAT, words, _OTHER)


def _in_words(found: Introduction, size: tuple[int, int]) -> str:
    height, width = size
    return (
        f"{width}x{height}: {found.usual_ms:.1f} ms a picture, {max(found.took_ms[1:]):.1f} ms "
        f"the longest, {1000 / found.usual_ms:.1f} a second one after the other"
    )
