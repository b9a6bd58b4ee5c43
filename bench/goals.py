"""The goals P1 to P11, each with its figure from the records: medians over rounds, ratios within a round."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from records import Records

SIZE, LARGE = 1000, 10_000
CLAIM_TOUCHES = 36  # of 1,000: the beats of one storyline whose answers cite its first claim, times four roles
NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Row:
    """A goal and what was measured; `is_reached` is None where it was not."""

    goal: str
    work: str
    wanted: str
    figure: str
    is_reached: bool | None


@dataclass(frozen=True)
class Measured:
    """The records as the goals ask for them."""

    records: Records
    items: int

    def median(self, work: str, value: str = "cpu", items: int = 0) -> float | None:
        """The median of a work, or None."""
        found = self.records.of(items or self.items, work, value)
        return statistics.median(found) if found else None

    def paired(
        self, one: str, other: str, how: Callable[[float, float], float], value: str = "cpu", items: int = 0
    ) -> float | None:
        """The median over the rounds of what two works of a round give."""
        ones = self.records.by_round(items or self.items, one, value)
        others = self.records.by_round(items or self.items, other, value)
        both = [how(ones[number], others[number]) for number in sorted(ones.keys() & others.keys())]
        return statistics.median(both) if both else None

    def times(self, one: str, other: str, value: str = "cpu") -> float | None:
        """How many times the cost of `other` the cost of `one` is."""
        return self.paired(one, other, lambda a, b: a / b, value)


def size_of(records: Records) -> int:
    """How many items the goals are measured at: 1,000, or the largest number below that there is."""
    return max((one.items for one in records if one.items <= SIZE), default=SIZE)


def rows_of(records: Records) -> tuple[Row, ...]:
    """Every goal, in order."""
    now = Measured(records, size_of(records))
    return (
        _at_least("P1", "cold build, against `mkdocs build` (default theme)", 4, now.times("mkdocs", "cold")),
        _at_least("P2", "emails only, against the MJML command line", 3, now.times("mjml", "emails")),
        _at_least("P2", "emails only, against Maizzle", 20, now.times("maizzle", "emails")),
        _at_most(
            "P3",
            "nothing changed, more than `import samestory`",
            0.15,
            now.paired("unchanged", "import samestory", lambda a, b: a - b),
            " s CPU",
        ),
        _below("P3", "nothing changed, of `mkdocs build --dirty`", now.times("unchanged", "mkdocs --dirty")),
        _below("P4", "one beat edited, wall time of Hugo's rebuild", now.times("beat edited", "hugo again", "wall")),
        _at_most(
            "P4", f"one beat edited, {LARGE:,} items", 1, now.median("beat edited", "wall", LARGE), " s wall", digits=1
        ),
        _at_most("P5", "one claim edited, in touches of a cold build", CLAIM_TOUCHES, _touches_of_a_claim(now)),
        _at_most("P6", f"CPU per touch, {LARGE:,} against {SIZE:,}", 1.15, _growth(now, "cold", "cpu"), " ×"),
        _at_most("P6", f"checks, {LARGE:,} against {SIZE:,}", _n_log_n(), _times_larger(now, "Check"), " ×"),
        _below("P7", "memory of a cold build, of `mkdocs build`", now.times("cold", "mkdocs", "mb")),
        _at_most("P7", f"memory, {LARGE:,} items", 300, now.median("cold", "mb", LARGE), " MB", digits=0),
        _at_most("P8", "from saving to the page", 300, now.median("serve", "wall_ms"), " ms", digits=0),
        _at_most("P9", "`check` of one file, of `import click`", 4, now.times("check again", "import click"), " ×"),
        _at_most("P9", "`check` of a saved file beside `serve`", 4, now.times("check served", "import click"), " ×"),
        _at_most("P9", "`check` of a saved file alone", 4, now.times("check one", "import click"), " ×"),
        _at_most("P9", "`--version`, of `python -c pass`", 2, now.times("--version", "python"), " ×"),
        _at_most("P9", "`--help`, of `import click`", 1.5, now.times("--help", "import click"), " ×"),
        _at_least("P10", "two processes, wall time against one", 1.6, now.times("one core", "two cores", "wall")),
        Row("P10", "two processes, the same bytes", "the same", *_same_bytes(now)),
        _at_most("P11", "proof, of a cold build", 0.6, _share_of_the_proof(now)),
        _at_most("P11", "proof, more for each email and payload", 0.5, _proof_of_a_payload(now), " ms"),
    )


def _at_least(goal: str, work: str, wanted: float, figure: float | None) -> Row:
    told = NOT_MEASURED if figure is None else f"{figure:.2f} ×"
    return Row(goal, work, f"≥ {wanted:g} × less", told, None if figure is None else figure >= wanted)


def _at_most(goal: str, work: str, wanted: float, figure: float | None, unit: str = "", *, digits: int = 2) -> Row:
    told = NOT_MEASURED if figure is None else f"{figure:,.{digits}f}{unit}"
    return Row(goal, work, f"≤ {wanted:,.4g}{unit}", told, None if figure is None else figure <= wanted)


def _below(goal: str, work: str, figure: float | None) -> Row:
    return _at_most(goal, work, 1, figure, " ×")


def _touches_of_a_claim(now: Measured) -> float | None:
    """For how many touches of a cold build the time after editing a claim would do."""
    edited, unchanged, cold = (now.median(work) for work in ("claim edited", "unchanged", "cold"))
    if edited is None or unchanged is None or cold is None:
        return None
    return (edited - unchanged) / (cold / now.items)


def _times_larger(now: Measured, station: str) -> float | None:
    small, large = now.median("stations", station, SIZE), now.median("stations", station, LARGE)
    return large / small if small and large else None


def _growth(now: Measured, work: str, value: str) -> float | None:
    small, large = now.median(work, value, SIZE), now.median(work, value, LARGE)
    return (large / LARGE) / (small / SIZE) if small and large else None


def _n_log_n() -> float:
    return LARGE * math.log(LARGE) / (SIZE * math.log(SIZE))


def _same_bytes(now: Measured) -> tuple[str, bool | None]:
    """Whether one process and two made the same in every round; from round to round the stories are edited."""
    one, two = (now.records.by_round(now.items, work, "hash") for work in ("one core", "two cores"))
    both = one.keys() & two.keys()
    if not both:
        return NOT_MEASURED, None
    is_same = all(one[number] == two[number] for number in both)
    return ("the same" if is_same else "others"), is_same


def _share_of_the_proof(now: Measured) -> float | None:
    proof, whole = now.median("stations", "Prove"), now.median("stations")
    return proof / whole if proof and whole else None


def _proof_of_a_payload(now: Measured) -> float | None:
    more = now.paired("stations with tools", "stations", lambda a, b: a - b, "Prove")
    tools = now.median("stations with tools", "tools")
    return 1000 * more / (now.items * tools) if more is not None and tools else None
