"""From one version to another, in one place for update, rollback and the judge."""

from collections.abc import Callable

from installation.common import version_record
from installation.common.version_record import VersionRecord
from installation.service.update import box_change
from installation.service.update.service_control import ServiceControl
from installation.service.update.versions import Versions

Tell = Callable[[str], None]


def switch(
    versions: Versions,
    service: ServiceControl,
    name: str,
    previous: str,
    record: VersionRecord,
    tell: Tell,
) -> None:
    """Ends the house, puts `name` in place of the version that is current, and starts it again.

    `record` is what the house then says of it. After a power cut in the midst of it the service starts what `current`
    names: one of the two, whole. Raises `Fault`, `OSError`.
    """
    old = versions.path(versions.current)
    service.stop()
    try:
        box_change.take_over(versions.base, old, versions.path(name), tell)
        versions.switch(name, previous)
        version_record.write(record)
        service.renew_units(versions.path(name))
    finally:
        service.start()
    if service.is_installed:
        tell(f"version {name} is started")
    else:
        tell(f"version {name} begins with the next kiosk run: end the one that plays, if one does")
