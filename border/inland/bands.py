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
    g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, p: GroundParameters, q: InlandParameters, i: int, hour: int
) -> None:
    """A band that got away begins its story inside, by the aim of its command."""
    f.start[i] = f.men[i]
    f.found[i] = UNSEEN
    f.contact[i] = 0
    n.food[i] = q.carry_days
    n.march[i] = 0.0
    n.seen_hour[i] = NEVER
    n.clear_until[i] = hour
    n.village[i] = -1
    n.since[i] = hour
    if n.aim[i] == TRANSIT and n.goal[i] >= 0 and not math.isinf(m.goal_hours[n.goal[i], f.cell[i]]):
        n.phase[i] = TO_BORDER
    else:
        seek(g, f, t, m, n, p, q, i, hour)


@rule
def seek(
    g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, p: GroundParameters, q: InlandParameters, i: int, hour: int
) -> None:
    """Make for the next village; without one, home."""
    v = next_village(g, f, t, m, n, q, i)
    if v < 0:
        turn_home(f, t, n, i, hour, TURN_NOTHING)
        return
    leave(t, n, i, hour)
    n.village[i] = v
    n.phase[i] = TO_VILLAGE
    n.since[i] = hour


@rule
def next_village(g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, q: InlandParameters, i: int) -> int:
    """The village that its command wants first, if the band can take it now; else the nearest that it can; or -1."""
    if n.wish[i] >= 0 and within_its_means(g, f, t, m, n, q, i, n.wish[i]):
        return int(n.wish[i])
    best = -1
    here = f.cell[i]
    for v in range(n.by.size):
        if best >= 0 and m.hours[v, here] >= m.hours[best, here]:
            continue
        if within_its_means(g, f, t, m, n, q, i, v):
            best = v
    return best


@rule
def within_its_means(
    g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, q: InlandParameters, i: int, v: int
) -> bool:
    """Whether a village lies within `village_hours`, nobody holds it or makes for it, and the band can take it.

    It can take one with at most `people_per_man` inhabitants for each of its men, something left to eat, and fewer
    guards around than it has men, in effective men. Whoever means to hide may do so in any.
    """
    if m.hours[v, f.cell[i]] > q.village_hours or v == n.village[i] or n.by[v] >= 0:
        return False
    if n.aim[i] == HIDE:
        return True
    small = m.village_people[v] <= q.people_per_man * f.men[i]
    if not small or n.stores[v] < f.men[i] or somebody_makes_for(n, v):
        return False
    strength, _ = watch(g, t, m.village_cell[v])
    return bool(strength < power(f, i))


@rule
def somebody_makes_for(n: Inland, v: int) -> bool:
    """Whether a band is on its way to a village."""
    for k in range(n.inside.size):
        i = n.inside[k]
        if i < 0:
            break
        if n.phase[i] == TO_VILLAGE and n.village[i] == v:
            return True
    return False


@rule
def turn_home(f: Columns, t: Theatre, n: Inland, i: int, hour: int, why: int) -> None:
    """A band gives up what it does and makes for the border; `why` is the code of what is told."""
    t.unit_cause[i] = tell(t, why, i, n.village[i], f.men[i], t.unit_cause[i])
    leave(t, n, i, hour)
    n.village[i] = -1
    n.phase[i] = HOMEWARD
    n.since[i] = hour


@rule
def way(m: Land, which: int, row: int, cell: int) -> float:
    """Marching hours from a cell to the end of a way."""
    if which == VILLAGES:
        return float(m.hours[row, cell])
    if which == HOMES:
        return float(m.exit_hours[cell])
    return float(m.goal_hours[row, cell])


@rule
def onward(g: Ground, m: Land, n: Inland, p: GroundParameters, which: int, row: int, cell: int) -> int:
    """The next cell of the least-cost way, if it lies no higher than the snow leaves open; -1 if there is none."""
    best = -1
    best_hours = np.inf
    rest = way(m, which, row, cell)
    for k in range(8):
        o = g.neighbours[cell, k]
        if o < 0 or g.country[o] != g.country[cell] or m.height_m[o] > n.snow_m[0]:
            continue
        left = way(m, which, row, o)
        if left < rest and left + leg(g, p, cell, o) < best_hours:
            best, best_hours = o, left + leg(g, p, cell, o)
    return best


@rule
def walk(
    g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, p: GroundParameters, i: int, which: int, row: int
) -> bool:
    """March for an hour along a way; whether its end is reached."""
    n.march[i] += march_hours(p, HOUR)
    while way(m, which, row, f.cell[i]) > 0.0:
        best = onward(g, m, n, p, which, row, f.cell[i])
        if not pay(g, p, n.march, i, f.cell[i], best):
            return False
        f.cell[i] = best
        t.deepest[0] = max(t.deepest[0], g.depth_km[best])
    n.march[i] = 0.0
    return True


@rule
def go_about(
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    seed: int,
    hour: int,
    i: int,
) -> None:
    """An hour of a band that nobody fights: do what its phase is about, or leave for want or before the snow."""
    if n.phase[i] != HOMEWARD and must_leave(f, t, m, n, i, hour):
        return
    phase = n.phase[i]
    if phase == TO_VILLAGE:
        if walk(g, f, t, m, n, p, i, VILLAGES, n.village[i]):
            arrive(g, f, t, m, n, p, q, seed, hour, i)
    elif phase == IN_VILLAGE:
        stay(g, f, t, m, n, p, q, i, hour)
    elif phase == HIDDEN:
        n.food[i] = q.carry_days  # it eats with those who hide it
        if hour >= n.since[i] + q.hide_days * 24.0:
            t.unit_cause[i] = tell(t, BAND_RISES, i, n.village[i], f.men[i], t.unit_cause[i])
            n.aim[i] = RAID
            n.village[i] = -1
            seek(g, f, t, m, n, p, q, i, hour)
    elif phase == TO_BORDER:
        pass_on(g, f, t, m, n, p, q, seed, hour, i)
    elif walk(g, f, t, m, n, p, i, HOMES, 0):
        come_home(g, f, t, m, n, p, i, hour)
    if f.status[i] == INSIDE and n.food[i] < -q.carry_days:
        disperse(f, t, n, i, hour)


@rule
def must_leave(f: Columns, t: Theatre, m: Land, n: Inland, i: int, hour: int) -> bool:
    """Whether a band turns home because it starves or because snow will soon close its way home."""
    top = m.exit_top_m[f.cell[i]]
    if n.phase[i] != TO_BORDER and n.snow_m[0] >= top > n.closing_m[0]:
        turn_home(f, t, n, i, hour, TURN_SNOW)
        return True
    if n.food[i] < 0.0 and n.phase[i] != HIDDEN and n.phase[i] != IN_VILLAGE:
        turn_home(f, t, n, i, hour, TURN_WANT)
        return True
    return False


@rule
def arrive(
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    seed: int,
    hour: int,
    i: int,
) -> None:
    """At a village: hide there, or take it if it is still free and not guarded; else look for another."""
    v = n.village[i]
    if n.aim[i] == HIDE:
        n.phase[i] = HIDDEN
        n.since[i] = hour
        t.unit_cause[i] = tell(t, BAND_HIDES, i, v, f.men[i], t.unit_cause[i])
        return
    strength, _ = watch(g, t, f.cell[i])
    if n.by[v] >= 0 or strength >= power(f, i):
        seek(g, f, t, m, n, p, q, i, hour)
        return
    take(f, t, m, n, q, seed, hour, i, v)
    n.phase[i] = IN_VILLAGE
    n.since[i] = hour


@rule
def stay(
    g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, p: GroundParameters, q: InlandParameters, i: int, hour: int
) -> None:
    """An hour in a village: eat from its stores and fill up; raiders go after `raid_days`, others when it is bare."""
    v = n.village[i]
    days = n.stores[v] / f.men[i]  # for how many days of this band there is food
    ate = min(days, q.carry_days - n.food[i])
    n.food[i] += ate
    n.stores[v] -= ate * f.men[i]
    if n.aim[i] == RAID:
        if hour >= n.since[i] + q.raid_days * 24.0:
            turn_home(f, t, n, i, hour, TURN_STRUCK)
    elif n.food[i] < LAST_DAY:
        if next_village(g, f, t, m, n, q, i) >= 0:
            seek(g, f, t, m, n, p, q, i, hour)
        elif n.food[i] < 0.0:
            turn_home(f, t, n, i, hour, TURN_WANT)


@rule
def pass_on(
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    seed: int,
    hour: int,
    i: int,
) -> None:
    """In transit: march to the other border and try to get over it; who is not let through holds ground to live."""
    there = walk(g, f, t, m, n, p, i, GOALS, n.goal[i])
    if there and dice.uniform(seed, dice.INLAND, hour, f.uid[i], 2) < rules.per_step(n.passage[i], 1.0):
        t.unit_cause[i] = tell(t, BAND_PASSES, i, -1, f.men[i], t.unit_cause[i])
        f.status[i] = AWAY
        gone(n, i, hour)
        return
    if n.food[i] < LAST_DAY:
        n.aim[i] = HOLD_GROUND
        seek(g, f, t, m, n, p, q, i, hour)


@rule
def come_home(g: Ground, f: Columns, t: Theatre, m: Land, n: Inland, p: GroundParameters, i: int, hour: int) -> None:
    """Back over the border, where the band rests before it tries again."""
    s = m.exit_segment[f.cell[i]]
    f.cell[i] = g.s_far[s]
    f.segment[i] = s
    f.status[i] = FIELD
    f.order[i] = HOLD
    f.objective[i] = -1
    f.found[i] = UNSEEN
    f.start[i] = f.men[i]
    f.rest_until[i] = hour + math.floor(p.retry_days * 24.0)
    t.unit_cause[i] = tell(t, BAND_HOME, i, s, f.men[i], t.unit_cause[i])
    gone(n, i, hour)


@rule
def disperse(f: Columns, t: Theatre, n: Inland, i: int, hour: int) -> None:
    """A band that has starved as long as it can carry food gives up: its men leave their arms and go their ways."""
    t.unit_cause[i] = tell(t, BAND_DISPERSES, i, n.village[i], f.men[i], t.unit_cause[i])
    leave(t, n, i, hour)
    f.left[i] += f.men[i]
    f.men[i] = 0
    f.status[i] = DEALT
    gone(n, i, hour)


@rule
def gone(n: Inland, i: int, hour: int) -> None:
    """A band is inside no more."""
    n.phase[i] = OUTSIDE
    n.village[i] = -1
    n.counts[LAST_OUT] = hour
