"""A border of one's own, drawn from a map and a list of places: it fits, it plays, and what does not fit is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from panj.experiments.beginning import begin_drawn
from panj.experiments.next_step import BROKEN, next_step, onward
from panj.model import BorderModel
from panj.scenarios.drawn import draw
from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME, load_scenario
from panj.scenarios.mapfile import Map, read_places
from panj.tests.experiments.command import panj, refused
from panj.tests.scenarios.test_bad_input import CASES, INJECT, UNITS
from panj.tests.small_border import write_border

SOUTH = 37.0  # latitude of the border
HEAD = "name,kind,owner,lon,lat,people,men,source\n"
PLACES = (
    "Shahr,centre,AFG,69.0,36.7,40000,300,assumed",
    "Dasht,district,AFG,69.1,36.93,9000,120,assumed",
    "Main band,main,TLB,69.4,36.8,0,250,assumed",
    "Sarhad,town,TJK,69.1,37.06,12000,0,assumed",
    "Sarhad detachment,detachment,TJK,69.15,37.2,0,160,assumed",
    "Contingent,contingent,RUS,69.2,37.3,0,500,assumed",
)


def land(code: str, south: float, north: float) -> dict[str, object]:
    """A box of land between two latitudes."""
    ring = [[68.0, south], [71.0, south], [71.0, north], [68.0, north], [68.0, south]]
    return {"type": "Feature", "properties": {"country": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def files(folder: Path, places: tuple[str, ...] = PLACES, *more: dict[str, object]) -> tuple[Path, Path]:
    """A map of two countries that meet on a straight line, and a list of places."""
    drawn = {"type": "FeatureCollection", "features": [land("TJK", SOUTH, 39.0), land("AFG", 35.0, SOUTH), *more]}
    (folder / "land.geojson").write_text(json.dumps(drawn), encoding="utf-8")
    (folder / "places.csv").write_text(HEAD + "\n".join(places) + "\n", encoding="utf-8")
    return folder / "land.geojson", folder / "places.csv"


def test_a_drawn_border_fits_and_plays(tmp_path: Path) -> None:
    """A map of two countries and six places are enough for a scenario that checks and plays."""
    area, places = files(tmp_path)
    begin_drawn(tmp_path / "ours", "intro", area, places, None, 10.0)
    scenario = load_scenario(tmp_path / "ours")
    assert (scenario.file.requester, scenario.file.beyond) == ("TJK", "AFG")
    assert scenario.file.border_km == pytest.approx(10 * len(scenario.segments), rel=0.1)
    assert {u.role for u in scenario.units} == {"provincial", "district_centre", "main", "detachment", "contingent"}
    assert BorderModel(tmp_path / "ours", seed=1, days=3).run().steps == 12
    assert any("observed.toml" in step for step in onward(scenario, "ours"))


def test_places_may_be_points_of_a_map(tmp_path: Path) -> None:
    """A list in GeoJSON draws the same border as one in CSV."""
    area, places = files(tmp_path)
    rows = list(csv.DictReader(places.read_text(encoding="utf-8").splitlines()))
    points = [
        {
            "type": "Feature",
            "properties": {
                k: int(v) if k in ("people", "men") else v for k, v in row.items() if k not in ("lon", "lat")
            },
            "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
        }
        for row in rows
    ]
    (tmp_path / "places.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": points}))
    base = load_scenario("intro")
    both = [draw(Map(area), p, read_places(p), 10.0, base) for p in (places, tmp_path / "places.geojson")]
    assert both[0].tables == both[1].tables


def test_twin_towns_of_one_cell_stand_on_their_own_sides(tmp_path: Path) -> None:
    """Of two towns that face each other in one cell, the later is drawn on its own side, and it is said."""
    twins = ("Left bank,district,AFG,69.3,36.99,100,50,assumed", "Right bank,town,TJK,69.3,37.0,100,0,assumed")
    area, places = files(tmp_path, (*PLACES, *twins))
    drawing = draw(Map(area), places, read_places(places), 10.0, load_scenario("intro"))
    assert any("Right bank" in note for note in drawing.notes)


@pytest.mark.parametrize(
    ("places", "named"),
    [
        (PLACES[1:], ("places.csv", "centre")),
        (tuple(p for p in PLACES if "main" not in p), ("places.csv", "no militants")),
        (tuple(p for p in PLACES if "detachment" not in p), ("places.csv", "detachment")),
        ((*PLACES, "Far off,district,AFG,69.1,38.5,1,1,assumed"), ("places.csv", "row 8", "Far off", "TJK")),
        ((*PLACES, "Band,gang,TLB,69.1,36.9,0,9,assumed"), ("places.csv", "row 8", "kind", "gang")),
        ((*PLACES, "Band,main,TLB,69.1,36.9,0,many,assumed"), ("places.csv", "row 8", "men", "many")),
        ((*PLACES, "Town,town,AFG,-69.1,36.9,0,0,assumed"), ("places.csv", "400")),
    ],
)
def test_places_that_make_no_border_are_refused(
    tmp_path: Path, places: tuple[str, ...], named: tuple[str, ...]
) -> None:
    """What is missing or misplaced is told with its row, and no folder is left."""
    area, table = files(tmp_path, places)
    with pytest.raises(InputError) as refusal:
        begin_drawn(tmp_path / "ours", "intro", area, table, None, 10.0)
    assert [n for n in named if n not in str(refusal.value)] == []
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{}", "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": 3}', "features"),
        ('{"type": "FeatureCollection", "features": []}', "country"),
        (json.dumps({"type": "FeatureCollection", "features": [land("TJK", 1, 200)]}), "feature 1, coordinates"),
        (json.dumps({"type": "FeatureCollection", "features": [land("Tajikistan", 1, 2)]}), "feature 1, country"),
    ],
)
def test_a_map_that_is_none_is_refused(tmp_path: Path, content: str, named: str) -> None:
    """A map says which feature is wrong and what may stand there."""
    (tmp_path / "land.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=named):
        Map(tmp_path / "land.geojson")


def test_every_check_that_fails_says_what_to_do(tmp_path: Path) -> None:
    """Whatever is wrong with a scenario folder, there is a next step, and one that is about its file."""
    bare = []
    for number, (what, (damage, _)) in enumerate(sorted(CASES.items())):
        folder = write_border(tmp_path / str(number) / "land", UNITS, injects=[INJECT])
        damage(folder)
        with pytest.raises(InputError) as refusal:
            load_scenario(folder)
        if next_step(refusal.value) == BROKEN and refusal.value.where:
            bare.append(f"{what}: {refusal.value}")
    assert bare == []


def test_check_says_what_to_do_next(tmp_path: Path) -> None:
    """`panj scenario check` names a next step where it refuses, and others once all fit."""
    done = panj("scenario", "check", "arauca-2021")
    assert done.stdout.count("\n- ") >= 3
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "scenario.toml").write_text('extends = "intro"\n[parameters]\npatrol_kmh = 2\n')
    said = refused("scenario", "check", tmp_path / "ours")
    assert "patrol_kmh" in said
    assert "Next: Write a table" in said


def test_the_example_is_what_its_sources_draw() -> None:
    """The tables of the example that ships are those that its map and its list come to."""
    folder = HOME / "arauca-2021"
    places = folder / "source" / "list.csv"
    base = load_scenario("tajikistan-2021")
    drawing = draw(Map(folder / "source" / "land.geojson"), places, read_places(places), 10.0, base)
    for name, rows in drawing.tables.items():
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            kept = list(csv.DictReader(stream))
        assert kept == [{k: str(v) for k, v in row.items()} for row in rows], name
