"""What lies in a build, read back: the touches that were meant, every copy of each email, every page of the site."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from samestory.prove.email_part import Draft, EmailPart, html_part, read_draft, text_part
from samestory.prove.finding import Unreadable
from samestory.prove.payloads import payload_readers
from samestory.prove.sent import Sent, SentTouch, read_sent
from samestory.prove.site_page import Kept, Preview, SitePage, read_page
from samestory.prove.talk import PrepTouch
from samestory.prove.words import filled

BUNDLE = "sequences/bundle"
SENT = f"{BUNDLE}/sequences.json"
RECEIPT = "sequences/receipt.json"
PROVED_PAGE = "site/proved.html"  # it tells of the proof, and is no part of it
TEXT_ENDINGS = (".html", ".txt", ".json", ".csv", ".js")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of one part of an email. A copy that is filled in shows fallbacks where the others name fields."""

    file: str
    line: int
    part: EmailPart
    is_html: bool
    is_filled: bool
    unsubscribe: str = "{unsubscribe}"

    def as_filled(self, stream: str) -> str:
        """A stream of this copy as a contact without data gets it, its unsubscribe address by one name."""
        made = stream if self.is_filled else filled(stream)
        return made.replace(f"⟨{self.unsubscribe}⟩", "⟨{unsubscribe}⟩")


@dataclass(frozen=True, slots=True)
class Mail:
    """A touch's email wherever it lies: the first two copies are the `.html` and the `.txt` of the bundle.

    `subjects` and `previews` are other places that show those, filled in. `missing` are files that are not there.
    """

    touch: SentTouch
    copies: tuple[Copy, ...]
    subjects: tuple[tuple[str, int, str], ...]
    previews: tuple[tuple[str, int, str], ...]
    draft: tuple[str, Draft] | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ReadBack:
    """Everything that is compared. Paths are relative to the build, those of `pages` to its site."""

    root: Path
    texts: Mapping[str, bytes]
    sent: Sent
    mails: Mapping[str, Mail]
    pages: Mapping[str, SitePage]

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
    def receipt(self) -> list[dict[str, Any]]:
        """The receipt's entries."""
        return _json_list(self.texts.get(RECEIPT, b"[]"))


def address_on_site(page: str, address: str) -> str:
    """Where a link of a page leads, from the top of the site: `prep/one-story/finance.html#d12`."""
    path, mark, anchor = address.partition("#")
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return f"{whole}{mark}{anchor}"


def read_back(root: Path) -> ReadBack:
    """A build or a stage, read.

    Raises:
        Unreadable: it is no build, or a file of it cannot be read.
    """
    if not root.is_dir():
        raise Unreadable(f"there is no folder {root}")
    texts = _texts(root)
    if SENT not in texts:
        raise Unreadable(f"{root} is no build: {SENT} is missing; run samestory build")
    sent = read_sent(_decoded(texts, SENT))
    site = {name.removeprefix("site/"): name for name in texts if name.startswith("site/") and name.endswith(".html")}
    pages = {
        path: read_page(_decoded(texts, name))
        for path, name in sorted(site.items())
        if name != PROVED_PAGE and not path.startswith("emails/raw/")
    }
    shown = {preview.key: (f"site/{path}", preview) for path, page in pages.items() for preview in page.previews}
    payloads = _payloads(root)
    mails = {touch.key: _mail(touch, texts, shown, payloads) for touch in sent.touches if touch.is_email}
    return ReadBack(root, texts, sent, mails, pages)


def _texts(root: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        if path.suffix in (*TEXT_ENDINGS, ".eml") and path.is_file():
            try:
                found[path.relative_to(root).as_posix()] = path.read_bytes()
            except OSError as problem:
                raise Unreadable(f"cannot read {path}: {problem.strerror or problem}") from problem
    return found


def _decoded(texts: Mapping[str, bytes], name: str) -> str:
    try:
        return _utf8(texts[name])
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{name} is not UTF-8 text; build again") from problem


@lru_cache(4096)
def _utf8(content: bytes) -> str:
    return content.decode("utf-8")


@lru_cache(16)
def _json_list(content: bytes) -> list[dict[str, Any]]:
    try:
        made = json.loads(content)
    except ValueError as problem:
        raise Unreadable(f"{RECEIPT} is no JSON; build again") from problem
    if not isinstance(made, list) or not all(isinstance(entry, dict) for entry in made):
        raise Unreadable(f"{RECEIPT} is not what samestory writes; build again")
    return made


Payloads = Mapping[str, list[tuple[str, Any]]]


def _payloads(root: Path) -> Payloads:
    """The emails of every email tool by key, each with the folder of its tool."""
    readers = payload_readers()
    found: dict[str, list[tuple[str, Any]]] = {}
    for folder in sorted((root / "sequences").iterdir()):
        if not folder.is_dir() or folder.name == "bundle":
            continue
        if folder.name not in readers:
            raise Unreadable(f"sequences/{folder.name}/ is of an email tool that this version cannot read back")
        for email in readers[folder.name](folder):
            found.setdefault(email.key, []).append((f"sequences/{folder.name}", email))
    return found


def _mail(
    touch: SentTouch, texts: Mapping[str, bytes], shown: Mapping[str, tuple[str, Preview]], payloads: Payloads
) -> Mail:
    base = f"{BUNDLE}/{touch.storyline}/{touch.role}/{touch.key}"
    raw = f"site/emails/raw/{touch.key}"
    wanted = [f"{base}.html", f"{base}.txt", f"{base}.eml"]
    wanted += [f"{raw}.html", f"{raw}.txt"] if shown else []
    draft = read_draft(texts[f"{base}.eml"]) if f"{base}.eml" in texts else None
    unsubscribe = draft.unsubscribe if draft else ""
    subjects: list[tuple[str, int, str]] = []
    previews: list[tuple[str, int, str]] = []
    copies = [
        *_file_copy(texts, f"{base}.html", is_html=True),
        *_file_copy(texts, f"{base}.txt", is_html=False),
        Copy(SENT, touch.line, html_part(touch.html), True, False),
        Copy(SENT, touch.line, text_part(touch.text), False, False),
    ]
    if draft:
        copies += [
            Copy(f"{base}.eml", draft.html_line, html_part(draft.html), True, True, unsubscribe),
            Copy(f"{base}.eml", draft.text_line, text_part(draft.text), False, True, unsubscribe),
        ]
        subjects.append((f"{base}.eml", 1, draft.subject))
    copies += _file_copy(texts, f"{raw}.html", is_html=True, unsubscribe=unsubscribe)
    copies += _file_copy(texts, f"{raw}.txt", is_html=False, unsubscribe=unsubscribe)
    if touch.key in shown:
        file, preview = shown[touch.key]
        copies.append(Copy(file, preview.line, text_part(preview.text), False, True, unsubscribe))
        subjects.append((file, preview.line, preview.subject))
        previews.append((file, preview.line, preview.preview))
    for folder, email in payloads.get(touch.key, ()):
        copies.append(Copy(f"{folder}/{email.file}", email.line, html_part(email.html), True, False))
        if email.text is not None:
            copies.append(Copy(f"{folder}/{email.file}", email.line, text_part(email.text), False, False))
        subjects.append((f"{folder}/{email.file}", email.line, filled(email.subject)))
        previews.append((f"{folder}/{email.file}", email.line, filled(email.preview)))
    missing = tuple(name for name in wanted if name not in texts)
    return Mail(
        touch,
        tuple(copies),
        tuple(subjects),
        tuple(previews),
        (f"{base}.eml", draft) if draft else None,
        (*missing, *([f"{base}.eml"] if not draft and f"{base}.eml" in texts else [])),
    )


def _file_copy(texts: Mapping[str, bytes], name: str, *, is_html: bool, unsubscribe: str = "") -> Iterator[Copy]:
    if name in texts:
        content = _decoded(texts, name)
        part = html_part(content) if is_html else text_part(content)
        yield Copy(name, part.line, part, is_html, bool(unsubscribe), unsubscribe or "{unsubscribe}")
