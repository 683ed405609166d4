"""Each rung of help has its effect on the field: the same seeds with one kind of help injected, against none."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from panj.agents.command.border import GUARD
from panj.border.forces import HOLD, HOME
from panj.model import BorderModel
from panj.tests.small_border import Row, unit, write_border

SEEDS = range(40)
WIDTH, HALF, DAYS = 24, 5, 25
QUIET = {"mobilise_at": 1.0, "bilateral_at": 1.0, "civilians_share": 0.0}
OUTCOMES = ("attempts", "found", "through", "lost")


def border_under_pressure(folder: Path, injects: tuple[Row, ...] = ()) -> Path:
    """240 km, the far bank lost on the first day, a band at every stretch that means to cross, posts at half."""
    bands = [unit(f"band-{x}", "TLB", "local", x, HALF - 1, 60, home=f"d{x * 3 // WIDTH}") for x in range(WIDTH)]
    posts = [unit(f"post-{x}", "TJK", "post", x, HALF, 30, home=f"k{x * 2 // WIDTH}") for x in range(0, WIDTH, 2)]
    reserves = [unit(f"reserve-{k}", "TJK", "reserve", 12, 9, 300, status="on_call", quality=0.3) for k in range(4)]
    allies = [unit(f"ally-{k}", "RUS", "contingent", 12, 9, 300, status="on_paper", quality=0.7) for k in range(4)]
    return write_border(
        folder,
        [*bands, *posts, *reserves, *allies],
        WIDTH,
        HALF,
        districts=3,
        detachments=2,
        days=DAYS,
        parameters=QUIET,
        commands={"taliban": {"intent_to_cross": 0.2, "assault_share": 0.3}},
        injects=injects,
    )


def inject(kind: str, who: str, amount: float, what: str = "", day: int = 0) -> Row:
    """A row of injects.csv."""
    date = dt.date(2021, 6, 1) + dt.timedelta(days=day)
    return {"date": date, "kind": kind, "who": who, "what": what, "amount": amount, "note": ""}


HELP: dict[str, tuple[Row, ...]] = {
    "information": (inject("share", "RUS", 1.0),),
    "exercise": tuple(inject("exercise", "RUS", 2500, day=7 * week) for week in range(4)),
    "equipment": (inject("equipment", "RUS", 1.0),),
    "guard force": (inject("send", "RUS", 1200, GUARD),),
    "combat force": (inject("send", "RUS", 1200, "combat"),),
    "reserves": (inject("mobilise", "TJK", 1200),),
}


def games(folder: Path) -> np.ndarray:
    """Attempts, share of them found, bands that got through and member's losses, one row a seed."""
    rows = []
    for seed in SEEDS:
        m = BorderModel(folder, "none", seed=seed).run()
        tried = m.incursions_attempted
        found = len(m.events.of("incursion_found"))
        rows.append((tried, found / max(1, tried), m.incursions_through, m.losses_member))
    return np.array(rows, float)


@pytest.fixture(scope="module")
def effects(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], tuple[float, float, float]]:
    """Mean without help, mean difference made by a kind of help, and its standard error, over paired seeds."""
    folder = tmp_path_factory.mktemp("effects")
    without = games(border_under_pressure(folder / "without"))
    with_help: dict[str, np.ndarray] = {}

    def effect(kind: str, outcome: str) -> tuple[float, float, float]:
        if kind not in with_help:
            with_help[kind] = games(border_under_pressure(folder / kind.replace(" ", "-"), HELP[kind]))
        column = OUTCOMES.index(outcome)
        change = with_help[kind][:, column] - without[:, column]
        error = float(change.std(ddof=1)) / math.sqrt(len(change))
        return float(without[:, column].mean()), float(change.mean()), error

    return effect


# Outcome that a kind of help changes, by at least and at most this share of what happens without it.
SIGNS = [
    ("information", "found", 0.03, 0.50),
    # Bands that got away come home and try again, so what deters one attempt deters those after it, too.
    ("exercise", "attempts", -0.25, -0.01),
    ("exercise", "through", -0.30, -0.03),
    ("equipment", "found", 0.05, 0.80),
    ("equipment", "through", -0.30, -0.02),
    ("guard force", "found", 0.10, 1.50),
    ("guard force", "through", -0.50, -0.10),
    ("combat force", "found", 0.10, 1.50),
    ("combat force", "through", -0.50, -0.10),
    ("reserves", "through", -0.40, -0.02),
]


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize(("kind", "outcome", "low", "high"), SIGNS, ids=[f"{k}: {o}" for k, o, *_ in SIGNS])
def test_help_changes_what_happens_at_the_border(
    effects: Callable[[str, str], tuple[float, float, float]], kind: str, outcome: str, low: float, high: float
) -> None:
    """Sign and size of each kind of help over 40 paired seeds; help without effect would pass 1 time in 1,000."""
    without, change, error = effects(kind, outcome)
    assert abs(change) > 3.1 * error, (without, change, error)
    assert low < change / without < high, (without, change, error)


def model_with(folder: Path, *injects: Row, days: int = DAYS) -> BorderModel:
    """A game on the border under pressure."""
    return BorderModel(border_under_pressure(folder, injects), "none", seed=1, days=days)


def test_shared_information_halves_the_error_of_scouts(tmp_path: Path) -> None:
    """With all that allies see, the count of men opposite a sector is off by half as much, in logarithms."""
    m = model_with(tmp_path)
    m.step()

    def counted() -> NDArray[np.float64]:
        m.border_troops.need()
        return m.border_troops.outlook.opposite.copy()

    seen = {}
    for shared in (0.0, 1.0):
        m.alliance.agreed_sharing = shared
        seen[shared] = counted()
    m.values["sector_blur"] = 0.0
    truth = counted()
    assert (truth > 0.0).all()
    assert np.log(seen[1.0] / truth) == pytest.approx(0.5 * np.log(seen[0.0] / truth))
    assert not np.allclose(seen[0.0], truth)


def test_a_mission_sharpens_the_joint_staff() -> None:
    """The Joint Staff counts men with less error after consultations, and with still less after a mission."""
    m = BorderModel("tajikistan-2021", seed=1)
    fog = []
    for shared in (0.0, m.values["shared_by_consultation"], m.values["shared_by_mission"]):
        m.alliance.agreed_sharing = shared
        fog.append(m.alliance.joint_staff.fog)
    assert fog[0] > fog[1] > fog[2] > 0.0


def test_a_guard_force_takes_over_stretches_and_frees_own_battalions(tmp_path: Path) -> None:
    """Where a guard force arrives an own battalion leaves its stretch to it and goes elsewhere."""
    m = model_with(tmp_path, inject("mobilise", "TJK", 1200), inject("send", "RUS", 1200, GUARD, day=4))
    f = m.forces.columns
    reserves = [m.forces.row[f"reserve-{k}"] for k in range(4)]
    guards = [m.forces.row[f"ally-{k}"] for k in range(4)]
    while m.day < 4:
        m.step()
    before = {int(f.segment[r]) for r in reserves}
    m.step()
    m.step()
    after = {int(f.segment[r]) for r in reserves}
    assert after - before, "no own battalion was sent elsewhere"
    assert {int(f.segment[r]) for r in guards} & before, "no guard took over a stretch"
    assert all(m.border_troops.mandate[r] == GUARD for r in guards)


def test_a_combat_force_goes_where_the_need_is_greatest(tmp_path: Path) -> None:
    """The first battalion with a mandate to fight is posted to the stretch in greatest need as the command sees it."""
    m = model_with(tmp_path)
    for _ in range(9):
        m.step()
    row = m.forces.row["ally-0"]
    need = m.border_troops.need()
    m.border_troops.post(row)
    assert need[m.forces.columns.segment[row]] == need.max()


def test_attacks_draw_battalions(tmp_path: Path) -> None:
    """An attack noticed at a quiet stretch brings a battalion there from where nothing happened."""
    m = model_with(tmp_path, inject("mobilise", "TJK", 1200))
    f = m.forces.columns
    while m.day < 6:
        m.step()
    for _ in range(12):  # let everybody arrive
        m.step()
    empty = next(s for s in range(WIDTH) if not any(abs(int(f.segment[r]) - s) <= 1 for r in m.border_troops.mandate))
    m.border_troops.attacks[empty] += 50.0
    for _ in range(4):
        m.step()
    assert any(int(f.segment[r]) == empty for r in m.border_troops.mandate)


def test_a_post_that_was_overrun_is_relieved(tmp_path: Path) -> None:
    """Men of a battalion of its sector make a post up to strength; none are made out of nothing."""
    m = model_with(tmp_path, inject("mobilise", "TJK", 1200))
    f = m.forces.columns
    f.intent[:] = 0.0
    while m.day < 8:
        m.step()
    sectors = {int(f.home[r]) for r in m.border_troops.mandate if f.order[r] == HOLD}
    post = next(r for r in m.border_troops.posts if int(f.home[r]) in sectors and f.men[r] == 30)
    f.men[post], f.lost[post] = 10, 20
    total = int(f.men[f.side == HOME].sum())
    for _ in range(4):
        m.step()
    assert f.men[post] == 30
    assert int(f.men[f.side == HOME].sum()) == total
    assert m.events.of("relief")[-1].subject == m.forces.names[post]


def test_an_exercise_puts_the_border_on_alert_and_ends(tmp_path: Path) -> None:
    """While an exercise lasts posts are on alert and force is shown in one sector; afterwards both fade."""
    m = model_with(tmp_path, inject("exercise", "RUS", 2400, day=2))
    f = m.forces.columns
    posts = np.array(m.border_troops.posts)
    readiness, shown = [], []
    while m.running:
        m.step()
        if m.steps % m.steps_per_day == 0:
            readiness.append(float(f.readiness[posts].mean()))
            shown.append(m.theatre.show.copy())
    assert readiness[4] > readiness[1] + 0.2
    assert readiness[-1] < readiness[4] - 0.1
    assert shown[4].max() == pytest.approx(3.0 * 2400 / 12)
    assert (shown[4] > 0.0).sum() == WIDTH // 2
    assert shown[-1].max() == 0.0


def test_an_inject_changes_the_intent_of_the_militants(tmp_path: Path) -> None:
    """From the day the controller takes their intent away no band tries to cross any more."""
    m = model_with(tmp_path, inject("intent", "TLB", 0.0, day=6)).run()
    days = [(e.step - 1) // m.steps_per_day for e in m.events.of("incursion_attempt")]
    assert days
    assert max(days) < 6
