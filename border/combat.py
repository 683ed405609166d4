"""Fighting beyond the border: losses by the mixed law hour by hour, fatigue, and breaking off at half strength."""

from __future__ import annotations

import math

from panj.border import dice, rules
from panj.border.collapse import give_up
from panj.border.compiled import rule
from panj.border.control import gather
from panj.border.forces import (
    BAND,
    BATTALION,
    CROSS,
    DESTROYED,
    FALL_BACK,
    GARRISON,
    GOVERNMENT,
    HOLD,
    MILITANT,
    POST,
    Columns,
)
from panj.border.ground import Ground
from panj.border.params import GroundParameters
from panj.border.strength import power, standing, worth
from panj.border.telling import tell
from panj.border.theatre import BROKE_OFF, POST_LOST, POSTS_LOST, UNIT_DESTROYED, Theatre

HOUR = 1.0  # h; fights go in steps of their own, whatever the step of the war
TIRE_HOURS = 72.0  # hours in contact until a unit is spent; assumed
RESTLESS_HOURS = 6  # hours after a fight before guards rest; assumed
REST_HOURS = 96.0  # hours of rest until it is fresh again; assumed


@rule
def fight(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int) -> None:
    """Fights where attackers and garrisons share a cell, hour by hour while they last; who is not in contact rests.

    Strengths are gathered anew each hour, so that a fight takes as long as it takes, whatever the step.
    """
    hours = int(params.tick_hours)
    for i in range(units.men.size):
        beyond = units.side[i] == MILITANT or units.side[i] == GOVERNMENT
        if (
            standing(units, i)
            and units.order[i] != CROSS
            and not fights(units, theatre, i)
            and (beyond or hour >= units.rest_until[i])
        ):
            units.fatigue[i] = max(0.0, units.fatigue[i] - params.tick_hours / REST_HOURS)
    for k in range(hours):
        if not in_contact(units, theatre):
            break
        gather(units, theatre)
        exchange(ground, units, theatre, params, seed, hour + k)


@rule
def fights(units: Columns, theatre: Theatre, unit: int) -> bool:
    """Whether a band or a garrison is in a cell where one side attacks and the other stands."""
    c = units.cell[unit]
    beyond = units.side[unit] == MILITANT or units.side[unit] == GOVERNMENT
    return beyond and theatre.attackers[c] > 0.0 and theatre.government[c] > 0.0


@rule
def in_contact(units: Columns, theatre: Theatre) -> bool:
    """Whether any garrison is under attack."""
    attacked = 0
    for i in range(units.men.size):
        if units.side[i] == GOVERNMENT and theatre.attackers[units.cell[i]] > 0.0 and standing(units, i):
            attacked += 1
    return attacked > 0


@rule
def exchange(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int) -> None:
    """One hour of fire where attackers and garrisons share a cell, by the mixed law, shared out by strength.

    A tired man is as easy to hit as a fresh one: a side's own strength counts in men of the worth of the unit at hand.
    """
    for i in range(units.men.size):
        if not standing(units, i) or units.order[i] == CROSS or not fights(units, theatre, i):
            continue
        c = units.cell[i]
        regulars = theatre.government[c]
        guerrillas = theatre.militants[c]
        if units.side[i] == MILITANT:
            mean = rules.attrition(
                params.regular_kill,
                guerrillas / worth(units, i),
                regulars,
                params.law_guerrilla_own,
                params.law_enemy,
                HOUR,
                1.0,
            )
            mean *= power(units, i) / guerrillas
        else:
            shelter = rules.exposure(ground.cover[c], params.posture_cover, units.order[i] == HOLD)
            mean = rules.attrition(
                params.guerrilla_kill,
                regulars / worth(units, i),
                theatre.attackers[c],
                params.law_regular_own,
                params.law_enemy,
                HOUR,
                shelter,
            )
            mean *= power(units, i) / regulars
        suffer(ground, units, theatre, params, seed, hour, i, mean, 0)


@rule
def suffer(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    params: GroundParameters,
    seed: int,
    hour: int,
    unit: int,
    mean: float,
    which: int,
) -> None:
    """A unit an hour in contact loses men and tires; under its break-off share it breaks off.

    Losses are Poisson with `mean` [men], so their variance is the mean; never more than are there. `hour` counts from
    the start of the war: the same hour throws the same dice however long a step is.
    """
    dead = min(dice.poisson(dice.uniform(seed, dice.FIGHT, hour, units.uid[unit], which), mean), units.men[unit])
    units.men[unit] -= dead
    units.lost[unit] += dead
    units.fatigue[unit] = min(1.0, units.fatigue[unit] + HOUR / TIRE_HOURS)
    if units.men[unit] == 0:
        units.status[unit] = DESTROYED
        if units.kind[unit] == POST:
            theatre.counts[POSTS_LOST] += 1
        theatre.unit_cause[unit] = tell(
            theatre, UNIT_DESTROYED, unit, ground.district[units.cell[unit]], dead, theatre.unit_cause[unit]
        )
    elif units.men[unit] < params.break_off_share * units.start[unit] and units.order[unit] != CROSS:
        break_off(ground, units, theatre, params, seed, hour, unit)


@rule
def break_off(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int, unit: int
) -> None:
    """A garrison gives up, a band withdraws and rests, posts and battalions on the border fall back on headquarters."""
    if units.kind[unit] == GARRISON:
        give_up(ground, units, theatre, params, seed, hour, unit)
    elif units.kind[unit] == BAND:
        units.rest_until[unit] = hour + math.floor(params.retry_days * 24.0)
        units.start[unit] = units.men[unit]
        units.order[unit] = HOLD
        units.objective[unit] = -1
        theatre.unit_cause[unit] = tell(
            theatre, BROKE_OFF, unit, ground.district[units.cell[unit]], units.men[unit], theatre.unit_cause[unit]
        )
    elif units.kind[unit] == POST:
        theatre.counts[POSTS_LOST] += 1
        units.start[unit] = units.men[unit]
        units.order[unit] = FALL_BACK
        units.objective[unit] = theatre.fallen.size + units.home[unit]
        theatre.unit_cause[unit] = tell(
            theatre, POST_LOST, unit, units.segment[unit], units.men[unit], theatre.unit_cause[unit]
        )
    else:
        units.start[unit] = units.men[unit]
        if units.kind[unit] == BATTALION and units.home[unit] >= 0:
            units.order[unit] = FALL_BACK
            units.objective[unit] = theatre.fallen.size + units.home[unit]
            theatre.unit_cause[unit] = tell(theatre, BROKE_OFF, unit, -1, units.men[unit], theatre.unit_cause[unit])
