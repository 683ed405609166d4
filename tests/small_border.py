"""A straight border on a small grid, written as a scenario folder: for tests that need a ground of their own.

The member's half of the grid lies north of the border, the other half south of it; every cell is 10 km wide. Districts
and detachments split the border evenly; a provincial centre lies in the south. Who stands where is up to the test.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from panj.scenarios.load import HOME
from panj.scenarios.schema import CellRow, DistrictRow, InjectRow, SegmentRow, UnitRow

CELL_KM = 10.0
CAPITAL = "capital"
Row = dict[str, Any]


def unit(name: str, owner: str, role: str, x: int, y: int, men: int, **more: Any) -> Row:
    """A row of units.csv; the kind follows from the role."""
    kinds = {
        "district_centre": "garrison",
        "border_police": "garrison",
        "provincial": "garrison",
        "mobile": "garrison",
        "main": "band",
        "local": "band",
        "post": "post",
        "detachment": "post",
    }
    row = {
        "unit": name,
        "name": name,
        "owner": owner,
        "kind": kinds.get(role, "battalion"),
        "role": role,
        "x": x,
        "y": y,
        "men": men,
        "quality": 0.5,
        "cohesion": 0.5,
        "status": "present",
        "home": "",
        "source": "test",
        "confidence": "low",
    }
    return row | more


def write_border(
    folder: Path,
    units: Iterable[Row],
    width: int = 12,
    half: int = 5,
    districts: int = 2,
    detachments: int = 1,
    terrain: str = "lowland",
    days: int = 20,
    parameters: Mapping[str, float] | None = None,
    commands: Mapping[str, Mapping[str, float | str]] | None = None,
    injects: Iterable[Row] = (),
    people: Mapping[tuple[int, int], int] | None = None,
    heights: Mapping[tuple[int, int], float] | None = None,
    settings: str = "",
) -> Path:
    """Write a scenario folder and return it. `parameters` become typical values, widening a range that is too narrow.

    `people` live in cells of the member's half, nobody elsewhere; `heights` [m] of cells are 400 where none is given.

    Districts are called d0, d1, ... from west to east, detachments k0, k1, ...; each detachment needs its headquarters
    among the units, or is given one of 10 men.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = [x * districts // width for x in range(width)]
    cells = [
        {
            "x": x,
            "y": y,
            "lon": 68 + x / 9,
            "lat": 37 + y / 11,
            "country": "TJK" if y >= half else "AFG",
            "province": "P",
            "district": f"d{part[x]}" if 1 <= y < half else (CAPITAL if y < 1 else ""),
            "terrain": terrain,
            "elevation_m": (heights or {}).get((x, y), 400),
            "roads": "none",
            "river": "",
            "crossing": "",
            "people": (people or {}).get((x, y), 0),
        }
        for x in range(width)
        for y in range(2 * half)
    ]
    centres = [(2 * d + 1) * width // (2 * districts) for d in range(districts)]
    names = [f"d{d}" for d in range(districts)]
    rows = [
        {
            "district": names[d],
            "name": f"District {d}",
            "country": "AFG",
            "province": "P",
            "front": "south",
            "kind": "border",
            "x": centres[d],
            "y": half // 2,
            "border_km": part.count(d) * CELL_KM,
            "centre": CAPITAL,
            "crossing": "",
            "people": 1000,
            "terrain": terrain,
            "source": "test",
            "neighbours": ";".join([*names[max(0, d - 1) : d], *names[d + 1 : d + 2], CAPITAL]),
        }
        for d in range(districts)
    ] + [
        {
            "district": CAPITAL,
            "name": "Capital",
            "country": "AFG",
            "province": "P",
            "front": "south",
            "kind": "provincial_centre",
            "x": width // 2,
            "y": 0,
            "border_km": 0.0,
            "centre": CAPITAL,
            "crossing": "",
            "people": 1000,
            "terrain": terrain,
            "source": "test",
            "neighbours": ";".join(names),
        }
    ]
    segments = [
        {
            "segment": x,
            "from_km": x * CELL_KM,
            "km": CELL_KM,
            "kind": "river",
            "near_x": x,
            "near_y": half,
            "far_x": x,
            "far_y": half - 1,
            "district": names[part[x]],
            "crossing": "",
            "detachment": f"k{x * detachments // width}",
        }
        for x in range(width)
    ]
    units = list(units)
    quarters = {u["home"] for u in units if u["role"] == "detachment"}
    for k in range(detachments):
        if f"k{k}" not in quarters:
            x = (2 * k + 1) * width // (2 * detachments)
            units.append(unit(f"k{k}-headquarters", "TJK", "detachment", x, half + 1, 10, home=f"k{k}"))
    if not any(u["owner"] in ("TLB", "JAN") for u in units):  # a war wants militants: one man who never comes
        units.append(unit("nobody", "TLB", "local", width // 2, 0, 1, home=CAPITAL, status="on_paper"))
    for name, form, table in (
        ("cells.csv", CellRow, cells),
        ("districts.csv", DistrictRow, rows),
        ("segments.csv", SegmentRow, segments),
        ("units.csv", UnitRow, units),
        ("injects.csv", InjectRow, list(injects)),
    ):
        write_table(folder / name, list(form.model_fields), table)
    grid = f"[grid]\nwidth = {width}\nheight = {2 * half}\ncell_km = {CELL_KM}\n"
    head = f'extends = "tajikistan-2021"\ntitle = "A small border"\nsummary = "For a test."\ndays = {days}\n'
    text = head + f"border_km = {width * CELL_KM}\n" + grid + _parameters(parameters or {}) + _commands(commands or {})
    (folder / "scenario.toml").write_text(text + settings, encoding="utf-8")
    return folder


def write_table(path: Path, columns: list[str], rows: list[Row]) -> None:
    """Write a CSV file with these columns."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def _parameters(values: Mapping[str, float]) -> str:
    known = tomllib.loads((HOME / "tajikistan-2021" / "scenario.toml").read_text(encoding="utf-8"))["parameters"]
    return "".join(
        f"[parameters.{name}]\nlow = {min(v, known[name]['low'])}\ntypical = {v}\n"
        f"high = {max(v, known[name]['high'])}\n"
        for name, v in values.items()
    )


def _commands(commands: Mapping[str, Mapping[str, float | str]]) -> str:
    return "".join(
        f"[commands.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in changes.items())
        for name, changes in commands.items()
    )
