"""What a `mkdocs.yml` may say where the site is made of nothing but the repository's own files and the engine."""

from __future__ import annotations

from pathlib import Path

import yaml

# What only says how pages are called, ordered and linked. Not among them are what names other files, packages or
# programs: `INHERIT`, `hooks`, `theme`, further plugins.
SAYS_NO_MORE = frozenset(
    (
        "site_name", "site_url", "site_description", "site_author", "docs_dir", "site_dir", "plugins", "nav",
        "not_in_nav", "exclude_docs", "draft_docs", "repo_url", "repo_name", "edit_uri", "edit_uri_template",
        "copyright", "extra", "extra_css", "extra_javascript", "strict", "validation", "use_directory_urls",
        "remote_branch", "remote_name", "dev_addr", "watch", "markdown_extensions",
    )
)  # fmt: skip
PYTHON_MARKDOWNS = frozenset(
    (
        "abbr", "admonition", "attr_list", "def_list", "extra", "fenced_code", "footnotes", "md_in_html", "meta",
        "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
    )
)  # fmt: skip


def needs_no_other_files(root: Path) -> bool:
    """Whether the site is the same as long as the files of the repository are: nothing else can be watched."""
    try:
        text = (root / "mkdocs.yml").read_text("utf-8")
    except FileNotFoundError:
        return True
    try:
        config = yaml.safe_load(text)  # refuses MkDocs' own tags, such as `!ENV`
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    return (
        isinstance(config, dict)
        and config.keys() <= SAYS_NO_MORE
        and config.get("docs_dir", "site") == "site"
        and config.get("plugins") in (["samestory"], {"samestory": None})
        and set(map(_name, config.get("markdown_extensions") or ())) <= PYTHON_MARKDOWNS
    )


def _name(extension: object) -> str:
    """An extension is a name, or a name with its settings."""
    if isinstance(extension, dict) and len(extension) == 1:
        (extension,) = extension
    return str(extension)
