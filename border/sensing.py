"""Sensing on the member's side: who keeps watch around a cell, and the chance to find a band that slips across."""

from __future__ import annotations

from panj.border import rules
from panj.border.compiled import entry, rule
from panj.border.forces import ALLY, FIELD, HOME, Columns
from panj.border.ground import Ground
from panj.border.params import GroundParameters
from panj.border.strength import power, standing
from panj.border.theatre import Theatre


@rule
def guards(f: Columns, i: int) -> bool:
    """Whether a unit stands guard for the member: its own or an ally's, in the field, not falling back."""
    return (f.side[i] == HOME or f.side[i] == ALLY) and standing(f, i) and f.men[i] > 0


@rule
@entry
def keep_alert(f: Columns, fade: float, level: float) -> None:
    """Once a day: the alert of who has a stretch to guard fades to a share `fade` of itself, but not below `level`."""
    for i in range(f.men.size):
        if (f.side[i] == HOME or f.side[i] == ALLY) and f.status[i] == FIELD and f.home[i] >= 0:
            f.readiness[i] = max(f.readiness[i] * fade, level)


@rule
@entry
def post_guards(f: Columns, t: Theatre, p: GroundParameters) -> None:
    """Who stands guard in each cell, their effective men and their patrols. Linear in the units.

    Once a tick, and again after an hour with a fight.

    A patrol is `patrol_men` men; it sweeps the wider the better its men (1/2 + quality), its equipment and its alert
    [0..1 each, weights `equipment_gain` and `readiness_gain`].
    """
    for i in range(f.men.size):
        c = t.guarded[i]
        if c >= 0:
            t.watch_men[c] = 0.0
            t.patrols[c] = 0.0
            t.first_guard[c] = -1
    for i in range(f.men.size - 1, -1, -1):  # backwards, so that a cell's list runs in the order of the table
        t.guarded[i] = -1
        if not guards(f, i):
            continue
        c = f.cell[i]
        t.guarded[i] = c
        gain = 1.0 + p.equipment_gain * f.equipment[i] + p.readiness_gain * f.readiness[i]
        t.watch_men[c] += power(f, i)
        t.patrols[c] += f.men[i] / p.patrol_men * (0.5 + f.quality[i]) * gain
        t.next_guard[i] = t.first_guard[c]
        t.first_guard[c] = i


@rule
@entry
def watch(g: Ground, t: Theatre, cell: int) -> tuple[float, float]:
    """Who stands guard in a cell and in the eight around it: effective men, and weighted patrols."""
    strength = t.watch_men[cell]
    patrols = t.patrols[cell]
    for k in range(8):
        o = g.neighbours[cell, k]
        if o >= 0:
            strength += t.watch_men[o]
            patrols += t.patrols[o]
    return strength, patrols


@rule
@entry
def chance_found(g: Ground, p: GroundParameters, cell: int, patrols: float, hours: float) -> float:
    """Chance in some hours that patrols find a band in a cell; broken ground narrows the sweep by its cover."""
    width = p.sweep_width_km * patrols * g.cover[cell]
    return rules.detection_chance(width, p.patrol_kmh, hours, 9.0 * p.cell_km * p.cell_km)


@rule
@entry
def cued(t: Theatre, p: GroundParameters, patrols: float) -> float:
    """Patrols that know where to look are worth more: 1 + `information_gain` per full share of what allies see."""
    return patrols * (1.0 + p.information_gain * t.information[0])
