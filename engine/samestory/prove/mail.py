"""An email wherever it lies in a build: every copy of its parts, and every other place with its subject or preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import NamedTuple, TypeVar

from samestory.each import Each, one_by_one
from samestory.prove.draft import Draft, read_draft
from samestory.prove.email_part import EmailPart, html_part, text_part
from samestory.prove.finding import Unreadable
from samestory.prove.page_parts import Preview
from samestory.prove.payloads import PayloadEmail, payload_in, payload_readers
from samestory.prove.sent import SentTouch
from samestory.prove.words import FIELD, filled

BUNDLE = "sequences/bundle"
SENT = f"{BUNDLE}/sequences.json"
Payloads = Mapping[str, list[tuple[str, PayloadEmail]]]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads what lies in a build: what each says follows from the words alone, wherever they lie."""

    html: Callable[[str], EmailPart] = html_part
    text: Callable[[str], EmailPart] = text_part
    draft: Callable[[bytes], Draft | None] = read_draft


class Copy(NamedTuple):  # as there are many thousands
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

    `alike` are the copies once more, those together that read the same: they are looked at once, and told of each.
    `subjects` and `previews` are other places that show those, filled in. `missing` are files that are not there.
    """

    touch: SentTouch
    copies: tuple[Copy, ...]
    alike: tuple[tuple[Copy, ...], ...]
    subjects: tuple[tuple[str, int, str], ...]
    previews: tuple[tuple[str, int, str], ...]
    draft: tuple[str, Draft] | None
    missing: tuple[str, ...]


def payloads_below(root: Path, touches: Iterable[SentTouch]) -> tuple[Payloads, Mapping[str, str]]:
    """The emails of every email tool by key, each with the folder of its tool, and the hash of every file of a tool.

    A part of an email that is as it was sent is kept once.
    """
    readers = payload_readers()
    sent = {touch.key: touch for touch in touches}
    found: dict[str, list[tuple[str, PayloadEmail]]] = {}
    hashes: dict[str, str] = {}
    for folder in sorted((root / "sequences").iterdir()):
        if not folder.is_dir() or folder.name == "bundle":
            continue
        if folder.name not in readers:
            raise Unreadable(f"sequences/{folder.name}/ is of an email tool that this version cannot read back")
        tool, payload = f"sequences/{folder.name}", payload_in(folder)
        hashes |= {f"{tool}/{path}": sha256(content).hexdigest() for path, content in payload.files.items()}
        for email in readers[folder.name](payload):
            kept = _as_sent(email, sent[email.key]) if email.key in sent else email
            found.setdefault(email.key, []).append((tool, kept))
    return found, hashes


def _as_sent(email: PayloadEmail, sent: SentTouch) -> PayloadEmail:
    """The email, its parts the very texts of the sequences where they are equal to them."""
    html = sent.html if email.html == sent.html else email.html
    text = sent.text if email.text == sent.text else email.text
    return PayloadEmail(email.key, email.subject, email.preview, html, text, email.file, email.line)


def readers_of(
    touches: Iterable[SentTouch],
    texts: Mapping[str, bytes],
    shown: Mapping[str, tuple[str, Preview]],
    payloads: Payloads,
    each: Each = one_by_one,
) -> Readers:
    """Readers that have read all copies already, each text once, however often it lies in the build."""
    mails = tuple(touches)
    names = {touch.key: f"{BUNDLE}/{touch.storyline}/{touch.role}/{touch.key}" for touch in mails}
    sent = [email for touch in mails for _, email in payloads.get(touch.key, ())]
    draft = _read_ahead(read_draft, each, (texts[f"{name}.eml"] for name in names.values() if f"{name}.eml" in texts))
    drafts = (draft(texts[f"{name}.eml"]) for name in names.values() if f"{name}.eml" in texts)
    files = (f"{where}.txt" for key, name in names.items() for where in (name, f"site/emails/raw/{key}"))
    return Readers(
        _read_ahead(html_part, each, (*(touch.html for touch in mails), *(email.html for email in sent))),
        _read_ahead(
            text_part,
            each,
            (
                *(touch.text for touch in mails),
                *(decoded(texts, file) for file in files if file in texts),
                *(one.text for one in drafts if one),
                *(shown[touch.key][1].text for touch in mails if touch.key in shown),
                *(email.text for email in sent if email.text is not None),
            ),
        ),
        draft,
    )


def _read_ahead(read: Callable[[T], R], each: Each, contents: Iterable[T]) -> Callable[[T], R]:
    wanted = tuple(dict.fromkeys(contents))
    known = dict(zip(wanted, each(read, ((content,) for content in wanted)), strict=True))
    return lambda content: known[content] if content in known else read(content)


def mail_of(
    touch: SentTouch,
    texts: Mapping[str, bytes],
    shown: Mapping[str, tuple[str, Preview]],
    payloads: Payloads,
    read: Readers,
) -> Mail:
    """A touch's email; `shown` are the previews of the site by key, each with its file."""
    base = f"{BUNDLE}/{touch.storyline}/{touch.role}/{touch.key}"
    raw = f"site/emails/raw/{touch.key}"
    wanted = [f"{base}.html", f"{base}.txt", f"{base}.eml"]
    wanted += [f"{raw}.html", f"{raw}.txt"] if shown else []
    draft = read.draft(texts[f"{base}.eml"]) if f"{base}.eml" in texts else None
    unsubscribe = draft.unsubscribe if draft else ""
    subjects: list[tuple[str, int, str]] = []
    previews: list[tuple[str, int, str]] = []
    copies = [
        *_file_copy(read, texts, f"{base}.html", is_html=True),
        *_file_copy(read, texts, f"{base}.txt", is_html=False),
        Copy(SENT, touch.line, read.html(touch.html), True, False),
        Copy(SENT, touch.line, read.text(touch.text), False, False),
    ]
    if draft:
        copies += [
            _filled_copy(read, f"{base}.eml", draft.html_line, touch.html, draft.html, unsubscribe),
            Copy(f"{base}.eml", draft.text_line, read.text(draft.text), False, True, unsubscribe),
        ]
        subjects.append((f"{base}.eml", 1, draft.subject))
    if f"{raw}.html" in texts:
        copies.append(_filled_copy(read, f"{raw}.html", 1, touch.html, decoded(texts, f"{raw}.html"), unsubscribe))
    copies += _file_copy(read, texts, f"{raw}.txt", is_html=False, unsubscribe=unsubscribe)
    if touch.key in shown:
        file, preview = shown[touch.key]
        copies.append(Copy(file, preview.line, read.text(preview.text), False, True, unsubscribe))
        subjects.append((file, preview.line, preview.subject))
        previews.append((file, preview.line, preview.preview))
    for folder, email in payloads.get(touch.key, ()):
        file = f"{folder}/{email.file}"
        copies.append(Copy(file, email.line, read.html(email.html), True, False))
        if email.text is not None:
            copies.append(Copy(file, email.line, read.text(email.text), False, False))
        subjects.append((file, email.line, filled(email.subject)))
        previews.append((file, email.line, filled(email.preview)))
    missing = tuple(name for name in wanted if name not in texts)
    return Mail(
        touch,
        tuple(copies),
        _alike(copies),
        tuple(subjects),
        tuple(previews),
        (f"{base}.eml", draft) if draft else None,
        (*missing, *([f"{base}.eml"] if not draft and f"{base}.eml" in texts else [])),
    )


def _alike(copies: Iterable[Copy]) -> tuple[tuple[Copy, ...], ...]:
    """The copies that read the same together, in the order of the first of each."""
    found: dict[tuple[int, bool, bool, str], list[Copy]] = {}
    for copy in copies:  # equal texts were read once, and then they are one part
        found.setdefault((id(copy.part), copy.is_html, copy.is_filled, copy.unsubscribe), []).append(copy)
    return tuple(map(tuple, found.values()))


def _filled_copy(read: Readers, file: str, line: int, neutral: str, content: str, unsubscribe: str) -> Copy:
    """A filled-in HTML part. Where its bytes are the neutral ones but for fields, it is not parsed a second time."""
    expected = FIELD.sub(r"\1", neutral).replace("{unsubscribe}", escape(unsubscribe))
    if content == expected:
        part = read.html(neutral)
        return Copy(file, line + part.line - 1, part, True, False)
    part = read.html(content)
    return Copy(file, line + part.line - 1, part, True, True, unsubscribe)


def _file_copy(
    read: Readers, texts: Mapping[str, bytes], name: str, *, is_html: bool, unsubscribe: str = ""
) -> Iterator[Copy]:
    if name in texts:
        content = decoded(texts, name)
        part = read.html(content) if is_html else read.text(content)
        yield Copy(name, part.line, part, is_html, bool(unsubscribe), unsubscribe or "{unsubscribe}")


def decoded(texts: Mapping[str, bytes], name: str) -> str:
    """The text of a file.

    Raises:
        Unreadable: it is not UTF-8.
    """
    try:
        return texts[name].decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{name} is not UTF-8 text; build again") from problem
