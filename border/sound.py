"""Whether the state of the ground is made of numbers: what is none would spread, and be counted as calm."""

from __future__ import annotations

import numpy as np

from panj.border.compiled import entry, rule
from panj.border.forces import Columns
from panj.border.inland.state import Inland
from panj.border.theatre import Theatre

SOUND, GROUND = -1, -2  # of `unsound`: nothing, or something that is no unit's


@rule
@entry
def unsound(units: Columns, theatre: Theatre, inside: Inland) -> int:
    """Row of the first unit with a value that is no finite number; SOUND none, GROUND where it is the theatre's.

    A value minus itself is zero unless it is no number, or endless.
    """
    for i in range(units.men.size):
        odd = (
            (units.quality[i] - units.quality[i])
            + (units.cohesion[i] - units.cohesion[i])
            + (units.fatigue[i] - units.fatigue[i])
            + (units.equipment[i] - units.equipment[i])
            + (units.readiness[i] - units.readiness[i])
            + (units.march[i] - units.march[i])
            + (units.intent[i] - units.intent[i])
            + (units.assault[i] - units.assault[i])
            + (units.aim_km[i] - units.aim_km[i])
            + (inside.food[i] - inside.food[i])
            + (inside.march[i] - inside.march[i])
            + (inside.passage[i] - inside.passage[i])
        )
        if odd != 0.0:
            return i
    for d in range(theatre.news.size):
        calm = (theatre.news[d] - theatre.news[d]) + (theatre.supply[d] - theatre.supply[d])
        if calm + (theatre.press[d] - theatre.press[d]) + (theatre.guard[d] - theatre.guard[d]) != 0.0:
            return GROUND
    for s in range(theatre.repelled.size):
        if (theatre.repelled[s] - theatre.repelled[s]) + (theatre.show[s] - theatre.show[s]) != 0.0:
            return GROUND
    for v in range(inside.stores.size):
        if inside.stores[v] - inside.stores[v] != 0.0:
            return GROUND
    odd = (
        (theatre.deepest[0] - theatre.deepest[0])
        + (theatre.information[0] - theatre.information[0])
        + (inside.air[0] - inside.air[0])
    )
    return SOUND if odd == 0.0 else GROUND


@rule
@entry
def unsound_cells(theatre: Theatre) -> int:
    """GROUND where the presence in a cell is no finite number, else SOUND; there are many cells: once a day will do."""
    for c in range(theatre.government.size):
        odd = (
            (theatre.government[c] - theatre.government[c])
            + (theatre.militants[c] - theatre.militants[c])
            + (theatre.attackers[c] - theatre.attackers[c])
            + (theatre.defenders[c] - theatre.defenders[c])
            + (theatre.watch_men[c] - theatre.watch_men[c])
            + (theatre.patrols[c] - theatre.patrols[c])
        )
        if odd != 0.0:
            return GROUND
    return SOUND


def said(units: Columns, inside: Inland, row: int) -> tuple[str, float]:
    """Name and value of the first column of a unit that is no finite number."""
    for table in (units, inside):
        for name, column in table._asdict().items():
            if column.dtype.kind == "f" and column.size == units.men.size and not np.isfinite(column[row]):
                return name, float(column[row])
    raise ValueError(f"every value of row {row} is a number")
