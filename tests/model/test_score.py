"""Aims of seats: what they are worth follows from their file alone, they change no rule, and tell a seat no secret."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panj.model import BorderModel
from panj.model.record.score import WHOLE, check_aims, is_day, known, score, scored, worth
from panj.scenarios.aims import Aim, load_aims
from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME, load_scenario, scenario_names
from panj.scenarios.sources import content_of

WITH_AIMS = [name for name in scenario_names() if load_aims(load_scenario(name)).seats]
FINITE = st.floats(-1e6, 1e6)


def aim(best: float, worst: float) -> Aim:
    """An aim about posts."""
    what = {"title": "few posts lost", "column": "posts_lost", "unit": "posts", "weight": 1, "source": "test"}
    return Aim.model_validate(what | {"best": best, "worst": worst})


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A scenario of a user's own, with its aims."""
    return Path(shutil.copytree(HOME / "intro", tmp_path / "own"))


def test_scenarios_that_people_play_have_aims() -> None:
    """The guided game and the what-if say what their seats want."""
    assert {"intro", "tajikistan-2021-incursion"} <= set(WITH_AIMS)


@pytest.mark.parametrize("name", WITH_AIMS)
def test_what_ships_makes_sense(name: str) -> None:
    """Every seat, column, event and question that shipped aims name is there, and every value has its source."""
    aims = check_aims(BorderModel(name, None, 1))
    assert all("assumed" in a.source or "S" in a.source for wants in aims.seats.values() for a in wants.aims)


def test_aims_change_no_rule_and_no_stamp(own: Path) -> None:
    """The same war is fought, and a saved game or store stays good, whether seats have aims or not."""
    before = load_scenario(own)
    fought = BorderModel(before, "csto-2010", 1, 4).run().digest
    (own / "aims.toml").unlink()
    after = load_scenario(own)
    assert BorderModel(after, "csto-2010", 1, 4).run().digest == fought
    assert content_of(after) == content_of(before)


@given(best=FINITE, worst=FINITE, value=FINITE)
def test_an_aim_is_worth_all_at_its_best_and_nothing_at_its_worst(best: float, worst: float, value: float) -> None:
    """Between the two its worth is even; beyond either it does not change."""
    if abs(best - worst) < 1e-3:
        return
    a = aim(best, worst)
    assert worth(a, best) == 1.0
    assert worth(a, worst) == 0.0
    assert 0.0 <= worth(a, value) <= 1.0
    assert worth(a, (best + worst) / 2.0) == pytest.approx(0.5)


def test_points_run_from_0_to_100_and_add_up() -> None:
    """A seat's points are those of its aims together, and a row of a game holds them beside the outcomes."""
    war = BorderModel("intro", None, 1).run()
    row = scored(war)
    for seat, wants in load_aims(war.setting).seats.items():
        found = score(war, wants)
        assert 0.0 <= found.points <= WHOLE
        assert found.points == pytest.approx(sum(s.points for s in found.aims))
        assert row[f"points {seat}"] == found.points
        assert [row[f"aim {seat} {i}"] for i in range(len(wants.aims))] == [s.value for s in found.aims]


def test_a_seat_is_told_nothing_of_its_aims_that_it_does_not_know() -> None:
    """A count of the whole war that its file does not call known is told at the end; the log counts as it knows it."""
    war = BorderModel("intro", None, 1).run()
    wants = load_aims(war.setting).seats["TJK"]
    told = known(war, wants, lambda _: False)
    assert [t is None for t in told] == [bool(a.column) and not a.known for a in wants.aims]
    rus = load_aims(war.setting).seats["RUS"]
    logged = rus.aims[1].model_copy(update={"known": False})
    blind = known(war, rus.model_copy(update={"aims": (logged,)}), lambda _: False)[0]
    assert blind is not None
    assert blind.value == 0.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('column = "adopted_rung"', 'column = "glory"', "seats.TJK.aims.1.column: unknown value 'glory'"),
        ('events = ["arrival", "base_moves"]', 'events = ["parade"]', "events is 'parade'"),
        ("[seats.RUS]", "[seats.ATLANTIS]", "ATLANTIS"),
        ('kind = "inform"', 'kind = "vote_twice"', "vote_twice"),
        ("worst = 6\n", "worst = 0\n", "best and worst must differ"),
        ("weight = 40", "weight = -1", "weight"),
        ('title = "Bands are kept out"', 'titel = "Bands are kept out"', "seats.TJK.aims.0.title"),
    ],
)
def test_aims_that_make_no_sense_are_refused_in_one_line(own: Path, old: str, new: str, said: str) -> None:
    """File and key are named, what was found and what is allowed."""
    path = own / "aims.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(
        text.replace(old, new, 1).replace("[[seats.RUS", "[[seats.ATLANTIS" if "ATL" in new else "[[seats.RUS")
    )
    with pytest.raises(InputError) as refused:
        check_aims(BorderModel(load_scenario(own), None, 1))
    line = str(refused.value)
    assert "aims.toml" in line
    assert said in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ({"column": "request_day"}, True),
        ({"column": "losses_member"}, False),
        ({"column": "adopted_rung"}, False),
        ({"events": ("arrival",), "count": "first day"}, True),
        ({"events": ("arrival",)}, False),
    ],
)
def test_a_number_that_is_a_day_is_known_as_one(number: dict[str, object], day: bool) -> None:
    """So that the page shows a date for it: a column that is a day, or the day of the first event."""
    what = {"title": "an aim", "best": 1, "worst": 0, "unit": "units", "weight": 1, "source": "test"}
    assert is_day(Aim.model_validate(what | number)) is day
