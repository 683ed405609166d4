"""Checks of a scenario that need more than one row: the border is continuous, units stand where they may, and so on."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.injects import check_inject, weight_ranges
from panj.scenarios.meant import HOME
from panj.scenarios.reading import read_toml
from panj.scenarios.schema import CellRow
from panj.scenarios.sense import MILITANT_GROUND, check_ground, check_neighbours, check_sides

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

# Kinds of unit that a side may have, and the roles of each kind.
KINDS = {
    "government": ("garrison",),
    "militant": ("band",),
    "member": ("post", "battalion"),
    "ally": ("battalion",),
    "partner": ("battalion",),
}
ROLES = {
    "garrison": ("district_centre", "border_police", "provincial", "mobile"),
    "band": ("main", "local"),
    "post": ("post", "detachment"),
    "battalion": ("army", "reserve", "base", "contingent", "partner"),
}

# Parameters that rules divide by, and those that may be negative; all others must not be.
POSITIVE = (
    "foot_kmh",
    "road_kmh",
    "patrol_men",
    "news_half_life_days",
    "repelled_half_life_days",
    "menace_half",
    "mobilise_days",
    "deploy_days",
    "equipment_days",
    "attack_incidents",
    "refuge_capacity",
)
SIGNED = ("collapse_base",)


def check(scenario: Scenario) -> None:
    """Raise InputError at the first thing that does not fit together."""
    cells = _check_cells(scenario)
    _check_districts(scenario, cells)
    check_neighbours(scenario)
    _check_segments(scenario, cells)
    check_ground(scenario, cells)
    _check_units(scenario, cells)
    check_sides(scenario)
    _check_people(scenario)
    _check_inside(scenario, cells)
    _check_parameters(scenario)
    _check_injects(scenario)


def _check_cells(scenario: Scenario) -> dict[tuple[int, int], CellRow]:
    path, g = scenario.folder / "cells.csv", scenario.file.grid
    cells = {(c.x, c.y): c for c in scenario.cells}
    for x, y in cells:
        if x >= g.width or y >= g.height:
            raise InputError(path, f"cell {x},{y}", InWords(f"{x},{y}"), f"x below {g.width} and y below {g.height}")
    if len(cells) != g.width * g.height:
        missing = next((x, y) for y in range(g.height) for x in range(g.width) if (x, y) not in cells)
        raise InputError(
            path, f"cell {missing[0]},{missing[1]}", InWords("no row"), f"{g.width} x {g.height} cells, each once"
        )
    return cells


def _check_districts(scenario: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    path = scenario.folder / "districts.csv"
    known = {d.district for d in scenario.districts}
    centres = {d.district for d in scenario.districts if d.kind == "provincial_centre"}
    if not known:
        raise InputError(path, "", InWords("no rows"), "at least one district and a provincial centre")
    for d in scenario.districts:
        where = f"district {d.district}"
        if (d.x, d.y) not in cells or cells[d.x, d.y].country != d.country:
            raise InputError(path, where, InWords(f"cell {d.x},{d.y}"), f"a cell of {d.country}")
        if d.centre not in centres:
            raise InputError(path, where, d.centre, "centre: the district of a provincial centre")
        if cells[d.x, d.y].district != d.district:
            raise InputError(path, where, InWords(f"cell {d.x},{d.y}"), f"a cell whose district is {d.district}")
        for other in filter(None, d.neighbours.split(";")):
            if other not in known:
                raise InputError(path, where, other, "neighbours: districts of this file")
    named = {c.district for c in scenario.cells if c.country == scenario.file.beyond and c.district}
    if named - known:
        raise InputError(
            scenario.folder / "cells.csv", "district", sorted(named - known)[0], "a district of districts.csv"
        )


def _check_segments(scenario: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    path = scenario.folder / "segments.csv"
    districts = {d.district for d in scenario.districts}
    detachments = {u.home for u in scenario.units if u.role == "detachment"}
    total, last = 0.0, None
    if not scenario.segments:
        raise InputError(path, "", InWords("no rows"), "at least one stretch of border")
    for i, seg in enumerate(scenario.segments):
        where = f"segment {seg.segment}"
        if seg.segment != i:
            raise InputError(path, where, seg.segment, f"segments numbered from 0 west to east; here {i}")
        if abs(seg.from_km - total) > 0.05:
            raise InputError(path, where, seg.from_km, f"from_km {total:.2f}, where the stretch before it ends")
        near, far = (seg.near_x, seg.near_y), (seg.far_x, seg.far_y)
        for cell, country in ((near, scenario.file.requester), (far, scenario.file.beyond)):
            if cell not in cells or cells[cell].country != country:
                raise InputError(path, where, InWords(f"cell {cell[0]},{cell[1]}"), f"a cell of {country}")
        if not _touch(near, far):
            raise InputError(path, where, InWords(f"cells {near} and {far}"), "two cells that touch")
        if last is not None and not (_touch(last[0], near) and _touch(last[1], far)):
            raise InputError(
                path, where, InWords(f"cells {near} and {far}"), "cells that touch those of the stretch before it"
            )
        if seg.district not in districts:
            raise InputError(path, where, seg.district, "a district of districts.csv")
        if seg.detachment not in detachments:
            raise InputError(
                path, where, seg.detachment, f"home of a detachment headquarters: {', '.join(sorted(detachments))}"
            )
        total += seg.km
        last = (near, far)
    for d in scenario.districts:
        km = sum(seg.km for seg in scenario.segments if seg.district == d.district)
        if abs(km - d.border_km) > 0.5:
            found, allowed = f"border_km {d.border_km}", f"{km:.2f}, the sum of its stretches in segments.csv"
            raise InputError(scenario.folder / "districts.csv", f"district {d.district}", found, allowed)
    if abs(total - scenario.file.border_km) > 0.5:
        raise InputError(
            path,
            "km",
            InWords(f"{total:.2f} km in all"),
            f"{scenario.file.border_km} km, the border_km of scenario.toml",
        )


def _check_units(scenario: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    path = scenario.folder / "units.csv"
    districts = {d.district for d in scenario.districts}
    detachments = {seg.detachment for seg in scenario.segments}
    for u in scenario.units:
        where = f"unit {u.unit}"
        if u.owner not in scenario.file.powers:
            raise InputError(path, where, u.owner, f"an owner among {', '.join(sorted(scenario.file.powers))}")
        if (u.x, u.y) not in cells:
            raise InputError(path, where, InWords(f"cell {u.x},{u.y}"), "a cell of the grid")
        side = scenario.file.powers[u.owner].side
        beyond = side in MILITANT_GROUND
        if u.kind not in KINDS[side]:
            raise InputError(path, where, u.kind, f"kind of a unit of side {side}: {', '.join(KINDS[side])}")
        if u.role not in ROLES[u.kind]:
            raise InputError(path, where, u.role, f"role of a {u.kind}: {', '.join(ROLES[u.kind])}")
        ground = scenario.file.beyond if beyond else scenario.file.requester
        if cells[u.x, u.y].country != ground:
            raise InputError(
                path, where, InWords(f"cell {u.x},{u.y} of {cells[u.x, u.y].country}"), f"a cell of {ground}"
            )
        if beyond and u.home not in districts:
            raise InputError(path, where, u.home or "no home", "a district of districts.csv")
        if not beyond and u.home not in detachments and (u.home or u.kind == "post"):
            raise InputError(path, where, u.home or "no home", "a detachment of segments.csv")


def _check_people(scenario: Scenario) -> None:
    """States, observers, commands and powers name each other rightly."""
    path: Path = scenario.folder / "scenario.toml"
    if scenario.file.requester not in scenario.file.states:
        raise InputError(
            path, "states", sorted(scenario.file.states), f"an entry for the requester {scenario.file.requester}"
        )
    if scenario.file.beyond == scenario.file.requester:
        raise InputError(path, "beyond", scenario.file.beyond, "another country than the requester")
    roles = [code for code, state in scenario.file.states.items() if state.role == "requester"]
    if roles != [scenario.file.requester]:
        raise InputError(
            path, "states", InWords(f"role requester for {roles}"), f"that role for {scenario.file.requester} alone"
        )
    for side in ("government", "militant", "member"):
        if side not in {p.side for p in scenario.file.powers.values()}:
            raise InputError(path, "powers", InWords(f"none of side {side}"), f"at least one power of side {side}")
    for code in scenario.file.observers:
        if code not in scenario.file.states and code not in scenario.file.powers:
            raise InputError(path, f"observers.{code}", code, "a state or a power of this file")
    for code in scenario.file.states:
        if code not in scenario.file.observers:
            raise InputError(path, f"observers.{code}", InWords("nothing"), "an observer for every state")
    for name, command in scenario.file.commands.items():
        if command.owner not in scenario.file.powers or scenario.file.powers[command.owner].side != "militant":
            raise InputError(path, f"commands.{name}.owner", command.owner, "a power of side militant")


def _check_inside(scenario: Scenario, cells: dict[tuple[int, int], CellRow]) -> None:
    """Who passes through says where to, snow comes day by day, and names belong to inhabited cells of the requester."""
    path = scenario.folder / "scenario.toml"
    around = {c.country for c in scenario.cells} - {scenario.file.requester, scenario.file.beyond}
    for name, command in scenario.file.commands.items():
        if command.aim == "transit" and command.transit_to not in around:
            found = command.transit_to or "nothing"
            raise InputError(
                path, f"commands.{name}.transit_to", found, f"one of {', '.join(sorted(around)) or 'none'}"
            )
    days = [line.date for line in scenario.file.snow]
    for before, after in pairwise(days):
        if not before < after:
            raise InputError(path, "snow", InWords(f"{before} before {after}"), "dates in order, each once")
    named: dict[str, object] = {}
    for row in scenario.villages:
        if row.name in named:
            raise InputError(
                scenario.folder / "villages.csv", f"village {row.name}", InWords("the name twice"), "a name for each"
            )
        named[row.name] = row
        cell = cells.get((row.x, row.y))
        if cell is None or cell.country != scenario.file.requester or not cell.people:
            found, allowed = f"cell {row.x},{row.y}", f"a cell of {scenario.file.requester} with people"
            raise InputError(scenario.folder / "villages.csv", f"village {row.name}", found, allowed)


@lru_cache(maxsize=1)
def parameter_names() -> frozenset[str]:
    """Names of all parameters of the model: those of the scenario that comes first with the program."""
    return frozenset(read_toml(HOME / "tajikistan-2021" / "scenario.toml")["parameters"])


def _check_parameters(scenario: Scenario) -> None:
    """Every parameter is there, none is unknown, and no range allows a number that a rule cannot take."""
    path, given = scenario.folder / "scenario.toml", scenario.file.parameters
    for name in sorted(parameter_names() - set(given)):
        raise InputError(path, f"parameters.{name}", InWords("nothing"), "low, typical, high, unit and source")
    for name, p in given.items():
        if name not in parameter_names():
            raise InputError(path, f"parameters.{name}", name, "a parameter of the model; see `panj scenario show`")
        if name in POSITIVE and p.low <= 0.0:
            raise InputError(path, f"parameters.{name}.low", p.low, "more than 0")
        if name not in SIGNED and p.low < 0.0:
            raise InputError(path, f"parameters.{name}.low", p.low, "0 or more")
    for name, value in scenario.file.temper.items():
        weight = weight_ranges().get(name)
        if weight is None or name == "reliability":
            allowed = ", ".join(n for n in weight_ranges() if n != "reliability")
            raise InputError(path, f"temper.{name}", name, f"one of {allowed}; reliability is a parameter")
        if not weight["low"] <= value <= weight["high"]:
            raise InputError(path, f"temper.{name}", value, f"{weight['low']:g} to {weight['high']:g} {weight['unit']}")
    if not any(given[name].typical for name in given if name.startswith("stability_w_")):
        raise InputError(path, "parameters.stability_w_*", InWords("weights that are all 0"), "at least one above 0")


def _check_injects(scenario: Scenario) -> None:
    """Each inject names who can do it, on a day of the scenario, with an amount that makes sense."""
    for number, row in enumerate(scenario.injects, start=2):
        check_inject(scenario, row, scenario.folder / "injects.csv", f"row {number} ({row.kind} of {row.date})")


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= 1
