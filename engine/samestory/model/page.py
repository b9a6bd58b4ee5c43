"""A page of the reps' site, finished but for the shell that MkDocs puts around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its path under the site (`prep/one-story/finance.html`), its title, its body as HTML.

    `section` is the entry of the header it belongs to, or empty.
    """

    path: str
    title: str
    body: str
    section: str = ""
