"""A small theatre for tests of the ground rules: four districts in a row, a provincial centre at the eastern end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from panj.model import BorderModel
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.schema import CellRow, Cells, DistrictRow, SegmentRow, UnitRow

ROW = (
    "west",
    "middle",
    "east",
    "centre",
)  # each two cells wide and two deep, seats at y = 0, the border north of y = 1
WIDTH, HEIGHT = 8, 3


def _cells(roads: set[tuple[int, int]]) -> list[CellRow]:
    return [
        CellRow(
            x=x,
            y=y,
            lon=69.0 + 0.1 * x,
            lat=37.0 + 0.1 * y,
            country="TJK" if y == 2 else "AFG",
            province="P",
            district="" if y == 2 else ROW[x // 2],
            terrain="lowland",
            elevation_m=500,
            roads="highway" if (x, y) in roads else "none",
            river="",
            crossing="",
            people=0,
        )
        for x in range(WIDTH)
        for y in range(HEIGHT)
    ]


def _districts(fronts: dict[str, str]) -> list[DistrictRow]:
    return [
        DistrictRow(
            district=d,
            name=d.capitalize(),
            country="AFG",
            province="P",
            front=fronts.get(d, "valley"),
            kind="provincial_centre" if d == "centre" else "border",
            x=2 * k,
            y=0,
            border_km=20,
            centre="centre",
            crossing="",
            people=1000,
            neighbours=";".join(ROW[o] for o in (k - 1, k + 1) if 0 <= o < len(ROW)),
            terrain="lowland",
            source="a test",
        )
        for k, d in enumerate(ROW)
    ]


def _segments() -> list[SegmentRow]:
    return [
        SegmentRow(
            segment=x,
            from_km=10.0 * x,
            km=10.0,
            kind="river",
            near_x=x,
            near_y=2,
            far_x=x,
            far_y=1,
            district=ROW[x // 2],
            crossing="",
            detachment="north",
        )
        for x in range(WIDTH)
    ]


def unit(name: str, role: str, at: tuple[int, int], men: int, home: str = "", **more: Any) -> UnitRow:
    """A unit of the small theatre; owner and kind follow from the role."""
    owner, kind = {
        "main": ("TLB", "band"),
        "local": ("TLB", "band"),
        "detachment": ("TJK", "post"),
        "post": ("TJK", "post"),
    }.get(role, ("AFG", "garrison"))
    row = {
        "unit": name,
        "name": name,
        "owner": owner,
        "kind": kind,
        "role": role,
        "x": at[0],
        "y": at[1],
        "men": men,
        "quality": 0.5,
        "cohesion": 0.5,
        "status": "present",
        "home": home or ROW[at[0] // 2],
        "source": "a test",
    }
    return UnitRow(**(row | more))


def scenario(
    units: list[UnitRow], fronts: dict[str, str] | None = None, roads: set[tuple[int, int]] | None = None
) -> Scenario:
    """The small theatre with these units; `fronts` moves districts to a front of their own, `roads` are highways."""
    base = load_scenario("intro")
    headquarters = unit("north-detachment", "detachment", (0, 2), 100, "north")
    return replace(
        base.with_file(grid=Cells(width=WIDTH, height=HEIGHT, cell_km=10.0), border_km=80.0),
        name="small",
        cells=tuple(_cells(roads or set())),
        districts=tuple(_districts(fronts or {})),
        segments=tuple(_segments()),
        units=(*units, headquarters),
        injects=(),
    )


@pytest.fixture
def small() -> Callable[..., BorderModel]:
    """Builds a model of the small theatre: `small(units, fronts=..., parameter=value...)`."""

    def build(
        units: list[UnitRow],
        fronts: dict[str, str] | None = None,
        roads: set[tuple[int, int]] | None = None,
        seed: int = 1,
        **parameters: float,
    ) -> BorderModel:
        return BorderModel(scenario(units, fronts, roads), seed=seed, days=30, parameters=parameters)

    return build


@pytest.fixture(name="unit")
def unit_row() -> Callable[..., UnitRow]:
    """Builds a row of units.csv for the small theatre: `unit(name, role, (x, y), men, home)`."""
    return unit
