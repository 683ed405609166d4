"""The laws of attrition, driven through the kernel: invariants, means, variances; nobody vanishes or appears."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.stats import chi2

from panj.border import rules
from panj.border.combat import TIRE_HOURS
from panj.border.forces import ATTACK, AWAY, CROSS, STORMING, Columns
from panj.border.kernel import ground_step
from panj.model import BorderModel
from panj.tests.small_border import unit, write_border

HOURS = 1.0  # short steps, so that a sum of steps is close to the integral
ARMIES = [
    unit("regulars", "AFG", "district_centre", 3, 2, 100_000, home="d0"),
    unit("guerrillas", "TLB", "main", 3, 2, 100_000, home="d0"),
    unit("post", "TJK", "post", 3, 5, 100_000, home="k0"),
    unit("band", "TLB", "main", 3, 4, 100_000, home="d0"),
]
BEYOND, CROSSING = ("regulars", "guerrillas"), ("post", "band")


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> tuple[BorderModel, Columns]:
    """Two armies that share a cell beyond the border, a band upon a post on the member's side; and how it all began."""
    folder = write_border(tmp_path_factory.mktemp("laws"), ARMIES, parameters={"collapse_base": -60.0})
    model = BorderModel(folder, "none", seed=1)
    return model, Columns(*(column.copy() for column in model.forces.columns))


def duel(
    field: tuple[BorderModel, Columns], seed: int, pair: tuple[str, str], men: tuple[int, int], steps: int, **law: float
) -> np.ndarray:
    """Men of two units in contact, step by step: (steps + 1, 2). Nobody breaks off, nobody has cover."""
    m, began = field
    f = m.forces.columns
    for column, first in zip(f, began, strict=True):
        column[:] = first
    a, b = (m.forces.row[name] for name in pair)
    for i in range(len(f.men)):
        if i not in (a, b):
            f.status[i] = AWAY
    f.men[[a, b]] = f.start[[a, b]] = men
    if pair == BEYOND:
        f.order[b], f.objective[b] = ATTACK, 0
    else:
        f.order[b], f.cell[b], f.found[b], f.segment[b] = CROSS, f.cell[a], STORMING, 3
        f.contact[b] = 0
    given = m.rules._replace(tick_hours=HOURS, step_ticks=1.0, posture_cover=1.0, break_off_share=0.0, **law)
    rows = [f.men[[a, b]].copy()]
    for step in range(1, steps + 1):
        ground_step(m.ground, f, m.theatre, given, seed, step)
        rows.append(f.men[[a, b]].copy())
    assert (rows[-1] + f.lost[[a, b]] == men).all()
    return np.array(rows, float)


def drift(values: np.ndarray) -> float:
    """Largest change of an invariant, as a share of what it was."""
    return float(np.abs(values / values[0] - 1.0).max())


def test_mixed_law_keeps_its_invariant(field: tuple[BorderModel, Columns]) -> None:
    """In a large fight of guerrillas against regulars (b/2) r^2 - a g stays within 2 % while a third falls."""
    a, b = 0.01, 60e-8
    men = duel(field, 1, BEYOND, (100_000, 100_000), 40, guerrilla_kill=a, regular_kill=100.0 * b)
    regulars, guerrillas = men.T
    assert guerrillas[-1] < 67_000
    assert drift(b / 2.0 * regulars**2 - a * guerrillas) < 0.02


def test_linear_law_keeps_its_invariant(field: tuple[BorderModel, Columns]) -> None:
    """With area fire on both sides a g - b r stays within 2 %, in the units in which each fires at the other."""
    a, b = 4e-7, 1e-7
    men = duel(
        field, 1, BEYOND, (100_000, 100_000), 40, guerrilla_kill=100.0 * a, regular_kill=100.0 * b, law_regular_own=1.0
    )
    regulars, guerrillas = men.T
    assert regulars[-1] < 40_000
    assert drift(a * guerrillas - b * regulars) < 0.02


@pytest.mark.parametrize("p", [0.0, 0.5], ids=["square", "general exponent"])
def test_aimed_fire_keeps_the_invariant_of_its_exponent(field: tuple[BorderModel, Columns], p: float) -> None:
    """A found band against a post: x^(2-p) - y^(2-p) stays within 2 %, with p = 0 Lanchester's square law."""
    men = duel(field, 1, CROSSING, (100_000, 80_000), 60, aimed_kill=0.01 if p == 0.0 else 0.0003, law_aimed_own=p)
    post, band = men.T
    fought = np.flatnonzero(np.diff(band))[-1] + 2  # until the band was outmatched and went back
    assert band[fought - 1] < 60_000
    assert drift(post[:fought] ** (2.0 - p) - band[:fought] ** (2.0 - p)) < 0.02


@pytest.mark.parametrize("law", ["mixed", "square"])
def test_mean_over_seeds_follows_the_differential_equations(field: tuple[BorderModel, Columns], law: str) -> None:
    """The mean of 150 fights lies within four standard errors of the integrated law; fails by chance 1 in 4,000."""
    hours, seeds = 36, 150
    pair, start, kill, given = {
        "mixed": (BEYOND, (600, 500), (0.006, 0.001), {"guerrilla_kill": 0.006, "regular_kill": 0.001}),
        "square": (CROSSING, (600, 500), (0.005, 0.005), {"aimed_kill": 0.005}),
    }[law]
    own = 1.0 if law == "mixed" else 0.0

    def law_of_motion(t: float, men: np.ndarray) -> list[float]:
        awake = rules.tired(min(1.0, t / TIRE_HOURS))
        x, y = men
        return [
            -rules.attrition(kill[0], x, y * awake, 0.0, 1.0, 1.0, 1.0),
            -rules.attrition(kill[1], y, x * awake, own, 1.0, 1.0, 1.0),
        ]

    expected = solve_ivp(law_of_motion, (0.0, hours), start, rtol=1e-8).y[:, -1]
    ends = np.array([duel(field, seed, pair, start, hours, **given)[-1] for seed in range(seeds)])
    error = ends.std(axis=0, ddof=1) / math.sqrt(seeds)
    assert (np.abs(ends.mean(axis=0) - expected) < 4.0 * error).all(), (ends.mean(axis=0), expected, error)
    assert (expected < 0.85 * np.array(start)).any()


def test_losses_of_a_step_are_poisson(field: tuple[BorderModel, Columns]) -> None:
    """Losses of one step over 1,000 seeds have mean and variance of the law; each check fails by chance 1 in 10,000."""
    seeds = 1000
    lost = np.array(
        [
            600 - duel(field, s, BEYOND, (600, 500), 1, guerrilla_kill=0.02, regular_kill=0.0)[-1, 0]
            for s in range(seeds)
        ]
    )
    mean = rules.attrition(0.02, 600.0, 500.0, 0.0, 1.0, HOURS, 1.0)
    assert abs(lost.mean() - mean) < 3.9 * math.sqrt(mean / seeds)
    low, high = chi2.ppf([0.00005, 0.99995], seeds - 1) / (seeds - 1)
    assert low < lost.var(ddof=1) / mean < high


positive = st.floats(1.0, 1e5)


@settings(deadline=None)
@given(own=positive, enemy=positive, kill=st.floats(1e-6, 0.1), p=st.floats(0.0, 2.0), q=st.floats(0.0, 2.0))
def test_attrition_is_scaled_at_a_hundred_men(own: float, enemy: float, kill: float, p: float, q: float) -> None:
    """Whatever the exponents, a hundred against a hundred lose kill x 100 men an hour; losses scale as said."""
    assert rules.attrition(kill, 100.0, 100.0, p, q, 1.0, 1.0) == pytest.approx(100.0 * kill)
    loss = rules.attrition(kill, own, enemy, p, q, 6.0, 0.5)
    assert loss >= 0.0
    assert rules.attrition(kill, own, 2.0 * enemy, p, q, 6.0, 0.5) == pytest.approx(loss * 2.0**q)
    assert rules.attrition(kill, own, enemy, p, q, 12.0, 0.5) == pytest.approx(2.0 * loss)
    assert rules.attrition(kill, own, enemy, p, q, 6.0, 0.25) == pytest.approx(loss / 2.0)


def test_nobody_there_no_losses() -> None:
    """Without an enemy, or without men of its own, a side loses nobody, whatever the exponents."""
    assert rules.attrition(0.1, 100.0, 0.0, 0.0, 0.0, 6.0, 1.0) == 0.0
    assert rules.attrition(0.1, 0.0, 100.0, 0.0, 0.0, 6.0, 1.0) == 0.0


SHELTERS: dict[str, Callable[..., float]] = {
    "terrain": lambda: rules.exposure(0.6, 1.0, False),
    "posture": lambda: rules.exposure(1.0, 0.7, True),
}


@pytest.mark.parametrize("what", sorted(SHELTERS))
def test_shelter_takes_off_losses(what: str) -> None:
    """Broken ground and prepared positions each leave less of the losses by aimed fire; the open field leaves all."""
    assert SHELTERS[what]() < rules.exposure(1.0, 0.7, False) == 1.0


def test_a_tired_unit_is_worth_less_and_rest_restores_it() -> None:
    """Fatigue takes up to half of a unit's strength, and nothing when it is fresh."""
    worth: list[Any] = [rules.tired(x) for x in (0.0, 0.5, 1.0)]
    assert worth == [1.0, 0.75, 0.5]
