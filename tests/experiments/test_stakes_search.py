"""The search for a scenario in which choices decide: seeded, resumable, and honest about what it chose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panj.experiments.stakes import stakes
from panj.experiments.stakes.words import as_text
from panj.scenarios.aims import load_aims
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.tools.stakes_search import at, based, points, read, search, written
from panj.treaty.law.regime import load_regime

CHOSEN = "forty-five-days"
SEEDS = 8  # of the forty that `panj stakes` plays


@pytest.fixture
def design() -> dict[str, Any]:
    """A search of a moment: the first days of the what-if."""
    return {
        "scenario": "tajikistan-2021-incursion",
        "aims": "tajikistan-2021-incursion",
        "days": 3,
        "fixed": {"demand": "basing"},
        "ranges": {"deploy_days": [1.0, 6.0], "attack_incidents": [2, 6], "states.RUS.stake": [0.4, 0.9]},
        "men": {"TJK.reserve": [0.1, 0.5]},
    }


def test_the_same_seed_draws_the_same_points_whatever_their_number(design: dict[str, Any]) -> None:
    """So a search goes on where it was, and more points may be asked for later; each lies in its ranges."""
    scenario, _ = based(design)
    regime = load_regime("csto-2010")
    few, many = (points(design, scenario, regime, 7, n) for n in (2, 5))
    assert many[:2] == few
    assert points(design, scenario, regime, 8, 2) != few
    for point in many:
        for path, (low, high) in design["ranges"].items():
            assert low <= point[path] <= high
        found = at(scenario, regime, point)
        called = [sum(u.men for u in s.units if (u.owner, u.role) == ("TJK", "reserve")) for s in (scenario, found)]
        assert called[1] == pytest.approx(called[0] * point["men.TJK.reserve"], abs=20)


@pytest.mark.slow
def test_a_search_goes_on_where_it_was(design: dict[str, Any], tmp_path: Path) -> None:
    """A line that was cut short is played again; a file of another search is refused and left alone."""
    out = tmp_path / "search.jsonl"
    whole = search(design, out, 1, 2, 2)
    kept = out.read_text(encoding="utf-8")
    out.write_text(kept[:-20], encoding="utf-8")
    assert search(design, out, 1, 2, 2) == whole
    assert out.read_text(encoding="utf-8") == kept
    with pytest.raises(InputError, match="another search"):
        search(design | {"days": 4}, out, 1, 2, 2)
    assert len(read(out, json.loads(kept.splitlines()[0]))) == 2


def test_a_point_is_written_as_a_scenario_that_plays_the_same(design: dict[str, Any], tmp_path: Path) -> None:
    """Settings and strengths of the folder are those of the point, and its file says how it was chosen."""
    scenario, _ = based(design)
    regime = load_regime("csto-2010")
    (point,) = points(design, scenario, regime, 3, 1)
    written(design, {"point": 0, "worth": 1.0, "at": point}, tmp_path / "own", "A title", "A summary.")
    text = (tmp_path / "own" / "scenario.toml").read_text(encoding="utf-8")
    assert "chosen for its spread of outcomes" in text
    own, found = load_scenario(tmp_path / "own"), at(scenario, regime, point)
    assert {u.unit: u.men for u in own.units} == {u.unit: u.men for u in found.units}
    assert own.parameters() == found.parameters()
    assert own.file.states == found.file.states.copy() | {"RUS": own.file.states["RUS"]}
    assert own.file.states["RUS"].stake == found.file.states["RUS"].stake


def test_the_scenario_that_was_chosen_says_so() -> None:
    """Whoever reads its aims or prints its stakes learns that it was chosen for its spread over choices."""
    aims = load_aims(load_scenario(CHOSEN))
    assert "chosen" in aims.chosen
    assert {lever.title.split(":")[0] for lever in aims.levers} >= {"Treaty", "Timing", "Talk"}
    assert len([seat for seat, wants in aims.seats.items() if len(wants.policies) >= 3]) >= 4


@pytest.mark.slow
def test_in_the_scenario_that_was_chosen_choices_decide() -> None:
    """Each seat's best and worst policy differ by more than the dice, no policy is best in all, each lever shows."""
    found = stakes(load_scenario(CHOSEN), seeds=SEEDS, workers=2)
    print(as_text(found))
    for seat in found["seats"]:
        assert seat["verdict"]["more_than_dice"], as_text(found)
        assert seat["never_best_in_all"], as_text(found)
    assert all(lever["apart"] > 0.0 for lever in found["levers"]), as_text(found)
