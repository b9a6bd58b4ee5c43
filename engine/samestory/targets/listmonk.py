"""listmonk: templates in Go's template language; another tool keeps the days, since listmonk has no series."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, Limits, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "listmonk 6, its documentation and source, 2026-07"
RUN = "Go 1.19's templates with Sprig 3.2, run with listmonk's functions"
# Everything an email holds is in its body, so the layout around it is the body alone, exactly once.
LAYOUT = '{{ template "content" . }}\n'


@target(
    "listmonk",
    title="listmonk",
    version="listmonk 6, by its documentation and source; its templates run in Go 1.19 with Sprig 3.2",
    dialect=Dialect(
        tag='{{ .Subscriber.«name» | default "«fallback»"«filter» }}',
        own_tag='{{ .Subscriber.Attribs.«name» | default "«fallback»"«filter» }}',
        text_filter=" | toString | Safe",
        text_signs={"<": '{{ Safe "<" }}'},
        unsubscribe="{{ UnsubscribeURL }}",
        form="inline",
        refuses='"\\&<>',  # the words stand in a string of Go, and html/template escapes what comes out of it
        names={"first name": "FirstName", "last name": "LastName", "name": "Name", "email": "Email"},
        foreign=r"\{\{",
    ),
    abilities=flow_by_hand(
        "the tool that calls listmonk",
        waits=by_hand("listmonk has no series: n8n or a script calls `/api/tx` on the days of the sheet", DOCS),
        preheader=exact("it stands in the HTML, hidden; listmonk has no field for it", DOCS),
        plain_text=exact("`altbody` of a campaign or of `/api/tx` takes the file `.txt`", DOCS),
    ),
    rules=every_rule_by_hand(
        "stop calling `/api/tx` for the contact",
        "put the contact on the blocklist, or on a list that is asked before each call",
        {
            "unsubscribed": exact("a blocklisted subscriber gets nothing", DOCS),
            "bounced": by_hand("switch on bounce processing, with blocklisting after one hard bounce"),
        },
    ),
    limits=Limits(name=2000, subject=5000),
    set_up=(
        Fact("Attributes of subscribers hold what is no name or address: `Attribs`, in small letters.", DOCS),
        Fact("`default` and `toString` are Sprig's functions of that name.", RUN),
        Fact(
            "Plain text goes through Go's HTML templates too: `Safe` keeps them from escaping a name, and from failing "
            "at a link in angle brackets.",
            RUN,
        ),
        Fact("`FirstName` is the first word of a name with more than two letters: `Jo Ray` is greeted by `Ray`.", DOCS),
        Fact('A campaign template holds `{{ template "content" . }}` exactly once: `layout.html` here.', DOCS),
        Fact("Go's HTML templates drop comments, and with them what is only for Outlook on Windows.", RUN),
    ),
    bring_in=(
        Fact("Make a template from `layout.html`; it adds nothing around an email.", DOCS),
        *pack_steps("Campaigns, as `regular` ones that stay drafts, or as transactional templates"),
    ),
    go_back=GO_BACK,
)
def listmonk(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails in Go's templates, and the layout they need."""
    yield story.file("layout.html", LAYOUT)
    yield from content_pack(tool, story)
