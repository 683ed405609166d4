"""Villages: taken, emptied, eaten bare, freed; their people are at home, held, fled or killed, and always as many."""

from __future__ import annotations

from panj.border import dice, rules
from panj.border.compiled import rule
from panj.border.forces import Columns
from panj.border.inland.land import Land
from panj.border.inland.params import InlandParameters
from panj.border.inland.state import (
    DISPLACED,
    HELD_HOURS,
    PEOPLE_FLEE,
    PEOPLE_RETURN,
    TAKEN,
    VILLAGE_FREE,
    VILLAGE_TAKEN,
    Inland,
)
from panj.border.telling import tell
from panj.border.theatre import Theatre


@rule
def take(
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
    unit: int,
    village: int,
) -> None:
    """A band takes a village: part of its people flee (a Poisson count with mean `flee_share`), the others are held."""
    u = dice.uniform(seed, dice.INLAND, hour, land.village_cell[village], 0)
    gone = min(dice.poisson(u, inland_params.flee_share * inside.home[village]), inside.home[village])
    inside.by[village] = unit
    inside.held[village] = inside.home[village] - gone
    inside.fled[village] += gone
    inside.home[village] = 0
    inside.counts[TAKEN] += 1
    inside.counts[DISPLACED] += gone
    theatre.unit_cause[unit] = tell(
        theatre, VILLAGE_TAKEN, unit, village, inside.held[village], theatre.unit_cause[unit]
    )
    inside.cause[village] = theatre.unit_cause[unit]
    if gone > 0:
        tell(theatre, PEOPLE_FLEE, unit, village, gone, inside.cause[village])


@rule
def leave(theatre: Theatre, inside: Inland, unit: int, hour: int) -> None:
    """A band is gone from the village that it held, if it held one: whoever was held goes home."""
    v = inside.village[unit]
    if v < 0 or inside.by[v] != unit:
        return
    inside.by[v] = -1
    inside.cause[v] = tell(theatre, VILLAGE_FREE, unit, v, inside.held[v], theatre.unit_cause[unit])
    inside.home[v] += inside.held[v]
    inside.held[v] = 0
    inside.free_hour[v] = hour


@rule
def an_hour_in_the_villages(
    theatre: Theatre, land: Land, inside: Inland, inland_params: InlandParameters, seed: int, hour: int
) -> bool:
    """Some who are held get away; those who fled come home `return_days` after their village is free.

    Returns whether anybody is still held or away.
    """
    unsettled = False
    for v in range(inside.by.size):
        if inside.by[v] >= 0:
            unsettled = True
            mean = inside.held[v] * rules.per_step(inland_params.flee_daily, 1.0)
            gone = min(
                dice.poisson(dice.uniform(seed, dice.INLAND, hour, land.village_cell[v], 1), mean), inside.held[v]
            )
            inside.held[v] -= gone
            inside.fled[v] += gone
            inside.counts[DISPLACED] += gone
            inside.counts[HELD_HOURS] += inside.held[v]
        elif inside.fled[v] > 0:
            unsettled = True
            if hour >= inside.free_hour[v] + inland_params.return_days * 24.0:
                inside.cause[v] = tell(theatre, PEOPLE_RETURN, -1, v, inside.fled[v], inside.cause[v])
                inside.home[v] += inside.fled[v]
                inside.fled[v] = 0
    return unsettled
