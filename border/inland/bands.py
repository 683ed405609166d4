"""What a band does inside, hour by hour: march to a village, live there, hide, pass on, or go home over the border."""

from __future__ import annotations

import math

import numpy as np

from panj.border import dice, rules
from panj.border.combat import HOUR
from panj.border.compiled import rule
from panj.border.forces import AWAY, DEALT, FIELD, HOLD, INSIDE, UNSEEN, Columns
from panj.border.ground import Ground
from panj.border.inland.land import Land
from panj.border.inland.params import InlandParameters
from panj.border.inland.people import leave, take
from panj.border.inland.state import (
    BAND_DISPERSES,
    BAND_HIDES,
    BAND_HOME,
    BAND_PASSES,
    BAND_RISES,
    HIDDEN,
    HIDE,
    HOLD_GROUND,
    HOMEWARD,
    IN_VILLAGE,
    LAST_OUT,
    NEVER,
    OUTSIDE,
    RAID,
    TO_BORDER,
    TO_VILLAGE,
    TRANSIT,
    TURN_NOTHING,
    TURN_SNOW,
    TURN_STRUCK,
    TURN_WANT,
    Inland,
)
from panj.border.movement import leg, march_hours, pay
from panj.border.params import GroundParameters
from panj.border.sensing import watch
from panj.border.strength import power
from panj.border.telling import tell
from panj.border.theatre import Theatre

VILLAGES, HOMES, GOALS = range(3)  # which way is marched: to a village, home over the border, on to another border
LAST_DAY = 1.0  # days of food at which a band looks for more; assumed


@rule
def enter(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    unit: int,
    hour: int,
) -> None:
    """A band that got away begins its story inside, by the aim of its command."""
    units.start[unit] = units.men[unit]
    units.found[unit] = UNSEEN
    units.contact[unit] = 0
    inside.food[unit] = inland_params.carry_days
    inside.march[unit] = 0.0
    inside.seen_hour[unit] = NEVER
    inside.clear_until[unit] = hour
    inside.village[unit] = -1
    inside.since[unit] = hour
    if (
        inside.aim[unit] == TRANSIT
        and inside.goal[unit] >= 0
        and not math.isinf(land.goal_hours[inside.goal[unit], units.cell[unit]])
    ):
        inside.phase[unit] = TO_BORDER
    else:
        seek(ground, units, theatre, land, inside, params, inland_params, unit, hour)


@rule
def seek(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    unit: int,
    hour: int,
) -> None:
    """Make for the next village; without one, home."""
    v = next_village(ground, units, theatre, land, inside, inland_params, unit)
    if v < 0:
        turn_home(units, theatre, inside, unit, hour, TURN_NOTHING)
        return
    leave(theatre, inside, unit, hour)
    inside.village[unit] = v
    inside.phase[unit] = TO_VILLAGE
    inside.since[unit] = hour


@rule
def next_village(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    inland_params: InlandParameters,
    unit: int,
) -> int:
    """The village that its command wants first, if the band can take it now; else the nearest that it can; or -1."""
    if inside.wish[unit] >= 0 and within_its_means(
        ground, units, theatre, land, inside, inland_params, unit, inside.wish[unit]
    ):
        return int(inside.wish[unit])
    best = -1
    here = units.cell[unit]
    for v in range(inside.by.size):
        if best >= 0 and land.hours[v, here] >= land.hours[best, here]:
            continue
        if within_its_means(ground, units, theatre, land, inside, inland_params, unit, v):
            best = v
    return best


@rule
def within_its_means(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    inland_params: InlandParameters,
    unit: int,
    village: int,
) -> bool:
    """Whether a village lies within `village_hours`, nobody holds it or makes for it, and the band can take it.

    It can take one with at most `people_per_man` inhabitants for each of its men, something left to eat, and fewer
    guards around than it has men, in effective men. Whoever means to hide may do so in any.
    """
    if (
        land.hours[village, units.cell[unit]] > inland_params.village_hours
        or village == inside.village[unit]
        or inside.by[village] >= 0
    ):
        return False
    if inside.aim[unit] == HIDE:
        return True
    small = land.village_people[village] <= inland_params.people_per_man * units.men[unit]
    if not small or inside.stores[village] < units.men[unit] or somebody_makes_for(inside, village):
        return False
    strength, _ = watch(ground, theatre, land.village_cell[village])
    return bool(strength < power(units, unit))


@rule
def somebody_makes_for(inside: Inland, village: int) -> bool:
    """Whether a band is on its way to a village."""
    for k in range(inside.inside.size):
        i = inside.inside[k]
        if i < 0:
            break
        if inside.phase[i] == TO_VILLAGE and inside.village[i] == village:
            return True
    return False


@rule
def turn_home(units: Columns, theatre: Theatre, inside: Inland, unit: int, hour: int, why: int) -> None:
    """A band gives up what it does and makes for the border; `why` is the code of what is told."""
    theatre.unit_cause[unit] = tell(theatre, why, unit, inside.village[unit], units.men[unit], theatre.unit_cause[unit])
    leave(theatre, inside, unit, hour)
    inside.village[unit] = -1
    inside.phase[unit] = HOMEWARD
    inside.since[unit] = hour


@rule
def way(land: Land, which: int, row: int, cell: int) -> float:
    """Marching hours from a cell to the end of a way."""
    if which == VILLAGES:
        return float(land.hours[row, cell])
    if which == HOMES:
        return float(land.exit_hours[cell])
    return float(land.goal_hours[row, cell])


@rule
def onward(
    ground: Ground, land: Land, inside: Inland, params: GroundParameters, which: int, row: int, cell: int
) -> int:
    """The next cell of the least-cost way, if it lies no higher than the snow leaves open; -1 if there is none."""
    best = -1
    best_hours = np.inf
    rest = way(land, which, row, cell)
    for k in range(8):
        o = ground.neighbours[cell, k]
        if o < 0 or ground.country[o] != ground.country[cell] or land.height_m[o] > inside.snow_m[0]:
            continue
        left = way(land, which, row, o)
        if left < rest and left + leg(ground, params, cell, o) < best_hours:
            best, best_hours = o, left + leg(ground, params, cell, o)
    return best


@rule
def walk(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    unit: int,
    which: int,
    row: int,
) -> bool:
    """March for an hour along a way; whether its end is reached."""
    inside.march[unit] += march_hours(params, HOUR)
    while way(land, which, row, units.cell[unit]) > 0.0:
        best = onward(ground, land, inside, params, which, row, units.cell[unit])
        if not pay(ground, params, inside.march, unit, units.cell[unit], best):
            return False
        units.cell[unit] = best
        theatre.deepest[0] = max(theatre.deepest[0], ground.depth_km[best])
    inside.march[unit] = 0.0
    return True


@rule
def go_about(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
    unit: int,
) -> None:
    """An hour of a band that nobody fights: do what its phase is about, or leave for want or before the snow."""
    if inside.phase[unit] != HOMEWARD and must_leave(units, theatre, land, inside, unit, hour):
        return
    phase = inside.phase[unit]
    if phase == TO_VILLAGE:
        if walk(ground, units, theatre, land, inside, params, unit, VILLAGES, inside.village[unit]):
            arrive(ground, units, theatre, land, inside, params, inland_params, seed, hour, unit)
    elif phase == IN_VILLAGE:
        stay(ground, units, theatre, land, inside, params, inland_params, unit, hour)
    elif phase == HIDDEN:
        inside.food[unit] = inland_params.carry_days  # it eats with those who hide it
        if hour >= inside.since[unit] + inland_params.hide_days * 24.0:
            theatre.unit_cause[unit] = tell(
                theatre, BAND_RISES, unit, inside.village[unit], units.men[unit], theatre.unit_cause[unit]
            )
            inside.aim[unit] = RAID
            inside.village[unit] = -1
            seek(ground, units, theatre, land, inside, params, inland_params, unit, hour)
    elif phase == TO_BORDER:
        pass_on(ground, units, theatre, land, inside, params, inland_params, seed, hour, unit)
    elif walk(ground, units, theatre, land, inside, params, unit, HOMES, 0):
        come_home(ground, units, theatre, land, inside, params, unit, hour)
    if units.status[unit] == INSIDE and inside.food[unit] < -inland_params.carry_days:
        disperse(units, theatre, inside, unit, hour)


@rule
def must_leave(units: Columns, theatre: Theatre, land: Land, inside: Inland, unit: int, hour: int) -> bool:
    """Whether a band turns home because it starves or because snow will soon close its way home."""
    top = land.exit_top_m[units.cell[unit]]
    if inside.phase[unit] != TO_BORDER and inside.snow_m[0] >= top > inside.closing_m[0]:
        turn_home(units, theatre, inside, unit, hour, TURN_SNOW)
        return True
    if inside.food[unit] < 0.0 and inside.phase[unit] != HIDDEN and inside.phase[unit] != IN_VILLAGE:
        turn_home(units, theatre, inside, unit, hour, TURN_WANT)
        return True
    return False


@rule
def arrive(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
    unit: int,
) -> None:
    """At a village: hide there, or take it if it is still free and not guarded; else look for another."""
    v = inside.village[unit]
    if inside.aim[unit] == HIDE:
        inside.phase[unit] = HIDDEN
        inside.since[unit] = hour
        theatre.unit_cause[unit] = tell(theatre, BAND_HIDES, unit, v, units.men[unit], theatre.unit_cause[unit])
        return
    strength, _ = watch(ground, theatre, units.cell[unit])
    if inside.by[v] >= 0 or strength >= power(units, unit):
        seek(ground, units, theatre, land, inside, params, inland_params, unit, hour)
        return
    take(units, theatre, land, inside, inland_params, seed, hour, unit, v)
    inside.phase[unit] = IN_VILLAGE
    inside.since[unit] = hour


@rule
def stay(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    unit: int,
    hour: int,
) -> None:
    """An hour in a village: eat from its stores and fill up; raiders go after `raid_days`, others when it is bare."""
    v = inside.village[unit]
    days = inside.stores[v] / units.men[unit]  # for how many days of this band there is food
    ate = min(days, inland_params.carry_days - inside.food[unit])
    inside.food[unit] += ate
    inside.stores[v] -= ate * units.men[unit]
    if inside.aim[unit] == RAID:
        if hour >= inside.since[unit] + inland_params.raid_days * 24.0:
            turn_home(units, theatre, inside, unit, hour, TURN_STRUCK)
    elif inside.food[unit] < LAST_DAY:
        if next_village(ground, units, theatre, land, inside, inland_params, unit) >= 0:
            seek(ground, units, theatre, land, inside, params, inland_params, unit, hour)
        elif inside.food[unit] < 0.0:
            turn_home(units, theatre, inside, unit, hour, TURN_WANT)


@rule
def pass_on(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
    unit: int,
) -> None:
    """In transit: march to the other border and try to get over it; who is not let through holds ground to live."""
    there = walk(ground, units, theatre, land, inside, params, unit, GOALS, inside.goal[unit])
    if there and dice.uniform(seed, dice.INLAND, hour, units.uid[unit], 2) < rules.per_step(inside.passage[unit], 1.0):
        theatre.unit_cause[unit] = tell(theatre, BAND_PASSES, unit, -1, units.men[unit], theatre.unit_cause[unit])
        units.status[unit] = AWAY
        gone(inside, unit, hour)
        return
    if inside.food[unit] < LAST_DAY:
        inside.aim[unit] = HOLD_GROUND
        seek(ground, units, theatre, land, inside, params, inland_params, unit, hour)


@rule
def come_home(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    unit: int,
    hour: int,
) -> None:
    """Back over the border, where the band rests before it tries again."""
    s = land.exit_segment[units.cell[unit]]
    units.cell[unit] = ground.s_far[s]
    units.segment[unit] = s
    units.status[unit] = FIELD
    units.order[unit] = HOLD
    units.objective[unit] = -1
    units.found[unit] = UNSEEN
    units.start[unit] = units.men[unit]
    units.rest_until[unit] = hour + math.floor(params.retry_days * 24.0)
    theatre.unit_cause[unit] = tell(theatre, BAND_HOME, unit, s, units.men[unit], theatre.unit_cause[unit])
    gone(inside, unit, hour)


@rule
def disperse(units: Columns, theatre: Theatre, inside: Inland, unit: int, hour: int) -> None:
    """A band that has starved as long as it can carry food gives up: its men leave their arms and go their ways."""
    theatre.unit_cause[unit] = tell(
        theatre, BAND_DISPERSES, unit, inside.village[unit], units.men[unit], theatre.unit_cause[unit]
    )
    leave(theatre, inside, unit, hour)
    units.left[unit] += units.men[unit]
    units.men[unit] = 0
    units.status[unit] = DEALT
    gone(inside, unit, hour)


@rule
def gone(inside: Inland, unit: int, hour: int) -> None:
    """A band is inside no more."""
    inside.phase[unit] = OUTSIDE
    inside.village[unit] = -1
    inside.counts[LAST_OUT] = hour
