"""What MkDocs is given, pages and files that are finished, and what it says and gives back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from logging.handlers import BufferingHandler
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page as MkDocsPage

from samestory.render.pages.navigation import Entry
from samestory.write import Put


class FinishedPage(MkDocsPage):
    """A page whose body is there already: MkDocs need not parse it, which is most of its work for a page."""

    body = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002  # MkDocs calls it so
        """Take the body as it is."""
        self.content = self.body


class FinishedFile(File):
    """A file that is no page; `put` writes it where there is one."""

    put: Put | None = None

    def copy_file(self, dirty: bool = False) -> None:
        """Write it."""
        if self.put:
            self.put(self.dest_uri, self.content_bytes)
            self._content = b""  # MkDocs holds on to its files
        else:
            super().copy_file(dirty)


@contextmanager
def overheard() -> Iterator[list[logging.LogRecord]]:
    """What MkDocs warns of meanwhile, instead of its log."""
    log, ear = logging.getLogger("mkdocs"), BufferingHandler(capacity=100_000)
    ear.setLevel(logging.WARNING)
    passed_on, log.propagate = log.propagate, False
    log.addHandler(ear)
    try:
        yield ear.buffer
    finally:
        log.removeHandler(ear)
        log.propagate = passed_on


def entries_of(items: Iterable[Any]) -> Iterator[Entry]:
    """What of MkDocs' navigation the shell shows: pages, links, and of a folder its first page."""
    for item in items:
        if isinstance(item, Section):
            if first := next(entries_of(item.children), None):
                yield Entry("", item.title, first.path)
        elif isinstance(item, MkDocsPage | Link):
            yield Entry("", unescape(str(item.title)), str(item.url))  # MkDocs gives the heading of a page as HTML
