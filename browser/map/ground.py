"""What the map shows of a scenario that never changes: the land as a picture, and where everything on it lies."""

from __future__ import annotations

import io
import math
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from panj.border.inland.state import AIMS
from panj.experiments.warmap.backdrop import land
from panj.experiments.warmap.frame import stretch_lines
from panj.experiments.warmap.names import names_of
from panj.experiments.words import dated
from panj.scenarios.places import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from panj.scenarios.load import Scenario
    from panj.scenarios.schema import Power

SCALE = 24  # pixels a cell
QUALITY = 82  # of the JPEG: some 150 kB for the default scenario, sent once
LARGE = 0.8  # size of the names of provincial centres, see warmap.names
SAME_PLACE = 2.5  # cells within which one name is not written twice
KINDS = {"border": "border district", "provincial_centre": "provincial centre"}


@lru_cache(maxsize=4)
def picture(scenario: Scenario) -> bytes:
    """Relief, roads and country borders as a JPEG."""
    stream = io.BytesIO()
    land(scenario, SCALE).save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


@lru_cache(maxsize=4)
def describe(scenario: Scenario) -> dict[str, Any]:
    """Sizes, stretches, districts, powers, names and dates, for map.js. Places in cells, north up."""
    file = scenario.file
    owners = {u.owner for u in scenario.units}
    return {
        "width": file.grid.width,
        "height": file.grid.height,
        "stretches": _stretches(scenario),
        "districts": [
            {
                "name": d.name,
                "kind": KINDS.get(d.kind, d.kind.replace("_", " ")),
                "centre": d.kind == "provincial_centre",
                "x": d.x + 0.5,
                "y": d.y + 0.5,
            }
            for d in scenario.districts
        ],
        "powers": [
            {"name": p.name, "colour": p.colour, "side": p.side, "shown": code in owners, **_signs(file.powers)[code]}
            for code, p in file.powers.items()
        ],
        "cellKm": file.grid.cell_km,
        "names": _names(scenario),
        "villages": [{"x": v.x + 0.5, "y": v.y + 0.5, "name": v.name} for v in scenario.villages],
        "aims": ["", "", *AIMS],
        "days": [dated(file.start + timedelta(days=day), "%B") for day in range(file.days + 1)],
    }


def _names(scenario: Scenario) -> list[dict[str, Any]]:
    """What is written on the map, the most important first; `rank` says from how near, see scenarios/places.py.

    Countries, towns and rivers of places.csv; names of what has a sign of its own; villages. Each name once at a place.
    """
    listed = places(scenario)
    named = {p.name.upper() for p in listed if p.kind == "country"}
    found = [_name(p.name, p.kind, p.x, p.y, p.rank, 0.3 if p.kind == "town" else 0.0) for p in listed]
    for n in names_of(scenario):
        if n.gap:  # a district centre or a crossing
            found.append(_name(n.text, "place", n.x + 0.5, n.y + 0.5, 2 if n.size > LARGE else 3, n.gap))
        elif not named:
            found.append(_name(n.text, "country", n.x + 0.5, n.y + 0.5, 0))
    found += [_name(v.name, "place", v.x + 0.5, v.y + 0.5, 5, 0.3) for v in scenario.villages]
    once: list[dict[str, Any]] = []
    for name in sorted(found, key=lambda n: n["rank"]):
        if name["kind"] == "river":
            name["turn"] = _along(scenario, name)
        if not any(_beside(name, other) for other in once):
            once.append(name)
    return once


def _name(text: str, kind: str, x: float, y: float, rank: int, gap: float = 0.0) -> dict[str, Any]:
    return {"text": text, "kind": kind, "x": round(x, 2), "y": round(y, 2), "rank": rank, "gap": gap}


def _beside(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two names are of the same place."""
    return one["text"] == other["text"] and math.hypot(one["x"] - other["x"], one["y"] - other["y"]) < SAME_PLACE


def _along(scenario: Scenario, name: dict[str, Any]) -> float:
    """Puts a river's name on the nearest point of the border, and returns the turn by which it runs along it [rad]."""
    lines = [((s.near_x + s.far_x + 1) / 2, (s.near_y + s.far_y + 1) / 2) for s in scenario.segments]
    nearest = min(range(len(lines)), key=lambda i: math.dist(lines[i], (name["x"], name["y"])))
    a, b = lines[max(0, nearest - 3)], lines[min(len(lines) - 1, nearest + 3)]
    name["x"], name["y"] = lines[nearest]
    turn = -math.atan2(b[1] - a[1], b[0] - a[0])
    return turn if abs(turn) <= math.pi / 2 else turn - math.copysign(math.pi, turn)


def _signs(powers: Mapping[str, Power]) -> dict[str, dict[str, Any]]:
    """What tells powers apart without colour: which of its side's shapes each has, and the fewest letters of its code
    that no other power's code begins with."""
    sides = [p.side for p in powers.values()]
    return {
        code: {
            "nth": sides[:number].count(sides[number]),
            "letters": next(
                code[:n]
                for n in range(1, len(code) + 1)
                if sum(c.startswith(code[:n]) for c in powers) == 1 or n == len(code)
            ),
        }
        for number, code in enumerate(powers)
    }


def _stretches(scenario: Scenario) -> list[dict[str, Any]]:
    """Each stretch with its line: from half way to the one before, by its middle, half way to the next."""
    return [
        {
            "kind": s.kind,
            "crossing": s.crossing.replace("-", " ").title(),
            "from": round(s.from_km),
            "till": round(s.from_km + s.km),
            "line": [part for place in line for part in place],
        }
        for s, line in zip(scenario.segments, stretch_lines(scenario), strict=True)
    ]
