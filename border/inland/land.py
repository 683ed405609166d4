"""The member's land as arrays: its villages, the ways to them, home over the border and on to another one, and heights.

Built once a scenario, then read only.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from panj.border.ground import MEMBER, Floats, Ground, Ints, march_graph
from panj.border.table import table
from panj.scenarios.load import Scenario

Hours = NDArray[np.float32]
Ways = Annotated[Hours, 2]


@table
class Land(NamedTuple):
    """Static arrays. n cells, V villages (cells of the member's land with people), C militant commands."""

    village_cell: Ints  # (V,)
    village_people: NDArray[np.int64]  # (V,) people who live there
    near_village: Ints  # (n,) village that is nearest by march, -1 none
    hours: Ways  # (V, n) marching hours to a village, infinite where it cannot be reached
    exit_hours: Hours  # (n,) marching hours back to the border with the far side
    exit_segment: Ints  # (n,) the stretch reached that way, -1 none
    exit_top_m: Floats  # (n,) highest cell on that way [m]
    goal_hours: Ways  # (C, n) marching hours to the border that a command in transit makes for
    height_m: Floats  # (n,) height above the sea [m]


def build_land(scenario: Scenario, ground: Ground, foot_kmh: float, road_kmh: float) -> Land:
    """Arrays of the member's land; speeds [km/h] are those of a march on flat ground and on a highway."""
    w, h = ground.width, ground.height
    graph = march_graph(
        w,
        h,
        ground.country,
        ground.neighbours,
        ground.pace_foot * foot_kmh,
        ground.pace_road * road_kmh,
        scenario.file.grid.cell_km,
    )
    cells = sorted((c.x * h + c.y, c) for c in scenario.cells)
    height = np.array([c.elevation_m for _, c in cells])
    villages = [(i, c.people) for i, c in cells if ground.country[i] == MEMBER and c.people > 0]
    village_cell = np.array([i for i, _ in villages], np.int32)
    hours = _hours(graph, village_cell, w * h)
    exits = _hours(graph, ground.s_near, w * h)
    nearest = np.round(exits, 6).argmin(axis=0)
    goals = [_hours_to_border(scenario, ground, graph, c.transit_to) for c in scenario.file.commands.values()]
    exit_hours = exits[nearest, np.arange(w * h)]
    return Land(
        village_cell=village_cell,
        village_people=np.array([people for _, people in villages], np.int64),
        near_village=_nearest(hours, w * h),
        hours=hours.astype(np.float32),
        exit_hours=exit_hours.astype(np.float32),
        exit_segment=np.where(np.isfinite(exit_hours), nearest, -1).astype(np.int32),
        exit_top_m=_highest_on_the_way(graph, np.round(exit_hours, 6), height),
        goal_hours=np.array(goals).reshape(-1, w * h).astype(np.float32),
        height_m=height,
    )


def village_names(scenario: Scenario) -> dict[tuple[int, int], str]:
    """What the log calls each inhabited cell (x, y) of the member: its name in villages.csv, else by its place."""
    named = {(v.x, v.y): v.name for v in scenario.villages}
    cells = ((c.x, c.y) for c in scenario.cells if c.country == scenario.file.requester and c.people)
    return {cell: named.get(cell, f"village-{cell[0]}-{cell[1]}") for cell in cells}


def _hours(graph: csr_array, places: Ints, n: int) -> Floats:
    """Marching hours to each of some cells (places, n)."""
    return dijkstra(graph, indices=places) if len(places) else np.full((0, n), np.inf)


def _nearest(hours: Floats, n: int) -> Ints:
    """The village nearest to each cell; rounded first, so that machines that differ in the last bit agree."""
    if not len(hours):
        return np.full(n, -1, np.int32)
    rounded = np.round(hours, 6)
    nearest = rounded.argmin(axis=0)
    return np.where(np.isfinite(rounded.min(axis=0)), nearest, -1).astype(np.int32)


def _highest_on_the_way(graph: csr_array, hours: Floats, height: Floats) -> Floats:
    """Highest cell [m] between each cell and the border, on the way that takes the fewest hours."""
    top = height.copy()
    for cell in np.argsort(hours, kind="stable").tolist():
        if not np.isfinite(hours[cell]) or hours[cell] <= 0.0:
            continue
        beside = graph.indices[graph.indptr[cell] : graph.indptr[cell + 1]]
        legs = graph.data[graph.indptr[cell] : graph.indptr[cell + 1]]
        onward = int(beside[np.round(hours[beside] + legs, 6).argmin()])
        top[cell] = max(top[cell], top[onward])
    return top


def _hours_to_border(scenario: Scenario, ground: Ground, graph: csr_array, country: str) -> Floats:
    """Marching hours to the nearest cell of the member's that lies beside a country; infinite where there is none."""
    n = ground.width * ground.height
    there = np.zeros(n, bool)
    for c in scenario.cells:
        there[c.x * ground.height + c.y] = bool(country) and c.country == country
    beside = (there[ground.neighbours] & (ground.neighbours >= 0)).any(axis=1) & (ground.country == MEMBER)
    places = beside.nonzero()[0].astype(np.int32)
    return np.round(_hours(graph, places, n), 6).min(axis=0) if len(places) else np.full(n, np.inf)
