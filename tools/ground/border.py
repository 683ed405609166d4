"""The border: from a line on the map to stretches with official kilometres, a cell on either side, and their owners.

`s` is the distance along the drawn line from its western end [km]; official kilometres stretch it district by
district, because a drawn line cuts the river's bends and the districts' lengths are known better than their ends.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple

from panj.tools.ground.frame import Cell, Frame, Point, Row, touch

Pair = tuple[Cell, Cell]  # member's cell, cell beyond
SWITCH_KM = 2.5  # changing cells must save this much, or the border would zigzag
SNAP_KM = 3.0  # cell changes so close to the end of a district move there, or slivers would be left


class Part(NamedTuple):
    """A part of the border of one kind: what it follows, and the official kilometre at which it ends."""

    kind: str
    name: str
    until_km: float


def parts(frame: Frame) -> list[Part]:
    """The border from its western end by what it follows, as ground.toml has it; the last part has no end."""
    return [Part(p["kind"], p.get("name", ""), float(p.get("until_km", "inf"))) for p in frame.facts["border"]]


class Line:
    """The drawn border line."""

    def __init__(self, frame: Frame) -> None:
        self.km = frame.km
        rows = frame.table("border_line.csv")
        self.points: list[Point] = [(float(r["lon"]), float(r["lat"])) for r in rows]
        self.s = [float(r["s_km"]) for r in rows]
        self.length = self.s[-1]

    def at(self, s: float) -> Point:
        """The point at a distance along the line."""
        i = min(max(bisect_right(self.s, s) - 1, 0), len(self.s) - 2)
        f = (s - self.s[i]) / (self.s[i + 1] - self.s[i])
        (lon, lat), (lon2, lat2) = self.points[i], self.points[i + 1]
        return lon + f * (lon2 - lon), lat + f * (lat2 - lat)

    def nearest(self, point: Point) -> float:
        """How far along the line its nearest point to a place lies [km], to 0.1 km."""
        return min((i / 10 for i in range(int(self.length * 10) + 1)), key=lambda s: self.km(self.at(s), point))


def walk(frame: Frame, line: Line, country: dict[Cell, str]) -> list[Pair]:
    """The best pair of cells at each whole kilometre of the line, continuous on both sides.

    Dynamic programme: a pair must touch, and both its cells must touch those of the pair before it; the sum of the
    distances from the line, plus SWITCH_KM for each change of a cell, is least.
    """
    steps: list[list[Pair]] = []
    costs: list[list[float]] = []
    back: list[list[int]] = []
    for i in range(int(line.length) + 1):
        here = line.at(float(i))
        near = frame.around(frame.cell_at(*here), 2)
        off = {c: frame.km(frame.centre_of(c), here) for c in near}
        pairs = [
            (a, b) for a in near for b in near if country[a] == frame.near and country[b] == frame.far and touch(a, b)
        ]
        cost, link = [], []
        for a, b in pairs:
            options = [(0.0, -1)]
            if steps:
                options = [
                    (costs[-1][k] + SWITCH_KM * ((p != a) + (q != b)), k)
                    for k, (p, q) in enumerate(steps[-1])
                    if touch(p, a) and touch(q, b)
                ]
            best = min(options, default=(float("inf"), -1))
            cost.append(off[a] + off[b] + best[0])
            link.append(best[1])
        steps.append(pairs)
        costs.append(cost)
        back.append(link)
    k = min(range(len(costs[-1])), key=lambda j: costs[-1][j])
    path = []
    for i in range(len(steps) - 1, -1, -1):
        path.append(steps[i][k])
        k = back[i][k]
    return path[::-1]


def starts(line: Line, rows: list[dict[str, str]]) -> list[float]:
    """Where each of the rows begins on the line: where the table says so, else half-way between the two towns."""
    town = [line.nearest((float(r["lon"]), float(r["lat"]))) for r in rows]
    out = [0.0]
    for i in range(1, len(rows)):
        said = rows[i]["line_from_km"]
        out.append(float(said) if said else round((town[i - 1] + town[i]) / 2, 1))
    if sorted(out) != out:
        raise SystemExit(f"the towns do not follow each other along the border: {out}")
    return out


def _snapped(s: float, to: list[float]) -> float:
    """The nearest of `to` if it lies within SNAP_KM, else `s` itself."""
    near = min(to, key=lambda o: abs(o - s))
    return near if abs(near - s) <= SNAP_KM else s


def segments(frame: Frame, line: Line, path: list[Pair]) -> list[Row]:
    """Stretches of border, west to east: pieces of equal cells, district, guard and kind, with official kilometres."""
    districts = [r for r in frame.table("districts.csv") if r["kind"] == "border"]
    guards = frame.table("detachments.csv")
    d_from = starts(line, districts)
    g_from = [_snapped(float(r["line_from_km"]), d_from) for r in guards]
    d_ends = [*d_from[1:], line.length]
    official = [0.0, *accumulate(float(r["border_km"]) for r in districts)]

    def on_paper(s: float) -> float:
        """Official kilometre of a point of the line."""
        k = bisect_right(d_from, s) - 1
        return official[k] + (official[k + 1] - official[k]) * (s - d_from[k]) / (d_ends[k] - d_from[k])

    def on_line(o: float) -> float:
        k = min(bisect_right(official, o), len(districts)) - 1
        return d_from[k] + (d_ends[k] - d_from[k]) * (o - official[k]) / (official[k + 1] - official[k])

    follows = parts(frame)
    turns = [on_line(a.until_km) for a, b in pairwise(follows) if a.kind != b.kind]
    fixed = sorted({*d_from, *g_from[1:], *turns, line.length})
    changes = [i - 0.5 for i in range(1, len(path)) if path[i] != path[i - 1]]
    cuts = sorted({*fixed, *(c for c in changes if min(abs(c - f) for f in fixed) > SNAP_KM)})
    pieces = list(pairwise(cuts))
    crossing = {}
    for r in frame.table("crossings.csv"):
        s = line.nearest((float(r["lon"]), float(r["lat"])))
        crossing[min(bisect_right(cuts, s), len(pieces)) - 1] = r["crossing"]
    ends = [round(on_paper(b), 2) for _, b in pieces[:-1]] + [official[-1]]
    out: list[Row] = []
    start = 0.0
    for i, ((a, b), end) in enumerate(zip(pieces, ends, strict=True)):
        middle = (a + b) / 2
        near, far = path[round(middle)]
        at = on_paper(middle)
        out.append(
            {
                "segment": i,
                "from_km": f"{start:.2f}",
                "km": f"{end - start:.2f}",
                "kind": next(p.kind for p in follows if at < p.until_km),
                "near_x": near[0],
                "near_y": near[1],
                "far_x": far[0],
                "far_y": far[1],
                "district": districts[bisect_right(d_from, middle) - 1]["district"],
                "crossing": crossing.get(i, ""),
                "detachment": guards[bisect_right(g_from, middle) - 1]["detachment"],
            }
        )
        start = end
    return out


def banks(frame: Frame, rows: list[Row]) -> dict[Cell, str]:
    """Name of the river or lake that each cell on the border lies on."""
    out: dict[Cell, str] = {}
    for r in rows:
        alike = [p for p in parts(frame) if p.kind == r["kind"]]
        name = next((p.name for p in alike if float(r["from_km"]) < p.until_km), alike[-1].name)
        for cell in ((r["near_x"], r["near_y"]), (r["far_x"], r["far_y"])):
            if r["kind"] != "land":
                out.setdefault(cell, name)
    return out
