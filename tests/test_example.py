"""The example: it holds one of everything that the model knows, and is as good as the guides say an example is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from samestory.model import front_matter
from samestory.model.front_matter import Fields, expiry_of
from samestory.model.library import Beat, Library
from samestory.model.sequence import Sequence
from samestory.model.signals import ENTRY, HANDOFF
from samestory.model.text import OfferLink, Token, TokenKind, plain, replaced
from samestory.pipeline import Project, check_project, look_at
from samestory.read import read_library, read_settings
from samestory.read.front_matter import read_front_matter
from samestory.read.tokens import FORMS
from tests.conftest import CONTENT, ROOT, copy_example

WORDS_IN_AN_EMAIL = 125  # more than that and fewer people answer (domain.md §2.6)
SHARE_OF_A_ROLE = 0.4  # what is written for single persons pulls a group apart (model.md §7, rule 8)

# What the example leaves out, with the reason. Everything else that the model knows occurs in it.
LEFT_OUT: dict[str, str] = {}
DAY = date(2026, 11, 26)  # of the example's last release
KIND_OF_FILE = {
    "buyers/roles/*.md": "RoleFields",
    "buyers/stages/*.md": "StageFields",
    "buyers/handoff.md": "HandoffFields",
    "stories/*/story.md": "StoryFields",
    "stories/[!_]*/[0-9]*.md": "BeatFields",
    "stories/_claims/*.md": "ClaimFields",
    "stories/_proofs/*.md": "ProofFields",
    "stories/_offers/*.md": "OfferFields",
    "stories/*/field/*.md": "NoteFields",
}


@pytest.fixture(scope="module")
def project() -> Project:
    """The example as it lies in this checkout, read and planned."""
    return look_at(ROOT, DAY).value


@pytest.fixture(scope="module")
def library(project: Project) -> Library:
    """What was read of it."""
    return project.library


def content() -> Iterator[Path]:
    """Every file that people wrote."""
    return (path for name in CONTENT for path in sorted((ROOT / name).rglob("*.md")))


def beats(library: Library) -> tuple[Beat, ...]:
    """Every beat of every storyline."""
    return tuple(beat for _, beat in library.beats())


# ---- as it should be ----------------------------------------------------------------------------------------


def test_no_check_finds_a_problem() -> None:
    found = check_project(ROOT, DAY)

    assert [one for one in found if one.severity != "info"] == []


def test_there_is_one_storyline_of_each_kind(library: Library) -> None:
    kinds = sorted(storyline.fields.kind for storyline in library.storylines)

    assert kinds == sorted(front_matter.STORY_KINDS)


def test_there_is_enough_of_everything(library: Library) -> None:
    assert len(beats(library)) >= 24
    assert len(library.claims) >= 12
    assert len(library.proofs) >= 8
    assert len(library.offers) >= 8


def test_it_has_what_is_easily_forgotten(project: Project) -> None:
    library = project.library
    touches = [touch for sequence in project.sequences for touch in (*sequence.touches, *sequence.cards)]
    blockers = {role.id for role in library.roles if role.fields.group_role == "blocker"}

    assert blockers
    assert not any(library.gets_email(role) for role in blockers)
    assert any(touch.channel == "card" and touch.role in blockers for touch in touches)
    assert any(touch.channel == "call" and touch.day is not None for touch in touches)
    assert any(
        touch.channel == "card" and library.gets_email(touch.role) and not library.stage[touch.stage].fields.email
        for touch in touches
    )
    assert {beat.status for beat in beats(library)} == {"draft", "live", "retired"}
    assert any(sequence.drafts for sequence in project.sequences)


def test_every_reason_for_a_return_leads_somewhere(library: Library) -> None:
    assert library.handoff
    nowhere = []
    for way in library.handoff.ways_back:
        storyline = library.storyline.get(way.storyline)
        stages = (*storyline.fields.stages, "where it stopped") if storyline else ()
        if not way.rest_days and way.stage not in stages:
            nowhere.append(way.reason)

    assert len(library.handoff.ways_back) >= 5
    assert nowhere == []


def test_what_follows_a_storyline_is_there(library: Library) -> None:
    ends = {storyline.id: storyline.fields.after for storyline in library.storylines}

    lost = [id for id, end in ends.items() if not re.fullmatch(r"recycle|rest \d+ \w+", end)]
    assert [id for id in lost if ends[id] not in library.storyline] == []


def test_every_signal_is_used(library: Library) -> None:
    entries = {signal.name for storyline in library.storylines for signal in storyline.fields.entry}

    assert entries == set(ENTRY)
    assert library.handoff
    assert {signal.name for signal in library.handoff.fields.ready_on} == set(HANDOFF)


def test_the_number_we_tell_of_ourselves_is_counted(library: Library) -> None:
    assert library.claim["own-claims"].fields.value == f"{len(library.claims)} claims"


def test_no_email_is_long(project: Project) -> None:
    counts = {
        touch.key: words_in(sequence, touch.key)
        for sequence in project.sequences
        for touch in (*sequence.touches, *sequence.drafts)
        if touch.email
    }

    assert len(counts) > 60
    assert {key: count for key, count in counts.items() if count > WORDS_IN_AN_EMAIL} == {}


def words_in(sequence: Sequence, key: str) -> int:
    """How many words of an email its writer answers for: the text with its opening, without button and frame."""
    touch = next(touch for touch in (*sequence.touches, *sequence.drafts) if touch.key == key)
    assert touch.email
    text = replaced(touch.email.body, lambda node: () if isinstance(node, OfferLink) and node.is_button else None)
    return len(plain(text).split())


def test_little_of_an_email_is_for_one_role_alone(project: Project) -> None:
    shares = {
        touch.key: len(plain(touch.email.opening).split()) / words_in(sequence, touch.key)
        for sequence in project.sequences
        for touch in (*sequence.touches, *sequence.drafts)
        if touch.email and not touch.is_draft
    }

    assert {key: share for key, share in shares.items() if share > SHARE_OF_A_ROLE} == {}


def test_nothing_leads_out_of_the_example(library: Library) -> None:
    public = {plain(proof.link.nodes) for proof in library.proofs if proof.link and proof.fields.permission == "public"}
    outside = [
        (path.name, address)
        for path in (*content(), ROOT / "pyproject.toml")
        for address in addresses(settings_of(path))
        if address not in public and not re.search(r"\.example(?:[/?#:].*)?$", address)
    ]

    assert outside == []


def settings_of(path: Path) -> str:
    """A file's text; of pyproject.toml only what belongs to the stories."""
    text = path.read_text("utf-8")
    return repr(tomllib.loads(text)["tool"]["samestory"]) if path.suffix == ".toml" else text


def addresses(text: str) -> list[str]:
    """Web addresses and mail addresses."""
    return re.findall(r"https?://[^\s)>\"'`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)


def test_an_email_keeps_its_id_when_it_is_moved_reworded_or_renamed(project: Project, tmp_path: Path) -> None:
    folder = copy_example(tmp_path / "example") / "stories/one-story"
    (folder / "20-paid-for.md").rename(folder / "25-receipt.md")
    change(folder / "25-receipt.md", "wait:", "was: paid-for\nwait:")
    change(folder / "25-receipt.md", "# The leads", "# Look, the leads")
    change(folder / "10-two-stories.md", "{beat: paid-for}", "{beat: receipt}")

    after = ids(look_at(folder.parent.parent, DAY).value)

    before = ids(project)
    assert len(before) > 60
    assert sorted(after.values()) == sorted(before.values())
    assert after["os-receipt-hs"] == before["os-paid-for-hs"]


def change(path: Path, old: str, new: str) -> None:
    """Write other words in a file, wherever the old ones stand."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def ids(project: Project) -> dict[str, str]:
    """The id of each dated touch, by key."""
    return {touch.key: touch.uuid for sequence in project.sequences for touch in sequence.touches}


# ---- one of everything --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "name"), KIND_OF_FILE.items())
def test_every_key_occurs(pattern: str, name: str) -> None:
    fields: type[Fields] = getattr(front_matter, name)
    known = {info.alias or key for key, info in fields.model_fields.items()}

    files = sorted(ROOT.glob(pattern))
    used = {key for path in files for key in read_front_matter(path.read_text("utf-8"), path.name, fields).lines}

    assert known - used - set(LEFT_OUT) == set()


def test_every_kind_of_file_is_looked_at() -> None:
    kinds = {kind.__name__ for kind in Fields.__subclasses__()}

    assert kinds == set(KIND_OF_FILE.values())


def test_every_word_that_can_be_chosen_is_chosen(library: Library) -> None:
    notes = [note for storyline in library.storylines for note in storyline.notes]
    chosen: dict[tuple[str, ...], set[str]] = {
        front_matter.GROUP_ROLES: {role.fields.group_role for role in library.roles},
        front_matter.CLAIM_KINDS: {claim.fields.kind for claim in library.claims},
        front_matter.PROOF_KINDS: {proof.fields.kind for proof in library.proofs},
        front_matter.PERMISSIONS: {proof.fields.permission for proof in library.proofs},
        front_matter.OFFER_KINDS: {offer.fields.kind for offer in library.offers},
        front_matter.OUTCOMES: {note.fields.outcome for note in notes},
        front_matter.USES: {use for claim in library.claims for use in claim.fields.use},
    }

    assert {words: set(words) - used for words, used in chosen.items() if set(words) - used} == {}


Recorded = list[tuple[tuple[Any, ...], Any]]


def recorded(monkeypatch: pytest.MonkeyPatch, function: str) -> Recorded:
    """What the reader asks one of its functions for while it reads the example, and what it gets."""
    calls: Recorded = []
    for module in _readers():
        if hasattr(module, function):
            monkeypatch.setattr(module, function, _recording(getattr(module, function), calls))
    settings, frames = read_settings(ROOT).value
    read_library(ROOT, settings, frames)
    return calls


def _readers() -> Iterable[Any]:
    import samestory.read.beat
    import samestory.read.file
    import samestory.read.markdown

    return (samestory.read.beat, samestory.read.file, samestory.read.markdown)


def _recording(function: Callable[..., Any], calls: Recorded) -> Callable[..., Any]:
    def record(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        calls.append((args, result))
        return result

    return record


def test_every_section_occurs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = recorded(monkeypatch, "cut_body")

    asked = {(title_is, name) for (_, _, _, known, title_is), _ in calls for name in known}
    found = {(args[4], name) for args, body in calls for name in body.sections}

    assert len(asked) > 25
    assert asked - found == set()
    assert "Note" in {name for _, name in found}


def test_every_label_occurs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = recorded(monkeypatch, "take_labels")

    asked = {label for (_, _, _, labels), _ in calls for label in labels}
    found = {label for _, taken in calls for label in taken.values}

    assert len(asked) > 10
    assert asked - found == set()


def test_every_token_occurs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = recorded(monkeypatch, "set_tokens_aside")
    tokens: list[Token] = [token for _, aside in calls for token in aside.tokens]

    assert set(get_args(TokenKind)) - {token.kind for token in tokens} == set()
    assert {*FORMS, "short"} - {token.detail for token in tokens if token.kind == "claim"} == set()
    assert {bool(token.detail) for token in tokens if token.kind == "field"} == {True, False}
    assert any("\\{" in path.read_text("utf-8") for path in content())


def test_a_role_has_texts_of_its_own_wherever_it_can(library: Library) -> None:
    emails = [beat.email for beat in beats(library) if beat.email]
    openings = [opening for email in emails for opening in email.openings]

    assert any(opening.text for opening in openings)
    assert any(opening.subject for opening in openings)
    assert any(beat.say and beat.say.by_role for beat in beats(library))
    assert any(beat.ask and beat.ask.by_role for beat in beats(library))
    assert any(objection.roles for beat in beats(library) for objection in beat.objections)
    assert any(beat.forwards for beat in beats(library))
    assert all(role.needs for role in library.roles)


def test_texts_for_the_group_reach_every_role(library: Library) -> None:
    asking = [(storyline, beat) for storyline, beat in library.beats() if beat.fields.job == "consensus"]

    assert asking
    for storyline, beat in asking:
        assert {forward.role for forward in beat.forwards} >= set(storyline.fields.roles)


# ---- the guides ---------------------------------------------------------------------------------------------


def shown_files(guide: str) -> Iterator[tuple[str, str]]:
    """The whole files a guide shows: a line with the path in backticks, then the file in a fence."""
    text = (ROOT / "docs" / guide).read_text("utf-8")
    for found in re.finditer(r"^`((?:stories|buyers)/[^`]+\.md)`[^\n]*:\n\n```markdown\n(.*?)^```$", text, re.M | re.S):
        yield found[1], found[2]


def test_the_files_that_writers_are_shown_can_be_used_as_they_are(tmp_path: Path) -> None:
    folder = copy_example(tmp_path / "example")
    shown = dict(shown_files("writers.md"))
    for path, text in shown.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")

    found = check_project(folder, DAY)

    assert len(shown) >= 4
    not_agreed = "stale-sign-off"  # sales has not read them yet
    assert [one for one in found if one.severity != "info" and one.code != not_agreed] == []


def test_the_script_that_operations_are_shown_runs_as_it_is(built_example: Path) -> None:
    guide = (ROOT / "docs/operations.md").read_text("utf-8")
    (script,) = re.findall(r"^```python\n(.*?)^```$", guide, re.M | re.S)

    ran = subprocess.run([sys.executable, "-c", script], cwd=built_example, capture_output=True, text=True, check=True)

    emails = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(emails) > 60
    assert all(email["id"] and email["name"] for email in emails)
    left = [
        email["name"]
        for email in emails
        if re.search(r"\{[a-z ]+ \| |\{unsubscribe\}", "".join(map(str, email.values())))
    ]
    assert left == []


def test_the_guides_link_to_what_is_there() -> None:
    guides = sorted((ROOT / "docs").glob("*.md"))
    missing = [
        (guide.name, target)
        for guide in guides
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", guide.read_text("utf-8"))
        if not (guide.parent / target).exists()
    ]

    assert {"writers.md", "reps.md", "operations.md", "extending.md", "reasons.md"} <= {guide.name for guide in guides}
    assert missing == []


def test_no_claim_is_about_to_expire(library: Library) -> None:
    """A sequence that starts on the last day of enrolment is still sending months later."""
    soon = [claim.id for claim in library.claims if (expiry_of(claim.fields) or date.max) < date(2027, 9, 30)]

    assert soon == []
