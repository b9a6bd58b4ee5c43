"""What lies in a build, read back: the touches that were meant, every copy of each email, every page of the site."""

from __future__ import annotations

import csv
import io
import json
import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from samestory.each import Each, one_by_one
from samestory.prove.finding import Unreadable
from samestory.prove.mail import BUNDLE, SENT, Copy, Mail, Payloads, decoded, mail_of, payloads_below, readers_of
from samestory.prove.page_parts import Kept, Preview
from samestory.prove.phrases import Phrases
from samestory.prove.sent import Sent, SentTouch, read_sent
from samestory.prove.shown_claim import RECEIPT, ShownClaim, shown_in
from samestory.prove.site_page import SitePage, read_page
from samestory.prove.talk import PrepTouch
from samestory.prove.words import as_said

PROVED_PAGE = "site/proved.html"  # it tells of the proof, and is no part of it
TEXT_ENDINGS = (".html", ".txt", ".json", ".csv", ".js", ".eml")


@dataclass(frozen=True)
class ReadBack:
    """Everything that is compared. Paths are relative to the build, those of `pages` to its site."""

    root: Path
    day: str
    names: frozenset[str]
    texts: Mapping[str, bytes]
    sent: Sent
    mails: Mapping[str, Mail]
    pages: Mapping[str, SitePage]
    payloads: Payloads
    payload_hashes: Mapping[str, str]

    @cached_property
    def tools(self) -> tuple[str, ...]:
        """The folders of the email tools that this build is for."""
        folders = {"/".join(name.split("/")[:2]) for name in self.names if name.startswith("sequences/")}
        return tuple(sorted(folders - {BUNDLE, RECEIPT}))

    @cached_property
    def touch(self) -> Mapping[str, SentTouch]:
        """The touches that have a day, by key."""
        return {touch.key: touch for touch in self.sent.touches}

    @cached_property
    def prep(self) -> Mapping[str, tuple[str, PrepTouch]]:
        """The touches on the reps' pages by key, each with its file."""
        return {
            touch.key: (f"site/{path}", touch)
            for path, page in self.pages.items()
            if path.startswith("prep/")
            for touch in page.touches
        }

    @cached_property
    def previews(self) -> Mapping[str, tuple[str, Preview]]:
        """The emails on preview pages by key, each with its file."""
        return {
            preview.key: (f"site/{path}", preview) for path, page in self.pages.items() for preview in page.previews
        }

    @cached_property
    def kept(self) -> Mapping[str, Kept]:
        """The library of proofs by claim."""
        page = self.pages.get("proof.html")
        return {kept.id: kept for kept in page.kept} if page else {}

    @cached_property
    def statements_said(self) -> Mapping[str, tuple[tuple[Kept, Copy], ...]]:
        """Which sentences of the library each email says, by its key, each with the first copy that does."""
        by_sentence: dict[str, list[Kept]] = {}
        for kept in self.kept.values():
            by_sentence.setdefault(as_said(kept.statement), []).append(kept)
        phrases = Phrases(by_sentence)
        found: dict[str, tuple[tuple[Kept, Copy], ...]] = {}
        for key, mail in self.mails.items():
            said = _said_first(mail, phrases)
            found[key] = tuple((kept, copy) for sentence, copy in said.items() for kept in by_sentence[sentence])
        return found

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The key of the touch at an address of the site: `prep/one-story/finance.html#d12`."""
        found: dict[str, str] = {}
        for path, page in self.pages.items():
            found |= {f"{path}#{touch.anchor}": touch.key for touch in page.touches if path.startswith("prep/")}
            found |= {f"{path}#{preview.role}": preview.key for preview in page.previews}
        return found

    @cached_property
    def beats(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The keys of each beat on the reps' pages and in the sequences, by storyline and beat."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for touch in self.sent.touches:
            found.setdefault((touch.storyline, touch.beat), {})[touch.key] = None
        for key, (file, prepared) in self.prep.items():
            if key not in self.touch and prepared.anchor.startswith("card-"):
                story = file.split("/")[2]
                found.setdefault((story, prepared.anchor.removeprefix("card-")), {})[key] = None
        return {beat: tuple(keys) for beat, keys in found.items()}

    def message_of(self, key: str) -> str:
        """A touch's message, where it was sent or else as its page has it."""
        if key in self.touch:
            return self.touch[key].message
        file_and_touch = self.prep.get(key)
        return file_and_touch[1].messages[0][0] if file_and_touch and file_and_touch[1].messages else ""

    @cached_property
    def table(self) -> Mapping[str, tuple[int, dict[str, str]]]:
        """The rows of `touches.csv` by key, each with its last line."""
        return _table(self.texts.get(f"{BUNDLE}/touches.csv", b""))

    @cached_property
    def has_site(self) -> bool:
        """Whether there are pages to compare with; a build can do without."""
        return any(path.startswith("prep/") for path in self.pages)

    @cached_property
    def receipt(self) -> list[dict[str, Any]]:
        """The receipt's entries."""
        return _json_list(self.texts.get(RECEIPT, b"[]"))

    @cached_property
    def shown_claims(self) -> tuple[ShownClaim, ...]:
        """Every place that shows a claim: sequences first, then the receipt, the library and every other page."""
        return tuple(shown_in(self.sent.touches, self.receipt, self.kept.values(), self.pages))

    @cached_property
    def values(self) -> Mapping[str, str]:
        """The value of each claim as it is shown first."""
        found: dict[str, str] = {}
        for shown in self.shown_claims:
            if shown.value:
                found.setdefault(shown.id, shown.value)
        return found

    @cached_property
    def received(self) -> Mapping[str, list[dict[str, Any]]]:
        """The receipt's entries by the key of their touch; there is one for each, or else something is wrong."""
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in self.receipt:
            found.setdefault(str(entry.get("key", "")), []).append(entry)
        return found


def _said_first(mail: Mail, phrases: Phrases) -> dict[str, Copy]:
    """The phrases an email says, each with the first copy that does."""
    found: dict[str, Copy] = {}
    for copy, *_ in mail.alike:
        for phrase in phrases.possible_in(copy.part.said):
            if phrase not in found and phrase in copy.part.said:
                found[phrase] = copy
    return found


@lru_cache(1 << 16)
def address_on_site(page: str, address: str) -> str:
    """Where a link of a page leads, from the top of the site: `prep/one-story/finance.html#d12`."""
    path, mark, anchor = address.partition("#")
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return f"{whole}{mark}{anchor}"


def read_back(root: Path, day: str = "", each: Each = one_by_one) -> ReadBack:
    """A build or a stage, read. What has ended by `day` has ended; without one it is the day of the build.

    Raises:
        Unreadable: it is no build, or a file of it cannot be read.
    """
    try:
        return _read_back(root, day, each)
    except RecursionError as problem:
        raise Unreadable(f"a page or an email in {root} is nested too deeply to be read; build again") from problem


def _read_back(root: Path, day: str, each: Each) -> ReadBack:
    if not root.is_dir():
        raise Unreadable(f"there is no folder {root}")
    names, texts = _files(root)
    if SENT not in texts:
        raise Unreadable(f"{root} is no build: {SENT} is missing; run samestory build")
    sent = read_sent(decoded(texts, SENT))
    site = {name.removeprefix("site/"): name for name in texts if name.startswith("site/") and name.endswith(".html")}
    paths = [path for path, name in sorted(site.items()) if name != PROVED_PAGE and not path.startswith("emails/raw/")]
    pages = dict(zip(paths, each(read_page, ((decoded(texts, site[path]),) for path in paths)), strict=True))
    shown = {preview.key: (f"site/{path}", preview) for path, page in pages.items() for preview in page.previews}
    emailed = tuple(touch for touch in sent.touches if touch.is_email)
    payloads, hashes = payloads_below(root, emailed)
    read = readers_of(emailed, texts, shown, payloads, each)
    mails = {touch.key: mail_of(touch, texts, shown, payloads, read) for touch in emailed}
    return ReadBack(root, day or sent.day, names, texts, sent, mails, pages, payloads, hashes)


def _files(root: Path) -> tuple[frozenset[str], dict[str, bytes]]:
    """The names of all files, and the bytes of those that say something; the payloads have readers of their own."""
    names: list[str] = []
    texts: dict[str, bytes] = {}
    for folder, _, files in os.walk(root):
        inside = "" if folder == str(root) else f"{Path(folder).relative_to(root).as_posix()}/"
        is_read = not inside.startswith("sequences/") or inside == "sequences/" or inside.startswith(f"{BUNDLE}/")
        for file in files:
            name = f"{inside}{file}"
            names.append(name)
            if is_read and file.endswith(TEXT_ENDINGS):
                try:
                    with open(f"{folder}/{file}", "rb") as opened:  # noqa: PTH123  # there are thousands
                        texts[name] = opened.read()
                except OSError as problem:
                    raise Unreadable(f"cannot read {name}: {problem.strerror or problem}") from problem
    return frozenset(names), {name: texts[name] for name in sorted(texts)}


@lru_cache(16)
def _json_list(content: bytes) -> list[dict[str, Any]]:
    try:
        made = json.loads(content)
    except ValueError as problem:
        raise Unreadable(f"{RECEIPT} is no JSON; build again") from problem
    if not isinstance(made, list) or not all(isinstance(entry, dict) for entry in made):
        raise Unreadable(f"{RECEIPT} is not what samestory writes; build again")
    return made


@lru_cache(16)
def _table(content: bytes) -> dict[str, tuple[int, dict[str, str]]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8", "replace")))
    return {row.get("key") or "": (rows.line_num, {name: _typed(cell) for name, cell in row.items()}) for row in rows}


def _typed(cell: str | None) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from computing it."""
    typed = cell or ""
    return (
        typed[1:] if typed.startswith("'") and typed[1:].lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")) else typed
    )
