"""A site of 3,000 pages beside one of 300: what a page costs and weighs, and how long Find takes for its first answer."""

from __future__ import annotations

import gc
import gzip
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import pytest
from playwright.sync_api import Browser, CDPSession

from samestory.mkdocs_plugin import make_site
from samestory.plan import plan_sequences
from samestory.read import read_library, read_settings
from samestory.render.email import render_emails
from samestory.render.pages import render_pages, render_site_files
from tests.browser.conftest import PATIENCE
from tests.conftest import DAY

pytestmark = pytest.mark.browser

KB = 1024
BEATS = 6  # of a storyline in both: there are more storylines, and none is longer
FEW, MANY = 120, 1200  # touches, for some 300 and 3,000 pages
# What lists all there is grows with it: the library of proofs, coverage, a role's and a stage's storylines.
LISTS = ("proof.html", "coverage.html", "index.html", "buyers", "stages")
TYPED = ("operations 12", "rework in purchasing", "who would notice if there were less", "no time for this")
# Find is opened and typed into at once; its files are loaded only then.
FIRST_ANSWER = """typed => new Promise(done => {
  document.querySelector("[data-find]").click();
  const input = document.querySelector("dialog[aria-label='Find'] input");
  new MutationObserver(() => {
    if (document.querySelector("[role=option]")) { requestAnimationFrame(done); }
  }).observe(document.getElementById("found"), {childList: true});
  input.value = typed;
  input.dispatchEvent(new Event("input", {bubbles: true}));
})"""


@dataclass(frozen=True)
class Generated:
    """A generated site, and the CPU seconds that its pages took."""

    folder: Path
    cpu_seconds: float

    @property
    def html(self) -> list[Path]:
        """Its HTML files."""
        return sorted(self.folder.rglob("*.html"))


def generated(root: Path, folder: Path, touches: int) -> Generated:
    """A site from a generated repository; only its pages are timed, not the emails on them."""
    command = [sys.executable, root / "bench/generate.py", f"--touches={touches}", f"--beats={BEATS}", folder]
    subprocess.run(command, check=True, timeout=300)
    settings, frames = read_settings(folder).value
    library = read_library(folder, settings, frames).value
    sequences = plan_sequences(library, settings)
    emails = dict(render_emails(sequences, settings))
    gc.collect()
    begun = time.process_time()
    pages = render_pages(library, sequences, emails, settings, DAY)
    files = render_site_files(library, sequences, emails, settings, DAY, "0123456789abcdef")
    make_site(folder, pages, files, folder / "out")
    return Generated(folder / "out", time.process_time() - begun)


@pytest.fixture(scope="module")
def few(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Some 300 pages."""
    return generated(root, tmp_path_factory.mktemp("few") / "made", FEW)


@pytest.fixture(scope="module")
def many(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Some 3,000 pages."""
    return generated(root, tmp_path_factory.mktemp("many") / "made", MANY)


def sizes(site: Generated) -> dict[str, float]:
    """The mean size of a page, by its kind."""
    found: dict[str, list[int]] = defaultdict(list)
    for path in site.html:
        kind = path.relative_to(site.folder).parts[0]
        if kind not in LISTS and path.name != "index.html":
            found[kind].append(path.stat().st_size)
    return {kind: mean(found[kind]) for kind in sorted(found)}


def test_with_300_pages_find_adds_two_small_files(few: Generated) -> None:
    weights = {
        name: len(gzip.compress((few.folder / "assets" / name).read_bytes(), 9)) for name in ("find.js", "records.js")
    }

    assert len(few.html) >= 300
    assert sum(weights.values()) <= 100 * KB, weights


@pytest.mark.long
def test_with_ten_times_as_many_pages_a_page_costs_and_weighs_the_same(few: Generated, many: Generated) -> None:
    assert len(many.html) >= 3000

    before, after = sizes(few), sizes(many)

    assert before.keys() == after.keys() >= {"prep", "emails", "stories", "committee", "t", "write"}
    assert {kind: after[kind] / before[kind] for kind in after if after[kind] > 1.05 * before[kind]} == {}
    assert many.cpu_seconds / len(many.html) <= 1.5 * few.cpu_seconds / len(few.html)


@pytest.mark.long
@pytest.mark.parametrize("typed", TYPED)
def test_with_ten_times_as_many_pages_find_answers_first_in_three_times_the_time(
    browser: Browser, few: Generated, many: Generated, typed: str
) -> None:
    took = {len(site.html): min(first_answer(browser, site, typed) for _ in range(3)) for site in (few, many)}

    sys.stderr.write(f"{typed}: {took}\n")
    before, after = took.values()
    assert after <= 3 * before


def first_answer(browser: Browser, site: Generated, typed: str) -> float:
    """CPU seconds of the page until a Find that is opened for the first time has answered on the screen."""
    context = browser.new_context(offline=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{site.folder.as_uri()}/index.html")
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = busy(session)
    page.evaluate(FIRST_ANSWER, typed)
    took = busy(session) - before
    context.close()
    return took


def busy(session: CDPSession) -> float:
    """CPU seconds that the page's thread has used."""
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))
