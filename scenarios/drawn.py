"""The ground of a scenario from a map of countries and a list of places: its grid, its border and its tables.

Nothing is fitted. A cell belongs to the country of its middle; a stretch of border lies between each two cells that
face each other over it, all of one length; a district is what lies nearest to its seat.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario
from panj.scenarios.mapfile import ROADS, Map, Place, Point

KM_PER_LAT, KM_PER_LON = 110.57, 111.32  # one degree of latitude, and of longitude at the equator [km]
MARGIN = 2  # cells round the outermost places
LARGEST = 160_000  # cells of a grid
HEIGHTS = {"lowland": 200.0, "hills": 800.0, "gorge": 1200.0, "mountain": 2500.0, "plateau": 3800.0}  # [m]; assumed
# Kinds of place that are no unit, then roles of units by the kind of unit and whose land they stand on.
BEYOND = {"main": "band", "local": "band", "mobile": "garrison", "border_police": "garrison"}
WITHIN = dict.fromkeys(("detachment", "post"), "post") | dict.fromkeys(
    ("army", "reserve", "base", "contingent", "partner"), "battalion"
)
SEATS = {"centre": "provincial", "district": "district_centre"}  # the role of the garrison that a seat has
STATUS = {"reserve": "on_call", "contingent": "on_paper", "partner": "on_paper"}


Cell = tuple[int, int]
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """What a map and a list of places come to: tables by file name, and what scenario.toml must say of them."""

    requester: str
    beyond: str
    militants: tuple[str, ...]
    allies: tuple[str, ...]
    width: int
    height: int
    border_km: float
    tables: dict[str, list[Row]]
    notes: tuple[str, ...]  # what was taken for granted, in sentences


def draw(areas: Map, file: Path, places: list[tuple[str, Place]], cell_km: float, base: Scenario) -> Drawing:
    """Tables of a scenario over the places of a list; qualities of units are the medians of their role in `base`.

    Raises InputError where places and areas do not make a border: no detachment, a seat in the wrong country.
    """
    return _Sheet(areas, file, places, cell_km, base).drawing()


class _Sheet:
    """The grid while it is drawn."""

    def __init__(self, areas: Map, file: Path, places: list[tuple[str, Place]], cell_km: float, base: Scenario) -> None:
        self.areas, self.file, self.places, self.cell_km, self.base = areas, file, places, cell_km, base
        self.notes: list[str] = []
        self.requester = self._owner("detachment", "a row of kind detachment: headquarters of its border troops")
        self.beyond = self._owner("district", "a row of kind district: the seat of a district beyond the border")
        self._owner("centre", "a row of kind centre: a provincial centre beyond the border")
        if not any(BEYOND.get(p.kind) == "band" for _, p in places):
            raise InputError(file, "kind", InWords("no militants"), "a row of kind main or local: a band")
        self._frame()
        self.country = self._countries()
        self._settle()

    def _owner(self, kind: str, wanted: str) -> str:
        owners = sorted({p.owner for _, p in self.places if p.kind == kind})
        if len(owners) != 1:
            raise InputError(self.file, f"kind {kind}", InWords(f"owners: {', '.join(owners) or 'none'}"), wanted)
        return owners[0]

    def _frame(self) -> None:
        """The grid: the box round the places, with a margin."""
        lons, lats = [p.lon for _, p in self.places], [p.lat for _, p in self.places]
        middle = (min(lats) + max(lats)) / 2
        self.dlat = self.cell_km / KM_PER_LAT
        self.dlon = self.cell_km / (KM_PER_LON * math.cos(math.radians(middle)))
        self.west, self.south = min(lons) - (MARGIN + 0.5) * self.dlon, min(lats) - (MARGIN + 0.5) * self.dlat
        self.width = math.ceil((max(lons) - self.west) / self.dlon) + MARGIN
        self.height = math.ceil((max(lats) - self.south) / self.dlat) + MARGIN
        if self.width > 400 or self.height > 400 or self.width * self.height > LARGEST:
            found = InWords(f"{self.width} x {self.height} cells of {self.cell_km:g} km")
            raise InputError(self.file, "lon and lat", found, "places within 400 x 400 cells; take larger cells")

    def cell(self, point: Point) -> Cell:
        """The cell of a point."""
        return math.floor((point[0] - self.west) / self.dlon), math.floor((point[1] - self.south) / self.dlat)

    def centre(self, cell: Cell) -> Point:
        """Longitude and latitude of the middle of a cell."""
        return self.west + (cell[0] + 0.5) * self.dlon, self.south + (cell[1] + 0.5) * self.dlat

    def cells(self) -> list[Cell]:
        """All cells, west to east, each column south to north."""
        return [(x, y) for x in range(self.width) for y in range(self.height)]

    def _within(self, area: list[list[Point]]) -> set[Cell]:
        """Cells whose middle lies in a polygon, outside its holes."""
        cells = self.cells()
        middles = np.array([self.centre(c) for c in cells])
        inside = Outline(area[0]).contains_points(middles)
        for hole in area[1:]:
            inside &= ~Outline(hole).contains_points(middles)
        return {c for c, yes in zip(cells, inside, strict=True) if yes}

    def _countries(self) -> dict[Cell, str]:
        """The country of each cell; one in no polygon, as at sea, has that of the nearest that is in one."""
        out: dict[Cell, str] = {}
        for code, area in self.areas.lands:
            out |= dict.fromkeys(self._within(area), code)
        if not out:
            found = InWords(f"no polygon over {self.west:.2f} to {self.west + self.width * self.dlon:.2f} degrees east")
            raise InputError(self.areas.path, "country", found, f"polygons that hold the places of {self.file.name}")
        bare = [c for c in self.cells() if c not in out]
        if bare:
            self.notes.append(f"{len(bare)} cells lie in no polygon; each has the country of the nearest that does.")
            known = list(out)
            at = np.array(known)
            for c in bare:
                out[c] = out[known[int(np.argmin(np.abs(at - c).sum(axis=1)))]]
        return out

    def _settle(self) -> None:
        """Seats and guards stand in their own country, even where the line runs through their cell.

        Of two towns that face each other in one cell, the later of the list moves to the next cell of its own side.
        """
        taken: dict[Cell, str] = {}
        settled, moved = [], []
        for where, p in self.places:
            if p.kind == "crossing":
                settled.append((where, p))
                continue
            want = (
                p.owner if p.kind == "town" else self.beyond if p.kind in SEATS or p.kind in BEYOND else self.requester
            )
            own = self.cell((p.lon, p.lat))
            cells = [c for c in _round(own) if taken.get(c, want) == want and self.country.get(c) == want]
            if own in taken and taken[own] == want:
                cells = [own]
            elif not cells:
                found = InWords(f"{p.name} in {self.country[own]}")
                raise InputError(
                    self.file, where, found, f"a place in {want}; look at lon and lat, and at the polygons"
                )
            elif own not in taken:
                cells = [own]
            cell = min(cells, key=lambda c: self._km((p.lon, p.lat), self.centre(c)))
            if cell != own:
                lon, lat = self.centre(cell)
                moved.append(p.name)
                p = p.model_copy(update={"lon": lon, "lat": lat})
            taken[cell] = want
            self.country[cell] = want
            settled.append((where, p))
        self.places = settled
        if moved:
            said = "Drawn one cell further in, for their own holds a place of the other side"
            self.notes.append(f"{said}: {', '.join(moved)}.")

    def drawing(self) -> Drawing:
        """All tables."""
        self.seats = self._named([p for _, p in self.places if p.kind in SEATS])
        self.guards = self._named([p for _, p in self.places if p.kind == "detachment"])
        pairs, border_km = self._border()
        district = self._districts({far for _, far in pairs})
        roads, rivers = self._along()
        crossings = self._crossings(pairs)
        stretches = self._stretches(pairs, border_km, district, rivers, crossings)
        militants = tuple(sorted({p.owner for _, p in self.places if BEYOND.get(p.kind) == "band"}))
        others = [p.owner for _, p in self.places if p.kind in WITHIN and p.owner != self.requester]
        tables = {
            "cells.csv": self._cell_rows(district, roads, rivers, crossings, pairs),
            "segments.csv": stretches,
            "districts.csv": self._district_rows(district, stretches),
            "units.csv": self._unit_rows(),
            "villages.csv": self._village_rows(),
            "places.csv": self._name_rows(),
        }
        filled = {name: rows for name, rows in tables.items() if rows}
        km = round(sum(float(s["km"]) for s in stretches), 1)
        return Drawing(
            self.requester,
            self.beyond,
            militants,
            tuple(dict.fromkeys(others)),
            self.width,
            self.height,
            km,
            filled,
            tuple(self.notes),
        )

    def _named(self, places: list[Place]) -> dict[str, Place]:
        """Places by a short name, each once."""
        out: dict[str, Place] = {}
        for place in places:
            # A detachment's sector is called by its place: "Arauca detachment" guards the sector of Arauca.
            base = name = slug(re.sub(r"\bdetachment\b", "", place.name, flags=re.IGNORECASE))
            number = 2
            while name in out:
                name, number = f"{base}-{number}", number + 1
            out[name] = place
        return out

    # -- the border ----------------------------------------------------------------------------------------------------
    def _border(self) -> tuple[list[tuple[Cell, Cell]], float]:
        """Pairs of cells that face each other over the border, from its western end on, and its length [km]."""
        chains = sorted(self._chains(), key=len)
        if not chains:
            found = InWords(f"no cell of {self.requester} beside one of {self.beyond}")
            raise InputError(self.areas.path, "country", found, "polygons that meet among the places of the list")
        longest = chains.pop()
        if chains:
            said = f"The border is in {len(chains) + 1} pieces; the longest, of {len(longest)} stretches, is taken."
            self.notes.append(said)
        if longest[0][0] > longest[-1][0]:
            longest.reverse()
        return longest, self._length(longest)

    def _chains(self) -> Iterator[list[tuple[Cell, Cell]]]:
        """The sides between cells of the two countries, joined at their ends."""
        sides: dict[tuple[Cell, Cell], tuple[Cell, Cell]] = {}  # ends of a side -> member's cell, cell beyond
        at: dict[Cell, list[tuple[Cell, Cell]]] = {}
        for x, y in self.cells():
            for other, ends in (((x + 1, y), ((x + 1, y), (x + 1, y + 1))), ((x, y + 1), ((x, y + 1), (x + 1, y + 1)))):
                here, there = self.country[x, y], self.country.get(other)
                if {here, there} == {self.requester, self.beyond}:
                    sides[ends] = ((x, y), other) if here == self.requester else (other, (x, y))
                    for end in ends:
                        at.setdefault(end, []).append(ends)
        left = dict.fromkeys(sides)
        while left:
            open_ends = [e for side in left for e in side if sum(s in left for s in at[e]) == 1]
            corner = min(open_ends, default=min(e for side in left for e in side))
            chain = []
            while onward := [s for s in at[corner] if s in left]:
                side = onward[0]
                del left[side]
                chain.append(sides[side])
                corner = side[1] if side[0] == corner else side[0]
            yield chain

    def _length(self, pairs: list[tuple[Cell, Cell]]) -> float:
        """How long the drawn line is where it runs through cells of the border [km]."""
        on = {c for pair in pairs for c in pair}
        rings = [ring for code, area in self.areas.lands if code == self.requester for ring in area]
        total = 0.0
        for ring in rings:
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                km = self._km(a, b)
                steps = max(1, round(km))
                for i in range(steps):
                    f = (i + 0.5) / steps
                    cell = self.cell((a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1])))
                    total += km / steps if cell in on else 0.0
        sides = len(pairs) * self.cell_km
        return min(max(total, 0.5 * sides), 2.0 * sides)  # a drawn ring may leave the cells, and its sides wind

    def _km(self, one: Point, other: Point) -> float:
        return math.hypot((one[0] - other[0]) / self.dlon, (one[1] - other[1]) / self.dlat) * self.cell_km

    def _nearest(self, cell: Cell, among: dict[str, Place]) -> str:
        """The nearest of named places to a cell."""
        here = self.centre(cell)
        return min(among, key=lambda name: (self._km(here, (among[name].lon, among[name].lat)), name))

    def _districts(self, bank: set[Cell]) -> dict[Cell, str]:
        """The district of each cell beyond: that of the nearest seat, on the border none of a provincial centre."""
        outer = {name: p for name, p in self.seats.items() if p.kind == "district"}
        out = {
            c: self._nearest(c, outer if c in bank else self.seats)
            for c in self.cells()
            if self.country[c] == self.beyond
        }
        return out | {self.cell((p.lon, p.lat)): name for name, p in self.seats.items()}

    def _along(self) -> tuple[dict[Cell, str], dict[Cell, str]]:
        """Roads and rivers of the cells that a line runs through."""
        roads: dict[Cell, str] = {}
        rivers: dict[Cell, str] = {}
        for kind, name, line in self.areas.lines:
            for a, b in pairwise(line):
                steps = max(1, round(4 * self._km(a, b) / self.cell_km))
                for i in range(steps + 1):
                    cell = self.cell((a[0] + i / steps * (b[0] - a[0]), a[1] + i / steps * (b[1] - a[1])))
                    if cell not in self.country:
                        continue
                    if kind == "river":
                        rivers[cell] = name
                    elif ROADS.index(name) > ROADS.index(roads.get(cell, "none")):
                        roads[cell] = name
        return roads, rivers

    def _crossings(self, pairs: list[tuple[Cell, Cell]]) -> dict[int, str]:
        """Crossings by the number of the stretch nearest to them."""
        out: dict[int, str] = {}
        for name, p in self._named([p for _, p in self.places if p.kind == "crossing"]).items():
            middles = [
                tuple((a + b) / 2 for a, b in zip(self.centre(n), self.centre(f), strict=True)) for n, f in pairs
            ]
            out[min(range(len(pairs)), key=lambda i: self._km((p.lon, p.lat), middles[i]))] = name  # type: ignore[arg-type]
        return out

    # -- rows ----------------------------------------------------------------------------------------------------------
    def _stretches(
        self,
        pairs: list[tuple[Cell, Cell]],
        border_km: float,
        district: dict[Cell, str],
        rivers: dict[Cell, str],
        crossings: dict[int, str],
    ) -> list[Row]:
        each = round(border_km / len(pairs), 2)
        return [
            {
                "segment": i,
                "from_km": f"{i * each:.2f}",
                "km": f"{each:.2f}",
                "kind": "river" if near in rivers or far in rivers else "land",
                "near_x": near[0],
                "near_y": near[1],
                "far_x": far[0],
                "far_y": far[1],
                "district": district[far],
                "crossing": crossings.get(i, ""),
                "detachment": self._nearest(near, self.guards),
            }
            for i, (near, far) in enumerate(pairs)
        ]

    def _cell_rows(
        self,
        district: dict[Cell, str],
        roads: dict[Cell, str],
        rivers: dict[Cell, str],
        crossings: dict[int, str],
        pairs: list[tuple[Cell, Cell]],
    ) -> list[Row]:
        terrain = dict.fromkeys(self.cells(), "lowland")
        for kind, area in self.areas.grounds:
            terrain |= dict.fromkeys(self._within(area), kind)
        people: Counter[Cell] = Counter()
        for _, p in self.places:
            people[self.cell((p.lon, p.lat))] += p.people
        built = {cell: name for i, name in crossings.items() for cell in pairs[i]}
        province = {name: self._centre_of(name) for name in self.seats}
        return [
            {
                "x": c[0],
                "y": c[1],
                "lon": f"{self.centre(c)[0]:.4f}",
                "lat": f"{self.centre(c)[1]:.4f}",
                "country": self.country[c],
                "province": self.seats[province[district[c]]].name if c in district else "",
                "district": district.get(c, ""),
                "terrain": terrain[c],
                "elevation_m": f"{HEIGHTS[terrain[c]]:g}",
                "roads": roads.get(c, "none"),
                "river": rivers.get(c, ""),
                "crossing": built.get(c, ""),
                "people": people[c],
            }
            for c in self.cells()
        ]

    def _centre_of(self, name: str) -> str:
        """The provincial centre of a district: itself, or the nearest."""
        centres = {n: p for n, p in self.seats.items() if p.kind == "centre"}
        return (
            name if name in centres else self._nearest(self.cell((self.seats[name].lon, self.seats[name].lat)), centres)
        )

    def _district_rows(self, district: dict[Cell, str], stretches: list[Row]) -> list[Row]:
        beside: dict[str, set[str]] = {name: set() for name in self.seats}
        for cell, name in district.items():
            for other in _round(cell):
                if other in district and district[other] != name:
                    beside[name].add(district[other])
                    beside[district[other]].add(name)
        rows = []
        for name, p in self.seats.items():
            km = sum(float(s["km"]) for s in stretches if s["district"] == name)
            cell = self.cell((p.lon, p.lat))
            kind = "provincial_centre" if p.kind == "centre" else "border" if km else "interior"
            centre = self._centre_of(name)
            terrain = [k for k, area in self.areas.grounds if cell in self._within(area)]
            rows.append(
                {
                    "district": name,
                    "name": p.name,
                    "country": self.beyond,
                    "province": self.seats[centre].name,
                    "front": centre,
                    "kind": kind,
                    "x": cell[0],
                    "y": cell[1],
                    "border_km": f"{km:.2f}",
                    "centre": centre,
                    "crossing": next((s["crossing"] for s in stretches if s["district"] == name and s["crossing"]), ""),
                    "people": p.people,
                    "neighbours": ";".join(sorted(beside[name])),
                    "terrain": terrain[-1] if terrain else "lowland",
                    "source": p.source,
                }
            )
        return rows

    def _unit_rows(self) -> list[Row]:
        rows: list[Row] = []
        taken: set[str] = set()
        for _, p in self.places:
            role = SEATS.get(p.kind, p.kind)
            if p.kind in ("town", "crossing") or not p.men:
                continue
            kind = "garrison" if p.kind in SEATS else BEYOND.get(role) or WITHIN[role]
            cell = self.cell((p.lon, p.lat))
            name = f"Garrison of {p.name}" if p.kind in SEATS else p.name
            unit = base = slug(name)
            number = 2
            while unit in taken:
                unit, number = f"{base}-{number}", number + 1
            taken.add(unit)
            home = self._nearest(cell, self.seats if kind in ("garrison", "band") else self.guards)
            quality, cohesion = self._worth(kind, role)
            rows.append(
                {
                    "unit": unit,
                    "name": name,
                    "owner": p.owner,
                    "kind": kind,
                    "role": role,
                    "x": cell[0],
                    "y": cell[1],
                    "men": p.men,
                    "quality": f"{quality:g}",
                    "cohesion": f"{cohesion:g}",
                    "status": STATUS.get(role, "present"),
                    "home": home if kind != "battalion" else "",
                    "source": p.source,
                    "confidence": "low",
                }
            )
        return rows

    def _worth(self, kind: str, role: str) -> tuple[float, float]:
        """Quality and cohesion of a unit: the medians of its role in the scenario that this one builds on."""
        alike = [u for u in self.base.units if u.role == role] or [u for u in self.base.units if u.kind == kind]
        if not alike:
            return 0.5, 0.8
        return float(np.median([u.quality for u in alike])), float(np.median([u.cohesion for u in alike]))

    def _village_rows(self) -> list[Row]:
        largest: dict[Cell, Place] = {}
        for _, p in self.places:
            cell = self.cell((p.lon, p.lat))
            if p.owner == self.requester and p.kind == "town" and p.people > getattr(largest.get(cell), "people", 0):
                largest[cell] = p
        return [{"x": c[0], "y": c[1], "name": p.name, "source": p.source} for c, p in sorted(largest.items())]

    def _name_rows(self) -> list[Row]:
        """Names for the map: seats first, then towns."""
        shown = {p.name: p for _, p in self.places if p.kind in (*SEATS, "town")}
        return [
            {
                "name": p.name,
                "kind": "town",
                "lon": f"{p.lon:.4f}",
                "lat": f"{p.lat:.4f}",
                "rank": 1 if p.kind == "centre" else 2,
                "source": p.source,
            }
            for p in shown.values()
        ]


def slug(name: str) -> str:
    """A name as an id of a table: small letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "place"


def _round(cell: Cell) -> list[Cell]:
    return [(cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
