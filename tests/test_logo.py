"""The logo of the settings: a plain picture under site/, and nothing else."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from samestory.diagnostics import Place
from samestory.model.settings import Settings
from samestory.read.logo import LOGO_LIMIT, logo_faults
from samestory.read.logo_size import logo_size

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'


def wrong(root: Path, logo: str) -> str:
    """What is said of a logo, without the sentence around it."""
    found = [one.message for one in logo_faults(root, Settings(logo=logo), Place("samestory.toml", 3))]
    return found[0].removeprefix(f"`logo`: `{logo}` ") if found else ""


def laid(root: Path, name: str, content: bytes | str) -> None:
    path = root / "site" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", SVG.format('<defs><path id="a" d="M0 0h9"/></defs><use xlink:href="#a"/><!-- ours -->')),
        ("logo.svg", SVG.format("<style>path{fill:url(#a)}</style><path style='fill:url(\"#a\")' d='M0 0'/>")),
        ("pictures/our logo.png", PNG),
        ("logo.JPG", b"\xff\xd8\xff\xe0" + bytes(20)),
        ("logo.webp", b"RIFF\x00\x00\x00\x00WEBP" + bytes(20)),
    ],
)
def test_a_picture_is_a_logo(tmp_path: Path, name: str, content: bytes | str) -> None:
    laid(tmp_path, name, content)

    assert wrong(tmp_path, name) == ""
    assert wrong(tmp_path, f"site/{name}") == ""


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("<script>alert(1)</script>", "holds `<script>`, which a logo does not need"),
        ('<path onclick="alert(1)"/>', "holds `onclick`, which could run"),
        ('<a href="#x"><path/></a>', "holds `<a>`, which a logo does not need"),
        ("<foreignObject/>", "holds `<foreignObject>`, which a logo does not need"),
        ('<animate attributeName="href"/>', "holds `<animate>`, which a logo does not need"),
        ('<use xlink:href="https://elsewhere.example/a.svg#a"/>', "leads to another file or host"),
        ('<use href="other.svg#a"/>', "leads to another file or host"),
        ("<style>@import 'https://elsewhere.example/a.css';</style>", "asks for another file or host"),
        ('<path style="fill:url(https://elsewhere.example/a)"/>', "asks for another file or host"),
        ("<path fill=\"url( '//elsewhere.example/a')\"/>", "asks for another file or host"),
        ("<path>", "is no well-formed SVG"),
    ],
)
def test_an_svg_that_runs_or_asks_is_none(tmp_path: Path, inside: str, sentence: str) -> None:
    laid(tmp_path, "logo.svg", SVG.format(inside))

    assert wrong(tmp_path, "logo.svg") == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "is no SVG, whatever its name says"),
        (b"\xff\xfe", "is not text in UTF-8, as an SVG is"),
        (
            '<!DOCTYPE s [<!ENTITY a "aaaa">]><svg/>',
            "declares a document type, entities or a style sheet of elsewhere",
        ),
        ("", "is no well-formed SVG"),
        (SVG.format("<path d='" + "M0 0" * LOGO_LIMIT + "'/>"), f"is larger than {LOGO_LIMIT // 1000} kB"),
    ],
)
def test_what_is_no_svg_is_none(tmp_path: Path, content: bytes | str, sentence: str) -> None:
    laid(tmp_path, "logo.svg", content)

    assert wrong(tmp_path, "logo.svg") == sentence


@pytest.mark.parametrize(
    ("logo", "sentence"),
    [
        ("gone.svg", "is unreadable (No such file or directory), not a plain file"),
        ("folder.svg", "is a folder, pipe or device, not a plain file"),
        ("link.svg", "is a link, not a plain file"),
        ("out/secret.svg", "is a link, not a plain file"),
        ("pipe.svg", "is a folder, pipe or device, not a plain file"),
        ("page.html", "is no SVG, PNG, JPEG or WebP by its name"),
        ("text.png", "is no PNG, whatever its name says"),
        ("../secret.svg", "is no path of a file under `site/`"),
        ("/etc/secret.svg", "is no path of a file under `site/`"),
        ('"><script>alert(1)</script>.svg', "is no path of a file under `site/`"),
        ("https://elsewhere.example/logo.svg", "is no path of a file under `site/`"),
    ],
)
def test_what_is_no_plain_picture_under_site_is_refused(tmp_path: Path, logo: str, sentence: str) -> None:
    root = tmp_path / "project"
    laid(root, "text.png", "no picture")
    laid(root, "page.html", "<p>no picture</p>")
    (root / "site/folder.svg").mkdir()
    (tmp_path / "secret.svg").write_text(SVG.format(""))
    (root / "site/link.svg").symlink_to(tmp_path / "secret.svg")
    (root / "site/out").symlink_to(tmp_path)
    os.mkfifo(root / "site/pipe.svg")

    assert wrong(root, logo) == sentence


def test_the_fault_names_the_line_of_the_setting(tmp_path: Path) -> None:
    (found,) = logo_faults(tmp_path, Settings(logo="gone.svg"), Place("samestory.toml", 3))

    assert (found.file, found.line, found.code, found.severity) == ("samestory.toml", 3, "bad-logo", "error")
    assert tuple(logo_faults(tmp_path, Settings(), Place("samestory.toml"))) == ()


JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
SIZES: tuple[tuple[str, bytes | str, tuple[int, int]], ...] = (
    ("a.svg", SVG.format("<path/>"), (32, 32)),
    ("a.svg", SVG.replace("0 0 9 9", "0,0,40,20").format(""), (64, 32)),
    ("a.svg", SVG.replace("<svg", '<svg width="100px" height="50"').format(""), (64, 32)),
    ("a.svg", SVG.replace("<svg", '<svg width="100%" height="2em"').format(""), (32, 32)),
    ("a.svg", SVG.replace("0 0 9 9", "0 0 900 9").format(""), (140, 32)),
    ("a.svg", SVG.replace("0 0 9 9", "0 0 nan 9").format(""), (140, 32)),
    ("a.svg", SVG.replace("0 0 9 9", "0 0 inf 9").format(""), (140, 32)),
    ("a.svg", SVG.replace(' viewBox="0 0 9 9"', "").format(""), (140, 32)),
    ("a.png", PNG[:16] + struct.pack(">II", 300, 200) + bytes(20), (48, 32)),
    ("a.png", PNG[:16] + struct.pack(">II", 300, 0) + bytes(20), (140, 32)),
    ("a.png", PNG[:12], (140, 32)),
    ("a.jpg", b"\xff\xd8" + JFIF + b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", 10, 20) + bytes(9), (64, 32)),
    ("a.jpg", b"\xff\xd8" + JFIF, (140, 32)),
    ("a.webp", b"RIFF....WEBPVP8X" + bytes(8) + b"\x13\x00\x00\x09\x00\x00", (64, 32)),
    ("a.webp", b"RIFF....WEBPVP8L" + bytes(4) + b"\x2f" + (19 | 9 << 14).to_bytes(4, "little"), (64, 32)),
    ("a.webp", b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 20, 10), (64, 32)),
)


@pytest.mark.parametrize(("name", "content", "size"), SIZES)
def test_a_page_keeps_the_place_of_a_logo(
    tmp_path: Path, name: str, content: bytes | str, size: tuple[int, int]
) -> None:
    laid(tmp_path, name, content)

    assert logo_size(tmp_path, Settings(logo=name)) == size


def test_without_a_logo_no_place_is_kept(tmp_path: Path) -> None:
    assert logo_size(tmp_path, Settings()) is None
    assert logo_size(tmp_path, Settings(logo="gone.svg")) == (140, 32)
