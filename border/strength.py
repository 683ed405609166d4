"""What a unit is worth and whether it stands: the two questions every ground rule asks."""

from __future__ import annotations

from panj.border import rules
from panj.border.compiled import entry, rule
from panj.border.forces import FALL_BACK, FIELD, FLEE, Columns


@rule
def worth(units: Columns, unit: int) -> float:
    """Effective men per man of a unit, by quality around one half, equipment, alert and fatigue.

    (1/2 + quality) (1 + equipment / 2) (1 + readiness / 4) (1 - fatigue / 2). Factors assumed.
    """
    fresh = (0.5 + units.quality[unit]) * (1.0 + 0.5 * units.equipment[unit]) * (1.0 + 0.25 * units.readiness[unit])
    return fresh * rules.tired(units.fatigue[unit])


@rule
@entry
def power(units: Columns, unit: int) -> float:
    """Effective men of a unit."""
    return units.men[unit] * worth(units, unit)


@rule
def standing(units: Columns, unit: int) -> bool:
    """Whether a unit is in the field and has not given up its ground."""
    return units.status[unit] == FIELD and units.order[unit] != FLEE and units.order[unit] != FALL_BACK
