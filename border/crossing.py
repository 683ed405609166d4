"""Crossing the border, hour by hour: intent, attempt, detection, fight, and being thrown back or getting away.

A band crosses only if its command means it to. It looks over the stretches within reach and tries the one that
promises most. It slips across and tries not to be found, or it storms a post that it can hope to take. Found, it
fights the patrol that found it and whoever comes up from that cell and those around it, until it has broken contact
and goes back where it came from; its command remembers where. Past its aim it has got away.
"""

from __future__ import annotations

import math

from panj.border import dice, rules
from panj.border.combat import HOUR, RESTLESS_HOURS, suffer
from panj.border.compiled import entry, rule
from panj.border.forces import CROSS, FIELD, HOLD, INSIDE, MILITANT, MOVE_TO, PURSUE, SEEN, STORMING, UNSEEN, Columns
from panj.border.ground import Ground
from panj.border.movement import march_hours, pay
from panj.border.params import GroundParameters
from panj.border.sensing import chance_found, cued, guards, post_guards, watch
from panj.border.strength import power, worth
from panj.border.telling import tell
from panj.border.theatre import (
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
OUTMATCHED = 2.0  # odds for it at which a found band fights on, against it at which stormers give up; assumed


@rule
def cross(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int) -> None:
    """Every band that means to cross: try, or go on with a crossing under way."""
    post_guards(f, t, p)
    fade = 0.5 ** (p.tick_hours / 24.0 / p.repelled_half_life_days)
    for s in range(t.repelled.size):
        t.repelled[s] *= fade
    under_way = False
    for i in range(f.men.size):
        if f.side[i] != MILITANT or f.status[i] != FIELD:
            continue
        if f.order[i] != CROSS:
            f.segment[i] = g.exit_segment[f.cell[i]]
            if f.intent[i] > 0.0 and f.order[i] == HOLD and hour >= f.rest_until[i]:
                consider(g, f, t, p, seed, hour, i)
        under_way = under_way or f.order[i] == CROSS
    if under_way:
        hours = int(p.tick_hours)
        fought = False
        for k in range(hours):
            if fought:
                post_guards(f, t, p)
            fought = one_hour(g, f, t, p, seed, hour + k)


@rule
def one_hour(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int) -> bool:
    """An hour of every crossing under way; whether there was fighting, so that guards are to be counted again."""
    fought = False
    for i in range(f.men.size):
        if f.side[i] == MILITANT and f.status[i] == FIELD and f.order[i] == CROSS:
            fought = go_on(g, f, t, p, seed, hour, i) or fought
    return fought


@rule
def consider(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int, i: int) -> None:
    """A band near the bank may try the most promising held stretch within reach; see `rules.attempt_chance`."""
    if g.depth_km[f.cell[i]] > REACH_KM:
        return
    u = dice.uniform(seed, dice.CROSS, hour, f.uid[i], 0)
    if u >= rules.per_step(f.intent[i], p.tick_hours):
        return  # not even without a guard in sight; spares looking for guards
    s, daily = most_promising(g, f, t, p, i)
    if s < 0 or u >= rules.per_step(daily, p.tick_hours):
        return
    t.counts[ATTEMPTED] += 1
    f.order[i] = CROSS
    f.objective[i] = -1
    f.segment[i] = s
    f.cell[i] = g.s_near[s]
    f.march[i] = 0.0
    t.unit_cause[i] = tell(t, ATTEMPT, i, s, f.men[i], -1)
    f.found[i] = UNSEEN
    post = t.watch_men[f.cell[i]]
    storms = dice.uniform(seed, dice.CROSS, hour, f.uid[i], 1) < f.assault[i]
    if storms and post > 0.0 and power(f, i) >= p.storm_odds * post:
        discover(f, t, i, STORMING)


@rule
@entry
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
def discover(f: Columns, t: Theatre, i: int, how: int) -> None:
    """A band on the member's side is SEEN by a patrol, or shows itself STORMING a post."""
    f.found[i] = how
    f.contact[i] = 0
    t.unit_cause[i] = tell(t, FOUND, i, f.segment[i], f.men[i], t.unit_cause[i])


@rule
def go_on(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int, i: int) -> bool:
    """One hour of a crossing: be found or not, fight if found, else march inland. Whether it fought."""
    strength, patrols = watch(g, t, f.cell[i])
    if f.found[i] == UNSEEN:
        chance = chance_found(g, p, f.cell[i], cued(t, p, patrols), HOUR)
        if dice.uniform(seed, dice.CROSS, hour, f.uid[i], 2) < chance:
            discover(f, t, i, SEEN)
    if f.found[i] != UNSEEN and strength > 0.0:
        engage(g, f, t, p, seed, hour, i, strength)
        return True
    f.found[i] = UNSEEN
    inland(g, f, t, p, i, hour)
    return False


@rule
def engage(
    g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int, i: int, strength: float
) -> None:
    """An hour's fight of a band with those who guard its cell and the cells around it, as far as they have come up.

    Nobody is hidden any more, so both sides fire at what they see: the square law unless `law_aimed_own` and
    `law_enemy` say otherwise. Guards who hold their ground fight from prepared positions. Stormers, and the post that
    they storm, have all their men in the fight from the first hour; where a patrol meets a column both sides come up
    by and by, see `rules.mustered`.
    """
    own = power(f, i)
    post = t.watch_men[f.cell[i]]
    share = rules.mustered(float(f.contact[i]), p.muster_hours)
    f.contact[i] += 1
    here = 1.0 if f.found[i] == STORMING else share
    firing = share * (strength - post) + here * post
    guards_under_fire(g, f, t, p, seed, hour, i, own, share, here, firing)
    men = float(f.men[i])
    mean = rules.attrition(p.aimed_kill, men, firing, p.law_aimed_own, p.law_enemy, HOUR, 1.0)
    began = f.start[i]
    suffer(g, f, t, p, seed, hour, i, mean, 1)
    if f.status[i] != FIELD:
        t.counts[REPELLED] += 1
        t.repelled[f.segment[i]] += 1.0
        t.unit_cause[i] = tell(t, REPELLED_, i, f.segment[i], 0, t.unit_cause[i])
    elif f.men[i] < p.break_off_share * began or (f.contact[i] >= p.break_contact_hours and loses(f, i, own, strength)):
        turn_back(g, f, t, p, hour, i)


@rule
def guards_under_fire(
    g: Ground,
    f: Columns,
    t: Theatre,
    p: GroundParameters,
    seed: int,
    hour: int,
    i: int,
    own: float,
    share: float,
    here: float,
    firing: float,
) -> int:
    """An hour's losses of the guards around a band, which they are told of; returns the men they lost.

    `own` is the band's strength, `firing` theirs as far as it has come up: `here` of those in the band's cell, `share`
    of those around it. Who stays where he is fires from a prepared position.
    """
    cell = f.cell[i]
    fallen = 0
    for n in range(9):
        c = cell if n == 8 else g.neighbours[cell, n]
        if c < 0:
            continue
        k = t.first_guard[c]
        while k >= 0:
            if guards(f, k):
                dug_in = f.order[k] != MOVE_TO and f.order[k] != PURSUE
                shelter = rules.exposure(g.cover[c], p.posture_cover, dug_in)
                loss = rules.attrition(
                    p.aimed_kill, firing / worth(f, k), own * here, p.law_aimed_own, p.law_enemy, HOUR, shelter
                )
                part = (here if c == cell else share) * power(f, k) / firing
                before = f.lost[k]
                suffer(g, f, t, p, seed, hour, k, loss * part, f.uid[i])
                f.rest_until[k] = hour + RESTLESS_HOURS
                fallen += f.lost[k] - before
                if f.lost[k] > 0 and before == 0:
                    t.unit_cause[k] = tell(t, POST_ATTACKED, k, f.segment[k], f.lost[k], t.unit_cause[i])
            k = t.next_guard[k]
    return fallen


@rule
def loses(f: Columns, i: int, own: float, strength: float) -> bool:
    """Whether a band gives up: stormers when outmatched, one found by chance unless it outmatches the guards."""
    if f.found[i] == STORMING:
        return strength > OUTMATCHED * own
    return own <= OUTMATCHED * strength


@rule
def turn_back(g: Ground, f: Columns, t: Theatre, p: GroundParameters, hour: int, i: int) -> None:
    """Thrown back: over the border again, to rest before the next try; its command remembers the stretch."""
    t.counts[REPELLED] += 1
    t.repelled[f.segment[i]] += 1.0
    f.cell[i] = g.s_far[f.segment[i]]
    f.order[i] = HOLD
    f.found[i] = UNSEEN
    f.start[i] = f.men[i]
    f.rest_until[i] = hour + math.floor(p.retry_days * 24.0)
    t.unit_cause[i] = tell(t, REPELLED_, i, f.segment[i], f.men[i], t.unit_cause[i])


@rule
def inland(g: Ground, f: Columns, t: Theatre, p: GroundParameters, i: int, hour: int) -> None:
    """March away from the border for an hour, as far as that goes; past its aim it has got away.

    What it does from the next hour on is told in border.inland; `rest_until` notes this one.
    """
    f.march[i] += march_hours(p, HOUR)
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
            f.rest_until[i] = hour
            t.unit_cause[i] = tell(t, THROUGH_, i, f.segment[i], f.men[i], t.unit_cause[i])
            return
        if not pay(g, p, f.march, i, c, best):
            return
        f.cell[i] = best
