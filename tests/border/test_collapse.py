"""Collapse of garrisons: each term of the hazard has its sign, each way out is reached, and word travels as said."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from panj.border import rules
from panj.border.collapse import open_ring
from panj.border.forces import ATTACK, DEALT, FALL_BACK, FIELD, FLEE, HOLD, REFUGE
from panj.border.kernel import ground_step
from panj.model import BorderModel

WEST, MIDDLE, EAST, CENTRE = range(4)
QUIET = {"collapse_base": -12.0, "guerrilla_kill": 0.0, "regular_kill": 0.0}  # nobody gives up or dies by itself
GIVES_UP = QUIET | {"collapse_base": 2.0, "collapse_odds": 0.0, "collapse_cohesion": 0.0, "deal_share": 0.0}
Small = Callable[..., BorderModel]
Unit = Callable[..., Any]


def play(model: BorderModel, steps: int, seed: int = 1, until: Callable[[BorderModel], bool] | None = None) -> int:
    """Let the ground run without commands; returns the step at which `until` became true, or `steps`."""
    for step in range(1, steps + 1):
        ground_step(model.ground, model.forces.columns, model.theatre, model.rules, seed, step)
        if until is not None and until(model):
            return step
    return steps


def gave_up(model: BorderModel) -> bool:
    """Whether the garrison has given up."""
    f, i = model.forces.columns, model.forces.row["garrison"]
    return f.status[i] != FIELD or f.order[i] in (FLEE, FALL_BACK)


class Of:
    """The columns of one unit by name: `Of(m, "garrison").men`."""

    def __init__(self, model: BorderModel, name: str) -> None:
        self.__dict__.update(columns=model.forces.columns, row=model.forces.row[name])

    def __getattr__(self, column: str) -> Any:
        return getattr(self.columns, column)[self.row]

    def __setattr__(self, column: str, value: Any) -> None:
        getattr(self.columns, column)[self.row] = value


def hazard(**terms: float) -> float:
    """Chance per day to give up, terms at a middling value unless given."""
    base = {
        "base": -2.0,
        "odds_weight": 1.0,
        "odds": 1.0,
        "news_weight": 2.0,
        "heard": 0.2,
        "isolation": 0.5,
        "hunger": 0.5,
        "effort": 0.5,
        "centre": 0.5,
        "cohesion_weight": 2.0,
        "cohesion": 0.5,
    }
    return float(rules.surrender_hazard(**(base | terms)))


@pytest.mark.parametrize(
    ("term", "worse"),
    [("odds", 2.0), ("heard", 0.6), ("isolation", 1.0), ("hunger", 1.0), ("effort", 1.0), ("centre", 1.0)],
)
def test_each_pressure_raises_the_hazard(term, worse):
    """Worse odds, worse news, a cut road, hunger, the main effort and a lost centre each make giving up likelier."""
    assert hazard(**{term: worse}) > hazard()


def test_will_lowers_the_hazard():
    """A garrison that holds together better gives up less."""
    assert hazard(cohesion=0.8) < hazard()


def test_hazard_is_the_logit_it_says():
    """The hazard of the docstring's formula, worked by hand."""
    x = -2.0 + math.log(3.0) + 2.0 * 0.2 + 0.5 + 0.5 + 0.5 + 0.5 - 2.0 * 0.5
    assert hazard(odds=3.0) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-12)


def test_news_rises_slowly_then_fast_and_saturates():
    """One fall is a rumour, several a rout: half the effect at `half`, and never more than 1."""
    assert rules.alarm(0.0, 2.0) == 0.0
    assert rules.alarm(2.0, 2.0) == pytest.approx(0.5)
    assert rules.alarm(1.0, 2.0) < 0.5 * rules.alarm(2.0, 2.0)
    assert 0.99 < rules.alarm(50.0, 2.0) < 1.0


PRESSURES: dict[str, tuple[dict[str, float], Callable[[BorderModel], None]]] = {
    "odds": ({"collapse_odds": 2.0}, lambda m: setattr(Of(m, "band"), "men", 400)),
    "news": ({"collapse_news": 4.0}, lambda m: m.theatre.news.__setitem__(MIDDLE, 5.0)),
    "road cut": ({"collapse_isolation": 3.0}, lambda m: m.theatre.fallen.__setitem__(EAST, 1)),
    "supplies gone": ({"collapse_supply": 3.0}, lambda m: m.theatre.supply.__setitem__(MIDDLE, 0.0)),
    "main effort": ({"collapse_effort": 3.0}, lambda m: m.theatre.effort.__setitem__(MIDDLE, 1.0)),
    "will": ({"collapse_cohesion": 4.0}, lambda m: setattr(Of(m, "garrison"), "cohesion", 0.1)),
}


@pytest.mark.parametrize("pressure", PRESSURES)
def test_pressure_in_the_field_brings_collapse_forward(small: Small, unit: Unit, pressure):
    """With the same dice a garrison under more pressure never holds longer, and over 40 seeds it holds less long.

    The dice are addressed, so both sides of a pair see the same draws and nothing is left to chance.
    """
    weight, apply = PRESSURES[pressure]
    quiet = {"collapse_isolation": 0.0, "collapse_supply": 0.0, "collapse_news": 0.0, "collapse_effort": 0.0}
    kill = {"guerrilla_kill": 0.0, "regular_kill": 0.0, "collapse_base": -3.0, "news_half_life_days": 30.0}

    def days(seed: int, pressed: bool) -> int:
        m = small(
            [unit("garrison", "district_centre", (2, 0), 100), unit("band", "main", (2, 1), 100)],
            **(quiet | kill | weight),
        )
        band = Of(m, "band")  # a main band stands in the district, so the main effort can take hold
        band.order, band.objective = ATTACK, MIDDLE
        if pressed:
            apply(m)
        return play(m, 80, seed, gave_up)

    pairs = [(days(seed, False), days(seed, True)) for seed in range(40)]
    assert all(pressed <= calm for calm, pressed in pairs)
    assert sum(pressed for _, pressed in pairs) < sum(calm for calm, _ in pairs)


def test_main_effort_takes_hold_only_where_militants_can_get_at_a_district(small: Small, unit: Unit):
    """Named as target but with nobody next door, a garrison is as safe as without; next to fallen ground it is not."""
    m = small(
        [unit("garrison", "district_centre", (2, 0), 100), unit("locals", "local", (2, 1), 100)],
        **(QUIET | {"collapse_base": -8.0, "collapse_effort": 10.0, "collapse_news": 0.0, "collapse_isolation": 0.0}),
    )
    m.theatre.effort[MIDDLE] = 1.0
    assert play(m, 40, until=gave_up) == 40
    m.theatre.fallen[WEST] = 1
    assert play(m, 40, until=gave_up) < 40


def test_local_bands_rise_next_to_fallen_ground_and_lie_low_again(small: Small, unit: Unit):
    """A local band attacks once a neighbour has fallen, and lies low when its own district has."""
    m = small([unit("garrison", "district_centre", (2, 0), 100), unit("locals", "local", (2, 1), 50)], **QUIET)
    play(m, 2)
    band = Of(m, "locals")
    assert band.order == HOLD
    m.theatre.fallen[WEST] = 1
    play(m, 1)
    assert (band.order, band.objective) == (ATTACK, MIDDLE)
    m.theatre.fallen[MIDDLE] = 1
    Of(m, "garrison").status = DEALT
    play(m, 1)
    assert band.order == HOLD


def test_local_bands_leave_a_provincial_centre_alone_until_it_is_besieged(small: Small, unit: Unit):
    """Local bands of a provincial centre rise only when the main effort is against it."""
    m = small([unit("garrison", "provincial", (6, 0), 500), unit("locals", "local", (6, 1), 50)], **QUIET)
    m.theatre.fallen[EAST] = 1
    play(m, 1)
    assert Of(m, "locals").order == HOLD
    m.theatre.effort[CENTRE] = 1.0
    play(m, 1)
    assert Of(m, "locals").order == ATTACK


def test_with_an_open_road_a_garrison_falls_back_on_its_centre(small: Small, unit: Unit):
    """Near its provincial centre and not cut off, a garrison falls back there and holds again with those who came."""
    m = small(
        [unit("garrison", "district_centre", (4, 0), 100), unit("band", "local", (4, 1), 10)],
        **(GIVES_UP | {"deal_main": 0.0}),
    )
    play(m, 40, until=gave_up)
    garrison = Of(m, "garrison")
    assert garrison.order == FALL_BACK
    Of(m, "band").status = DEALT  # nobody presses the centre
    play(m, 20)
    assert garrison.cell == m.ground.place_cell[CENTRE]
    assert (garrison.order, garrison.men, garrison.left) == (HOLD, 100, 0)


def test_cut_off_from_its_centre_a_garrison_near_the_border_flees_over_it(small: Small, unit: Unit):
    """The same garrison with the road cut crosses the border and is counted among those who seek refuge."""
    m = small(
        [unit("garrison", "district_centre", (2, 0), 100), unit("band", "local", (2, 1), 10)],
        **(GIVES_UP | {"deal_main": 0.0}),
    )
    m.theatre.fallen[EAST] = 1
    play(m, 20)
    assert Of(m, "garrison").status == REFUGE
    assert m.soldiers_refuge == 100


def test_a_distant_centre_is_no_way_out_when_the_border_is_near(small: Small, unit: Unit):
    """Past `fall_back_hours` of march a garrison prefers the border although the road is open."""
    m = small(
        [unit("garrison", "district_centre", (0, 0), 100), unit("band", "local", (0, 1), 10)],
        **(GIVES_UP | {"deal_main": 0.0, "fall_back_hours": 5.0}),
    )
    play(m, 20)
    assert Of(m, "garrison").status == REFUGE


def test_with_no_way_out_a_garrison_makes_a_deal(small: Small, unit: Unit):
    """Cut off and too far from the border, all go home and nobody seeks refuge."""
    m = small(
        [unit("garrison", "district_centre", (2, 0), 100), unit("band", "local", (2, 1), 10)],
        **(GIVES_UP | {"deal_main": 0.0, "flee_hours": 1.0}),
    )
    m.theatre.fallen[EAST] = 1
    play(m, 20)
    garrison = Of(m, "garrison")
    assert (garrison.status, garrison.men, garrison.left) == (DEALT, 0, 100)
    assert m.soldiers_refuge == 0


def test_a_main_band_upon_a_garrison_catches_more_of_it():
    """Few make a deal with local bands; of the others a main band on the attack catches its share."""
    assert rules.caught_share(0.1, 0.5, False) == pytest.approx(0.1)
    assert rules.caught_share(0.1, 0.5, True) == pytest.approx(0.55)
    assert rules.caught_share(0.1, 1.0, True) == pytest.approx(1.0)


def test_word_of_a_fall_goes_next_door_first_and_little_of_it_over_the_edge_of_a_front(small: Small, unit: Unit):
    """Next door on the same front 1, elsewhere on it `news_front`, next door on another front `news_across`."""
    m = small(
        [unit("band", "local", (2, 1), 50)],
        fronts={"west": "hills"},
        **(QUIET | {"news_front": 0.1, "news_across": 0.3, "news_half_life_days": 30.0}),
    )
    m.theatre.fallen[MIDDLE] = 0  # held until now, by nobody any more
    play(m, 1)  # it falls in the first half of a step, and is heard of in the second
    assert m.theatre.fallen.tolist() == [0, 1, 0, 0]
    assert np.round(m.theatre.news, 2).tolist() == [0.3, 0.0, 1.0, 0.1]


def test_stores_run_down_while_the_road_is_cut_and_fill_when_it_opens(small: Small, unit: Unit):
    """Cut off, a district uses up its stores in `supply_days`; with the road open they are full within a day."""
    m = small([unit("garrison", "district_centre", (2, 0), 100)], **(QUIET | {"supply_days": 10.0}))
    m.theatre.fallen[EAST] = 1
    play(m, 20)  # five days
    assert m.theatre.isolated.tolist() == [1, 1, 1, 0]
    assert m.theatre.supply[MIDDLE] == pytest.approx(0.5)
    m.theatre.fallen[EAST] = 0
    play(m, 4)
    assert m.theatre.supply[MIDDLE] == 1.0


def test_a_provincial_centre_runs_short_only_as_its_ring_falls(small: Small, unit: Unit):
    """A centre with its ring standing keeps its stores; with the ring gone it lives on them."""
    m = small([unit("garrison", "provincial", (6, 0), 500)], **(QUIET | {"supply_days": 10.0}))
    play(m, 20)
    assert m.theatre.supply[CENTRE] == 1.0
    m.theatre.fallen[EAST] = 1
    assert open_ring(m.ground, m.theatre, CENTRE) == 0.0
    play(m, 20)
    assert m.theatre.supply[CENTRE] == pytest.approx(0.5)


def test_men_are_conserved(small: Small, unit: Unit):
    """Whatever way a garrison takes, those present, lost and gone home add up to those who were there."""
    m = small(
        [
            unit("garrison", "district_centre", (2, 0), 97),
            unit("police", "border_police", (3, 1), 31),
            unit("band", "main", (2, 1), 80),
        ],
        collapse_base=0.0,
        guerrilla_kill=0.01,
    )
    band = Of(m, "band")
    band.order, band.objective = ATTACK, MIDDLE
    play(m, 100)
    units = [Of(m, name) for name in ("garrison", "police", "band")]
    assert [u.men + u.lost + u.left for u in units] == [97, 31, 80]
