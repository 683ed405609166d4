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
def guards(units: Columns, unit: int) -> bool:
    """Whether a unit stands guard for the member: its own or an ally's, in the field, not falling back."""
    return (units.side[unit] == HOME or units.side[unit] == ALLY) and standing(units, unit) and units.men[unit] > 0


@rule
@entry
def keep_alert(units: Columns, fade: float, level: float) -> None:
    """Once a day: the alert of who has a stretch to guard fades to a share `fade` of itself, but not below `level`."""
    for i in range(units.men.size):
        if (units.side[i] == HOME or units.side[i] == ALLY) and units.status[i] == FIELD and units.home[i] >= 0:
            units.readiness[i] = max(units.readiness[i] * fade, level)


@rule
@entry
def post_guards(units: Columns, theatre: Theatre, params: GroundParameters) -> None:
    """Who stands guard in each cell, their effective men and their patrols. Linear in the units.

    Once a tick, and again after an hour with a fight.

    A patrol is `patrol_men` men; it sweeps the wider the better its men (1/2 + quality), its equipment and its alert
    [0..1 each, weights `equipment_gain` and `readiness_gain`].
    """
    for i in range(units.men.size):
        c = theatre.guarded[i]
        if c >= 0:
            theatre.watch_men[c] = 0.0
            theatre.patrols[c] = 0.0
            theatre.first_guard[c] = -1
    for i in range(units.men.size - 1, -1, -1):  # backwards, so that a cell's list runs in the order of the table
        theatre.guarded[i] = -1
        if not guards(units, i):
            continue
        c = units.cell[i]
        theatre.guarded[i] = c
        gain = 1.0 + params.equipment_gain * units.equipment[i] + params.readiness_gain * units.readiness[i]
        theatre.watch_men[c] += power(units, i)
        theatre.patrols[c] += units.men[i] / params.patrol_men * (0.5 + units.quality[i]) * gain
        theatre.next_guard[i] = theatre.first_guard[c]
        theatre.first_guard[c] = i


@rule
@entry
def watch(ground: Ground, theatre: Theatre, cell: int) -> tuple[float, float]:
    """Who stands guard in a cell and in the eight around it: effective men, and weighted patrols."""
    strength = theatre.watch_men[cell]
    patrols = theatre.patrols[cell]
    for k in range(8):
        o = ground.neighbours[cell, k]
        if o >= 0:
            strength += theatre.watch_men[o]
            patrols += theatre.patrols[o]
    return strength, patrols


@rule
@entry
def chance_found(ground: Ground, params: GroundParameters, cell: int, patrols: float, hours: float) -> float:
    """Chance in some hours that patrols find a band in a cell; broken ground narrows the sweep by its cover."""
    width = params.sweep_width_km * patrols * ground.cover[cell]
    return rules.detection_chance(width, params.patrol_kmh, hours, 9.0 * params.cell_km * params.cell_km)


@rule
@entry
def cued(theatre: Theatre, params: GroundParameters, patrols: float) -> float:
    """Patrols that know where to look are worth more: 1 + `information_gain` per full share of what allies see."""
    return patrols * (1.0 + params.information_gain * theatre.information[0])
