"""Crossing the border: intent, attempt, detection, fight, and being thrown back or getting away.

A band crosses only if its command means it to. It looks over the stretches within reach and tries the one that
promises most. It slips across and tries not to be found, or it storms a post. Found, it fights whoever guards that
cell and those around it; under half strength or outmatched it goes back where it came from, and its command
remembers where. Past its aim it has got away.
"""

from __future__ import annotations

import math

from border import dice, rules
from border.combat import break_off, suffer
from border.compiled import rule
from border.forces import CROSS, FIELD, HOLD, INSIDE, MILITANT, MOVE_TO, POST, Columns
from border.ground import Ground
from border.movement import leg
from border.params import GroundParameters
from border.sensing import chance_found, cued, guards, post_guards, watch
from border.strength import power, worth
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
REACH_STRETCHES = 2  # how many stretches to either side it looks over; about 20 km along the bank, assumed
OUTMATCHED = 2.0  # odds against it at which a found band turns back, or a post gives way; assumed


@rule
def cross(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int) -> None:
    """Every band that means to cross: try, or go on with a crossing under way."""
    post_guards(f, t, p)
    fade = 0.5 ** (p.step_hours / 24.0 / p.repelled_half_life_days)
    for s in range(t.repelled.size):
        t.repelled[s] *= fade
    for i in range(f.men.size):
        if f.side[i] != MILITANT or f.status[i] != FIELD:
            continue
        if f.order[i] == CROSS:
            go_on(g, f, t, p, seed, step, i)
            continue
        f.segment[i] = g.exit_segment[f.cell[i]]
        if f.intent[i] > 0.0 and f.order[i] == HOLD and step >= f.rest_until[i]:
            consider(g, f, t, p, seed, step, i)


@rule
def consider(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int) -> None:
    """A band near the bank may try the most promising held stretch within reach; see `rules.attempt_chance`."""
    if g.depth_km[f.cell[i]] > REACH_KM:
        return
    u = dice.uniform(seed, dice.CROSS, step, f.uid[i], 0)
    if u >= rules.per_step(f.intent[i], p.step_hours):
        return  # not even without a guard in sight; spares looking for guards
    s, daily = most_promising(g, f, t, p, i)
    if s < 0 or u >= rules.per_step(daily, p.step_hours):
        return
    t.counts[ATTEMPTED] += 1
    f.order[i] = CROSS
    f.objective[i] = -1
    f.segment[i] = s
    f.cell[i] = g.s_near[s]
    f.march[i] = 0.0
    t.unit_cause[i] = tell(t, ATTEMPT, i, s, f.men[i], -1)
    f.found[i] = 0
    if dice.uniform(seed, dice.CROSS, step, f.uid[i], 1) < f.assault[i]:
        discover(f, t, i)


@rule
def most_promising(g: Ground, f: Columns, t: Theatre, p: GroundParameters, i: int) -> tuple[int, float]:
    """The held stretch within reach where a band would soonest try, and its chance per day; -1 if there is none.

    It sees guards and exercises on the other bank and remembers repulses. Ties go to the stretch nearest to it.
    """
    here = f.segment[i]
    best = -1
    best_daily = 0.0
    if here < 0:
        return best, best_daily
    own = power(f, i)
    for k in range(2 * REACH_STRETCHES + 1):
        s = here + ((k + 1) // 2 if k % 2 == 1 else -(k // 2))
        if s < 0 or s >= t.held.size or t.held[s] == 0:
            continue
        strength, _ = watch(g, t, g.s_near[s])
        daily = rules.attempt_chance(
            f.intent[i], p.deterrence, strength + t.show[s], own, p.avoid_repelled, t.repelled[s]
        )
        if daily > best_daily:
            best, best_daily = s, daily
    return best, best_daily


@rule
def discover(f: Columns, t: Theatre, i: int) -> None:
    """A band on the member's side is seen."""
    f.found[i] = 1
    t.unit_cause[i] = tell(t, FOUND, i, f.segment[i], f.men[i], t.unit_cause[i])


@rule
def go_on(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int) -> None:
    """One step of a crossing: be found or not, fight if found, else march inland."""
    strength, patrols = watch(g, t, f.cell[i])
    if f.found[i] == 0:
        chance = chance_found(g, p, f.cell[i], cued(t, p, patrols))
        if dice.uniform(seed, dice.CROSS, step, f.uid[i], 2) < chance:
            discover(f, t, i)
    if f.found[i] == 1 and strength > 0.0:
        engage(g, f, t, p, seed, step, i, strength)
        return
    f.found[i] = 0
    inland(g, f, t, p, i)


@rule
def engage(
    g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int, strength: float
) -> None:
    """A found band fights those who guard its cell and the cells around it.

    Nobody is hidden any more, so both sides fire at what they see: the square law unless `law_aimed_own` and
    `law_enemy` say otherwise. Guards who hold their ground fight from prepared positions.
    """
    own = power(f, i)
    cell = f.cell[i]
    for n in range(9):
        c = cell if n == 8 else g.neighbours[cell, n]
        if c < 0:
            continue
        k = t.first_guard[c]
        while k >= 0:
            if guards(f, k):
                shelter = rules.exposure(g.cover[c], p.posture_cover, f.order[k] != MOVE_TO)
                loss = rules.attrition(
                    p.aimed_kill, strength / worth(f, k), own, p.law_aimed_own, p.law_enemy, p.step_hours, shelter
                )
                before = f.lost[k]
                suffer(g, f, t, p, seed, step, k, loss * power(f, k) / strength, f.uid[i])
                f.rest_until[k] = step + 2  # in contact: no rest in the next step
                if f.lost[k] > 0 and before == 0:
                    t.unit_cause[k] = tell(t, POST_ATTACKED, k, f.segment[k], f.lost[k], t.unit_cause[i])
            k = t.next_guard[k]
    men = float(f.men[i])
    mean = rules.attrition(p.aimed_kill, men, strength, p.law_aimed_own, p.law_enemy, p.step_hours, 1.0)
    began = f.start[i]
    suffer(g, f, t, p, seed, step, i, mean, 0)
    if f.status[i] != FIELD:
        t.counts[REPELLED] += 1
        t.repelled[f.segment[i]] += 1.0
        t.unit_cause[i] = tell(t, REPELLED_, i, f.segment[i], 0, t.unit_cause[i])
    elif f.men[i] < p.break_off_share * began or strength > OUTMATCHED * own:
        turn_back(g, f, t, p, step, i)
    elif own > OUTMATCHED * strength:
        give_way(g, f, t, p, seed, step, cell)


@rule
def give_way(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, cell: int) -> None:
    """Posts in a cell with nobody near enough to match what is upon them fall back on their detachment."""
    k = t.first_guard[cell]
    while k >= 0:
        if f.kind[k] == POST and guards(f, k):
            break_off(g, f, t, p, seed, step, k)
        k = t.next_guard[k]


@rule
def turn_back(g: Ground, f: Columns, t: Theatre, p: GroundParameters, step: int, i: int) -> None:
    """Thrown back: over the border again, to rest before the next try; its command remembers the stretch."""
    t.counts[REPELLED] += 1
    t.repelled[f.segment[i]] += 1.0
    f.cell[i] = g.s_far[f.segment[i]]
    f.order[i] = HOLD
    f.found[i] = 0
    f.start[i] = f.men[i]
    f.rest_until[i] = step + math.floor(p.retry_days * 24.0 / p.step_hours)
    t.unit_cause[i] = tell(t, REPELLED_, i, f.segment[i], f.men[i], t.unit_cause[i])


@rule
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
