"""Station 6: what was written, read back -> Proof. Nothing here knows the library, the plan or the renderers.

`samestory verify` is this station alone, over what lies in `build/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from samestory.each import Beside, Each, in_turn, one_by_one
from samestory.prove.finding import Compared, Difference, Finding, Place, Proof, Unreadable
from samestory.prove.manifest import differences_of_the_whole
from samestory.prove.proof_json import compared_in_words, proof_as_text, proof_json
from samestory.prove.proof_page import UNPROVED_BODY, filled_page
from samestory.prove.read_back import PROVED_PAGE, ReadBack, read_back
from samestory.prove.rule import Prove, Rule, all_rules

__all__ = [
    "PROVED_PATH",
    "UNPROVED_BODY",
    "Compared",
    "Difference",
    "Finding",
    "Place",
    "Proof",
    "Rule",
    "Unreadable",
    "all_rules",
    "compared_in_words",
    "filled_page",
    "proof_as_text",
    "proof_files",
    "proof_json",
    "prove_same_story",
    "verify_build",
]

PROVED_PATH = PROVED_PAGE.removeprefix("site/")
PROOF = "proof.json"
ADDED = (PROOF, PROVED_PAGE)
STAMPS = 9  # the rule under which differences of the whole are told


def prove_same_story(stage: Path, each: Each = one_by_one, beside: Beside = in_turn) -> Proof:
    """The proof over staged files, by what they say; hashes and the stamp of the whole are not looked at.

    Raises:
        Unreadable: the files are no build, or a file cannot be read.
    """
    read = read_back(stage, each=each)
    parts = _parts()
    half = beside(lambda: tuple(_findings(read, parts[::2])), len(read.mails))
    # What the proof itself adds is written after it.
    sealed = {name: sha256(content).hexdigest() for name, content in read.texts.items() if name not in ADDED}
    sealed |= read.payload_hashes
    return replace(_proof(read, (*_findings(read, parts[1::2]), *half())), sealed=sealed)


def verify_build(build: Path, samestory: str, *, with_manifest: bool = True, day: str = "") -> Proof:
    """The proof over a published build; with the manifest also that nothing was edited, lost or added since.

    `samestory` is this version; `day` is today's, by default that of the build.

    Raises:
        Unreadable: the folder is no build, not a whole one, or one of another version.
    """
    read = read_back(build, day)
    of_the_whole = differences_of_the_whole(read, samestory) if with_manifest else ()
    parts = _parts()
    return _proof(read, (*_findings(read, parts), *(Finding(STAMPS, one.touch, one.places) for one in of_the_whole)))


def proof_files(stage: Path, proof: Proof) -> Iterator[tuple[str, bytes]]:
    """What a proof adds to a stage, by path: `proof.json`, and where there is a site, its page, filled."""
    yield PROOF, proof_json(proof)
    page = stage / PROVED_PAGE
    if page.is_file():
        yield PROVED_PAGE, filled_page(page.read_text("utf-8"), proof).encode()


def _proof(build: ReadBack, found: Iterable[Finding]) -> Proof:
    links = sum(len(copy.part.links) for mail in build.mails.values() for copy in mail.copies)
    # A claim's number in an email is compared in every copy of it.
    in_copies = sum(bool(use.value) * len(mail.copies) for mail in build.mails.values() for use in mail.touch.claims)
    compared = Compared(
        touches=len({*build.touch, *build.prep}),
        rules=len(all_rules()),
        values=in_copies + sum(bool(shown.value) for shown in build.shown_claims),
        links=links + sum(len(page.links) for page in build.pages.values()),
    )
    formers = {words for page in build.pages.values() for words, _ in page.formers}
    return Proof(build.day, build.sent.stamp, compared, tuple(sorted(set(found))), tuple(sorted(formers)))


Part = tuple[int, Prove]


def _parts() -> tuple[Part, ...]:
    """The parts of all rules, each with the number of its rule."""
    return tuple((rule.number, part) for rule in all_rules() for part in rule.parts)


def _findings(build: ReadBack, parts: tuple[Part, ...]) -> Iterator[Finding]:
    for number, part in parts:
        for difference in part(build):
            yield Finding(number, difference.touch, difference.places)
