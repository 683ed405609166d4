"""The benchmarks compare like with like: the war in C and the war in Mesa are the same war, to the last bit."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from panj.benchmarks.__main__ import machine, table
from panj.benchmarks.ground_c import WarInC, compiler
from panj.benchmarks.measure import at_least, at_most, in_turn, not_measured, ratios, spread
from panj.benchmarks.mesa_war import MesaWar
from panj.model import BorderModel

# Scenario, regime, seed, days: fights, collapses and crossings all happen in these.
WARS = [("intro", "csto-2010", 1, None), ("tajikistan-2021-incursion", "automatic", 2, 45)]


@pytest.mark.skipif(compiler() is None, reason="no C compiler here")
@pytest.mark.parametrize(("scenario", "regime", "seed", "days"), WARS)
def test_the_step_in_c_gives_the_same_columns(scenario: str, regime: str, seed: int, days: int | None) -> None:
    """After every step of a war each column and each array of the theatre is equal to that of the compiled Python."""
    ours, theirs = BorderModel(scenario, regime, seed, days), WarInC(scenario, regime, seed, days)
    while ours.running:
        ours.step()
        theirs.step()
        for a, b in ((ours.forces.columns, theirs.forces.columns), (ours.theatre, theirs.theatre)):
            unequal = [n for n, x, y in zip(a._fields, a, b, strict=True) if n != "log" and not np.array_equal(x, y)]
            assert unequal == [], f"step {ours.steps}"
    assert ours.digest == theirs.digest
    assert len(ours.events) > 10


@pytest.mark.parametrize(("scenario", "regime", "seed", "days"), WARS)
def test_the_war_in_mesa_is_the_same_war(scenario: str, regime: str, seed: int, days: int | None) -> None:
    """Units as Mesa agents lose the same men in the same steps, and the war ends with the same digest and outcomes."""
    ours, theirs = BorderModel(scenario, regime, seed, days), MesaWar(scenario, regime, seed, days)
    while ours.running:
        ours.step()
        theirs.step()
        for name in ("men", "lost", "status"):
            assert np.array_equal(getattr(ours.forces, name), getattr(theirs.forces, name)), (
                f"{name}, step {ours.steps}"
            )
    assert ours.outcomes() == theirs.outcomes()
    assert len(ours.events) > 10


def test_candidates_are_measured_in_turn() -> None:
    """Every candidate is played once a round, and the order is turned round from one round to the next."""
    played = []

    def candidate(name: str) -> float:
        played.append(name)
        return float(len(played))

    seconds = in_turn({name: lambda name=name: candidate(name) for name in "ab"}, 3)
    assert played == ["a", "b", "b", "a", "a", "b"]
    assert seconds == {"a": [1.0, 4.0, 5.0], "b": [2.0, 3.0, 6.0]}


def test_a_ratio_is_the_median_over_rounds() -> None:
    """One disturbed round does not change the verdict: the median of the ratios counts, the quartiles are shown."""
    found = ratios([10.0, 10.0, 1000.0], [1.0, 2.0, 2.0])
    assert found == (10.0, 7.5, 255.0)
    assert spread([3.0]) == (3.0, 3.0, 3.0)
    assert at_least("x", found, 10.0).holds
    assert not at_most("x", found, 9.0).holds


def test_the_table_names_target_and_verdict() -> None:
    """Whoever reads the table sees what was wanted and whether it holds; what was not measured says so."""
    found = [at_least("fast", (41.0, 40.0, 42.0), 40.0), not_measured("in C", "at most 2", "no C compiler here")]
    lines = table(found).splitlines()
    assert lines[1].split() == ["fast", "41", "(40", "to", "42)", "times", "at", "least", "40", "yes"]
    assert "not measured" in lines[2]
    assert lines[2].endswith("no C compiler here")
    assert json.loads(json.dumps([asdict(f) for f in found]))[1]["holds"] is None
    assert "cores" in machine()
