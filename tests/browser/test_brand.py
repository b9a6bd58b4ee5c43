"""The brand of the settings on the pages: a colour that can be read wherever it stands, a logo, a name."""

from __future__ import annotations

import threading
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from samestory.contrast import accent_of
from samestory.mkdocs_plugin import make_site
from samestory.render.pages import render_pages, render_site_files
from tests.browser.conftest import NewPage
from tests.browser.host import hosted
from tests.browser.site_pages import HAND_MADE, one_of_each_kind
from tests.browser.test_speed import MOST_MOVED, WATCHES
from tests.page_fixtures import FILES, STAMP, example_with, write_repository

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
CONTRAST = """() => axe.run(document, {runOnly: ["color-contrast"], iframes: false, resultTypes: ["violations"]})
  .then(found => found.violations.flatMap(one => one.nodes.map(node => node.html.slice(0, 120))))"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 10h40" stroke="#083" stroke-width="9"/></svg>'
SETTINGS = FILES["samestory.toml"]
PLACES = {"prep": "#d6"}
COLOUR = "#ffcc00"  # too pale, so that another one is taken


def branded(root: Path, colour: str) -> Path:
    """The small site with a colour, a logo and a name with signs in it."""
    assert 'name = "Northwind Tools"' in SETTINGS
    mine = f'colour = "{colour}"\nlogo = "site/pictures/logo.svg"\n'
    settings = mine + "\n".join(line for line in SETTINGS.split("\n") if not line.startswith("colour"))
    changes = {
        **HAND_MADE,
        "samestory.toml": settings.replace('name = "Northwind Tools"', 'name = "North & <b>wind</b>"'),
        "site/pictures/logo.svg": LOGO,
    }
    write_repository(root, changes)
    made = example_with(changes)
    pages = render_pages(made.library, made.sequences, made.emails, made.settings, made.day)
    files = render_site_files(made.library, made.sequences, made.emails, made.settings, made.day, STAMP)
    make_site(root, pages, files, root / "out")
    return root / "out"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose colour had to be made darker."""
    return branded(tmp_path_factory.mktemp("branded"), COLOUR)


def accent(page: Page) -> str:
    return str(
        page.evaluate(
            "(() => { const one = document.createElement('a'); one.href = '#'; document.querySelector('main').append(one);"
            " const found = getComputedStyle(one).color; one.remove(); return found })()"
        )
    )


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_every_kind_of_page_can_be_read_in_light_and_dark(new_page: NewPage, site: Path) -> None:
    assert pale_texts(new_page(1280, 900), site, COLOUR) == {}


@pytest.mark.long
@pytest.mark.parametrize("colour", ["#0b7a3b", "#4b0082", "#ff0000", "#808080"])
def test_other_colours_can_be_read_too(new_page: NewPage, tmp_path: Path, colour: str) -> None:
    assert pale_texts(new_page(1280, 900), branded(tmp_path / "project", colour), colour) == {}


def pale_texts(page: Page, site: Path, colour: str) -> dict[str, list[str]]:
    """What axe finds too pale on each kind of page, light and dark; the colour is used as it was made readable."""
    pale: dict[str, list[str]] = {}

    for kind, path in one_of_each_kind(site).items():
        page.goto(f"{site.as_uri()}/{path}{PLACES.get(kind, '')}")
        page.add_script_tag(path=AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            pale[f"{path} {scheme}"] = page.evaluate(CONTRAST)
            assert accent(page) == rgb(getattr(accent_of(colour), scheme))

    assert len(pale) > 20
    return {place: nodes for place, nodes in pale.items() if nodes}


def test_the_logo_stands_on_every_page_and_comes_from_the_site(new_page: NewPage, site: Path) -> None:
    page = new_page(1280, 900)

    for path in one_of_each_kind(site).values():
        page.goto(f"{site.as_uri()}/{path}")
        logo = page.locator(".brand img")
        assert logo.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
        assert logo.evaluate("image => image.src") == f"{site.as_uri()}/pictures/logo.svg"
        assert logo.bounding_box() is not None

    assert (site / "pictures/logo.svg").read_text("utf-8") == LOGO
    assert '"pictures/logo.svg"' in (site / "sw.js").read_text("utf-8")


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_a_logo_moves_nothing_when_it_comes(browser: Browser, site: Path, width: int) -> None:
    gate = threading.Event()
    page = browser.new_context(viewport={"width": width, "height": 900}, service_workers="block").new_page()
    page.add_init_script(WATCHES)

    with hosted(site, gate, held="/pictures/logo.svg") as address:
        page.goto(f"{address}/index.html", wait_until="domcontentloaded")
        page.locator(".brand").wait_for()
        page.wait_for_timeout(100)
        kept = page.locator(".brand img").bounding_box()
        gate.set()
        page.locator(".brand img").evaluate("image => image.decode()")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")

    assert kept == page.locator(".brand img").bounding_box()
    assert kept
    assert (kept["width"], kept["height"]) == (64, 32)
    assert page.evaluate("moved.reduce((all, one) => all + one, 0)") <= MOST_MOVED
    page.context.close()


def test_the_name_of_the_settings_stands_on_every_page_as_it_is(new_page: NewPage, site: Path) -> None:
    page = new_page(1280, 900)

    page.goto(f"{site.as_uri()}/prep/hidden-rework/economic-buyer.html")

    assert page.locator(".brand").inner_text() == "North & <b>wind</b>"
    assert page.title().endswith(" · North & <b>wind</b>")


def test_the_icon_of_the_tab_has_the_colour(site: Path) -> None:
    assert accent_of(COLOUR).light in (site / "assets/icon.svg").read_text("utf-8")
