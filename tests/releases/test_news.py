"""The site after releases: what is new, and a working link for every key ever released."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.read.records import read_records
from samestory.report import as_text
from tests.releases.repository import commit, copied, released, signed
from tests.releases.test_diff import new, other_readers, other_value, other_wait, renamed

LATER = date(2026, 12, 1)


@pytest.fixture(scope="module")
def site(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases and the built site, with all five kinds of change, and a role less for a beat in between."""
    root = copied(released_once, tmp_path_factory.mktemp("news") / "tarn")
    (root / "mkdocs.yml").write_text(
        "site_name: Tarn\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n", "utf-8"
    )
    (root / "site").mkdir()
    (root / "site" / "about.md").write_text("# About\n", "utf-8")
    other_readers(root)
    commit(root)
    signed(root)
    released(root, "2026-11-24-2")
    for change in (other_value, other_wait, renamed, new, removed_walk):
        change(root)
    commit(root)
    signed(root)
    released(root, "2026-12-01", day=LATER)
    made = build(root, LATER, make_site)
    assert made.value, as_text(made.diagnostics)
    return root


def removed_walk(root: Path) -> None:
    """A beat is retired that nothing else leans on."""
    path = next((root / "stories" / "stalled-trial").glob("*-call-the-group.md"))
    path.write_text(path.read_text("utf-8").replace("\n---\n", "\nstatus: retired\n---\n", 1), "utf-8")


def test_every_key_ever_released_has_a_link_that_works(site: Path) -> None:
    records, _ = read_records(site)
    keys = {touch.key for release in records.releases for touch in release.touches}

    for key in sorted(keys):
        page = site / "build" / "site" / "t" / f"{key}.html"
        targets = re.findall(r'(?:url=|href=")(\.\./[^"#]+)', page.read_text("utf-8"))
        assert targets, key
        assert [target for target in targets if not (page.parent / target).resolve().exists()] == [], key
    assert "sl-old-and-new-re" in keys  # the role no longer gets that beat


def test_what_is_new_is_told_by_role_with_links(site: Path) -> None:
    page = (site / "build" / "site" / "news.html").read_text("utf-8")

    for words in (
        "Stop saying 12 %, say 15 %.",
        "It was called sl-first-month-pm.",
        "It comes after 5 days, before it was 8 days.",
        "This is new, on day 16.",
        "This is told no more.",
        "Told for the first time: Slow leaks, Stalled trial.",
    ):
        assert words in page
    assert page.index("1 December 2026") < page.index("24 November 2026")
    links = re.findall(r'href="(t/[^"]+)"', page)
    assert links
    assert [link for link in links if not (site / "build" / "site" / link).exists()] == []


def test_there_is_no_news_before_the_first_release(built_example: Path) -> None:
    assert (built_example / "build" / "site" / "news.html").exists() == (
        built_example / "stories" / "_releases"
    ).exists()
