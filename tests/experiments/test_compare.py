"""Comparison of regimes: the arithmetic of pairs and intervals, on tables made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from panj.experiments.analysis.comparison import compare, mean_interval, summary
from panj.experiments.analysis.versus import versus
from panj.scenarios.errors import InputError


def table(values: dict[str, list[float]], outcome: str = "incursions_through") -> pd.DataFrame:
    """Runs of one scenario with one outcome, seeds 1..n."""
    return pd.DataFrame(
        [
            {"scenario": "s", "regime": r, "seed": k + 1, "status": "ok", "days": 5, "changes": "[]", outcome: v}
            for r, vs in values.items()
            for k, v in enumerate(vs)
        ]
    )


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
    assert (row["low"], row["difference"], row["high"]) == (-1.0, -1.0, -1.0)


def test_a_single_game_has_no_interval() -> None:
    """One value says nothing of how far it could have been off."""
    mean, low, high = mean_interval(np.array([3.0]))
    assert mean == 3.0
    assert np.isnan([low, high]).all()


def test_a_day_that_never_came_counts_as_the_end_of_the_war() -> None:
    """A treaty that decides seldom is not read as a quick one: of five days, never is later than any, and how often it
    came is a line of its own."""
    runs = table({"none": [1, 3, 4, 2], "majority": [1, 1, np.nan, np.nan]}, "decision_day")
    day, came = compare(runs, "decision_day", "none").to_dict("records")
    assert (day["outcome"], day["n"], day["mean"], day["mean_baseline"]) == ("decision_day", 4, 3.0, 2.5)
    assert day["difference"] == pytest.approx((0 - 2 + 1 + 3) / 4)
    assert (day["happened"], day["happened_baseline"]) == (0.5, 1.0)
    assert (came["outcome"], came["mean"], came["mean_baseline"]) == ("decision_day:came", 0.5, 1.0)
    assert came["difference"] == -0.5


def test_the_restricted_mean_is_that_of_survival_analysis() -> None:
    """The mean of a day is the area under the Kaplan-Meier curve up to the end of the war."""
    days = [1.0, 2.0, 2.0, 4.0, np.nan, np.nan]
    mean = summary(table({"none": days}, "decision_day"), ("decision_day",)).loc[0, "mean"]
    still = [6, 5, 3, 3, 2]  # games in which it has not come yet during day 0 to 1, 1 to 2, ... of five days
    assert mean == pytest.approx(sum(n / 6 for n in still))


def test_what_could_have_been_seen_is_what_the_pairs_say() -> None:
    """The smallest difference seen with a chance of 80 % follows from the error of the pairs by hand: of two lines
    each counts at 5 % / 2, two-sided, by Student's distribution with 7 degrees of freedom."""
    gaps = [3.0, -1.0, 2.0, 0.0, 1.0, -2.0, 4.0, 1.0]
    runs = table({"none": [0.0] * 8, "majority": gaps, "automatic": [0.0] * 8})
    rows = compare(runs, "incursions_through", "none").set_index("regime")
    error = np.std(gaps, ddof=1) / np.sqrt(8)
    assert rows.could_see["majority"] == pytest.approx(
        error * (2.8412 + 0.8416 * (1 + 2.8412**2 / 14) ** 0.5), rel=1e-3
    )
    assert np.isnan(rows.could_see["automatic"])


def test_a_comparison_prints_its_interval_whole() -> None:
    """Whoever prints what `compare` returns sees difference and interval, however narrow the screen is."""
    shown = str(compare(table({"none": [1, 2, 4], "majority": [0, 3, 1]}), "incursions_through", "none"))
    assert all(word in shown for word in ("difference", "low", "high", "told", "could_see"))
    assert "..." not in shown


def test_levels_of_a_factor_are_compared_like_regimes() -> None:
    """A question other than which regime: games that agree in all but the factor, the regime too, make a pair."""
    runs = pd.concat(
        table({"none": [v, v + 1.0], "majority": [v, v]}).assign(
            changes=f'[["patrol_kmh", {v}]]', point=f"patrol_kmh={v}"
        )
        for v in (2.0, 6.0)
    )
    rows = compare(versus(runs, "patrol_kmh"), "incursions_through", "2").set_index("point")
    assert list(rows.regime) == ["6", "6"]
    assert dict(rows.difference) == {"none": 4.0, "majority": 4.0}
    with pytest.raises(InputError, match="one of patrol_kmh"):
        versus(runs, "patrol_men")


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
