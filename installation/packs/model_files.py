"""The files that an artist gives, brought into a pack's folder as single ONNX files.

PyTorch keeps the numbers of a model in a second file beside it, and some export a generator in two
halves. Both are joined in quarantine.
"""

import shutil
import stat
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from installation.faults import BrokenPack, Refused
from installation.packs import graph_pieces, onnx_file, quarantine
from installation.packs.foreign_files import folder_in_words

GENERATOR = "generator.onnx"
PSI = "truncation_psi"  # the input for truncation that a model joined of two halves gets
DATA = ".onnx.data"  # with which PyTorch ends the name of the file of a model's numbers
ROLES = ("encoder", "classifier", "voice")  # of further graphs, known by their file's name


def sorted_by_role(files: Sequence[Path]) -> tuple[list[Path], dict[str, Path]]:
    """The files of the generator, and of each other role: name in the pack -> file.

    Raises `Refused`, `BrokenPack`.
    """
    generators: list[Path] = []
    roles: dict[str, Path] = {}
    data = _data_among(files)
    if all(_is_data(path) for path in files):
        raise Refused(
            f"{files[0].name} holds the numbers of a model alone: give the .onnx file beside it"
        )
    for path in files:
        if path.name in data:
            continue
        role = _role(path) if generators else ""
        if not role:
            generators.append(path)
        elif role in roles:
            raise Refused(f"{roles[role].name} and {path.name} have the same role: give one")
        else:
            roles[role] = path
    if len(generators) > 2:
        names = [f"{role}.onnx" for role in ROLES]
        raise Refused(
            f"{generators[2].name}: what is it for? Name the file {' or '.join(names)}; "
            "of a generator in two files, give mapping and synthesis"
        )
    return generators, roles


def bring(path: Path, folder: Path, target: str) -> None:
    """Copies a model into the folder as `target`, joined with the files that hold its numbers.

    Raises `BrokenPack`, which names `path`, and `OSError`.
    """
    outside = _outside_files(path)
    if not outside:
        shutil.copyfile(path, folder / target)
        return
    shutil.copyfile(path, folder / "part-0.onnx")
    names = {}
    for number, (location, source) in enumerate(outside.items(), 1):
        names[location] = f"part-{number}.data"
        shutil.copyfile(source, folder / names[location])
    _join(folder, target, [path], "with_data", file="part-0.onnx", outside=names)


def bring_generator(generators: list[Path], folder: Path, dimensions: int | None) -> None:
    """The same for the generator, in one file or in two halves. Raises `BrokenPack`, `OSError`."""
    if len(generators) == 1:
        bring(generators[0], folder, GENERATOR)
        return
    halves = ["half-1.onnx", "half-2.onnx"]
    for path, half in zip(generators, halves, strict=True):
        bring(path, folder, half)
    _join(folder, GENERATOR, generators, "with_mapping", files=halves, dimensions=dimensions)


def joined_in_words(generators: list[Path]) -> list[str]:
    """What was joined, a sentence each."""
    said = []
    for path in generators:
        outside = [str(file.relative_to(path.parent)) for file in _outside_files(path).values()]
        if outside:
            said.append(f"{path.name} and {', '.join(outside)} were joined into one file.")
    if len(generators) > 1:
        names = " and ".join(path.name for path in generators)
        said.append(
            f"{names} were joined: a point z goes in, a picture comes out; the mean w is kept, "
            f"and constants.{PSI} says how near to it the pictures stay (1.0: as trained)."
        )
    return said


def named_as_given(fault: BrokenPack, folder: Path, names: dict[str, str]) -> BrokenPack:
    """A fault of quarantine with the names of files as the artist knows them."""
    said = str(fault).removeprefix(f"pack {folder.name}: ").replace(f"{folder.name}/", "")
    said = said.replace(f"pack {folder.name}", "the model")  # a folder on its way has no name yet
    for inside, given in names.items():
        said = said.replace(inside, given)
    return BrokenPack(said)


def _join(folder: Path, target: str, given: list[Path], task: str, **values: Any) -> None:
    """Has quarantine say how, writes it, and takes the parts away. Raises `BrokenPack`."""
    before = sorted(path for path in folder.iterdir() if path.name.startswith(("part-", "half-")))
    try:
        answer = quarantine.ask(f"joining:{task}", folder, **values)
    except BrokenPack as fault:
        models = sorted(path.name for path in before if path.suffix == ".onnx")
        names = dict(zip(models, [path.name for path in given], strict=False))
        raise named_as_given(fault, folder, names) from fault
    files = [folder / name for name in answer["files"]]
    graph_pieces.write(answer["recipe"], files, folder / target)
    for path in files:
        path.unlink()


def _outside_files(path: Path) -> dict[str, Path]:
    """Location as the model names it -> the file, beside it or in a folder beside it. Raises `BrokenPack`."""
    if path.is_dir():
        raise BrokenPack(f"{path} is a folder: {folder_in_words(path)}")
    found = {}
    locations = sorted(onnx_file.read(path, alone=False).outside)
    renamed = path.with_name(f"{path.stem}{DATA}")
    for location in locations:
        source = _outside_file(path, location)
        if len(locations) == 1 and not source.exists() and renamed.exists():
            source = renamed  # along with the model, which goes on naming the old one
        _check_plain(path, source)
        found[location] = source
    return found


def _outside_file(path: Path, location: str) -> Path:
    """A model's own folder is left by no name; a file of another folder may have been put beside it."""
    named = PurePosixPath(location.replace("\\", "/"))
    is_elsewhere = named.is_absolute() or ":" in location or ".." in named.parts
    if named.parts and not is_elsewhere:
        return path.parent / named
    if named.name in ("", ".."):
        raise BrokenPack(f"{path.name} has its numbers in {location[:80]!r}, which is no file")
    moved = path.with_name(named.name)
    if moved.exists():
        return moved
    raise BrokenPack(
        f"{path.name} has its numbers in {location[:80]!r}, which does not lie beside it: "
        f"put {named.name[:80]} into the folder of {path.name}"
    )


def _check_plain(path: Path, source: Path) -> None:
    """The numbers of a model lie in a file of their own, not in what a link leads to."""
    try:
        state = source.lstat()
    except OSError as error:
        raise BrokenPack(
            f"{path.name} has its numbers in {source.name}, which is not beside it: copy both"
        ) from error
    if not stat.S_ISREG(state.st_mode):
        raise BrokenPack(f"{source.name} is a link or no plain file: put the file itself there")
    between = source.relative_to(path.parent).parents
    if any((path.parent / folder).is_symlink() for folder in between if folder.name):
        raise BrokenPack(
            f"{source.name} lies behind a link: put the file itself beside {path.name}"
        )
    if state.st_size > onnx_file.LARGEST:
        raise BrokenPack(
            f"{source.name} has {state.st_size / 1e9:.1f} GB, more than the 2 GB a single ONNX "
            "file can hold: export the model in float16, or a smaller one"
        )


def _data_among(files: Sequence[Path]) -> set[str]:
    """Names of those that only hold the numbers of another; a shell's model.onnx* gives both."""
    models = [path for path in files if not _is_data(path)]
    if len(files) < 2 or not models or not models[0].is_file():
        return set()
    data = {path.name for path in files if _is_data(path)}
    return data | onnx_file.read(models[0], alone=False).outside


def _is_data(path: Path) -> bool:
    return path.name.endswith(DATA)


def _role(path: Path) -> str:
    """The name within the pack of a further graph; empty where its own name does not tell."""
    for role in ROLES:
        if role in path.name.lower():
            return f"{role}.onnx"
    return ""
