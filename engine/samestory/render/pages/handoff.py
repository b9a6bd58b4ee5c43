"""`handoff.html`: when marketing's part becomes sales' part, and where a lead goes that is not ready."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.library import WayBack
from samestory.model.page import Page
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.template import rendered


@page
def handoff(site: Site) -> Iterator[Page]:
    """The one page, where the repository describes the hand-off."""
    described = site.library.handoff
    if described is None:
        return
    path = "handoff.html"
    ways = tuple((way.reason.replace("-", " "), *_way(site, way)) for way in described.ways_back)
    body = rendered("handoff.html", path, site=site, handoff=described, ways=ways)
    yield Page(path, "From marketing to sales, and back", body)


def _way(site: Site, way: WayBack) -> tuple[str, str]:
    """Where a lead goes back to: words, and an address where there is a page."""
    if way.rest_days is not None:
        return f"Rests for {way.rest_days} days", ""
    is_told = any(storyline.id == way.storyline for storyline in site.storylines)
    stage = site.stage_name(way.stage) if way.stage in site.library.stage else way.stage
    return f"{story_name(way.storyline)}: {stage}", f"stories/{way.storyline}.html" if is_told else ""
