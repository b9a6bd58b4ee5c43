"""What a tool's spelling means: its tags back in the neutral form, by a grammar that knows nothing of the writer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samestory.prove.finding import Unreadable
from samestory.prove.payloads import PayloadEmail

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Grammar:
    """A tool's tags: patterns with the groups `name` and `fallback`, for plain text too where it has none of its own.

    `signs` are signs that plain text spells otherwise, by how it does.
    """

    fields: tuple[re.Pattern[str], ...]
    text_fields: tuple[re.Pattern[str], ...] = ()
    signs: tuple[tuple[str, str], ...] = ()

    def neutral(self, spelled: str, names: Mapping[str, str], unsubscribe: str, *, is_html: bool) -> str:
        """A text with each tag as the neutral form has it. In plain text every other brace is one that was meant."""
        kept: list[str] = []

        def keep(words: str) -> str:
            kept.append(words)
            return f"\0{len(kept) - 1}\0"

        def field(found: re.Match[str]) -> str:
            return keep(f"{{{names.get(found['name'], found['name'])} | {found['fallback']}}}")

        made = spelled.replace("\0", "") if "\0" in spelled else spelled
        for pattern in self.fields if is_html else self.text_fields or self.fields:
            made = pattern.sub(field, made)
        if unsubscribe:
            # In HTML a tag or an address is escaped like any other word.
            written = unsubscribe.replace("&", "&amp;") if is_html else unsubscribe
            made = made.replace(written, keep("{unsubscribe}"))
        if not is_html:
            for written, sign in self.signs:
                made = made.replace(written, sign)
            made = made.replace("{", "\\{")
        # Every second piece is the number of one that was kept.
        return "".join(piece if at % 2 == 0 else kept[int(piece)] for at, piece in enumerate(made.split("\0")))


def read_pack(folder: Path, grammar: Grammar) -> Iterator[PayloadEmail]:
    """The emails of a content pack, from its manifests and the files they name."""
    for file, manifest in manifests(folder):
        (names, unsubscribe), inside = told(manifest, file), file.parent.as_posix()
        for touch in emailed(manifest, file):
            html_file, text_file = text_of(touch, "html", file), text_of(touch, "text", file)
            html, text = read_text(folder, f"{inside}/{html_file}"), read_text(folder, f"{inside}/{text_file}")
            yield PayloadEmail(
                text_of(touch, "key", file),
                grammar.neutral(text_of(touch, "subject", file), names, unsubscribe, is_html=False),
                grammar.neutral(text_of(touch, "preheader", file), names, unsubscribe, is_html=False),
                grammar.neutral(html, names, unsubscribe, is_html=True),
                grammar.neutral(text, names, unsubscribe, is_html=False),
                f"{inside}/{html_file}",
                1,
            )


def manifests(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The manifest of each storyline, with its path from the tool's folder.

    Raises:
        Unreadable: a folder has none, or it is not one.
    """
    for inside in sorted(path for path in folder.iterdir() if path.is_dir()):
        path = Path(inside.name) / MANIFEST
        manifest = as_json(read_text(folder, path.as_posix()), folder, path)
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


def read_text(folder: Path, path: str) -> str:
    """The text of a file of a tool's folder."""
    return read_bytes(folder, path, lambda content: content.decode("utf-8"))


def read_bytes(folder: Path, path: str, understood: Callable[[bytes], str]) -> str:
    """What a file says.

    Raises:
        Unreadable: it is not there, or not what a build writes.
    """
    if path.startswith("/") or ".." in path.split("/") or "\\" in path or ":" in path:
        raise unreadable(Path(path))
    try:
        with open(f"{folder}/{path}", "rb") as opened:  # noqa: PTH123  # there are thousands
            return understood(opened.read())
    except (OSError, ValueError) as problem:
        raise unreadable(Path(folder.name) / path) from problem


def as_json(text: str, folder: Path, path: Path) -> Any:
    """What a JSON file holds."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise unreadable(Path(folder.name) / path) from problem


def unreadable(file: Path) -> Unreadable:
    """That a file is not what a build writes, in a sentence."""
    name = "".join(one if one.isprintable() else "?" for one in file.as_posix())[:200]
    return Unreadable(f"{name} is not what samestory writes for an email tool; build again")
