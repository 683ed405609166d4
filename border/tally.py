"""What is counted over the whole forces table in one pass: men by side and place, and what is held in name only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panj.border.compiled import entry, rule
from panj.border.forces import ALLY, FIELD, HOME, MILITANT, SIDES, Columns
from panj.border.ground import Ground
from panj.border.theatre import Theatre

# The first entries are men lost, by side.
MEN_AT_BORDER, ALLIED_MEN, WAITING_MEN = range(len(SIDES), len(SIDES) + 3)
TALLIES = len(SIDES) + 3


@rule
@entry
def tally(units: Columns, out: NDArray[np.int64]) -> None:
    """Fill `out` (TALLIES,) [men]: lost in fights by side; own and allied with a stretch to guard; own not yet called.

    Own men who are dead, interned or still away all count as not in the field.
    """
    out[:] = 0
    for i in range(units.men.size):
        out[units.side[i]] += units.lost[i]
        if units.status[i] != FIELD:
            if units.side[i] == HOME:
                out[WAITING_MEN] += units.men[i]
        elif units.home[i] >= 0:
            if units.side[i] == HOME:
                out[MEN_AT_BORDER] += units.men[i]
            elif units.side[i] == ALLY:
                out[ALLIED_MEN] += units.men[i]


@rule
def men_opposite(ground: Ground, units: Columns, near_km: float, out: NDArray[np.float64]) -> None:
    """Militants up to `near_km` from the border, by the detachment (K,) whose stretch they are nearest to by road."""
    out[:] = 0.0
    for i in range(units.men.size):
        if units.side[i] != MILITANT or units.status[i] != FIELD:
            continue
        s = ground.exit_segment[units.cell[i]]
        if s >= 0 and ground.depth_km[units.cell[i]] <= near_km:
            out[ground.s_detachment[s]] += units.men[i]


@rule
def men_at_stretches(units: Columns, out: NDArray[np.float64]) -> None:
    """The member's and its allies' men at each stretch (S,) or on their way there, weighted by quality."""
    out[:] = 0.0
    for i in range(units.men.size):
        ours = units.side[i] == HOME or units.side[i] == ALLY
        if ours and units.status[i] == FIELD and units.home[i] >= 0 and units.segment[i] >= 0:
            out[units.segment[i]] += units.men[i] * (0.5 + units.quality[i])


@rule
@entry
def losses_by_district(ground: Ground, units: Columns, out: NDArray[np.float64]) -> None:
    """Men of the member's own troops lost so far, by the district (D,) opposite their stretch."""
    out[:] = 0.0
    for i in range(units.men.size):
        if units.side[i] == HOME and units.segment[i] >= 0:
            out[ground.s_district[units.segment[i]]] += units.lost[i]


@rule
@entry
def held_in_name(
    ground: Ground, units: Columns, theatre: Theatre, reach: int, present: NDArray[np.int8], out: NDArray[np.int8]
) -> None:
    """Mark in `out` (S,) the held stretches with no militants within `reach` cells of the far bank.

    `present` (n,) is scratch: cells with militants in the field.
    """
    present[:] = 0
    for i in range(units.men.size):
        if units.side[i] == MILITANT and units.status[i] == FIELD:
            present[units.cell[i]] = 1
    for s in range(theatre.held.size):
        out[s] = 1 if theatre.held[s] == 1 and not seen_near(ground, present, ground.s_far[s], reach) else 0


@rule
def seen_near(ground: Ground, present: NDArray[np.int8], cell: int, reach: int) -> bool:
    """Whether a cell marked in `present` lies in the square up to `reach` cells from a cell."""
    x, y = cell // ground.height, cell % ground.height
    for other_x in range(max(x - reach, 0), min(x + reach + 1, ground.width)):
        for other_y in range(max(y - reach, 0), min(y + reach + 1, ground.height)):
            if present[other_x * ground.height + other_y] == 1:
                return True
    return False
