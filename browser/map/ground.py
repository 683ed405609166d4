"""What the map shows of a scenario that never changes: the land as a picture, and where everything on it lies."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from panj.border.inland.state import AIMS
from panj.experiments.warmap.backdrop import land
from panj.experiments.warmap.names import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from panj.scenarios.load import Scenario
    from panj.scenarios.schema import Power

SCALE = 24  # pixels a cell
QUALITY = 82  # of the JPEG: some 150 kB for the default scenario, sent once
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
        "names": [
            {"text": n.text, "x": n.x + 0.5, "y": n.y + 0.5, "gap": n.gap, "size": n.size, "loud": n.gap == 0}
            for n in names_of(scenario)
        ],
        "villages": {f"{v.x},{v.y}": v.name.replace("-", " ").title() for v in scenario.villages},
        "aims": ["", "", *AIMS],
        "days": [f"{file.start + timedelta(days=day):%-d %B}" for day in range(file.days + 1)],
    }


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
    rows = scenario.segments
    middles = [((s.near_x + s.far_x + 1) / 2, (s.near_y + s.far_y + 1) / 2) for s in rows]
    halves = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(middles)]
    ends = [middles[0], *halves, middles[-1]]
    return [
        {
            "kind": s.kind,
            "crossing": s.crossing.replace("-", " ").title(),
            "from": round(s.from_km),
            "till": round(s.from_km + s.km),
            "line": [*ends[i], *middles[i], *ends[i + 1]],
        }
        for i, s in enumerate(rows)
    ]
