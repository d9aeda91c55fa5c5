"""kiosk.toml: one strict schema. Each field has its unit in its name, its limits, and one sentence."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from installation.common import files, opening_hours, served_models, timespan, tuning
from installation.common.opening_hours import WEEKDAYS, OpeningHours
from installation.config import toml_words
from installation.config.errors import ConfigError, errors_of
from installation.config.field_kinds import (
    ALWAYS,
    Day,
    Host,
    MailAddress,
    Monitors,
    PartOfMonitor,
    Section,
    Share,
    mail_address_or_none,
    number,
    read_by,
    zero_or_more,
)
from installation.faults import BadConfig
from installation.vocabulary import CameraName, OutputName, Several, Steering, one_of

MOST_BYTES = 256 << 10  # of kiosk.toml: all its keys with all their remarks have a tenth of it


class CameraConfig(Section):
    source: str = Field(
        "auto",
        min_length=1,
        description=f"{one_of(CameraName)}.",
    )
    width_px: int = number(640, "Width asked of a live camera.", 160, 3840)
    height_px: int = number(480, "Height asked of a live camera.", 120, 2160)
    rate_hz: float = number(30.0, "Pictures a second asked of a live camera.", 1, 120)
    keep_rate: bool = Field(
        True,
        description="In a dim room darker pictures instead of fewer, where the camera's driver can: its exposure is bounded.",
    )
    exposure_ms: float = number(
        0.0,
        "Exposure of each picture, where the driver can set it; 0 leaves it to the camera. 10 or 20 end the flicker of lamps at 50 Hz.",
        0,
        1000,
    )
    mirror: bool = Field(
        True, description="Left and right swapped, so that the screen answers like a mirror."
    )
    rotate: Literal[0, 90, 180, 270] = Field(
        0, description="Degrees the picture is turned clockwise before all else."
    )
    ignore: list[Annotated[list[Share], Field(min_length=4, max_length=4)]] = Field(
        [],
        max_length=16,
        description="Zones nobody is looked for in: [x, y, width, height], 0 to 1 of the view as shown.",
    )
    seed: int | None = Field(
        None, ge=0, description="Of the simulated visitor; the journey's when left out."
    )


class JourneyConfig(Section):
    seed: int = number(
        1,
        "Where wandering begins and which way it goes; the same seed goes the same way.",
        0,
        2**31,
    )
    steering: Annotated[Steering, Field(strict=False)] = Field(
        Steering.AUTO,
        description="How visitors steer: wander through the region of a place, mirror a silhouette, a plane, or auto: who walks wanders, who stands in a pose is mirrored.",
    )
    change_per_s: float = number(
        3.0,
        "How much the picture changes in a second: mean difference of its pixels, in percent of black to white.",
        0.5,
        20,
    )
    reach: float = number(
        1.0, "How far visitors' movements pull the point away from the places, 0 not at all.", 0, 3
    )
    corners: list[Annotated[int, Field(ge=1)]] = Field(
        [1, 2, 3, 4],
        min_length=4,
        max_length=4,
        description="Of the plane: which of the pack's places lie far left, far right, near left and near right.",
    )
    greet_s: float = number(
        3.0, "Seconds in which someone who comes is greeted with a livelier picture.", 0.1, 60
    )
    lean_s: float = number(0.5, "Seconds in which attention turns to someone who comes.", 0.05, 10)
    stand_s: float = number(
        8.0,
        "Seconds of standing still after which the picture opens to look inside; 0 is never.",
        0,
        600,
    )
    alone_s: float = number(
        600.0,
        "Seconds of wandering alone after which the picture opens by itself; 0 is never.",
        0,
        86400,
    )
    look_s: float = number(60.0, "Seconds after which looking inside ends by itself.", 1, 3600)
    hold_s: float = number(4.0, "Seconds the last place is held when everybody has left.", 0, 120)
    part_s: float = number(
        8.0,
        "Seconds in which attention then fades, while the picture is back on its way.",
        0.1,
        120,
    )


class GeneratorConfig(Section):
    pack: str = Field(
        "letters", pattern=r"^[a-z0-9-]+$", description="The folder under models/ that is shown."
    )
    threads: int = number(
        0,
        "Processor threads for the model; 0 takes both of two cores, else leaves one to the other rooms, and takes four at most.",
        0,
        64,
    )
    accelerator: Literal["auto", "none"] = Field(
        "auto",
        description="What ONNX Runtime offers here beside the processor (graphics cards and the like): auto measures it with each pack and takes what is faster; none leaves everything to the processor.",
    )
    longest_side_px: Annotated[int, zero_or_more(64)] = number(
        0,
        "Pictures are made no larger than this and scaled to the screen; 0 takes 1920 where this machine makes 25 such pictures a second, else 1280.",
        0,
        3840,
    )
    rate_limit_hz: float = number(
        60.0, "Pictures a second at most, but one for each frame of the camera.", 1, 144
    )


class InferenceConfig(Section):
    server: Annotated[str, read_by(served_models.server_address_or_none)] = Field(
        "",
        max_length=500,
        description="Address of an inference server that speaks KServe v2 over HTTP, such as http://gpu:8000; empty asks none, and every pack is painted on this machine.",
    )
    packs: list[Annotated[str, read_by(served_models.served_name)]] = Field(
        [],
        max_length=100,
        description="Packs that it paints, and what their models are called there: 'letters', 'letters as letters-4k', 'letters as letters-4k version 2'.",
    )
    deadline_ms: float = number(
        150.0,
        "For each picture, the way there and back included: after that this machine paints it.",
        10,
        2000,
    )
    longest_side_px: Annotated[int, zero_or_more(64)] = number(
        0,
        "As [generator] longest_side_px, for the pictures that the server paints.",
        0,
        7680,
    )
    ca: str = Field(
        "",
        description="Whose certificates it may have: a file of PEM certificates, or its name in the state folder; empty trusts those that this machine trusts. Its token is in the file inference-token of the state folder.",
    )


class ScreenConfig(Section):
    mode: Literal["auto", "fullscreen", "windowed", "windowless"] = Field(
        "auto",
        description="auto is fullscreen where there is a screen, and windowless where there is none.",
    )
    monitor: Monitors = Field(
        "auto",
        description='auto, a number or a part of a name, as ./kiosk devices lists them; all, or several in brackets, ["1", "2"].',
    )
    part_px: PartOfMonitor = Field(
        [],
        description="Part of the monitor that is used, for LED panels: [left, top, width, height] in its pixels; the rest stays black.",
    )
    several: Annotated[Several, Field(strict=False)] = Field(
        Several.SAME,
        description="What several monitors show: each the same picture, or one picture joined.",
    )
    columns: int = number(
        0,
        "Of joined monitors in one row, which are named from left to right, row after row; 0 puts all in one row.",
        0,
        16,
    )
    overlap_px: int = number(
        0, "Pixels of each that joined projectors side by side share; they blend there.", 0, 4096
    )
    overlap_down_px: int = number(
        0, "Pixels of each that joined projectors one below the other share.", 0, 4096
    )
    blend_gamma: float = number(
        2.2,
        "Of the projectors, for the overlap: more where it is darker than the rest, less where it is brighter.",
        1,
        4,
    )
    rotate: Literal[0, 90, 180, 270] = Field(
        0, description="Degrees the picture is turned clockwise, for a monitor on its side."
    )
    mirror: bool = Field(False, description="Left and right swapped, for projection from behind.")
    graphics: Literal["auto", "card", "processor"] = Field(
        "auto",
        description="What brings the picture to the screen: auto is the graphics card where there is one, in the monitor's own time.",
    )
    width_px: int = number(
        1280,
        "Width of the window, of the picture where there is no window, and of the frames in the pipe.",
        64,
        7680,
    )
    height_px: int = number(
        720,
        "Height of the window, of the picture where there is no window, and of the frames in the pipe.",
        64,
        4320,
    )
    rate_hz: float = number(60.0, "Turns of the display a second.", 10, 144)
    also: list[Annotated[OutputName, Field(strict=False)]] = Field(
        [],
        max_length=8,
        description="What else gets the frames of the screen: pipe, raw RGB for media servers; screens, other machines that run kiosk screen; ndi, where cyndilib is installed.",
    )
    pipe: str = Field(
        "screen.pipe",
        min_length=1,
        description="Where the frames of pipe go: the path of a named pipe, or its name in the state folder; made where it is missing.",
    )
    ndi_name: str = Field(
        "Latenzraum", min_length=1, max_length=60, description="What ndi is called in the network."
    )
    screens_address: Host = Field(
        "0.0.0.0", description="This machine's address that screens may connect to; 0.0.0.0 is all."
    )
    screens_port: int = number(8421, "TCP port for screens.", 1024, 65535)
    screens_rate_hz: float = number(25.0, "Frames a second for screens, at most.", 1, 60)
    screens_mbit_s: float = number(
        40.0, "Megabits a second for each of the screens, at most.", 1, 1000
    )
    languages: list[Annotated[str, Field(pattern=r"^[a-z]{2}$")]] = Field(
        ["de", "en"],
        min_length=1,
        description="Languages of the texts on the screen, in their order.",
    )
    language_order: Literal["together", "in-turn"] = Field(
        "in-turn",
        description="Whether names in the drawings of looking inside stand in all languages or only in that of the sentence; sentences follow one another.",
    )
    language_s: float = number(
        5.0,
        "Seconds a sentence stays at least before the next one, or the next language; a long one stays until it can be read.",
        4,
        120,
    )
    viewing_distance_m: float = number(
        2.0,
        "From the visitors' eyes to the screen, in metres: texts are large enough for it.",
        0.3,
        30,
    )
    diagonal_m: float = number(
        1.4,
        "Of the picture itself, in metres (55 inches are 1.4), also where it is projected.",
        0.1,
        30,
    )
    inside: Literal["in-turn", "together"] = Field(
        "in-turn",
        description="Whether looking inside shows its panes one after another or all at once.",
    )
    pane_s: float = number(
        12.0,
        "Seconds each pane stays at least where they follow one another: it stays until all its sentences can be read.",
        3,
        300,
    )
    theme: str = Field(
        "dusk",
        pattern=r"^[a-z0-9-]+$",
        description="Colours, typeface and places of all texts: a file in assets/themes.",
    )
    reduced_motion: bool = Field(False, description="Everything changes slower and more softly.")


class SoundConfig(Section):
    device: str = Field(
        "auto", min_length=1, description="auto, none, or a part of the loudspeaker device's name."
    )
    channels: list[Annotated[int, Field(ge=1, le=128)]] = Field(
        [1, 2],
        min_length=1,
        max_length=2,
        description="Of the device: the numbers of left and right, or of the one that plays both.",
    )
    target_lufs: float = number(-23.0, "Loudness the sound is held at.", -60, -14)
    latency_ms: float = number(
        30.0,
        "The least that the loudspeaker device is given to hold; as much more as this machine needs is found out by itself.",
        10,
        500,
    )
    rate_hz: int = number(48000, "Samples a second.", 8000, 192000)
    noise_dba: float | None = Field(
        None,
        ge=30,
        le=110,
        description="What the noise of kiosk sound measured where visitors stand, dB(A); limit_dba then holds.",
    )
    limit_dba: float = number(
        75.0,
        "The loudest the piece is in the mean where visitors stand, once noise_dba is set.",
        40,
        85,
    )
    quiet_hours: Annotated[str, read_by(timespan.parse)] = Field(
        "",
        description="When it is half as loud (10 dB less), for example 12:00-14:00, 20:00-22:00.",
    )
    root: str | None = Field(
        None,
        pattern=tuning.ROOT,
        description="The note all others stand on, C0 to B4; the pack's when left out.",
    )
    scale: Annotated[str | list[float], read_by(tuning.degrees)] | None = Field(
        None,
        description=f"{', '.join(tuning.SCALES)}, or cents above the root; the pack's when left out.",
    )
    octaves: int | None = Field(
        None, ge=1, le=5, description="Registers above the root; the pack's when left out."
    )
    tempo: float | None = Field(
        None,
        ge=0.1,
        le=5,
        description="How fast it changes by itself, 1 as composed; the pack's when left out.",
    )


class MarksConfig(Section):
    credit: str = Field(
        "",
        max_length=120,
        description="Whom pictures that leave the house are to be credited to, such as the museum; Latenzraum when left empty.",
    )
    certificate: str = Field(
        "",
        description="What they are signed with, the house's own first: a file of PEM certificates, or its name in the state folder; when left empty the house makes one, which only says of itself who it is.",
    )
    key: str = Field(
        "",
        description="The private key that belongs to certificate, as PEM without a password.",
    )
    timestamp_url: str = Field(
        "",
        max_length=253,
        description="Address of a timestamp authority (RFC 3161), asked over the network for each file that is signed, but not for the page's live picture; empty asks none.",
    )
    screen: bool = Field(
        False, description="The screen carries the invisible watermark too, and with it the pipe."
    )


class ConsoleConfig(Section):
    port: int = number(8420, "Port of the technician's page on this machine.", 1024, 65535)
    name: str = Field(
        "", max_length=60, description="What this machine is called on its page, for example Foyer."
    )
    network: bool = Field(
        False,
        description="The page answers other machines of the network too; only once a password is set (kiosk password).",
    )
    hosts: list[Host] = Field(
        [],
        max_length=16,
        description="Names and addresses under which other machines ask for the page; all others are refused.",
    )
    metrics: bool = Field(
        False, description="Numbers for Prometheus at /metrics, without a password."
    )


class HoursConfig(Section):
    timezone: Annotated[str, read_by(opening_hours.zone)] = Field(
        "",
        description="Of the opening hours, for example Europe/Berlin; the machine's own when left empty.",
    )
    monday: Day = Field(
        ALWAYS,
        description="Open from-to, several with commas, or closed; outside them the piece sleeps.",
    )
    tuesday: Day = Field(ALWAYS, description="As monday.")
    wednesday: Day = Field(ALWAYS, description="As monday.")
    thursday: Day = Field(ALWAYS, description="As monday.")
    friday: Day = Field(ALWAYS, description="As monday.")
    saturday: Day = Field(ALWAYS, description="As monday.")
    sunday: Day = Field(ALWAYS, description="As monday.")
    holiday: Day = Field(
        "closed", description="As monday, on the holidays, whatever weekday they are."
    )
    holidays: list[Annotated[str, read_by(opening_hours.days_of)]] = Field(
        [],
        max_length=100,
        description="Their dates, as this house keeps them: '2027-03-29', '12-25' every year, '12-24..12-26'.",
    )
    exceptions: list[Annotated[str, read_by(opening_hours.exception)]] = Field(
        [],
        max_length=200,
        description="Days that differ, above the holidays: '2026-12-24 closed', '12-25 closed' every year, '2026-08-01..2026-08-14 10:00-14:00'.",
    )
    fade_s: float = number(
        6.0, "Seconds in which picture and sound go before the screen is switched off.", 1, 60
    )
    screen_off: Literal["auto", "dpms", "cec", "none"] = Field(
        "auto",
        description="How the screen is switched off: dpms is the computer's signal, cec the remote control of HDMI, auto both.",
    )


class StatisticsConfig(Section):
    keep_days: int = number(
        730, "Days after which the counts of an hour are deleted; 0 counts nothing.", 0, 3650
    )


class OscConfig(Section):
    listen_port: int = number(0, "UDP port for commands; 0 listens to nobody.", 0, 65535)
    listen_address: Host = Field(
        "127.0.0.1", description="This machine's address that is listened at; 0.0.0.0 is all."
    )
    senders: list[Host] = Field(
        ["127.0.0.1"],
        max_length=16,
        description="Addresses commands are taken from; all others are ignored.",
    )
    send_address: Host = Field("127.0.0.1", description="Where values are sent.")
    send_port: int = number(0, "UDP port values are sent to; 0 sends nothing.", 0, 65535)
    rate_hz: float = number(
        10.0,
        "How often a second values are sent, and the most commands a second that are taken.",
        0.1,
        60,
    )


class MqttConfig(Section):
    broker: str = Field(
        "",
        max_length=253,
        description="Name or address of the MQTT broker; empty connects to none.",
    )
    port: int = number(1883, "Port of the broker.", 1, 65535)
    tls: bool = Field(False, description="Encrypted, with the certificates of this machine.")
    username: str = Field(
        "",
        max_length=128,
        description="At the broker; the password is in the file mqtt-password of the state folder.",
    )
    topic: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_/-]{0,100}$",
        description="What all topics begin with; empty is latenzraum/ and the id of the house, so that two houses never share one.",
    )
    commands: bool = Field(False, description="Commands from the broker are obeyed.")
    packs: bool = Field(
        False,
        description="Packs that are sent over the broker are taken after their quarantine; none takes the place of another.",
    )
    updates: bool = Field(
        False,
        description="Releases that are sent over the broker are taken, if a key that this house trusts has signed them.",
    )
    every_s: float = number(5.0, "Seconds between two reports; 0.1 is ten a second.", 0.1, 3600)
    discovery: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_/-]{0,100}$",
        description="Prefix under which Home Assistant looks for devices, usually homeassistant; empty tells it nothing.",
    )
    picture_s: Annotated[float, zero_or_more(5)] = number(
        0.0, "Seconds between two small pictures of the screen; 0 sends none.", 0, 3600
    )


class ExhibiteraConfig(Section):
    hub: str = Field(
        "",
        pattern=r"^(https?://[!-~]+)?$",
        max_length=253,
        description="Address of Exhibitera's Hub, such as http://192.168.1.10:8080; empty tells it nothing.",
    )
    commands: bool = Field(
        False, description="The Hub may put the house to sleep, wake it, and close look inside."
    )


class AlertsConfig(Section):
    after_min: float = number(10.0, "Minutes of trouble after which somebody is told.", 1, 1440)
    pause_min: float = number(
        60.0, "Minutes between two messages at least, whatever happens meanwhile.", 1, 10080
    )
    about: Literal["degraded", "down"] = Field(
        "degraded",
        description="What trouble is: degraded is all that status does not call OK, down only what does not run.",
    )
    language: Literal["de", "en"] = Field("en", description="Of the messages.")
    mail_to: list[MailAddress] = Field(
        [], max_length=10, description="Who gets an e-mail; nobody where it is empty."
    )
    mail_from: Annotated[str, read_by(mail_address_or_none)] = Field(
        "", description="The sender; the first who gets it, when left empty."
    )
    mail_server: str = Field(
        "", pattern=r"^[A-Za-z0-9.:-]*$", max_length=253, description="That takes e-mail (SMTP)."
    )
    mail_port: int = number(
        587, "Port of the mail server: 587 with starttls, 465 with tls.", 1, 65535
    )
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the way to the mail server is encrypted; none logs in nowhere.",
    )
    mail_username: str = Field(
        "",
        max_length=128,
        description="At the mail server; the password is in the file mail-password of the state folder.",
    )
    webhook: str = Field(
        "",
        pattern=r"^(https?://[!-~]+)?$",
        max_length=500,
        description="Address that gets the message as JSON (POST); none where it is empty.",
    )

    @property
    def is_wanted(self) -> bool:
        """True where somebody is to be told."""
        return bool((self.mail_to and self.mail_server) or self.webhook)


class KioskConfig(Section):
    """The whole of kiosk.toml."""

    camera: CameraConfig = CameraConfig()
    journey: JourneyConfig = JourneyConfig()
    generator: GeneratorConfig = GeneratorConfig()
    inference: InferenceConfig = InferenceConfig()
    screen: ScreenConfig = ScreenConfig()
    sound: SoundConfig = SoundConfig()
    marks: MarksConfig = MarksConfig()
    console: ConsoleConfig = ConsoleConfig()
    hours: HoursConfig = HoursConfig()
    statistics: StatisticsConfig = StatisticsConfig()
    osc: OscConfig = OscConfig()
    mqtt: MqttConfig = MqttConfig()
    exhibitera: ExhibiteraConfig = ExhibiteraConfig()
    alerts: AlertsConfig = AlertsConfig()


def opening_hours_of(hours: HoursConfig) -> OpeningHours:
    """The opening hours that a configuration names."""
    week = [getattr(hours, day) for day in WEEKDAYS]
    return OpeningHours(hours.timezone, week, hours.exceptions, hours.holidays, hours.holiday)


def load(path: Path | None, overrides: dict[str, dict[str, Any]]) -> KioskConfig:
    """The configuration in `path` (the defaults where that is None) with `overrides` on top.

    `overrides`: section -> key -> value. Raises `BadConfig` that names every mistake at once.
    """
    table: dict[str, Any] = {}
    if path is not None:
        text = _read(path)
        table = toml_words.parsed(path, text)
        _refuse(errors_of(KioskConfig, table, path.name, text))
    for section, values in overrides.items():
        table[section] = table.get(section, {}) | values
    _refuse(errors_of(KioskConfig, table, "option"))
    return KioskConfig.model_validate(table)


def _refuse(found: list[ConfigError]) -> None:
    if found:
        raise BadConfig("; ".join(map(str, found)), found)


def _read(path: Path) -> str:
    try:
        # some editors write a mark before all else
        return files.read_bounded(path, MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise BadConfig(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path} cannot be read: it is not UTF-8 text: save it as UTF-8") from error
