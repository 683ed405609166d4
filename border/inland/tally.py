"""What is counted of the war inside: militants and people held by district, and who is known to be there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panj.border.compiled import entry, rule
from panj.border.forces import INSIDE, Columns
from panj.border.ground import Ground
from panj.border.inland.state import Inland


@rule
@entry
def inside_by_district(
    ground: Ground, units: Columns, inside: Inland, men: NDArray[np.float64], held: NDArray[np.float64]
) -> None:
    """Militants inside and people whom they hold, by the district (D,) opposite the stretch where they came over."""
    men[:] = 0.0
    held[:] = 0.0
    for i in range(units.men.size):
        if units.status[i] == INSIDE and units.segment[i] >= 0:
            d = ground.s_district[units.segment[i]]
            men[d] += units.men[i]
            v = inside.village[i]
            if v >= 0 and inside.by[v] == i:
                held[d] += inside.held[v]


@rule
@entry
def known_inside(units: Columns, inside: Inland, hour: int, track_hours: float) -> float:
    """Men of the bands inside that somebody saw within `track_hours`."""
    men = 0.0
    for i in range(units.men.size):
        if units.status[i] == INSIDE and inside.seen_hour[i] >= 0 and hour <= inside.seen_hour[i] + track_hours:
            men += units.men[i]
    return men
