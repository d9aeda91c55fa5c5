"""What the detector found, in sentences."""

from installation.marks.content_credentials import Credentials
from installation.marks.detector import Detection
from installation.marks.watermark_search import SURE, WatermarkFound
from installation.marks.xmp import TRAINED, PictureWords


def sentences(found: Detection) -> list[str]:
    """The result first, then a line for each kind of mark."""
    result = "no mark says that an AI made it, which does not prove that none did"
    if found.is_marked:
        result = "marked as made by an AI"
    c2pa = "cannot be read here: there is no c2pa-python on this machine"
    if found.can_read_credentials:
        c2pa = _of_credentials(found.credentials)
    return [
        f"{found.path}: {result}",
        f"  C2PA: {c2pa}",
        f"  XMP: {_of_words(found.words)}",
        f"  watermark: {_of_watermark(found.watermark)}",
    ]


def _of_credentials(found: Credentials | None) -> str:
    if found is None:
        return "none"
    if not found.signer:
        return f"damaged: {'; '.join(found.problems)}"
    parts = [
        f"signed by {found.signer} ({_of_certificate(found)})",
        _of_signature(found),
        _of_source(found.source_type),
    ]
    if found.program:
        parts.append(f"made with {found.program}")
    return "; ".join(parts)


def _of_certificate(found: Credentials) -> str:
    if found.is_trusted:
        return "from an authority that you trust"
    if found.is_self_made:
        return "a certificate the house made itself: nobody vouches for the name in it"
    return "from an authority this program does not know: --trust FILE names those you trust"


def _of_signature(found: Credentials) -> str:
    reasons = f" ({', '.join(found.problems)})" if found.problems else ""
    if found.holds:
        return f"the signature holds: the file is as it was signed{reasons}"
    return f"THE SIGNATURE DOES NOT HOLD: the file was changed after it was signed{reasons}"


def _of_source(source_type: str) -> str:
    if not source_type:
        return "it does not say what the picture was made by"
    if source_type == TRAINED:
        return "it says that a trained model made the picture"
    return f"it says of the picture's source: {source_type.rpartition('/')[2]}"


def _of_words(found: PictureWords | None) -> str:
    if found is None:
        return "none"
    parts = [_of_source(found.source_type)]
    if found.credit:
        parts.append(f"credit {found.credit}")
    if found.description:
        parts.append(f"“{found.description}”")
    return "; ".join(parts)


def _of_watermark(found: WatermarkFound | None) -> str:
    if found is None:
        return "there is no picture to look at"
    if not found.is_sure:
        return f"none found (score {found.score:.1f}; from {SURE:g} on it is certain)"
    if abs(found.scale - 1) < 0.005:
        size = "at its own size"
    else:
        size = f"scaled to {found.scale:.2f} of its size"
    return f"certain (score {found.score:.1f}, certain from {SURE:g} on), {size}"
