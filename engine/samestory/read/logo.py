"""The logo of the settings: a picture under `site/`, which asks nobody for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from samestory.diagnostics import Diagnostic, Place
from samestory.model.settings import Settings
from samestory.read import faults
from samestory.read.text import bytes_of, unusual_kind

FOLDER = "site"
LOGO_LIMIT = 16_000  # bytes: the whole first load of a page has 40 kB
KINDS = {".svg": "SVG", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WebP"}
BEGINS = {"PNG": (b"\x89PNG\r\n\x1a\n", 0), "JPEG": (b"\xff\xd8\xff", 0), "WebP": (b"WEBP", 8)}
# What a picture does not need, and what could run or ask another host when it is opened on its own.
ACTIVE = ("script", "handler", "foreignObject", "iframe", "image", "a", "set")
HIDDEN = re.compile(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", re.IGNORECASE)
OUTSIDE = re.compile(r"@import|url\((?!\s*['\"]?\s*(?:#|data:))|javascript:", re.IGNORECASE)


def logo_faults(root: Path, settings: Settings, place: Place) -> Iterator[Diagnostic]:
    """What is wrong with the logo that the settings name, at most one thing."""
    wrong = _wrong(root, settings.logo_on_site) if settings.logo else ""
    if wrong:
        yield faults.bad_logo(place, settings.logo, wrong)


def _wrong(root: Path, logo: str) -> str:
    inside = PurePosixPath(logo)
    if not re.fullmatch(r"[\w./ -]+", logo) or inside.is_absolute() or ".." in inside.parts:
        return f"is no path of a file under `{FOLDER}/`"
    kind = KINDS.get(inside.suffix.lower())
    if kind is None:
        return "is no SVG, PNG, JPEG or WebP by its name"
    path = root / FOLDER / inside
    strange = next((found for part in _way(root, path) if (found := unusual_kind(part))), "")
    if strange:
        return f"is {strange}, not a plain file"
    try:
        content = bytes_of(path, LOGO_LIMIT + 1)
    except OSError as problem:
        return f"cannot be read ({problem.strerror})"
    if len(content) > LOGO_LIMIT:
        return f"is larger than {LOGO_LIMIT // 1000} kB"
    return _wrong_svg(content) if kind == "SVG" else _wrong_pixels(content, kind)


def _way(root: Path, path: Path) -> Iterator[Path]:
    """The file, behind any folder on the way to it that is a link: that would lead out of the repository."""
    folders = [folder for folder in path.parents if folder != root and folder.is_relative_to(root)]
    yield from (folder for folder in folders if folder.is_symlink())
    yield path


def _wrong_pixels(content: bytes, kind: str) -> str:
    begins, at = BEGINS[kind]
    return "" if content[at : at + len(begins)] == begins else f"is no {kind}, whatever its name says"


def _wrong_svg(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "is not text in UTF-8, as an SVG is"
    if HIDDEN.search(text):
        return "declares a document type, entities or a style sheet of elsewhere"
    try:
        picture = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return "is no well-formed SVG"
    if _name(picture.tag) != "svg":
        return "is no SVG, whatever its name says"
    return next((wrong for element in picture.iter() if (wrong := _wrong_part(element))), "")


def _wrong_part(element: ElementTree.Element) -> str:
    name = _name(element.tag)
    if name in ACTIVE or name.startswith("animate"):
        return f"holds `<{name}>`, which a logo does not need"
    for key, value in element.attrib.items():
        if _name(key).lower().startswith("on"):
            return f"holds `{_name(key)}`, which could run"
        if _name(key) in ("href", "src") and not value.startswith("#"):
            return "leads to another file or host"
    words = " ".join([element.text or "" if name == "style" else "", *element.attrib.values()])
    return "asks for another file or host" if OUTSIDE.search(words) else ""


def _name(tag: object) -> str:
    """Without its name space; a comment has none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
