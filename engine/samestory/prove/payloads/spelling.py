"""What a tool's spelling means: its tags back in the neutral form, by a grammar that knows nothing of the writer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from samestory.prove.finding import Unreadable
from samestory.prove.payloads import Payload, PayloadEmail

MANIFEST = "manifest.json"
UNSUBSCRIBE = "{unsubscribe}"


class Tag(NamedTuple):
    """A contact field: how each begins, and a pattern of the rest, with the groups `name` and `fallback` alone."""

    start: str
    rest: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """A tool's tags, in plain text by `text_field` where it differs; a tool whose tags hold no fallbacks has none.

    `signs` are signs that plain text spells otherwise, by how it does.
    """

    field: Tag | None = None
    text_field: Tag | None = None
    signs: tuple[tuple[str, str], ...] = ()

    def neutral(self, spelled: str, names: Mapping[str, str], unsubscribe: str, *, is_html: bool) -> str:
        """A text with each tag as the neutral form has it. In plain text every other brace is one that was meant."""
        tag = self.field if is_html else self.text_field or self.field
        # In HTML a tag or an address is escaped like any other word.
        tags = _pattern(tag, unsubscribe.replace("&", "&amp;") if is_html else unsubscribe)
        made = tags.split(spelled) if tags else [spelled]
        if not is_html:
            made[::3] = map(self._meant, made[::3])
        if len(made) > 1:
            fields = zip(made[1::3], made[2::3], strict=True)
            made[1::3] = [f"{{{names.get(name, name)} | {said}}}" if name else UNSUBSCRIBE for name, said in fields]
            made[2::3] = [""] * (len(made) // 3)
        return "".join(made)

    def _meant(self, words: str) -> str:
        """Plain text between two tags."""
        for written, sign in self.signs:
            words = words.replace(written, sign)
        return words.replace("{", "\\{")


@lru_cache(64)
def _pattern(tag: Tag | None, unsubscribe: str) -> re.Pattern[str] | None:
    """Finds contact fields by the groups `name` and `fallback`, and in between, without them, what unsubscribes."""
    if tag is None:
        return re.compile(f"{re.escape(unsubscribe)}()()") if unsubscribe else None
    if not unsubscribe:
        return re.compile(re.escape(tag.start) + tag.rest)
    # One search for both, and one that begins with a letter: a search for a choice looks at every place.
    pairs = zip(tag.start, unsubscribe, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    field, other = re.escape(tag.start[same:]) + tag.rest, re.escape(unsubscribe[same:])
    return re.compile(f"{re.escape(tag.start[:same])}(?:{field}|{other})")


def read_pack(payload: Payload, grammar: Grammar) -> Iterator[PayloadEmail]:
    """The emails of a content pack, from its manifests and the files they name."""
    for file, manifest in manifests(payload):
        (names, unsubscribe), inside = told(manifest, file), file.parent.as_posix()
        for touch in emailed(manifest, file):
            html_file, text_file = text_of(touch, "html", file), text_of(touch, "text", file)
            html, text = read_text(payload, f"{inside}/{html_file}"), read_text(payload, f"{inside}/{text_file}")
            yield PayloadEmail(
                text_of(touch, "key", file),
                grammar.neutral(text_of(touch, "subject", file), names, unsubscribe, is_html=False),
                grammar.neutral(text_of(touch, "preheader", file), names, unsubscribe, is_html=False),
                grammar.neutral(html, names, unsubscribe, is_html=True),
                grammar.neutral(text, names, unsubscribe, is_html=False),
                f"{inside}/{html_file}",
                1,
            )


def manifests(payload: Payload) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The manifest of each storyline, with its path.

    Raises:
        Unreadable: a folder has none, or it is not one.
    """
    for inside in dict.fromkeys(path.partition("/")[0] for path in payload.files if "/" in path):
        path = Path(inside) / MANIFEST
        manifest = as_json(read_text(payload, path.as_posix()), payload, path)
        if not isinstance(manifest, dict):
            raise unreadable(path)
        yield path, manifest


def told(manifest: Mapping[str, Any], file: Path) -> tuple[Mapping[str, str], str]:
    """What a manifest says of fields, by the tool's names, and the unsubscribe address."""
    fields, unsubscribe = manifest.get("fields"), manifest.get("unsubscribe")
    if not isinstance(fields, dict) or not isinstance(unsubscribe, str):
        raise unreadable(file)
    return {name: str(ours) for name, ours in fields.items()}, unsubscribe


def emailed(manifest: Mapping[str, Any], file: Path) -> Iterator[Mapping[str, Any]]:
    """The touches of a manifest that are emails."""
    touches = manifest.get("touches")
    if not isinstance(touches, list):
        raise unreadable(file)
    for touch in touches:
        if not isinstance(touch, dict):
            raise unreadable(file)
        if touch.get("channel") == "email":
            yield touch


def text_of(entry: Mapping[str, Any], name: str, file: Path) -> str:
    """A text of an entry."""
    value = entry.get(name)
    if not isinstance(value, str):
        raise unreadable(file)
    return value


def read_text(payload: Payload, path: str) -> str:
    """The text of a file."""
    return read_bytes(payload, path, lambda content: content.decode("utf-8"))


def read_bytes(payload: Payload, path: str, understood: Callable[[bytes], str]) -> str:
    """What a file says.

    Raises:
        Unreadable: it is not there, or not what a build writes.
    """
    if path not in payload.files:
        raise unreadable(Path(payload.tool) / path)
    try:
        return understood(payload.files[path])
    except ValueError as problem:
        raise unreadable(Path(payload.tool) / path) from problem


def as_json(text: str, payload: Payload, path: Path) -> Any:
    """What a JSON file holds."""
    try:
        return _decoded(text)
    except (ValueError, RecursionError) as problem:
        raise unreadable(Path(payload.tool) / path) from problem


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return json.loads(text)  # takes three times as long, and reads what is odd


def unreadable(file: Path) -> Unreadable:
    """That a file is not what a build writes, in a sentence."""
    name = "".join(one if one.isprintable() else "?" for one in file.as_posix())[:200]
    return Unreadable(f"{name} is not what samestory writes for an email tool; build again")
