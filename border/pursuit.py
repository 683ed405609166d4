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
def engaged(ground: Ground, units: Columns, bands: Rows) -> bool:
    """Whether one of these bands has come up with what it was sent against."""
    for n in range(bands.size):
        i = bands[n]
        if units.order[i] == ATTACK and presses_on(ground, units, i) == units.objective[i]:
            return True
    return False


@rule
@entry
def pursue(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    bands: Rows,
    sent: NDArray[np.int8],
    hour: int,
    pursuit_hours: float,
) -> None:
    """Bands with nothing left to do at home go on against the nearest neighbouring target; one band to each.

    A target lies next to where the band stands, is part of the main effort, has a garrison stronger than what presses
    on it, and is within `pursuit_hours` of march; of two as near the first in the table. `sent` (D,) is scratch.
    """
    sent[:] = 0
    for n in range(bands.size):
        i = bands[n]
        if units.order[i] == ATTACK and units.objective[i] >= 0:
            sent[units.objective[i]] = 1
    for n in range(bands.size):
        i = bands[n]
        if units.status[i] != FIELD or units.order[i] == CROSS or units.order[i] == MOVE_TO or units.home[i] < 0:
            continue
        here = ground.district[units.cell[i]]
        if hour < units.rest_until[i] or here < 0 or theatre.fallen[here] == 0 or theatre.fallen[units.home[i]] == 0:
            continue
        target = nearest_target(ground, units, theatre, sent, i, here)
        if target >= 0 and ground.hours[target, units.cell[i]] <= pursuit_hours:
            units.order[i] = ATTACK
            units.objective[i] = target
            sent[target] = 1
        elif units.order[i] == ATTACK:
            units.order[i] = HOLD
            units.objective[i] = -1


@rule
def nearest_target(
    ground: Ground, units: Columns, theatre: Theatre, sent: NDArray[np.int8], unit: int, here: int
) -> int:
    """The neighbour of a district that is nearest to a band among the targets nobody was sent to; -1 if none."""
    best = -1
    for k in range(ground.d_links.shape[1]):
        d = ground.d_links[here, k]
        if d < 0 or theatre.effort[d] <= 0.0 or sent[d] == 1 or theatre.press[d] >= theatre.guard[d]:
            continue
        cell = units.cell[unit]
        if (
            best < 0
            or ground.hours[d, cell] < ground.hours[best, cell]
            or (ground.hours[d, cell] == ground.hours[best, cell] and d < best)
        ):
            best = d
    return best


@rule
@entry
def strike_back(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    garrisons: Rows,
    chance: float,
    seed: int,
    stream: int,
    hour: int,
    which: int,
) -> None:
    """Mobile garrisons set out against a fallen district that they can take, each with a `chance`, or come home.

    `stream` and `which` are the parts of the dice's address that are names outside the kernel, see model.streams.
    """
    for n in range(garrisons.size):
        i = garrisons[n]
        if units.status[i] != FIELD or units.order[i] == FALL_BACK or units.order[i] == FLEE:
            continue
        home = ground.d_centre[units.home[i]]
        if units.order[i] == ATTACK:
            target = units.objective[i]
            if theatre.fallen[target] == 0 and units.cell[i] == ground.place_cell[target]:
                units.order[i] = MOVE_TO
                units.objective[i] = home
        elif units.order[i] == HOLD and theatre.fallen[home] == 0:
            target = nearest_weak(ground, units, theatre, i)
            if target >= 0 and dice.uniform(seed, stream, hour, units.uid[i], which) < chance:
                units.order[i] = ATTACK
                units.objective[i] = target


@rule
def nearest_weak(ground: Ground, units: Columns, theatre: Theatre, unit: int) -> int:
    """The nearest fallen district within reach with fewer militants at its centre than the garrison has men; or -1."""
    best = -1
    cell = units.cell[unit]
    for d in range(theatre.fallen.size):
        if (
            theatre.fallen[d] == 0
            or ground.hours[d, cell] >= REACH_HOURS
            or theatre.militants[ground.place_cell[d]] >= units.men[unit]
        ):
            continue
        if best < 0 or ground.hours[d, cell] < ground.hours[best, cell]:
            best = d
    return best
