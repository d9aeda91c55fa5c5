"""Which input takes the point, where somebody says so, or none can."""

from collections.abc import Collection

from installation.packs.guess_constants import LATENT
from installation.packs.guess_table import Guess
from installation.packs.tensors import GraphValue


def told_latent(
    told: str, candidates: list[GraphValue], inputs: list[str], guess: Guess
) -> GraphValue:
    """The candidate of the name that was told; `inputs` are the names of all. Raises `BrokenPack`."""
    for node in candidates:
        if node.name == told:
            guess.set("latent", told, "as told")
            return node
    could = ", ".join(node.name for node in candidates) or "none of them"
    raise guess.refusal(
        f"--latent {told}: its inputs are {', '.join(inputs)}, and {could} can take a point"
    )


def why_no_point(inputs: Collection[GraphValue], inside: list[str]) -> str:
    """Of a graph none of whose inputs can take one; `inside` are names that have a value of their own."""
    for name in filter(LATENT.search, inside):
        return (
            f"its input {name!r} has a value of its own inside, and so asks for none: take the "
            "initializer of that name out, so that visitors can steer it"
        )
    if not inputs:
        return (
            "it has no input: its points are drawn inside; export it with the point as an "
            "input, so that visitors can steer it"
        )
    for node in inputs:
        if node.is_float and not node.shape:
            return (
                f"its input {node.name} does not say how many numbers it takes: export it with a "
                "shape, such as (1, 512)"
            )
    there = ", ".join(f"{node.name} {node.type}" for node in inputs)
    return (
        "no input takes a latent point (n, d) of numbers with a fraction; "
        f"it has {there}: export the part behind it, which takes such numbers"
    )
