"""The words and options of `kiosk pack`."""

import argparse
from pathlib import Path
from typing import TypeAlias

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """All that can be asked of `kiosk pack`."""
    whole = argparse.ArgumentParser(
        prog="kiosk pack",
        description="A pack is a model with its papers (docs/artist.md).",
    )
    words = whole.add_subparsers(
        dest="word",
        required=True,
        metavar=(
            "new | import | check | show | preview | place | seal | bundle | install | back | label"
        ),
    )
    _add_new(words)
    _add_import(words)
    _add_trying(words)
    _add_sharing(words)
    for name in ("check", "install"):
        word = words.choices[name]
        word.add_argument("--json", action="store_true", help="the findings for programs")
        word.add_argument(
            "--studio",
            action="store_true",
            help="accept incomplete papers",
        )
    for word in words.choices.values():
        word.add_argument(
            "--models",
            type=Path,
            metavar="FOLDER",
            help="where packs are (default: models)",
        )
    return whole


def _add_new(words: Words) -> None:
    new = words.add_parser(
        "new",
        help="make a pack from a model; finds out what it takes and gives",
    )
    new.add_argument("name", metavar="NAME", help="of the pack: a-z, 0-9, -")
    new.add_argument(
        "files",
        metavar="MODEL.onnx",
        nargs="+",
        type=Path,
        help="the generator, or its two halves; then encoder, classifier, voice",
    )
    new.add_argument(
        "--dimensions",
        type=int,
        metavar="N",
        help="how many values a latent point has, if it cannot be found out",
    )
    new.add_argument(
        "--latent",
        metavar="INPUT",
        help="the name of the input that takes the point, where several could",
    )
    new.add_argument(
        "--point",
        metavar="4,64,64",
        help="the sizes of a point's axes, without the batch",
    )
    new.add_argument(
        "--shape",
        metavar="3,90,160",
        help="the sizes of a picture that comes as a row of numbers",
    )
    _add_channels(new)
    new.add_argument(
        "--source",
        metavar="PACK",
        help="for an image-to-image network: the pack whose picture goes in, or silhouette",
    )


def _add_import(words: Words) -> None:
    given = words.add_parser(
        "import",
        help="studio only: from a PyTorch checkpoint and its own code to a pack",
    )
    given.add_argument("name", metavar="NAME", help="of the pack: a-z, 0-9, -")
    given.add_argument(
        "checkpoint",
        metavar="CHECKPOINT",
        type=Path,
        help=".pth, .pt, .ckpt, .pkl or .safetensors",
    )
    given.add_argument(
        "--code",
        type=Path,
        metavar="FILE.py",
        help="the generator's code, which is executed, or its folder; not for TorchScript",
    )
    given.add_argument(
        "--make",
        default="Generator",
        metavar="Name",
        help="its class (default: Generator); module:Name in a folder",
    )
    given.add_argument(
        "--with",
        dest="settings",
        default="{}",
        metavar="JSON",
        help='the arguments of the class, e.g. {"nz": 100}',
    )
    given.add_argument(
        "--dimensions",
        type=int,
        metavar="N",
        help="how many values a latent point has",
    )
    given.add_argument(
        "--key",
        metavar="state.G",
        help="where in the checkpoint the generator is, if it is not found",
    )
    given.add_argument(
        "--walk",
        choices=("z", "w"),
        default="z",
        help="for a StyleGAN: walk through its points, or through the styles w that it makes from them",
    )
    _add_channels(given)
    given.add_argument("--trust", action="store_true", help="yes, run that code")


def _add_channels(word: argparse.ArgumentParser) -> None:
    word.add_argument(
        "--channels",
        choices=("RGB", "BGR", "RGBA", "BGRA", "grey"),
        help="of a picture, in their order; BGR where red and blue are exchanged (default: guessed)",
    )


def _add_trying(words: Words) -> None:
    check = _add_word(words, "check", "test a pack in quarantine")
    check.add_argument(
        "--quick",
        action="store_true",
        help="only whether it may be shown: no speed, journey and look inside",
    )
    _add_word(
        words,
        "show",
        "ask the running kiosk for this pack; it is tested and crossfaded in",
    )
    preview = _add_word(
        words,
        "preview",
        "make a contact sheet, a walk as a film and a page, for a curator",
    )
    preview.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="where to (default: NAME-preview)",
    )
    place = _add_word(
        words,
        "place",
        "make a sample of the preview's sheet a place worth visiting",
    )
    place.add_argument("number", metavar="N", type=int, help="of the sample on the sheet")
    place.add_argument(
        "titles",
        metavar="de=TITLE",
        nargs="+",
        help="in each language of the house",
    )


def _add_sharing(words: Words) -> None:
    _add_word(words, "seal", "write the checksums of all files into its papers")
    bundle = _add_word(words, "bundle", "seal it and make one zip of it")
    bundle.add_argument(
        "--to",
        type=Path,
        metavar="FILE.zip",
        help="where to (default: NAME-VERSION.zip)",
    )
    install = words.add_parser("install", help="unpack a pack from a zip, if it passes the check")
    install.add_argument("file", metavar="FILE.zip", type=Path)
    install.add_argument(
        "--replace",
        action="store_true",
        help="put it in the place of the one that is there",
    )
    back = words.add_parser("back", help="bring back a pack that was replaced; alone: list them")
    back.add_argument("name", metavar="NAME", nargs="?", help="of the pack")
    back.add_argument(
        "--number",
        type=int,
        metavar="N",
        help="which of those kept (default: the one replaced last)",
    )
    label = _add_word(words, "label", "print the label for the wall")
    label.add_argument(
        "--languages",
        default="de,en",
        metavar="de,en",
        help="in this order (default: de,en)",
    )


def _add_word(words: Words, word: str, sentence: str) -> argparse.ArgumentParser:
    """A command that is about one pack."""
    added = words.add_parser(word, help=sentence)
    added.add_argument("name", metavar="NAME", help="the folder under models/")
    return added
