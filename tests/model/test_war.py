"""What any game promises, whatever its rules: an account that adds up, dice that stay where they are, and a digest."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from panj.model import BorderModel
from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.schema import UnitRow
from panj.tests.model import digests
from panj.tests.scenarios.test_fuzz import says_what_to_do

ROOT = Path(__file__).parents[2]
GROUND = ("district_fell", "deal", "fall_back", "flee", "soldiers_refuge")


@pytest.fixture(scope="module")
def war() -> BorderModel:
    """The default war to the middle of July."""
    return BorderModel(seed=4, days=45).run()


def ground(model: BorderModel) -> list[tuple[int, str, str, float]]:
    """What happened to garrisons and districts beyond the border."""
    return [(e.step, e.kind, e.subject, e.amount) for e in model.events.of(*GROUND)]


def test_the_row_of_outcomes_has_its_columns_in_order(war: BorderModel) -> None:
    """Scripts find every outcome under its name, in the order that was promised, with the type that was promised."""
    row = war.outcomes()
    assert list(row) == list(OUTCOMES)
    types = {"str": str, "int": int, "float": (int, float)}
    wrong = [k for k, v in row.items() if v is not None and not isinstance(v, types[OUTCOMES[k].dtype])]
    assert wrong == []


def test_the_series_has_a_row_a_day(war: BorderModel) -> None:
    """The daily series begins on the first day, ends on the last, and its last row agrees with the outcomes."""
    series = war.series()
    start = war.setting.file.start
    assert list(series.date) == [d.date() for d in pd.date_range(start, periods=45)]
    last, row = series.iloc[-1], war.outcomes()
    assert last.border_share == row["border_share_end"]
    assert last.soldiers_refuge == row["soldiers_refuge"]
    assert last.stability_index == row["stability_end"]
    assert series.border_share.max() <= row["border_share_peak"]


def test_counts_are_the_sums_of_their_events(war: BorderModel) -> None:
    """Whoever adds up the event log gets the numbers of the outcomes."""
    row, events = war.outcomes(), war.events
    assert row["soldiers_refuge"] == sum(e.amount for e in events.of("soldiers_refuge"))
    assert row["civilians_refuge"] == sum(e.amount for e in events.of("civilians_refuge"))
    assert row["incursions_attempted"] == len(events.of("incursion_attempt"))
    assert row["incursions_through"] == len(events.of("incursion_through"))
    assert row["soldiers_refuge"] > 0


def test_every_event_has_a_reason_and_earlier_causes(war: BorderModel) -> None:
    """Each event says why in words; its causes are events before it; time never runs backwards."""
    step = 0
    for n, e in enumerate(war.events):
        assert e.id == n
        assert e.reason.strip()
        assert all(0 <= c < n for c in e.causes)
        assert e.step >= step
        step = e.step
        assert (e.date - war.setting.file.start).days == max(0, e.step - 1) // war.steps_per_day


def test_a_garrisons_flight_can_be_traced_to_what_caused_it(war: BorderModel) -> None:
    """The chain of causes of soldiers who seek refuge holds their own flight."""
    sought = war.events.of("soldiers_refuge")[-1]
    chain = war.events.causes_of(sought.id)
    assert chain[-1] == sought
    assert any(e.kind == "flee" and e.subject == sought.subject for e in chain)


def test_treaties_do_not_shift_the_dice_beyond_the_border() -> None:
    """Under another regime the same seed gives the same falls, deals and flights beyond the border."""
    assert ground(BorderModel(regime="none", seed=9, days=38).run()) == ground(
        BorderModel(regime="automatic", seed=9, days=38).run()
    )


def with_units(units: tuple[UnitRow, ...]) -> Scenario:
    """The default scenario with other units."""
    return replace(load_scenario("tajikistan-2021"), units=units)


def test_a_unit_more_elsewhere_shifts_nobodys_dice() -> None:
    """A contingent added on paper leaves every fall and flight as it was."""
    units = load_scenario("tajikistan-2021").units
    paper = next(u for u in units if u.role == "contingent")
    more = with_units((paper.model_copy(update={"unit": "one-more"}), *units))
    assert ground(BorderModel(more, seed=2, days=38).run()) == ground(BorderModel(seed=2, days=38).run())


def test_the_order_of_units_does_not_matter() -> None:
    """With the rows of units.csv in reverse the same seed gives the same falls, in the same steps."""
    units = load_scenario("tajikistan-2021").units
    turned = ground(BorderModel(with_units(units[::-1]), seed=3, days=38).run())
    assert sorted(turned) == sorted(ground(BorderModel(seed=3, days=38).run()))


PRINT = "from panj.model import BorderModel\nfor w in {}: print(BorderModel(*w, days=40).run().digest)"


def test_the_digest_is_the_same_here_and_in_another_process() -> None:
    """Same scenario, regime, seed and version: the same digest, twice in a process and in two processes."""
    wars = [w[:3] for w in digests.WARS]
    here = [BorderModel(*w, days=40).run().digest for w in wars]
    assert here == [BorderModel(*w, days=40).run().digest for w in wars]
    there = subprocess.run([sys.executable, "-c", PRINT.format(wars)], cwd=ROOT, capture_output=True, text=True)
    assert there.stdout.split() == here, there.stderr
    assert len(set(here)) == len(here)


def test_the_digest_is_the_same_on_every_python_and_machine() -> None:
    """A whole war has the digest that is written down for this version's rules, wherever it is played."""
    assert digests.lines() == digests.FILE.read_text().splitlines()


def test_another_seed_is_another_war() -> None:
    """A seed decides the game: the next one gives another."""
    assert BorderModel("intro", seed=1).run().digest != BorderModel("intro", seed=2).run().digest


def test_without_a_seed_the_one_taken_is_told() -> None:
    """A game without a seed takes one, says which, and can be played again with it."""
    model = BorderModel("intro", days=3).run()
    assert model.outcomes()["seed"] == model.seed
    assert BorderModel("intro", seed=model.seed, days=3).run().digest == model.digest


@pytest.mark.parametrize(
    "bad",
    [
        {"seed": -1},
        {"seed": 1.5},
        {"seed": True},
        {"days": 0},
        {"days": 10**6},
        {"regime": "x"},
        {"scenario": "x"},
        {"parameters": {"x": 1.0}},
        {"parameters": {"patrol_kmh": float("nan")}},
    ],
)
def test_bad_arguments_are_refused_in_one_line(bad: dict) -> None:
    """A script with a wrong argument fails at once, with what is allowed."""
    with pytest.raises(InputError) as refused:
        BorderModel(**{"scenario": "intro", "seed": 1} | bad)
    assert says_what_to_do(str(refused.value))
    assert "\n" not in str(refused.value)
