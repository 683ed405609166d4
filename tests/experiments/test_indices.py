"""Sensitivity indices: a function whose indices are known, and what chance may pass for."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, cramervonmises_2samp

from panj.experiments.analysis.indices import (
    chance_share,
    convergence,
    cramer_von_mises,
    morris_indices,
    morris_points,
    regional,
    sobol_indices,
    sobol_points,
    sobol_told,
)

NAMES = ["x1", "x2", "x3", "idle"]
EXACT_S1 = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0, "idle": 0.0}
EXACT_ST = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437, "idle": 0.0}


def ishigami(unit: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990) with a = 7, b = 0.1, of factors from -pi to pi; the fourth does nothing."""
    x = math.pi * (2.0 * unit - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_indices_of_ishigami_lie_within_their_intervals() -> None:
    """All exact indices lie in the 95 % intervals, which are exact for what does nothing. Eight indices, one seed; over
    seeds 1 to 40 none of 320 was outside."""
    table = sobol_indices(NAMES, ishigami(sobol_points(NAMES, 1024, 1)), 1).set_index("factor")
    for name in NAMES:
        assert table.S1_low[name] <= EXACT_S1[name] <= table.S1_high[name]
        assert table.ST_low[name] <= EXACT_ST[name] <= table.ST_high[name]
    assert table.ST["idle"] == table.ST_high["idle"] == 0.0


def test_it_is_said_whether_indices_have_settled() -> None:
    """Sixteen samples leave intervals as wide as the indices; 4,096 do not."""
    few = sobol_indices(NAMES, ishigami(sobol_points(NAMES, 16, 1)), 1)
    many = sobol_indices(NAMES, ishigami(sobol_points(NAMES, 4096, 1)), 1)
    assert convergence(few)[1].startswith("Not settled")
    assert convergence(many)[1].startswith("Settled")


def replicates(values: np.ndarray, noise: float, seed: int, count: int = 8) -> np.ndarray:
    """Values with a war's own chance on top, a column a replicate."""
    return values[:, None] + noise * np.random.default_rng(seed).normal(size=(len(values), count))


def test_screening_tells_what_moves_from_what_does_nothing() -> None:
    """A linear function without chance: mu is the change over the whole range, and the idle factor changes no game."""
    points = morris_points(NAMES, 10, 1)
    values = 5.0 * points[:, 0] - 2.0 * points[:, 1] + 0.5 * points[:, 2]
    same = np.r_[False, values[1:] == values[:-1]]
    (table,) = morris_indices(NAMES, points, [(replicates(values, 0.0, 1), same)], 1)
    table = table.set_index("factor")
    assert np.allclose(table.mu[["x1", "x2", "x3"]], [5.0, -2.0, 0.5])
    assert table.verdict.to_dict() == {
        "x1": "beyond chance",
        "x2": "beyond chance",
        "x3": "beyond chance",
        "idle": "nothing",
    }


def test_chance_seldom_passes_for_sensitivity() -> None:
    """Factors that only shuffle the dice, two outcomes of each: of 100 studies 5 name one, by Morris as by Sobol; more
    than 11 would come of an error of 5 % once in 200 suites. A factor that moves the outcome as much as dice do is told
    in each."""
    morris = sobol = found = 0
    for seed in range(100):
        points = morris_points(NAMES, 6, seed)
        never = np.zeros(len(points), bool)
        idle = [(replicates(np.zeros(len(points)), 1.0, 1000 * k + seed, 4), never) for k in range(2)]
        morris += any((table.verdict == "beyond chance").any() for table in morris_indices(NAMES, points, idle, seed))
        drawn = sobol_points(NAMES, 16, seed)
        dice = [replicates(np.zeros(len(drawn)), 1.0, 1000 * k + seed, 4) for k in range(2)]
        sobol += any(told for one in sobol_told(NAMES, dice, seed) for _, told in one.values())
        if seed < 10:
            moved = replicates(4.0 * drawn[:, 1], 1.0, seed, 4)
            (apart,) = sobol_told(NAMES, [moved], seed)
            (table,) = morris_indices(NAMES, points, [(replicates(6.0 * points[:, 1], 1.0, seed, 4), never)], seed)
            found += apart["x2"][1] and table.set_index("factor").verdict["x2"] == "beyond chance"
    assert max(morris, sobol) <= int(binom.ppf(0.995, 100, 0.05))
    assert found == 10


def test_one_replicate_tells_nothing() -> None:
    """Where each point was played once, nobody can say what is dice: nothing is told."""
    points = morris_points(NAMES, 6, 1)
    (table,) = morris_indices(NAMES, points, [(points[:, :1], np.zeros(len(points), bool))], 1)
    assert (table.verdict == "not beyond chance").all()


def test_the_share_of_chance_is_named() -> None:
    """Points that differ by chance alone: chance is about all of the variance; without chance it is none of it."""
    assert abs(chance_share(replicates(np.zeros(2000), 1.0, 1)) - 1.0) < 0.1
    assert chance_share(replicates(np.linspace(0.0, 1.0, 50), 0.0, 1)) == 0.0
    assert math.isnan(chance_share(np.zeros((5, 1))))


def test_regional_sensitivity_finds_what_sets_the_lowest_quarter() -> None:
    """The outcome is low where the first factor is high; the others do nothing and are beyond chance in 5 % of cases:
    of 90 at most 10 (binomial, 1 in 100)."""
    wrong = 0
    for seed in range(30):
        x = np.random.default_rng(seed).random((100, 4))
        table = regional(NAMES, x, -x[:, 0], seed).set_index("factor")
        far = table.distance > table.chance
        assert far["x1"]
        wrong += int(far[["x2", "x3", "idle"]].sum())
    assert wrong <= 10


def test_the_level_of_chance_is_of_the_same_statistic() -> None:
    """The statistic from ranks is that of scipy."""
    x = np.random.default_rng(1).random(50)
    ranks = np.argsort(np.argsort(x))[None, :] + 1.0
    assert cramer_von_mises(ranks[:, :12], ranks[:, 12:])[0] == pytest.approx(
        cramervonmises_2samp(x[:12], x[12:]).statistic
    )


def test_tables_are_data_frames_with_the_most_moving_first() -> None:
    """The order is that of the index."""
    table = sobol_indices(NAMES, ishigami(sobol_points(NAMES, 256, 1)), 1)
    assert isinstance(table, pd.DataFrame)
    assert table.factor.iloc[0] == "x1"
    assert table.ST.is_monotonic_decreasing
