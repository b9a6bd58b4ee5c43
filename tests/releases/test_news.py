"""The site after releases: what is new, and a working link for every key ever released."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.read.records import read_records
from samestory.report import as_text
from tests.releases.news_site import LATER, five_changes
from tests.releases.repository import copied
from tests.releases.test_diff import other_talk


@pytest.fixture(scope="module")
def site(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases and the built site."""
    return five_changes(copied(released_once, tmp_path_factory.mktemp("news") / "tarn"))


def test_every_key_ever_released_has_a_link_that_works(site: Path) -> None:
    records, _ = read_records(site.parents[1])
    keys = {touch.key for release in records.releases for touch in release.touches}

    for key in sorted(keys):
        page = site / "t" / f"{key}.html"
        targets = re.findall(r'(?:url=|href=")(\.\./[^"#]+)', page.read_text("utf-8"))
        assert targets, key
        assert [target for target in targets if not (page.parent / target).resolve().exists()] == [], key
    assert "sl-old-and-new-re" in keys  # the role no longer gets that beat


def test_what_is_new_is_told_by_role_with_links(site: Path) -> None:
    page = (site / "news.html").read_text("utf-8")

    for words in (
        "Stop saying 12 %, say 15 %: a second audit.",
        "It was called sl-first-month-pm.",
        "It comes after 5 days, before it was 8 days.",
        "This is new, on day 16.",
        "This is told no more.",
        "Told for the first time: Slow leaks, Stalled trial.",
    ):
        assert words in page
    days = ["1 December 2026", "24 November 2026, second release", "24 November 2026"]
    assert re.findall(r"<h2>([^<]+)</h2>", page) == days
    links = re.findall(r'href="(t/[^"]+)"', page)
    assert links
    assert [link for link in links if not (site / link).exists()] == []


def test_the_home_page_has_the_last_releases(site: Path) -> None:
    page = (site / "index.html").read_text("utf-8")

    marked = re.findall(r'<a href="prep/([a-z/-]+)\.html#\w+"><b>[^<]+</b> <small>day \d+ · new</small>', page)
    assert sorted(marked) == sorted(
        f"slow-leaks/{role}" for role in ("plant-manager", "maintenance-lead", "reliability-engineer") for _ in range(2)
    )
    listed = re.findall(r'<li data-release="[^"]+"><a href="news\.html#([^"]+)">[^<]+</a> ([^<]+)</li>', page)
    assert listed == [
        ("2026-12-01", "1 added, 4 changed, 1 retired."),
        ("2026-11-24-2", "1 changed, 1 retired."),
        ("2026-11-24", "Told for the first time: Slow leaks, Stalled trial."),
    ]


def test_a_page_says_its_release_and_who_runs_it(site: Path) -> None:
    page = (site / "prep" / "slow-leaks" / "plant-manager.html").read_text("utf-8")

    (line,) = re.findall(r'<p class="release small">(.*?)</p>', page, re.DOTALL)
    assert re.sub(r"<[^>]+>", "", line).strip() == (
        "Release 2026-12-01, agreed by TK on 24 November 2026. In use: Klaviyo still 2026-11-24, Mautic 7. "
        "7 claims, in date to 2 November 2027."
    )


def told_before_check(page: str) -> list[list[str]]:
    """What stands before `Check:` in each talk track of a page, as words."""
    talks = re.findall(r'<section class="say">(.*?)</section>', page, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<p class="then".*?</p>', talk)] for talk in talks]


def test_a_number_that_was_told_otherwise_stands_before_check_in_its_stage(site: Path) -> None:
    plant_manager = (site / "prep" / "slow-leaks" / "plant-manager.html").read_text("utf-8")
    purchasing = (site / "prep" / "slow-leaks" / "purchasing.html").read_text("utf-8")

    note = "We told you 12 %, now 15 %: a second audit. In emails until 1 December 2026."
    assert told_before_check(plant_manager) == [[note], [note], [], [], [], []]  # two numbers of one measure are one
    assert not any(told_before_check(purchasing))  # no email, no number
    assert plant_manager.count('<small class="was"') == 2


def test_a_claim_that_is_told_no_more_says_what_is_told_instead(site: Path) -> None:
    page = (site / "proof.html").read_text("utf-8")

    entry = page[page.index('<li class="card" id="old-plants"') :]
    assert "<s>Old plants and new ones lose the same share, 15 % of their water</s>" in entry
    assert "In no email since 1 December 2026: do not say it. Say instead: " in entry
    assert re.findall(r'<a href="#([^"]+)">', entry) == ["any-plant", "leak-share"]
    assert "<del>12 %</del> until 1 December 2026" in entry


def test_a_claim_whose_file_is_gone_keeps_its_place(site: Path, tmp_path: Path) -> None:
    root = copied(site.parents[1], tmp_path / "tarn")
    (root / "stories" / "_claims" / "old-plants.md").unlink()

    made = build(root, LATER, make_site)

    assert made.value, as_text(made.diagnostics)
    page = (root / "build" / "site" / "proof.html").read_text("utf-8")
    gone = page[page.index("No longer kept") :]
    assert re.search(r'<li class="card" id="old-plants"[^>]*><h3><s>old-plants</s> <s>12 %</s></h3>', gone)
    assert re.findall(r'<a href="#([^"]+)">', gone) == ["any-plant"]


def test_what_is_newer_than_the_release_is_said(site: Path, tmp_path: Path) -> None:
    root = copied(site.parents[1], tmp_path / "tarn")
    other_talk(root)

    made = build(root, LATER, make_site)

    assert made.value, as_text(made.diagnostics)
    newer = "This page has changed since: not everything on it is sent yet."
    pages = {path.parent.name: newer in path.read_text("utf-8") for path in (root / "build/site/prep").glob("*/*.html")}
    assert pages == {"slow-leaks": True, "stalled-trial": False}


def test_there_is_no_news_before_the_first_release(built_example: Path) -> None:
    assert (built_example / "build" / "site" / "news.html").exists() == (
        built_example / "stories" / "_releases"
    ).exists()
