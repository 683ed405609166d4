"""Worked out by hand: bands inside the member's land, villages that they hold, and who falls in fights with them."""

from __future__ import annotations

from pathlib import Path

from panj.border.forces import CROSS, INSIDE
from panj.model import BorderModel
from panj.tests.model.columns.hand import outcomes_are, play, still
from panj.tests.small_border import unit

VILLAGE = (4, 7)
UNSEEN = {"flee_daily": 0.0, "village_stores": 50.0, "sweep_width_km": 0.0}


def let_in(m: BorderModel, name: str, x: int, y: int) -> None:
    """A band stands inside, past all guards."""
    f, row = m.forces.columns, m.forces.row[name]
    f.status[row], f.order[row], f.cell[row], f.segment[row] = INSIDE, CROSS, x * m.ground.height + y, x
    m.busy_inside = True


def test_a_raid_on_a_village(tmp_path: Path) -> None:
    """A band stands in a village of 1,200, whom it holds from the first hour of the war for two days: 48 hours, 2,400
    person-days. Then 20 km home at 3.5 km/h for 9 hours in 24: 15.2 hours, so in the 16th it is over the border. It was
    inside for 1 + 48 + 16 = 65 hours, up to hour 65 of the war, which is on day 2. Nobody fled, nobody fell."""
    band = unit("band", "TLB", "local", 4, 4, 60, home="d0")
    m = still(tmp_path, [band], UNSEEN | {"flee_share": 0.0, "raid_days": 2.0}, days=4, people={VILLAGE: 1200})
    let_in(m, "band", *VILLAGE)
    play(m)
    outcomes_are(
        m,
        bands_inside_peak=1,
        band_days_inside=round(65 / 24, 6),
        villages_taken=1,
        people_held_days=2400.0,
        people_displaced=0,
        last_band_out_day=2,
        losses_inside=0,
    )


def test_two_bands_that_stay(tmp_path: Path) -> None:
    """Two bands take a village each, of 1,200 and of 600, from which ten times as many as there are would flee: all
    1,800 do, and nobody is held. Both are still there after two days, but for the first hour of the war 2 (47) hours:
    no day on which the last was out."""
    bands = [unit(f"band-{x}", "TLB", "local", x, 4, 60, home="d0") for x in (1, 4)]
    parameters = UNSEEN | {"flee_share": 10.0, "raid_days": 30.0}
    m = still(tmp_path, bands, parameters, days=2, people={VILLAGE: 1200, (1, 7): 600})
    let_in(m, "band-4", *VILLAGE)
    let_in(m, "band-1", 1, 7)
    play(m)
    outcomes_are(
        m,
        bands_inside_peak=2,
        band_days_inside=round(2 * 47 / 24, 6),
        villages_taken=2,
        people_held_days=0.0,
        people_displaced=1800,
        last_band_out_day=None,
    )


def test_a_patrol_that_meets_a_large_band_inside(tmp_path: Path) -> None:
    """A post of 4 men sees 600 who have just got away: 180 an hour would fall in the open, so all 4 do in the first."""
    units = [unit("band", "TLB", "local", 1, 4, 600, home="d0"), unit("post", "TJK", "post", 1, 8, 4, home="k0")]
    parameters = {"aimed_kill": 0.3, "posture_cover": 1.0, "sweep_width_km": 500.0, "patrol_kmh": 20.0}
    m = still(tmp_path, units, parameters, days=1)
    let_in(m, "band", 1, 7)
    play(m)
    outcomes_are(m, losses_inside=4, losses_member=4, posts_lost=1)
