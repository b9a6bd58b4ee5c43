"""Pictures of every kind of page, desktop and phone, light and dark: `python -m tests.browser.screenshots [folder]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.site_pages import one_of_each_kind

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
# A prep page is another picture in the middle of its way, and at a stage of talk tracks.
PLACES = {"prep": ("", "#d47", "#validation")}
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"


def main() -> None:
    """Take pictures of build/site."""
    site = ROOT / "build" / "site"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".samestory" / "screenshots"
    if not (site / "index.html").is_file():
        sys.exit("There is no site: run `make build` first.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    installed = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=list(QUIET))
        for size in SIZES:
            for scheme in SCHEMES:
                photograph(browser, site, folder, size, scheme)
        browser.close()
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


def photograph(browser: Browser, site: Path, folder: Path, size: str, scheme: str) -> None:
    """One picture of each kind of page."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    for kind, path in places(site).items():
        page.goto("about:blank")
        page.goto(f"{site.as_uri()}/{path}")
        for frame in page.locator("iframe").all():
            if frame.is_visible():
                frame.scroll_into_view_if_needed()
        # Of a picture of more than the window, Chromium leaves out the frames that another process paints.
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.evaluate(PAINTED)
        page.screenshot(path=folder / f"{kind}-{size}-{scheme}.png")
        page.set_viewport_size({"width": width, "height": height})
    for email in sorted((site / "emails/raw").glob("*.html"))[:: max(1, emails_in(site) - 1)]:
        page.goto(email.as_uri())
        page.screenshot(path=folder / f"email-{email.stem}-{size}-{scheme}.png", full_page=True)
    page.close()


def places(site: Path) -> dict[str, str]:
    """An address for each picture, by its name."""
    found = {}
    for kind, path in one_of_each_kind(site).items():
        for place in PLACES.get(kind, ("",)):
            found[f"{kind}{place.replace('#', '-')}"] = f"{path}{place}"
    return found


def emails_in(site: Path) -> int:
    """How many emails the site shows; the first and the last one are photographed."""
    return len(list((site / "emails/raw").glob("*.html")))


if __name__ == "__main__":
    main()
