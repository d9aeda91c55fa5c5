"""XMP: what is said of a picture in the picture's own file, in the fields of the IPTC Photo Metadata Standard."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from installation import __version__

# What a picture is that was made by a trained model (IPTC NewsCodes, digitalsourcetype).
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
PROGRAM = "Latenzraum"
_MOST_BYTES = 1 << 20  # of a packet; ours has one or two kilobytes
_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_ATTRIBUTE = {'"': "&quot;"}


@dataclass(frozen=True)
class PictureWords:
    """What is said of a picture."""

    credit: str  # whom it is to be credited to
    description: str
    source_type: str = TRAINED


def packet(words: PictureWords) -> bytes:
    """As XMP (ISO 16684-1)."""
    return _PACKET_TEXT.format(
        rdf=_SPACES["rdf"],
        dc=_SPACES["dc"],
        xmp=_SPACES["xmp"],
        photoshop=_SPACES["photoshop"],
        ext=_SPACES["ext"],
        source_type=escape(words.source_type, _ATTRIBUTE),
        credit=escape(words.credit, _ATTRIBUTE),
        program=f"{PROGRAM} {__version__}",
        description=escape(words.description),
    ).encode()


def read(content: bytes) -> PictureWords | None:
    """What the first packet in a file says of its picture; None where there is none that can be read."""
    for found in _PACKET.finditer(content):
        words = _words(found[0])
        if words is not None:
            return words
    return None


def _words(packet_text: bytes) -> PictureWords | None:
    # entities could grow without bound when they are read, and XMP has none
    if len(packet_text) > _MOST_BYTES or b"<!" in packet_text:
        return None
    try:
        root = ElementTree.fromstring(packet_text)
    except ElementTree.ParseError:
        return None
    return PictureWords(
        credit=_text(root, "photoshop", "Credit"),
        description=_text(root, "dc", "description"),
        source_type=_text(root, "ext", "DigitalSourceType"),
    )


def _text(root: ElementTree.Element, space: str, name: str) -> str:
    """Of a property, written as an attribute or as an element; "" where it is not there."""
    tag = f"{{{_SPACES[space]}}}{name}"
    for description in root.iter(f"{{{_SPACES['rdf']}}}Description"):
        if tag in description.attrib:
            return description.attrib[tag]
        element = description.find(tag)
        if element is not None:
            return "".join(element.itertext()).strip()
    return ""


_PACKET_TEXT = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{rdf}"><rdf:Description rdf:about=""
 xmlns:dc="{dc}" xmlns:xmp="{xmp}" xmlns:photoshop="{photoshop}" xmlns:Iptc4xmpExt="{ext}"
 Iptc4xmpExt:DigitalSourceType="{source_type}"
 photoshop:Credit="{credit}"
 xmp:CreatorTool="{program}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
