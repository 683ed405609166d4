"""The frame of a theatre: where its cells lie, which scenario it is built for, and how its tables are read and written.

A scenario whose ground is built has a folder `source/` with tables of its own and `ground.toml`, which holds the few
facts about this piece of the earth that no table holds.
"""

from __future__ import annotations

import csv
import math
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

KM_PER_LAT = 110.98  # one degree of latitude in these parts [km]

Cell = tuple[int, int]  # x from the west, y from the south
Point = tuple[float, float]  # longitude, latitude [degrees]
Row = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """The grid of a scenario over a piece of the earth; `near` and `far` are the countries on either side."""

    scenario: Path
    facts: dict[str, Any]  # ground.toml
    near: str
    far: str

    @classmethod
    def of(cls, scenario: Path) -> Frame:
        """The frame of a scenario folder with source/ground.toml."""
        facts = tomllib.loads((scenario / "source/ground.toml").read_text(encoding="utf-8"))
        file = tomllib.loads((scenario / "scenario.toml").read_text(encoding="utf-8"))
        return cls(scenario, facts, file["requester"], file["beyond"])

    # -- where -------------------------------------------------------------------------------------------------------
    @cached_property
    def west(self) -> float:
        """Western edge [degrees]."""
        return float(self.facts["grid"]["west"])

    @cached_property
    def east(self) -> float:
        """Eastern edge [degrees]."""
        return float(self.facts["grid"]["east"])

    @cached_property
    def south(self) -> float:
        """Southern edge [degrees]."""
        return float(self.facts["grid"]["south"])

    @cached_property
    def north(self) -> float:
        """Northern edge [degrees]."""
        return float(self.facts["grid"]["north"])

    @cached_property
    def width(self) -> int:
        """Cells from west to east."""
        return int(self.facts["grid"]["width"])

    @cached_property
    def height(self) -> int:
        """Cells from south to north."""
        return int(self.facts["grid"]["height"])

    @cached_property
    def dlon(self) -> float:
        """Width of a cell [degrees]."""
        return (self.east - self.west) / self.width

    @cached_property
    def dlat(self) -> float:
        """Height of a cell [degrees]."""
        return (self.north - self.south) / self.height

    @cached_property
    def km_per_lon(self) -> float:
        """One degree of longitude at the middle of the grid [km]."""
        return 111.32 * math.cos(math.radians(float(self.facts["grid"]["middle"])))

    def cell_at(self, lon: float, lat: float) -> Cell:
        """The cell that holds a point."""
        return int((lon - self.west) / self.dlon), int((lat - self.south) / self.dlat)

    def centre_of(self, cell: Cell) -> Point:
        """Longitude and latitude of a cell's centre [degrees]."""
        return self.west + (cell[0] + 0.5) * self.dlon, self.south + (cell[1] + 0.5) * self.dlat

    def place(self, row: dict[str, str]) -> Cell:
        """The cell of a row that has lon and lat."""
        return self.cell_at(float(row["lon"]), float(row["lat"]))

    def km(self, here: Point, there: Point) -> float:
        """Distance between two points on the plane of the grid [km]; within 1 % of the sphere over a few cells."""
        return math.hypot((here[0] - there[0]) * self.km_per_lon, (here[1] - there[1]) * KM_PER_LAT)

    def inside(self, cell: Cell) -> bool:
        """Whether a cell lies on the grid."""
        return 0 <= cell[0] < self.width and 0 <= cell[1] < self.height

    def around(self, cell: Cell, reach: int) -> list[Cell]:
        """Cells of the grid within `reach` steps of a cell, itself included, west to east and south to north."""
        steps = range(-reach, reach + 1)
        return [c for c in ((cell[0] + i, cell[1] + j) for i in steps for j in steps) if self.inside(c)]

    def every_cell(self) -> list[Cell]:
        """All cells, west to east, each column south to north."""
        return [(x, y) for x in range(self.width) for y in range(self.height)]

    # -- tables ------------------------------------------------------------------------------------------------------
    def table(self, name: str) -> list[dict[str, str]]:
        """Rows of a table in source/, without its comment lines; none where there is no such table."""
        path = self.scenario / "source" / name
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def write(path: Path, rows: list[Row]) -> None:
    """Write a table of a scenario: UTF-8, header row, comma, LF."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    """Read back a finished table of a scenario."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def touch(here: Cell, there: Cell) -> bool:
    """Whether two cells are the same or share a side or corner."""
    return abs(here[0] - there[0]) <= 1 and abs(here[1] - there[1]) <= 1
