"""listmonk's templates in the real engine: Go's own, with Sprig and listmonk's functions (listmonk.go beside this)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from samestory.model.emails import RenderedEmail, spelled_html, spelled_text
from samestory.pipeline import build
from samestory.prove.email_part import html_part
from samestory.render.email import render_email
from samestory.targets import all_targets
from samestory.targets.dialect import Spelled
from samestory.targets.listmonk import LAYOUT
from tests import email_fixtures as made
from tests.conftest import DAY, ROOT
from tests.targets.test_dialects import NAMES, SETTINGS, meant, spelled

GOCODE = Path("/usr/share/gocode")  # where Debian keeps Go's libraries
PROGRAM = Path(__file__).with_name("listmonk.go")
PAGE = "https://lists.example/subscription/1b2c/3d4e"
Rendered = dict[str, str]
Engine = Callable[[list[dict[str, Any]]], list[Rendered]]

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None or not (GOCODE / "src/github.com/Masterminds/sprig").is_dir(),
    reason="needs Go and Sprig: apt-get install golang-go golang-github-masterminds-sprig-dev",
)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """What renders a list of emails."""
    program = tmp_path_factory.mktemp("listmonk") / "listmonk"
    offline = {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "", "GOCACHE": str(program.parent / "cache")}
    environment = os.environ | {"GOTOOLCHAIN": "local", **offline}
    ran = subprocess.run(
        ["go", "build", "-o", str(program), str(PROGRAM)], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr

    def rendered(emails: list[dict[str, Any]]) -> list[Rendered]:
        sent = json.dumps(emails).encode()
        return list(json.loads(subprocess.run([str(program)], input=sent, capture_output=True, check=True).stdout))

    return rendered


def sent(said: Spelled, name: str = "", **attributes: str) -> dict[str, Any]:
    """An email for a subscriber as the program takes it."""
    subscriber = {"Email": "robin@example.com", "Name": name, "Attribs": attributes}
    return {
        "Layout": LAYOUT,
        "HTML": said.html,
        "Text": said.text,
        "Subject": said.subject,
        "Unsubscribe": PAGE,
        "Subscriber": subscriber,
    }


def first_name(name: str) -> str:
    """What listmonk takes for the first name in a name."""
    return next((word for word in name.split(" ") if len(word.encode()) > 2), name)


def same(one: Rendered, neutral: RenderedEmail, values: dict[str, str]) -> None:
    """Hold a rendered email against the neutral one with these fields."""
    got, wanted = html_part(one["HTML"]), html_part(spelled_html(neutral.html, meant(values), PAGE))
    assert one["Problem"] == ""
    assert (got.whole, got.links, got.title) == (wanted.whole, wanted.links, wanted.title)
    assert one["Text"] == spelled_text(neutral.text, meant(values), PAGE)
    assert one["Subject"] == spelled_text(neutral.subject, meant(values), PAGE)
    for part in ("HTML", "Text", "Subject"):
        assert "<no value>" not in one[part]
        assert "ZgotmplZ" not in one[part]


def all_same(*rendered: tuple[Rendered, dict[str, str]], neutral: RenderedEmail) -> None:
    """Hold each of some rendered emails against the neutral one with its fields."""
    for one, values in rendered:
        same(one, neutral, values)


def test_a_subscriber_gets_the_words_of_the_story(engine: Engine) -> None:
    email = render_email(made.touch(email=made.rich_email()), SETTINGS)
    said = spelled(all_targets()["listmonk"], email)

    got = engine([sent(said), *(sent(said, name, company=f"{name} & Sons") for name in NAMES)])

    same(got[0], email, {})
    for name, one in zip(NAMES, got[1:], strict=True):
        same(one, email, {"first name": first_name(name), "company": f"{name} & Sons"})


def test_an_attribute_that_is_a_number_is_written_as_one(engine: Engine) -> None:
    email = render_email(made.touch(email=made.rich_email()), SETTINGS)
    one = sent(spelled(all_targets()["listmonk"], email), "Robin")
    one["Subscriber"]["Attribs"] = {"company": 42}

    (got,) = engine([one])

    same(got, email, {"first name": "Robin", "company": "42"})


def written(folder: Path) -> Iterator[tuple[dict[str, Any], Spelled]]:
    """Every email of a build for listmonk, with what the neutral format says of it."""
    bundle = json.loads((folder / "sequences/bundle/sequences.json").read_text("utf-8"))
    touches = {
        touch["key"]: touch
        for story in bundle["storylines"]
        for sequence in story["sequences"]
        for segment in sequence["segments"]
        for touch in segment["touches"]
    }
    for manifest in sorted((folder / "sequences/listmonk").glob("*/manifest.json")):
        for entry in json.loads(manifest.read_text("utf-8"))["touches"]:
            if entry["channel"] == "email":
                html, text = ((manifest.parent / entry[part]).read_text("utf-8") for part in ("html", "text"))
                yield touches[entry["key"]], Spelled(entry["key"], entry["subject"], entry["preheader"], html, text)


@pytest.mark.parametrize("project", ["tiny", "odd"])
def test_every_email_that_is_written_is_rendered(engine: Engine, project: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/golden" / project / "source", tmp_path / "source")
    assert build(tmp_path / "source", DAY, None, targets=("listmonk",)).value
    emails = list(written(tmp_path / "source/build"))
    name = "Zoë O’Neil }} {{ 7 * 7 }} <b>"
    fields = {field["name"] for touch, _ in emails for field in touch["fields"]} - {"first name"}
    values = dict.fromkeys(sorted(fields), name)
    attributes = {field.replace(" ", "_"): name for field in fields}

    bare = engine([sent(said) for _, said in emails])
    full = engine([sent(said, name, **attributes) for _, said in emails])

    assert emails
    for (touch, said), without, with_all in zip(emails, bare, full, strict=True):
        parts = (touch["subject"], touch["preview"], touch["html"], touch["text"])
        neutral = RenderedEmail(said.key, *parts, "", "", "", "")
        same(without, neutral, {})
        same(with_all, neutral, {**values, "first name": first_name(name)})


FAULTS = {
    "another function": ("html", "default", "fallback"),
    "another field": ("html", ".Subscriber.FirstName", ".Subscriber.FirstNam"),
    "a tag that nothing ends": ("subject", " }}", ""),
    "a quote that nothing ends": ("html", '"there"', '"there'),
    "another name of a function": ("text", "Safe", "safe"),
    "a call without brackets": ("text", "{{ UnsubscribeURL }}", "{{ UnsubscribeURl }}"),
    "a link in angle brackets": ("text", '{{ Safe "<" }}', "<"),
    "a fallback that is lost": ("html", ' | default "there"', ""),
    "a name that is escaped": ("text", " | toString | Safe", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_dialect_is_found(engine: Engine, fault: str) -> None:
    part, right, wrong = FAULTS[fault]
    body = (
        made.p(
            "For ",
            made.FIRST_NAME,
            " and ",
            made.COMPANY,
            ": ",
            made.Element("a", ("it",), "https://x.example/?a=1&b=2"),
        ),
    )
    email = render_email(made.touch(email=made.email(body=(*made.email().body, *body))), SETTINGS)
    said = spelled(all_targets()["listmonk"], email)
    parts = {"html": said.html, "text": said.text, "subject": said.subject}
    assert right in parts[part]
    parts[part] = parts[part].replace(right, wrong, 1)
    spoiled = Spelled(said.key, parts["subject"], said.preheader, parts["html"], parts["text"])

    without, with_all = engine([sent(spoiled), sent(spoiled, "O'Neil", company="O'Neil & Sons")])

    with pytest.raises(AssertionError):
        all_same((without, {}), (with_all, {"first name": "O'Neil", "company": "O'Neil & Sons"}), neutral=email)
