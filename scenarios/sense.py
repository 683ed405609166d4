"""Checks that a scenario makes sense as a piece of the earth and as a war: lengths, places, crossings, men."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.meant import HOME
from panj.scenarios.reading import read_toml
from panj.scenarios.schema import CellRow

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

Cells = dict[tuple[int, int], CellRow]

EARTH_KM = 6371.0  # mean radius
SPACING = (0.5, 2.0)  # how far neighbouring cells may be apart, in cells: a grid in degrees narrows to the north
MILITANT_GROUND = ("government", "militant")  # sides whose units stand beyond the border
MEANDER = (0.25, 4.0)  # length of the border for each cell that it runs through, in cells: rivers wind


def check_ground(scenario: Scenario, cells: Cells) -> None:
    """Raise InputError where the grid does not fit the earth, or the border does not fit the grid."""
    _check_spacing(scenario, cells)
    _check_length(scenario)
    _check_countries(scenario)
    _check_crossings(scenario, cells)


def check_neighbours(scenario: Scenario) -> None:
    """Raise InputError for a district that is its own neighbour, names one twice, or is not named back."""
    path = scenario.folder / "districts.csv"
    named = {d.district: [n for n in d.neighbours.split(";") if n] for d in scenario.districts}
    for district, others in named.items():
        where = f"district {district}, neighbours"
        if district in others:
            raise InputError(path, where, district, "other districts than itself")
        if len(set(others)) < len(others):
            twice = next(n for n in others if others.count(n) > 1)
            raise InputError(path, where, twice, "every neighbour once")
        for other in others:
            if district not in named[other]:
                raise InputError(path, where, other, f"districts that name {district} as theirs too")


def check_sides(scenario: Scenario) -> None:
    """Raise InputError where nobody is there to make war."""
    militants = {code for code, p in scenario.file.powers.items() if p.side == "militant"}
    if not any(u.owner in militants for u in scenario.units):
        raise InputError(
            scenario.folder / "units.csv", "", InWords("no militants"), f"a band of {' or '.join(sorted(militants))}"
        )


def men_on_call(scenario: Scenario, power: str) -> float:
    """Men whom a power could still call or send: its battalions that are not on the map at the start."""
    return float(
        sum(u.men for u in scenario.units if u.owner == power and u.kind == "battalion" and u.status != "present")
    )


def _check_spacing(scenario: Scenario, cells: Cells) -> None:
    """Neighbouring cells lie about a cell apart, x from west to east and y from south to north."""
    path, km = scenario.folder / "cells.csv", scenario.file.grid.cell_km
    apart = list(_apart(cells))
    usual = median(distance for _, distance, _ in apart)
    if usual > 0.0 and not SPACING[0] <= usual / km <= SPACING[1]:
        allowed = f"about {usual:.3g}, how far apart neighbouring cells of cells.csv lie on the earth"
        raise InputError(scenario.folder / "scenario.toml", "grid.cell_km", km, allowed)
    for (x, y), distance, onward in apart:
        if not SPACING[0] <= distance / km <= SPACING[1]:
            found = InWords(f"{distance:.3g} km from the cell before it")
            raise InputError(path, f"cell {x},{y}, lon and lat", found, f"about {km:g} km, the cell_km of the grid")
        if not onward:
            found = InWords(f"lon {cells[x, y].lon:g}, lat {cells[x, y].lat:g}")
            raise InputError(path, f"cell {x},{y}, lon and lat", found, "x counted from the west and y from the south")


def _apart(cells: Cells) -> Iterator[tuple[tuple[int, int], float, bool]]:
    """Each cell with its distance [km] from the cell west or south of it, and whether it lies east or north of that."""
    for (x, y), cell in cells.items():
        if west := cells.get((x - 1, y)):
            yield (x, y), distance_km(west, cell), (cell.lon - west.lon) % 360.0 < 180.0
        if south := cells.get((x, y - 1)):
            yield (x, y), distance_km(south, cell), cell.lat > south.lat


def distance_km(one: CellRow, other: CellRow) -> float:
    """Great-circle distance of two cells [km] (haversine formula)."""
    south, north = math.radians(one.lat), math.radians(other.lat)
    turn = math.radians(other.lon - one.lon)
    h = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
    return 2.0 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _check_length(scenario: Scenario) -> None:
    """The border is about as long as the cells it runs through."""
    pairs = len({(seg.near_x, seg.near_y, seg.far_x, seg.far_y) for seg in scenario.segments})
    least, most = (share * pairs * scenario.file.grid.cell_km for share in MEANDER)
    if not least <= scenario.file.border_km <= most:
        allowed = (
            f"{least:.4g} to {most:.4g} km for a border through {pairs} cells of {scenario.file.grid.cell_km:g} km"
        )
        raise InputError(scenario.folder / "scenario.toml", "border_km", scenario.file.border_km, allowed)
    for d in scenario.districts:
        if d.kind == "border" and d.border_km <= 0.0:
            raise InputError(
                scenario.folder / "districts.csv", f"district {d.district}", InWords("border_km 0"), "more than 0 km"
            )


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Codes of the countries of the world (ISO 3166-1 alpha-3), scenarios/treaty/states.toml."""
    return frozenset(read_toml(HOME / "treaty" / "states.toml")["codes"].split())


def _check_countries(scenario: Scenario) -> None:
    """Every cell and district lies in a country of the world, or in one that the scenario itself brings."""
    known = country_codes() | {scenario.file.requester, scenario.file.beyond, *scenario.file.states}
    for c in scenario.cells:
        if c.country not in known:
            allowed = "a country's code, ISO 3166-1 alpha-3, or one of the states of scenario.toml"
            raise InputError(scenario.folder / "cells.csv", f"cell {c.x},{c.y}, country", c.country, allowed)


def _check_crossings(scenario: Scenario, cells: Cells) -> None:
    """A crossing that a stretch or a district names is there: in a cell, and on a stretch."""
    built = {c.crossing for c in scenario.cells if c.crossing}
    for seg in scenario.segments:
        ends = {cells[seg.near_x, seg.near_y].crossing, cells[seg.far_x, seg.far_y].crossing}
        if seg.crossing and seg.crossing not in ends:
            allowed = f"a crossing of one of its two cells in cells.csv ({', '.join(sorted(built)) or 'there is none'})"
            raise InputError(
                scenario.folder / "segments.csv", f"segment {seg.segment}, crossing", seg.crossing, allowed
            )
    used = {seg.crossing for seg in scenario.segments if seg.crossing}
    for d in scenario.districts:
        if d.crossing and d.crossing not in used:
            allowed = f"a crossing of segments.csv ({', '.join(sorted(used)) or 'there is none'})"
            raise InputError(scenario.folder / "districts.csv", f"district {d.district}, crossing", d.crossing, allowed)
    for c in scenario.cells:
        if c.crossing and c.crossing not in used:
            allowed = f"a crossing of segments.csv ({', '.join(sorted(used)) or 'there is none'})"
            raise InputError(scenario.folder / "cells.csv", f"cell {c.x},{c.y}, crossing", c.crossing, allowed)
