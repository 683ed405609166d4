"""Refuge: soldiers who flee over the border are let in as far as the receiving side has room."""

from __future__ import annotations

from panj.border.compiled import rule
from panj.border.forces import DEALT, REFUGE, Columns
from panj.border.ground import Ground
from panj.border.telling import tell
from panj.border.theatre import REFUGE_SOUGHT, SOLDIERS_REFUGE, TURNED_AWAY, Theatre


@rule
def seek_refuge(ground: Ground, units: Columns, theatre: Theatre, unit: int) -> None:
    """A fleeing garrison lays down its arms at the border: those for whom there is room cross, the others go home.

    Room is what is left of the member's capacity [people]; those turned away count as men who left.
    """
    s = ground.exit_segment[units.cell[unit]]
    units.segment[unit] = s
    let_in = min(units.men[unit], max(0, theatre.room[0]))
    turned = units.men[unit] - let_in
    theatre.room[0] -= let_in
    units.men[unit] = let_in
    units.left[unit] += turned
    units.status[unit] = REFUGE if let_in > 0 else DEALT
    if let_in > 0:
        theatre.counts[SOLDIERS_REFUGE] += let_in
        theatre.unit_cause[unit] = tell(theatre, REFUGE_SOUGHT, unit, s, let_in, theatre.unit_cause[unit])
    if turned > 0:
        theatre.unit_cause[unit] = tell(theatre, TURNED_AWAY, unit, s, turned, theatre.unit_cause[unit])
