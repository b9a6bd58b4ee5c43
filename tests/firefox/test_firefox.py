"""The site in Firefox, as Debian ships it, driven over WebDriver BiDi: a day, Find, a saved call, light and dark."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.host import hosted
from tests.browser.site_pages import small_site
from tests.node import NODE, installed

HERE = Path(__file__).resolve().parent
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason="there is no Firefox: `apt-get install firefox-esr`"),
]
STEPPER = {
    "between": [
        "Last touch 3 days ago: An order that is opened again costs twice and is billed once. "
        "Next on day 14, marketing’s email."
    ],
    "heard": [
        "Day 0 Most rework is booked as normal work",
        "Day 6 An order that is opened again costs twice and is billed once",
        "Day 14 Most rework begins before the order reaches the plant",
    ],
    "open": ["Of the three hand-offs we described, which one is yours?"],
}
KEPT_APART = {
    "notice": [
        "Saved for this page alone: this browser keeps the pages of a folder apart. Bookmark this address to come back."
    ],
    "there": {"day": "6", "marks": ["It did not happen"]},
    "cards": [],
    "leadsTo": "",
}
ON_THE_HOME_PAGE = {
    "notice": ["Saved: the home page leads here, on the day it is then."],
    "there": {"day": "6", "marks": ["It did not happen"]},
    "cards": [["Acme Hydraulics", "Day 6"]],
    "leadsTo": "prep/stalled-audit/economic-buyer.html#since=<start>",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site."""
    return small_site(tmp_path_factory.mktemp("small-firefox"))


def seen_in_firefox(site: str, *, prefers_dark: bool) -> dict[str, Any]:
    """What `drive.mjs` saw of a site, without the version of the browser."""
    installed(HERE)
    order = {"firefox": FIREFOX, "site": site, "prefersDark": prefers_dark}
    command = [NODE, HERE / "drive.mjs", json.dumps(order)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert ran.returncode == 0, ran.stderr
    seen: dict[str, Any] = json.loads(ran.stdout)
    assert seen.pop("version").startswith("firefox/")
    return seen


def test_from_a_folder_firefox_shows_a_day_finds_saves_for_the_page_and_is_dark(small: Path) -> None:
    seen = seen_in_firefox(f"{small.as_uri()}/", prefers_dark=True)

    # What one page of a folder keeps, another cannot read: the last page is dark again.
    assert seen == {
        "stepper": STEPPER,
        "find": "prep/hidden-rework/economic-buyer.html#d14",
        "call": KEPT_APART,
        "dark": [True, False, False, True],
        "errors": [],
        "elsewhere": [],
    }


def test_over_http_firefox_shows_a_day_finds_saves_and_remembers_the_dark(small: Path) -> None:
    with hosted(small) as address:
        seen = seen_in_firefox(f"{address}/", prefers_dark=False)

    assert seen == {
        "stepper": STEPPER,
        "find": "prep/hidden-rework/economic-buyer.html#d14",
        "call": ON_THE_HOME_PAGE,
        "dark": [False, True, True, True],
        "errors": [],
        "elsewhere": [],
    }
