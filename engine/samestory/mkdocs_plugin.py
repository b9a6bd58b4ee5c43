"""Door: the site through MkDocs. The only module that knows it; nothing here grows with pages × pages."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.theme import Theme

from samestory.cache.kept import Kept
from samestory.cache.store import Store
from samestory.day import day_of_build, day_of_check
from samestory.mkdocs_parts import FinishedFile, FinishedPage, entries_of, overheard
from samestory.model.files import OutFile
from samestory.model.page import Page
from samestory.model.settings import Settings
from samestory.pipeline import Running, Unproved, abandon, finish_build, start_build
from samestory.prove import proof_as_text
from samestory.read import read_settings
from samestory.read.logo_size import logo_size
from samestory.render.pages.navigation import HEADER, MORE, collision, existing, source_of
from samestory.report import as_text
from samestory.write import Put, Refused

SHELL = Path(__file__).parent / "theme" / "shell"
DEFAULT_CONFIG = "site_name: {name}\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n"
WATCHED = ("stories", "buyers", "pyproject.toml", "samestory.toml")
Command = Literal["build", "gh-deploy", "serve"]


@dataclass(frozen=True, slots=True)
class Made:
    """What the engine made of the site; `running` is set where MkDocs is in charge of the build."""

    pages: tuple[Page, ...]
    files: tuple[OutFile, ...]
    running: Running | None = None
    put: Put | None = None  # writes what is finished, in MkDocs' place
    kept: Kept = field(default_factory=lambda: Kept(None), compare=False)


NOTHING = Made((), ())


def make_site(
    root: Path, pages: tuple[Page, ...], files: tuple[OutFile, ...], into: Path, put: Put | None = None
) -> None:
    """Put the shell around finished pages and write the site, the hand-made pages of the project with it.

    With `put`, what MkDocs would write is handed to that, unless something of the user's may still change it.

    Raises:
        Refused: mkdocs.yml is wrong, or two pages want one place.
    """
    with overheard() as heard:
        try:
            config = _configured(root, into)
            _make(config, Made(pages, files, put=put if _is_ours_alone(config) else None))
        except MkDocsException as problem:
            raise Refused(heard[0].getMessage() if heard else str(problem)) from problem
    sys.stderr.writelines(f"{record.getMessage()}\n" for record in heard)


def _make(config: MkDocsConfig, made: Made) -> None:
    plugin = config.plugins.get("samestory")
    if not isinstance(plugin, SameStoryPlugin):
        raise PluginError("mkdocs.yml does not name the plugin: write `plugins: [samestory]`")
    plugin.made = made
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def _configured(root: Path, into: Path) -> MkDocsConfig:
    file = root / "mkdocs.yml"
    if file.is_file():
        return load_config(str(file), site_dir=str(into))
    (root / "site").mkdir(exist_ok=True)  # MkDocs wants it, also where nobody made a page by hand
    name = _settings(root).name or root.name
    text = io.BytesIO(DEFAULT_CONFIG.format(name="'" + name.replace("'", "''") + "'").encode())
    return load_config(text, config_file_path=str(file), site_dir=str(into))


def _is_ours_alone(config: MkDocsConfig) -> bool:
    """Whether nobody else writes: further plugins, hooks and templates may write over what is there already."""
    return set(config.plugins) == {"samestory"} and not config.extra_templates


class NoOptions(Config):  # type: ignore[no-untyped-call]  # MkDocs gives its hook for subclasses no types
    """Everything is set in [tool.samestory]; mkdocs.yml only names the plugin."""


class SameStoryPlugin(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]  # as above
    """Hands finished pages to MkDocs. Under `mkdocs build` it also starts the pipeline, and publishes at the end."""

    def __init__(self) -> None:
        self.made = NOTHING
        self.command: Command = "build"
        self.sections: dict[str, str] = {}
        self.nav: tuple[Any, ...] = ()
        self.last_good: Made | None = None  # of a preview, which shows it while a story has errors

    def on_startup(self, *, command: Command, dirty: bool) -> None:  # noqa: ARG002  # MkDocs calls it so
        """Remember whether this is a preview: one is shown from where MkDocs wants it, and never published."""
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what the site needs, and start the pipeline where nobody handed the pages over."""
        if self.made is NOTHING:
            self.made = self._compiled(_root(config))
        config.use_directory_urls = False
        config.theme = Theme(name=None, custom_dir=str(SHELL))
        # MkDocs' own folder of templates holds only a sitemap, which would carry the day of the build.
        config.theme.dirs = [str(SHELL)]
        config.theme.static_templates = {"404.html"}
        settings = _settings(_root(config))
        config.site_name = settings.name or config.site_name
        config.site_url = config.site_url or settings.site_url
        if self.made.running and self.command != "serve":
            config.site_dir = str(self.made.running.site_folder)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and files to the hand-made ones."""
        made = self.made
        generated = (*(page.path for page in made.pages), *(file.path for file in made.files))
        if problem := collision(((file.src_uri, file.dest_uri) for file in files), generated):
            raise PluginError(problem)
        self.sections = {}
        for page in made.pages:
            file = File.generated(config, source_of(page.path), content="", inclusion=InclusionLevel.NOT_IN_NAV)
            FinishedPage(page.title, file, config).body = page.body
            self.sections[file.src_uri] = page.section
            files.append(file)
        for out in made.files:
            finished = FinishedFile.generated(config, out.path, content=out.content)
            if made.put and isinstance(finished, FinishedFile):
                finished.put = made.put
            files.append(finished)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Remember the hand-made pages, as MkDocs or `nav:` in mkdocs.yml orders them; their titles come later."""
        self.nav = tuple(nav.items)
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ARG002
        """Give the shell its links: entries whose page exists, and the hand-made pages of `site/`."""
        env.trim_blocks = env.lstrip_blocks = True
        paths = tuple(page.path for page in self.made.pages)
        settings = _settings(_root(config))
        env.globals["samestory"] = {
            "language": settings.language,
            "logo": settings.logo_on_site,
            "logo_size": logo_size(_root(config), settings),
            "header": existing(HEADER, paths),
            "more": (*entries_of(self.nav), *existing(MORE, paths)),
        }
        return env

    def on_page_context(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:  # noqa: ARG002
        """Tell the shell whose page it is, which entry of the header it belongs to, and what stands beside it."""
        context["is_generated"] = isinstance(page, FinishedPage)
        context["title"] = page.title if isinstance(page, FinishedPage) else unescape(str(page.title))
        context["section"] = self.sections.get(page.file.src_uri, "")
        context["beside"] = tuple(entries_of(page.parent.children)) if isinstance(page.parent, Section) else ()
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Write the page, so that nothing is left to write."""
        if not self.made.put or not output.strip():
            return output
        self.made.put(page.file.dest_uri, output.encode("utf-8", errors="xmlcharrefreplace"))
        page.content = ""  # MkDocs holds on to its pages
        if isinstance(page, FinishedPage):
            page.body = ""
        return ""

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:  # noqa: ARG002
        """Watch what the pages are made of."""
        for path in filter(Path.exists, map(_root(config).joinpath, WATCHED)):
            server.watch(str(path))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Publish; a preview is thrown away instead."""
        made, self.made = self.made, NOTHING
        if made.running:
            try:
                if self.command != "serve":
                    finish_build(made.running, each=made.kept.each)
                made.kept.save()
            except Refused as problem:
                raise PluginError(str(problem)) from problem
            except Unproved as problem:
                sys.stderr.write(proof_as_text(problem.proof))
                raise PluginError(str(problem)) from problem
            finally:
                abandon(made.running)

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Leave what is published as it was."""
        made, self.made = self.made, NOTHING
        if made.running:
            abandon(made.running)

    def _compiled(self, root: Path) -> Made:
        try:
            made = _started(root, self.command)
        except PluginError as problem:
            if self.last_good is None:
                raise
            sys.stderr.write(f"{problem} The last good site stays.\n")
            return self.last_good
        self.last_good = Made(made.pages, made.files)
        return made


def _started(root: Path, command: Command) -> Made:
    """Compile and stage; what is wrong with the content has been shown when this gives up."""
    kept = Kept(Store(root))
    try:
        day = day_of_check(None) if command == "serve" else day_of_build(root, None)
        started = start_build(root, day, kept.each)
    except (Refused, ValueError) as problem:
        raise PluginError(str(problem)) from problem
    if started.diagnostics:
        sys.stderr.write(as_text(started.diagnostics))
    if started.value is None:
        raise PluginError("Nothing was published: the content has errors.")
    compiled, running = started.value
    return Made(compiled.pages, compiled.site_files, running, kept=kept)


def _settings(root: Path) -> Settings:
    return read_settings(root).value[0]


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
