"""What a unit is worth and whether it stands: the two questions every ground rule asks."""

from __future__ import annotations

from panj.border import rules
from panj.border.compiled import entry, rule
from panj.border.forces import FALL_BACK, FIELD, FLEE, Columns


@rule
def worth(f: Columns, i: int) -> float:
    """Effective men per man of a unit, by quality around one half, equipment, alert and fatigue.

    (1/2 + quality) (1 + equipment / 2) (1 + readiness / 4) (1 - fatigue / 2). Factors assumed.
    """
    fresh = (0.5 + f.quality[i]) * (1.0 + 0.5 * f.equipment[i]) * (1.0 + 0.25 * f.readiness[i])
    return fresh * rules.tired(f.fatigue[i])


@rule
@entry
def power(f: Columns, i: int) -> float:
    """Effective men of a unit."""
    return f.men[i] * worth(f, i)


@rule
def standing(f: Columns, i: int) -> bool:
    """Whether a unit is in the field and has not given up its ground."""
    return f.status[i] == FIELD and f.order[i] != FLEE and f.order[i] != FALL_BACK
