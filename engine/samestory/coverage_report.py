"""Coverage as people and machines read it: a table, CSV, JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from io import StringIO
from types import MappingProxyType

from samestory.model.coverage import Cell, Coverage, StoryCoverage, Told

COLUMNS = (
    "storyline",
    "role",
    "stage",
    "idea",
    "emails",
    "calls",
    "talk tracks",
    "drafts",
    "insights",
    "reserved",
    "gap",
)


def as_table(coverage: Coverage) -> str:
    """A table per storyline, the matrix of who passes on to whom, the weight of the first stages, and the gaps."""
    parts = [part for story in coverage.stories for part in (f"{story.storyline}\n", _table(_rows(story)))]
    parts.append("e emails, c calls, t talk tracks, d drafts\n\n")
    parts += ["Texts to pass on, from the role of a row to the role of a column\n", _table(_connections(coverage))]
    parts.append(_weight(coverage))
    gaps = coverage.all_gaps
    parts.append(f"{len(gaps)} gap{'' if len(gaps) == 1 else 's'}{':' if gaps else '.'}\n")
    parts += [f"  {gap.place.file}:{gap.place.line} [{gap.code}] {gap.sentence}\n" for gap in gaps]
    return "".join(parts)


def _rows(story: StoryCoverage) -> Iterator[tuple[str, ...]]:
    yield ("", *story.stages)
    for role in story.roles:
        yield (role, *(_words(story.cells[role, stage]) for stage in story.stages))


def _words(cell: Cell) -> str:
    """`2e 1t cost, proof`: emails, calls, talk tracks, drafts, and the ideas; `(none)` for nothing."""
    told = cell.all
    counts = ((told.emails, "e"), (told.calls, "c"), (told.cards, "t"), (told.drafts, "d"))
    words = " ".join(f"{count}{letter}" for count, letter in counts if count)
    ideas = ", ".join(one.idea for one in cell.told if one.live)
    return " ".join(part for part in (words, ideas, f"({cell.gap})" if cell.gap else "") if part)


def _connections(coverage: Coverage) -> Iterator[tuple[str, ...]]:
    yield ("", *coverage.roles)
    for role in coverage.roles:
        counts = (coverage.texts(role, to) for to in coverage.roles)
        yield (role, *("" if count is None else str(count) for count in counts))


def _weight(coverage: Coverage) -> str:
    stages = " and ".join(coverage.top_stages) or "no stage"
    beats = f"{coverage.top_beats} of {coverage.nurture_beats} nurture beats"
    return f"Weight at the top: {beats} ({coverage.top_share} %) stand in {stages}.\n\n"


def _table(rows: Iterator[tuple[str, ...]]) -> str:
    listed = list(rows)
    widths = [max(len(row[column]) for row in listed) for column in range(len(listed[0]))]
    lines = ("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in listed)
    return "\n".join(lines) + "\n\n" if len(listed) > 1 else "\n"


def as_csv(coverage: Coverage) -> str:
    """A row per storyline, role, stage and idea; a cell without any idea has one row."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for story in coverage.stories:
        for (role, stage), cell in story.cells.items():
            for told in cell.told or (Told(""),):
                counts = (told.emails, told.calls, told.cards, told.drafts)
                claims = (" ".join(cell.insights), " ".join(cell.reserved))
                rows.writerow((story.storyline, role, stage, told.idea, *counts, *claims, cell.gap))
    return text.getvalue()


def as_json(coverage: Coverage) -> str:
    """Everything, for other programs."""
    made = {
        "storylines": [_story(story) for story in coverage.stories],
        "passed_on": [{"from": one, "to": other, "texts": n} for (one, other), n in coverage.passed_on.items()],
        "top": {
            "stages": list(coverage.top_stages),
            "beats": coverage.top_beats,
            "of": coverage.nurture_beats,
            "share": coverage.top_share,
        },
        "gaps": [
            {
                "code": gap.code,
                "file": gap.place.file,
                "line": gap.place.line,
                "sentence": gap.sentence,
                "storyline": gap.storyline,
                "stage": gap.stage,
                "roles": list(gap.roles),
            }
            for gap in coverage.all_gaps
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _story(story: StoryCoverage) -> dict[str, object]:
    return {
        "id": story.storyline,
        "cells": [
            {
                "role": role,
                "stage": stage,
                "told": [asdict(told) for told in cell.told],
                "insights": list(cell.insights),
                "reserved": list(cell.reserved),
                "thin": cell.is_thin,
                "gap": cell.gap,
            }
            for (role, stage), cell in story.cells.items()
        ],
        "ideas": [{"role": role, "idea": idea, "times": times} for (role, idea), times in story.heard.items()],
    }


FORMS: Mapping[str, Callable[[Coverage], str]] = MappingProxyType({"table": as_table, "csv": as_csv, "json": as_json})
