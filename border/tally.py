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
def tally(f: Columns, out: NDArray[np.int64]) -> None:
    """Fill `out` (TALLIES,) [men]: lost in fights by side; own and allied with a stretch to guard; own not yet called.

    Own men who are dead, interned or still away all count as not in the field.
    """
    out[:] = 0
    for i in range(f.men.size):
        out[f.side[i]] += f.lost[i]
        if f.status[i] != FIELD:
            if f.side[i] == HOME:
                out[WAITING_MEN] += f.men[i]
        elif f.home[i] >= 0:
            if f.side[i] == HOME:
                out[MEN_AT_BORDER] += f.men[i]
            elif f.side[i] == ALLY:
                out[ALLIED_MEN] += f.men[i]


@rule
def men_opposite(g: Ground, f: Columns, near_km: float, out: NDArray[np.float64]) -> None:
    """Militants up to `near_km` from the border, by the detachment (K,) whose stretch they are nearest to by road."""
    out[:] = 0.0
    for i in range(f.men.size):
        if f.side[i] != MILITANT or f.status[i] != FIELD:
            continue
        s = g.exit_segment[f.cell[i]]
        if s >= 0 and g.depth_km[f.cell[i]] <= near_km:
            out[g.s_detachment[s]] += f.men[i]


@rule
def men_at_stretches(f: Columns, out: NDArray[np.float64]) -> None:
    """The member's and its allies' men at each stretch (S,) or on their way there, weighted by quality."""
    out[:] = 0.0
    for i in range(f.men.size):
        ours = f.side[i] == HOME or f.side[i] == ALLY
        if ours and f.status[i] == FIELD and f.home[i] >= 0 and f.segment[i] >= 0:
            out[f.segment[i]] += f.men[i] * (0.5 + f.quality[i])


@rule
@entry
def losses_by_district(g: Ground, f: Columns, out: NDArray[np.float64]) -> None:
    """Men of the member's own troops lost so far, by the district (D,) opposite their stretch."""
    out[:] = 0.0
    for i in range(f.men.size):
        if f.side[i] == HOME and f.segment[i] >= 0:
            out[g.s_district[f.segment[i]]] += f.lost[i]


@rule
@entry
def held_in_name(
    g: Ground, f: Columns, t: Theatre, reach: int, present: NDArray[np.int8], out: NDArray[np.int8]
) -> None:
    """Mark in `out` (S,) the held stretches with no militants within `reach` cells of the far bank.

    `present` (n,) is scratch: cells with militants in the field.
    """
    present[:] = 0
    for i in range(f.men.size):
        if f.side[i] == MILITANT and f.status[i] == FIELD:
            present[f.cell[i]] = 1
    for s in range(t.held.size):
        out[s] = 1 if t.held[s] == 1 and not seen_near(g, present, g.s_far[s], reach) else 0


@rule
def seen_near(g: Ground, present: NDArray[np.int8], cell: int, reach: int) -> bool:
    """Whether a cell marked in `present` lies in the square up to `reach` cells from a cell."""
    x, y = cell // g.height, cell % g.height
    for other_x in range(max(x - reach, 0), min(x + reach + 1, g.width)):
        for other_y in range(max(y - reach, 0), min(y + reach + 1, g.height)):
            if present[other_x * g.height + other_y] == 1:
                return True
    return False
