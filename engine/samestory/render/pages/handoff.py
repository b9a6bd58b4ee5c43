"""`handoff.html`: when marketing's part becomes sales' part, and where a lead goes that is not ready."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.front_matter import HandoffFields
from samestory.model.library import WayBack
from samestory.model.page import Page
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.template import rendered


# Requirement: R19, R39, R47
@page
def handoff(site: Site) -> Iterator[Page]:
    """The one page, where the repository describes the hand-off."""
    described = site.library.handoff
    if described is None:
        return
    path = "handoff.html"
    ways = tuple((way.reason.replace("-", " "), *_way(site, way)) for way in described.ways_back)
    promises = tuple(_promises(described.fields))
    body = rendered("handoff.html", path, site=site, handoff=described, ways=ways, promises=promises)
    yield Page(path, "From marketing to sales, and back", body)


def _promises(fields: HandoffFields) -> Iterator[str]:
    """What sales agreed to, a sentence each."""
    if fields.accept_within is not None:
        yield f"Sales accepts or returns a lead within {in_hours(fields.accept_within)}."
    if fields.first_conversation_within is not None:
        yield f"The first conversation is held within {in_hours(fields.first_conversation_within)}."
    if fields.recycle_after is not None:
        yield f"After {in_hours(fields.recycle_after * 24)} without one it goes back."


def in_hours(hours: int) -> str:
    """A duration as people say it: `24 hours`, `3 days`."""
    number, unit = (hours // 24, "day") if hours > 24 and hours % 24 == 0 else (hours, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _way(site: Site, way: WayBack) -> tuple[str, str]:
    """Where a lead goes back to: words, and an address where there is a page."""
    if way.rest_days is not None:
        return f"Rests for {way.rest_days} days", ""
    is_told = any(storyline.id == way.storyline for storyline in site.storylines)
    stage = site.stage_name(way.stage) if way.stage in site.library.stage else way.stage
    return f"{story_name(way.storyline)}, from {stage}", f"stories/{way.storyline}.html" if is_told else ""
