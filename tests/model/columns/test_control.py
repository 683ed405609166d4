"""Worked out by hand: who holds the far bank, how stable that leaves the border, and how the member sees it."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from panj.border.forces import AWAY, FIELD
from panj.model import BorderModel
from panj.tests.model.columns.hand import UNWEIGHED, days_are, outcomes_are, play, still
from panj.tests.small_border import unit

FALLEN = [0, 1, 1, 2, 2, 3, 4, 4, 4, 4, 2, 2, 2, 2, 2]  # districts whose garrison is away, by day
EYES = "[observers.TJK]\nbias = 0.1\nlag_days = 1.0\nnoise = 0.0\nempty_counts = 1.0\n"


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> BorderModel:
    """Four districts of 30 km each, with a band of 10 men and, on most days, a garrison of 1,000 at its centre.

    A garrison that is away leaves its district to the band; one that comes back takes it again. Only control weighs on
    stability, as half of all weights, so that the index is 100 - 50 times the share held.
    """
    units = [
        *(unit(f"band-{d}", "TLB", "local", 3 * d, 4, 10, home=f"d{d}") for d in range(4)),
        *(unit(f"garrison-{d}", "AFG", "district_centre", 3 * d + 1, 2, 1000, home=f"d{d}") for d in range(4)),
        unit("post", "TJK", "post", 6, 5, 30, home="k0"),
    ]
    weights = {"stability_w_control": 0.4, "stability_w_posts": 0.3, "stability_w_losses": 0.1}
    marks = {"failed": 55.0, "failing": 70.0, "stable": 80.0, "rise": 5.0}
    m = still(
        tmp_path_factory.mktemp("control"),
        units,
        UNWEIGHED | weights | {f"stability_{k}": v for k, v in marks.items()} | {"threat_share": 0.5},
        districts=4,
        days=len(FALLEN),
        settings=EYES,
    )

    def moves(m: BorderModel, day: int) -> None:
        for d in range(4):
            m.forces.columns.status[m.forces.row[f"garrison-{d}"]] = AWAY if d < FALLEN[day] else FIELD

    return play(m, moves)


def test_shares_of_the_far_bank(war: BorderModel) -> None:
    """A district is 3 of 12 stretches of 10 km, a quarter. Held at the end: 2 districts; at most: all 4; half of it
    for the first time on day 3, counted from 0."""
    outcomes_are(war, border_share_end=0.5, border_share_peak=1.0, days_to_half=3)
    days_are(war, border_share=[n / 4 for n in FALLEN], districts_fallen=FALLEN)


def test_the_index_of_stability(war: BorderModel) -> None:
    """0.4 of weights 0.8 are control's: 100 - 50 times the share. Over 15 days the shares add up to
    0 + 2 (0.25) + 2 (0.5) + 0.75 + 4 (1) + 5 (0.5) = 8.75, a mean of 7/12; so the index is 100 - 350/12 on average, of
    what lies on the other side alone 100 - 700/12, and of how the member holds 100: nothing happened on its side."""
    outcomes_are(
        war,
        stability_mean=100 - 350 / 12,
        stability_end=75.0,
        stability_pressure_mean=100 - 700 / 12,
        stability_hold_mean=100.0,
    )
    days_are(war, stability_index=[100.0 - 12.5 * n for n in FALLEN])


def test_named_states_of_stability(war: BorderModel) -> None:
    """Stable from 80, failing under 70, failed under 55: 100, 87.5, 87.5 are stable, 75 and 75 unstable, 62.5 failing,
    four days at 50 failed; back at 75 the border has risen 25 from a low under 70 within a fortnight: recovering."""
    outcomes_are(
        war,
        days_stable=3,
        days_unstable=2,
        days_failing=1,
        days_failed=4,
        days_recovering=5,
        stability_state_end="recovering",
    )
    states = ["stable"] * 3 + ["unstable"] * 2 + ["failing"] + ["failed"] * 4 + ["recovering"] * 5
    days_are(war, stability_state=states)


def test_what_the_member_sees(war: BorderModel) -> None:
    """Its eyes are a day late and add 0.1 to what is not nothing. In the morning of day d it takes in how day d - 1
    ended, and believes what it took in a day before: how day d - 2 ended. At 0.5 a share, that is the threat."""
    seen = [0.0, 0.0, *(min(1.0, n / 4 + 0.1) if n else 0.0 for n in FALLEN[:-2])]
    days_are(war, seen_share=seen, threat_perceived=[0.5 * share for share in seen])


def test_the_game_names_itself(war: BorderModel) -> None:
    """Name of the folder, regime, seed, 15 days of 4 steps from 1 June 2021."""
    outcomes_are(war, scenario=war.setting.folder.name, regime="none", seed=7, days=15)
    days_are(
        war,
        seed=[7] * 15,
        step=[4 * day for day in range(1, 16)],
        date=[dt.date(2021, 6, 1) + dt.timedelta(days=n) for n in range(15)],
    )


def test_nothing_happens_where_nobody_is(tmp_path: Path) -> None:
    """Two days without anybody: every count is 0, every day empty, nothing is held, the border is stable at 100, and
    the digest is the hash of the title alone: no event was told."""
    m = play(still(tmp_path / "empty", [], days=2, regime="majority"))
    outcomes_are(
        m,
        scenario="empty",
        regime="majority",
        seed=7,
        days=2,
        border_share_end=0.0,
        border_share_peak=0.0,
        days_to_half=None,
        incursions_attempted=0,
        incursions_repelled=0,
        incursions_through=0,
        deepest_incursion_km=0.0,
        posts_lost=0,
        losses_member=0,
        losses_allies=0,
        losses_militants=0,
        losses_garrisons=0,
        soldiers_refuge=0,
        civilians_refuge=0,
        inform_day=None,
        consultation_day=None,
        request_day=None,
        ask_rung=None,
        decision_day=None,
        adopted_rung=0,
        bilateral_rung=0,
        measures="",
        vetoes=0,
        pivotal="",
        contributors="",
        burden_gini=None,
        promised_men=0,
        delivered_men=0,
        first_arrival_day=None,
        full_strength_day=None,
        stability_mean=100.0,
        stability_end=100.0,
        stability_state_end="stable",
        days_stable=2,
        days_unstable=0,
        days_failing=0,
        days_failed=0,
        days_recovering=0,
        digest=hashlib.blake2b(m.events.title.encode(), digest_size=16).hexdigest(),
        stability_pressure_mean=100.0,
        stability_hold_mean=100.0,
        reserve_days=0,
        bands_inside_peak=0,
        band_days_inside=0.0,
        villages_taken=0,
        people_held_days=0.0,
        people_displaced=0,
        last_band_out_day=None,
        losses_inside=0,
    )
    days_are(
        m,
        border_share=[0.0] * 2,
        stability_index=[100.0] * 2,
        stability_state=["stable"] * 2,
        districts_fallen=[0] * 2,
        men_at_border=[10] * 2,
        allied_men=[0] * 2,
        seen_share=[0.0] * 2,
        threat_perceived=[0.0] * 2,
        incursions_attempted=[0] * 2,
        incursions_repelled=[0] * 2,
        incursions_through=[0] * 2,
        posts_lost=[0] * 2,
        losses_member=[0] * 2,
        losses_allies=[0] * 2,
        losses_militants=[0] * 2,
        losses_garrisons=[0] * 2,
        soldiers_refuge=[0] * 2,
        civilians_refuge=[0] * 2,
        adopted_rung=[0] * 2,
    )
