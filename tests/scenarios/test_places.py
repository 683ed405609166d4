"""Names on a scenario's map: where they stand, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME, load_scenario
from panj.scenarios.places import places

HEAD = "name,kind,lon,lat,rank,source\n"


def test_towns_stand_in_the_cell_of_their_coordinates() -> None:
    """Dushanbe, Khorog and Kunduz lie in the cells whose middles are nearest to them, on either side of the border; a
    scenario that extends another has its names."""
    scenario = load_scenario("tajikistan-2021-incursion")
    named = {p.name: p for p in places(scenario) if p.kind == "town"}
    country = {(c.x, c.y): c for c in scenario.cells}
    for name, code, lon, lat in (
        ("Dushanbe", "TJK", 68.779, 38.536),
        ("Khorog", "TJK", 71.553, 37.490),
        ("Kunduz", "AFG", 68.857, 36.729),
    ):
        cell = country[int(named[name].x), int(named[name].y)]
        assert cell.country == code
        assert abs(cell.lon - lon) < 0.06
        assert abs(cell.lat - lat) < 0.05
    assert {p.name for p in places(scenario) if p.kind == "country"} >= {"TAJIKISTAN", "AFGHANISTAN"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("Kulob,town,69.78,97.9,1,x1\n", "row 2, column lat"),
        ("Kulob,city,69.78,37.9,1,x1\n", "row 2, column kind"),
        ("Kulob,town,69.78,37.9,1,x1\nKulob,town,69.78,37.9,2,x1\n", "row 3"),
        ("Kulob,town,69.78,37.9,1\n", "row 2"),
    ],
)
def test_a_row_that_is_no_place_is_refused_with_its_row(tmp_path: Path, rows: str, found: str) -> None:
    """The file, the row and what is wrong are named in one line."""
    folder = tmp_path / "intro"
    shutil.copytree(HOME / "intro", folder)
    (folder / "places.csv").write_text(HEAD + rows)
    with pytest.raises(InputError, match=rf"places\.csv: {found}"):
        places(load_scenario(folder))
