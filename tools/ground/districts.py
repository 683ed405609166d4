"""Districts beyond the border: which cells are theirs, who their neighbours are, and the rows of districts.csv."""

from __future__ import annotations

from itertools import pairwise

from panj.tools.ground.frame import Cell, Frame, Row
from panj.tools.ground.ways import spread


def district_of(
    frame: Frame, border: list[Row], country: dict[Cell, str], province: dict[Cell, str], height: dict[Cell, float]
) -> dict[Cell, str]:
    """District of each cell beyond the border, and the detachment of each of the member's cells on the line.

    A cell on the line belongs to the district of its longest stretch. Any other goes to the district centre of its
    province that is easiest to reach; in a province without one, to the nearest centre of any. Assumed: no boundaries
    of districts were at hand.
    """
    rows = frame.table("districts.csv")
    seats = [frame.place(r) for r in rows]
    known = {r["province"] for r in rows}
    land = {c for c, code in country.items() if code == frame.far}
    out: dict[Cell, str] = {}
    for name in sorted(known):
        mine = [r for r in rows if r["province"] == name]
        owner, _ = spread(frame, [frame.place(r) for r in mine], {c for c in land if province[c] == name}, height)
        out |= {c: mine[i]["district"] for c, i in owner.items()}
    anywhere, _ = spread(frame, seats, land, height)
    out |= {c: rows[i]["district"] for c, i in anywhere.items() if c not in out}
    for c in sorted(land - set(out)):  # an enclave, which no way leads to: the nearest seat
        out[c] = min(
            rows, key=lambda r: (frame.km(frame.centre_of(c), (float(r["lon"]), float(r["lat"]))), r["district"])
        )["district"]
    longest: dict[Cell, float] = {}
    for s in border:
        for cell, name in (((s["far_x"], s["far_y"]), s["district"]), ((s["near_x"], s["near_y"]), s["detachment"])):
            if float(s["km"]) > longest.get(cell, 0.0):
                longest[cell], out[cell] = float(s["km"]), name
    return out | {frame.place(r): r["district"] for r in rows}


def district_rows(
    frame: Frame,
    border: list[Row],
    district: dict[Cell, str],
    country: dict[Cell, str],
    terrain: dict[Cell, str],
    people: dict[Cell, int],
) -> list[Row]:
    """Rows of districts.csv. Neighbours: districts whose cells touch, and those that follow each other on the line."""
    rows = frame.table("districts.csv")
    links: dict[str, set[str]] = {r["district"]: set() for r in rows}
    land = {c: d for c, d in district.items() if country[c] == frame.far}
    for cell, name in land.items():
        links[name] |= {land[o] for o in frame.around(cell, 1) if land.get(o, name) != name}
    order = list(dict.fromkeys(s["district"] for s in border))
    for a, b in pairwise(order):
        links[a].add(b)
        links[b].add(a)
    out: list[Row] = []
    for r in rows:
        x, y = frame.place(r)
        mine = [s for s in border if s["district"] == r["district"]]
        out.append(
            {
                "district": r["district"],
                "name": r["name"],
                "country": frame.far,
                "province": r["province"],
                "front": r["front"],
                "kind": r["kind"],
                "x": x,
                "y": y,
                "border_km": f"{sum(float(s['km']) for s in mine):.2f}",
                "centre": r["centre"],
                "crossing": next((s["crossing"] for s in mine if s["crossing"]), ""),
                "people": sum(people[c] for c, d in land.items() if d == r["district"]),
                "neighbours": ";".join(sorted(links[r["district"]])),
                "terrain": terrain[x, y],
                "source": r["source"],
            }
        )
    return out
