"""The step is a matter of accounting: wars in steps of 3, 6 and 12 hours have the same losses and crossings."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from panj.model import BorderModel
from panj.scenarios.load import load_scenario

SEEDS = range(600, 800)
EQUAL = 0.10
OUTCOMES = ("losses_member", "losses_militants", "incursions_attempted", "incursions_through")
Z = 1.645  # one-sided 5 %


@pytest.fixture(scope="module")
def wars() -> dict[int, np.ndarray]:
    """Outcomes of 200 what-ifs without a treaty at each step."""
    scenario = load_scenario("tajikistan-2021-incursion")
    out = {}
    for hours in (3, 6, 12):
        stepped = replace(scenario, file=scenario.file.model_copy(update={"step_hours": hours}))
        rows = (BorderModel(stepped, "none", seed=s).run().outcomes() for s in SEEDS)
        out[hours] = np.array([[row[name] for name in OUTCOMES] for row in rows], float)
    return out


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(("a", "b"), [(3, 6), (6, 12), (3, 12)])
def test_means_are_within_a_tenth_whatever_the_step(wars: dict[int, np.ndarray], outcome: str, a: int, b: int) -> None:
    """Two one-sided tests on the mean of paired differences: its 90 % interval lies inside a tenth of the mean.

    Were the true difference at the edge, each would pass by chance 1 time in 20.
    """
    k = OUTCOMES.index(outcome)
    first, second = wars[a][:, k], wars[b][:, k]
    gaps = second - first
    error = Z * float(gaps.std(ddof=1)) / math.sqrt(len(gaps))
    assert abs(float(gaps.mean())) + error < EQUAL * float(first.mean()), (float(first.mean()), float(second.mean()))
