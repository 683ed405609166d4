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
def cross(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int) -> None:
    """Every band that means to cross: try, or go on with a crossing under way."""
    post_guards(units, theatre, params)
    fade = 0.5 ** (params.tick_hours / 24.0 / params.repelled_half_life_days)
    for s in range(theatre.repelled.size):
        theatre.repelled[s] *= fade
    under_way = False
    for i in range(units.men.size):
        if units.side[i] != MILITANT or units.status[i] != FIELD:
            continue
        if units.order[i] != CROSS:
            units.segment[i] = ground.exit_segment[units.cell[i]]
            if units.intent[i] > 0.0 and units.order[i] == HOLD and hour >= units.rest_until[i]:
                consider(ground, units, theatre, params, seed, hour, i)
        under_way = under_way or units.order[i] == CROSS
    if under_way:
        hours = int(params.tick_hours)
        fought = False
        for k in range(hours):
            if fought:
                post_guards(units, theatre, params)
            fought = one_hour(ground, units, theatre, params, seed, hour + k)


@rule
def one_hour(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int) -> bool:
    """An hour of every crossing under way; whether there was fighting, so that guards are to be counted again."""
    fought = False
    for i in range(units.men.size):
        if units.side[i] == MILITANT and units.status[i] == FIELD and units.order[i] == CROSS:
            fought = go_on(ground, units, theatre, params, seed, hour, i) or fought
    return fought


@rule
def consider(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int, unit: int
) -> None:
    """A band near the bank may try the most promising held stretch within reach; see `rules.attempt_chance`."""
    if ground.depth_km[units.cell[unit]] > REACH_KM:
        return
    u = dice.uniform(seed, dice.CROSS, hour, units.uid[unit], 0)
    if u >= rules.per_step(units.intent[unit], params.tick_hours):
        return  # not even without a guard in sight; spares looking for guards
    s, daily = most_promising(ground, units, theatre, params, unit)
    if s < 0 or u >= rules.per_step(daily, params.tick_hours):
        return
    theatre.counts[ATTEMPTED] += 1
    units.order[unit] = CROSS
    units.objective[unit] = -1
    units.segment[unit] = s
    units.cell[unit] = ground.s_near[s]
    units.march[unit] = 0.0
    theatre.unit_cause[unit] = tell(theatre, ATTEMPT, unit, s, units.men[unit], -1)
    units.found[unit] = UNSEEN
    post = theatre.watch_men[units.cell[unit]]
    storms = dice.uniform(seed, dice.CROSS, hour, units.uid[unit], 1) < units.assault[unit]
    if storms and post > 0.0 and power(units, unit) >= params.storm_odds * post:
        discover(units, theatre, unit, STORMING)


@rule
@entry
def most_promising(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, unit: int
) -> tuple[int, float]:
    """The held stretch within reach where a band would soonest try, and its chance per day; -1 if there is none.

    It sees guards and exercises on the other bank and remembers repulses. Ties go to the stretch nearest to it.
    """
    here = units.segment[unit]
    best = -1
    best_daily = 0.0
    if here < 0:
        return best, best_daily
    own = power(units, unit)
    for k in range(2 * REACH_STRETCHES + 1):
        s = here + ((k + 1) // 2 if k % 2 == 1 else -(k // 2))
        if s < 0 or s >= theatre.held.size or theatre.held[s] == 0:
            continue
        strength, _ = watch(ground, theatre, ground.s_near[s])
        daily = rules.attempt_chance(
            units.intent[unit],
            params.deterrence,
            strength + theatre.show[s],
            own,
            params.avoid_repelled,
            theatre.repelled[s],
        )
        if daily > best_daily:
            best, best_daily = s, daily
    return best, best_daily


@rule
def discover(units: Columns, theatre: Theatre, unit: int, how: int) -> None:
    """A band on the member's side is SEEN by a patrol, or shows itself STORMING a post."""
    units.found[unit] = how
    units.contact[unit] = 0
    theatre.unit_cause[unit] = tell(
        theatre, FOUND, unit, units.segment[unit], units.men[unit], theatre.unit_cause[unit]
    )


@rule
def go_on(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int, unit: int
) -> bool:
    """One hour of a crossing: be found or not, fight if found, else march inland. Whether it fought."""
    strength, patrols = watch(ground, theatre, units.cell[unit])
    if units.found[unit] == UNSEEN:
        chance = chance_found(ground, params, units.cell[unit], cued(theatre, params, patrols), HOUR)
        if dice.uniform(seed, dice.CROSS, hour, units.uid[unit], 2) < chance:
            discover(units, theatre, unit, SEEN)
    if units.found[unit] != UNSEEN and strength > 0.0:
        engage(ground, units, theatre, params, seed, hour, unit, strength)
        return True
    units.found[unit] = UNSEEN
    inland(ground, units, theatre, params, unit, hour)
    return False


@rule
def engage(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    params: GroundParameters,
    seed: int,
    hour: int,
    unit: int,
    strength: float,
) -> None:
    """An hour's fight of a band with those who guard its cell and the cells around it, as far as they have come up.

    Nobody is hidden any more, so both sides fire at what they see: the square law unless `law_aimed_own` and
    `law_enemy` say otherwise. Guards who hold their ground fight from prepared positions. Stormers, and the post that
    they storm, have all their men in the fight from the first hour; where a patrol meets a column both sides come up
    by and by, see `rules.mustered`.
    """
    own = power(units, unit)
    post = theatre.watch_men[units.cell[unit]]
    share = rules.mustered(float(units.contact[unit]), params.muster_hours)
    units.contact[unit] += 1
    here = 1.0 if units.found[unit] == STORMING else share
    firing = share * (strength - post) + here * post
    guards_under_fire(ground, units, theatre, params, seed, hour, unit, own, share, here, firing)
    men = float(units.men[unit])
    mean = rules.attrition(params.aimed_kill, men, firing, params.law_aimed_own, params.law_enemy, HOUR, 1.0)
    began = units.start[unit]
    suffer(ground, units, theatre, params, seed, hour, unit, mean, 1)
    if units.status[unit] != FIELD:
        theatre.counts[REPELLED] += 1
        theatre.repelled[units.segment[unit]] += 1.0
        theatre.unit_cause[unit] = tell(theatre, REPELLED_, unit, units.segment[unit], 0, theatre.unit_cause[unit])
    elif units.men[unit] < params.break_off_share * began or (
        units.contact[unit] >= params.break_contact_hours and loses(units, unit, own, strength)
    ):
        turn_back(ground, units, theatre, params, hour, unit)


@rule
def guards_under_fire(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    params: GroundParameters,
    seed: int,
    hour: int,
    unit: int,
    own: float,
    share: float,
    here: float,
    firing: float,
) -> int:
    """An hour's losses of the guards around a band, which they are told of; returns the men they lost.

    `own` is the band's strength, `firing` theirs as far as it has come up: `here` of those in the band's cell, `share`
    of those around it. Who stays where he is fires from a prepared position.
    """
    cell = units.cell[unit]
    fallen = 0
    for n in range(9):
        c = cell if n == 8 else ground.neighbours[cell, n]
        if c < 0:
            continue
        k = theatre.first_guard[c]
        while k >= 0:
            if guards(units, k):
                dug_in = units.order[k] != MOVE_TO and units.order[k] != PURSUE
                shelter = rules.exposure(ground.cover[c], params.posture_cover, dug_in)
                loss = rules.attrition(
                    params.aimed_kill,
                    firing / worth(units, k),
                    own * here,
                    params.law_aimed_own,
                    params.law_enemy,
                    HOUR,
                    shelter,
                )
                part = (here if c == cell else share) * power(units, k) / firing
                before = units.lost[k]
                suffer(ground, units, theatre, params, seed, hour, k, loss * part, units.uid[unit])
                units.rest_until[k] = hour + RESTLESS_HOURS
                fallen += units.lost[k] - before
                if units.lost[k] > 0 and before == 0:
                    theatre.unit_cause[k] = tell(
                        theatre, POST_ATTACKED, k, units.segment[k], units.lost[k], theatre.unit_cause[unit]
                    )
            k = theatre.next_guard[k]
    return fallen


@rule
def loses(units: Columns, unit: int, own: float, strength: float) -> bool:
    """Whether a band gives up: stormers when outmatched, one found by chance unless it outmatches the guards."""
    if units.found[unit] == STORMING:
        return strength > OUTMATCHED * own
    return own <= OUTMATCHED * strength


@rule
def turn_back(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, hour: int, unit: int) -> None:
    """Thrown back: over the border again, to rest before the next try; its command remembers the stretch."""
    theatre.counts[REPELLED] += 1
    theatre.repelled[units.segment[unit]] += 1.0
    units.cell[unit] = ground.s_far[units.segment[unit]]
    units.order[unit] = HOLD
    units.found[unit] = UNSEEN
    units.start[unit] = units.men[unit]
    units.rest_until[unit] = hour + math.floor(params.retry_days * 24.0)
    theatre.unit_cause[unit] = tell(
        theatre, REPELLED_, unit, units.segment[unit], units.men[unit], theatre.unit_cause[unit]
    )


@rule
def inland(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, unit: int, hour: int) -> None:
    """March away from the border for an hour, as far as that goes; past its aim it has got away.

    What it does from the next hour on is told in border.inland; `rest_until` notes this one.
    """
    units.march[unit] += march_hours(params, HOUR)
    while True:
        c = units.cell[unit]
        theatre.deepest[0] = max(theatre.deepest[0], ground.depth_km[c])
        best = -1
        deepest = ground.depth_km[c]
        for k in range(8):
            o = ground.neighbours[c, k]
            if o >= 0 and ground.country[o] == ground.country[c] and ground.depth_km[o] > deepest + 1e-9:
                best, deepest = o, ground.depth_km[o]
        if best < 0 or ground.depth_km[c] >= units.aim_km[unit]:
            theatre.counts[THROUGH] += 1
            units.status[unit] = INSIDE
            units.rest_until[unit] = hour
            theatre.unit_cause[unit] = tell(
                theatre, THROUGH_, unit, units.segment[unit], units.men[unit], theatre.unit_cause[unit]
            )
            return
        if not pay(ground, params, units.march, unit, c, best):
            return
        units.cell[unit] = best
