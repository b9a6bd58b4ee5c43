"""Faults seeded into a built example: each is found by disagreement with another place, hashes not looked at."""

from __future__ import annotations

import binascii
import json
import quopri
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pytest

from samestory import __version__
from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build as build_project
from samestory.prove import Finding, verify_build
from tests.conftest import DAY, copy_example

BUNDLE = "sequences/bundle"
SENT = f"{BUNDLE}/sequences.json"
Touch = dict[str, Any]


@dataclass
class Built:
    """A copy of the built example to spoil; `mend` puts back what was changed."""

    folder: Path
    before: dict[str, bytes] = field(default_factory=dict)

    def read(self, file: str) -> str:
        return (self.folder / file).read_bytes().decode()

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        self.before.setdefault(file, path.read_bytes())
        path.write_bytes(text.encode())

    def remove(self, file: str) -> None:
        self.before.setdefault(file, (self.folder / file).read_bytes())
        (self.folder / file).unlink()

    def change(self, file: str, old: str, new: str, after: str = "") -> None:
        """Put `new` in place of the first `old` behind `after`, whatever the line ends in it."""
        text = self.read(file)
        start = text.index(after)
        found = loosely(old).search(text, start)
        assert found, f"{old!r} is not in {file}"
        self.write(file, text[: found.start()] + new + text[found.end() :])

    def change_sent(self, key: str, change: Callable[[Touch], None]) -> None:
        sent = json.loads(self.read(SENT))
        change(next(touch for touch in touches_in(sent) if touch["key"] == key))
        self.write(SENT, json.dumps(sent, indent=2, ensure_ascii=False) + "\n")

    def change_eml(self, file: str, change: Callable[[str], str]) -> None:
        self.write(file, with_parts(self.read(file), change))

    def mend(self) -> None:
        for file, content in self.before.items():
            (self.folder / file).write_bytes(content)
        self.before.clear()

    def findings(self) -> tuple[Finding, ...]:
        return verify_build(self.folder, __version__, with_manifest=False).findings

    @cached_property
    def emails(self) -> tuple[tuple[str, Touch], ...]:
        """Every email as the build was made, with the beginning of the names of its files."""
        sent = json.loads(self.read(SENT))
        return tuple(
            (
                f"{BUNDLE}/{story['id']}/{sequence['role']}/{touch['key']}",
                touch | {"story": story["id"], "role": sequence["role"]},
            )
            for story in sent["storylines"]
            for sequence in story["sequences"]
            for segment in sequence["segments"]
            for touch in segment["touches"]
            if touch["channel"] == "email"
        )

    def email(self, wanted: Callable[[Touch], object] = lambda touch: True) -> tuple[str, Touch]:
        return next(one for one in self.emails if wanted(one[1]))

    def prep(self, touch: Touch) -> str:
        return f"site/prep/{touch['story']}/{touch['role']}.html"

    def everywhere(self, base: str, touch: Touch, change: Callable[[str], str]) -> None:
        """Change the words of an email alike in each of its copies."""
        key = touch["key"]
        for file in (f"{base}.html", f"{base}.txt", f"site/emails/raw/{key}.html", f"site/emails/raw/{key}.txt"):
            self.write(file, changed(self.read(file), change))
        self.change_eml(f"{base}.eml", lambda part: changed(part, change))
        preview = f"site/emails/{touch['story']}-{touch['beat']}.html"
        text = self.read(preview)
        start = text.index("<pre", text.index(f'data-key="{key}"'))
        end = text.index("</pre>", start)
        self.write(preview, text[:start] + changed(text[start:end], change) + text[end:])

        def in_sent(sent: Touch) -> None:
            sent["html"], sent["text"] = changed(sent["html"], change), changed(sent["text"], change)

        self.change_sent(key, in_sent)


def touches_in(sent: dict[str, Any]) -> Iterator[Touch]:
    return (
        touch
        for story in sent["storylines"]
        for sequence in story["sequences"]
        for segment in sequence["segments"]
        for touch in segment["touches"]
    )


def changed(text: str, change: Callable[[str], str]) -> str:
    made = change(text)
    assert made != text
    return made


def loosely(words: str) -> re.Pattern[str]:
    """Words wherever lines break in them, and however a page escapes them."""
    spelled = {
        "'": "(?:'|&#39;|&#x27;)",
        '"': '(?:"|&#34;|&quot;)',
        "&": "&(?:amp;)?",
        "<": "(?:<|&lt;)",
        ">": "(?:>|&gt;)",
    }
    return re.compile(r"\s+".join("".join(spelled.get(one, re.escape(one)) for one in word) for word in words.split()))


def instead(old: str, new: str) -> Callable[[str], str]:
    return lambda text: loosely(old).sub(lambda _: new, text, count=1)


def with_parts(eml: str, change: Callable[[str], str]) -> str:
    """A draft with each of its two parts changed."""

    def one(found: re.Match[str]) -> str:
        part = quopri.decodestring(found[2].encode()).decode().replace("\r\n", "\n")
        quoted = (
            binascii.b2a_qp(change(part).encode(), istext=True).decode().replace("\r\n", "\n").replace("\n", "\r\n")
        )
        return found[1] + quoted + found[3]

    return re.sub(r"(quoted-printable\r\n\r\n)(.*?)(\r\n--=_)", one, eml, flags=re.DOTALL)


@pytest.fixture(scope="module")
def copied(built_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("spoiled") / "build"
    shutil.copytree(built_example / "build", folder)
    return Built(folder)


@pytest.fixture
def built(copied: Built) -> Iterator[Built]:
    yield copied
    copied.mend()


def found(built: Built, rule: int, file: str, touch: str = "") -> bool:
    """Whether the rule found the fault in that file."""
    return any(
        one.rule == rule and (not touch or one.touch == touch) and any(place.file == file for place in one.places)
        for one in built.findings()
    )


def has_value(touch: Touch) -> bool:
    return any(re.search(r"\d", claim["value"]) and claim["form"] == "sentence" for claim in touch["claims"])


def valued(touch: Touch) -> dict[str, str]:
    claim: dict[str, str] = next(c for c in touch["claims"] if re.search(r"\d", c["value"]) and c["form"] == "sentence")
    return claim


def other_digit(text: str) -> str:
    """The text with its last digit changed."""
    at = max(place for place, letter in enumerate(text) if letter.isdigit())
    return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"


def test_nothing_is_found_in_the_untouched_example(built: Built) -> None:
    assert built.findings() == ()


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_a_digit_changed_in_one_part_of_an_email(built: Built, ending: str) -> None:
    base, touch = built.email(has_value)
    text = valued(touch)["text"]
    value = valued(touch)["value"]

    built.change(f"{base}.{ending}", text, text.replace(value, other_digit(value)))

    assert found(built, 2, f"{base}.{ending}", touch["key"])
    assert found(built, 5, f"{base}.{ending}", touch["key"])


def test_a_digit_changed_in_the_draft(built: Built) -> None:
    base, touch = built.email(has_value)
    value = valued(touch)["value"]

    built.change_eml(f"{base}.eml", instead(value, other_digit(value)))

    assert found(built, 2, f"{base}.eml", touch["key"])


def test_a_digit_added_to_the_preview_text_of_the_email(built: Built) -> None:
    base, touch = built.email()

    built.change(f"{base}.html", touch["preview"], touch["preview"][:-1] + " 12 %.")

    assert found(built, 5, f"{base}.html", touch["key"])


def test_a_digit_added_to_the_preview_text_of_the_sequence(built: Built) -> None:
    _, touch = built.email()

    built.change_sent(touch["key"], lambda sent: sent.update(preview=sent["preview"] + " 12 % of them."))

    assert found(built, 6, SENT, touch["key"])
    assert found(built, 5, SENT, touch["key"])


def test_a_claim_s_value_changed_in_the_sequences(built: Built) -> None:
    _, touch = built.email(has_value)
    claim = valued(touch)

    def other_value(sent: Touch) -> None:
        one = next(one for one in sent["claims"] if one["id"] == claim["id"])
        one["value"] = other_digit(one["value"])

    built.change_sent(touch["key"], other_value)

    assert found(built, 3, SENT)
    assert found(built, 2, SENT, touch["key"])


def test_a_message_reworded_on_the_rep_s_page(built: Built) -> None:
    _, touch = built.email()
    page = built.prep(touch)

    built.change(page, touch["message"], "What we wrote, in other words", after=f'data-key="{touch["key"]}"')

    assert found(built, 1, page, touch["key"])


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_a_link_swapped_for_that_of_another_offer(built: Built, ending: str) -> None:
    base, touch = built.email()
    _, other = built.email(lambda one: one["offer"]["id"] != touch["offer"]["id"])

    built.change(f"{base}.{ending}", touch["offer"]["url"], other["offer"]["url"])

    assert found(built, 4, f"{base}.{ending}", touch["key"])
    assert found(built, 5, f"{base}.{ending}", touch["key"])


def test_a_link_swapped_in_the_recap(built: Built) -> None:
    _, touch = built.email()
    page, address = built.prep(touch), touch["offer"]["url"].split("?")[0]

    built.change(page, f'href="{address}"', f'href="{address}s"', after=f'data-key="{touch["key"]}"')

    assert found(built, 4, page, touch["key"])


def test_a_claim_dropped_from_told_so_far(built: Built) -> None:
    _, touch = built.email(lambda touch: touch["claims"])
    page = built.prep(touch)
    text = built.read(page)
    start = text.index("<li data-claim=", text.index(f'data-key="{touch["key"]}"'))

    built.write(page, text[:start] + text[text.index("</li>", start) + 5 :])

    assert found(built, 2, page, touch["key"])


def test_a_variant_that_says_another_number(built: Built) -> None:
    base, touch = built.email(has_value)
    claim = valued(touch)
    wrong = claim["text"].replace(claim["value"], other_digit(claim["value"]))

    built.everywhere(base, touch, instead(claim["text"], wrong))
    built.change_sent(
        touch["key"],
        lambda sent: next(one for one in sent["claims"] if one["id"] == claim["id"]).update(
            text=wrong, value=other_digit(claim["value"])
        ),
    )

    keys = {one.touch for one in built.findings() if one.rule == 8}
    assert keys  # the first variant is what others are compared with
    assert found(built, 3, SENT)


def test_the_stamp_of_another_touch(built: Built) -> None:
    base, touch = built.email()
    _, other = built.email(lambda one: one["stamp"] != touch["stamp"])

    built.change(f"{base}.html", touch["stamp"], other["stamp"])

    assert found(built, 9, f"{base}.html", touch["key"])


def test_a_page_from_an_older_build(built: Built, tmp_path: Path) -> None:
    _, touch = built.email()
    older = copy_example(tmp_path / "older")
    beat = next((older / "stories" / touch["story"]).glob(f"[0-9]*-{touch['beat']}.md"))
    beat.write_text(re.sub(r"(?m)^(- )?Open: ", r"\1Open: In short: ", beat.read_text("utf-8"), count=1), "utf-8")
    made = build_project(older, DAY, make_site)
    assert made.value, made.diagnostics
    page = built.prep(touch)

    built.write(page, (older / "build" / page).read_text("utf-8"))

    assert found(built, 9, page, touch["key"])


def test_a_page_from_before_a_message_was_changed(built: Built) -> None:
    _, touch = built.email()
    page = built.prep(touch)

    built.write(page, loosely(touch["message"]).sub("This is what the message was before", built.read(page)))

    assert found(built, 1, page, touch["key"])


def test_two_numbers_exchanged(built: Built) -> None:
    base, touch = built.email(lambda touch: len({c["value"] for c in touch["claims"] if c["value"]}) > 1)
    one, other = list(dict.fromkeys(claim["value"] for claim in touch["claims"] if claim["value"]))[:2]

    built.everywhere(base, touch, lambda text: text.replace(one, "\0").replace(other, one).replace("\0", other))

    assert found(built, 2, f"{base}.html", touch["key"])
    assert found(built, 2, f"{base}.txt", touch["key"])


@pytest.mark.parametrize(
    "figure",
    [
        "That is 17 of them.",
        "That is 17%.",
        "It costs € 40.",
        "That is one in five.",
        "It is half of the work.",
        "It takes twice as long.",
        "The number doubled.",
        "A third of the leads came back.",
        "It is forty percent.",
    ],
)
def test_a_figure_added_in_digits_and_in_words(built: Built, figure: str) -> None:
    base, touch = built.email()

    built.everywhere(base, touch, instead(touch["message"], f"{figure} {touch['message']}"))

    assert found(built, 6, f"{base}.html", touch["key"])


@pytest.mark.parametrize(
    "place", ['class="open">', 'class="leave"><b>Leave with:</b> ', 'class="recap"><summary>Your recap</summary><p>']
)
def test_a_figure_added_to_what_a_rep_says(built: Built, place: str) -> None:
    _, touch = built.email()
    page = built.prep(touch)

    built.change(page, place, f"{place}Three out of ten agree. ", after=f'data-key="{touch["key"]}"')

    assert found(built, 6, page, touch["key"])


def test_a_reserved_claim_emailed(built: Built) -> None:
    base, touch = built.email()
    library = built.read("site/proof.html")
    entry = next(li for li in re.findall(r'<li class="card".*?</li>', library, re.DOTALL) if "Not emailed" in li)
    (id,), (sentence,) = re.findall(r'data-claim="([^"]+)"', entry)[:1], re.findall(r"<h2>(.*?)</h2>", entry)[:1]
    told = f'<ul class="told">\n<li data-claim="{id}" data-value="">{sentence}</li>'

    built.everywhere(base, touch, instead(touch["message"], f"{sentence}. {touch['message']}"))
    built.change_sent(
        touch["key"],
        lambda sent: sent["claims"].append({"id": id, "form": "sentence", "text": sentence, "value": ""}),
    )
    built.change(built.prep(touch), '<ul class="told">', told, after=f'data-key="{touch["key"]}"')

    assert found(built, 7, SENT, touch["key"])
    assert found(built, 7, f"{base}.html", touch["key"])


def test_a_claim_that_measures_what_is_reserved_emailed(built: Built) -> None:
    _, touch = built.email(lambda touch: touch["claims"])
    library = built.read("site/proof.html")
    used = touch["claims"][0]["id"]
    entry = next(li for li in re.findall(r'<li class="card".*?</li>', library, re.DOTALL) if "Not emailed" in li)
    (reserved,) = re.findall(r'data-claim="([^"]+)"', entry)[:1]
    library = re.sub(r' data-measure="[^"]*"', "", library)
    for id in (used, reserved):
        library = library.replace(f'data-claim="{id}"', f'data-claim="{id}" data-measure="both"', 1)

    built.write("site/proof.html", library)

    assert found(built, 7, SENT, touch["key"])


def test_an_opening_grown_above_its_share(built: Built) -> None:
    committee = {story: built.read(f"site/committee/{story}.html") for story in {t["story"] for _, t in built.emails}}

    def opening_of(touch: Touch) -> str:
        cell = re.search(
            rf'href="\.\./prep/{touch["story"]}/{touch["role"]}\.html#d{touch["day"]}[^"]*">Email</a><div class="small"><p>([^<]+)</p>',
            committee[touch["story"]],
        )
        return cell[1] if cell else ""

    base, touch = built.email(opening_of)
    opening = opening_of(touch)
    grown = f"{opening} {'And there is more that only you will read here. ' * 40}".strip()

    built.everywhere(base, touch, instead(opening, grown))
    built.change(f"site/committee/{touch['story']}.html", opening, grown)
    for page in (built.folder / "site" / "prep" / touch["story"]).glob("*.html"):
        name = page.relative_to(built.folder).as_posix()
        built.write(name, loosely(f"<dd>{opening}</dd>").sub(f"<dd>{grown}</dd>", built.read(name)))

    rules = {(one.rule, one.touch) for one in built.findings()}
    assert rules == {(8, touch["key"])}


def test_a_recap_that_differs_between_roles(built: Built) -> None:
    _, touch = built.email()
    page = built.prep(touch)

    built.change(
        page,
        "<summary>Your recap</summary><p>",
        "<summary>Your recap</summary><p>By the way, ",
        after=f'data-key="{touch["key"]}"',
    )

    assert {one.rule for one in built.findings()} == {8}


def test_a_link_of_the_site_that_leads_nowhere(built: Built) -> None:
    _, touch = built.email()
    page = built.prep(touch)

    built.change(page, 'href="#all"', 'href="#nothing"')

    assert {(one.rule, one.places[0].file) for one in built.findings()} == {(4, page)}


def test_a_former_value_that_no_history_knows(built: Built) -> None:
    _, touch = built.email()
    page = built.prep(touch)

    built.change(page, '<p class="open">', '<p class="open"><del>99%</del> ')

    assert found(built, 3, page)


def test_the_first_letter_of_a_claim_changed_in_a_talk_track(built: Built) -> None:
    _, touch = built.email(lambda touch: any(claim["form"] == "sentence" for claim in touch["claims"]))
    claim = next(claim for claim in touch["claims"] if claim["form"] == "sentence")
    pages = sorted((built.folder / "site" / "prep").rglob("*.html"))
    start = f'proof.html#{claim["id"]}">'
    page = next(
        page.relative_to(built.folder).as_posix()
        for page in pages
        if loosely(start + claim["text"]).search(page.read_text("utf-8"))
    )

    built.change(page, start + claim["text"], f"{start}X{claim['text'][1:]}")

    assert found(built, 3, page)


def test_two_claims_with_one_measure_and_two_values(built: Built) -> None:
    library = built.read("site/proof.html")
    _, touch = built.email(lambda touch: len({c["value"] for c in touch["claims"] if c["value"]}) > 1)
    values = {claim["value"]: claim["id"] for claim in touch["claims"] if claim["value"]}
    library = re.sub(r' data-measure="[^"]*"', "", library)
    for id in values.values():
        library = library.replace(f'data-claim="{id}"', f'data-claim="{id}" data-measure="both"', 1)

    built.write("site/proof.html", library)

    assert found(built, 3, "site/proof.html")


@pytest.mark.parametrize("ending", ["html", "txt", "eml"])
def test_a_file_that_is_missing(built: Built, ending: str) -> None:
    base, touch = built.email()

    built.remove(f"{base}.{ending}")

    assert found(built, 5, f"{base}.{ending}", touch["key"])


def test_another_subject_in_the_draft(built: Built) -> None:
    base, touch = built.email(lambda touch: touch["subject"].isascii())

    built.change(f"{base}.eml", "Subject: ", "Subject: Re: ")

    assert found(built, 5, f"{base}.eml", touch["key"])


# At random


KINDS = ("html", "txt", "eml", "json", "prep")
SUBJECTS = ("message", "value", "wording", "offer")


def texts_of(touch: Touch, subject: str) -> list[str]:
    claims = touch["claims"]
    return {
        "message": [touch["message"]],
        "value": [claim["text"] for claim in claims if claim["value"]],
        "wording": [claim["text"] for claim in claims],
        "offer": [touch["offer"]["url"]],
    }[subject]


def letters_of(subject: str, touch: Touch, text: str, raw: str, start: int) -> list[int]:
    """Where in the raw words at `start` a letter may be changed: not in an escape, not in white space or a mark."""
    escapes = {at for one in re.finditer(r"&#?\w+;", raw) for at in range(one.start(), one.end())}
    places = [at for at, letter in enumerate(raw) if letter.isalnum() and at not in escapes]
    if subject == "value":
        value = next(claim["value"] for claim in touch["claims"] if claim["text"] == text)
        inside = loosely(value).search(raw)
        assert inside, (value, raw)
        places = [at for at in places if inside.start() <= at < inside.end()]
    if subject == "offer":
        places = [at for at in places if at >= len("https://")]
    return [start + at for at in places]


def slip(text: str, at: int, chance: random.Random) -> str:
    pool = "0123456789" if text[at].isdigit() else "abcdefghijklmnopqrstuvwxyz"
    return text[:at] + chance.choice([one for one in pool if one != text[at].lower()]) + text[at + 1 :]


def seeded(built: Built, chance: random.Random) -> str | None:
    """Change one letter somewhere; returns the file, or None where this email has nothing of that kind."""
    kind, subject = chance.choice(KINDS), chance.choice(SUBJECTS)
    base, touch = chance.choice(built.emails)
    if kind == "prep":
        return seeded_on_page(built, touch, subject, chance)
    texts = texts_of(touch, subject)
    if not texts:
        return None
    text = chance.choice(texts)
    if kind == "json":
        return seeded_in_sent(built, touch, subject, text, chance)

    def change(content: str) -> str:
        one = loosely(text).search(content)
        if not one:
            return content
        return slip(content, chance.choice(letters_of(subject, touch, text, one[0], one.start())), chance)

    file = f"{base}.{kind}"
    before = built.read(file)
    if kind == "eml":
        # In one part of the two.
        which = chance.randrange(2)
        seen = iter(range(2))
        after = with_parts(before, lambda part: change(part) if next(seen) == which else part)
    else:
        after = change(before)
    if after == before:
        return None
    built.write(file, after)
    return file


def seeded_in_sent(built: Built, touch: Touch, subject: str, text: str, chance: random.Random) -> str | None:
    def change(sent: Touch) -> None:
        if subject == "message":
            sent["message"] = slip(text, chance.choice(letters_of(subject, touch, text, text, 0)), chance)
        elif subject == "offer":
            sent["offer"]["url"] = slip(text, chance.choice(letters_of(subject, touch, text, text, 0)), chance)
        else:
            claim = next(claim for claim in sent["claims"] if claim["text"] == text)
            claim["text"] = slip(text, chance.choice(letters_of(subject, touch, text, text, 0)), chance)

    built.change_sent(touch["key"], change)
    return SENT


def seeded_on_page(built: Built, touch: Touch, subject: str, chance: random.Random) -> str | None:
    page = built.prep(touch)
    content = built.read(page)
    start = content.index(f'data-key="{touch["key"]}"')
    end = content.find('data-key="', start + 10)
    section = content[start : end if end > 0 else len(content)]
    patterns = {
        "message": r'class="message">([^<]+)<',
        "value": r'data-value="([^"]+)"',
        "wording": r'(?:proof\.html#[a-z0-9-]+|<li data-claim="[^"]*" data-value="[^"]*")">?([^<]+)<',
        "offer": r'href="(https://[^"]+)"',
    }
    found = [one.span(1) for one in re.finditer(patterns[subject], section)]
    # A wording that stands in one place only has nothing to be compared with.
    found = [span for span in found if subject != "wording" or stands_twice(built, section[slice(*span)])]
    if not found:
        return None
    first, last = chance.choice(found)
    places = letters_of("offer" if subject == "offer" else "", touch, "", section[first:last], first)
    at = start + chance.choice(places)
    built.write(page, slip(content, at, chance))
    return page


def stands_twice(built: Built, words: str) -> bool:
    pages = (built.folder / "site" / "prep").rglob("*.html")
    texts = [built.read("site/proof.html"), *(page.read_text("utf-8") for page in pages)]
    return sum(text.count(words) for text in texts) > 1


def missed(built: Built, wanted: int, seed: int) -> list[tuple[str, bytes, bytes]]:
    """Seed that many faults, one after the other; what comes out are those that were not found in their file."""
    chance, lost, done = random.Random(seed), [], 0
    while done < wanted:
        file = seeded(built, chance)
        if file is None:
            continue
        done += 1
        if not any(place.file == file for finding in built.findings() for place in finding.places):
            lost.append((file, *parted(built.before[file], (built.folder / file).read_bytes())))
        built.mend()
    return lost


def parted(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(at - 60, 0) : at + 30], other[max(at - 60, 0) : at + 30]


def test_a_hundred_letters_changed_at_random_are_found(built: Built) -> None:
    assert missed(built, 100, seed=5) == []


@pytest.mark.long
def test_a_thousand_letters_changed_at_random_are_found(built: Built) -> None:
    assert missed(built, 1000, seed=1000) == []


def test_escapes_are_found_in_pages() -> None:
    assert loosely('sales\' "second" job').search(f"x {escape('sales&#39; ')}") is None
    assert loosely("sales' job").search("sales&#39;\njob")
