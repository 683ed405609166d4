"""Marches: hours saved up and paid for cells, the least-cost way to an objective or the border, and the arrival.

Soldiers who flee over the border are let in as far as the receiving side has room.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from panj.border import rules
from panj.border.compiled import rule
from panj.border.forces import (
    ATTACK,
    CROSS,
    DEALT,
    FALL_BACK,
    FIELD,
    FLEE,
    GOVERNMENT,
    HOLD,
    MILITANT,
    MOVE_TO,
    REFUGE,
    Columns,
)
from panj.border.ground import Ground
from panj.border.params import GroundParameters
from panj.border.telling import tell
from panj.border.theatre import REFUGE_SOUGHT, SOLDIERS_REFUGE, TURNED_AWAY, Theatre


@rule
def march(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters) -> None:
    """Units under way take the least-cost way to their objective or to the border, as far as the hours of a step go."""
    for i in range(units.men.size):
        if units.status[i] != FIELD or units.order[i] == HOLD or units.order[i] == CROSS:
            continue
        fleeing = units.order[i] == FLEE
        if not fleeing and units.objective[i] < 0:
            continue
        units.march[i] += march_hours(params, params.tick_hours)
        while True:
            c = units.cell[i]
            if fleeing:
                if ground.exit_hours[c] <= 0.0:
                    seek_refuge(ground, units, theatre, i)
                    break
            elif ground.hours[units.objective[i], c] <= 0.0:
                arrive(units, i)
                break
            best = -1
            best_hours = np.inf
            for k in range(8):
                o = ground.neighbours[c, k]
                if o < 0 or ground.country[o] != ground.country[c]:
                    continue
                rest = ground.exit_hours[o] if fleeing else ground.hours[units.objective[i], o]
                if not math.isinf(rest):
                    total = rest + leg(ground, params, c, o)
                    if total < best_hours:
                        best, best_hours = o, total
            if not pay(ground, params, units.march, i, c, best):
                break
            if units.order[i] == ATTACK and stays_outside(ground, units, theatre, params, i, best):
                units.march[i] = 0.0
                break
            units.cell[i] = best


@rule
def stays_outside(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, unit: int, cell: int
) -> bool:
    """A band storms a held seat only if what presses on it is `storm_odds` of its garrison; else it lies outside."""
    d = units.objective[unit]
    return (
        units.side[unit] == MILITANT
        and cell == ground.place_cell[d]
        and params.storm_odds * theatre.government[cell] > theatre.press[d]
    )


@rule
def march_hours(params: GroundParameters, hours: float) -> float:
    """Hours under way in so many hours of the war: whoever marches rests as `march_hours_per_day` says."""
    return hours * params.march_hours_per_day / 24.0


@rule
def pay(ground: Ground, params: GroundParameters, saved: NDArray[np.float64], unit: int, cell: int, to: int) -> bool:
    """Pay for a unit's leg to the cell beside from the hours that it has saved up; whether they were enough.

    What is left is kept for the next cell. With no cell to go to (`to` is -1) all that was saved is lost.
    """
    if to < 0:
        saved[unit] = 0.0
        return False
    cost = leg(ground, params, cell, to)
    if saved[unit] < cost:
        return False
    saved[unit] -= cost
    return True


@rule
def leg(ground: Ground, params: GroundParameters, here: int, there: int) -> float:
    """Hours from a cell to its neighbour."""
    straight = here // ground.height == there // ground.height or here % ground.height == there % ground.height
    km = params.cell_km * (1.0 if straight else 1.4142135623730951)
    return rules.leg_hours(
        ground.pace_foot[here],
        ground.pace_road[here],
        ground.pace_foot[there],
        ground.pace_road[there],
        params.foot_kmh,
        params.road_kmh,
        km,
    )


@rule
def arrive(units: Columns, unit: int) -> None:
    """At its objective: who fell back or moved up holds there; an attacker goes on attacking."""
    units.march[unit] = 0.0
    if units.order[unit] == FALL_BACK or units.order[unit] == MOVE_TO:
        units.order[unit] = HOLD
        units.objective[unit] = -1
        if units.side[unit] == GOVERNMENT:
            units.cohesion[unit] *= 0.8
            units.start[unit] = units.men[unit]


@rule
def seek_refuge(ground: Ground, units: Columns, theatre: Theatre, unit: int) -> None:
    """A fleeing garrison lays down its arms at the border: those for whom there is room cross, the others go home.

    Room is what is left of the member's capacity [people]; those turned away count as men who left.
    """
    s = ground.exit_segment[units.cell[unit]]
    units.segment[unit] = s
    let_in = min(units.men[unit], max(0, theatre.room[0]))
    turned = units.men[unit] - let_in
    theatre.room[0] -= let_in
    units.men[unit] = let_in
    units.left[unit] += turned
    units.status[unit] = REFUGE if let_in > 0 else DEALT
    if let_in > 0:
        theatre.counts[SOLDIERS_REFUGE] += let_in
        theatre.unit_cause[unit] = tell(theatre, REFUGE_SOUGHT, unit, s, let_in, theatre.unit_cause[unit])
    if turned > 0:
        theatre.unit_cause[unit] = tell(theatre, TURNED_AWAY, unit, s, turned, theatre.unit_cause[unit])
