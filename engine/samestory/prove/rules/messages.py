"""Rule 1: the message."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import SENT
from samestory.prove.read_back import ReadBack, address_on_site
from samestory.prove.rule import rule
from samestory.prove.sent import SentTouch
from samestory.prove.words import as_said, passage

SAYS = "The message of a touch stands, word for word, in its email and on the rep’s page."


def meant(touch: SentTouch) -> Place:
    """The message as it was meant to be sent."""
    return Place(SENT, touch.line, touch.message)


# Requirement: R22
@rule(1, SAYS)
def in_every_copy_of_the_email(build: ReadBack) -> Iterator[Difference]:
    """The writer's part of each HTML and plain-text copy holds the message."""
    for mail in build.mails.values():
        wanted = as_said(mail.touch.message)
        for alike in mail.alike:
            said = alike[0].as_filled(alike[0].part.said)
            if wanted not in said:
                for copy in alike:
                    here = Place(copy.file, copy.line, passage(said, wanted))
                    yield Difference(mail.touch.key, (meant(mail.touch), here))


@rule(1, SAYS)
def on_the_page_of_each_role(build: ReadBack) -> Iterator[Difference]:
    """Each role's page, the preview of each email and the short page of each touch have the message as it was sent."""
    if not build.has_site:
        return
    for keys in build.beats.values():
        expected = _expected(build, keys)
        for key in keys:
            for place in _on_pages(build, key):
                if expected and place.text != expected.text:
                    yield Difference(key, (expected, place))


def _expected(build: ReadBack, keys: tuple[str, ...]) -> Place | None:
    sent = next((build.touch[key] for key in keys if key in build.touch), None)
    if sent:
        return meant(sent)
    for key in keys:
        file, prepared = build.prep[key]
        for message, line in prepared.messages:
            return Place(file, line, message)
    return None


def _on_pages(build: ReadBack, key: str) -> Iterator[Place]:
    if key in build.touch:
        # All roles of a beat are compared with the first that is sent.
        yield meant(build.touch[key])
    file, prepared = build.prep.get(key, ("site/prep", None))
    messages = prepared.messages if prepared else ()
    yield from (Place(file, line, message) for message, line in messages or (("", 1),))
    former = build.touch[key].former_keys if key in build.touch else ()
    for short in (key, *former):
        page = build.pages.get(f"t/{short}.html")
        yield Place(f"site/t/{short}.html", 1, page.quotes[0] if page and page.quotes else "")
    if key in build.mails:
        file, preview = build.previews.get(key, ("site/emails", None))
        yield Place(file, preview.line if preview else 1, preview.message if preview else "")
        if preview:
            yield Place(file, 1, build.pages[file.removeprefix("site/")].heading)


@rule(1, SAYS)
def where_it_is_repeated(build: ReadBack) -> Iterator[Difference]:
    """The committee's page, the storylines' lanes and the lists of what others were told repeat it unchanged."""
    for path, page in build.pages.items():
        for row in page.rows:
            for cell in row.cells:
                key = build.anchors.get(address_on_site(path, cell.address))
                if key and row.message != build.message_of(key):
                    here = Place(f"site/{path}", row.line, row.message)
                    yield Difference(key, (_source(build, key), here))
                    break
        for cited in page.cited:
            keys = build.beats.get((cited.storyline, cited.beat), ())
            if keys and cited.words != build.message_of(keys[0]):
                here = Place(f"site/{path}", cited.line, cited.words)
                yield Difference(keys[0], (_source(build, keys[0]), here))


def _source(build: ReadBack, key: str) -> Place:
    if key in build.touch:
        return meant(build.touch[key])
    file, prepared = build.prep[key]
    return Place(file, prepared.line, build.message_of(key))
