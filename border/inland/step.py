"""One step inside the border, compiled: hour by hour, after the ground has moved."""

from __future__ import annotations

from panj.border.compiled import entry, rule
from panj.border.forces import INSIDE, Columns
from panj.border.ground import Ground
from panj.border.inland.bands import enter, go_about
from panj.border.inland.hunt import clash, look_for, march_columns
from panj.border.inland.land import Land
from panj.border.inland.params import InlandParameters
from panj.border.inland.people import an_hour_in_the_villages
from panj.border.inland.state import BAND_HOURS, NOW_INSIDE, OUTSIDE, PEAK, Inland
from panj.border.params import GroundParameters
from panj.border.sensing import post_guards
from panj.border.theatre import Theatre


@rule
@entry
def inland_step(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inland: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    step: int,
) -> bool:
    """The hours of a step, from 1; what happened goes on in the theatre's log. Whether there will be more to play."""
    hours = int(params.step_ticks * params.tick_hours)
    first = (step - 1) * hours
    busy = False
    for hour in range(first, first + hours):
        busy = an_hour_in_the_villages(theatre, land, inland, inland_params, seed, hour)
        busy = march_columns(ground, units, land, inland, params, inland_params, hour) or busy
        if roll_call(units, inland, hour):
            post_guards(units, theatre, params)
            an_hour_of_bands(ground, units, theatre, land, inland, params, inland_params, seed, hour)
    inside = 0
    for i in range(units.men.size):
        inside += 1 if units.status[i] == INSIDE else 0
    inland.counts[NOW_INSIDE] = inside
    inland.counts[PEAK] = max(inland.counts[PEAK], inside)
    return busy or inside > 0


@rule
def roll_call(units: Columns, inside: Inland, hour: int) -> bool:
    """List the bands that are inside in an hour, those in front, -1 behind; whether there are any.

    A band that got away in an hour begins with the next, whatever the step: `rest_until` says when it got away.
    """
    k = 0
    for i in range(units.men.size):
        if units.status[i] == INSIDE and (inside.phase[i] != OUTSIDE or units.rest_until[i] < hour):
            inside.inside[k] = i
            k += 1
    if k < inside.inside.size:
        inside.inside[k] = -1
    return k > 0


@rule
def an_hour_of_bands(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
) -> None:
    """An hour of every band inside: it is looked for, and fights or goes about its business."""
    for k in range(inside.inside.size):
        i = inside.inside[k]
        if i < 0:
            break
        if units.status[i] != INSIDE:
            continue
        if inside.phase[i] == OUTSIDE:
            enter(ground, units, theatre, land, inside, params, inland_params, i, hour)
        inside.counts[BAND_HOURS] += 1
        inside.food[i] -= 1.0 / 24.0
        strength = look_for(ground, units, theatre, inside, params, inland_params, seed, hour, i)
        if strength > 0.0:
            clash(ground, units, theatre, land, inside, params, inland_params, seed, hour, i, strength)
            post_guards(units, theatre, params)
        else:
            go_about(ground, units, theatre, land, inside, params, inland_params, seed, hour, i)
