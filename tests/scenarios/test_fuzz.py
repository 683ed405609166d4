"""Random small borders, forces, parameters and injects: refused in one clear line, or played with promises kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from panj.border.forces import ALLY, GOVERNMENT, HOME, MILITANT
from panj.model import BorderModel
from panj.model.record.outcomes import COUNTS
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.tests.small_border import CAPITAL, Row, unit, write_border

BASE = load_scenario("tajikistan-2021").file.parameters
REGIMES = ("none", "csto-2010", "majority", "automatic", "lead-state", "cst-1992")
START = dt.date(2021, 6, 1)
share = st.floats(0.0, 1.0)


@st.composite
def forces(draw: st.DrawFn, width: int, half: int, districts: int, detachments: int) -> list[Row]:
    """Up to a dozen units; now and then one has a home, a place or a number that is not allowed."""
    homes = [*(f"d{k}" for k in range(districts)), CAPITAL]
    posts = [f"k{k}" for k in range(detachments)]
    kinds = {
        "district_centre": "AFG",
        "border_police": "AFG",
        "provincial": "AFG",
        "mobile": "AFG",
        "main": "TLB",
        "local": "JAN",
        "post": "TJK",
        "army": "TJK",
        "reserve": "TJK",
        "contingent": "KAZ",
        "base": "RUS",
    }
    rows = []
    for k in range(draw(st.integers(1, 12))):
        role = draw(st.sampled_from(sorted(kinds)))
        south = role in ("district_centre", "border_police", "provincial", "mobile", "main", "local")
        wrong = draw(st.integers(0, 60)) == 0
        y = draw(st.integers(0, half - 1)) + (half if south == wrong else 0)
        more: dict[str, Any] = {
            "home": draw(st.sampled_from(homes if south else posts)) if south or role == "post" else "",
            "quality": draw(st.floats(0.0, 1.0)),
            "cohesion": draw(st.floats(0.0, 1.0)),
            "status": "on_call" if role in ("reserve", "contingent") else "present",
        }
        men = draw(st.one_of(st.integers(1, 400), st.integers(1, 100_000)))
        rows.append(unit(f"u-{k}", kinds[role], role, draw(st.integers(0, width - 1)), y, men, **more))
    return rows


@st.composite
def injects(draw: st.DrawFn) -> list[Row]:
    """A few things that a controller lets happen, some of them impossible."""
    kinds = {
        "mobilise": ("TJK", ""),
        "send": ("KAZ", "guard"),
        "exercise": ("RUS", ""),
        "equipment": ("RUS", ""),
        "share": ("RUS", ""),
        "intent": ("JAN", ""),
        "request": ("TJK", "mission"),
        "withdraw": ("TJK", ""),
        "statement": ("RUS", ""),
    }
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(sorted(kinds)))
        who, what = kinds[kind]
        amount = draw(st.one_of(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(allow_nan=True)))
        day = START + dt.timedelta(days=draw(st.integers(0, 5)))
        rows.append({"date": day, "kind": kind, "who": who, "what": what, "amount": amount, "note": "fuzz"})
    return rows


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, float]:
    """Some parameters, most of them within their range, now and then one outside it or not a number."""
    out: dict[str, float] = {}
    for name in draw(st.lists(st.sampled_from(sorted(BASE)), max_size=8, unique=True)):
        p = BASE[name]
        inside = st.one_of(st.floats(p.low, p.high), st.sampled_from([p.low, p.high]))
        out[name] = draw(st.floats() if draw(st.integers(0, 40)) == 0 else inside)
    return out


@st.composite
def games(draw: st.DrawFn) -> dict[str, Any]:
    """A whole game."""
    width, half = draw(st.integers(2, 12)), draw(st.integers(2, 5))
    districts, detachments = draw(st.integers(1, min(3, width))), draw(st.integers(1, min(2, width)))
    return {
        "ground": {
            "width": width,
            "half": half,
            "districts": districts,
            "detachments": detachments,
            "days": 6,
            "terrain": draw(st.sampled_from(["lowland", "hills", "gorge", "mountain", "plateau"])),
            "units": draw(forces(width, half, districts, detachments)),
            "injects": draw(injects()),
            "people": {
                (draw(st.integers(0, width - 1)), draw(st.integers(half, 2 * half - 1))): draw(st.integers(0, 100_000))
                for _ in range(draw(st.integers(0, 4)))
            },
            "commands": {
                name: {
                    "aim": draw(st.sampled_from(["raid", "hold", "hide"])),
                    "intent_to_cross": draw(share),
                    "depth_aim_km": draw(st.floats(0.0, 80.0)),
                    "assault_share": draw(share),
                }
                for name in ("taliban", "ansarullah")
            },
        },
        "regime": draw(st.sampled_from(REGIMES)),
        "seed": draw(st.integers(0, 2**63 - 1)),
        "parameters": draw(parameters()),
    }


def men_by_side(m: BorderModel) -> list[int]:
    """Men present, lost and gone home, side by side."""
    f = m.forces.columns
    accounted = f.men.astype(np.int64) + f.lost + f.left
    return [int(accounted[f.side == side].sum()) for side in (GOVERNMENT, MILITANT, HOME, ALLY)]


def keep_promises(m: BorderModel, began: list[int], before: dict[str, Any]) -> dict[str, Any]:
    """Check what must hold after every step; returns the counts."""
    f, t = m.forces.columns, m.theatre
    assert men_by_side(m) == began
    n = m.inland
    assert (n.home + n.held + n.fled == m.land.village_people).all()  # people conserved, village by village
    for column in (n.home, n.held, n.fled, n.stores, n.counts[:-2]):
        assert (column >= 0).all()
    assert ((n.held == 0) | (n.by >= 0)).all()
    for column in (f.men, f.lost, f.left, f.start, t.counts, t.repelled, t.news):
        assert (column >= 0).all()
    for column in (f.fatigue, f.readiness, f.equipment, f.cohesion):
        assert ((column >= 0.0) & (column <= 1.0)).all()
    assert np.isfinite(t.government).all()
    assert np.isfinite(t.militants).all()
    counts = {name: m.count(name) for name in COUNTS}
    assert 0.0 <= counts["border_share"] <= 1.0
    assert 0.0 <= counts["seen_share"] <= 1.0
    assert 0.0 <= counts["threat_perceived"] <= 1.0
    assert 0.0 <= counts["stability_index"] <= 100.0
    assert all(0.0 <= index <= 100.0 for index, _ in m.district_stability().values())
    assert 0 <= m.refuge.hosted <= max(0.0, m.values["refuge_capacity"])
    assert counts["incursions_repelled"] + counts["incursions_through"] <= counts["incursions_attempted"]
    for name in ("posts_lost", "soldiers_refuge", "civilians_refuge", "losses_member", "incursions_attempted"):
        assert counts[name] >= before.get(name, 0)
    return counts


def says_what_to_do(refusal: str) -> bool:
    """Whether a line that refuses an input says what may stand in its place."""
    ends = ("Allowed: ", "Needed: ", "Choose one of", "Add this key.", "there is no key of this name. ")
    return any(f" {end}" in f" {refusal}" for end in ends)


def play(folder: Path, game: dict[str, Any]) -> str | None:
    """Play a game with its promises checked; its digest, or None if it was refused in one clear line."""
    try:
        write_border(folder, **game["ground"])
        m = BorderModel(folder, game["regime"], game["seed"], parameters=game["parameters"])
    except InputError as refusal:
        text = str(refusal)
        assert "\n" not in text
        assert says_what_to_do(text)
        return None
    began, counts = men_by_side(m), {}
    while m.running:
        m.step()
        counts = keep_promises(m, began, counts)
    assert None not in (m.outcomes()["stability_mean"], m.outcomes()["digest"])
    return m.digest


@pytest.mark.slow
@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(game=games())
@example(
    game={
        "ground": {"units": [unit("u-0", "TLB", "main", 0, 0, 1, home=CAPITAL)], "width": 2, "half": 2, "days": 2},
        "regime": "none",
        "seed": 0,
        "parameters": {},
    }
)
def test_a_random_border_is_refused_or_keeps_every_promise(
    tmp_path_factory: pytest.TempPathFactory, game: dict[str, Any]
) -> None:
    """Men conserved side by side, shares in 0..1, counts that never fall, and the same digest when played again."""
    folder = tmp_path_factory.mktemp("fuzz") / "land"
    assert play(folder, game) == play(folder, game)


@settings(deadline=None, max_examples=8, derandomize=True)
@given(seed=st.integers(0, 2**63 - 1), regime=st.sampled_from(REGIMES))
def test_men_are_conserved_over_a_war(seed: int, regime: str) -> None:
    """In the what-if, under any regime: for every side the men at the start are present, lost or gone home."""
    m = BorderModel("tajikistan-2021-incursion", regime, seed=seed, days=40)
    began, counts = men_by_side(m), {}
    while m.running:
        m.step()
        counts = keep_promises(m, began, counts)
