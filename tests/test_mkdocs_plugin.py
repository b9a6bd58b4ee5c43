"""The site through MkDocs: hand-made pages beside ours, settings that are ours to set, and what is refused."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from samestory.mkdocs_plugin import make_site
from samestory.model.files import OutFile
from samestory.model.page import Page
from samestory.write import Refused
from tests.page_fixtures import FILES

CONFIG = "site_name: Northwind\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n"
PAGES = (
    Page("index.html", "Who are you talking to?", "<h1>Who are you talking to?</h1>"),
    Page("handoff.html", "From marketing to sales, and back", "<h1>Hand-off</h1>"),
    Page("prep/a/b.html", "CFO <b> & Co", "<h1>CFO & Co</h1>", "storylines"),
    Page("proof.html", "Proof", "<h1>Proof</h1>", "proof"),
    Page("stories/index.html", "Storylines", "<h1>Storylines</h1>", "storylines"),
)
OUT_FILES = (OutFile("assets/site.css", b"body {}"), OutFile("t/a-b.html", b"<p>here</p>"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with two hand-made pages, one of them in a folder, and a picture."""
    return written(
        tmp_path / "project",
        {
            "samestory.toml": FILES["samestory.toml"],
            "mkdocs.yml": CONFIG,
            "site/house-rules.md": "# House & rules\n\n![The way](pictures/way.svg)\n\nSee [the call](prep/a/b.md).\n",
            "site/guides/first.md": "# The first call\n",
            "site/guides/second.md": "# The second call\n",
            "site/pictures/way.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        },
    )


def written(root: Path, files: dict[str, str]) -> Path:
    """Files laid under a folder."""
    for path, words in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(words, "utf-8")
    return root


def made(project: Path) -> dict[str, str]:
    """The site of a project, by path."""
    make_site(project, PAGES, OUT_FILES, project / "out")
    found = sorted(path for path in (project / "out").rglob("*") if path.is_file())
    return {path.relative_to(project / "out").as_posix(): path.read_text("utf-8") for path in found}


def menu(html: str) -> list[tuple[str, str]]:
    """The entries of the header's menu: address and words."""
    found = re.search(r'<details class="pick more".*?</details>', html, re.DOTALL)
    return re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', found[0]) if found else []


def test_hand_made_pages_stand_in_the_navigation_of_every_page(project: Path) -> None:
    site = made(project)

    assert menu(site["index.html"]) == [
        ("./house-rules.html", "House &amp; rules"),
        ("./guides/first.html", "Guides"),
        ("./handoff.html", "From marketing to sales, and back"),
    ]
    assert menu(site["prep/a/b.html"])[0] == ("../../house-rules.html", "House &amp; rules")


def test_a_hand_made_page_keeps_its_picture_and_its_links(project: Path) -> None:
    site = made(project)

    assert 'src="pictures/way.svg"' in site["house-rules.html"]
    assert "pictures/way.svg" in site
    assert 'href="prep/a/b.html"' in site["house-rules.html"]
    assert 'aria-current="page">House &amp; rules</a>' in site["house-rules.html"]
    assert "<title>House &amp; rules · Northwind Tools</title>" in site["house-rules.html"]


def test_a_wide_table_on_a_hand_made_page_scrolls_by_itself(project: Path) -> None:
    written(project, {"site/house-rules.md": "# Rules\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"})

    page = made(project)["house-rules.html"]

    assert page.count('<div class="scroll" tabindex="0"><table>') == page.count("</table></div>") == 1


def test_pages_of_a_folder_lead_to_each_other(project: Path) -> None:
    site = made(project)

    beside = site["guides/second.html"].partition('<nav class="beside"')[2].partition("</nav>")[0]

    assert re.findall(r'<a href="([^"]*)"( aria-current="page")?>', beside) == [
        ("../guides/first.html", ""),
        ("../guides/second.html", ' aria-current="page"'),
    ]
    assert "beside" not in site["house-rules.html"]


def test_the_order_of_mkdocs_own_navigation_is_kept(project: Path) -> None:
    nav = "nav:\n  - guides/second.md\n  - Our wiki: https://wiki.northwind.example/\n  - Rules of the house: house-rules.md\n"
    written(project, {"mkdocs.yml": CONFIG + nav})

    assert menu(made(project)["proof.html"])[:-1] == [
        ("./guides/second.html", "The second call"),
        ("https://wiki.northwind.example/", "Our wiki"),
        ("./house-rules.html", "Rules of the house"),
    ]


def test_a_body_is_put_into_the_shell_as_it_is(project: Path) -> None:
    site = made(project)

    assert "\n<h1>CFO & Co</h1>\n" in site["prep/a/b.html"]
    assert '<a class="to-storylines" href="../../stories/index.html" aria-current="true">' in site["prep/a/b.html"]
    assert "<title>CFO &lt;b&gt; &amp; Co · Northwind Tools</title>" in site["prep/a/b.html"]
    assert 'href="../../assets/site.css"' in site["prep/a/b.html"]
    assert site["t/a-b.html"] == "<p>here</p>"
    assert "coverage.html" not in site["prep/a/b.html"]


def test_addresses_stay_those_of_files_whatever_mkdocs_yml_says(project: Path) -> None:
    before = made(project)
    written(project, {"mkdocs.yml": CONFIG + "use_directory_urls: true\n"})

    assert made(project) == before
    assert "house-rules.html" in before


def test_the_site_goes_where_the_engine_says(project: Path) -> None:
    written(project, {"mkdocs.yml": CONFIG.replace("build/site", "public")})

    made(project)

    assert not (project / "public").exists()
    assert (project / "out/index.html").is_file()


def test_without_mkdocs_yml_there_is_a_site_too(project: Path) -> None:
    (project / "mkdocs.yml").unlink()

    assert "<title>CFO &lt;b&gt; &amp; Co · Northwind Tools</title>" in made(project)["prep/a/b.html"]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"site/proof.md": "# Mine"},
            "site/proof.md takes the place of proof.html, which SameStory makes: give it another name",
        ),
        (
            {"site/index.md": "# Mine"},
            "site/index.md takes the place of index.html, which SameStory makes: give it another name",
        ),
        (
            {"site/T/A-B.html": "mine"},
            "site/T/A-B.html takes the place of t/a-b.html, which SameStory makes: give it another name",
        ),
        (
            {"site/assets/site.css": "b {}"},
            "site/assets/site.css takes the place of assets/site.css, which SameStory makes: give it another name",
        ),
        (
            {"mkdocs.yml": CONFIG.replace("[samestory]", "[]")},
            "mkdocs.yml does not name the plugin: write `plugins: [samestory]`",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(
    project: Path, files: dict[str, str], sentence: str
) -> None:
    written(project, files)

    with pytest.raises(Refused) as refused:
        made(project)

    assert str(refused.value) == sentence
    assert not (project / "out").exists()
    assert {path: (project / path).read_text("utf-8") for path in files} == files


@pytest.mark.parametrize(
    "config", ["site_name: [", CONFIG.replace("build/site", "site"), CONFIG + "plugins: [no-such]\n"]
)
def test_a_wrong_mkdocs_yml_is_refused_and_the_hand_made_pages_stay(project: Path, config: str) -> None:
    written(project, {"mkdocs.yml": config})
    before = sorted((project / "site").rglob("*"))

    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=project, capture_output=True, text=True, check=False
    )

    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert sorted((project / "site").rglob("*")) == before


def test_a_link_to_nowhere_on_a_hand_made_page_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(project, {"site/house-rules.md": "# Rules\n\n[gone](no-such-page.md)\n"})

    made(project)

    assert "no-such-page.md" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["samestory.cli", "build"], ["mkdocs", "build", "-q"]])
def test_a_taken_place_publishes_nothing(example: Path, command: list[str]) -> None:
    written(example, {"site/proof.md": "# Mine\n", "build/keep": ""})
    (example / "build/keep").unlink()
    (example / "build").rmdir()
    start = ["-c", "from samestory.cli import main; main()", "build"] if command[0] != "mkdocs" else ["-m", *command]

    ran = subprocess.run(
        [sys.executable, *start], cwd=example, capture_output=True, text=True, timeout=120, check=False
    )

    assert ran.returncode != 0
    assert "site/proof.md takes the place of proof.html" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (example / "build").exists()
    assert (example / "site/proof.md").read_text("utf-8") == "# Mine\n"


def test_mkdocs_build_publishes_where_we_publish_whatever_folder_it_is_told(example: Path) -> None:
    (example / "precious").mkdir()
    (example / "precious/thesis.txt").write_text("years of work")

    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", "precious"],
        cwd=example,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert (example / "precious/thesis.txt").read_text() == "years of work"
    assert (example / "build/site/index.html").is_file()


@contextmanager
def serving(example: Path) -> Iterator[str]:
    """`mkdocs serve` in a folder; gives the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        command, cwd=example, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=subprocess.PIPE, text=True
    )
    try:
        yield f"http://127.0.0.1:{port}/"
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
    finally:
        process.terminate()
        process.communicate(timeout=30)


def waits_for(address: str, words: str, seconds: int = 60) -> bool:
    """Whether a page comes to hold some words."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=10) as answer:
                if words in answer.read().decode():
                    return True
        except (URLError, OSError):
            pass
        time.sleep(0.3)
    return False


def test_mkdocs_serve_follows_the_stories_and_outlives_their_errors(example: Path) -> None:
    story = example / "stories/one-story/story.md"
    words = story.read_text("utf-8")
    promise = re.search(r"^# (.*)$", words, re.MULTILINE)
    assert promise

    with serving(example) as address:
        assert waits_for(f"{address}stories/one-story.html", promise[1])
        story.write_text(words.replace("kind: nurture", "kind: nurtur"), "utf-8")
        time.sleep(3)
        assert waits_for(f"{address}stories/one-story.html", promise[1])
        story.write_text(words.replace(promise[0], "# Another promise"), "utf-8")
        assert waits_for(f"{address}stories/one-story.html", "Another promise")

    assert not (example / "build").exists()
