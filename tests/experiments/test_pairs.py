"""Telling regimes apart and ranking them: what is there is found and nothing else, at the rates that are said."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import wilcoxon

from panj.experiments.analysis.comparison import compare, over_points
from panj.experiments.analysis.pairs import (
    ERROR,
    at_most_differ,
    chance_alike,
    could_see,
    holm,
    pairs_needed,
    saved_by_pairing,
)
from panj.experiments.analysis.ranking import rank
from panj.experiments.designs.sequential import Stopping
from panj.scenarios.errors import InputError

OUTCOME = "losses_member"


def war(dice: np.random.Generator, gains: dict[str, float], worlds: int = 60, share: float = 0.5) -> pd.DataFrame:
    """A synthetic war: worlds differ a lot, regimes by their gain in a share of the worlds, beside a little noise."""
    world = dice.gamma(2.0, 20.0, worlds)
    tables = []
    for regime, gain in gains.items():
        matters = dice.random(worlds) < share
        losses = world + np.where(matters, dice.normal(-gain / share, 8.0, worlds), 0.0)
        about = {"scenario": "s", "regime": regime, "days": 5, "changes": "[]", "status": "ok"}
        tables.append(pd.DataFrame(about | {"seed": np.arange(1, worlds + 1), OUTCOME: losses}))
    return pd.concat(tables)


ALIKE = {"none": 0.0, "a": 0.0, "b": 0.0, "c": 0.0}


def chances(gains: dict[str, float], trial: int) -> pd.Series:
    """Corrected chances of the regimes of a synthetic war, by regime."""
    return compare(war(np.random.default_rng([5, trial]), gains), OUTCOME, "none").set_index("regime").p_holm


def test_a_known_difference_is_found_and_none_where_there_is_none() -> None:
    """At an error rate of 1 % a difference of 6 men is found in at least 95 of 100 wars, and nothing else in 95 of 100.

    Error rate: of 100 wars at most 1 % each find something false, so that more than 5 do with a chance below 0.1 %.
    """
    found = [chances(ALIKE | {"a": 6.0}, trial) < 0.01 for trial in range(100)]
    assert sum(told["a"] for told in found) >= 95
    assert sum(not told.drop("a").any() for told in found) >= 95


@pytest.mark.slow
def test_without_a_difference_none_is_found() -> None:
    """In wars whose regimes are alike, at most 5 % tell any of three apart from the baseline at p_holm below 0.05.

    Error rate: of 200 at exactly 5 %, more than 20 would with a chance of 0.1 %. At 1 %, at least 95 of 100 find none.
    """
    least = [chances(ALIKE, 1000 + trial).min() for trial in range(200)]
    assert sum(chance < 0.05 for chance in least) <= 20
    assert sum(chance >= 0.01 for chance in least[:100]) >= 95


def crossing(trial: int, gain: float = 0.0, seeds: int = 5, points: int = 12) -> pd.DataFrame:
    """Two regimes at points that share their seeds; what a regime gains hangs on the seed, the point and chance."""
    dice = np.random.default_rng([11, trial])
    base = dice.gamma(2.0, 20.0, (seeds, points))
    gained = gain + dice.normal(0, 3, (seeds, 1)) + dice.normal(0, 3, (1, points)) + dice.normal(0, 3, (seeds, points))
    rows = []
    for regime, losses in (("none", base), ("a", base - gained)):
        for (seed, point), value in np.ndenumerate(losses):
            about = {"scenario": "s", "regime": regime, "days": 5, "status": "ok", "point": f"x={point}"}
            rows.append(about | {"seed": seed, "changes": f'[["x", {point}]]', OUTCOME: value})
    return pd.DataFrame(rows)


@pytest.mark.slow
def test_pairs_of_points_that_share_their_seeds_are_not_taken_for_more_than_they_are() -> None:
    """Over all points at once the 95 % interval holds the truth, and regimes that are alike are not told apart.

    Error rate: of 300 trials at exactly 95 %, fewer than 272 hold it with a chance of 0.1 %. Taken for independent, the
    same pairs hold it in far fewer, so that the test sees what it is for.
    """
    held = apart = alone = 0
    for trial in range(300):
        runs = crossing(trial, gain=4.0)
        (row,) = compare(over_points(runs), OUTCOME, "none").to_dict("records")
        held += row["low"] <= -4.0 <= row["high"]
        gaps = runs[runs.regime == "a"][OUTCOME].to_numpy() - runs[runs.regime == "none"][OUTCOME].to_numpy()
        half = 1.96 * gaps.std(ddof=1) / len(gaps) ** 0.5
        alone += abs(gaps.mean() + 4.0) <= half
        (row,) = compare(over_points(crossing(1000 + trial)), OUTCOME, "none").to_dict("records")
        apart += row["p"] < 0.05
    assert held >= 272
    assert apart <= 28
    assert alone < 250


def test_points_with_a_name_stand_for_themselves() -> None:
    """All points of a design count as one, but for those that have a name of their own."""
    runs = crossing(1, points=4)
    runs.loc[runs.point == "x=2", "point"] = "as it was"
    table = compare(over_points(runs, ["as it was"]), OUTCOME, "none")
    assert table.point.tolist() == ["3 points", "as it was"]
    assert table.n.tolist() == [15, 5]


def test_a_difference_that_is_the_same_in_every_world_is_one() -> None:
    """Where each of three seeds at each of four points differs by the same, no chance makes it so: 2 ways of 2^12."""
    runs = crossing(1, seeds=3, points=4)
    runs[OUTCOME] = np.where(runs.regime == "a", 1.0, 3.0)
    (row,) = compare(over_points(runs), OUTCOME, "none").to_dict("records")
    assert (row["difference"], row["low"], row["high"]) == (-2.0, -2.0, -2.0)
    assert row["p"] == pytest.approx(2 / 2**12)
    assert row["told"]


def test_few_pairs_that_differ_are_no_proof() -> None:
    """However many pairs there are, three that differ may all have come out this way by chance once in four times."""
    differences = np.r_[np.zeros(1000), [9.0, 8.0, 7.0]]
    assert chance_alike(differences) == pytest.approx(2 / 2**3)
    assert chance_alike(np.zeros(50)) == 1.0
    assert math.isnan(chance_alike(np.array([])))


def test_the_chance_does_not_hang_on_how_it_is_computed() -> None:
    """All ways, drawn ways and the normal form agree with each other and, on ranks, with scipy's signed-rank test."""
    dice = np.random.default_rng(2)
    ranks = np.arange(1, 13) * np.where(dice.random(12) < 0.3, -1.0, 1.0)
    assert chance_alike(ranks) == pytest.approx(wilcoxon(ranks, method="exact").pvalue)
    for k in (13, 201):  # the smallest number that is drawn, and that is taken for normal
        values = dice.normal(0.5 / math.sqrt(k) * 4, 1.0, k)
        signs = dice.choice([-1.0, 1.0], (40_000, k))
        by_hand = np.mean(np.abs(signs @ values) >= abs(values.sum()))
        assert chance_alike(values) == pytest.approx(by_hand, abs=0.012)


def test_holm_corrects_as_in_the_book() -> None:
    """Chances 0.01, 0.04, 0.03 and 0.005 become 0.03, 0.06, 0.06 and 0.02; what is not known stays so."""
    corrected = holm(np.array([0.01, 0.04, np.nan, 0.03, 0.005]))
    np.testing.assert_allclose(corrected, [0.03, 0.06, np.nan, 0.06, 0.02])


def test_what_pairing_saved_is_what_unpaired_sets_would_take() -> None:
    """With a world's share of 0.9 in the variance, pairs save tenfold; the saving is that of the two intervals."""
    dice = np.random.default_rng(8)
    world = dice.normal(0.0, 3.0, 20_000)
    a, b = world + dice.normal(0, 1, 20_000), world + dice.normal(0, 1, 20_000)
    assert saved_by_pairing(a, b) == pytest.approx(10.0, rel=0.05)
    assert math.isnan(saved_by_pairing(a, a))


def test_the_number_of_pairs_said_gives_the_width_asked_for() -> None:
    """An interval made from as many pairs as were said to be needed is about as wide as was asked for."""
    dice = np.random.default_rng(4)
    runs = war(dice, {"none": 0.0, "a": 6.0}, worlds=200)
    (row,) = compare(runs, OUTCOME, "none", half_width=2.0).to_dict("records")
    more = war(np.random.default_rng(40), {"none": 0.0, "a": 6.0}, worlds=int(row["pairs_needed"]))
    (then,) = compare(more, OUTCOME, "none").to_dict("records")
    assert (then["high"] - then["low"]) / 2 == pytest.approx(2.0, rel=0.2)
    assert math.isnan(pairs_needed(np.zeros(40), 1.0))


def test_a_sweep_that_stopped_by_itself_is_shown_with_an_interval_for_that() -> None:
    """The outcome that seeds were added for has a wider interval, which holds whenever one stops, and says so."""
    runs = war(np.random.default_rng(4), {"none": 0.0, "a": 6.0})
    (once,) = compare(runs, OUTCOME, "none", half_width=4.0).to_dict("records")
    rule = Stopping(OUTCOME, 0.95, 60.0)
    (whenever,) = compare(runs, OUTCOME, "none", half_width=4.0, stopping=rule).to_dict("records")
    assert whenever["interval"] == "whenever stopped"
    assert whenever["low"] < once["low"] < once["high"] < whenever["high"]
    assert whenever["pairs_needed"] > once["pairs_needed"]


# -- which is best -----------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_those_in_play_hold_the_best() -> None:
    """The regime that is truly best, another one as good beside it, is among those in play in at least 95 % of wars.

    Error rate: of 200 wars at exactly 95 %, fewer than 180 hold it with a chance of 0.1 %.
    """
    gains = {"none": 0.0, "a": 3.0, "b": 3.0, "c": 2.0}
    held = 0
    for trial in range(200):
        ranked = rank(war(np.random.default_rng([9, trial]), gains), OUTCOME, most=False).set_index("regime")
        held += bool(ranked.in_play["a"])
    assert held >= 180


def test_a_ranking_says_what_the_wrong_choice_costs() -> None:
    """Mean and worst regret, and in how many worlds a regime is good enough, by hand."""
    rows = {"a": [1.0, 5.0, 9.0, 2.0], "b": [2.0, 4.0, 1.0, 2.0]}
    runs = pd.DataFrame(
        [
            {"scenario": "s", "regime": r, "days": 5, "changes": "[]", "status": "ok", "seed": k, OUTCOME: v}
            for r, values in rows.items()
            for k, v in enumerate(values)
        ]
    )
    ranked = rank(runs, OUTCOME, most=False, tolerance=1.0).set_index("regime")
    assert ranked.index.tolist() == ["b", "a"]
    assert ranked.mean_regret.tolist() == [0.25, 2.25]
    assert ranked.worst_regret.tolist() == [1.0, 8.0]
    assert ranked.within.tolist() == [1.0, 0.75]
    assert ranked.chance_good["b"] == 1.0
    assert ranked.chance_best.sum() == pytest.approx(1.0)


def test_worlds_that_share_a_seed_do_not_count_twice() -> None:
    """Playing the same seeds at a second point where nothing differs makes nobody surer of the ranking."""
    once = war(np.random.default_rng(6), {"none": 0.0, "a": 1.5}, worlds=12)
    twice = pd.concat([once.assign(point=f"x={k}", changes=f'[["x", {k}]]') for k in (1, 2)])
    alone = rank(once, OUTCOME, most=False).set_index("regime")
    both = rank(twice, OUTCOME, most=False, pooled=True).set_index("regime")
    assert both.worlds.tolist() == [24, 24]
    assert both.chance_best["a"] == pytest.approx(alone.chance_best["a"], abs=0.05)
    pd.testing.assert_series_equal(both.in_play, alone.in_play)


def test_a_ranking_of_nothing_is_refused() -> None:
    """An outcome without numbers, one regime alone and a tolerance below zero are answered with what is allowed."""
    runs = war(np.random.default_rng(1), {"none": 0.0, "a": 1.0}, worlds=5)
    for outcome, rows, tolerance in (
        ("measures", runs, 0.0),
        (OUTCOME, runs, -1.0),
        (OUTCOME, runs[runs.regime == "a"], 0.0),
    ):
        with pytest.raises(InputError):
            rank(rows, outcome, tolerance=tolerance)


def test_what_is_strong_is_told_apart_among_a_thousand_comparisons() -> None:
    """A constant over twenty games, 2,500 men against none, is a difference whatever else is compared beside it; and
    the chance is that of all ways of turning the signs, however few come as far."""
    assert chance_alike(np.full(20, 2500.0)) == pytest.approx(2 / 2**20)
    assert chance_alike(np.r_[np.ones(40), -1.0]) == pytest.approx(2 * 42 / 2**41, rel=0.02)
    dice = np.random.default_rng(3)
    for k, shift in itertools.product((14, 16), (0.8, 1.2, 1.8)):
        gaps = dice.normal(shift, 1.0, k)
        ways = 1 - 2 * ((np.arange(2**k)[:, None] >> np.arange(k)) & 1)
        every = float(np.mean(np.abs(ways @ gaps) >= abs(gaps.sum()) - 1e-9))
        assert chance_alike(gaps) == pytest.approx(every, rel=0.15)
    held = chance_alike(dice.normal(2.0, 1.0, 30))
    assert holm(np.r_[held, np.full(999, 0.9)])[0] <= ERROR


def test_what_could_be_seen_is_seen_in_four_of_five_sweeps() -> None:
    """A difference of `could_see` is told apart in 80 % of sweeps; with too few pairs for any, none could be seen.

    Error rate: of 200 trials at exactly 80 %, fewer than 142 or more than 177 find it with a chance of 0.3 %.
    """
    lines, pairs = 12, 40
    wanted = could_see(1.0 / pairs**0.5, lines, pairs)
    found = sum(
        holm(np.r_[chance_alike(np.random.default_rng([13, k]).normal(wanted, 1.0, pairs)), np.full(lines - 1, 1.0)])[0]
        <= ERROR
        for k in range(200)
    )
    assert 142 <= found <= 177
    assert could_see(1.0, 180, 10) == math.inf
    assert math.isnan(could_see(0.0, 3, 20))
    assert at_most_differ(20) == pytest.approx(0.139, abs=0.001)
