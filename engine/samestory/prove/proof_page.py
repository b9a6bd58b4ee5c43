"""`proved.html`: what was proved, for people who doubt it. The page is filled when the proof is there."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from samestory.prove.finding import Proof
from samestory.prove.rule import all_rules

BEGIN, END = "<!-- proof -->", "<!-- /proof -->"
# What the page says until it is filled, and in previews, which nothing is proved of.
UNPROVED_BODY = f"""{BEGIN}<div class="page">
<h1>What was proved</h1>
<p class="lead">This is a preview, and nothing was proved of it.
<code>samestory build</code> proves before it publishes.</p>
</div>{END}
"""


def filled_page(page: str, proof: Proof) -> str:
    """The page as MkDocs made it, with the proof in place of what stood there until now.

    Raises:
        ValueError: it is not the page that was made for the proof.
    """
    start, end = page.find(BEGIN), page.find(END)
    if start < 0 or end < start:
        raise ValueError("the page of the proof has no place for it")
    return page[:start] + proved_body(proof) + page[end + len(END) :]


def proved_body(proof: Proof) -> str:
    """The page's body."""
    day = date.fromisoformat(proof.day)
    in_words = f"{day.day} {month_name[day.month]} {day.year}"
    return f"{BEGIN}{_template().render(proof=proof, day=in_words, rules=all_rules()).strip()}{END}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("samestory"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("proved.html")
