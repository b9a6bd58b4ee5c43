"""Twenty-five hostile texts in everything a writer fills, in a query and in the place of an address: none of them runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from textwrap import dedent
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from samestory.checks import check_library
from samestory.mkdocs_plugin import make_site
from samestory.model.front_matter import BeatFields, NoteFields, StoryFields
from samestory.model.library import Library
from samestory.model.records import Records, ReleasedTouch, SignOff
from samestory.model.settings import Settings, Tracking
from samestory.read import read_library, read_settings
from samestory.releases.record import story_release
from samestory.render.pages import render_pages, render_site_files
from tests.browser.hostile import (
    ALL,
    KINDS,
    PAYLOADS,
    REFUSED_BY_CHECKS,
    REFUSED_SETTINGS,
    closed_keys,
    hostile_files,
    keys_of,
    kind_of,
    open_keys,
)
from tests.browser.site_pages import one_of_each_kind
from tests.page_fixtures import DAY, FILES, STAMP, Example, example_with, write_repository

pytestmark = pytest.mark.browser

HEARS = "window.ran = []; window.xss = number => { ran.push(number) };"


@pytest.fixture(scope="session")
def repository() -> Example:
    """The small repository with every payload in every field that takes words, and two releases that differ."""
    made = example_with(hostile_files(FILES))
    stories = made.library.storylines
    now = tuple(
        story_release(story, made.sequences, made.emails, name="2026-11-20", day=made.day, sources="")
        for story in stories
    )
    before = tuple(
        replace(one, release="2026-11-10", day="2026-11-10", touches=tuple(map(_as_it_was, one.touches))) for one in now
    )
    signed = tuple(SignOff(story.id, ALL, "2026-11-20", ()) for story in stories)
    library = replace(made.library, records=Records(releases=(*before, *now), signed=signed))
    return replace(made, library=library)


def _as_it_was(touch: ReleasedTouch) -> ReleasedTouch:
    """A touch whose message, talk track and values have changed since."""
    claims = tuple(replace(claim, value=f"{ALL} 9 %") for claim in touch.claims)
    return replace(touch, message=f"Before: {touch.message}", talk="", text="", claims=claims)


@pytest.fixture(scope="session")
def spoiled(tmp_path_factory: pytest.TempPathFactory, repository: Example) -> Path:
    """The site of that repository. What checks say of it does not stop it here: escaping has to hold alone."""
    root = tmp_path_factory.mktemp("spoiled")
    made = repository
    write_repository(root, hostile_files(FILES))
    pages = render_pages(made.library, made.sequences, made.emails, made.settings, made.day)
    files = render_site_files(made.library, made.sequences, made.emails, made.settings, made.day, STAMP)
    make_site(root, pages, files, root / "out")
    return root / "out"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that hears when a payload runs."""
    context = browser.new_context(offline=True, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_init_script(HEARS)
    yield context.new_page()
    context.close()


def ran(page: Page) -> list[int]:
    """The payloads that ran, after everything was touched that may be."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(
        "document.querySelectorAll('a, button, input, summary').forEach(one => {"
        " one.dispatchEvent(new Event('mouseover')); one.dispatchEvent(new Event('focus')) })"
    )
    return [number for frame in page.frames for number in frame.evaluate("window.ran || []")]


def test_the_test_would_notice(page: Page, tmp_path: Path) -> None:
    noticed = set()
    for payload in PAYLOADS:
        control = tmp_path / "control.html"
        control.write_text(
            f"<!doctype html><meta charset=utf-8><p title=\"{payload}\" data-x='{payload}'>{payload}</p>", "utf-8"
        )
        page.goto(control.as_uri())
        page.wait_for_timeout(30)
        noticed |= set(ran(page))

    assert len(noticed) >= 14
    assert {1, 2, 3, 13, 22, 25} <= noticed


def test_nothing_a_writer_fills_runs(page: Page, spoiled: Path) -> None:
    found = {}
    paths = [path for path in sorted(spoiled.rglob("*.html")) if path.name != "404.html"]

    for path in paths:
        page.goto(path.as_uri())
        if 'http-equiv="refresh"' in path.read_text("utf-8"):  # it leads on at once
            page.wait_for_url("**/prep/**")
        found[path.relative_to(spoiled).as_posix()] = ran(page)

    text = "".join(path.read_text("utf-8") for path in paths)
    assert set(range(1, 26)) - {10, 11, 12} <= {int(n) for n in re.findall(r"xss\((\d+)\)", text)}
    assert {path: numbers for path, numbers in found.items() if numbers} == {}


def test_nothing_that_find_shows_runs(page: Page, spoiled: Path) -> None:
    page.goto(f"{spoiled.as_uri()}/index.html")
    page.keyboard.press("/")
    for typed in ("rework", "script", "cfo", "xss 2"):
        page.get_by_role("combobox").fill(typed)
        page.get_by_role("option").first.wait_for()

    assert "xss(" in page.get_by_role("listbox").inner_text()
    assert ran(page) == []


def test_every_page_says_what_the_settings_and_the_files_say(spoiled: Path) -> None:
    """A text that is not shown tests nothing: each of these fields stands on some page, as it was typed."""
    words = {
        "buyers/economic-buyer.html": ["The cost of an order", "Cost per order", "A number that nobody can trace"],
        "stages/options.html": ["What could we do about it?", "There is a list of requirements"],
        "stories/hidden-rework.html": ["Rework hides in hours", "Kept by", "Scrap. Everybody measures scrap."],
        "write/hidden-rework-normal-work.html": ["They said no."],
        "handoff.html": ["They have answered an email", "The touch key of the last email", "No time "],
        "proof.html": ["Plant survey of 212 plants", "Self-reported", "On the second shift"],
        "prep/hidden-rework/economic-buyer.html": [
            "how is that in your plant?",
            "sound high or low",
            "One week of order data",
        ],
        "emails/hidden-rework-normal-work.html": [
            "The cost line nobody budgets for",
            "Rework hides inside normal hours",
        ],
        "emails/raw/hr-normal-work-eb.html": ["You see hours", "Ask around what rework costs"],
        "news.html": ["Before: Most rework is booked as normal work"],
    }
    missing = []
    for path, texts in words.items():
        page = unescape((spoiled / path).read_text("utf-8"))
        for text in texts:
            shown = page.find(text)
            if shown < 0 or "xss(" not in page[shown : shown + len(text) + 120]:
                missing.append((path, text))
    shell = unescape((spoiled / "index.html").read_text("utf-8"))

    assert missing == []
    assert '<a class="brand" href="./index.html"><script>xss(1)' in shell
    records = (spoiled / "assets/records.js").read_text("utf-8")
    assert re.search(r'"also":\["<script>xss\(1\)', records.replace("\\u003c", "<"))


def test_every_key_takes_all_payloads_or_none_of_them() -> None:
    models = (*KINDS.values(), StoryFields, BeatFields, NoteFields, Settings, Tracking)

    mixed = {(model, key) for model in models for key in {*keys_of(model)} - {*open_keys(model), *closed_keys(model)}}

    assert mixed == REFUSED_BY_CHECKS
    assert sum(len(open_keys(model)) for model in models) > 20


def test_what_takes_words_holds_them(repository: Example) -> None:
    library, settings = repository.library, repository.settings
    kinds = (library.roles, library.stages, (library.handoff,), library.storylines, library.claims)

    for kind in kinds:
        fields = [one.fields for one in kind if one]
        for key in open_keys(type(fields[0])):
            name = next(name for name, info in type(fields[0]).model_fields.items() if (info.alias or name) == key)
            assert any("xss(1)" in str(getattr(one, name)) for one in fields), key
    for key in set(open_keys(Settings)) - REFUSED_SETTINGS:
        assert "xss(25)" in str(getattr(settings, key.replace("-", "_"))), key


def test_what_takes_no_words_is_refused_at_its_line(tmp_path: Path) -> None:
    """Each key that is a number, a date, an id or a choice, with every payload in it."""
    refused: dict[str, set[int]] = {}
    files = {path: dedent(text).lstrip() for path, text in FILES.items() if path.endswith(".md")}
    files["stories/hidden-rework/field/2026-11-20-heard.md"] = (
        "---\nbeat: normal-work\nrole: economic-buyer\noutcome: objection\n---\n\nNo.\n"
    )
    changed = {}
    for path, text in files.items():
        head, _, body = text.removeprefix("---\n").partition("\n---\n")
        closed = closed_keys(kind_of(path))
        kept = [line for line in head.split("\n") if line.partition(":")[0] not in closed]
        lines = [*kept, *(f"{key}: {json.dumps(PAYLOADS[0])}" for key in closed)]
        refused[path] = {2 + lines.index(line) for line in lines if "xss(1)" in line}
        changed[path] = "---\n" + "\n".join(lines) + f"\n---\n{body}"
    write_repository(tmp_path, changed)
    settings, frames = read_settings(tmp_path).value

    found = read_library(tmp_path, settings, frames).diagnostics

    assert sum(map(len, refused.values())) > 200
    said = {(one.file, one.line) for one in found if one.severity == "error"}
    assert [(path, line) for path, lines in refused.items() for line in lines if (path, line) not in said] == []


def test_an_offer_with_a_hostile_address_is_refused(tmp_path: Path) -> None:
    offer = dedent(FILES["stories/_offers/rework-calculator.md"]).lstrip()
    address = "url: https://www.example.com/calculator"
    assert address in offer
    # One that begins like an address, too: what follows could still end the attribute it stands in.
    addresses = [*PAYLOADS, *(f"https://www.example.com/{payload}" for payload in PAYLOADS if payload[0] in "<\"' `")]
    write_repository(
        tmp_path,
        {
            f"stories/_offers/offer-{number}.md": offer.replace(address, f"url: {json.dumps(one)}")
            for number, one in enumerate(addresses)
        },
    )
    settings, frames = read_settings(tmp_path).value

    listed = read_library(tmp_path, settings, frames)
    found = (*listed.diagnostics, *check_library(listed.value, settings, DAY))

    said = {one.file for one in found if one.severity == "error"}
    assert {f"stories/_offers/offer-{number}.md" for number in range(len(addresses))} - said == set()


def test_a_hostile_setting_that_holds_no_words_is_refused_at_its_line(tmp_path: Path) -> None:
    base = [line for line in dedent(FILES["samestory.toml"]).lstrip().partition("\n[")[0].split("\n") if line]
    told: dict[str, list[str]] = {}
    for key in {*closed_keys(Settings), "logo", "targets"} - {"fields", "tracking", "limits", "allow"}:
        for payload in PAYLOADS:
            value = json.dumps([payload] if key == "targets" else payload)
            kept = [line for line in base if line.partition(" =")[0] != key]
            (tmp_path / "samestory.toml").write_text("\n".join([*kept, f"{key} = {value}", ""]), "utf-8")
            (settings, frames), read = read_settings(tmp_path).value, read_settings(tmp_path).diagnostics
            checked = check_library(Library(frames=frames), settings, DAY) if key == "targets" else ()
            wrong = [one.code for one in (*read, *checked) if one.severity == "error" and one.line == len(kept) + 1]
            if not wrong:
                told.setdefault(key, []).append(payload)

    assert told == {}


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "/" not in payload])
def test_a_file_with_a_hostile_name_is_refused(tmp_path: Path, payload: str) -> None:
    claim = dedent(FILES["stories/_claims/rework-share.md"]).lstrip()
    write_repository(tmp_path, {f"stories/_claims/{payload}.md": claim})
    settings, frames = read_settings(tmp_path).value

    found = read_library(tmp_path, settings, frames).diagnostics

    assert {one.code for one in found if one.file.startswith("stories/_claims/") and "xss" in one.file} == {
        "misnamed-file"
    }


ONE_BY_ONE = """async places => { for (const one of places) { location.hash = one;
  await new Promise(done => requestAnimationFrame(() => setTimeout(done))) } }"""


@pytest.mark.parametrize(
    "path", ["index.html", "prep/hidden-rework/economic-buyer.html", "emails/hidden-rework-normal-work.html"]
)
def test_nothing_in_an_address_runs(page: Page, spoiled: Path, path: str) -> None:
    found = {}

    for payload in PAYLOADS:
        page.goto(f"{spoiled.as_uri()}/{path}?find={quote(payload)}#{payload}")
        found[payload] = ran(page)
        page.evaluate(ONE_BY_ONE, [payload, quote(payload), f"since={quote(payload)}", f"d9&from={payload}"])
        found[payload] += ran(page)

    assert len(found) == 25
    assert {payload: numbers for payload, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize(
    "kind",
    [
        "index",
        "proof",
        "handoff",
        "coverage",
        "news",
        "stories",
        "committee",
        "buyers",
        "stages",
        "prep",
        "emails",
        "write",
    ],
)
def test_nothing_in_the_address_of_any_kind_of_page_runs(page: Page, spoiled: Path, kind: str) -> None:
    path = one_of_each_kind(spoiled)[kind]
    page.goto(f"{spoiled.as_uri()}/{path}?find={quote(ALL)}&{quote(ALL)}#{quote(ALL)}")

    page.evaluate(ONE_BY_ONE, list(PAYLOADS))

    assert ran(page) == []


def test_nothing_in_the_name_of_an_account_runs(page: Page, spoiled: Path) -> None:
    page.goto(f"{spoiled.as_uri()}/index.html")
    page.evaluate(
        "names => localStorage.setItem('samestory-calls', JSON.stringify(names.map(account => ({account, start: '2026-11-02',"
        " story: 'hidden-rework', role: 'economic-buyer', roleName: account, storyName: account, way: [{key: 'a', day: 1, message: account}]}))))",
        list(PAYLOADS),
    )
    page.reload()

    assert page.locator(".calls li").count() == len(PAYLOADS)
    assert ran(page) == []
