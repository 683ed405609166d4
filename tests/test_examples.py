"""The scripts in examples/ work as they stand, with few games."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each script, the words it is tried with, and what its answer names.
SCRIPTS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "regimes_compared.py": (["2", "games"], ("automatic", "incursions_through", "against no treaty")),
    "how_early_to_ask.py": (["1"], ("day  0", "day 75", "help from")),
    "what_makes_the_border_fail.py": (["12"], ("mean stability", "12 games", "cannot be told")),
    "rule_of_your_own.py": (["1"], ("objects below", "90%", "vetoes")),
    "regime_of_your_own.py": (["2"], ("Two thirds", "csto-2010", "adopted_rung")),
    "sweep_on_a_cluster.py": (["2", "games"], ("automatic", "difference", "told")),
}


def test_every_example_is_tried() -> None:
    """No script lies in examples/ that these tests do not run."""
    assert {p.name for p in (ROOT / "examples").glob("*.py")} == set(SCRIPTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_an_example_answers_what_it_asks(name: str, tmp_path: Path) -> None:
    """A script runs from any folder, ends with status 0 and prints the table that it promises."""
    words, said = SCRIPTS[name]
    ran = subprocess.run(
        [sys.executable, ROOT / "examples" / name, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr
    for text in said:
        assert text in ran.stdout, ran.stdout
