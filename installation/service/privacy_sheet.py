"""`./kiosk papers`: the privacy sheet of this very installation, from its configuration, ready for the data protection officer.

It states what the program does, and asks what only the house can answer. It is no legal advice, and says so.
Another language is two more files in `sheets/`: the form, and the sentences it is filled in with.
"""

import tomllib
from pathlib import Path

from installation import __version__
from installation.common import clock, state_folder
from installation.config import resolve, schema
from installation.console import password
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence

_HERE = Path(__file__).parent / "sheets"


def written(path: Path | None, language: str) -> str:
    """The sheet as Markdown. Raises `BadConfig`."""
    there = path or resolve.usual_config()
    asked = schema.load(there if path or there.exists() else None, {})
    say = tomllib.loads((_HERE / f"{language}.toml").read_text(encoding="utf-8"))
    form = (_HERE / f"{language}.md").read_text(encoding="utf-8")
    shapes = {
        "silhouette": f"{SILHOUETTE_SHAPE[1]} × {SILHOUETTE_SHAPE[0]}",
        "motion": f"{MOTION_SHAPE[1]} × {MOTION_SHAPE[0]}",
        "fields": ", ".join(f"`{name}`" for name in Presence.__dataclass_fields__),
    }
    facts = _facts(asked, password.is_set(state_folder.folder()), say)
    return form.format(version=__version__, day=f"{clock.wall_now():%Y-%m-%d}", **shapes, **facts)


def _facts(asked: schema.Kiosk, has_password: bool, say: dict[str, str]) -> dict[str, str]:
    """What the form leaves open, in the sentences of its language."""
    counts = (
        say["counts"].format(days=asked.statistics.keep_days)
        if asked.statistics.keep_days
        else say["no_counts"]
    )
    source = asked.camera.source
    camera = say["camera_of_network"] if "://" in source else say["camera"].format(source=source)
    reachable = asked.console.network and has_password
    ways = [
        say["osc"].format(to=asked.osc.send_address) if asked.osc.send_port else "",
        say["mqtt"].format(to=asked.mqtt.broker) if asked.mqtt.broker else "",
        say["metrics"] if asked.console.metrics else "",
    ]
    leaving = "; ".join(filter(None, ways))
    return {
        "counts": counts,
        "camera": camera,
        "page": say["page_of_network" if reachable else "page"],
        "leaves": say["leaves"].format(ways=leaving) if leaving else say["nothing_leaves"],
        "sent": say["picture_not_sent" if leaving else "nothing_sent"],
    }
