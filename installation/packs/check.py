"""What `kiosk pack check` finds out about a pack. Runs in quarantine; the table is made of its findings."""

import re
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil

from installation.common.files import sha256
from installation.faults import BrokenPack, Fault
from installation.packs import manifest, onnx_file
from installation.packs.manifest import Pack
from installation.packs.runtime import BadPicture, Runtime
from installation.packs.session import open_session
from installation.packs.speed import milliseconds

GOOD, NOTE, BAD = "good", "note", "bad"
PARTS = ("files", "papers", "seal", "graph", "answer", "speed", "memory", "journey", "look inside")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
KINDS = (".toml", ".onnx", ".npz", ".jpg", ".jpeg", ".png", ".webm", ".wav", ".md", ".txt", "")
MOST_FILES, MOST_BYTES = 64, 1 << 30
SIZES = ((360, 640), (720, 1280))  # (height, width) speed is measured at
FAR = 4.0  # how far out the extreme points lie, in units of a normal distribution
STEP = 0.02  # a small step, in parts of the way between two points


@dataclass(frozen=True)
class CheckResult:
    """One row of the table."""

    part: str
    state: str  # GOOD, NOTE or BAD
    words: str


def check(
    folder: Path, name: str | None = None, quick: bool = False, studio: bool = True
) -> list[dict]:
    """All findings, as JSON values; what keeps the pack from being shown ends the list.

    `name`: what the folder will be called; `quick`: only whether it may be shown; `studio`: its papers may wait.
    """
    findings = []
    try:
        for finding in _rows(folder, name or folder.name, quick, studio):
            findings.append(finding)
    except Fault as fault:
        findings.append(CheckResult(_next_part(findings), BAD, str(fault)))
    return [asdict(finding) for finding in findings]


def _next_part(findings: list[CheckResult]) -> str:
    """The part that was looked at when it came to a fault."""
    done = {finding.part for finding in findings}
    return next((part for part in PARTS if part not in done), PARTS[-1])


def _rows(folder: Path, name: str, quick: bool, studio: bool) -> Iterator[CheckResult]:
    yield _files(folder)
    pack = manifest.load(folder)
    yield _papers(pack, name, studio)
    yield _seal(pack)
    anatomy = onnx_file.read(folder / pack.generator.file)
    yield CheckResult(
        "graph", GOOD, f"{anatomy.nodes} steps, opset {anatomy.opset}, {anatomy.bytes / 1e6:.1f} MB"
    )
    runtime = Runtime(pack, 0, *SIZES[0])
    yield _answer(pack, runtime)
    if quick:
        return
    yield from _speed(pack, runtime)
    yield from _journey(pack, runtime)
    yield from _look_inside(pack, runtime)


def _files(folder: Path) -> CheckResult:
    """A pack is a flat folder of plain files of known kinds."""
    if not folder.is_dir():
        raise BrokenPack(f"there is no folder {folder}")
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    total = 0
    for path in entries:
        about = path.lstat()
        total += about.st_size
        if complaint := _complaint(path, about):
            raise BrokenPack(f"{folder.name}/{path.name} {complaint}")
    if len(entries) > MOST_FILES or total > MOST_BYTES:
        raise BrokenPack(
            f"pack {folder.name} has {len(entries)} files of {total / 1e6:.0f} MB: {MOST_FILES} and {MOST_BYTES >> 20} MB are the most"
        )
    return CheckResult("files", GOOD, f"{len(entries)} files, {total / 1e6:.1f} MB")


def _complaint(path: Path, about) -> str:
    if stat.S_ISLNK(about.st_mode):
        return "is a link: put the file itself into the pack"
    if not stat.S_ISREG(about.st_mode):
        return "is no plain file: a pack is one flat folder of files"
    if not NAME.fullmatch(path.name):
        return "has a name that not every system can keep: use letters, digits, - and _"
    if path.suffix.lower() not in KINDS:
        return f"is no part of a pack, which holds data only ({', '.join(filter(None, KINDS))}): take it out"
    return ""


def _papers(pack: Pack, name: str, studio: bool) -> CheckResult:
    if pack.about.name != name:
        raise BrokenPack(
            f"the folder is called {name}, its papers say {pack.about.name}: use one name"
        )
    if wanting := pack.papers_wanting:
        words = f"without {', '.join(wanting)} it is shown only with --studio: complete pack.toml"
        if not studio:
            raise BrokenPack(f"pack {name}: {words}")
        return CheckResult("papers", NOTE, words)
    return CheckResult(
        "papers",
        GOOD,
        f"{pack.about.title.get('en', pack.about.name)}, {pack.about.author}, {pack.about.licence}",
    )


def _seal(pack: Pack) -> CheckResult:
    if not pack.files:
        return CheckResult(
            "seal", NOTE, "not sealed: kiosk pack seal notes the checksums before a loan"
        )
    for name, wanted in pack.files.items():
        path = pack.folder / name
        if not NAME.fullmatch(name) or not path.is_file():
            raise BrokenPack(
                f"pack {pack.folder.name}: {name} is missing, the seal has it: take the pack anew from where it came"
            )
        if sha256(path) != wanted:
            raise BrokenPack(
                f"pack {pack.folder.name}: {name} is not what was sealed: take the pack anew, or seal your change"
            )
    return CheckResult("seal", GOOD, f"{len(pack.files)} files are what was sealed")


def _answer(pack: Pack, runtime: Runtime) -> CheckResult:
    """Ordinary and extreme points all give pictures."""
    random = np.random.default_rng(1)
    d, reach = pack.dimensions, pack.generator.truncation
    points = [
        *(reach * random.normal(size=(6, d))),
        np.zeros(d),
        np.full(d, reach),
        *(FAR * random.normal(size=(2, d))),
        *pack.places[:6],
    ]
    try:
        pictures = [runtime.paint(np.asarray(point), *SIZES[0]) for point in points]
    except BadPicture as error:
        raise BrokenPack(
            f"pack {pack.folder.name}: {error}; points up to {FAR:g} away from the middle must give pictures"
        ) from error
    height, width = pictures[0].shape[:2]
    apart = (
        float(
            np.mean(
                [np.abs(a.astype(np.int16) - b).mean() for a, b in zip(pictures, pictures[1:6])]
            )
        )
        / 2.55
    )
    size = "any size" if pack.generator.size else f"{width}x{height}, scaled to the screen"
    return CheckResult(
        "answer", GOOD, f"{len(points)} points, all pictures; {size}; two differ by {apart:.1f} %"
    )


def _speed(pack: Pack, runtime: Runtime) -> Iterator[CheckResult]:
    """Of the provider that the kiosk would use, which is the only one measured."""
    name = runtime.provider.removesuffix("ExecutionProvider")
    for height, width in SIZES if pack.generator.size else SIZES[:1]:
        speed = milliseconds(pack, runtime, height, width)
        yield CheckResult("speed", BAD if speed.too_slow else GOOD, f"{name}, {speed.in_words()}")
    yield CheckResult(
        "memory", GOOD, f"{psutil.Process().memory_info().rss / 2**20:.0f} MB with the model loaded"
    )


def _journey(pack: Pack, runtime: Runtime) -> Iterator[CheckResult]:
    """Whether a path of points is a path of pictures, and which ways of steering there are."""
    first, second = pack.generator.truncation * np.random.default_rng(3).normal(
        size=(2, pack.dimensions)
    )
    here, there, near = (
        runtime.paint(p, *SIZES[0]).astype(np.int16)
        for p in (first, second, first + STEP * (second - first))
    )
    far, small = np.abs(there - here).mean(), np.abs(near - here).mean()
    ways = [
        "wander",
        *(["plane"] if len(pack.places) >= 4 else []),
        *(["mirror"] if (pack.folder / "encoder.onnx").is_file() else []),
    ]
    yield CheckResult(
        "journey",
        GOOD,
        f"{pack.dimensions} dimensions, {len(pack.places)} places; steering {', '.join(ways)}",
    )
    if small > far / 2:
        yield CheckResult(
            "journey",
            NOTE,
            f"a step of {STEP:.0%} changes the picture by {small / far:.0%} of the whole way: it jumps or trembles, and the journey will be rough",
        )
    if len(pack.places) < 2:
        yield CheckResult(
            "journey",
            NOTE,
            "fewer than two [[place]]s: it wanders from sample to sample; kiosk pack place names the ones you like",
        )
    for name in ("encoder.onnx", "voice.onnx"):
        if (pack.folder / name).is_file():
            _open_further(pack.folder / name)


def _look_inside(pack: Pack, runtime: Runtime) -> Iterator[CheckResult]:
    if unknown := sorted(set(pack.generator.layers) - set(runtime.outputs)):
        raise BrokenPack(
            f"pack {pack.folder.name}: [generator] layers names {', '.join(unknown)}, but the graph gives {', '.join(runtime.outputs)}"
        )
    parts = [f"{len(pack.generator.layers)} layers"] if pack.generator.layers else []
    if (pack.folder / "classifier.onnx").is_file():
        _open_further(pack.folder / "classifier.onnx")
        parts.append("a second network's view")
    if (pack.folder / "map.npz").is_file():
        parts.append(_map(pack))
    if parts:
        yield CheckResult("look inside", GOOD, ", ".join(parts))
    else:
        yield CheckResult(
            "look inside",
            NOTE,
            "neither layers nor map nor classifier: it shows only where the point is",
        )


def _open_further(path: Path) -> None:
    """A second graph of the pack must be one too."""
    open_session(path, threads=1)


def _map(pack: Pack) -> str:
    path = pack.folder / "map.npz"
    try:
        with np.load(path, allow_pickle=False) as atlas:
            points = atlas["points"]
            thumbnails = atlas["thumbnails"].shape if "thumbnails" in atlas else None
    except (OSError, ValueError, KeyError) as error:
        raise BrokenPack(
            f"{pack.folder.name}/map.npz cannot be used: {error}; it holds points (n, d) and thumbnails (n, h, w, 3)"
        ) from error
    if points.ndim != 2 or points.shape[1] != pack.dimensions or not np.isfinite(points).all():
        raise BrokenPack(
            f"{pack.folder.name}/map.npz: points are {points.shape}, wanted is (n, {pack.dimensions}), all finite"
        )
    if thumbnails and (len(thumbnails) != 4 or thumbnails[0] != len(points) or thumbnails[3] != 3):
        raise BrokenPack(
            f"{pack.folder.name}/map.npz: thumbnails are {thumbnails}, wanted is ({len(points)}, h, w, 3)"
        )
    return f"a map of {len(points)} points{' with pictures' if thumbnails else ''}"
