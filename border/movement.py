"""Marches: hours saved up and paid for cells, the least-cost way to an objective or the border, and the arrival."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from panj.border import rules
from panj.border.compiled import rule
from panj.border.forces import ATTACK, CROSS, FALL_BACK, FIELD, FLEE, GOVERNMENT, HOLD, MILITANT, MOVE_TO, Columns
from panj.border.ground import Ground
from panj.border.params import GroundParameters
from panj.border.refuge import seek_refuge
from panj.border.theatre import Theatre


@rule
def march(g: Ground, f: Columns, t: Theatre, p: GroundParameters) -> None:
    """Units under way take the least-cost way to their objective or to the border, as far as the hours of a step go."""
    for i in range(f.men.size):
        if f.status[i] != FIELD or f.order[i] == HOLD or f.order[i] == CROSS:
            continue
        fleeing = f.order[i] == FLEE
        if not fleeing and f.objective[i] < 0:
            continue
        f.march[i] += march_hours(p, p.tick_hours)
        while True:
            c = f.cell[i]
            if fleeing:
                if g.exit_hours[c] <= 0.0:
                    seek_refuge(g, f, t, i)
                    break
            elif g.hours[f.objective[i], c] <= 0.0:
                arrive(f, i)
                break
            best = -1
            best_hours = np.inf
            for k in range(8):
                o = g.neighbours[c, k]
                if o < 0 or g.country[o] != g.country[c]:
                    continue
                rest = g.exit_hours[o] if fleeing else g.hours[f.objective[i], o]
                if not math.isinf(rest):
                    total = rest + leg(g, p, c, o)
                    if total < best_hours:
                        best, best_hours = o, total
            if not pay(g, p, f.march, i, c, best):
                break
            if f.order[i] == ATTACK and stays_outside(g, f, t, p, i, best):
                f.march[i] = 0.0
                break
            f.cell[i] = best


@rule
def stays_outside(g: Ground, f: Columns, t: Theatre, p: GroundParameters, i: int, cell: int) -> bool:
    """A band storms a held seat only if what presses on it is `storm_odds` of its garrison; else it lies outside."""
    d = f.objective[i]
    return f.side[i] == MILITANT and cell == g.place_cell[d] and p.storm_odds * t.government[cell] > t.press[d]


@rule
def march_hours(p: GroundParameters, hours: float) -> float:
    """Hours under way in so many hours of the war: whoever marches rests as `march_hours_per_day` says."""
    return hours * p.march_hours_per_day / 24.0


@rule
def pay(g: Ground, p: GroundParameters, saved: NDArray[np.float64], i: int, cell: int, to: int) -> bool:
    """Pay for a unit's leg to the cell beside from the hours that it has saved up; whether they were enough.

    What is left is kept for the next cell. With no cell to go to (`to` is -1) all that was saved is lost.
    """
    if to < 0:
        saved[i] = 0.0
        return False
    cost = leg(g, p, cell, to)
    if saved[i] < cost:
        return False
    saved[i] -= cost
    return True


@rule
def leg(g: Ground, p: GroundParameters, a: int, b: int) -> float:
    """Hours from cell a to its neighbour b."""
    straight = a // g.height == b // g.height or a % g.height == b % g.height
    km = p.cell_km * (1.0 if straight else 1.4142135623730951)
    return rules.leg_hours(g.pace_foot[a], g.pace_road[a], g.pace_foot[b], g.pace_road[b], p.foot_kmh, p.road_kmh, km)


@rule
def arrive(f: Columns, i: int) -> None:
    """At its objective: who fell back or moved up holds there; an attacker goes on attacking."""
    f.march[i] = 0.0
    if f.order[i] == FALL_BACK or f.order[i] == MOVE_TO:
        f.order[i] = HOLD
        f.objective[i] = -1
        if f.side[i] == GOVERNMENT:
            f.cohesion[i] *= 0.8
            f.start[i] = f.men[i]
