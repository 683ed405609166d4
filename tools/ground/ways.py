"""Ways over the grid: the easiest way between two places within one country; roads and districts are drawn with it."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise

from panj.tools.ground.frame import Cell, Frame

ROADS = ("none", "track", "road", "highway")
CLIMB_M = 300.0  # a step this much higher or lower costs as much again (assumed)
SAME_ROAD = 0.5  # roads drawn later run along those drawn before
SAME_COST = 1e-9  # two ways that differ by less cost the same: heights are not known to the last digit


def step_cost(here: Cell, there: Cell, height: dict[Cell, float]) -> float:
    """Cost of a step to a neighbouring cell: its length in cells, more where it climbs or falls."""
    return math.hypot(here[0] - there[0], here[1] - there[1]) * (1.0 + abs(height[here] - height[there]) / CLIMB_M)


def spread(
    frame: Frame,
    starts: list[Cell],
    allowed: set[Cell],
    height: dict[Cell, float],
    cheap: dict[Cell, int] | None = None,
) -> tuple[dict[Cell, int], dict[Cell, Cell]]:
    """For each cell that can be reached: the index of the start it is nearest to by cost, and the cell before it.

    Two ways that only climb, by as many straight steps, cost exactly the same. The last digit of a height, which is
    another with another version of a library or another processor, must not choose between them: the cell before is
    then the one further west, or further south. Where the other is meant, a chain gets a point in it.
    """
    cheap = cheap or {}
    cost = dict.fromkeys(starts, 0.0)
    owner = {c: i for i, c in enumerate(starts)}
    before: dict[Cell, Cell] = {}
    queue = [(0.0, i, c) for i, c in enumerate(starts)]
    heapq.heapify(queue)
    while queue:
        so_far, i, cell = heapq.heappop(queue)
        if so_far > cost[cell] or owner[cell] != i:
            continue
        for other in frame.around(cell, 1):
            if other == cell or other not in allowed:
                continue
            both = cheap.get(cell, 0) and cheap.get(other, 0)
            new = so_far + step_cost(cell, other, height) * (SAME_ROAD if both else 1.0)
            old = cost.get(other, math.inf)
            if new < old - SAME_COST:
                cost[other], owner[other], before[other] = new, i, cell
                heapq.heappush(queue, (new, i, other))
            elif abs(new - old) <= SAME_COST and owner[other] == i and other in before:
                before[other] = min(before[other], cell)
    return owner, before


def roads(frame: Frame, country: dict[Cell, str], height: dict[Cell, float]) -> dict[Cell, str]:
    """Best road of each cell: the chains of source/roads.csv, drawn by the easiest way within one country."""
    best = dict.fromkeys(country, 0)
    for row in frame.table("roads.csv"):
        points = [frame.cell_at(*map(float, p.split())) for p in row["points"].split(";")]
        home = country[points[0]]
        allowed = {c for c, code in country.items() if code == home}
        for start, end in pairwise(points):
            _, before = spread(frame, [start], allowed, height, best)
            if end not in before and end != start:
                raise SystemExit(f"road {row['name']}: no way within {home} from {start} to {end}")
            cell = end
            while True:
                best[cell] = max(best[cell], ROADS.index(row["class"]))
                if cell == start:
                    break
                cell = before[cell]
    return {c: ROADS[k] for c, k in best.items()}


def inner_rivers(frame: Frame) -> dict[Cell, str]:
    """Cells of the larger rivers away from the border, along the chains of source/rivers.csv."""
    out: dict[Cell, str] = {}
    for row in frame.table("rivers.csv"):
        points = [tuple(map(float, p.split())) for p in row["points"].split(";")]
        for (lon, lat), (lon2, lat2) in pairwise(points):
            for i in range(51):
                part = i / 50
                out.setdefault(frame.cell_at(lon + part * (lon2 - lon), lat + part * (lat2 - lat)), row["river"])
    return out
