"""Sensing on the member's side: who keeps watch around a cell, and the chance to find a band that slips across."""

from __future__ import annotations

from numba import njit

from border import rules
from border.forces import ALLY, FIELD, HOME, Columns
from border.ground import Ground
from border.params import GroundParameters
from border.strength import power, standing


@njit(cache=True, inline="always")
def beside(g: Ground, a: int, b: int) -> bool:
    """Whether two cells are the same or touch."""
    return abs(a // g.height - b // g.height) <= 1 and abs(a % g.height - b % g.height) <= 1


@njit(cache=True, inline="always")
def guards(f: Columns, i: int) -> bool:
    """Whether a unit stands guard for the member: its own or an ally's, in the field, not falling back."""
    return (f.side[i] == HOME or f.side[i] == ALLY) and f.status[i] == FIELD and standing(f, i)


@njit(cache=True)
def watch(g: Ground, f: Columns, p: GroundParameters, cell: int) -> tuple[float, float]:
    """Who stands guard in a cell and around it: effective men, and patrols weighted by equipment and alert.

    A patrol is `patrol_men` men; equipment and readiness [0..1] widen its sweep by `equipment_gain` and
    `readiness_gain`.
    """
    strength = 0.0
    patrols = 0.0
    for i in range(f.men.size):
        if guards(f, i) and beside(g, f.cell[i], cell):
            strength += power(f, i)
            gain = 1.0 + p.equipment_gain * f.equipment[i] + p.readiness_gain * f.readiness[i]
            patrols += f.men[i] / p.patrol_men * gain
    return strength, patrols


@njit(cache=True)
def chance_found(g: Ground, p: GroundParameters, cell: int, patrols: float) -> float:
    """Chance in one step that patrols find a band in a cell; broken ground narrows the sweep by its cover."""
    width = p.sweep_width_km * patrols * g.cover[cell]
    return rules.detection_chance(width, p.patrol_kmh, p.step_hours, 9.0 * p.cell_km * p.cell_km)
