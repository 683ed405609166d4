"""Sweeps that stop when they are sure enough: the interval keeps its error, and sweeps come to the same end."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from panj.experiments import Sweep, open_runs
from panj.experiments.designs.design import make_design
from panj.experiments.designs.sequential import Stopping, any_time_half_width, any_time_interval, boundary
from panj.experiments.runs.rounds import ended, stopping_of
from panj.experiments.runs.store import Store
from panj.scenarios.errors import InputError

RULE = Stopping("x", 0.95, 100.0)
TRIALS, MOST = 400, 2000


def rare(share: float, size: float) -> Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]:
    """Counts under a baseline, and a regime that adds to them in a share of the worlds only."""

    def draw(dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        baseline = dice.poisson(3.0, MOST).astype(float)
        return baseline + np.where(dice.random(MOST) < share, dice.exponential(size, MOST), 0.0), baseline

    return draw


def normal(dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    baseline = dice.normal(0.0, 2.0, MOST)
    return baseline + dice.normal(0.3, 1.0, MOST), baseline


def skewed(dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    baseline = dice.normal(0.0, 2.0, MOST)
    return baseline + dice.lognormal(0.0, 1.0, MOST), baseline


KINDS = {
    "normal": (normal, 0.3, 0.25),
    "skewed": (skewed, math.exp(0.5), 0.5),
    "one world in ten": (rare(0.1, 3.0), 0.3, 0.6),
    "one world in thirty": (rare(1 / 30, 3.0), 0.1, 0.3),
}


@pytest.mark.parametrize("kind", KINDS)
def test_stopping_when_narrow_enough_keeps_the_error(kind: str) -> None:
    """Looking after every 20 pairs and stopping once the interval is narrow, it holds the truth in 95 % of trials.

    Error rate: of 400 trials of an interval that holds in exactly 95 %, fewer than 367 hold with a chance of 0.2 %.
    """
    draw, truth, wanted = KINDS[kind]
    held = 0
    for trial in range(TRIALS):
        regime, baseline = draw(np.random.default_rng([12, trial]))
        for pairs in range(20, MOST + 1, 20):
            differences = regime[:pairs] - baseline[:pairs]
            half = any_time_half_width(differences, max(regime[:pairs].std(), baseline[:pairs].std()), RULE)
            if half <= wanted:
                break
        assert pairs < MOST, "it never stopped"
        held += abs(differences.mean() - truth) <= half
    assert held >= 367


def test_the_boundary_is_crossed_no_more_often_than_it_says() -> None:
    """A mean of normal values leaves the boundary at any of 1,000 looks in at most 5 % of trials.

    Error rate: of 2,000 trials at exactly 5 %, more than 135 cross with a chance of 0.02 %.
    """
    dice = np.random.default_rng(3)
    n = np.arange(1, 1001)
    edge = np.array([boundary(int(k), 100.0, 0.95) for k in n])
    means = np.cumsum(dice.normal(size=(2000, 1000)), axis=1) / n
    assert np.mean((np.abs(means) > edge).any(axis=1)) <= 135 / 2000


def test_pairs_that_agreed_so_far_are_not_taken_for_sure() -> None:
    """Twenty pairs without any difference leave an interval as wide as what may not have shown itself yet."""
    dice = np.random.default_rng(1)
    same = dice.normal(size=20)
    _, mean, half = any_time_interval(pd.DataFrame({"regime": same, "none": same}), "regime", "none", RULE)
    assert mean == 0.0
    assert half > 0.2
    constant = pd.DataFrame({"regime": np.full(20, 3.0), "none": np.full(20, 3.0)})
    assert any_time_interval(constant, "regime", "none", RULE)[2] == 0.0


WANTED = {"outcome": "stability_mean", "half_width": 6.0, "budget": 300}


def swept(out: Path, **wanted: object) -> pd.DataFrame:
    """A sweep of the introduction that stops by precision, over two points."""
    sweep = Sweep("intro", ["none", "csto-2010"], seeds=10, factors={"patrol_kmh": [2, 6]}, precision=WANTED | wanted)
    return sweep.run(out, workers=1, quiet=True)


def test_a_sweep_adds_seeds_until_it_is_sure_enough(tmp_path: Path) -> None:
    """Whole batches are added where the interval is still too wide; the store shows all, and each regime has the same.

    A width that the first round has is not asked more of.
    """
    runs = swept(tmp_path / "a", half_width=0.8)
    rule = stopping_of(Store(tmp_path / "a").about())
    for _, group in runs.groupby("patrol_kmh"):
        wide = group.pivot(index="seed", columns="regime", values="stability_mean")
        assert wide.notna().all(axis=None)
        assert wide.index.tolist() == list(range(1, len(wide) + 1))
        assert len(wide) % 10 == 0
        widths = {n: any_time_interval(wide[:n], "csto-2010", "none", rule)[2] for n in range(10, len(wide) + 1, 10)}
        assert all(half > 0.8 for n, half in widths.items() if n < len(wide))
        assert widths[len(wide)] <= 0.8
    assert len(runs) > 40
    pd.testing.assert_frame_equal(open_runs(tmp_path / "a"), runs)
    assert len(swept(tmp_path / "b", half_width=50.0)) == 40


def test_a_budget_ends_a_sweep_that_cannot_get_sure(tmp_path: Path) -> None:
    """With a width that no number of games reaches, as many whole batches are played as the budget allows."""
    assert len(swept(tmp_path, half_width=1e-6, budget=110)) == 100


def test_a_sweep_that_lost_its_last_rounds_comes_to_the_same_end(tmp_path: Path) -> None:
    """Whatever parts are lost, the next call ends with the same table."""
    runs = swept(tmp_path, half_width=0.8)
    for part in sorted((tmp_path / "runs").iterdir())[::2]:
        part.unlink()
    again = swept(tmp_path, half_width=0.8)
    pd.testing.assert_frame_equal(again.drop(columns="wall_s"), runs.drop(columns="wall_s"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "happiness"}, "names, such as "),
        ({"half_width": 0.0}, "more than 0"),
        ({"budget": 20}, "first"),
        ({"baseline": "nato"}, "one of: none, csto-2010"),
    ],
)
def test_a_precision_that_makes_no_sense_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    """An unknown outcome or baseline, no width, and a budget below the first round are refused before any game."""
    with pytest.raises(InputError) as refusal:
        swept(tmp_path / "out", **change)
    assert said in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_precision_needs_a_number_of_seeds_to_begin_with() -> None:
    """A list of seeds cannot be added to, and a handful says nothing about spread."""
    for seeds in ([1, 2, 3], 3):
        with pytest.raises(InputError, match="at least 10"):
            make_design("test", scenario="intro", regimes=["none", "majority"], seeds=seeds, precision=WANTED)


def drawn(out: Path, **wanted: object) -> Store:
    """A sweep of two weeks of the introduction that draws everything assumed, ten draws at a time."""
    asked = {"outcome": "stability_mean", "half_width": 1.0, "budget": 160} | wanted
    sweep = Sweep("intro", ["none", "csto-2010"], seeds=2, days=15, uncertain="assumed", samples=10, precision=asked)
    return sweep.play(out, workers=1, quiet=True)


def test_draws_are_added_until_the_effect_over_assumptions_is_known(tmp_path: Path) -> None:
    """Where everything assumed is drawn a round adds whole sets of draws, each with seeds of its own, and says which
    ended it; what was lost is played again and comes to the same table."""
    store = drawn(tmp_path, half_width=1e-9)
    runs, plan = store.runs(quiet=True), store.plan()
    assert len(plan.rows) == 40
    assert len(runs) == 160
    assert runs.groupby("changes").seed.nunique().eq(2).all()
    assert runs.groupby("seed").changes.nunique().eq(1).all()
    assert runs.groupby(["changes", "seed"]).regime.nunique().eq(2).all()
    assert "budget of 160 games ended first, after 160 games at 40 draws" in ended(store)
    for part in sorted((tmp_path / "runs").iterdir())[::2]:
        part.unlink()
    again = drawn(tmp_path, half_width=1e-9).runs(quiet=True)
    pd.testing.assert_frame_equal(again.drop(columns="wall_s"), runs.drop(columns="wall_s"))
    wide = drawn(tmp_path, half_width=1e6)
    assert len(wide.plan().rows) == 10
    assert "Played until every difference was known to within" in ended(wide)


def test_draws_hold_the_sides_of_a_factor_against_each_other(tmp_path: Path) -> None:
    """With `by`, the levels of a factor are what is to be known as well; a level that there is not is refused."""
    asked = {"outcome": "stability_mean", "half_width": 1e-9, "budget": 40, "by": "patrol_kmh", "baseline": "2"}
    given = {"seeds": 1, "days": 15, "factors": {"patrol_kmh": [2, 6]}, "uncertain": "assumed", "samples": 10}
    store = Sweep("intro", "none", precision=asked, **given).play(tmp_path / "a", workers=1, quiet=True)
    assert len(store.plan().rows) == 20
    assert "0 of 1 differences" in ended(store)
    for change, said in ({"baseline": "3"}, "one of: 2, 6"), ({"by": "nothing"}, "one of: regime, patrol_kmh"):
        with pytest.raises(InputError, match=said):
            Sweep("intro", "none", precision=asked | change, **given).play(tmp_path / "b", quiet=True)
