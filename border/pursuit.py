"""What commands work out over all their units at once: who is engaged, goes on to the next target, strikes back.

Compiled, because it runs over every band and mobile garrison every day. What militants decide beyond that is in
agents.commands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panj.border import dice
from panj.border.compiled import entry, rule
from panj.border.control import presses_on
from panj.border.forces import ATTACK, CROSS, FALL_BACK, FIELD, FLEE, HOLD, MOVE_TO, Columns
from panj.border.ground import Ground
from panj.border.theatre import Theatre

REACH_HOURS = 10.0  # a counterattack goes no further than a day's march; assumed

Rows = NDArray[np.int64]  # rows of the forces table


@rule
@entry
def engaged(g: Ground, f: Columns, bands: Rows) -> bool:
    """Whether one of these bands has come up with what it was sent against."""
    for n in range(bands.size):
        i = bands[n]
        if f.order[i] == ATTACK and presses_on(g, f, i) == f.objective[i]:
            return True
    return False


@rule
@entry
def pursue(
    g: Ground, f: Columns, t: Theatre, bands: Rows, sent: NDArray[np.int8], hour: int, pursuit_hours: float
) -> None:
    """Bands with nothing left to do at home go on against the nearest neighbouring target; one band to each.

    A target lies next to where the band stands, is part of the main effort, has a garrison stronger than what presses
    on it, and is within `pursuit_hours` of march; of two as near the first in the table. `sent` (D,) is scratch.
    """
    sent[:] = 0
    for n in range(bands.size):
        i = bands[n]
        if f.order[i] == ATTACK and f.objective[i] >= 0:
            sent[f.objective[i]] = 1
    for n in range(bands.size):
        i = bands[n]
        if f.status[i] != FIELD or f.order[i] == CROSS or f.order[i] == MOVE_TO or f.home[i] < 0:
            continue
        here = g.district[f.cell[i]]
        if hour < f.rest_until[i] or here < 0 or t.fallen[here] == 0 or t.fallen[f.home[i]] == 0:
            continue
        target = nearest_target(g, f, t, sent, i, here)
        if target >= 0 and g.hours[target, f.cell[i]] <= pursuit_hours:
            f.order[i] = ATTACK
            f.objective[i] = target
            sent[target] = 1
        elif f.order[i] == ATTACK:
            f.order[i] = HOLD
            f.objective[i] = -1


@rule
def nearest_target(g: Ground, f: Columns, t: Theatre, sent: NDArray[np.int8], i: int, here: int) -> int:
    """The neighbour of a district that is nearest to a band among the targets nobody was sent to; -1 if none."""
    best = -1
    for k in range(g.d_links.shape[1]):
        d = g.d_links[here, k]
        if d < 0 or t.effort[d] <= 0.0 or sent[d] == 1 or t.press[d] >= t.guard[d]:
            continue
        cell = f.cell[i]
        if best < 0 or g.hours[d, cell] < g.hours[best, cell] or (g.hours[d, cell] == g.hours[best, cell] and d < best):
            best = d
    return best


@rule
@entry
def strike_back(
    g: Ground, f: Columns, t: Theatre, garrisons: Rows, chance: float, seed: int, stream: int, hour: int, which: int
) -> None:
    """Mobile garrisons set out against a fallen district that they can take, each with a `chance`, or come home.

    `stream` and `which` are the parts of the dice's address that are names outside the kernel, see model.streams.
    """
    for n in range(garrisons.size):
        i = garrisons[n]
        if f.status[i] != FIELD or f.order[i] == FALL_BACK or f.order[i] == FLEE:
            continue
        home = g.d_centre[f.home[i]]
        if f.order[i] == ATTACK:
            target = f.objective[i]
            if t.fallen[target] == 0 and f.cell[i] == g.place_cell[target]:
                f.order[i] = MOVE_TO
                f.objective[i] = home
        elif f.order[i] == HOLD and t.fallen[home] == 0:
            target = nearest_weak(g, f, t, i)
            if target >= 0 and dice.uniform(seed, stream, hour, f.uid[i], which) < chance:
                f.order[i] = ATTACK
                f.objective[i] = target


@rule
def nearest_weak(g: Ground, f: Columns, t: Theatre, i: int) -> int:
    """The nearest fallen district within reach with fewer militants at its centre than the garrison has men; or -1."""
    best = -1
    cell = f.cell[i]
    for d in range(t.fallen.size):
        if t.fallen[d] == 0 or g.hours[d, cell] >= REACH_HOURS or t.militants[g.place_cell[d]] >= f.men[i]:
            continue
        if best < 0 or g.hours[d, cell] < g.hours[best, cell]:
            best = d
    return best
