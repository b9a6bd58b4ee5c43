"""What all email tools together add to a build, as a share of its CPU; `python bench/targets.py` has the full numbers."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def measured(touches: int, pairs: int) -> tuple[float, float]:
    """The share that the tools add, and milliseconds of the proof for an email of one tool."""
    command = [sys.executable, str(ROOT / "bench/targets.py"), f"--touches={touches}", f"--pairs={pairs}"]
    anywhere = {name: value for name, value in os.environ.items() if name != "TMPDIR"}
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=anywhere).stdout
    if "in memory" not in said.partition("\n")[0]:
        pytest.skip("no folder in memory has room, and what a disk takes for each file says nothing of us")
    added, proof = (
        re.search(r"^added +(-?\d+)%", said, re.MULTILINE),
        re.search(r"^proof +(-?[\d.]+)", said, re.MULTILINE),
    )
    assert added
    assert proof
    return int(added[1]) / 100, float(proof[1])


# It is a third, and 0.06 ms, of any size; a machine that does other work as well doubles either.
def test_all_tools_together_add_less_than_a_build() -> None:
    share, proof_ms = measured(40, 2)

    assert share < 0.8
    assert proof_ms < 0.5


@pytest.mark.long
def test_all_tools_together_add_what_they_may() -> None:
    share, proof_ms = measured(1000, 5)

    assert share <= 0.6
    assert proof_ms <= 0.5
