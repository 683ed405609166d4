"""Comparison of regimes: the arithmetic of pairs and intervals, on tables made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from panj.experiments.analysis.comparison import compare, mean_interval, summary
from panj.scenarios.errors import InputError


def table(values: dict[str, list[float]], outcome: str = "incursions_through") -> pd.DataFrame:
    """Runs of one scenario with one outcome, seeds 1..n."""
    return pd.DataFrame(
        [{"scenario": "s", "regime": r, "seed": k + 1, "status": "ok", "days": 5, "changes": "[]", outcome: v}
         for r, vs in values.items() for k, v in enumerate(vs)]
    )  # fmt: skip


def test_differences_are_paired_by_seed() -> None:
    """The difference is the mean of regime minus baseline, seed by seed, whatever the order of the rows."""
    runs = table({"none": [1, 5, 9, 2], "majority": [0, 3, 9, 1]}).sample(frac=1.0, random_state=1)
    (row,) = compare(runs, "incursions_through", "none").to_dict("records")
    assert row["difference"] == pytest.approx(np.mean([-1, -2, 0, -1]))
    assert (row["n"], row["differ"]) == (4, 0.75)
    assert (row["mean"], row["mean_baseline"]) == (3.25, 4.25)


def test_a_difference_that_is_always_the_same_has_an_interval_without_width() -> None:
    """Where every pair differs by the same amount there is nothing uncertain about it."""
    (row,) = compare(table({"none": [1, 2, 3], "majority": [0, 1, 2]}), "incursions_through", "none").to_dict("records")
    assert (row["low"], row["difference"], row["high"], row["beyond"]) == (-1.0, -1.0, -1.0, True)


def test_a_single_game_has_no_interval() -> None:
    """One value says nothing of how far it could have been off."""
    mean, low, high = mean_interval(np.array([3.0]))
    assert mean == 3.0
    assert np.isnan([low, high]).all()


def test_what_never_happened_is_left_out_and_counted() -> None:
    """A run without a value is no zero: it leaves the pair, and the share of runs in which it happened says so."""
    runs = table({"none": [4, np.nan, 6], "majority": [5, 7, np.nan]}, "decision_day")
    (row,) = compare(runs, "decision_day", "none").to_dict("records")
    assert (row["n"], row["difference"]) == (1, 1.0)
    assert row["happened"] == pytest.approx(2 / 3)


def test_failed_runs_do_not_count() -> None:
    """A game that failed leaves no value behind that could be averaged."""
    runs = table({"none": [1, 2], "majority": [3, 400]})
    runs.loc[(runs.regime == "majority") & (runs.seed == 2), "status"] = "error"
    (row,) = compare(runs, "incursions_through", "none").to_dict("records")
    assert (row["n"], row["difference"]) == (1, 2.0)


@pytest.mark.parametrize(("outcome", "baseline"), [("colour", "none"), ("measures", "none"), ("posts_lost", "nato")])
def test_unknown_outcomes_and_baselines_are_refused(outcome: str, baseline: str) -> None:
    """A mistyped outcome, one that is no number, or an unknown baseline is answered with what is allowed."""
    with pytest.raises(InputError, match="one of"):
        compare(table({"none": [1], "majority": [2]}, "posts_lost"), outcome, baseline)


def test_the_interval_covers_the_true_mean() -> None:
    """The 95 % interval covers the true mean of exponential samples of 40 in 300 trials at a rate of 0.90 to 0.99.

    Error rate: with a true coverage of 0.93 to 0.95 the count lies outside with a chance below 1 %.
    """
    hits = 0
    for trial in range(300):
        sample = np.random.default_rng([7, trial]).exponential(2.0, 40)
        _, low, high = mean_interval(sample)
        hits += low <= 2.0 <= high
    assert 0.90 <= hits / 300 <= 0.99


def test_summary_has_a_row_for_each_regime_and_outcome() -> None:
    """Every regime gets its mean, interval and how often the outcome happened."""
    out = summary(table({"none": [1, 2, 3], "majority": [np.nan, np.nan, np.nan]}, "decision_day"), ("decision_day",))
    rows = out.set_index("regime")
    assert rows.loc["none", "mean"] == 2.0
    assert rows.loc["majority", "happened"] == 0.0
