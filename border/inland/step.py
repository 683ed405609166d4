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
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    seed: int,
    step: int,
) -> bool:
    """The hours of a step, from 1; what happened goes on in the theatre's log. Whether there will be more to play."""
    hours = int(p.step_ticks * p.tick_hours)
    first = (step - 1) * hours
    busy = False
    for hour in range(first, first + hours):
        busy = an_hour_in_the_villages(t, m, n, q, seed, hour)
        busy = march_columns(g, f, m, n, p, q, hour) or busy
        if roll_call(f, n, hour):
            post_guards(f, t, p)
            an_hour_of_bands(g, f, t, m, n, p, q, seed, hour)
    inside = 0
    for i in range(f.men.size):
        inside += 1 if f.status[i] == INSIDE else 0
    n.counts[NOW_INSIDE] = inside
    n.counts[PEAK] = max(n.counts[PEAK], inside)
    return busy or inside > 0


@rule
def roll_call(f: Columns, n: Inland, hour: int) -> bool:
    """List the bands that are inside in an hour, those in front, -1 behind; whether there are any.

    A band that got away in an hour begins with the next, whatever the step: `rest_until` says when it got away.
    """
    k = 0
    for i in range(f.men.size):
        if f.status[i] == INSIDE and (n.phase[i] != OUTSIDE or f.rest_until[i] < hour):
            n.inside[k] = i
            k += 1
    if k < n.inside.size:
        n.inside[k] = -1
    return k > 0


@rule
def an_hour_of_bands(
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    seed: int,
    hour: int,
) -> None:
    """An hour of every band inside: it is looked for, and fights or goes about its business."""
    for k in range(n.inside.size):
        i = n.inside[k]
        if i < 0:
            break
        if f.status[i] != INSIDE:
            continue
        if n.phase[i] == OUTSIDE:
            enter(g, f, t, m, n, p, q, i, hour)
        n.counts[BAND_HOURS] += 1
        n.food[i] -= 1.0 / 24.0
        strength = look_for(g, f, t, n, p, q, seed, hour, i)
        if strength > 0.0:
            clash(g, f, t, m, n, p, q, seed, hour, i, strength)
            post_guards(f, t, p)
        else:
            go_about(g, f, t, m, n, p, q, seed, hour, i)
