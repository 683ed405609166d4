"""The ground answers to strength: few militants or many garrisons take nothing, half or twice as many shift the war."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import replace

import pytest

from panj.model import BorderModel
from panj.scenarios.load import Scenario, load_scenario

SEEDS = range(500, 660)
PAIRS = {0.5: 40, 1.0: 160, 2.0: 160}  # twice as many change little, so that takes more pairs to see
NEVER = 92


def with_men(scenario: Scenario, side: str, factor: float) -> Scenario:
    """A scenario in which every unit of a side has so many times its men, at least one."""
    powers = scenario.file.powers
    units = (
        u.model_copy(update={"men": max(1, round(factor * u.men))}) if powers[u.owner].side == side else u
        for u in scenario.units
    )
    return replace(scenario, units=tuple(units))


Wars = Callable[[str, float], list[tuple[float, float, float]]]


@pytest.fixture(scope="module")
def wars() -> Wars:
    """Share held at the end, day of half, soldiers who crossed; one row a seed."""
    scenario = load_scenario("tajikistan-2021")
    played: dict[tuple[str, float], list[tuple[float, float, float]]] = {}

    def play(side: str, factor: float) -> list[tuple[float, float, float]]:
        if (side, factor) not in played:
            rows = []
            for seed in SEEDS[: PAIRS.get(factor, 11)]:
                m = BorderModel(with_men(scenario, side, factor), "none", seed=seed).run()
                half = NEVER if m.account.day_of_half is None else m.account.day_of_half
                rows.append((m.border_share, half, m.soldiers_refuge))
            played[side, factor] = rows
        return played[side, factor]

    return play


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize(("side", "factor"), [("militant", 0.02), ("government", 20.0)])
def test_next_to_nobody_takes_next_to_nothing(wars: Wars, side: str, factor: float) -> None:
    """Militants a fiftieth, or garrisons twentyfold: less than a tenth of the border is held in the median war."""
    assert statistics.median(share for share, _, _ in wars(side, factor)) < 0.1


def change(low: list[tuple[float, float, float]], high: list[tuple[float, float, float]], which: int) -> float:
    """t value of the change of a column over paired seeds."""
    gaps = [b[which] - a[which] for a, b in zip(low, high, strict=False)]
    return statistics.fmean(gaps) / (statistics.stdev(gaps) / math.sqrt(len(gaps)))


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize(("low", "high"), [(0.5, 1.0), (1.0, 2.0)])
def test_more_militants_come_sooner(wars: Wars, low: float, high: float) -> None:
    """Twice as many militants hold half of the border earlier; clear of chance over 40 or 160 pairs (1 in 1,000)."""
    assert change(wars("militant", low), wars("militant", high), 1) < -3.1


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize(("low", "high"), [(0.5, 1.0), (1.0, 2.0)])
def test_more_militants_drive_more_over_the_border(wars: Wars, low: float, high: float) -> None:
    """Twice as many militants send more soldiers over the border in a war; clear of chance over 40 or 160 pairs."""
    assert change(wars("militant", low), wars("militant", high), 2) > 3.1
