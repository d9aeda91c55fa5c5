"""What artists and technicians wrote, looked at as the rooms will: no screen and no loudspeaker is needed for it."""

import os
from pathlib import Path

from installation.common import files, system_errors
from installation.common.check_result import CheckResult
from installation.config.settings import Settings
from installation.console import password
from installation.console.broker.connection import PASSWORD_FILE
from installation.faults import BadConfig, BrokenPack, NoScreen, UnknownMonitor
from installation.journey.word_lists import WordLists
from installation.packs import manifest
from installation.packs.manifest import Pack
from installation.sound.sound_library import SoundLibrary
from installation.sound.unheard_sounds import FOLDER
from installation.vocabulary import ScreenKind, Severity

FULL_SCREEN = (1080, 1920)  # rows and columns, where the monitor is not known
TEXTS = "assets/texts, assets/themes, assets/type: mend what it says"
SOUNDS = "assets/sounds: mend what it says; the others are played"
WORDS = "assets/words, or words.txt of the pack: mend what it says; the others are celebrated"
MONITOR = "./kiosk devices lists them; a service takes the first one until it is there"
NO_PASSWORD = "sudo ./kiosk password"
PASSWORD_AGAIN = "set it again: sudo ./kiosk password"
NO_MQTT_PASSWORD = "write the broker's password into it, in one line"


def check(settings: Settings) -> list[CheckResult]:
    """One result or more for each thing looked at."""
    pack = manifest.load(settings.pack_folder)
    return [
        _check_overlay(settings),
        check_sounds(settings.assets, pack, settings.sound.rate_hz),
        _check_words(settings, pack),
        *_check_monitor(settings),
        *_check_passwords(settings),
    ]


def check_sounds(assets: Path, pack: Pack, rate_hz: float) -> CheckResult:
    """The artists' sounds, as they will be heard with this pack."""
    library = SoundLibrary(assets / FOLDER, rate_hz, watch=False)
    library.refresh()
    told = [*filter(None, [library.message]), *library.in_vain(len(pack.places))]
    if told:
        return CheckResult(Severity.WARN, "own sounds", "; ".join(told), SOUNDS)
    words = f"{len(library.cues)}, all can be played" if library.cues else "none"
    return CheckResult(Severity.OK, "own sounds", words)


def _check_overlay(settings: Settings) -> CheckResult:
    """Theme, typeface and texts, set for the screen."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.display.asset_shelf import AssetShelf
    from installation.display.overlay import Overlay

    screen = settings.screen
    size = (screen.height_px, screen.width_px)
    if screen.mode in ("auto", ScreenKind.FULLSCREEN):
        size = FULL_SCREEN
    shelf = AssetShelf(settings.assets, settings.state, is_strict=True)
    try:
        overlay = Overlay(settings, settings.pack_folder, size, shelf=shelf)
    except (BadConfig, BrokenPack) as fault:
        return CheckResult(Severity.BAD, "theme and texts", str(fault), TEXTS)
    if overlay.message:
        return CheckResult(Severity.WARN, "theme and texts", overlay.message, TEXTS)
    return CheckResult(Severity.OK, "theme and texts", f"theme {screen.theme}, all can be read")


def _check_words(settings: Settings, pack: Pack) -> CheckResult:
    lists = WordLists.of(pack, settings)
    if lists.message:
        return CheckResult(Severity.WARN, "word lists", lists.message, WORDS)
    return CheckResult(Severity.OK, "word lists", f"{len(lists.words)} words")


def _check_monitor(settings: Settings) -> list[CheckResult]:
    """Only one that is named may be away."""
    from installation.display.outputs.monitors import AUTO, choose_all
    from installation.display.outputs.window import monitors

    wish = settings.screen.monitor
    if wish == AUTO or settings.screen.mode == ScreenKind.WINDOWLESS:
        return []
    try:
        found, away = choose_all(monitors(), wish)
    except UnknownMonitor as fault:
        return [CheckResult(Severity.BAD, "monitor", str(fault), MONITOR)]
    except NoScreen as fault:
        words = f"{wish!r} was not looked for: {fault}"
        return [CheckResult(Severity.WARN, "monitor", words, "start it where DISPLAY is set")]
    if away:
        return [CheckResult(Severity.WARN, "monitor", away, MONITOR)]
    return [CheckResult(Severity.OK, "monitor", ", ".join(str(one) for one in found))]


def _check_passwords(settings: Settings) -> list[CheckResult]:
    """Of what the configuration asks for."""
    results = []
    damage = _damage_of_page_password(settings.state)
    if damage:
        words = f"it cannot be used ({damage}): nobody can log in to the page"
        results.append(CheckResult(Severity.WARN, "page's password", words, PASSWORD_AGAIN))
    if settings.console.network and not password.is_set(settings.state):
        words = "none: the page answers this machine only, though [console] network = true"
        results.append(CheckResult(Severity.WARN, "page's password", words, NO_PASSWORD))
    why = _why_no_broker_password(settings.state / PASSWORD_FILE)
    if settings.mqtt.broker and settings.mqtt.username and why:
        words = f"{why}, though [mqtt] username is set: MQTT stays off"
        results.append(CheckResult(Severity.WARN, "broker's password", words, NO_MQTT_PASSWORD))
    return results


def _damage_of_page_password(state: Path) -> str:
    """Empty where it is in order; another user, who may not read it, cannot say."""
    kept = password.path(state)
    return password.problem(state) if os.access(kept, os.R_OK) else ""


def _why_no_broker_password(path: Path) -> str:
    """Empty where the service can read it; another user, who may not, cannot say."""
    try:
        files.opened(path).close()
    except FileNotFoundError:
        return f"there is no {path}"
    except PermissionError:
        return ""
    except OSError as error:
        return f"{path} cannot be read: {system_errors.words(error)}"
    return ""
