"""Men counted in one pass over the forces table: lost by side, standing at the border, waiting to be called."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from border.compiled import rule
from border.forces import ALLY, FIELD, HOME, SIDES, Columns

# The first entries are men lost, by side.
MEN_AT_BORDER, ALLIED_MEN, WAITING_MEN = range(len(SIDES), len(SIDES) + 3)
TALLIES = len(SIDES) + 3


@rule
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
