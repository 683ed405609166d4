"""Crossing the border: intent, attempt, detection, fight, and being thrown back or getting away.

A band crosses only if its command means it to. It slips across and tries not to be found, or it storms a post. Found,
it fights whoever guards that cell and those around it; under half strength or outmatched it goes back where it came
from. Past its aim it has got away.
"""

from __future__ import annotations

import math

from numba import njit

from border import dice, rules
from border.combat import suffer
from border.forces import CROSS, FIELD, HOLD, INSIDE, MILITANT, Columns
from border.ground import Ground
from border.movement import leg
from border.params import GroundParameters
from border.sensing import beside, chance_found, guards, watch
from border.strength import power
from border.telling import tell
from border.theatre import (
    ATTEMPT,
    ATTEMPTED,
    FOUND,
    POST_ATTACKED,
    REPELLED,
    REPELLED_,
    THROUGH,
    THROUGH_,
    Theatre,
)

REACH_KM = 25.0  # how far from the bank a band may lie and still cross in a night; assumed
OUTMATCHED = 2.0  # odds against it at which a found band turns back; assumed


@njit(cache=True)
def cross(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int) -> None:
    """Every band that means to cross: try, or go on with a crossing under way."""
    for i in range(f.men.size):
        if f.side[i] != MILITANT or f.status[i] != FIELD:
            continue
        if f.order[i] == CROSS:
            go_on(g, f, t, p, seed, step, i)
        elif f.intent[i] > 0.0 and step >= f.rest_until[i]:
            consider(g, f, t, p, seed, step, i)


@njit(cache=True)
def consider(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int) -> None:
    """A band near a held bank may try; guards deter it: chance = intent / (1 + deterrence * guards / band)."""
    s = f.segment[i]
    if s < 0 or t.held[s] == 0 or g.depth_km[f.cell[i]] > REACH_KM:
        return
    u = dice.uniform(seed, dice.CROSS, step, f.uid[i], 0)
    if u >= rules.per_step(f.intent[i], p.step_hours):
        return  # not even without a guard in sight; spares looking for guards
    strength, _ = watch(g, f, p, g.s_near[s])
    daily = f.intent[i] / (1.0 + p.deterrence * strength / max(power(f, i), 1.0))
    if u >= rules.per_step(daily, p.step_hours):
        return
    t.counts[ATTEMPTED] += 1
    f.order[i] = CROSS
    f.objective[i] = -1
    f.cell[i] = g.s_near[s]
    f.march[i] = 0.0
    f.found[i] = 1 if dice.uniform(seed, dice.CROSS, step, f.uid[i], 1) < f.assault[i] else 0
    t.unit_cause[i] = tell(t, ATTEMPT, i, s, f.men[i], -1)


@njit(cache=True)
def go_on(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int) -> None:
    """One step of a crossing: be found or not, fight if found, else march inland."""
    strength, patrols = watch(g, f, p, f.cell[i])
    if f.found[i] == 0 and dice.uniform(seed, dice.CROSS, step, f.uid[i], 2) < chance_found(g, p, f.cell[i], patrols):
        f.found[i] = 1
        t.unit_cause[i] = tell(t, FOUND, i, f.segment[i], f.men[i], t.unit_cause[i])
    if f.found[i] == 1 and strength > 0.0:
        engage(g, f, t, p, seed, step, i, strength)
        return
    f.found[i] = 0
    inland(g, f, t, p, i)


@njit(cache=True)
def engage(
    g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int, strength: float
) -> None:
    """A found band fights those who guard its cell and the cells around it; losses by the mixed law."""
    own = power(f, i)
    cell = f.cell[i]
    for k in range(f.men.size):
        if not guards(f, k) or not beside(g, f.cell[k], cell):
            continue
        mean = power(f, k) / strength * rules.ambush_loss(p.guerrilla_kill, own, p.step_hours, g.cover[cell])
        before = f.lost[k]
        suffer(g, f, t, p, seed, step, k, mean, f.uid[i] & 0xFFFF)
        if f.lost[k] > 0 and before == 0:
            t.unit_cause[k] = tell(t, POST_ATTACKED, k, f.segment[k], f.lost[k], t.unit_cause[i])
    mean = rules.sweep_loss(p.regular_kill, strength, float(f.men[i]), p.step_hours)
    began = f.start[i]
    suffer(g, f, t, p, seed, step, i, mean, 0)
    if f.status[i] != FIELD:
        t.counts[REPELLED] += 1
        t.unit_cause[i] = tell(t, REPELLED_, i, f.segment[i], 0, t.unit_cause[i])
    elif f.men[i] < p.break_off_share * began or strength > OUTMATCHED * own:
        turn_back(g, f, t, p, step, i)


@njit(cache=True)
def turn_back(g: Ground, f: Columns, t: Theatre, p: GroundParameters, step: int, i: int) -> None:
    """Thrown back: over the border again, to rest before the next try."""
    t.counts[REPELLED] += 1
    f.cell[i] = g.s_far[f.segment[i]]
    f.order[i] = HOLD
    f.found[i] = 0
    f.start[i] = f.men[i]
    f.rest_until[i] = step + math.floor(p.retry_days * 24.0 / p.step_hours)
    t.unit_cause[i] = tell(t, REPELLED_, i, f.segment[i], f.men[i], t.unit_cause[i])


@njit(cache=True)
def inland(g: Ground, f: Columns, t: Theatre, p: GroundParameters, i: int) -> None:
    """March away from the border as far as the hours of a step go; past its aim it has got away."""
    f.march[i] += p.step_hours * p.march_hours_per_day / 24.0
    while True:
        c = f.cell[i]
        t.deepest[0] = max(t.deepest[0], g.depth_km[c])
        best = -1
        deepest = g.depth_km[c]
        for k in range(8):
            o = g.neighbours[c, k]
            if o >= 0 and g.country[o] == g.country[c] and g.depth_km[o] > deepest + 1e-9:
                best, deepest = o, g.depth_km[o]
        if best < 0 or g.depth_km[c] >= f.aim_km[i]:
            t.counts[THROUGH] += 1
            f.status[i] = INSIDE
            t.unit_cause[i] = tell(t, THROUGH_, i, f.segment[i], f.men[i], t.unit_cause[i])
            return
        cost = leg(g, p, c, best)
        if f.march[i] < cost:
            return
        f.march[i] -= cost
        f.cell[i] = best
