"""What `kiosk pack check` finds out about a pack.

Runs in quarantine; the table is made of its results.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from installation.common.check_result import CheckResult
from installation.common.files import sha256
from installation.common.i18n import pick
from installation.faults import BrokenPack, Fault
from installation.packs import BadPicture, Model, manifest, onnx_file
from installation.packs.file_rules import NAME, check_files
from installation.packs.manifest import Pack
from installation.packs.model_checks import (
    SIZES,
    check_answers,
    check_inside,
    check_path,
    check_source,
    check_speed,
)
from installation.packs.runtime import NO_FILE, Runtime
from installation.packs.scene_checks import check_scenes
from installation.packs.sealing import PAPERS, SOURCE, changed_since
from installation.packs.speed import measure_speed
from installation.vocabulary import Severity

PARTS = (
    "files",
    "papers",
    "seal",
    "graph",
    "answer",
    "scene",
    "speed",
    "memory",
    "journey",
    "look inside",
)


def check(
    folder: Path,
    name: str | None = None,
    quick: bool = False,
    studio: bool = True,
) -> list[dict[str, Any]]:
    """All results, as JSON values; BAD keeps the pack from being shown.

    `name`: what the folder will be called; `quick`: only whether it may be shown; `studio`: its
    metadata need not be complete. A fault ends the list.
    """
    results = []
    try:
        for result in _results(folder, name or folder.name, quick, studio):
            results.append(result)
    except (Fault, BadPicture) as fault:
        part = _next_part(results)
        results.append(CheckResult(Severity.BAD, part, str(fault)))
    return [asdict(result) for result in results]


def _next_part(results: list[CheckResult]) -> str:
    """The part that was looked at when a fault ended the check."""
    done = {result.what for result in results}
    for part in PARTS:
        if part not in done:
            return part
    return PARTS[-1]


def _results(folder: Path, name: str, quick: bool, studio: bool) -> Iterator[CheckResult]:
    yield CheckResult(Severity.OK, "files", check_files(folder))
    pack = manifest.load(folder)
    if pack.source is not None:
        said = f"its source {pack.source.about.name}: {check_files(pack.source.folder)}"
        yield CheckResult(Severity.OK, "files", said)
    yield _check_metadata(pack, name, studio)
    yield _check_seal(pack)
    if not pack.generator.file:
        yield CheckResult(Severity.WARN, "graph", NO_FILE, "kiosk check asks that server")
        return
    yield _check_graph(pack)
    if pack.source is not None:
        yield _check_graph(pack.source, "its source ")
    model = Runtime(pack, 0, *SIZES[0])
    slow = _far_too_slow(pack, model)
    if slow:
        yield CheckResult(Severity.BAD, "speed", slow)
        return
    yield from check_answers(pack, model)
    yield from check_scenes(pack, model)
    if quick:
        return
    yield from check_speed(pack, model)
    yield from check_source(pack, model)
    yield from check_path(pack, model)
    yield from check_inside(pack, model)


def _far_too_slow(pack: Pack, model: Model) -> str:
    """In words; empty where painting some dozen pictures to judge them is no matter of minutes."""
    with contextlib.suppress(BadPicture):  # told by what paints more of them
        speed = measure_speed(pack, model, *SIZES[0], longest_s=0)
        return speed.in_words() if speed.far_too_slow else ""
    return ""


def _check_metadata(pack: Pack, name: str, studio: bool) -> CheckResult:
    about = pack.about
    if about.name != name:
        raise BrokenPack(f"the folder is called {name}, its papers say {about.name}: use one name")
    missing = ", ".join(pack.missing_metadata)
    if missing:
        said = f"without {missing} it is shown only with --studio"
        remedy = "complete pack.toml"
        if not studio:
            raise BrokenPack(f"pack {name}: {said}: {remedy}")
        return CheckResult(Severity.WARN, "papers", said, remedy)
    title = pick(about.title, "en") or about.name
    return CheckResult(Severity.OK, "papers", f"{title}, {about.author}, {about.licence}")


def _check_seal(pack: Pack) -> CheckResult:
    """Whether the files are those whose checksums pack.toml holds."""
    if not pack.files:
        remedy = "kiosk pack seal records the checksums before a loan"
        return CheckResult(Severity.WARN, "seal", "not sealed", remedy)
    for name, wanted in pack.files.items():
        path = pack.folder / name
        if name in (PAPERS, SOURCE):
            continue
        if not NAME.fullmatch(name) or not path.is_file():
            raise BrokenPack(
                f"pack {pack.folder.name}: {name} is missing, the seal has it: "
                "take the pack anew from where it came"
            )
        if sha256(path) != wanted:
            raise BrokenPack(
                f"pack {pack.folder.name}: {name} is not what was sealed: "
                "take the pack anew, or seal your change"
            )
    changed = changed_since(pack)
    if changed:
        said = f"{changed} since it was sealed"
        remedy = "take the pack anew, or seal your change"
        return CheckResult(Severity.WARN, "seal", said, remedy)
    return CheckResult(Severity.OK, "seal", f"{len(pack.files)} files are what was sealed")


def _check_graph(pack: Pack, whose: str = "") -> CheckResult:
    graph = onnx_file.read(pack.folder / pack.generator.file)
    name = f"{whose}{pack.about.name}: " if whose else ""
    said = f"{name}{graph.nodes} steps, opset {graph.opset}, {graph.bytes / 1e6:.1f} MB"
    return CheckResult(Severity.OK, "graph", said)
