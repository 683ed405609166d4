"""Checks of a scenario that need more than one row: the border is continuous, units stand where they may, and so on."""

from __future__ import annotations

from pathlib import Path

from scenarios.errors import InputError
from scenarios.load import Scenario
from scenarios.schema import CellRow

MILITANT_GROUND = ("government", "militant")


def check(scenario: Scenario) -> None:
    """Raise InputError at the first thing that does not fit together."""
    cells = _check_cells(scenario)
    _check_districts(scenario, cells)
    _check_segments(scenario, cells)
    _check_units(scenario, cells)
    _check_people(scenario)


def _check_cells(s: Scenario) -> dict[tuple[int, int], CellRow]:
    path, g = s.folder / "cells.csv", s.file.grid
    cells = {(c.x, c.y): c for c in s.cells}
    for x, y in cells:
        if x >= g.width or y >= g.height:
            raise InputError(path, f"cell {x},{y}", f"{x},{y}", f"x below {g.width} and y below {g.height}")
    if len(cells) != g.width * g.height:
        missing = next((x, y) for y in range(g.height) for x in range(g.width) if (x, y) not in cells)
        raise InputError(path, f"cell {missing[0]},{missing[1]}", "no row", f"{g.width} x {g.height} cells, each once")
    return cells


def _check_districts(s: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    path = s.folder / "districts.csv"
    known = {d.district for d in s.districts}
    for d in s.districts:
        where = f"district {d.district}"
        if (d.x, d.y) not in cells or cells[d.x, d.y].country != d.country:
            raise InputError(path, where, f"cell {d.x},{d.y}", f"a cell of {d.country}")
        if d.centre not in known:
            raise InputError(path, where, d.centre, "centre: the district of a provincial centre")
        for other in filter(None, d.neighbours.split(";")):
            if other not in known:
                raise InputError(path, where, other, "neighbours: districts of this file")
    named = {c.district for c in s.cells if c.country == s.file.beyond and c.district}
    if named - known:
        raise InputError(s.folder / "cells.csv", "district", sorted(named - known)[0], "a district of districts.csv")


def _check_segments(s: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    path = s.folder / "segments.csv"
    districts = {d.district for d in s.districts}
    detachments = {u.home for u in s.units if u.kind == "post"}
    total, last = 0.0, None
    if not s.segments:
        raise InputError(path, "", "no rows", "at least one stretch of border")
    for i, seg in enumerate(s.segments):
        where = f"segment {seg.segment}"
        if seg.segment != i:
            raise InputError(path, where, seg.segment, f"segments numbered from 0 west to east; here {i}")
        if abs(seg.from_km - total) > 0.05:
            raise InputError(path, where, seg.from_km, f"from_km {total:.2f}, where the stretch before it ends")
        near, far = (seg.tjk_x, seg.tjk_y), (seg.afg_x, seg.afg_y)
        for cell, country in ((near, s.file.requester), (far, s.file.beyond)):
            if cell not in cells or cells[cell].country != country:
                raise InputError(path, where, f"cell {cell[0]},{cell[1]}", f"a cell of {country}")
        if not _touch(near, far):
            raise InputError(path, where, f"cells {near} and {far}", "two cells that touch")
        if last is not None and not (_touch(last[0], near) and _touch(last[1], far)):
            raise InputError(path, where, f"cells {near} and {far}", "cells that touch those of the stretch before it")
        if seg.district not in districts:
            raise InputError(path, where, seg.district, "a district of districts.csv")
        if seg.detachment not in detachments:
            raise InputError(path, where, seg.detachment, f"home of a post: {', '.join(sorted(detachments))}")
        total += seg.km
        last = (near, far)
    if abs(total - s.file.border_km) > 0.5:
        raise InputError(path, "km", f"{total:.2f} km in all", f"{s.file.border_km} km, the border_km of scenario.toml")


def _check_units(s: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    path = s.folder / "units.csv"
    districts = {d.district for d in s.districts}
    for u in s.units:
        where = f"unit {u.unit}"
        if u.owner not in s.file.powers:
            raise InputError(path, where, u.owner, f"an owner among {', '.join(sorted(s.file.powers))}")
        if (u.x, u.y) not in cells:
            raise InputError(path, where, f"cell {u.x},{u.y}", "a cell of the grid")
        beyond = s.file.powers[u.owner].side in MILITANT_GROUND
        ground = s.file.beyond if beyond else s.file.requester
        if cells[u.x, u.y].country != ground:
            raise InputError(path, where, f"cell {u.x},{u.y} of {cells[u.x, u.y].country}", f"a cell of {ground}")
        if beyond and u.home not in districts:
            raise InputError(path, where, u.home or "no home", "a district of districts.csv")


def _check_people(s: Scenario) -> None:
    """States, observers, commands and powers name each other rightly."""
    path: Path = s.folder / "scenario.toml"
    if s.file.requester not in s.file.states:
        raise InputError(path, "states", sorted(s.file.states), f"an entry for the requester {s.file.requester}")
    for code in s.file.observers:
        if code not in s.file.states and code not in s.file.powers:
            raise InputError(path, f"observers.{code}", code, "a state or a power of this file")
    for code in s.file.states:
        if code not in s.file.observers:
            raise InputError(path, f"observers.{code}", "nothing", "an observer for every state")
    for name, command in s.file.commands.items():
        if command.owner not in s.file.powers or s.file.powers[command.owner].side != "militant":
            raise InputError(path, f"commands.{name}.owner", command.owner, "a power of side militant")


def _touch(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 1
