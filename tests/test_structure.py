"""The plan of the house, held against its code."""

import ast
import pathlib
import subprocess
import sys

from installation.cast import CAST, STANDBY, WIRES

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "installation"
ROOMS = {member.name for member in CAST}
# Each library that opens something in the world has one door.
DOORS = {
    "onnxruntime": {"packs/session.py"},
    "moderngl": {"display/outputs/present_gl.py"},
    "pygame": {
        "display/outputs/window.py",
        "display/outputs/present_software.py",
        "display/outputs/sdl.py",
        "display/outputs/present_gl.py",
        "display/font_file.py",
        "service/camera_setup/setup_window.py",
        "bench/plain_loop.py",  # the peer, which has nothing of the house
    },
    "sounddevice": {"sound/loudspeakers.py"},
    "soundfile": {"sound/sample.py"},
    "zmq": {"ipc/wire.py", "ipc/far_wire.py"},
    "cyndilib": {"display/outputs/ndi.py"},
    "uvicorn": {"console/server.py"},
    "starlette": {"console/app.py", "console/fleet_pages.py", "console/form_endpoints.py"},
    "pythonosc": {"console/osc.py"},
    "paho": {"console/broker/connection.py"},
    "sqlite3": {"console/counts_file.py", "console/counts_trouble.py", "console/visit_store.py"},
    "cryptography": {"service/update/signature.py", "marks/signing_key.py"},
    "c2pa": {"marks/content_credentials.py"},
}
FORBIDDEN = {"pickle", "shelve", "marshal", "multiprocessing"}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text())


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_each_library_is_entered_by_its_one_door():
    for path, tree in modules():
        for name in imports(tree):
            doors = DOORS.get(name.split(".")[0])
            assert doors is None or str(path) in doors or path.parts[0] == "studio", (
                f"{path} imports {name}"
            )


def test_nothing_that_could_run_foreign_code_is_used():
    for path, tree in modules():
        assert FORBIDDEN.isdisjoint(imports(tree)) or path.parts[0] == "studio", path
        calls = {
            n.func.id
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        assert calls.isdisjoint({"eval", "exec", "compile"}), path


def test_only_the_clock_reads_a_clock():
    for path, tree in modules():
        if path.parts[0] != "studio" and str(path) != "common/clock.py":
            assert "time" not in imports(tree), path


def test_every_wire_joins_rooms_that_are_in_the_cast():
    known = ROOMS | {"kiosk", STANDBY.name}
    assert len({wire.name for wire in WIRES}) == len(WIRES)
    for wire in WIRES:
        assert set(wire.writers) <= known and set(wire.readers) <= known
        assert len(wire.writers) == 1 or len(wire.readers) == 1


def test_the_page_of_addresses_is_the_one_its_tables_write():
    from installation.console import control_docs

    assert (PACKAGE.parent / "docs" / "control.md").read_text() == control_docs.written()


def test_a_child_reads_the_tables_without_loading_the_parent():
    """CAST and WIRES lie in a module of data: a room's process loads nothing of the parent."""
    code = (
        "import sys, installation.ipc.room\n"
        "print([name for name in sys.modules if name.startswith('installation.parent')])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "[]", answer.stderr
