"""How large the logo is shown, so that a page keeps its place before the picture is there."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from samestory.model.settings import Settings
from samestory.read.logo import FOLDER, LOGO_LIMIT
from samestory.read.text import bytes_of

HEIGHT, WIDEST = 32, 140  # px; as in site.css
NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
# Of a JPEG: the segments that begin with a picture's size. The others are tables, or no segments of a first picture.
SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def logo_size(root: Path, settings: Settings) -> tuple[int, int] | None:
    """Width and height on the page, in px; none without a logo, and the widest for one that tells no size."""
    if not settings.logo:
        return None
    try:
        content = bytes_of(root / FOLDER / settings.logo_on_site, LOGO_LIMIT)
        width, height = _size_of(content)
        return max(1, min(WIDEST, round(HEIGHT * width / height))), HEIGHT
    except (OSError, ValueError, OverflowError, struct.error, IndexError, ElementTree.ParseError):
        return WIDEST, HEIGHT


def _size_of(content: bytes) -> tuple[float, float]:
    """Width and height of a picture in its own measure, both above 0.

    Raises:
        ValueError: it tells none.
    """
    if content.startswith(b"\x89PNG"):
        size = struct.unpack(">II", content[16:24])
    elif content.startswith(b"\xff\xd8"):
        size = _of_jpeg(content)
    elif content[8:12] == b"WEBP":
        size = _of_webp(content)
    else:
        size = _of_svg(content)
    if min(size) <= 0:
        raise ValueError("a picture has a size above 0")
    return size


def _of_jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        if content[at + 1] in SIZED:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise ValueError("a JPEG without a size")


def _of_webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _of_svg(content: bytes) -> tuple[float, float]:
    """What it says in pixels, else the shape of its `viewBox`."""
    root = ElementTree.fromstring(content)
    said = [NUMBER.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if said[0] and said[1]:
        return float(said[0][1]), float(said[1][1])
    _, _, width, height = map(float, root.get("viewBox", "").replace(",", " ").split())
    return width, height
