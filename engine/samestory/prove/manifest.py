"""The whole: whether a build is complete, unedited and of one piece, by its manifest, hashes and stamps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from samestory.prove.finding import Difference, Place, Unreadable
from samestory.prove.mail import SENT
from samestory.prove.read_back import ReadBack
from samestory.prove.shown_claim import RECEIPT

MANIFEST = "manifest.json"
RELEASE = "site/assets/release.js"
STAMP = re.compile(r'"stamp":\s*"([^"]*)"')


def differences_of_the_whole(build: ReadBack, samestory: str) -> tuple[Difference, ...]:
    """Files that were edited, are missing or were added, hashes that do not fit, and stamps of another build.

    Raises:
        Unreadable: there is no manifest, it cannot be read, or another version wrote it.
    """
    manifest = _manifest(build)
    if manifest["samestory"] != samestory:
        raise Unreadable(
            f"{build.root} was made by samestory {manifest['samestory']}, and this is {samestory}: "
            "verify it with that version, or build again"
        )
    return (*_files(build, manifest["files"]), *_hashes(build), *_stamps(build, str(manifest["stamp"])))


def _manifest(build: ReadBack) -> dict[str, Any]:
    if MANIFEST not in build.names:
        raise Unreadable(f"{build.root} has no {MANIFEST}: it is no build, or half of one; run samestory build")
    try:
        made = json.loads(build.texts[MANIFEST])
        if isinstance(made["files"], dict) and {"samestory", "stamp"} <= made.keys():
            return dict(made)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise Unreadable(f"{build.root / MANIFEST} is not what samestory writes; run samestory build")


def _files(build: ReadBack, listed: dict[str, str]) -> Iterator[Difference]:
    for name in sorted(build.names - listed.keys() - {MANIFEST}):
        yield Difference("", (Place(MANIFEST, 1, ""), Place(name, 1, "is not of this build")))
    for name, expected in sorted(listed.items()):
        if name not in build.names:
            yield Difference("", (Place(MANIFEST, 1, name), Place(name, 1, "")))
            continue
        found = build.payload_hashes.get(name)
        if not found:
            content = build.texts.get(name)
            found = sha256((build.root / name).read_bytes() if content is None else content).hexdigest()
        if found != expected:
            yield Difference("", (Place(MANIFEST, 1, expected), Place(name, 1, f"was edited: {found}")))


def _hashes(build: ReadBack) -> Iterator[Difference]:
    """The hashes of each email in `sequences.json` and in the receipt."""
    receipt = {entry.get("key"): entry.get("sha256") for entry in build.receipt}
    for key, mail in build.mails.items():
        touch = mail.touch
        found = {
            "html": sha256(touch.html.encode("utf-8", "surrogatepass")).hexdigest(),
            "text": sha256(touch.text.encode("utf-8", "surrogatepass")).hexdigest(),
        }
        if (found["html"], found["text"]) != touch.hashes:
            here = Place(SENT, touch.line, "html or text was edited: its sha256 differs")
            yield Difference(key, (Place(SENT, touch.line, ", ".join(touch.hashes)), here))
        if receipt.get(key) != found:
            yield Difference(key, (Place(SENT, touch.line, str(found)), Place(RECEIPT, 1, str(receipt.get(key)))))


def _stamps(build: ReadBack, stamp: str) -> Iterator[Difference]:
    """The stamp of the whole, wherever it stands."""
    expected = Place(MANIFEST, 1, stamp)
    if build.sent.stamp != stamp:
        yield Difference("", (expected, Place(SENT, 1, build.sent.stamp)))
    for name in (RELEASE, "proof.json"):
        found = STAMP.search(build.texts.get(name, b"").decode("utf-8", "replace"))
        if name in build.names and (not found or found[1] != stamp):
            yield Difference("", (expected, Place(name, 1, found[1] if found else "")))
