"""`t/<key>.html` for keys that stand only in release records: of roles that a beat or a storyline no longer tells."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.model.records import ReleasedTouch, StoryRelease
from samestory.render.pages.kinds import site_file
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.template import rendered
from samestory.render.pages.touch_link import touch_links


@site_file
def released_links(site: Site) -> Iterator[OutFile]:
    """One small page for each key ever released that has no page of its own; by its last release."""
    made = {file.path for file in touch_links(site)}
    released = {
        f"t/{touch.key}.html": (release, touch)
        for release in site.library.records.releases
        for touch in release.touches
    }
    for path, (release, touch) in sorted(released.items()):
        if path not in made:
            yield _link(site, path, release, touch)


def _link(site: Site, path: str, release: StoryRelease, touch: ReleasedTouch) -> OutFile:
    is_told = any(told.id == release.storyline for told in site.storylines)
    body = rendered(
        "touch_link.html",
        path,
        key=touch.key,
        title=story_name(release.storyline),
        message=touch.message,
        target=f"stories/{release.storyline}.html" if is_told else "index.html",
        is_retired=True,
        language=site.settings.language,
    )
    return OutFile(path, body.encode())
