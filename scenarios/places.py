"""Names on a scenario's map: towns, rivers and countries by their coordinates. No rule reads them.

They stand in `places.csv` of the scenario's folder or, failing that, of the one whose ground it takes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from panj.scenarios.errors import InputError
from panj.scenarios.load import grounds_of, read_rows
from panj.scenarios.schema import Line

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

FILE = "places.csv"


class PlaceRow(BaseModel):
    """A name and where it stands. A rank of 1 is written however far one is away, one of 5 only from near by."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Line = Field(min_length=1)
    kind: Literal["country", "town", "river"]
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    rank: int = Field(ge=0, le=5)
    source: str = Field(min_length=2)


class Place(NamedTuple):
    """A name on the map; x and y in cells from the grid's south-western corner, a cell's middle at a half."""

    name: str
    kind: str
    x: float
    y: float
    rank: int


@lru_cache(maxsize=8)
def places(scenario: Scenario) -> tuple[Place, ...]:
    """The names of a scenario's map that lie on its grid, in the order of the file.

    Raises:
        InputError: for a row that is none, or a name that stands twice for the same kind at one place.
    """
    path = next((p for folder in grounds_of(scenario.folder) if (p := folder / FILE).is_file()), None)
    if path is None:
        return ()
    west, south, wide, high = _frame(scenario)
    grid, found, seen = scenario.file.grid, [], set()
    for number, row in read_rows(path, PlaceRow):
        key = (row.name, row.kind, row.lon, row.lat)
        if key in seen:
            raise InputError(path, f"row {number}", row.name, "each name once at a place")
        seen.add(key)
        x, y = (row.lon - west) / wide, (row.lat - south) / high
        if 0 <= x < grid.width and 0 <= y < grid.height:
            found.append(Place(row.name, row.kind, x, y, row.rank))
    return tuple(found)


def _frame(scenario: Scenario) -> tuple[float, float, float, float]:
    """Longitude and latitude of the grid's south-western corner, and the degrees that a cell is wide and high."""
    by = {(c.x, c.y): c for c in scenario.cells}
    first, last = by[0, 0], by[scenario.file.grid.width - 1, scenario.file.grid.height - 1]
    wide = (last.lon - first.lon) / max(1, last.x - first.x)
    high = (last.lat - first.lat) / max(1, last.y - first.y)
    return first.lon - wide / 2, first.lat - high / 2, wide, high
