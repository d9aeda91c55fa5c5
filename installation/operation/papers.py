"""`./kiosk papers`: the privacy sheet of this very installation, from its configuration, ready for the data protection officer.

It states what the program does, and asks what only the house can answer. It is no legal advice, and says so.
"""

from pathlib import Path

from installation import __version__, cli, config
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence
from installation.operation import password, state
from installation.plumbing import clock

_HERE = Path(__file__).parent / "sheets"


def written(path: Path | None, language: str) -> str:
    """The sheet as Markdown. Raises `BadConfig`."""
    there = path or cli.usual_config()
    asked = config.load(there if path or there.exists() else None, {})
    facts = _FACTS[language](asked, password.is_set(state.folder()))
    form = (_HERE / f"{language}.md").read_text(encoding="utf-8")
    shapes = {
        "silhouette": f"{SILHOUETTE_SHAPE[1]} × {SILHOUETTE_SHAPE[0]}",
        "motion": f"{MOTION_SHAPE[1]} × {MOTION_SHAPE[0]}",
        "fields": ", ".join(f"`{name}`" for name in Presence.__dataclass_fields__),
    }
    return form.format(version=__version__, day=f"{clock.wall_now():%Y-%m-%d}", **shapes, **facts)


def _english(asked: config.Kiosk, has_password: bool) -> dict[str, str]:
    keep = asked.statistics.keep_days
    counts = (
        f"For each hour: how many visits, their total length, and how many fell into six classes of length, with the pack "
        f"and the languages shown. Deleted after {keep} days. Counts under 3 are not shown or exported."
        if keep
        else "No counts are kept: they are switched off."
    )
    if "://" in asked.camera.source:
        camera = "A camera on the network: its pictures cross the house's network before they reach this program. Who else could see them there, the house has to say."
    else:
        camera = f"`{asked.camera.source}`, connected to this machine itself or simulated."
    page = (
        "It answers other machines of the house's network, with a password."
        if asked.console.network and has_password
        else "It answers this machine only."
    )
    sent = [
        f"control values by OSC to {asked.osc.send_address}" if asked.osc.send_port else "",
        f"control values by MQTT to {asked.mqtt.broker}" if asked.mqtt.broker else "",
        "figures for Prometheus, on request" if asked.console.metrics else "",
    ]
    leaves = "; ".join(filter(None, sent))
    leaves = f"{leaves}. Among them: how many visitors are in view and since the start." if leaves else "Nothing."
    sent = (
        "no picture of you and nothing about you is sent anywhere"
        if leaves == "Nothing."
        else "no picture of you is sent anywhere"
    )
    return {"counts": counts, "camera": camera, "page": page, "leaves": leaves, "sent": sent}


def _german(asked: config.Kiosk, has_password: bool) -> dict[str, str]:
    keep = asked.statistics.keep_days
    counts = (
        f"Für jede Stunde: wie viele Besuche, ihre gesamte Dauer und wie viele in sechs Klassen der Dauer fielen, dazu das "
        f"gezeigte Modell und die Sprachen. Gelöscht nach {keep} Tagen. "
        "Zahlen unter 3 werden nicht gezeigt und nicht ausgegeben."
        if keep
        else "Es wird nicht gezählt: Die Zählung ist ausgeschaltet."
    )
    if "://" in asked.camera.source:
        camera = "Eine Kamera im Netz: Ihre Bilder laufen durch das Netz des Hauses, bevor sie dieses Programm erreichen. Wer sie dort noch sehen könnte, muss das Haus sagen."
    else:
        camera = f"`{asked.camera.source}`, am Gerät selbst angeschlossen oder simuliert."
    page = (
        "Sie antwortet anderen Geräten im Netz des Hauses, mit Passwort."
        if asked.console.network and has_password
        else "Sie antwortet nur am Gerät selbst."
    )
    sent = [
        f"Steuerwerte über OSC an {asked.osc.send_address}" if asked.osc.send_port else "",
        f"Steuerwerte über MQTT an {asked.mqtt.broker}" if asked.mqtt.broker else "",
        "Messwerte für Prometheus, auf Anfrage" if asked.console.metrics else "",
    ]
    leaves = "; ".join(filter(None, sent))
    leaves = f"{leaves}. Darunter: wie viele Besucher im Blick sind und seit dem Start waren." if leaves else "Nichts."
    sent = (
        "kein Bild von Ihnen und nichts über Sie wird irgendwohin gesendet"
        if leaves == "Nichts."
        else "kein Bild von Ihnen wird irgendwohin gesendet"
    )
    return {"counts": counts, "camera": camera, "page": page, "leaves": leaves, "sent": sent}


_FACTS = {"en": _english, "de": _german}
