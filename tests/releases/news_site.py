"""A site after three releases: a changed number, a new, a removed and a renamed beat, another wait, a retired claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.releases.applied import apply_release
from samestory.report import as_text
from tests.releases.repository import beat_file, commit, edit, released, signed
from tests.releases.test_diff import new, other_readers, other_value, other_wait, renamed

LATER = date(2026, 12, 1)


def five_changes(root: Path) -> Path:
    """From the release 2026-11-24 on: one more on that day, one on 1 December, two tools; and the site, built."""
    (root / "mkdocs.yml").write_text(
        "site_name: Tarn\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n", "utf-8"
    )
    (root / "site").mkdir()
    (root / "site" / "about.md").write_text("# About\n", "utf-8")
    other_readers(root)
    commit(root)
    signed(root)
    released(root, "2026-11-24-2")
    for change in (other_value, other_wait, renamed, new, removed_call, retired_claim):
        change(root)
    commit(root)
    signed(root)
    released(root, "2026-12-01", day=LATER)
    apply_release(root, "mautic", "2026-12-01", "IL", LATER)
    apply_release(root, "klaviyo", "2026-11-24", "IL", LATER)
    made = build(root, LATER, make_site)
    assert made.value, as_text(made.diagnostics)
    return root / "build" / "site"


def removed_call(root: Path) -> None:
    """A beat is retired that nothing else leans on."""
    edit(beat_file(root, "call-the-group", "stalled-trial"), "stage: ", "status: retired\nstage: ")


def retired_claim(root: Path) -> None:
    """A claim is told no more: another one with the same measure stands in its places."""
    claims = root / "stories" / "_claims"
    text = (claims / "old-plants.md").read_text("utf-8").replace("Old plants and new ones lose", "New plants lose")
    (claims / "any-plant.md").write_text(
        text.replace("{value}, in old plants and new ones", "{value} anywhere"), "utf-8"
    )
    path = beat_file(root, "old-and-new")
    path.write_text(path.read_text("utf-8").replace("{claim: old-plants}", "{claim: any-plant}"), "utf-8")
