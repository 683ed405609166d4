"""One step on the ground, compiled: some ticks of gather, rise, collapse, fight, march, cross, hold over the units."""

from __future__ import annotations

from panj.border.collapse import collapse, weigh
from panj.border.combat import fight
from panj.border.compiled import entry, rule
from panj.border.control import gather, hold, reach, rise
from panj.border.crossing import cross
from panj.border.forces import Columns
from panj.border.ground import Ground
from panj.border.movement import march
from panj.border.params import GroundParameters
from panj.border.theatre import Theatre


@rule
def tick(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, number: int) -> None:
    """Collapse, fight, move, cross, then see who holds what. `number` counts ticks of the war from 0."""
    hour = number * int(p.tick_hours)
    gather(f, t)
    reach(g, f, t, p)
    rise(g, f, t, hour)
    weigh(g, f, t, p)
    collapse(g, f, t, p, seed, hour)
    fight(g, f, t, p, seed, hour)
    march(g, f, t, p)
    cross(g, f, t, p, seed, hour)
    gather(f, t)
    hold(g, f, t, p)


@rule
@entry
def ground_step(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int) -> None:
    """The ticks of a step, from 1; what happened stands in the theatre's log.

    The ground has a pace of its own: how far news, waves and fights get in a day does not hang on the step.
    """
    t.told[0] = 0
    ticks = int(p.step_ticks)
    for k in range(ticks):
        tick(g, f, t, p, seed, (step - 1) * ticks + k)
