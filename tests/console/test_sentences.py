"""The page in other languages than English: what it translates is what the program says."""

import ast
import errno
import functools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from installation.vocabulary import RoomName

PACKAGE = Path(__file__).resolve().parents[2] / "installation"
FILE = PACKAGE / "console" / "web" / "sentences.js"
ROW = re.compile(r'^    (\[".*"\]),$', re.MULTILINE)
RESOLVER = "Name or service not known, Temporary failure in name resolution"
# What of the rooms and of the parent never stands on the page: said at a terminal, drawn, or for machines.
ELSEWHERE = {
    "console/broker/discovery.py",
    "console/control_docs.py",
    "console/metrics.py",
    "config/options.py",
    "config/template.py",
    "console/password.py",
    "display/far_screen.py",
    "display/panel_drawing.py",
    "display/sentences.py",
    "ipc/codec.py",
    "parent/emergency_page.py",
    "parent/screen_power.py",
    "sandbox/bounds.py",
    "service/alerts/alert_round.py",
    "service/alerts/alert_text.py",
    "service/update/box_change.py",
    "service/update/release.py",
    "service/update/switching.py",
    "sound/loudspeaker_test.py",
}
# Parts that only stand within a sentence which is translated, programs of the graphics card, mistakes of developers.
PARTS = re.compile(
    r"#version 330|^EXTEND_TIMEOUT|^\nCREATE|^DELETE|^\\\(at line|sudo apt-get"
    r"|^the camera (\{\} )?\{\}$|^is (in use or|not there|neither a file|not UTF-8|unknown)"
    r"|^Landlock \{\} and seccomp$|^ to port \{\}$|^ and asking for names|^This file holds no image"
    r"|^the camera that was opened$|^emoji and symbols$|^Noto Emoji|^fits \{\} of them$"
    r"|juts out of the monitor \{\}$|^\{\}: (the whole of it is used|it is cut)$"
    r"|^way of steering$|^the MQTT topic|this one is under|and so were others before"
    r"|^a copy of what was shown of \{\}$|(turns|pictures) a second, (up to )?\{\} are set: $"
    r"|^(cannot be (understood|used: )|stands twice|is no key|has no value)"
    r"|^has (a sign|the quote|quotation marks|a \\|a ' inside)"
    r"|^, but not in the file|frames do not fit|standard input$|stands twice in the cast"
    # of an update, told at its terminal
    r"|is there already: a key is never|^\{\} is (a key of another|no key for signing)"
    r"|^rehearsal: version|^version \{\} (lies in|, signed|is what runs|is proven|is taken back)"
    r"|^version \{\}, signed by|is not there any more: nothing to go back|is fetched over https"
    r"|^took away version|before this one to go back|cannot be fetched: |larger than a release can"
    r"|^somebody is here: it is switched"
    r"|^switched off: |^a pack that is \{\} cannot be|no wires to open$"
)
# Modules of installation/packs: of those that only judge a pack, every sentence is a fault
JUDGES = {"file_rules", "manifest", "map_file", "onnx_file", "quarantine", "refusals"}
# said at the terminal of who makes a pack, or brings one
OF_MAKERS = {
    "archive",
    "foreign_files",
    "graph_copy",
    "graph_pieces",
    "joining",
    "kept_packs",
    "model_files",
    "new",
    "own_operators",
    "places",
    "preview",
    "preview_page",
    "sealing",
    "wall_label",
    "zip_reader",
}
PARTS_OF_FAULTS = re.compile(r"^pack \{\}: its source \{\}$|^\{\}: \{\}, whose points are \{\}$")
OTHERS = ("parent", "ipc", "sandbox", "common", "config", "service/alerts", "service/update")
WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}|^[a-z]{3,}$")  # what stays English
BLANK = re.compile(r"\{[^{}]*\}|%[sgd]|%\.\d[fg]")


def rows() -> list[list[str]]:
    """[as it is said, in German] each."""
    return [json.loads(row) for row in ROW.findall(FILE.read_text(encoding="utf-8"))]


def said_in(node: ast.AST) -> str:
    """A literal with {} for what is put into it; "" where it is none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(said_in(part) or "{}" for part in node.values)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return BLANK.sub("{}", node.value) if is_text else ""


def untranslated(said: str) -> list[str]:
    """What of it stays English on the German page, which goes about it in the same way: see `translated`."""
    for joint in ("; ", None, ", "):
        parts = said.split(joint) if joint else [said]
        if len(parts) > 1:
            return [left for part in parts for left in untranslated(part)]
        if joint is None:
            for pattern, german in patterns():
                found = pattern.match(said)
                if found:
                    blanks = [found[int(number) + 1] for number in re.findall(r"\{(\d)\}", german)]
                    return [left for blank in blanks for left in untranslated(blank)]
    return [said]


@functools.cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(f"^{'(.+?)'.join(map(re.escape, said.split('{}')))}$", re.DOTALL), german)
        for said, german in rows()
    ]


def sentences(path: Path) -> Iterator[str]:
    """Literals of three words and more that are no documentation and no description of a key."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):  # docstrings
            silent.add(id(node.value))
        elif isinstance(node, ast.keyword) and node.arg in ("sentence", "takes", "description"):
            silent.update(map(id, ast.walk(node.value)))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("number", "Field"):
            silent.update(map(id, ast.walk(node)))
        elif isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in ast.walk(node) if part is not node)
        if id(node) not in silent and len(said_in(node).split()) > 2:
            yield said_in(node)


def faults(path: Path) -> set[str]:
    """What is said in `raise`; of what only judges, all."""
    spoken = set(sentences(path))
    if path.stem in JUDGES:
        return spoken
    raised = {
        said_in(node)
        for each in literals(path)
        if isinstance(each, ast.Raise)
        for node in ast.walk(each)
    }
    return spoken & raised


def literals(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def test_each_sentence_that_is_translated_is_one_that_the_program_says():
    spoken = "\n".join(said_in(node) for path in PACKAGE.rglob("*.py") for node in literals(path))
    spoken += "\n".join(map(os.strerror, errno.errorcode)) + RESOLVER
    unknown = []
    for said, _ in rows():
        pieces = [piece.strip(" ,:;") for piece in said.split("{}")]
        if "; " in said or not all(piece in spoken for piece in pieces):
            unknown.append(said)
    assert not unknown, f"nobody says these any more: {unknown}"


def test_translations_use_each_blank():
    for said, german in rows():
        used = set(re.findall(r"\{(\d)!?\}", german))
        assert used == {str(number) for number in range(said.count("{}"))}, said


def test_the_whole_log_of_the_parent_is_translated():
    missing = []
    known = {said for said, _ in rows()}
    for path in (PACKAGE / "parent").glob("*.py"):
        for node in literals(path):
            is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")
            if not is_log or ast.unparse(node.func) == "log.log":
                continue
            for part in said_in(node.args[0]).split("; "):
                if part not in known | {"{}", "{}: {}"}:
                    missing.append(part)
    assert not missing


def unspoken(said: str) -> list[str]:
    """What of a sentence stays English whatever is put into it."""
    filled = BLANK.sub("9", said).strip(" ;,:")
    return [part for part in untranslated(filled) if WORDS.search(part)]


def test_what_can_stand_on_the_page_is_translated():
    missing = []
    for room in (*RoomName, *OTHERS):
        for path in (PACKAGE / room).rglob("*.py"):
            name = str(path.relative_to(PACKAGE))
            for said in sentences(path) if name not in ELSEWHERE else ():
                left = unspoken(said)
                if left and not PARTS.search(said):
                    missing.append(f"{name}: {said!r}: {left}")
    assert not missing, "\n".join(missing)


def test_why_a_pack_is_not_shown_is_translated():
    """The faults of a pack stand within a sentence of the page: half of it was English."""
    missing = []
    for path in (PACKAGE / "packs").glob("*.py"):
        if path.stem.startswith("guess") or path.stem in OF_MAKERS:
            continue
        for said in faults(path):
            left = unspoken(said)
            if left and not PARTS_OF_FAULTS.search(said):
                missing.append(f"{path.name}: {said!r}: {left}")
    assert not missing, "\n".join(missing)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("display: DOWN has not turned for 3.2 s; started again in 0.1 s",
         "Anzeige: AUSGEFALLEN, steht seit 3,2 s still; neuer Start in 0,1 s"),
        ("the house is open by hand", "das Haus: offen, von Hand"),
        ("inference server gpu:8000: 3 pictures in a row took longer than 150 ms; this machine paints until it is back",
         "Inferenzserver gpu:8000: 3 Bilder nacheinander brauchten länger als 150 ms; bis er wieder da ist, malt dieser Rechner"),
        ("the camera /dev/video9 is not there; words of another version; letters stays",
         "die Kamera /dev/video9 ist nicht da; words of another version; letters bleibt"),
        ("MQTT: there is no pack 'x'; available: letters", "MQTT: Modell 'x' gibt es nicht; es gibt: letters"),
        ("pack letters is not shown: letters/classifier.onnx is a link: put the file itself into the pack; facades stays",
         "Modell letters wird nicht gezeigt: letters/classifier.onnx ist eine Verknüpfung: in das Modell gehört die "
         "Datei selbst; facades bleibt"),
        ("pack letters is not shown: generator.onnx cannot be shown: [generator] size names size, but the graph has "
         "silhouette; facades stays",
         "Modell letters wird nicht gezeigt: generator.onnx lässt sich nicht zeigen: [generator] size nennt size, der "
         "Graph hat aber silhouette; facades bleibt"),
        ("the folder is called colours, its papers say earth: use one name",
         "der Ordner heißt colours, seine Papiere sagen earth: bitte einen Namen verwenden"),
        ("pack letters: map.npz: points is (3, 2), wanted is (4, 2)",
         "Modell letters: map.npz: points ist (3, 2), gebraucht wird (4, 2)"),
        ("output pipe is away (/tmp/p: there is something that is no named pipe): it is tried again",
         "Ausgang pipe ist weg (/tmp/p: dort liegt etwas, das keine benannte Pipe ist): es wird wieder versucht"),
        ("kiosk.toml: vision: camera 'x' is neither a file here nor a camera; choose auto, simulated, "
         "a number (0) or /dev/..., an http(s):// or rtsp:// address, the path of a recording (.presence), or "
         "the path of a clip that FFmpeg decodes; cameras found here: no camera",
         "kiosk.toml: Sehen: die Kamera 'x' ist hier weder eine Datei noch eine Kamera; möglich ist auto, simulated, "
         "eine Nummer (0) oder /dev/..., eine Adresse mit http(s):// oder rtsp://, der Pfad einer Aufnahme "
         "(.presence) oder der Pfad eines Films, den FFmpeg lesen kann; gefundene Kameras: keine"),
        ("by hand: sound.target_lufs = -60.0", "von Hand: sound.target_lufs = -60.0"),
        ("the statistics are kept in memory, /s/statistics.sqlite cannot be used now: another program uses it: "
         "end the other program that holds the file",
         "die Statistik bleibt im Speicher, /s/statistics.sqlite ist gerade nicht zu gebrauchen: ein anderes Programm "
         "benutzt sie: bitte das andere Programm beenden, das die Datei festhält"),
        ("open until Mon 2026-11-30 10:00", "offen bis Mo., 30.11.2026 10:00"),
        ("the MQTT topic a is that of the house B (id 0a1b2c3d): this one is under c/d and obeys "
         "nobody there; set another [mqtt] topic, or leave it empty",
         "das MQTT-Topic a gehört dem Haus B (Kennung 0a1b2c3d): dieses ist unter c/d und gehorcht "
         "dort niemandem; bitte ein anderes [mqtt] topic setzen oder es leer lassen"),
        ("/a/b.ttf cannot be read: the user kiosk may not; what was shown last (b.ttf) stands in until it is mended",
         "/a/b.ttf lässt sich nicht lesen: der Benutzer kiosk darf es nicht; bis das behoben ist, steht dafür, was "
         "zuletzt gezeigt wurde (b.ttf)"),
        (
            "version 2.0 was taken back on 2026-11-29 19:32, 1.0 runs again: started again 6 times;"
            " generator: stopped by a mistake in the program: RuntimeError",
            "Version 2.0 wurde am 2026-11-29 19:32 zurückgenommen, 1.0 läuft wieder: 6-mal neu gestartet;"
            " Generator: beendet durch einen Fehler im Programm: RuntimeError",
        ),
        (
            "kiosk.toml, line 21: journey.stand_s = 'x' cannot be used: must be a number without quotes"
            " (Seconds of standing still; 0 is never); kiosk.toml, line 22: screens is unknown;"
            " did you mean screen?",
            "kiosk.toml, Zeile 21: journey.stand_s = 'x' geht nicht: es muss eine Zahl ohne"
            " Anführungszeichen sein; kiosk.toml, Zeile 22: screens ist unbekannt;"
            " gemeint ist vielleicht screen?",
        ),
        (
            "version 2.0 failed its rehearsal, and 1.0 plays on: generator: stopped by a mistake in the"
            " program: RuntimeError",
            "Version 2.0 hat die Generalprobe nicht bestanden, 1.0 spielt weiter: Generator: beendet durch einen"
            " Fehler im Programm: RuntimeError",
        ),
        (
            "closed by Landlock 7 and seccomp, 21 ways out tried",
            "geschlossen durch Landlock 7 und seccomp, 21 Auswege versucht",
        ),
    ],
)  # fmt: skip
def test_what_is_said_is_said_in_german_sentence_by_sentence(said, german):
    program = (
        f"{FILE.read_text(encoding='utf-8')}\nconsole.log(told({json.dumps(said)}, 'de').words)"
    )
    done = subprocess.run(
        ["node", "-"], input=program, capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.strip() == german


@pytest.mark.parametrize(
    ("browser", "page"),
    [(["de-AT"], "de"), (["fr", "de", "en"], "de"), (["en-GB", "de"], "en"), (["fr"], "en")],
)
def test_the_page_speaks_the_first_language_of_the_browser_that_it_has(browser, page):
    words = (FILE.parent / "words.js").read_text(encoding="utf-8")
    program = (
        f"const localStorage = {{getItem: () => null}};\n{words}\n"
        f"Object.defineProperty(globalThis, 'navigator', {{value: {{languages: {json.dumps(browser)}}}}});\n"
        "console.log(firstLanguage())"
    )
    done = subprocess.run(
        ["node", "-"], input=program, capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.strip() == page
