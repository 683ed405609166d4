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
def fight(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int) -> None:
    """Fights where attackers and garrisons share a cell, hour by hour while they last; who is not in contact rests.

    Strengths are gathered anew each hour, so that a fight takes as long as it takes, whatever the step.
    """
    hours = int(p.tick_hours)
    for i in range(f.men.size):
        beyond = f.side[i] == MILITANT or f.side[i] == GOVERNMENT
        if standing(f, i) and f.order[i] != CROSS and not fights(f, t, i) and (beyond or hour >= f.rest_until[i]):
            f.fatigue[i] = max(0.0, f.fatigue[i] - p.tick_hours / REST_HOURS)
    for k in range(hours):
        if not in_contact(f, t):
            break
        gather(f, t)
        exchange(g, f, t, p, seed, hour + k)


@rule
def fights(f: Columns, t: Theatre, i: int) -> bool:
    """Whether a band or a garrison is in a cell where one side attacks and the other stands."""
    c = f.cell[i]
    beyond = f.side[i] == MILITANT or f.side[i] == GOVERNMENT
    return beyond and t.attackers[c] > 0.0 and t.government[c] > 0.0


@rule
def in_contact(f: Columns, t: Theatre) -> bool:
    """Whether any garrison is under attack."""
    attacked = 0
    for i in range(f.men.size):
        if f.side[i] == GOVERNMENT and t.attackers[f.cell[i]] > 0.0 and standing(f, i):
            attacked += 1
    return attacked > 0


@rule
def exchange(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int) -> None:
    """One hour of fire where attackers and garrisons share a cell, by the mixed law, shared out by strength.

    A tired man is as easy to hit as a fresh one: a side's own strength counts in men of the worth of the unit at hand.
    """
    for i in range(f.men.size):
        if not standing(f, i) or f.order[i] == CROSS or not fights(f, t, i):
            continue
        c = f.cell[i]
        regulars = t.government[c]
        guerrillas = t.militants[c]
        if f.side[i] == MILITANT:
            mean = rules.attrition(
                p.regular_kill, guerrillas / worth(f, i), regulars, p.law_guerrilla_own, p.law_enemy, HOUR, 1.0
            )
            mean *= power(f, i) / guerrillas
        else:
            shelter = rules.exposure(g.cover[c], p.posture_cover, f.order[i] == HOLD)
            mean = rules.attrition(
                p.guerrilla_kill, regulars / worth(f, i), t.attackers[c], p.law_regular_own, p.law_enemy, HOUR, shelter
            )
            mean *= power(f, i) / regulars
        suffer(g, f, t, p, seed, hour, i, mean, 0)


@rule
def suffer(
    g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int, i: int, mean: float, which: int
) -> None:
    """A unit an hour in contact loses men and tires; under its break-off share it breaks off.

    Losses are Poisson with `mean` [men], so their variance is the mean; never more than are there. `hour` counts from
    the start of the war: the same hour throws the same dice however long a step is.
    """
    dead = min(dice.poisson(dice.uniform(seed, dice.FIGHT, hour, f.uid[i], which), mean), f.men[i])
    f.men[i] -= dead
    f.lost[i] += dead
    f.fatigue[i] = min(1.0, f.fatigue[i] + HOUR / TIRE_HOURS)
    if f.men[i] == 0:
        f.status[i] = DESTROYED
        if f.kind[i] == POST:
            t.counts[POSTS_LOST] += 1
        t.unit_cause[i] = tell(t, UNIT_DESTROYED, i, g.district[f.cell[i]], dead, t.unit_cause[i])
    elif f.men[i] < p.break_off_share * f.start[i] and f.order[i] != CROSS:
        break_off(g, f, t, p, seed, hour, i)


@rule
def break_off(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int, i: int) -> None:
    """A garrison gives up, a band withdraws and rests, posts and battalions on the border fall back on headquarters."""
    if f.kind[i] == GARRISON:
        give_up(g, f, t, p, seed, hour, i)
    elif f.kind[i] == BAND:
        f.rest_until[i] = hour + math.floor(p.retry_days * 24.0)
        f.start[i] = f.men[i]
        f.order[i] = HOLD
        f.objective[i] = -1
        t.unit_cause[i] = tell(t, BROKE_OFF, i, g.district[f.cell[i]], f.men[i], t.unit_cause[i])
    elif f.kind[i] == POST:
        t.counts[POSTS_LOST] += 1
        f.start[i] = f.men[i]
        f.order[i] = FALL_BACK
        f.objective[i] = t.fallen.size + f.home[i]
        t.unit_cause[i] = tell(t, POST_LOST, i, f.segment[i], f.men[i], t.unit_cause[i])
    else:
        f.start[i] = f.men[i]
        if f.kind[i] == BATTALION and f.home[i] >= 0:
            f.order[i] = FALL_BACK
            f.objective[i] = t.fallen.size + f.home[i]
            t.unit_cause[i] = tell(t, BROKE_OFF, i, -1, f.men[i], t.unit_cause[i])
