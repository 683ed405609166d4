"""Refuge: soldiers who flee over the border are let in as far as the receiving side has room."""

from __future__ import annotations

from panj.border.compiled import rule
from panj.border.forces import DEALT, REFUGE, Columns
from panj.border.ground import Ground
from panj.border.telling import tell
from panj.border.theatre import REFUGE_SOUGHT, SOLDIERS_REFUGE, TURNED_AWAY, Theatre


@rule
def seek_refuge(g: Ground, f: Columns, t: Theatre, i: int) -> None:
    """A fleeing garrison lays down its arms at the border: those for whom there is room cross, the others go home.

    Room is what is left of the member's capacity [people]; those turned away count as men who left.
    """
    s = g.exit_segment[f.cell[i]]
    f.segment[i] = s
    let_in = min(f.men[i], max(0, t.room[0]))
    turned = f.men[i] - let_in
    t.room[0] -= let_in
    f.men[i] = let_in
    f.left[i] += turned
    f.status[i] = REFUGE if let_in > 0 else DEALT
    if let_in > 0:
        t.counts[SOLDIERS_REFUGE] += let_in
        t.unit_cause[i] = tell(t, REFUGE_SOUGHT, i, s, let_in, t.unit_cause[i])
    if turned > 0:
        t.unit_cause[i] = tell(t, TURNED_AWAY, i, s, turned, t.unit_cause[i])
