"""The frame of the grid: which cell holds a point, how far points lie apart, how tables are read and written."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).parent.parent / "tajikistan-2021"
SOURCE = SCENARIO / "source"

WEST, EAST, SOUTH, NORTH = 66.6, 75.2, 36.3, 39.6  # degrees
WIDTH, HEIGHT = 76, 37  # cells, each about 10 km
DLON, DLAT = (EAST - WEST) / WIDTH, (NORTH - SOUTH) / HEIGHT
KM_PER_LON, KM_PER_LAT = 111.32 * math.cos(math.radians(37.95)), 110.98  # one degree at the middle of the grid [km]

Cell = tuple[int, int]  # x from the west, y from the south
Point = tuple[float, float]  # longitude, latitude [degrees]
Row = dict[str, Any]


def table(name: str) -> list[dict[str, str]]:
    """Rows of a table in source/, without its comment lines."""
    text = (SOURCE / name).read_text(encoding="utf-8")
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


def cell_at(lon: float, lat: float) -> Cell:
    """The cell that holds a point."""
    return int((lon - WEST) / DLON), int((lat - SOUTH) / DLAT)


def centre_of(cell: Cell) -> Point:
    """Longitude and latitude of a cell's centre [degrees]."""
    return WEST + (cell[0] + 0.5) * DLON, SOUTH + (cell[1] + 0.5) * DLAT


def place(row: dict[str, str]) -> Cell:
    """The cell of a row that has lon and lat."""
    return cell_at(float(row["lon"]), float(row["lat"]))


def km(a: Point, b: Point) -> float:
    """Distance between two points on the plane of the grid [km]; within 1 % of the sphere over a few cells."""
    return math.hypot((a[0] - b[0]) * KM_PER_LON, (a[1] - b[1]) * KM_PER_LAT)


def touch(a: Cell, b: Cell) -> bool:
    """Whether two cells are the same or share a side or corner."""
    return abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1


def inside(cell: Cell) -> bool:
    """Whether a cell lies on the grid."""
    return 0 <= cell[0] < WIDTH and 0 <= cell[1] < HEIGHT


def around(cell: Cell, reach: int) -> list[Cell]:
    """Cells of the grid within `reach` steps of a cell, itself included, west to east and south to north."""
    steps = range(-reach, reach + 1)
    return [c for c in ((cell[0] + i, cell[1] + j) for i in steps for j in steps) if inside(c)]


def every_cell() -> list[Cell]:
    """All cells, west to east, each column south to north."""
    return [(x, y) for x in range(WIDTH) for y in range(HEIGHT)]
