"""One part of an email, HTML or plain text, as words, links and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from samestory.prove.html import read_html
from samestory.prove.words import evened, links_in, stream_of_html, stream_of_text, without_links

KEPT = 1024  # texts read before: a build that differs in one file is proved again without reading the others anew
STAMP = re.compile(r" · ([0-9a-f]{12})\b")  # behind the key of a touch
KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
SIGNATURE = re.compile(r"^-- $", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EmailPart:
    """What a reader of a part reads.

    `story` is the writer's part as a stream; in plain text greeting and sign-off belong to it. `whole` is all of it.
    `said` and `all_said` are the same without addresses; `prose` is the story of an HTML part without list marks, too.
    `marks` are the touch keys with their stamps in the footer, `foot` the blocks of a plain-text footer.
    """

    story: str
    whole: str
    said: str
    all_said: str
    prose: str
    links: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    title: str
    line: int
    foot: tuple[str, ...]


@lru_cache(KEPT)
def html_part(content: str) -> EmailPart:
    """An HTML part. Without an element of class `story` there is no story."""
    root = read_html(content)
    body = next(root.of_tag("body"), root)
    title = next((evened(element.words()) for element in root.of_tag("title")), "")
    inside = next(body.of_class("story"), None)
    if inside is None:
        return _part("", stream_of_html(body), "", title, 1, ())
    return _part(stream_of_html(inside), stream_of_html(body), evened(inside.words()), title, inside.line, ())


@lru_cache(KEPT)
def text_part(content: str) -> EmailPart:
    """A plain-text part. The story ends at the line `-- `."""
    content = content.replace("\r\n", "\n")
    cut = SIGNATURE.search(content)
    story, foot = (content[: cut.start()], content[cut.end() :]) if cut else (content, "")
    blocks = (without_links(stream_of_text(block)) for block in foot.split("\n\n"))
    return _part(stream_of_text(story), stream_of_text(content), "", "", 1, tuple(block for block in blocks if block))


def _part(story: str, whole: str, prose: str, title: str, line: int, foot: tuple[str, ...]) -> EmailPart:
    marks = tuple(_marks(whole))
    said, all_said = without_links(story), without_links(whole)
    return EmailPart(story, whole, said, all_said, prose, links_in(story), marks, title, line, foot)


def _marks(whole: str) -> Iterator[tuple[str, str]]:
    seen = 0
    for found in STAMP.finditer(whole):
        before = whole[seen : found.start()]
        if key := before[len(before.rstrip(KEY_LETTERS)) :].lstrip("-"):
            seen = found.end()
            yield key, found[1]
