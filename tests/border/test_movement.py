"""Marches take the least-cost way in the time the map promises, and bands do not walk into what they cannot take."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from panj.border.forces import ATTACK, HOLD, MOVE_TO
from panj.border.kernel import ground_step
from panj.model import BorderModel

MIDDLE, EAST, CENTRE = 1, 2, 3
CALM = {"collapse_base": -12.0, "guerrilla_kill": 0.0, "regular_kill": 0.0}
Small = Callable[..., BorderModel]
Unit = Callable[..., Any]


def walk(model: BorderModel, name: str, steps: int) -> list[tuple[int, int]]:
    """Cells in which a unit stood after each step."""
    row = model.forces.row[name]
    cells = []
    for step in range(1, steps + 1):
        ground_step(model.ground, model.forces.columns, model.theatre, model.rules, 1, step)
        x, y = divmod(int(model.forces.columns.cell[row]), model.ground.height)
        cells.append((x, y))
    return cells


def order(model: BorderModel, name: str, what: int, goal: int) -> None:
    row = model.forces.row[name]
    model.forces.columns.order[row], model.forces.columns.objective[row] = what, goal


def test_a_march_takes_the_hours_the_map_says(small: Small, unit: Unit):
    """From seat to seat a battalion needs the least-cost hours, at the hours of march that a step allows."""
    m = small([unit("kandak", "mobile", (0, 0), 100)], **CALM)
    order(m, "kandak", MOVE_TO, CENTRE)
    hours = float(m.ground.hours[CENTRE, m.forces.columns.cell[m.forces.row["kandak"]]])
    per_step = m.setting.file.step_hours * m.rules.march_hours_per_day / 24.0
    cells = walk(m, "kandak", 40)
    arrived = cells.index((6, 0)) + 1
    assert arrived == math.ceil(hours / per_step - 1e-6)
    assert m.forces.columns.order[m.forces.row["kandak"]] == HOLD


def test_the_way_round_by_road_is_taken_when_it_is_quicker(small: Small, unit: Unit):
    """Without a road straight along the seats; with a highway one row north the march goes there, and is quicker."""
    straight = small([unit("kandak", "mobile", (0, 0), 100)], **CALM)
    road = small([unit("kandak", "mobile", (0, 0), 100)], roads={(x, 1) for x in range(8)}, **CALM)
    for m in (straight, road):
        order(m, "kandak", MOVE_TO, CENTRE)
    on_foot, by_road = walk(straight, "kandak", 40), walk(road, "kandak", 40)
    assert {y for _, y in on_foot} == {0}
    assert 1 in {y for _, y in by_road}
    assert by_road.index((6, 0)) < on_foot.index((6, 0))


@pytest.mark.parametrize(("men", "inside"), [(200, False), (400, True)])
def test_a_band_storms_a_seat_only_at_three_to_one(small: Small, unit: Unit, men, inside):
    """Against a hundred men: two hundred lie outside and press, four hundred walk in."""
    m = small(
        [unit("garrison", "district_centre", (4, 0), 100), unit("band", "main", (2, 0), men)], storm_odds=3.0, **CALM
    )
    order(m, "band", ATTACK, EAST)
    cells = walk(m, "band", 30)
    assert (cells[-1] == (4, 0)) == inside
    assert m.theatre.press[EAST] > 0.0


def test_decisions_and_reasons_agree():
    """In a whole burst nobody falls back on a cut road, and whoever flees with the road open has a centre too far."""
    war = BorderModel("tajikistan-2021", seed=11, days=40).run()
    seat = {d.district: k for k, d in enumerate(war.setting.districts)}
    gave_up = war.events.of("fall_back", "flee")
    assert len(gave_up) > 50
    for event in gave_up:
        open_road = "the road to the centre is open" in event.reason
        row = war.forces.row[event.subject]
        d = seat[event.place]
        if event.kind == "fall_back":
            assert open_road, event.reason
        elif open_road and war.ground.d_centre[d] != d:
            start = next(u for u in war.setting.units if u.unit == event.subject)
            cell = start.x * war.ground.height + start.y
            if war.ground.district[cell] == d:  # still where it began, so the march it faced is known
                assert war.ground.hours[war.ground.d_centre[d], cell] > war.rules.fall_back_hours, row
