"""A public build: no file of it holds a word of what is internal, and it is proved like any other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from samestory import __version__
from samestory.cli import main
from samestory.mkdocs_plugin import make_site
from samestory.model.library import Library
from samestory.model.text import Text, plain
from samestory.pipeline import build, in_public, look_at
from samestory.prove import verify_build
from samestory.public import internal_claims
from samestory.read import read_library, read_settings
from samestory.releases.release import release_stories
from samestory.releases.rollback import build_release
from samestory.releases.sign_off import sign_off
from samestory.report import as_text
from samestory.targets import all_targets
from samestory.wording import claim_text
from tests.case_fixtures import copy_base
from tests.conftest import copy_example

DAY = date(2026, 11, 24)
STORY = "stories/slow-leaks"
CLAIMS = "stories/_claims"

# What is internal, with one word each that stands nowhere else: the file, what is looked for in it, what stands there
# instead. These an ordinary build shows.
SHOWN = {
    "quayowner": (f"{STORY}/story.md", "marketing-owner: marketing", "marketing-owner: quayowner"),
    "harbourowner": (f"{STORY}/story.md", "sales-owner: sales", "sales-owner: harbourowner"),
    "fieldgulls": (f"{STORY}/field/2026-11-20-water-is-cheap.md", "They said", "fieldgulls: they said"),
    "heldanchor": (f"{STORY}/50-side-by-side.md", "Before they compare,", "Before the heldanchor,"),
    "heldcapstan": (
        "stories/stalled-trial/20-call-the-group.md",
        "- Open:",
        "- Hold back: Nobody knows the heldcapstan yet.\n- Open:",
    ),
    "benchshows": ("stories/_proofs/test-bench.md", "when nobody works.", "when nobody works, benchshows."),
    "nightclaim": (f"{CLAIMS}/night-flow.md", "of the flow in a closed plant", "of the nightclaim flow in a plant"),
    "nightshort": (f"{CLAIMS}/night-flow.md", "of the flow at night", "of the nightshort flow"),
    "rawclaim": (f"{CLAIMS}/raw-data.md", "# Each reading", "# Each rawclaim reading"),
    "besidetalk": (f"{STORY}/50-side-by-side.md", "One more thing to test:", "One more besidetalk thing:"),
    "openingbuoy": ("buyers/roles/plant-manager.md", "Where does your water go", "Where does the openingbuoy go"),
}
# These no build shows, an ordinary one neither: notes for writers, and what only the records hold.
NEVER = {
    "noteofbeat": (f"{STORY}/50-side-by-side.md", "## Ask", "## Note\n\nA noteofbeat for writers.\n\n## Ask"),
    "noteofclaim": (f"{CLAIMS}/night-flow.md", "## Short", "## Note\n\nA noteofclaim for writers.\n\n## Short"),
    "claimowner": (f"{CLAIMS}/night-flow.md", "owner: product", "owner: claimowner"),
    "claimkeeper": (f"{CLAIMS}/leak-share.md", "owner: marketing", "owner: claimkeeper"),
    "benchname": ("stories/_proofs/test-bench.md", "# Our test bench", "# Our benchname"),
    "benchsource": ("stories/_proofs/test-bench.md", "Source: Tarn Pumps, test bench", "Source: the benchsource"),
    "benchlimits": ("stories/_proofs/test-bench.md", "A model of a plant", "A benchlimits model of a plant"),
}
# A claim with a proof that may be shown stays, and its source line says nothing of the internal one.
MIXED = (f"{CLAIMS}/leak-share.md", "proof: water-audit", "proof: water-audit, test-bench")
# A claim that shows the value of one that is gone goes with it.
AFTER_IT = """---
kind: fact
measure: flow-by-day
checked: 2026-11-02
proof: water-audit
use: say
owner: product
---

# By day nobody hears the dayclaim, and by night it is {claim: night-flow.value} of the flow

## Short

the dayclaim of the night
"""


def marked(root: Path) -> Path:
    """The base of the check cases with the marks above, for every email tool, signed off by BQXZ."""
    copy_base(root)
    for path, old, new in (*SHOWN.values(), *NEVER.values(), MIXED):
        text = (root / path).read_text("utf-8")
        assert old in text, (path, old)
        (root / path).write_text(text.replace(old, new, 1), "utf-8")
    (root / CLAIMS / "day-flow.md").write_text(AFTER_IT, "utf-8")
    talk = root / STORY / "20-old-and-new.md"
    talk.write_text(
        talk.read_text("utf-8").replace(
            "## Ask", "## Recap\n\nAlso: {claim: day-flow.sentence}, {claim: night-flow}.\n\nStay.\n\n## Ask", 1
        )
    )
    settings = root / "samestory.toml"
    targets = f"targets = {sorted(all_targets())!r}"
    settings.write_text(settings.read_text("utf-8").replace("targets = []", targets), "utf-8")
    assert sign_off(root, "slow-leaks", "BQXZ", DAY).value
    return root


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(marked(tmp_path_factory.mktemp("ordinary") / "project"), public=False)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(marked(tmp_path_factory.mktemp("public") / "project"), public=True)


def made(root: Path, *, public: bool) -> Path:
    """The build of a repository."""
    built = build(root, DAY, make_site, public=public)
    assert built.value, as_text(built.diagnostics)
    return root / "build"


def files_of(built: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a build, and every file inside a packed one."""
    for path in sorted(built.rglob("*")):
        if path.is_file():
            name = path.relative_to(built).as_posix()
            yield name, path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as packed:
                    yield from ((f"{name}/{inside}", packed.read(inside)) for inside in packed.namelist())


def words_in(name: str, content: bytes) -> str:
    """What somebody can read in a file: as it lies there, and unfolded, without tags, entities and escapes."""
    text = content.decode("utf-8", "replace")
    found = [text]
    if name.endswith(".eml"):
        parts = message_from_bytes(content, policy=policy.default).walk()
        found += [part.get_content() for part in parts if part.get_content_maintype() == "text"]
    found += [unescape(re.sub(r"\\(.)", r"\1", re.sub(r"<[^>]*>", " ", part))) for part in tuple(found)]
    return " ".join(" ".join(found).split())


def holding(built: Path, words: Mapping[str, object] | tuple[str, ...]) -> dict[str, list[str]]:
    """The files that hold each of some texts; those that none holds are left out."""
    found: dict[str, list[str]] = {}
    for name, content in files_of(built):
        text = words_in(name, content)
        for word in words:
            if word in text or word in name:
                found.setdefault(word, []).append(name)
    return found


def test_an_ordinary_build_shows_what_is_internal(ordinary: Path) -> None:
    found = holding(ordinary, (*SHOWN, "dayclaim", "Internal: say what it shows"))

    assert set(found) == {*SHOWN, "dayclaim", "Internal: say what it shows"}
    # A payload of every email tool is looked through: what all of them hold is found in each.
    told = "The leak that costs money leaves no puddle"
    tools = {name.split("/")[1] for name in holding(ordinary, (told,))[told] if name.startswith("sequences/")}
    assert {*all_targets(), "bundle"} - tools == set()


def test_no_build_shows_notes_for_writers(ordinary: Path, public: Path) -> None:
    assert holding(ordinary, NEVER) == {}
    assert holding(public, NEVER) == {}


def test_a_public_build_holds_nothing_internal_in_any_file(public: Path) -> None:
    assert sum(1 for _ in files_of(public)) > 200
    assert holding(public, (*SHOWN, *NEVER, "dayclaim", "BQXZ", "Internal: say", "Hold:", "Kept by")) == {}


def test_a_public_build_is_proved(public: Path) -> None:
    proof = verify_build(public, __version__)

    assert proof.findings == ()


def test_the_coverage_of_a_public_build_says_what_is_written(ordinary: Path, public: Path) -> None:
    page = "site/coverage.html"

    assert (public / page).read_bytes() == (ordinary / page).read_bytes()
    assert "7 gaps" in (public / page).read_text("utf-8")


def test_what_is_not_internal_stays(ordinary: Path, public: Path) -> None:
    def emails(built: Path) -> list[str]:
        return sorted(path.relative_to(built).as_posix() for path in built.rglob("*.eml"))

    assert emails(public) == emails(ordinary)
    assert len(emails(public)) > 10
    library = words_in("proof.html", (public / "site/proof.html").read_bytes())
    assert "Small leaks take 12 % of the water a plant pays for" in library
    page = words_in("prep.html", (public / "site/prep/slow-leaks/plant-manager.html").read_bytes())
    assert "You are comparing suppliers now. What is on your list?" in page
    assert "Stay." in page


def test_a_text_that_cannot_be_left_out_stops_a_public_build_only(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    story = root / STORY / "story.md"
    story.write_text(story.read_text("utf-8").replace("says only a sum", "hides {claim: night-flow}"), "utf-8")

    stopped = build(root, DAY, make_site, public=True)

    assert [(one.file, one.line, one.code) for one in stopped.diagnostics] == [
        (f"{STORY}/story.md", 21, "internal-stays")
    ]
    assert stopped.value is None
    assert not (root / "build").exists()
    assert build(root, DAY, make_site).value


def test_a_role_whose_own_words_are_gone_does_not_say_the_shared_ones(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    talk = root / STORY / "50-side-by-side.md"
    own = "### For purchasing\n\n- Further: Only for you: {claim: raw-data.sentence}.\n\n## Ask"
    shared = talk.read_text("utf-8").replace("{claim: raw-data.sentence}", "{claim: day-flow.sentence}")
    talk.write_text(shared.replace("## Ask", own, 1), "utf-8")
    (root / CLAIMS / "day-flow.md").write_text(AFTER_IT.replace("{claim: night-flow.value}", "most"), "utf-8")

    looked = in_public(look_at(root, DAY))

    assert as_text(looked.diagnostics) == "No problems.\n"
    further = {
        touch.role: plain(touch.talk.further or ())
        for sequence in looked.value.sequences
        for touch in (*sequence.touches, *sequence.cards)
        if touch.beat == "side-by-side"
    }
    assert further.pop("purchasing") == ""
    assert set(further.values()) == {
        "One more thing to test: By day nobody hears the dayclaim, and by night it is most of the flow."
    }


def test_the_command_says_that_it_is_public(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")

    done = CliRunner().invoke(main, ["build", "--public", "--no-site", "--today", "2026-11-24", "--project", str(root)])

    assert done.exit_code == 0, done.output
    assert (
        "Public: internal proofs and what rests on them alone, Hold back, field notes and owners are left out"
        in done.output
    )


def test_a_release_is_built_in_public_too(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    for story in ("slow-leaks", "stalled-trial"):
        assert sign_off(root, story, "BQXZ", DAY).value
    assert release_stories(root, "2026-11-24", (), DAY, None).value

    built = build_release(root, "2026-11-24", make_site, lambda station: None, public=True)

    assert built.value, as_text(built.diagnostics)
    assert holding(root / "build", ("BQXZ", "Hold:", "At night 60 %", "water costs next to nothing")) == {}
    # What was left out is no change since the release.
    assert len(holding(root / "build", ("Release 2026-11-24",))["Release 2026-11-24"]) > 5
    assert holding(root / "build", ("This page has changed since", "agreed by")) == {}
    assert '"release": "2026-11-24"' in (root / "build/sequences/bundle/sequences.json").read_text("utf-8")


# --- the example ---------------------------------------------------------------------------------------------------


def internal_texts(library: Library) -> Iterator[str]:
    """What the sources of a repository say and a public build may not, as it would be read."""

    def said(*texts: Text | None) -> Iterator[str]:
        return (plain(text.nodes) for text in texts if text)

    for proof in library.proofs:
        if proof.fields.permission == "internal":
            yield from said(proof.name, proof.origin, proof.through, proof.shows, proof.limits)
    for claim in internal_claims(library):
        for form in ("short", "sentence"):
            if found := claim_text(library, claim, form):
                yield found.text
    for storyline, beat in library.beats():
        for labels in (beat.say.shared, *(one for _, _, one in beat.say.by_role)) if beat.say else ():
            yield from said(labels.hold_back)
        yield f"Kept by {storyline.fields.marketing_owner} for marketing"
    for storyline in library.storylines:
        yield from (sentence for note in storyline.notes for sentence in _sentences(plain(note.body.nodes)))


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!]) ", text)


def notes_for_writers(root: Path) -> Iterator[str]:
    """Each line under a `## Note`."""
    for path in sorted(root.glob("stories/**/*.md")):
        _, _, note = path.read_text("utf-8").partition("\n## Note\n")
        yield from (line for line in re.split(r"\n## ", note)[0].split("\n") if len(line) > 20)


def test_the_example_in_public_shows_nothing_internal(built_example: Path, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "example")
    settings, frames = read_settings(root).value
    texts = tuple(dict.fromkeys(internal_texts(read_library(root, settings, frames).value)))
    notes = tuple(notes_for_writers(root))

    built = made(root, public=True)

    assert len(texts) > 15
    assert len(notes) > 3
    assert holding(built, (*texts, *notes)) == {}
    shown = holding(built_example / "build", texts)
    assert len(shown) > 12, "an ordinary build of the example shows most of these texts"
