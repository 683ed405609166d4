"""A frame: what the map shows of one moment, as arrays. The only thing the map needs beside the scenario."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from panj.border.forces import FIELD, INSIDE
from panj.border.inland.land import village_names
from panj.border.inland.state import AIMS

if TYPE_CHECKING:
    from panj.model import BorderModel
    from panj.scenarios.load import Scenario

Place = tuple[float, float]  # column and row of the grid; cell (x, y) has its middle at (x + 0.5, y + 0.5)

# Events that get a ring on the map for a day.
STRIKING = (
    "district_fell",
    "district_retaken",
    "post_attacked",
    "post_lost",
    "incursion_attempt",
    "incursion_through",
    "village_taken",
    "band_found",
)


class BandInside(NamedTuple):
    """A band in the member's land."""

    row: int  # of the forces table
    x: int
    y: int
    men: int
    command: str  # name of its command in the scenario
    aim: str  # raid, hold, transit or hide
    village: str  # name of the village that it holds; empty for none
    held: int  # people whom it holds there
    seen: bool  # whether somebody has seen it within `track_days`


class Frame(NamedTuple):
    """n units on the map, S stretches of border, D districts; units in the order of the forces table."""

    held: NDArray[np.bool_]  # (S,) far bank held by militants
    fallen: NDArray[np.bool_]  # (D,) district centre lost by the government
    row: NDArray[np.int64]  # (n,) row of the forces table
    x: NDArray[np.int64]  # (n,)
    y: NDArray[np.int64]  # (n,)
    owner: NDArray[np.int64]  # (n,) index in the scenario's powers
    men: NDArray[np.int64]  # (n,)
    inside: NDArray[np.bool_]  # (n,) got away into the member's territory
    taken: tuple[Place, ...]  # villages that bands hold
    rings: tuple[Place, ...]  # where something striking happened within a day


def frame_of(model: BorderModel) -> Frame:
    """The moment in which a model stands."""
    f, height = model.forces.columns, model.ground.height
    row = ((f.status == FIELD) | (f.status == INSIDE)).nonzero()[0]
    x, y = np.divmod(f.cell[row].astype(np.int64), height)
    return Frame(
        held=model.theatre.held.astype(bool),
        fallen=model.theatre.fallen.astype(bool),
        row=row,
        x=x,
        y=y,
        owner=f.owner[row].astype(np.int64),
        men=f.men[row].astype(np.int64),
        inside=f.status[row] == INSIDE,
        taken=_taken(model),
        rings=_rings(model),
    )


def _taken(model: BorderModel) -> tuple[Place, ...]:
    """Middles of the villages that bands hold."""
    cells = model.land.village_cell[model.inland.by >= 0].tolist()
    return tuple((c // model.ground.height + 0.5, c % model.ground.height + 0.5) for c in cells)


def bands_inside(model: BorderModel) -> list[BandInside]:
    """The bands inside the member's land, in the order of the forces table: for a map or a page that shows them.

    `x`, `y` are cells of the grid, `men` those it has left. What a state may know of them are those that are `seen`;
    the umpire and the bands' own command may know all.
    """
    f, n, height = model.forces.columns, model.inland, model.ground.height
    names, commands = _villages(model.setting), list(model.setting.file.commands)
    since = model.hour - 24.0 * model.inland_rules.track_days
    out = []
    for row in (f.status == INSIDE).nonzero()[0].tolist():
        x, y = divmod(int(f.cell[row]), height)
        v = int(n.village[row])
        holds = v >= 0 and int(n.by[v]) == row
        out.append(
            BandInside(
                row,
                x,
                y,
                int(f.men[row]),
                commands[n.goal[row]] if n.goal[row] >= 0 else "",
                AIMS[n.aim[row]],
                names[divmod(int(model.land.village_cell[v]), height)] if holds else "",
                int(n.held[v]) if holds else 0,
                bool(n.seen_hour[row] >= max(0, since)),
            )
        )
    return out


def _rings(model: BorderModel) -> tuple[Place, ...]:
    """Places of the striking events of the last day, each once, the latest first."""
    where = places_of(model.setting)
    found: dict[Place, None] = {}
    for number in range(len(model.events) - 1, -1, -1):
        event = model.events[number]
        if event.step <= model.steps - model.steps_per_day:
            break
        if event.kind in STRIKING and event.place in where:
            found[where[event.place]] = None
    return tuple(found)


@lru_cache(maxsize=16)
def places_of(scenario: Scenario) -> dict[str, Place]:
    """Where the places lie that events name: districts, crossings, stretches of border."""
    places = {d.district: (d.x + 0.5, d.y + 0.5) for d in scenario.districts}
    for s in scenario.segments:
        middle = ((s.near_x + s.far_x + 1) / 2, (s.near_y + s.far_y + 1) / 2)
        places[s.crossing or f"{s.district}-km-{s.from_km:.0f}"] = middle
    places |= {name: (x + 0.5, y + 0.5) for (x, y), name in _villages(scenario).items()}
    return places


def stretch_lines(scenario: Scenario) -> list[tuple[Place, Place, Place]]:
    """Each stretch of border as a line: from half way to the one before, by its middle, half way to the next."""
    middles = [((s.near_x + s.far_x + 1) / 2, (s.near_y + s.far_y + 1) / 2) for s in scenario.segments]
    halves = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(middles)]
    ends = [middles[0], *halves, middles[-1]]
    return list(zip(ends, middles, ends[1:], strict=False))


@lru_cache(maxsize=16)
def _villages(scenario: Scenario) -> dict[tuple[int, int], str]:
    """Names of the villages by cell; a page asks for them in every step."""
    return village_names(scenario)
