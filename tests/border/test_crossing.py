"""Crossing and sensing: who is found, who is thrown back, where bands try again, and who finds refuge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.border import rules
from panj.border.crossing import most_promising
from panj.border.forces import CROSS, DEALT, FIELD, FLEE, HOLD, INSIDE, REFUGE
from panj.border.kernel import ground_step
from panj.border.sensing import chance_found, cued, post_guards, watch
from panj.border.theatre import ATTEMPTED, POSTS_LOST, REPELLED, THROUGH
from panj.model import BorderModel
from panj.tests.small_border import Row, unit, write_border

WIDTH, HALF = 12, 5
CALM = {"mobilise_at": 1.0, "bilateral_at": 1.0, "collapse_base": -60.0}


def band(x: int, men: int = 60, **more: Any) -> Row:
    """A band at the far bank."""
    return unit(f"band-{x}", "TLB", "local", x, HALF - 1, men, home=f"d{x * 2 // WIDTH}", **more)


def post(x: int, men: int = 40, **more: Any) -> Row:
    """A post on the near bank."""
    return unit(f"post-{x}", "TJK", "post", x, HALF, men, home="k0", **more)


def build(folder: Path, *units: Row, terrain: str = "lowland", seed: int = 1, **parameters: float) -> BorderModel:
    """A quiet border of 120 km; far banks are lost where bands are and nobody else is."""
    commands = {"taliban": {"intent_to_cross": 0.3, "assault_share": 0.0, "depth_aim_km": 25.0}}
    made = write_border(folder, units, WIDTH, HALF, terrain=terrain, parameters=CALM | parameters, commands=commands)
    return BorderModel(made, "none", seed=seed)


def play(m: BorderModel, steps: int, seed: int = 1) -> None:
    """Let the ground run without commands."""
    for step in range(1, steps + 1):
        ground_step(m.ground, m.forces.columns, m.theatre, m.rules, seed, step)


def send_over(m: BorderModel, name: str, found: int = 0) -> int:
    """Put a band on the member's bank; returns its row."""
    f, row = m.forces.columns, m.forces.row[name]
    s = int(f.segment[row])
    f.order[row], f.found[row], f.cell[row] = CROSS, found, m.ground.s_near[s]
    return row


# -- sensing -----------------------------------------------------------------------------------------------------------
RAISES = {
    "more posts": lambda m: m.forces.columns.status.__setitem__(m.forces.row["post-4"], FIELD),
    "more men on patrol": lambda m: m.forces.columns.men.__setitem__(m.forces.row["post-3"], 80),
    "better men": lambda m: m.forces.columns.quality.__setitem__(m.forces.row["post-3"], 0.9),
    "equipment": lambda m: m.forces.columns.equipment.__setitem__(m.forces.row["post-3"], 1.0),
    "alert, as in an exercise": lambda m: m.forces.columns.readiness.__setitem__(m.forces.row["post-3"], 1.0),
    "shared information": lambda m: m.theatre.information.__setitem__(0, 1.0),
}


def chance(m: BorderModel) -> float:
    """Chance in six hours to find a band beside the post."""
    post_guards(m.forces.columns, m.theatre, m.rules)
    cell = int(m.ground.s_near[3])
    _, patrols = watch(m.ground, m.theatre, cell)
    return chance_found(m.ground, m.rules, cell, cued(m.theatre, m.rules, patrols), 6.0)


@pytest.mark.parametrize("what", sorted(RAISES))
def test_what_raises_detection(tmp_path: Path, what: str) -> None:
    """Posts, patrols, quality, equipment, alert and information each raise the chance to find a band."""
    m = build(tmp_path, band(3), post(3), post(4, status="on_call"))
    before = chance(m)
    RAISES[what](m)
    assert 0.0 < before < chance(m) < 1.0


def test_nobody_on_guard_finds_nobody(tmp_path: Path) -> None:
    """Without guards in a cell or beside it nobody is found there."""
    assert chance(build(tmp_path, band(3), post(9))) == 0.0


def test_broken_ground_hides(tmp_path: Path) -> None:
    """The same patrols find less in a gorge than in the plain."""
    gorge = chance(build(tmp_path / "gorge", band(3), post(3), terrain="gorge"))
    assert gorge < chance(build(tmp_path / "plain", band(3), post(3)))


@settings(deadline=None)
@given(width=st.floats(0.0, 10.0), speed=st.floats(0.0, 20.0), hours=st.floats(0.0, 24.0), area=st.floats(1.0, 1e4))
def test_random_search_composes(width: float, speed: float, hours: float, area: float) -> None:
    """Two searches one after the other miss as often as their product says (Koopman): 1 - p = (1 - p1)(1 - p2)."""
    whole = rules.detection_chance(width, speed, hours, area)
    half = rules.detection_chance(width, speed, hours / 2.0, area)
    assert 0.0 <= whole <= 1.0
    assert 1.0 - whole == pytest.approx((1.0 - half) ** 2, abs=1e-12)


@settings(deadline=None, max_examples=20)
@given(places=st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(HALF, 2 * HALF - 1)), min_size=1, max_size=20))
def test_the_watch_over_a_cell_counts_each_neighbour_once(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int]]
) -> None:
    """Guards gathered once a step give, cell by cell, what a look at every unit would give."""
    posts = [unit(f"p-{k}", "TJK", "post", x, y, 10 + k, home="k0") for k, (x, y) in enumerate(places)]
    m = build(tmp_path_factory.mktemp("watch"), band(3), *posts)
    f, g = m.forces.columns, m.ground
    post_guards(f, m.theatre, m.rules)
    mine = [int(r) for r in (f.side == 2).nonzero()[0]]
    for x in range(WIDTH):
        for y in range(HALF, 2 * HALF):
            strength, _ = watch(g, m.theatre, x * g.height + y)
            near = [r for r in mine if max(abs(f.cell[r] // g.height - x), abs(f.cell[r] % g.height - y)) <= 1]
            assert strength == pytest.approx(sum(float(f.men[r]) * (0.5 + f.quality[r]) for r in near))


# -- attempts ----------------------------------------------------------------------------------------------------------
amount = st.floats(0.0, 5000.0)


@settings(deadline=None)
@given(intent=st.floats(0.0, 1.0), guards=amount, more=st.floats(1.0, 500.0), men=amount, memory=st.floats(0.0, 20.0))
def test_guards_and_repulses_deter(intent: float, guards: float, more: float, men: float, memory: float) -> None:
    """A band tries less where more guards stand and where bands were thrown back; never more than it means to."""
    calm = rules.attempt_chance(intent, 0.3, guards, men, 1.0, memory)
    assert 0.0 <= calm <= intent
    assert rules.attempt_chance(intent, 0.3, guards + more, men, 1.0, memory) <= calm
    assert rules.attempt_chance(intent, 0.3, guards, men, 1.0, memory + more) <= calm


def test_an_interdicted_stretch_is_left_for_another(tmp_path: Path) -> None:
    """Among stretches alike a band tries the one at which it lies; once bands were thrown back there, one beside it."""
    m = build(tmp_path, *(band(x) for x in range(WIDTH)))
    play(m, 1)
    f, t, row = m.forces.columns, m.theatre, m.forces.row["band-6"]
    t.repelled[:] = 0.0
    t.watch_men[:] = 0.0
    t.held[:] = 1
    f.segment[row] = 6
    assert most_promising(m.ground, f, t, m.rules, row)[0] == 6
    t.repelled[6] = 2.0
    assert most_promising(m.ground, f, t, m.rules, row)[0] in (5, 7)
    t.show[:7] = 5000.0
    assert most_promising(m.ground, f, t, m.rules, row)[0] == 7


def test_a_repulse_is_remembered_and_forgotten(tmp_path: Path) -> None:
    """A band thrown back leaves a mark on its stretch that halves in `repelled_half_life_days`."""
    m = build(tmp_path, band(3), post(3, men=400), repelled_half_life_days=2.0)
    send_over(m, "band-3", found=1)
    play(m, 1)
    assert m.theatre.counts[REPELLED] == 1
    first = float(m.theatre.repelled[3])
    play(m, 8)
    assert m.theatre.repelled[3] == pytest.approx(first / 2.0)


def test_nobody_crosses_without_intent_or_from_a_bank_that_is_not_held(tmp_path: Path) -> None:
    """No intent, no attempt; and while garrisons stand at the bank there is none either."""
    quiet = build(tmp_path / "quiet", *(band(x) for x in range(WIDTH)))
    quiet.forces.columns.intent[:] = 0.0
    play(quiet, 80)
    garrisons = [unit(f"g-{x}", "AFG", "district_centre", x, HALF // 2, 50, home=f"d{x // 6}") for x in (3, 9)]
    police = [unit(f"police-{x}", "AFG", "border_police", x, HALF - 1, 30, home=f"d{x // 6}") for x in range(WIDTH)]
    held = build(tmp_path / "held", *(band(x) for x in range(WIDTH)), *garrisons, *police)
    play(held, 80)
    assert quiet.theatre.held.all()
    assert quiet.theatre.counts[ATTEMPTED] == 0
    assert not held.theatre.held.any()
    assert held.theatre.counts[ATTEMPTED] == 0


# -- under way ---------------------------------------------------------------------------------------------------------
def test_unseen_a_band_gets_away_at_its_aim(tmp_path: Path) -> None:
    """Without guards a band marches inland until it is as deep as it means to go, and is gone."""
    m = build(tmp_path, band(3), post(10))
    row = send_over(m, "band-3")
    play(m, 60)
    assert m.forces.columns.status[row] == INSIDE
    assert m.theatre.counts[THROUGH] == 1
    assert m.theatre.deepest[0] >= 25.0


def test_found_and_outmatched_a_band_goes_back(tmp_path: Path) -> None:
    """Found by many it returns over the border with its men and rests before the next try."""
    m = build(tmp_path, band(3), post(3, men=500))
    row = send_over(m, "band-3", found=1)
    play(m, 1)
    f = m.forces.columns
    assert f.order[row] == HOLD
    assert f.cell[row] == m.ground.s_far[3]
    assert f.rest_until[row] > 1
    assert f.men[row] + f.lost[row] == 60


def test_a_post_with_no_help_near_gives_way_to_a_large_band(tmp_path: Path) -> None:
    """A post that has lost half of its men falls back and counts as lost; with a battalion beside it the band goes."""
    alone = build(tmp_path / "alone", band(3, men=300), post(3, men=30))
    helped = build(
        tmp_path / "helped", band(3, men=300), post(3, men=30), unit("b", "TJK", "army", 4, HALF, 400, home="k0")
    )
    for m in (alone, helped):
        send_over(m, "band-3", found=1)
        play(m, 2)
    assert alone.theatre.counts[POSTS_LOST] == 1
    assert helped.theatre.counts[POSTS_LOST] == 0


@pytest.mark.parametrize("seed", range(4))
def test_every_attempt_has_one_end(tmp_path: Path, seed: int) -> None:
    """Attempts are those thrown back, those who got away, and those still under way."""
    m = build(tmp_path, *(band(x) for x in range(WIDTH)), *(post(x) for x in range(0, WIDTH, 3)))
    play(m, 120, seed)
    c = m.theatre.counts
    under_way = int(((m.forces.columns.order == CROSS) & (m.forces.columns.status == FIELD)).sum())
    assert c[ATTEMPTED] == c[REPELLED] + c[THROUGH] + under_way > 0


# -- refuge ------------------------------------------------------------------------------------------------------------
@settings(deadline=None, max_examples=25)
@given(room=st.integers(0, 300))
def test_soldiers_above_capacity_go_home(tmp_path_factory: pytest.TempPathFactory, room: int) -> None:
    """Of 200 who flee as many are let in as there is room for; the others leave, and nobody vanishes."""
    garrisons = [unit(f"g-{k}", "AFG", "district_centre", 3 + k, HALF - 1, 100, home="d0") for k in range(2)]
    m = build(tmp_path_factory.mktemp("refuge"), band(9), *garrisons)
    f = m.forces.columns
    rows = [m.forces.row["g-0"], m.forces.row["g-1"]]
    f.order[rows] = FLEE
    m.theatre.room[0] = room
    play(m, 1)
    let_in = min(room, 200)
    assert int(f.men[rows].sum()) == let_in
    assert int(f.left[rows].sum()) == 200 - let_in
    assert set(f.status[rows].tolist()) <= {REFUGE, DEALT}
    assert m.theatre.room[0] == room - let_in


def test_interned_soldiers_and_civilians_go_home_again() -> None:
    """People who were let in are counted while they stay, never above capacity, and leave after their days."""
    m = BorderModel(
        "tajikistan-2021", "none", seed=2, days=60, parameters={"refuge_capacity": 900, "civilians_share": 0.01}
    )
    hosted = []
    while m.running:
        m.step()
        hosted.append(m.refuge.hosted)
    home = sum(e.amount for e in m.events.of("repatriation"))
    assert max(hosted) <= 900
    assert m.events.of("turned_away")
    assert home + m.refuge.hosted == m.soldiers_refuge + m.civilians_refuge
    assert np.diff(hosted).min() < 0
