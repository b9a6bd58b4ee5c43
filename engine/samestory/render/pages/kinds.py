"""The kinds of pages: each is a module of this folder with a function marked `@page`, `@story_page` or `@site_file`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

from samestory.model.files import OutFile
from samestory.model.library import Storyline
from samestory.model.page import Page
from samestory.render.pages.site import Site

MakePages = Callable[[Site], Iterator[Page]]
MakeStoryPages = Callable[[Site, Storyline], Iterator[Page]]
MakeFiles = Callable[[Site], Iterator[OutFile]]
_PAGES: dict[str, MakePages] = {}
_FILES: dict[str, MakeFiles] = {}


def page(make: MakePages) -> MakePages:
    """Mark a function that makes all pages of a kind."""
    _PAGES[f"{make.__module__}.{make.__name__}"] = make
    return make


def story_page(make: MakeStoryPages) -> MakeStoryPages:
    """Mark a function that makes all pages of a kind for one storyline, and knows of the others only their names.

    Where nothing of a storyline was changed, its pages are those that were made before.
    """

    def make_all(site: Site) -> Iterator[Page]:
        for storyline in site.storylines:
            yield from site.again(_pages_of_story, make, site.of_story(storyline), storyline)

    _PAGES[f"{make.__module__}.{make.__name__}"] = make_all
    return make


def _pages_of_story(make: MakeStoryPages, site: Site, storyline: Storyline) -> tuple[Page, ...]:
    return tuple(make(site, storyline))


def site_file(make: MakeFiles) -> MakeFiles:
    """Mark a function that makes files that no shell is put around: frames, redirects, data, style and script."""
    _FILES[f"{make.__module__}.{make.__name__}"] = make
    return make


def pages_of(site: Site, is_wanted: Callable[[str], bool]) -> Iterator[Page]:
    """The pages of every kind whose name, `module.function`, is wanted."""
    _discover()
    for name in filter(is_wanted, sorted(_PAGES)):
        yield from _PAGES[name](site)


def all_files(site: Site) -> Iterator[OutFile]:
    """The files of every kind."""
    _discover()
    for name in sorted(_FILES):
        yield from _FILES[name](site)


def _discover() -> None:
    package = import_module("samestory.render.pages")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
