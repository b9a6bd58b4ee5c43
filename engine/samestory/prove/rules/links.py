"""Rule 4: addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import BUNDLE, SENT, Mail
from samestory.prove.read_back import PROVED_PAGE, ReadBack, address_on_site
from samestory.prove.rule import rule
from samestory.prove.words import without_tracking

SAYS = "An offer has one address wherever it is shown and has not ended, and every link of the site leads somewhere."
SENT_TO = re.compile(r"[?&]utm_content=([^&#]*)")
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def _offered(mail: Mail) -> Place:
    return Place(SENT, mail.touch.line, mail.touch.offer_url)


# Requirement: R22
@rule(4, SAYS)
def the_offer_in_the_email(build: ReadBack) -> Iterator[Difference]:
    """Every copy of an email leads to its offer and nowhere else, and says to whom it was sent."""
    for key, mail in build.mails.items():
        offer = without_tracking(mail.touch.offer_url)
        if not _is_sent_to(mail.touch.offer_url, key):
            yield Difference(key, (Place(SENT, mail.touch.line, key), _offered(mail)))
        for alike in mail.alike:
            links = alike[0].part.links
            wrong = [one for one in links if without_tracking(one) != offer or not _is_sent_to(one, key)]
            for address in wrong if links else [""]:
                yield from (Difference(key, (_offered(mail), Place(copy.file, copy.line, address))) for copy in alike)


def _is_sent_to(address: str, key: str) -> bool:
    sent_to = SENT_TO.search(address)
    return sent_to is None or sent_to[1] == key


@rule(4, SAYS)
def one_address_for_each_offer(build: ReadBack) -> Iterator[Difference]:
    """Emails with the same offer lead to the same address by the same words, and the table of touches agrees."""
    first: dict[str, Mail] = {}
    for key, mail in build.mails.items():
        known = first.setdefault(mail.touch.offer, mail)
        one, other = known.touch, mail.touch
        if (without_tracking(one.offer_url), one.offer_text) != (without_tracking(other.offer_url), other.offer_text):
            yield Difference(key, (_offered(known), _offered(mail)))
        line, row = build.table.get(key, (1, {}))
        address = row.get("offer_url") or ""
        if build.table and address != mail.touch.offer_url:
            yield Difference(key, (_offered(mail), Place(f"{BUNDLE}/touches.csv", line, address)))


@rule(4, SAYS)
def the_offer_on_the_page(build: ReadBack) -> Iterator[Difference]:
    """What a rep sends after the call leads to the offer that the email has, and every role's page to the same."""
    addresses: dict[str, dict[str, Place]] = {}
    for mail in build.mails.values():
        known = addresses.setdefault(mail.touch.offer_text, {})
        known.setdefault(without_tracking(mail.touch.offer_url), _offered(mail))
    for keys in build.beats.values():
        meant = {build.mails[key].touch.offer_text: build.mails[key] for key in keys if key in build.mails}
        first: dict[str, Place] = {}
        for key in keys:
            file, prepared = build.prep.get(key, ("", None))
            for address, words, line in prepared.offers if prepared else ():
                here = Place(file, line, address)
                base = without_tracking(address)
                if words in meant and base != without_tracking(meant[words].touch.offer_url):
                    yield Difference(key, (_offered(meant[words]), here))
                elif words not in meant and base not in addresses.get(words, {base: here}):
                    yield Difference(key, (next(iter(addresses[words].values())), here))
                elif without_tracking(first.setdefault(words, here).text) != base:
                    yield Difference(key, (first[words], here))


@rule(4, SAYS)
def no_offer_has_ended(build: ReadBack) -> Iterator[Difference]:
    """An offer whose last day a page tells lies ahead."""
    for path, page in build.pages.items():
        for link in page.links:
            if link.until and ELSEWHERE.match(link.address) and link.until <= build.day:
                here = Place(f"site/{path}", link.line, f"{link.address} until {link.until}")
                yield Difference("", (Place(SENT, 1, build.day), here))


@rule(4, SAYS)
def links_lead_somewhere(build: ReadBack) -> Iterator[Difference]:
    """Each link inside the site names a file that is there, and a place on it that is there."""
    there: set[tuple[str, str]] = set()  # pages of one folder have most addresses in common
    for path, page in build.pages.items():
        folder = path.rpartition("/")[0]
        for link in page.links:
            known = (path if link.address.startswith(("#", "?")) else folder, link.address)
            if known in there or ELSEWHERE.match(link.address) or not link.address:
                continue
            target = address_on_site(path, link.address.split("?")[0])
            if _is_there(build, unquote(target) if "%" in target else target):
                there.add(known)
            else:
                here = Place(f"site/{path}", link.line, link.address)
                yield Difference("", (here, Place(f"site/{target.partition('#')[0]}", 1, "")))


def _is_there(build: ReadBack, target: str) -> bool:
    path, _, anchor = target.partition("#")
    if path.startswith("/"):
        # The page for addresses that are not there is shown at any depth: its links begin at the top of the server.
        parts = path.strip("/").split("/")
        return any(f"site/{'/'.join(parts[at:])}" in build.names for at in range(len(parts)))
    # The page of the proof is written when there is a proof.
    if f"site/{path}" not in build.names and f"site/{path}" != PROVED_PAGE:
        return path == "." or f"site/{path}/index.html" in build.names
    page = build.pages.get(path)
    return not anchor or page is None or anchor in page.ids or anchor == "top"
