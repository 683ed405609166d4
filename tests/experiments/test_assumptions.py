"""What an effect hangs on: planted truths are found, and nothing is named where nothing does anything."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from panj.experiments.analysis.assumptions import ERROR, Hangs, hangs_on
from panj.scenarios.errors import InputError

PARTS = ("ground", "inside", "politics")


def trial(
    rng: np.random.Generator,
    points: int,
    numbers: int,
    effect: Callable[[pd.DataFrame], pd.Series],
    noise: float = 1.0,
    seeds: int = 4,
    seed_noise: float = 0.0,
) -> Hangs:
    """A table of paired differences whose truth is known: an effect of the numbers, of the seed, and dice."""
    at = pd.DataFrame(rng.random((points, numbers)), columns=[f"x{i}" for i in range(numbers)])
    values = effect(at).to_numpy()[:, None] + noise * rng.normal(size=(points, seeds))
    values = values + seed_noise * rng.normal(size=seeds)[None]
    parts = {name: PARTS[i % 3] for i, name in enumerate(at)}
    return hangs_on({("losses_member", "a"): pd.DataFrame(values)}, at, parts, "none")[0]


def test_one_number_that_decides_all_is_named_first() -> None:
    """Where the effect is one assumed number and nothing else, the report names that number, its part and its worth."""
    found = trial(np.random.default_rng(1), 200, 60, lambda x: 10.0 * x.x7)
    first = found.movers[0]
    assert (first.path, first.part, first.named) == ("x7", "inside", True)
    assert first.correlation > 0.9
    # means of the lowest and the highest third of a uniform number: 10/6 and 50/6
    assert first.high_third - first.low_third == pytest.approx(40 / 6, abs=0.8)
    assert found.parts["inside"][0] > 0.8
    assert found.parts["ground"][0] < 0.1
    assert found.parts["politics"][0] < 0.1


def test_shares_of_variance_are_those_that_were_planted() -> None:
    """Dice and assumptions are told apart by how much of one game's variance each is."""
    found = trial(np.random.default_rng(2), 400, 30, lambda x: 10.0 * x.x0, noise=2.0, seed_noise=1.0)
    total = 100.0 / 12.0 + 4.0 + 1.0
    # one seed effect of four draws is known to a factor of two or so: 1 of 13.3
    assert found.dice == pytest.approx(5.0 / total, abs=0.12)
    assert found.assumed == pytest.approx(100.0 / 12.0 / total, abs=0.12)
    assert found.dice + found.assumed == pytest.approx(1.0)
    # over assumptions alone the effect is uniform from 0 to 10
    assert found.p5 == pytest.approx(0.5, abs=1.2)
    assert found.p50 == pytest.approx(5.0, abs=1.2)
    assert found.p95 == pytest.approx(9.5, abs=1.2)


def test_where_nothing_does_anything_hardly_ever_is_a_number_named() -> None:
    """Of 100 sets of dice alone, at most 11 name a number: at the stated 5 % more come in under one suite of 200."""
    rng = np.random.default_rng(3)
    named = sum(trial(rng, 60, 40, lambda x: 0.0 * x.x0).movers[0].named for _ in range(100))
    assert ERROR == 0.05
    assert named <= 11


def test_an_effect_of_one_sign_is_told_as_such() -> None:
    """Where the effect has one sign under every assumption and dice are small, the share of that sign is all."""
    found = trial(np.random.default_rng(4), 100, 20, lambda x: -3.0 - x.x1, noise=0.5)
    assert found.same_sign == 1.0
    assert found.p95 < -2.5
    assert found.mean == pytest.approx(-3.5, abs=4.0 * found.error + 0.05)


def test_too_few_points_are_refused() -> None:
    """Nineteen points say too little about what an effect hangs on."""
    with pytest.raises(InputError, match="at least 20 points"):
        trial(np.random.default_rng(5), 19, 5, lambda x: x.x0)
