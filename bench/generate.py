"""A whole content repository of any size, by a seed: `python bench/generate.py --touches 1000 DIR`.

N touches are N / 4 beats for four roles that get emails; 1,000 are five storylines of fifty beats. The same N
gives the same bytes. What it makes checks without an error or a warning, and builds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from beats import beats_of
from buyers import BUYER_STAGES, CHOICE, CUSTOMER_STAGES, FINANCE, ROLES
from evidence import evidence_of
from plan import BEATS_LIMIT, Story, stories_of, title

SETTINGS = """id = "generated"
name = "Generated plants"
site-url = "https://stories.example.com/"
repository-url = "https://git.example.com/plants/stories"
from-name = "Example Works"
from-address = "hello@example.com"
postal-address = "Example Works, 12 Example Street, 10115 Berlin, Germany"
unsubscribe-url = "https://www.example.com/unsubscribe"
greeting = "Hi {first name},"
sign-off = "Your team at Example Works"
frequency-cap = "2 in 7 days"

[fields."first name"]
fallback = "there"
sample = "Robin"

[fields.company]
fallback = "your company"
sample = "Acme Hydraulics"

[limits]
storyline-touches = {beats}
"""
MKDOCS = """site_name: Generated plants
docs_dir: site
site_dir: build/site
plugins:
  - samestory
"""
HOW_TO = """# How to use these pages

Open the page of the touch that your CRM shows, and read its first screen before the call.
"""


def files_of(touches: int, most_beats: int = BEATS_LIMIT) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a repository with that many touches."""
    stories = stories_of(touches, most_beats)
    # One storyline is longer than a team would write it: that is what the engine is measured with.
    yield "samestory.toml", SETTINGS.replace("{beats}", str(BEATS_LIMIT))
    yield "mkdocs.yml", MKDOCS
    yield ".gitignore", "/build/\n/.build.*\n/.samestory/\n"
    yield "site/how-to-use.md", HOW_TO
    yield from _roles(stories[0])
    yield from _stages()
    yield "buyers/handoff.md", _handoff(stories)
    for story in stories:
        yield f"stories/{story.id}/story.md", _story(story)
        yield from beats_of(story)
        yield from evidence_of(story)


def _roles(first: Story) -> Iterator[tuple[str, str]]:
    for role in (*ROLES, FINANCE):
        others = [other.id.replace("-", " ") for other in ROLES if other is not role][:2]
        yield (
            f"buyers/roles/{role.id}.md",
            f"""---
code: {role.code}
nurture: {"no" if role is FINANCE else "yes"}
group-role: {role.group_role}
titles: {role.titles}
---

# {role.name}

## Answers for

{role.answers_for}

## Words they use

{role.words}

## Worries

- Being told something that does not hold for this plant.
- A project that ends with a report.

## Measured on

{role.measured_on}

## Never say

That it is easy, or that others have solved it long ago.

## Opening

What would you look at, if you had an hour for it?
{{claim: {first.reserved_id(0)}.sentence}}.

## Needs from the others
"""
            + "".join(f"\n### From the {other}\n\nA list from their own work.\n" for other in others),
        )


def _stages() -> Iterator[tuple[str, str]]:
    buyer = [*BUYER_STAGES, CHOICE]
    for number, stage in enumerate((*buyer, *CUSTOMER_STAGES), start=1):
        after = (*buyer, *CUSTOMER_STAGES)[number : number + 1]
        keys = ["side: customer" if stage in CUSTOMER_STAGES else "side: buyer"]
        keys += ["email: no", "advance-on: meeting-booked"] if stage is CHOICE else ["email: yes"]
        keys += [f"next: {after[0].id}"] if after else []
        head = "\n".join(keys)
        yield (
            f"buyers/stages/{number * 10}-{stage.id}.md",
            f"""---
{head}
---

# {title(stage.id)}

## The buyer asks

- {stage.question}
- What do my colleagues think about it?

## Ready to move on when

{stage.ready}
""",
        )


def _handoff(stories: tuple[Story, ...]) -> str:
    first, back = stories[0], next((story for story in stories if story.kind == "re-engage"), stories[0])
    return f"""---
ready-on: replied, meeting-booked, asked-price, named-project
accept-within: 24 hours
first-conversation-within: 3 days
recycle-after: 30 days
---

# From marketing to sales, and back

## Ready for sales when

- They have answered an email with a question of their own.
- They have booked a conversation.

## What sales gets

- The touch key of the last email, and with it the page for the call.
- The reason why it is their lead, in one sentence.

## Not ready

| Reason | Storyline | Stage |
|---|---|---|
| no-time | {back.id} | {back.stages[0].id} |
| no-budget | {back.id} | {back.stages[0].id} |
| no-champion | {first.id} | {first.stages[0].id} |
| went-quiet | {first.id} | where it stopped |
| not-a-fit | rest 180 days | |
"""


def _story(story: Story) -> str:
    ideas = "\n\n".join(f"### {key}: {sentence}" for key, sentence in story.ideas)
    return f"""---
code: {story.code}
kind: {story.kind}
roles: {", ".join(role.id for role in ROLES)}
stages: {", ".join(stage.id for stage in story.stages)}
entry: {story.entry}
exit: left-company
suppress: competitor
after: {story.after}
cycle: {story.cycle_months} month{"s" if story.cycle_months > 1 else ""}
priority: {story.priority}
also: {story.topic}
marketing-owner: marketing
sales-owner: sales
---

# {story.promise}

## From

{title(story.topic)} is dealt with where it comes up, and nobody has the whole picture.
The teams explain it to each other in different words.

## To

The teams see the same picture of {story.topic}, and each knows what to do about it.
What was agreed is looked at again.

## Ideas

{ideas}

## Not this story

Which system to buy, and whose fault it was.
"""


def main() -> None:
    """Write the repository; a folder that holds something is left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--touches", type=int, default=1000, help="a multiple of 4, at least 20")
    parser.add_argument("--beats", type=int, default=BEATS_LIMIT, help="the most beats of a storyline")
    parser.add_argument("folder", type=Path, metavar="DIR")
    asked = parser.parse_args()
    folder: Path = asked.folder
    if asked.touches < 20 or asked.touches % 4:
        sys.exit("generate: --touches is a multiple of 4, at least 20")
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"generate: {folder} is not empty; name a new folder")
    for name, text in files_of(asked.touches, asked.beats):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as opened:  # no two things have one name
            opened.write(text)


if __name__ == "__main__":
    main()
