"""Worked out by hand: bands that try to cross, are thrown back or get away, posts lost, and men lost on every side.

Numbers are so uneven that chance has no say: who is beaten is beaten to the last man within the hour, and who beats him
loses nobody. What is left to chance is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from panj.border.forces import ATTACK
from panj.model import BorderModel
from panj.tests.model.columns.hand import UNWEIGHED, days_are, outcomes_are, play, still
from panj.tests.small_border import Row, unit

BLOODY = {
    "aimed_kill": 0.3,
    "guerrilla_kill": 0.05,
    "deterrence": 0.0,
    "avoid_repelled": 0.0,
    "retry_days": 60.0,
    "storm_odds": 0.2,
}
WATCHFUL = {"sweep_width_km": 5.0, "patrol_kmh": 20.0, "patrol_men": 4.0}


def crossing(folder: Path, units: list[Row], parameters: dict[str, float], assault: float, days: int) -> BorderModel:
    """A war in which every band on a held stretch tries to cross at once, to go 25 km deep."""
    taliban: dict[str, Any] = {"intent_to_cross": 1.0, "assault_share": assault, "depth_aim_km": 25.0}
    return still(folder, units, BLOODY | parameters, days=days, commands={"taliban": taliban})


def test_a_band_that_gets_away_and_one_that_does_not(tmp_path: Path) -> None:
    """Two bands try in the first hours. In the west nobody watches: 60 men walk north, from the row of cells on the
    bank to the first that is 25 km deep or more, three rows on: 30 km. They go askew to the edge of the map and then
    straight, 14.1 + 10 + 10 km, at 3.5 km/h for 9 hours in 24: 26 hours, so they are through on the second day. In the
    east 6 men meet 600 who see everything (in an hour they stay unseen once in exp(75 / 9 * 100)), and in whose fire 30
    men an hour would fall: all 6 do. The 600 would lose 0.02 of a man: none."""
    units = [
        unit("west", "TLB", "local", 1, 4, 60, home="d0"),
        unit("east", "TLB", "local", 10, 4, 6, home="d1"),
        unit("post", "TJK", "post", 10, 5, 600, home="k0"),
    ]
    m = play(crossing(tmp_path, units, WATCHFUL | {"posture_cover": 0.05}, 0.0, 2))
    outcomes_are(
        m,
        incursions_attempted=2,
        incursions_repelled=1,
        incursions_through=1,
        deepest_incursion_km=30.0,
        losses_militants=6,
        losses_member=0,
        posts_lost=0,
    )
    days_are(
        m, incursions_attempted=[2, 2], incursions_repelled=[1, 1], incursions_through=[0, 1], losses_militants=[6, 6]
    )


def test_a_post_that_is_stormed(tmp_path: Path) -> None:
    """600 men storm a post of 4, beside whom 3 allies stand: 180 an hour would fall in the open, so all 7 do in the
    first. The band gets away. One of the member's three posts is lost, headquarters being one: with posts
    alone as weight the index, and the part of it that says how the member holds, is 100 (1 - 1/3) on both days. 30 men
    of the other post and 10 at headquarters are left at the border."""
    units = [
        unit("band", "TLB", "local", 1, 4, 600, home="d0"),
        unit("stormed", "TJK", "post", 1, 5, 4, home="k0"),
        unit("other", "TJK", "post", 11, 5, 30, home="k0"),
        unit("ally", "KAZ", "contingent", 1, 5, 3, home="k0"),
    ]
    m = crossing(tmp_path, units, UNWEIGHED | {"stability_w_posts": 1.0, "posture_cover": 1.0}, 1.0, 2)
    play(m)
    outcomes_are(
        m,
        incursions_attempted=1,
        incursions_repelled=0,
        posts_lost=1,
        losses_member=4,
        losses_allies=3,
        stability_hold_mean=200 / 3,
        stability_mean=200 / 3,
        stability_end=200 / 3,
        stability_pressure_mean=100.0,
        incursions_through=1,
    )
    days_are(
        m, posts_lost=[1, 1], losses_member=[4, 4], losses_allies=[3, 3], men_at_border=[40, 40], allied_men=[0, 0]
    )


def test_a_garrison_that_is_overrun(tmp_path: Path) -> None:
    """1,000 men attack a garrison of 5 in its seat: 50 an hour would fall, so all 5 do in the first. The district is
    theirs, 6 of 12 stretches."""
    units = [
        unit("main", "TLB", "main", 3, 2, 1000, home="d0"),
        unit("garrison", "AFG", "district_centre", 3, 2, 5, home="d0"),
    ]
    m = still(tmp_path, units, BLOODY | {"posture_cover": 1.0}, days=2)

    def attack(m: BorderModel, day: int) -> None:
        if day == 1:
            m.forces.columns.order[m.forces.row["main"]] = ATTACK
            m.forces.columns.objective[m.forces.row["main"]] = 0

    play(m, attack)
    outcomes_are(m, losses_garrisons=5, border_share_end=0.5)
    days_are(m, losses_garrisons=[0, 5], border_share=[0.0, 0.5], districts_fallen=[0, 1])
