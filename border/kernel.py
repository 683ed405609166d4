"""One step on the ground, compiled: gather, rise, collapse, fight, march, cross, hold. Each loops over the units."""

from __future__ import annotations

from border.collapse import collapse, weigh
from border.combat import fight
from border.compiled import rule
from border.control import gather, hold, reach, rise
from border.crossing import cross
from border.forces import Columns
from border.ground import Ground
from border.movement import march
from border.params import GroundParameters
from border.theatre import Theatre


@rule
def ground_step(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int) -> None:
    """Collapse, fight, move, cross, then see who holds what; what happened stands in the theatre's log."""
    t.told[0] = 0
    gather(f, t)
    reach(g, f, t)
    rise(g, f, t, step)
    weigh(g, f, t, p)
    collapse(g, f, t, p, seed, step)
    fight(g, f, t, p, seed, step)
    march(g, f, t, p)
    cross(g, f, t, p, seed, step)
    gather(f, t)
    hold(g, f, t, p)
