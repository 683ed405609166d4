"""Inside the border: bands take villages, live on what is there, are hunted, leave; nobody vanishes, and it is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panj.border import rules
from panj.border.forces import AWAY, CROSS, DEALT, FIELD, HOLD, INSIDE, PURSUE
from panj.border.inland.state import HIDDEN, IN_VILLAGE
from panj.model import BorderModel
from panj.model.border_model import snow_line_m
from panj.scenarios.schema import SnowLine
from panj.tests.small_border import Row, unit, write_border, write_table

WIDTH, HALF = 12, 5
CALM = {"mobilise_at": 1.0, "bilateral_at": 1.0, "collapse_base": -60.0, "preparation_days": 40.0}
VILLAGE = (4, 8)


def build(folder: Path, *units: Row, aim: str = "raid", men: int = 60, days: int = 40, **more: Any) -> BorderModel:
    """A border of 120 km with a village 30 km inside and a band that has just got away; nobody else crosses."""
    band = unit("band", "TLB", "local", 4, HALF - 1, men, home="d0")
    settings_ = {key: more.pop(key) for key in ("people", "heights", "settings", "terrain", "injects") if key in more}
    command = {"intent_to_cross": 0.0, "aim": aim} | more.pop("command", {})
    parameters = CALM | {"flee_daily": 0.0, "village_stores": 1.0} | more
    made = write_border(
        folder,
        [band, *units],
        WIDTH,
        HALF,
        days=days,
        parameters=parameters,
        commands={"taliban": command, "ansarullah": {"intent_to_cross": 0.0}},
        **{"people": {VILLAGE: 1200}} | settings_,
    )
    m = BorderModel(made, "none", seed=1)
    let_through(m)
    return m


def let_through(m: BorderModel) -> None:
    """The band is over the border and past its guards."""
    f, row = m.forces.columns, m.forces.row["band"]
    f.status[row], f.order[row], f.cell[row] = INSIDE, CROSS, 4 * m.ground.height + HALF + 1
    m.busy_inside = True


def kinds(m: BorderModel) -> list[str]:
    """Kinds of what was told of the inside, in order."""
    return [e.kind for e in m.events if e.kind.startswith(("band", "village", "people", "pursuit"))]


# -- what bands do -----------------------------------------------------------------------------------------------------
def test_a_raid_takes_a_village_and_goes_home(tmp_path: Path) -> None:
    """The story of a raid: a village taken, people fled and held, gone after its days, home, people back; each told
    with what caused it."""
    m = build(tmp_path, flee_share=0.5).run()
    assert kinds(m) == [
        "village_taken",
        "people_flee",
        "band_found",
        "band_turns",
        "village_free",
        "band_home",
        "people_return",
    ]
    o, f = m.outcomes(), m.forces.columns
    assert (o["villages_taken"], o["bands_inside_peak"], o["losses_inside"]) == (1, 1, 0)
    assert o["people_held_days"] == pytest.approx((1200 - o["people_displaced"]) * m.inland_rules.raid_days, rel=0.02)
    row = m.forces.row["band"]
    assert (f.status[row], f.order[row], f.men[row]) == (FIELD, HOLD, 60)
    assert o["last_band_out_day"] == (m.events.of("band_home")[0].date - m.setting.file.start).days
    story = [e.kind for e in m.events.causes_of(m.events.of("people_return")[0].id)]
    assert story == ["village_taken", "band_found", "band_turns", "village_free", "people_return"]


def test_who_holds_ground_stays_until_it_is_eaten_bare(tmp_path: Path) -> None:
    """Food carried and stores of the village last as long as the arithmetic says; then the band goes home for want."""
    m = build(tmp_path, aim="hold", carry_days=5.0, days=60).run()
    (taken,), (turned,) = m.events.of("village_taken"), m.events.of("band_turns")
    assert "nothing to eat" in turned.reason
    hours = (turned.step - 1) * 6 - 0
    assert hours / 24.0 == pytest.approx(5.0 + 1200 / 60.0, abs=0.5)
    assert taken.step < turned.step


def test_a_band_moves_on_to_the_next_village_while_there_is_one(tmp_path: Path) -> None:
    """With a second village near it lives on both, one after the other."""
    m = build(tmp_path, aim="hold", days=80, people={VILLAGE: 1200, (7, 8): 1800}).run()
    assert [e.place for e in m.events.of("village_taken")] == ["village-4-8", "village-7-8"]
    assert m.inland.by.tolist() == [-1, -1]


def test_a_village_too_large_or_guarded_is_left_alone(tmp_path: Path) -> None:
    """A band takes no village with too many people for it, nor one with stronger guards around."""
    large = build(tmp_path / "large", people_per_man=10.0).run()
    army = unit("army", "TJK", "army", *VILLAGE, 400)
    guarded = build(tmp_path / "guarded", army, sweep_width_km=0.0).run()
    for m in (large, guarded):
        assert "village_taken" not in kinds(m)
        assert m.outcomes()["people_displaced"] == 0
        assert "finds no village" in m.events.of("band_turns")[0].reason


def test_a_band_hides_and_rises(tmp_path: Path) -> None:
    """Hidden it eats with its hosts and is found less; after its days it raids."""
    m = build(tmp_path, aim="hide", hide_days=10.0, people={VILLAGE: 1200, (6, 8): 900})
    hidden = 0
    while m.running:
        m.step()
        hidden += int((m.inland.phase == HIDDEN).sum())
    assert hidden == pytest.approx(10 * m.steps_per_day, abs=1)
    assert [k for k in kinds(m) if k in ("band_hides", "band_rises", "village_taken", "band_home")] == [
        "band_hides",
        "band_rises",
        "village_taken",
        "band_home",
    ]


SNOW = "[[snow]]\ndate = 2021-06-11\nabove_m = 5000\n[[snow]]\ndate = 2021-06-21\nabove_m = 1000\n"


@pytest.mark.parametrize(("margin", "early"), [(3.0, True), (0.0, False)])
def test_snow_drives_bands_out_or_shuts_them_in(tmp_path: Path, margin: float, early: bool) -> None:
    """A ridge behind the border closes by date and height: who heeds it is home before, who does not starves inside."""
    ridge = {(x, y): 3000.0 for x in range(WIDTH) for y in (HALF + 1, HALF + 2)}
    m = build(
        tmp_path,
        aim="hold",
        days=60,
        heights=ridge,
        settings=SNOW,
        winter_margin_days=margin,
        village_stores=2.0,
        carry_days=4.0,
        people={VILLAGE: 1500},
    ).run()
    closed = dt.date(2021, 6, 16)  # half-way between 5000 and 1000 m
    if early:
        assert "snow" in m.events.of("band_turns")[0].reason
        assert m.events.of("band_home")[0].date <= closed + dt.timedelta(days=1)
    else:
        assert m.events.of("band_disperses")
        assert m.forces.columns.status[m.forces.row["band"]] == DEALT
    assert sum(m.inland.held) == 0


def test_the_snow_line_moves_evenly_between_its_dates() -> None:
    """Open before the first date, even change between two, the last one stays."""
    lines = [SnowLine(date=dt.date(2021, 9, d), above_m=h) for d, h in ((1, 4000.0), (11, 3000.0))]
    days = [dt.date(2021, 8, 31), dt.date(2021, 9, 1), dt.date(2021, 9, 6), dt.date(2021, 10, 1)]
    assert [snow_line_m(lines, day) for day in days] == [np.inf, 4000.0, 3500.0, 3000.0]


@pytest.mark.parametrize("passage", [1.0, 0.0])
def test_transit_makes_for_another_border(tmp_path: Path, passage: float) -> None:
    """Let through, the band is gone with its men; held up there with nothing to eat it goes home."""
    m = build(tmp_path / "home")
    cells = m.setting.folder / "cells.csv"
    lines = cells.read_text().splitlines()
    head = lines[0].split(",")
    there = [{**dict(zip(head, row.split(","), strict=True))} for row in lines[1:]]
    for row in there:
        if int(row["y"]) == 2 * HALF - 1 and int(row["x"]) >= 8:
            row["country"] = "UZB"
    write_table(cells, head, there)
    text = (m.setting.folder / "scenario.toml").read_text()
    goal = f'aim = "transit"\ntransit_to = "UZB"\npassage = {passage}\n'
    text = text.replace('aim = "raid"\n', goal)
    (m.setting.folder / "scenario.toml").write_text(text)
    m = BorderModel(m.setting.folder, "none", seed=1, parameters={"carry_days": 5.0, "people_per_man": 1.0})
    let_through(m)
    m.run()
    f, row = m.forces.columns, m.forces.row["band"]
    assert f.men[row] + f.left[row] == 60
    assert (f.status[row] == AWAY) == bool(passage)
    assert kinds(m)[-1] in (("band_passes",) if passage else ("band_home", "band_disperses"))


# -- the hunt ----------------------------------------------------------------------------------------------------------
def test_columns_go_after_a_known_band_and_destroy_it_in_the_open(tmp_path: Path) -> None:
    """A battalion in its garrison is sent after the band once word of the village has come, and fights it there."""
    army = unit("army", "TJK", "army", 10, 9, 700, quality=0.6)
    m = build(tmp_path, army, aim="hold", slip_chance=0.0, days=30).run()
    (sent,) = m.events.of("pursuit")[:1]
    assert [m.events[c].kind for c in sent.causes] == ["band_found"]
    (end,) = m.events.of("destroyed")
    assert end.subject == "band"
    assert {e.kind for e in m.events.causes_of(end.id)} >= {"village_taken", "band_found", "pursuit", "destroyed"}
    o = m.outcomes()
    assert o["last_band_out_day"] is not None
    assert o["losses_inside"] == o["losses_member"] > 0
    assert m.forces.columns.order[m.forces.row["army"]] == HOLD
    assert (
        m.outcomes()["people_held_days"]
        < build(tmp_path / "none", aim="hold", days=30).run().outcomes()["people_held_days"]
    )


@pytest.mark.parametrize(("mandate", "hunts"), [("combat", True), ("guard", False)])
def test_a_combat_mandate_hunts_and_a_guard_mandate_does_not(tmp_path: Path, mandate: str, hunts: bool) -> None:
    """Of two battalions on the border one may leave for the hunt if both may fight, none if they are there to guard."""
    allies = [unit(f"ally-{k}", "RUS", "contingent", 10, 9, 400, status="on_paper") for k in range(2)]
    send = {"date": dt.date(2021, 6, 1), "kind": "send", "who": "RUS", "what": mandate, "amount": 800, "note": "x"}
    m = build(tmp_path, *allies, aim="hold", injects=[send])
    hunted = 0
    while m.running:
        m.step()
        hunted = max(hunted, int((m.forces.columns.order == PURSUE).sum()))
    assert hunted == int(hunts)


def test_equipment_and_aviation_shorten_the_reaction(tmp_path: Path) -> None:
    """A column sets out sooner when aviation was delivered."""
    army = unit("army", "TJK", "army", 10, 9, 700)
    given = {"date": dt.date(2021, 6, 1), "kind": "aviation", "who": "RUS", "what": "", "amount": 1.0, "note": "x"}
    waits = []
    for name, injects in (("without", ()), ("with", (given,))):
        m = build(tmp_path / name, army, aim="hold", injects=injects)
        while not m.events.of("pursuit"):
            m.step()
        waits.append(int(m.inland.out_hour[m.forces.row["army"]]) - m.hour)
    assert waits == [36, 18]


@settings(deadline=None)
@given(chance=st.floats(0.0, 2.0), cover=st.floats(0.5, 1.0), better=st.floats(0.0, 0.4))
def test_bad_ground_helps_who_slips_away(chance: float, cover: float, better: float) -> None:
    """A chance, and never smaller on ground that covers more."""
    assert 0.0 <= rules.slip_away(chance, cover) <= rules.slip_away(chance, cover - better) <= 1.0


# -- nobody vanishes ---------------------------------------------------------------------------------------------------
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**31),
    aim=st.sampled_from(["raid", "hold", "hide"]),
    flee=st.floats(0.0, 1.0),
    daily=st.floats(0.0, 1.0),
    people=st.lists(st.integers(1, 8000), min_size=1, max_size=5),
    army=st.integers(0, 900),
    slip=st.floats(0.0, 2.0),
)
def test_people_and_men_are_conserved(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    aim: str,
    flee: float,
    daily: float,
    people: list[int],
    army: int,
    slip: float,
) -> None:
    """In every step, village by village: at home, held and fled are those who live there; and men as they were."""
    units = [unit("army", "TJK", "army", 9, 9, army)] if army else []
    m = build(
        tmp_path_factory.mktemp("inside"),
        *units,
        aim=aim,
        men=80,
        days=25,
        flee_share=flee,
        flee_daily=daily,
        slip_chance=slip,
        return_days=3.0,
        people={(2 * k, 7): n for k, n in enumerate(people)},
    )
    m.seed = seed
    n, f = m.inland, m.forces.columns
    before = int((f.men + f.lost + f.left).sum())
    while m.running:
        m.step()
        assert (n.home + n.held + n.fled + n.killed == m.land.village_people).all()
        assert min(n.home.min(), n.held.min(), n.fled.min(), n.stores.min()) >= 0
        holders = n.by[n.by >= 0]
        assert ((n.phase[holders] == IN_VILLAGE) & (f.status[holders] == INSIDE)).all()
        assert int((f.men + f.lost + f.left).sum()) == before
        assert not ((n.phase > 0) & (f.status != INSIDE)).any()
    assert m.outcomes()["people_displaced"] <= 50 * sum(people)
