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
def take(f: Columns, t: Theatre, m: Land, n: Inland, q: InlandParameters, seed: int, hour: int, i: int, v: int) -> None:
    """A band takes a village: part of its people flee (a Poisson count with mean `flee_share`), the others are held."""
    u = dice.uniform(seed, dice.INLAND, hour, m.village_cell[v], 0)
    gone = min(dice.poisson(u, q.flee_share * n.home[v]), n.home[v])
    n.by[v] = i
    n.held[v] = n.home[v] - gone
    n.fled[v] += gone
    n.home[v] = 0
    n.counts[TAKEN] += 1
    n.counts[DISPLACED] += gone
    t.unit_cause[i] = tell(t, VILLAGE_TAKEN, i, v, n.held[v], t.unit_cause[i])
    n.cause[v] = t.unit_cause[i]
    if gone > 0:
        tell(t, PEOPLE_FLEE, i, v, gone, n.cause[v])


@rule
def leave(t: Theatre, n: Inland, i: int, hour: int) -> None:
    """A band is gone from the village that it held, if it held one: whoever was held goes home."""
    v = n.village[i]
    if v < 0 or n.by[v] != i:
        return
    n.by[v] = -1
    n.cause[v] = tell(t, VILLAGE_FREE, i, v, n.held[v], t.unit_cause[i])
    n.home[v] += n.held[v]
    n.held[v] = 0
    n.free_hour[v] = hour


@rule
def an_hour_in_the_villages(t: Theatre, m: Land, n: Inland, q: InlandParameters, seed: int, hour: int) -> bool:
    """Some who are held get away; those who fled come home `return_days` after their village is free.

    Returns whether anybody is still held or away.
    """
    unsettled = False
    for v in range(n.by.size):
        if n.by[v] >= 0:
            unsettled = True
            mean = n.held[v] * rules.per_step(q.flee_daily, 1.0)
            gone = min(dice.poisson(dice.uniform(seed, dice.INLAND, hour, m.village_cell[v], 1), mean), n.held[v])
            n.held[v] -= gone
            n.fled[v] += gone
            n.counts[DISPLACED] += gone
            n.counts[HELD_HOURS] += n.held[v]
        elif n.fled[v] > 0:
            unsettled = True
            if hour >= n.free_hour[v] + q.return_days * 24.0:
                n.cause[v] = tell(t, PEOPLE_RETURN, -1, v, n.fled[v], n.cause[v])
                n.home[v] += n.fled[v]
                n.fled[v] = 0
    return unsettled
