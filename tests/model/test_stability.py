"""Stability: the index, its five named states, districts beside the whole, and whether weights decide the ranking."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.border.forces import CROSS
from panj.experiments.analysis.shake import ranking_warning
from panj.model import BorderModel
from panj.model.record.stability import STATES, TERMS, Ledger, Strain, as_row, index, mean_of, named, swaps
from panj.scenarios.load import load_scenario
from panj.tests.small_border import unit, write_border

MARKS = {"failed": 30.0, "failing": 50.0, "stable": 75.0, "rise": 5.0}
unit_interval = st.floats(0.0, 1.0)
strains = st.builds(Strain, *[unit_interval] * len(TERMS))
weights = st.lists(st.floats(0.01, 1.0), min_size=len(TERMS), max_size=len(TERMS)).map(
    lambda values: dict(zip(TERMS, values, strict=True))
)


@settings(deadline=None)
@given(strain=strains, weight=weights, term=st.sampled_from(TERMS))
def test_every_strain_takes_its_weight_off_a_hundred(strain: Strain, weight: dict[str, float], term: str) -> None:
    """The index lies in 0..100, is 100 without strain and 0 under all, and falls by a strain's share of the weights."""
    value = index(strain, weight)
    assert 0.0 <= value <= 100.0
    assert index(Strain(*[0.0] * len(TERMS)), weight) == 100.0
    assert index(Strain(*[1.0] * len(TERMS)), weight) == pytest.approx(0.0, abs=1e-9)
    without = Strain(**{t: 0.0 if t == term else getattr(strain, t) for t in TERMS})
    share = weight[term] / math.fsum(weight.values())
    assert index(without, weight) - value == pytest.approx(100.0 * share * getattr(strain, term), abs=1e-9)


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ([100.0], "stable"),
        ([80.0, 60.0], "unstable"),
        ([60.0, 45.0], "failing"),
        ([45.0, 20.0], "failed"),
        ([45.0, 20.0, 26.0], "recovering"),
        ([45.0, 20.0, 24.0], "failed"),
        ([40.0] + [52.0] * 20, "unstable"),
        ([40.0, 80.0], "stable"),
    ],
)
def test_a_history_has_one_of_five_names(history: list[float], state: str) -> None:
    """Thresholds name the state; a rise from a low of the last fortnight is recovery until the border is stable."""
    assert named(history, **MARKS) == state
    assert state in STATES


@settings(deadline=None)
@given(days=st.lists(strains, min_size=1, max_size=20), weight=weights)
def test_the_index_of_the_mean_strain_is_the_mean_index(days: list[Strain], weight: dict[str, float]) -> None:
    """So a run's mean stability under any other weights follows from six stored numbers."""
    ledger = Ledger()
    for strain in days:
        ledger.enter(strain, weight, MARKS)
    assert index(ledger.mean_strain, weight) == pytest.approx(math.fsum(ledger.history) / len(days))
    assert sum(ledger.days_in(state) for state in STATES) == len(days)


@settings(deadline=None, max_examples=200)
@given(a=strains, b=strains, weight=weights)
def test_a_ranking_turns_exactly_if_a_corner_of_the_weights_turns_it(
    a: Strain, b: Strain, weight: dict[str, float]
) -> None:
    """The closed form agrees with trying all 64 combinations of weights a third lower or higher."""
    signs = set()
    for corner in itertools.product((2.0 / 3.0, 4.0 / 3.0), repeat=len(TERMS)):
        shaken = {t: weight[t] * f for t, f in zip(TERMS, corner, strict=True)}
        gap = math.fsum(shaken[t] * (getattr(b, t) - getattr(a, t)) for t in TERMS)
        if abs(gap) < 1e-9:
            return  # too close to call in floating point
        signs.add(gap > 0.0)
    assert bool(swaps({"a": a, "b": b}, weight)) == (len(signs) == 2)


def runs_of(regimes: dict[str, Strain]) -> pd.DataFrame:
    """Stored runs, two seeds a regime."""
    rows = [{"scenario": "intro", "regime": r, "seed": k, **as_row(s)} for r, s in regimes.items() for k in (1, 2)]
    return pd.DataFrame(rows)


def test_the_report_is_warned_when_weights_decide_the_ranking() -> None:
    """Better on one term and worse on another of like weight: a warning that names both; better on all: none."""
    calm = Strain(*[0.2] * len(TERMS))
    worse = Strain(*[0.4] * len(TERMS))
    mixed = Strain(0.1, 0.33, *[0.2] * (len(TERMS) - 2))
    assert ranking_warning(runs_of({"none": worse, "majority": calm}), load_scenario("intro")) is None
    warning = ranking_warning(runs_of({"majority": calm, "automatic": mixed}), load_scenario("intro"))
    assert warning is not None
    assert "automatic and majority" in warning


@pytest.fixture(scope="module")
def war() -> BorderModel:
    """The what-if to the end of July."""
    return BorderModel("tajikistan-2021-incursion", "none", seed=4, days=60).run()


def test_each_border_district_has_an_index_and_a_state(war: BorderModel) -> None:
    """Readable from the model: every district on the border, its index in 0..100 and one of the five names."""
    found = war.district_stability()
    border = [d.district for d in load_scenario("tajikistan-2021").districts if d.kind == "border"]
    assert sorted(found) == sorted(border)
    assert all(0.0 <= value <= 100.0 and state in STATES for value, state in found.values())


def test_districts_differ_by_what_happened_there(tmp_path: Path) -> None:
    """Where the bank fell and a band was fought the index is lower than next door, which bears the common load only."""
    folder = write_border(
        tmp_path,
        [
            unit("band", "TLB", "local", 2, 4, 60, home="d0"),
            unit("post", "TJK", "post", 2, 5, 200, home="k0"),
            unit("garrison", "AFG", "district_centre", 9, 2, 60, home="d1"),
        ],
        days=4,
    )
    m = BorderModel(folder, "none", seed=1)
    m.step()
    f, band = m.forces.columns, m.forces.row["band"]
    f.order[band], f.found[band], f.cell[band] = CROSS, 1, m.ground.s_near[2]
    f.segment[band] = 2
    m.run()
    assert m.incursions_repelled == 1
    found = m.district_stability()
    assert found["d0"][0] < found["d1"][0] - 20.0
    assert found["d1"][0] > 95.0
    assert found["d0"][1] != found["d1"][1] == "stable"


def test_incidents_weigh_on_the_districts_in_which_they_were(war: BorderModel) -> None:
    """Not on all alike: what weighs on the whole border weighs on some of its districts, on others not, or less."""
    strain = war.account.strain
    day = strain.days[-1]
    found = [s.incursions for s in strain.by_district(day).values()]
    assert strain.whole(day).incursions > 0.0
    assert max(found) > min(found) >= 0.0


def test_the_stored_strains_give_the_mean_stability(war: BorderModel) -> None:
    """The mean strain of a run and the scenario's weights give the outcome stability_mean."""
    weight = {t: war.values[f"stability_w_{t}"] for t in TERMS}
    assert index(war.account.whole.mean_strain, weight) == pytest.approx(war.outcomes()["stability_mean"])
    assert mean_of([war.account.whole.mean_strain] * 3).control == pytest.approx(war.account.whole.mean_strain.control)
