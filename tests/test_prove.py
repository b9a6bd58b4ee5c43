"""Reading back, the rules one by one, and what comes of a folder that is no build."""

from __future__ import annotations

import ast
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samestory import __version__
from samestory.prove import (
    UNPROVED_BODY,
    Compared,
    Finding,
    Place,
    Proof,
    Unreadable,
    all_rules,
    filled_page,
    payloads,
    proof_files,
    proof_json,
    prove_same_story,
    verify_build,
)
from samestory.prove.draft import read_draft
from samestory.prove.email_part import html_part, text_part
from samestory.prove.html import read_html
from samestory.prove.payloads import Payload, PayloadEmail, payload_readers
from samestory.prove.proof_json import proof_as_text
from samestory.prove.rule import rule
from samestory.prove.told_figures import figures_in, unaccounted
from samestory.prove.words import filled, is_near, without_tracking

PROVE = Path(__file__).parent.parent / "engine" / "samestory" / "prove"
MAKERS = ("model", "read", "plan", "render", "wording", "checks", "targets", "pipeline", "write", "cli")
SENT = "sequences/bundle/sequences.json"


@pytest.fixture
def build(built_example: Path, tmp_path: Path) -> Path:
    """A copy of the built example to spoil."""
    return Path(shutil.copytree(built_example / "build", tmp_path / "build"))


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return modules | {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}


# What it rests on


def test_the_proof_knows_nothing_of_what_made_the_files() -> None:
    makers = tuple(f"samestory.{name}" for name in MAKERS)

    known = {module for file in PROVE.rglob("*.py") for module in imported(file) if module.startswith(makers)}

    assert known == set()


def test_there_are_nine_rules_and_each_part_says_what_it_compares() -> None:
    assert [one.number for one in all_rules()] == list(range(1, 10))
    assert all(part.__doc__ for one in all_rules() for part in one.parts)


def test_a_rule_is_said_in_one_way() -> None:
    def compare(_build: object) -> None:
        """Nothing."""

    with pytest.raises(ValueError, match="said in two ways"):
        rule(1, "Something else.")(compare)  # type: ignore[arg-type, type-var]


def test_every_email_tool_has_a_reader_of_its_payload() -> None:
    targets = PROVE.parent / "targets"
    tools = {file.stem for file in targets.glob("*.py") if not file.stem.startswith("_")}

    without = {tool for tool in tools if f'@target("{tool}"' in (targets / f"{tool}.py").read_text("utf-8")}

    assert without - payload_readers().keys() == set()


def test_the_untouched_example_is_proved(built_example: Path) -> None:
    proof = verify_build(built_example / "build", __version__)

    assert proof.findings == ()
    assert proof.holds
    assert proof.compared.rules == 9
    assert min(proof.compared.touches, proof.compared.values, proof.compared.links) > 70


def test_a_build_without_a_site_is_proved_as_far_as_it_goes(build: Path) -> None:
    shutil.rmtree(build / "site")

    proof = prove_same_story(build)

    assert proof.findings == ()


def test_an_opening_s_share_is_seen_without_a_site(build: Path) -> None:
    shutil.rmtree(build / "site")
    sent = json.loads((build / SENT).read_text("utf-8"))
    sequence = sent["storylines"][0]["sequences"][0]
    key = sequence["segments"][0]["touches"][0]["key"]
    file = build / f"sequences/bundle/{sent['storylines'][0]['id']}/{sequence['role']}/{key}.html"
    own = f"<p>{'Words for one role alone. ' * 90}</p>"
    file.write_text(
        file.read_text("utf-8").replace('<p style="margin:0 0 16px">', f'{own}<p style="margin:0 0 16px">', 1)
    )

    assert key in {one.touch for one in prove_same_story(build).findings if one.rule == 8}


# Words


def test_html_and_plain_text_of_one_email_make_the_same_stream() -> None:
    html = (
        '<body><div>Hi {first name | there},</div><div class="story"><p>It’s <b>bold</b>ly\nsaid: see'
        ' <a href="https://a.example/x">the map</a>.</p><ol><li>one</li><li>two &#123;three}</li></ol>'
        '<blockquote><p>quoted</p></blockquote><a href="https://a.example/x">Open it</a></div><div>Yours</div></body>'
    )
    text = (
        "Hi {first name | there},\n\nIt's boldly said: see the map <https://a.example/x>.\n\n1. one\n2. two \\{three}\n\n"
        "> quoted\n\nOpen it:\nhttps://a.example/x\n\nYours\n\n-- \nWhy\n\nkey-a · 0123456789ab\n"
    )

    story = html_part(html).story

    assert f"Hi {{first name | there}}, {story} Yours" == text_part(text).story
    assert html_part(html).links == text_part(text).links == ("https://a.example/x",) * 2
    assert text_part(text).marks == (("key-a", "0123456789ab"),)
    assert text_part(text).foot == ("Why", "key-a · 0123456789ab")


def test_what_no_reader_sees_is_no_text() -> None:
    page = "<head><title>t</title></head><body><style>p{}</style><!-- no --><script>x</script><p>yes</p></body>"

    assert read_html(page).words().split() == ["yes"]


def test_a_page_with_broken_tags_is_read_to_its_end() -> None:
    assert read_html("<p><b>one</p></i><p>two").words().split() == ["one", "two"]


@pytest.mark.parametrize(
    ("address", "offer"),
    [
        ("https://a.example/x?utm_source=s&utm_content=k", "https://a.example/x"),
        ("https://a.example/x?a=1&utm_source=s&b=2", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?utm_source=s&b=2#top", "https://a.example/x?b=2#top"),
        ("https://a.example/x?utmost=1", "https://a.example/x?utmost=1"),
    ],
)
def test_tracking_is_taken_off_an_address_and_nothing_else(address: str, offer: str) -> None:
    assert without_tracking(address) == offer


def test_fields_are_filled_with_their_fallbacks() -> None:
    assert filled("Hi {first name | there}, at {company | your company}") == "Hi there, at your company"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("a 59% drop", "a 58% drop", True),
        ("a 59% drop", "a 59% drop", False),
        ("42%", "43%", True),
        ("a drop in consensus", "a 59% drop in consensus", False),
        ("the lead", "the leads", True),
    ],
)
def test_a_slip_is_told_from_another_wording(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) is near


# Figures


@pytest.mark.parametrize(
    "text",
    [
        "it took 3 days", "28 % of it", "28% of it", "€ 40 million", "5–10 % of them", "a third of the hours", "half of the leads",
        "two thirds of them", "a quarter of the budget", "one in five", "three out of ten", "twice as many", "it doubled",
        "three times as much", "forty percent", "in 2009", "a quarter of all emails",
    ],
)  # fmt: skip
def test_a_figure_is_seen(text: str) -> None:
    assert figures_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "three questions", "once a month", "most of them", "half of an hour", "the last quarter of the year", "twice a week",
        "B2B buyers", "a third party", "write it twice", "one of the two",
        "all in one place", "no one in sales", "half a day", "the second time", "ISO-9001 audits", "at one in the morning",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert figures_in(text) == ()


def test_a_claim_accounts_for_its_own_figures_only() -> None:
    assert list(unaccounted("28% of the hours and 28% more", ["28% of the hours"])) == [" ¦  and »28%« more"]


def test_a_value_does_not_account_for_a_number_it_is_part_of() -> None:
    assert len(list(unaccounted("31% and 131%", ["31%"]))) == 1


# What is no build


def gone(build: Path) -> None:
    shutil.rmtree(build)


def emptied(build: Path) -> None:
    shutil.rmtree(build)
    build.mkdir()


def without_sequences(build: Path) -> None:
    (build / SENT).unlink()


def without_manifest(build: Path) -> None:
    (build / "manifest.json").unlink()


def of_another_version(build: Path) -> None:
    file = build / "manifest.json"
    file.write_text(file.read_text("utf-8").replace(f'"{__version__}"', '"0.0.1"'), "utf-8")


def with_another_schema(build: Path) -> None:
    file = build / SENT
    file.write_text(file.read_text("utf-8").replace('"schema": 1', '"schema": 2'), "utf-8")


def cut_off(build: Path) -> None:
    file = build / SENT
    file.write_bytes(file.read_bytes()[:1000])


def with_other_json(build: Path) -> None:
    (build / SENT).write_text('{"schema": 1, "storylines": [1]}', "utf-8")


def with_a_manifest_of_something_else(build: Path) -> None:
    (build / "manifest.json").write_text("[]", "utf-8")


def not_utf8(build: Path) -> None:
    next((build / "sequences" / "bundle").rglob("*.txt")).write_bytes(b"\xff\xfe")


def with_a_payload_nobody_reads(build: Path) -> None:
    (build / "sequences" / "othertool").mkdir()
    (build / "sequences" / "othertool" / "a.json").write_text("{}", "utf-8")


def with_a_broken_receipt(build: Path) -> None:
    (build / "sequences" / "receipt.json").write_text("{", "utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        gone, emptied, without_sequences, without_manifest, of_another_version, with_another_schema, cut_off, with_other_json,
        with_a_manifest_of_something_else, not_utf8, with_a_payload_nobody_reads, with_a_broken_receipt,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(build: Path, spoil: Callable[[Path], None]) -> None:
    spoil(build)

    with pytest.raises(Unreadable) as refused:
        verify_build(build, __version__)

    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_no_bytes_in_any_file_end_in_a_traceback(build: Path) -> None:
    chance = random.Random(11)
    files = sorted(
        path for path in build.rglob("*") if path.suffix in (".html", ".json", ".eml", ".txt", ".csv", ".js")
    )
    for _ in range(20):
        file = chance.choice([*files, build / SENT, build / "manifest.json", build / "sequences" / "receipt.json"])
        content = file.read_bytes()
        start = chance.randrange(len(content))
        junk = chance.choice(
            [b"", b"\xff", b"<", b'"', b"}", b"\0", b"</html>", b"\\ud800", b"<div>" * 3000, b"null", b"9" * 50]
        )
        file.write_bytes(content[:start] + junk + content[start + chance.randrange(40) :])
        assert "\n" not in refusal(build)
        file.write_bytes(content)


def refusal(build: Path) -> str:
    """Why a build cannot be read, or nothing."""
    try:
        proof_json(verify_build(build, __version__))
        proof_json(verify_build(build, __version__, with_manifest=False))
    except Unreadable as refused:
        return str(refused)
    return ""


# Email tools


@pytest.mark.parametrize(("rule_number", "old", "new"), [(1, "", ""), (5, "The ", "This "), (9, " · ", " · 0")])
def test_what_an_email_tool_imports_is_proved_too(
    build: Path, monkeypatch: pytest.MonkeyPatch, rule_number: int, old: str, new: str
) -> None:
    def read(payload: Payload) -> Iterator[PayloadEmail]:
        for one in json.loads(payload.files["emails.json"]):
            yield PayloadEmail(**one, file="emails.json", line=1)

    monkeypatch.setitem(payloads._READERS, "othertool", read)
    sent = json.loads((build / SENT).read_text("utf-8"))
    segments = (part for story in sent["storylines"] for role in story["sequences"] for part in role["segments"])
    touches = [touch for part in segments for touch in part["touches"] if touch["channel"] == "email"]
    touch, parts = touches[0], ("key", "subject", "preview", "html", "text")
    email, *others = [{name: one[name] for name in parts} for one in touches]
    folder = build / "sequences" / "othertool"
    folder.mkdir()
    (folder / "emails.json").write_text(json.dumps([email, *others]), "utf-8")
    assert prove_same_story(build).findings == ()

    old, new = old or touch["message"], new or "Other words"
    email["text"] = email["text"].replace("\n", " ") if rule_number == 1 else email["text"]
    spoiled = {**email, "html": email["html"].replace(old, new), "text": email["text"].replace(old, new)}
    (folder / "emails.json").write_text(json.dumps([spoiled, *others]), "utf-8")

    found = {(one.rule, one.places[1].file) for one in prove_same_story(build).findings}
    assert (rule_number, "sequences/othertool/emails.json") in found


# The whole


def test_an_edited_a_missing_and_an_added_file_are_told_by_the_manifest(build: Path) -> None:
    (build / "site" / "how-to-use.html").write_bytes((build / "site" / "how-to-use.html").read_bytes() + b" ")
    (build / "site" / "assets" / "site.js").unlink()
    (build / "extra.txt").write_text("x", "utf-8")

    files = {one.places[1].file for one in verify_build(build, __version__).findings if one.rule == 9}

    assert files == {"site/how-to-use.html", "site/assets/site.js", "extra.txt"}


def test_without_the_manifest_an_edit_that_says_nothing_else_is_no_finding(build: Path) -> None:
    (build / "site" / "how-to-use.html").write_bytes((build / "site" / "how-to-use.html").read_bytes() + b" ")

    assert verify_build(build, __version__, with_manifest=False).findings == ()


def test_a_stamp_of_another_build_is_told(build: Path) -> None:
    sent = build / SENT
    stamp = json.loads(sent.read_text("utf-8"))["stamp"]
    sent.write_text(sent.read_text("utf-8").replace(stamp, "0" * 12), "utf-8")

    findings = verify_build(build, __version__).findings

    assert any({place.text for place in one.places} == {stamp, "0" * 12} for one in findings)


# What comes out


PROOF = Proof(
    "2026-11-24",
    "0123456789ab",
    Compared(84, 9, 1200, 4000),
    (Finding(1, "rw-cost-eb", (Place("a.json", 3, "one — “way”"), Place("b.html", 7, ""))),),
    ("33%",),
)


def test_proof_json_is_what_is_promised() -> None:
    made = json.loads(proof_json(PROOF))

    assert made == {
        "day": "2026-11-24",
        "stamp": "0123456789ab",
        "compared": {"touches": 84, "rules": 9, "values": 1200, "links": 4000},
        "findings": [
            {
                "rule": 1,
                "touch": "rw-cost-eb",
                "places": [
                    {"file": "a.json", "line": 3, "text": "one — “way”"},
                    {"file": "b.html", "line": 7, "text": ""},
                ],
            }
        ],
    }
    assert proof_json(PROOF).endswith(b"}\n")


def test_the_terminal_names_touch_rule_and_both_texts() -> None:
    shown = proof_as_text(PROOF)

    assert "rw-cost-eb: rule 1 " in shown
    assert "a.json:3: one — “way”" in shown
    assert "b.html:7: (nothing there)" in shown
    assert "Compared 84 touches by 9 rules: 1,200 values and 4,000 links, day 2026-11-24" in shown


def test_the_page_tells_what_was_compared_and_what_was_not() -> None:
    page = filled_page(f"<header></header>{UNPROVED_BODY}<footer></footer>", PROOF)

    assert page.startswith("<header></header><!-- proof --><div")
    assert page.endswith("<!-- /proof -->\n<footer></footer>")
    assert all(words in page for words in ("24 November 2026", "1,200", "4,000", "<del>33%</del>", "does not prove"))
    assert "preview" not in page
    assert filled_page(page, PROOF) == page


def test_a_page_without_a_place_for_the_proof_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        filled_page("<p></p>", PROOF)


def test_what_a_proof_adds_to_a_stage(build: Path) -> None:
    page = build / "site" / "proved.html"
    page.write_text(f"<html><body>{UNPROVED_BODY}</body></html>", "utf-8")

    added = dict(proof_files(build, PROOF))

    assert added.keys() == {"proof.json", "site/proved.html"}
    assert b"24 November 2026" in added["site/proved.html"]


def test_an_offer_that_has_ended_is_told(build: Path) -> None:
    page = next((build / "site" / "prep").rglob("*.html"))
    text = page.read_text("utf-8")
    page.write_text(text.replace('<a href="https://', '<a data-exp="2027-01-31" href="https://', 1), "utf-8")

    early = verify_build(build, __version__, with_manifest=False, day="2027-01-30")
    late = verify_build(build, __version__, with_manifest=False, day="2027-01-31")

    assert (early.findings, [one.rule for one in late.findings]) == ((), [4])


def test_a_draft_without_both_parts_is_no_email() -> None:
    assert read_draft(b"Subject: x\r\n\r\ny\r\n") is None


def test_proving_twice_gives_the_same(built_example: Path) -> None:
    assert prove_same_story(built_example / "build") == prove_same_story(built_example / "build")
