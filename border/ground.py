"""The ground as arrays: cells, districts, the border, the marches between them. Built once a scenario, then read only.

A cell (x, y) has the flat index x * height + y, which is the order of a Mesa property layer, so kernels and layers
share memory. Countries are told apart by their part in the affair, never by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from panj.border.table import table
from panj.scenarios.load import Scenario

OUTSIDE, MEMBER, BEYOND = 0, 1, 2
TERRAINS = ("lowland", "hills", "gorge", "mountain", "plateau")
ROADS = ("none", "track", "road", "highway")
BORDER, INTERIOR, CENTRE = 0, 1, 2
KINDS = {"border": BORDER, "interior": INTERIOR, "provincial_centre": CENTRE}

# Speed off the road as a share of the speed on flat ground, and on a road as a share of that on a highway; assumed.
TERRAIN_PACE = (1.0, 0.7, 0.4, 0.35, 0.6)
ROAD_PACE = (0.0, 0.3, 0.6, 1.0)

# Cover: what terrain takes off losses by aimed fire, by class; assumed.
TERRAIN_COVER = (1.0, 0.85, 0.6, 0.6, 0.9)

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
IntRows = Annotated[Ints, 2]


@table
class Ground(NamedTuple):
    """Static arrays. n cells, D districts, S stretches of border, K detachments, P = D + K + S places to march to."""

    width: int
    height: int
    country: NDArray[np.int8]  # (n,) OUTSIDE, MEMBER or BEYOND
    terrain: NDArray[np.int8]  # (n,)
    cover: Floats  # (n,) factor on losses by aimed fire
    district: Ints  # (n,) district of a cell beyond the border, -1 elsewhere
    neighbours: IntRows  # (n, 8) flat indices, -1 past the edge
    depth_km: Floats  # (n,) straight distance to the border
    pace_foot: Floats  # (n,) share of foot speed off the road
    pace_road: Floats  # (n,) share of road speed, 0 without a road
    place_cell: Ints  # (P,) cell of a district's centre, a detachment's headquarters, the near bank of a stretch
    hours: Annotated[NDArray[np.float32], 2]  # (P, n) marching hours to a place, infinite where it cannot be reached
    exit_hours: NDArray[np.float32]  # (n,) marching hours to the nearest border stretch from beyond
    exit_segment: Ints  # (n,) the stretch reached that way, -1 none
    d_kind: NDArray[np.int8]  # (D,)
    d_front: Ints  # (D,)
    d_centre: Ints  # (D,) district of its provincial centre
    d_customs: Floats  # (D,) worth of its crossings, a road bridge 1, a footbridge less
    d_road: Floats  # (D,) best road at its centre, 0..1
    d_people: Floats  # (D,)
    d_km: Floats  # (D,) km of border
    d_links: IntRows  # (D, m) neighbouring districts, -1 filled
    s_km: Floats  # (S,)
    s_near: Ints  # (S,) cell on the member's side
    s_far: Ints  # (S,) cell beyond
    s_district: Ints  # (S,)
    s_detachment: Ints  # (S,)


def build_ground(scenario: Scenario, foot_kmh: float, road_kmh: float) -> Ground:
    """Arrays of a scenario's ground; speeds [km/h] are those of a march on flat ground and on a highway."""
    grid = scenario.file.grid
    w, h = grid.width, grid.height
    n = w * h
    country = np.zeros(n, np.int8)
    terrain = np.zeros(n, np.int8)
    road = np.zeros(n, np.int8)
    district = np.full(n, -1, np.int32)
    index = {d.district: i for i, d in enumerate(scenario.districts)}
    part = {scenario.file.requester: MEMBER, scenario.file.beyond: BEYOND}
    for c in scenario.cells:
        i = c.x * h + c.y
        country[i] = part.get(c.country, OUTSIDE)
        terrain[i] = TERRAINS.index(c.terrain)
        road[i] = ROADS.index(c.roads)
        if country[i] == BEYOND and c.district:
            district[i] = index[c.district]
    neighbours = _neighbours(w, h)
    s_near = np.array([s.near_x * h + s.near_y for s in scenario.segments], np.int32)
    s_far = np.array([s.far_x * h + s.far_y for s in scenario.segments], np.int32)
    detachments = detachment_names(scenario)
    pace_foot = np.array(TERRAIN_PACE)[terrain]
    pace_road = np.array(ROAD_PACE)[road]
    graph = march_graph(w, h, country, neighbours, pace_foot * foot_kmh, pace_road * road_kmh, grid.cell_km)
    headquarters = {u.home: u.x * h + u.y for u in scenario.units if u.role == "detachment"}
    place_cell = np.array(
        [d.x * h + d.y for d in scenario.districts] + [headquarters[name] for name in detachments] + s_near.tolist(),
        np.int32,
    )
    hours = dijkstra(graph, indices=place_cell).astype(np.float32)
    exits = dijkstra(graph, indices=s_far)
    # Rounded before the choice, so that machines that differ in the last bit choose the same stretch.
    nearest = np.round(exits, 6).argmin(axis=0)
    exit_hours = exits[nearest, np.arange(n)].astype(np.float32)
    links = [[index[o] for o in d.neighbours.split(";") if o] for d in scenario.districts]
    d_links = np.full((len(links), max(1, *map(len, links)) if len(links) > 1 else 1), -1, np.int32)
    for i, others in enumerate(links):
        d_links[i, : len(others)] = others
    fronts = sorted({d.front for d in scenario.districts})
    centre_cell = place_cell[: len(links)]
    return Ground(
        width=w,
        height=h,
        country=country,
        terrain=terrain,
        cover=np.array(TERRAIN_COVER)[terrain],
        district=district,
        neighbours=neighbours,
        depth_km=_distance_km(w, h, np.concatenate([s_near, s_far]), country, s_near, s_far, grid.cell_km),
        pace_foot=pace_foot,
        pace_road=pace_road,
        place_cell=place_cell,
        hours=hours,
        exit_hours=exit_hours,
        exit_segment=np.where(np.isfinite(exit_hours), nearest, -1).astype(np.int32),
        d_kind=np.array([KINDS[d.kind] for d in scenario.districts], np.int8),
        d_front=np.array([fronts.index(d.front) for d in scenario.districts], np.int32),
        d_centre=np.array([index[d.centre] for d in scenario.districts], np.int32),
        d_customs=_customs(scenario, pace_road, index, h),
        d_road=pace_road[centre_cell],
        d_people=np.array([float(d.people) for d in scenario.districts]),
        d_km=_border_km(scenario, index),
        d_links=d_links,
        s_km=np.array([s.km for s in scenario.segments]),
        s_near=s_near,
        s_far=s_far,
        s_district=np.array([index[s.district] for s in scenario.segments], np.int32),
        s_detachment=np.array([detachments.index(s.detachment) for s in scenario.segments], np.int32),
    )


def detachment_names(scenario: Scenario) -> list[str]:
    """Detachments of the member's border troops, in the order in which the border meets them."""
    return list(dict.fromkeys(s.detachment for s in scenario.segments))


def _neighbours(width: int, height: int) -> Ints:
    out = np.full((width * height, 8), -1, np.int32)
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    for x in range(width):
        for y in range(height):
            for k, (dx, dy) in enumerate(steps):
                if 0 <= x + dx < width and 0 <= y + dy < height:
                    out[x * height + y, k] = (x + dx) * height + y + dy
    return out


def march_graph(
    width: int, height: int, country: NDArray[np.int8], neighbours: Ints, foot: Floats, road: Floats, cell_km: float
) -> csr_array:
    """Hours from cell to neighbouring cell of the same country: half of either cell at its better speed."""
    speed = np.maximum(foot, road)
    a = np.repeat(np.arange(width * height), 8)
    b = neighbours.ravel()
    keep = (b >= 0) & (country[a] == country[b]) & (country[a] != OUTSIDE)
    a, b = a[keep], b[keep]
    km = cell_km * np.sqrt((a // height - b // height) ** 2 + (a % height - b % height) ** 2)
    return csr_array((km / 2.0 / speed[a] + km / 2.0 / speed[b], (a, b)), shape=(width * height, width * height))


def _distance_km(
    width: int, height: int, border: Ints, country: NDArray[np.int8], s_near: Ints, s_far: Ints, cell_km: float
) -> Floats:
    """Straight distance from each cell to the nearest border cell of its own side, in km."""
    x, y = np.divmod(np.arange(width * height), height)
    out = np.zeros(width * height)
    for part, own in ((MEMBER, s_near), (BEYOND, s_far)):
        mask = country == part
        bx, by = np.divmod(own, height)
        squares = (x[mask, None] - bx) ** 2 + (y[mask, None] - by) ** 2
        out[mask] = np.sqrt(squares.min(axis=1)) * cell_km
    return out


def _border_km(scenario: Scenario, index: dict[str, int]) -> Floats:
    """Kilometres of border of each district."""
    km = np.zeros(len(index))
    for s in scenario.segments:
        km[index[s.district]] += s.km
    return km


def _customs(scenario: Scenario, pace_road: Floats, index: dict[str, int], height: int) -> Floats:
    """Worth of a district's crossings: the better the road at the far bank, the more customs; a footbridge 0.3."""
    worth = np.zeros(len(index))
    seen: set[str] = set()
    for s in scenario.segments:
        if s.crossing and s.crossing not in seen:
            seen.add(s.crossing)
            worth[index[s.district]] += max(0.3, pace_road[s.far_x * height + s.far_y])
    return worth


def stretches(mask: Iterable[bool], ground: Ground) -> float:
    """Kilometres of border over the stretches picked by `mask`, summed one by one so that every machine agrees."""
    return math.fsum(km for km, chosen in zip(ground.s_km.tolist(), mask, strict=True) if chosen)
