"""`t/<key>.html`: a short address for every touch that is or ever was, which leads to the prep page at its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samestory.model.files import OutFile
from samestory.model.ids import touch_key
from samestory.model.library import Beat, Storyline
from samestory.model.sequence import Touch
from samestory.model.text import plain
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import site_file
from samestory.render.pages.site import Site, all_touches, story_name
from samestory.render.pages.stops import anchor_of
from samestory.render.pages.template import rendered


@site_file
def touch_links(site: Site) -> Iterator[OutFile]:
    """One small page per key: those in use, former ones, and those of retired beats."""
    made: dict[str, OutFile] = {}
    for story in site.storylines:
        made |= site.again(_links_of, site.of_story(story))
    for storyline in site.library.storylines:
        for beat in storyline.beats:
            if beat.status == "retired" or storyline.status == "retired":
                for key in _keys(site, storyline, beat):
                    made.setdefault(key, _retired(site, key, storyline, beat))
    yield from made.values()


def _links_of(site: Site) -> Mapping[str, OutFile]:
    touches = (touch for sequence in site.sequences for touch in all_touches(sequence))
    keys = ((key, touch) for touch in touches for key in (touch.key, *touch.former_keys))
    return {key: _link(site, key, touch) for key, touch in keys}


def _keys(site: Site, storyline: Storyline, beat: Beat) -> Iterator[str]:
    for role in storyline.roles_of(beat):
        if role in site.library.role:
            for id in (beat.id, *beat.fields.was):
                yield touch_key(storyline, id, site.role(role))


def _link(site: Site, key: str, touch: Touch) -> OutFile:
    target = f"{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}"
    when = "talk track" if touch.day is None else f"day {touch.day}"
    title = f"{site.role_name(touch.role)}, {story_name(touch.storyline)}, {when}"
    return _file(site, key, title, plain(touch.message), target, is_retired=False)


def _retired(site: Site, key: str, storyline: Storyline, beat: Beat) -> OutFile:
    is_told = any(told.id == storyline.id for told in site.storylines)
    target = f"stories/{storyline.id}.html" if is_told else "index.html"
    message = plain(site.words(beat.message, storyline=storyline))
    return _file(site, key, story_name(storyline.id), message, target, is_retired=True)


def _file(site: Site, key: str, title: str, message: str, target: str, is_retired: bool) -> OutFile:
    path = f"t/{key}.html"
    body = rendered(
        "touch_link.html",
        path,
        key=key,
        title=title,
        message=message,
        target=target,
        is_retired=is_retired,
        language=site.settings.language,
    )
    return OutFile(path, body.encode())
