"""`./kiosk papers`: the privacy sheet of this very installation, from its configuration, for the data protection officer.

It states what the program does, and asks what only the house can answer. It is no legal advice, and says so.
Another language is two more files in `sheets/`: the form, and the sentences it is filled in with.
"""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from installation import __version__
from installation.common import clock, state_folder
from installation.common.served_models import server_address_or_none
from installation.config import resolve, schema
from installation.console import password
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence
from installation.service.sheets import FOLDER
from installation.vocabulary import OutputName


def written(path: Path | None, language: str) -> str:
    """The sheet as Markdown. Raises `BadConfig`."""
    asked = schema.load(path or resolve.config_in_use(), {})
    sentences = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    form = (FOLDER / f"{language}.md").read_text(encoding="utf-8")
    is_reachable = asked.console.network and password.is_set(state_folder.folder())
    fields = [f"`{name}`" for name in Presence.__dataclass_fields__]
    return form.format(
        version=__version__,
        day=f"{clock.wall_now():%Y-%m-%d}",
        silhouette=_size(SILHOUETTE_SHAPE),
        motion=_size(MOTION_SHAPE),
        fields=", ".join(fields),
        counts=_counts(asked, sentences),
        camera=_camera(asked, sentences),
        page=sentences["page_of_network" if is_reachable else "page"],
        **_leaving(asked, sentences, is_reachable),
    )


def _size(shape: tuple[int, int]) -> str:
    """(rows, columns) as columns x rows."""
    rows, columns = shape
    return f"{columns} × {rows}"


def _counts(asked: schema.KioskConfig, sentences: dict[str, str]) -> str:
    days = asked.statistics.keep_days
    if not days:
        return sentences["no_counts"]
    return sentences["counts"].format(days=days)


def _camera(asked: schema.KioskConfig, sentences: dict[str, str]) -> str:
    source = asked.camera.source
    if "://" in source:
        return sentences["camera_of_network"]
    return sentences["camera"].format(source=source)


def _leaving(
    asked: schema.KioskConfig, sentences: dict[str, str], is_page_reachable: bool
) -> dict[str, str]:
    """What leaves the machine, and whether a picture could."""
    ways = []
    if is_page_reachable:
        ways.append(sentences["page_leaves"])
    if OutputName.SCREENS in asked.screen.also:
        ways.append(sentences["screens"])
    if OutputName.NDI in asked.screen.also:
        ways.append(sentences["ndi"].format(name=asked.screen.ndi_name))
    if asked.osc.send_port:
        ways.append(sentences["osc"].format(to=asked.osc.send_address))
    if asked.mqtt.broker:
        ways.append(sentences["mqtt"].format(to=asked.mqtt.broker))
        if asked.mqtt.picture_s:
            ways.append(sentences["mqtt_picture"])
    if asked.exhibitera.hub:
        ways.append(sentences["exhibitera"].format(to=urlsplit(asked.exhibitera.hub).netloc))
    if asked.console.metrics:
        ways.append(sentences["metrics"])
    further = [sentences["alerts"]] if asked.alerts.is_wanted else []
    if asked.marks.timestamp_url:
        further.append(sentences["timestamp"].format(to=asked.marks.timestamp_url))
    server = server_address_or_none(asked.inference.server)
    is_served = False
    if server is not None and not server.is_this_machine:
        is_served = True
        further.append(sentences["inference"].format(to=server.host))
    if not ways:
        leaves = further or [sentences["nothing_leaves"]]
        sent = sentences["picture_not_sent" if is_served else "nothing_sent"]
        return {"leaves": " ".join(leaves), "sent": sent}
    told = sentences["leaves"].format(ways="; ".join(ways))
    return {"leaves": " ".join([told, *further]), "sent": sentences["picture_not_sent"]}
