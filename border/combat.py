"""Fighting beyond the border: losses by the mixed law, fatigue, and breaking off at half strength."""

from __future__ import annotations

import math

from border import dice, rules
from border.collapse import give_up
from border.compiled import rule
from border.forces import (
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
from border.ground import Ground
from border.params import GroundParameters
from border.strength import power, standing, worth
from border.telling import tell
from border.theatre import BROKE_OFF, POST_LOST, POSTS_LOST, UNIT_DESTROYED, Theatre

TIRE_HOURS = 72.0  # hours in contact until a unit is spent; assumed
REST_HOURS = 96.0  # hours of rest until it is fresh again; assumed


@rule
def fight(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int) -> None:
    """Losses where attackers and garrisons share a cell, shared out by strength; who is not in contact rests.

    A tired man is as easy to hit as a fresh one: a side's own strength counts in men of the worth of the unit at hand.
    """
    for i in range(f.men.size):
        if not standing(f, i) or f.order[i] == CROSS:
            continue
        c = f.cell[i]
        regulars = t.government[c]
        guerrillas = t.militants[c]
        fighting = t.attackers[c] > 0.0 and regulars > 0.0
        if f.side[i] == MILITANT and fighting:
            mean = rules.attrition(
                p.regular_kill, guerrillas / worth(f, i), regulars, p.law_guerrilla_own, p.law_enemy, p.step_hours, 1.0
            )
            suffer(g, f, t, p, seed, step, i, mean * power(f, i) / guerrillas, 0)
        elif f.side[i] == GOVERNMENT and fighting:
            shelter = rules.exposure(g.cover[c], p.posture_cover, f.order[i] == HOLD)
            mean = rules.attrition(
                p.guerrilla_kill, regulars / worth(f, i), t.attackers[c], p.law_regular_own, p.law_enemy,
                p.step_hours, shelter,
            )  # fmt: skip
            suffer(g, f, t, p, seed, step, i, mean * power(f, i) / regulars, 0)
        elif f.side[i] == MILITANT or step >= f.rest_until[i]:
            f.fatigue[i] = max(0.0, f.fatigue[i] - p.step_hours / REST_HOURS)


@rule
def suffer(
    g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int, mean: float, which: int
) -> None:
    """A unit in contact loses men and tires; under its break-off share it breaks off.

    Losses are Poisson with `mean` [men], so their variance is the mean; never more than are there.
    """
    dead = min(dice.poisson(dice.uniform(seed, dice.FIGHT, step, f.uid[i], which), mean), f.men[i])
    f.men[i] -= dead
    f.lost[i] += dead
    f.fatigue[i] = min(1.0, f.fatigue[i] + p.step_hours / TIRE_HOURS)
    if f.men[i] == 0:
        f.status[i] = DESTROYED
        if f.kind[i] == POST:
            t.counts[POSTS_LOST] += 1
        t.unit_cause[i] = tell(t, UNIT_DESTROYED, i, g.district[f.cell[i]], dead, t.unit_cause[i])
    elif f.men[i] < p.break_off_share * f.start[i] and f.order[i] != CROSS:
        break_off(g, f, t, p, seed, step, i)


@rule
def break_off(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int) -> None:
    """A garrison gives up, a band withdraws and rests, posts and battalions on the border fall back on headquarters."""
    if f.kind[i] == GARRISON:
        give_up(g, f, t, p, seed, step, i)
    elif f.kind[i] == BAND:
        f.rest_until[i] = step + math.floor(p.retry_days * 24.0 / p.step_hours)
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
