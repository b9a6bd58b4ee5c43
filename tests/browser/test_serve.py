"""A writer's open page follows what is saved, and says what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SERVE = [sys.executable, "-u", "-c", "from samestory.cli import main; main()", "serve", "--port", "0"]


@pytest.fixture
def address(example: Path) -> Iterator[str]:
    """Where the example is served."""
    process = subprocess.Popen(SERVE, cwd=example, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"http://\S+", line):
            yield found[0]
            break
    else:
        pytest.fail(said)
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_saving_a_file_changes_the_open_page(example: Path, address: str, page: Page) -> None:
    beat = example / "stories/one-story/20-paid-for.md"
    page.goto(f"{address}stories/one-story.html")
    text = beat.read_text("utf-8")

    beat.write_text(re.sub(r"^# .*$", "# A sentence that was not there", text, count=1, flags=re.MULTILINE), "utf-8")

    expect(page.get_by_text("A sentence that was not there").first).to_be_attached(timeout=60_000)


def test_a_typo_lies_over_the_page_until_it_is_mended_while_other_files_go_on(
    example: Path, address: str, page: Page
) -> None:
    beat, other = example / "stories/one-story/20-paid-for.md", example / "stories/one-story/30-second-job.md"
    good = beat.read_text("utf-8")
    page.goto(f"{address}stories/one-story.html")
    problems = page.locator("samestory-problems")
    expect(problems).to_have_count(0)

    beat.write_text(good.replace("\nidea: ", "\nidae: ", 1), "utf-8")

    expect(problems).to_contain_text("there is no key `idae`", timeout=60_000)
    expect(problems).to_contain_text("stories/one-story/20-paid-for.md:")

    changed = re.sub(
        r"^# .*$", "# Something else was saved meanwhile", other.read_text("utf-8"), count=1, flags=re.MULTILINE
    )
    other.write_text(changed, "utf-8")

    expect(page.get_by_text("Something else was saved meanwhile").first).to_be_attached(timeout=60_000)
    expect(problems).to_contain_text("there is no key `idae`", timeout=60_000)

    beat.write_text(good, "utf-8")

    expect(problems).to_have_count(0, timeout=60_000)


def test_a_project_that_was_never_good_shows_its_problems(example: Path, page: Page) -> None:
    for beat in example.glob("stories/*/story.md"):
        beat.write_text("no front matter", "utf-8")
    process = subprocess.Popen(SERVE, cwd=example, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    try:
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))

        page.goto(address)

        expect(page.locator("samestory-problems")).to_contain_text("front matter is missing", timeout=60_000)
    finally:
        process.terminate()
        process.wait(timeout=20)
