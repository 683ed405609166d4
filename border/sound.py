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
def unsound(f: Columns, t: Theatre, n: Inland) -> int:
    """Row of the first unit with a value that is no finite number; SOUND none, GROUND where it is the theatre's.

    A value minus itself is zero unless it is no number, or endless.
    """
    for i in range(f.men.size):
        odd = (
            (f.quality[i] - f.quality[i])
            + (f.cohesion[i] - f.cohesion[i])
            + (f.fatigue[i] - f.fatigue[i])
            + (f.equipment[i] - f.equipment[i])
            + (f.readiness[i] - f.readiness[i])
            + (f.march[i] - f.march[i])
            + (f.intent[i] - f.intent[i])
            + (f.assault[i] - f.assault[i])
            + (f.aim_km[i] - f.aim_km[i])
            + (n.food[i] - n.food[i])
            + (n.march[i] - n.march[i])
            + (n.passage[i] - n.passage[i])
        )
        if odd != 0.0:
            return i
    for d in range(t.news.size):
        calm = (t.news[d] - t.news[d]) + (t.supply[d] - t.supply[d])
        if calm + (t.press[d] - t.press[d]) + (t.guard[d] - t.guard[d]) != 0.0:
            return GROUND
    for s in range(t.repelled.size):
        if (t.repelled[s] - t.repelled[s]) + (t.show[s] - t.show[s]) != 0.0:
            return GROUND
    for v in range(n.stores.size):
        if n.stores[v] - n.stores[v] != 0.0:
            return GROUND
    odd = (t.deepest[0] - t.deepest[0]) + (t.information[0] - t.information[0]) + (n.air[0] - n.air[0])
    return SOUND if odd == 0.0 else GROUND


@rule
@entry
def unsound_cells(t: Theatre) -> int:
    """GROUND where the presence in a cell is no finite number, else SOUND; there are many cells: once a day will do."""
    for c in range(t.government.size):
        odd = (
            (t.government[c] - t.government[c])
            + (t.militants[c] - t.militants[c])
            + (t.attackers[c] - t.attackers[c])
            + (t.defenders[c] - t.defenders[c])
            + (t.watch_men[c] - t.watch_men[c])
            + (t.patrols[c] - t.patrols[c])
        )
        if odd != 0.0:
            return GROUND
    return SOUND


def said(f: Columns, n: Inland, row: int) -> tuple[str, float]:
    """Name and value of the first column of a unit that is no finite number."""
    for table in (f, n):
        for name, column in table._asdict().items():
            if column.dtype.kind == "f" and column.size == f.men.size and not np.isfinite(column[row]):
                return name, float(column[row])
    raise ValueError(f"every value of row {row} is a number")
