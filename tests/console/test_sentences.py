"""The page in other languages than English: what it translates is what the program says."""

import ast
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "installation"
FILE = PACKAGE / "console" / "web" / "sentences.js"
ROW = re.compile(r'^    (\[".*"\]),$', re.MULTILINE)
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


def literals(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def test_each_sentence_that_is_translated_is_one_that_the_program_says():
    spoken = "\n".join(said_in(node) for path in PACKAGE.rglob("*.py") for node in literals(path))
    unknown = []
    for said, _ in rows():
        pieces = [piece.strip(" ,:;") for piece in said.split("{}")]
        if "; " in said or not all(piece in spoken for piece in pieces):
            unknown.append(said)
    assert not unknown, f"nobody says these any more: {unknown}"


def test_translations_use_each_blank():
    for said, german in rows():
        used = set(re.findall(r"\{(\d)\}", german))
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


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("display: DOWN has not turned for 3.2 s; started again in 0.1 s",
         "Anzeige: AUSGEFALLEN, steht seit 3.2 s still; neuer Start in 0.1 s"),
        ("the house is open by hand", "das Haus: offen, von Hand"),
        ("inference server gpu:8000: 3 pictures in a row took longer than 150 ms; this machine paints until it is back",
         "Inferenzserver gpu:8000: 3 Bilder nacheinander brauchten länger als 150 ms; bis er wieder da ist, malt dieser Rechner"),
        ("the camera /dev/video9 is not there; words of another version; letters stays",
         "die Kamera /dev/video9 ist nicht da; words of another version; letters bleibt"),
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
