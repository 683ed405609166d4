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
def tick(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, number: int) -> None:
    """Collapse, fight, move, cross, then see who holds what. `number` counts ticks of the war from 0."""
    hour = number * int(params.tick_hours)
    gather(units, theatre)
    reach(ground, units, theatre, params)
    rise(ground, units, theatre, hour)
    weigh(ground, units, theatre, params)
    collapse(ground, units, theatre, params, seed, hour)
    fight(ground, units, theatre, params, seed, hour)
    march(ground, units, theatre, params)
    cross(ground, units, theatre, params, seed, hour)
    gather(units, theatre)
    hold(ground, units, theatre, params)


@rule
@entry
def ground_step(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, step: int
) -> None:
    """The ticks of a step, from 1; what happened stands in the theatre's log.

    The ground has a pace of its own: how far news, waves and fights get in a day does not hang on the step.
    """
    theatre.told[0] = 0
    ticks = int(params.step_ticks)
    for k in range(ticks):
        tick(ground, units, theatre, params, seed, (step - 1) * ticks + k)
