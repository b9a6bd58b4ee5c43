"""Door: the site through MkDocs. The only module that knows it; nothing here grows with pages × pages."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.theme import Theme

from samestory.model.files import OutFile
from samestory.model.page import Page
from samestory.model.settings import Settings

SHELL = Path(__file__).parent / "theme" / "shell"
DEFAULT_CONFIG = "site_name: {name}\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n"
WATCHED = ("stories", "buyers", "pyproject.toml", "samestory.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the header or footer; it stands there only where its page exists."""

    section: str
    name: str
    path: str


HEADER = (
    Entry("storylines", "Storylines", "stories/index.html"),
    Entry("buyers", "Buyers", "buyers/index.html"),
    Entry("proof", "Proof", "proof.html"),
    Entry("news", "What’s new?", "news.html"),
    Entry("coverage", "Coverage", "coverage.html"),
)
FOOTER = (
    Entry("handoff", "From marketing to sales, and back", "handoff.html"),
    Entry("proved", "What was proved", "proved.html"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """What the engine made of the site, and where it goes; `running` is set where MkDocs is in charge."""

    pages: tuple[Page, ...]
    files: tuple[OutFile, ...]
    settings: Settings | None = None
    running: Running | None = None


class Running(Protocol):
    """A build under way, as `pipeline.start_build` returns it."""

    stage_folder: Path
    pages: tuple[Page, ...]
    site_files: tuple[OutFile, ...]
    settings: Settings


def make_site(
    root: Path,
    pages: tuple[Page, ...],
    files: tuple[OutFile, ...],
    into: Path,
    settings: Settings | None = None,
) -> None:
    """Put the shell around finished pages and write the site, hand-made pages of `root`/site included.

    Raises:
        mkdocs.exceptions.MkDocsException: the configuration is wrong, or two pages want one place.
    """
    config = _configured(root, into, settings)
    plugin = config.plugins.get("samestory")
    if not isinstance(plugin, SameStoryPlugin):
        raise PluginError("mkdocs.yml does not name the plugin: write `plugins: [samestory]`")
    plugin.made = Made(pages, files, settings)
    build(config)


def _configured(root: Path, into: Path, settings: Settings | None) -> MkDocsConfig:
    file = root / "mkdocs.yml"
    if file.is_file():
        return load_config(str(file), site_dir=str(into))
    (name,) = (settings.name or root.name,) if settings else (root.name,)
    text = io.BytesIO(DEFAULT_CONFIG.format(name=_quoted(name)).encode())
    return load_config(text, config_file_path=str(file), site_dir=str(into))


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


class FinishedPage(MkDocsPage):
    """A page whose body is there already: MkDocs neither reads nor renders anything for it."""

    body = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the body as it is."""
        self.content = self.body


class NoOptions(Config):
    """Everything is set in [tool.samestory]; mkdocs.yml only names the plugin."""


class SameStoryPlugin(BasePlugin[NoOptions]):
    """Hands finished pages to MkDocs. Under `mkdocs build` it also starts the pipeline, and publishes at the end."""

    def __init__(self) -> None:
        self.made: Made | None = None
        self.command: Literal["build", "gh-deploy", "serve"] = "build"
        self.sections: dict[str, str] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a preview: one is shown from where MkDocs wants it, and never published."""
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what the site needs, and start the pipeline where nobody handed the pages over."""
        if self.made is None:
            self.made = self._start(_root(config))
        config.use_directory_urls = False
        config.theme = Theme(name=None, custom_dir=str(SHELL))
        # MkDocs' own folder of templates holds only a sitemap, which would carry the day of the build.
        config.theme.dirs = [str(SHELL)]
        config.theme.static_templates = {"404.html"}
        if self.made.settings and not config.site_url:
            config.site_url = self.made.settings.site_url
        if self.made.running and self.command != "serve":
            config.site_dir = str(self.made.running.stage_folder / "site")
        return config

    def _start(self, root: Path) -> Made:
        running = _pipeline().start_build(root)
        return Made(running.pages, running.site_files, running.settings, running)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and files to the hand-made ones."""
        made = self._made()
        self.sections = {}
        by_place = {file.dest_uri.lower(): file.src_uri for file in files}
        for page in made.pages:
            file = File.generated(config, source_of(page.path), content="", inclusion=InclusionLevel.NOT_IN_NAV)
            _refuse_collision(by_place, file)
            finished = FinishedPage(page.title, file, config)
            finished.body = page.body
            self.sections[file.src_uri] = page.section
            files.append(file)
        for out in made.files:
            file = File.generated(config, out.path, content=out.content)
            _refuse_collision(by_place, file)
            files.append(file)
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Give the shell its links: entries whose page exists, and the hand-made pages at the top of `site/`."""
        env.trim_blocks = env.lstrip_blocks = True
        paths = {page.path for page in self._made().pages}
        settings = self._made().settings
        env.globals["samestory"] = {
            "language": settings.language if settings else "en",
            "header": [entry for entry in HEADER if entry.path in paths],
            "footer": [entry for entry in FOOTER if entry.path in paths],
            "hand_made": [file.page for file in self._hand_made(files) if "/" not in file.src_uri],
        }
        return env

    def on_page_context(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:
        """Tell the shell whose page it is, and which entry of the header it belongs to."""
        context["is_generated"] = isinstance(page, FinishedPage)
        context["section"] = self.sections.get(page.file.src_uri, "")
        return context

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:
        """Watch what the pages are made of."""
        for name in WATCHED:
            path = _root(config) / name
            if path.exists():
                server.watch(str(path))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish; a preview is thrown away instead."""
        made, self.made = self._made(), None
        if made.running and self.command == "serve":
            _pipeline().abandon(made.running)
        elif made.running:
            _pipeline().finish_build(made.running)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave what is published as it was."""
        made, self.made = self.made, None
        if made and made.running:
            _pipeline().abandon(made.running)

    def _hand_made(self, files: Files) -> Iterable[File]:
        return (file for file in files.documentation_pages() if file.src_uri not in self.sections)

    def _made(self) -> Made:
        if self.made is None:
            raise PluginError("the samestory plugin was asked for pages before it had any")
        return self.made


def source_of(path: str) -> str:
    """The name MkDocs knows a generated page by: writers link to `prep/one-story/finance.md`."""
    return path.removesuffix(".html") + ".md"


def _pipeline() -> Any:
    # Known by name only: the pipeline calls make_site, so one of the two has to look for the other late.
    return import_module("samestory.pipeline")


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _refuse_collision(by_place: dict[str, str], file: File) -> None:
    # Compared in small letters: on many disks two names that differ only in case are one file.
    place = file.dest_uri.lower()
    if place in by_place:
        raise PluginError(f"site/{by_place[place]} takes the place of a page that SameStory makes: rename it")
    by_place[place] = file.src_uri
