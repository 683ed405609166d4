"""Calibration searches where it is told to, loses nothing when killed, and writes only what it found."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from panj.experiments.validation.calibrate import (
    CHOICE_SEEDS,
    FIT_SEEDS,
    calibrate,
    make_plan,
    sobol,
    spanned,
    write_back,
)
from panj.experiments.validation.goal import FREE, MOST_FREE, goal_of
from panj.experiments.validation.validate import REPORT_SEED
from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME, load_scenario
from panj.tests.experiments.command import panj, refused

OBSERVED = """
fit_until = 2021-06-04
captures_until = 2021-06-03
[[capture]]
district = "dashtak"
date = 2021-06-02
[[capture]]
district = "miyana"
date = 2021-06-03
[[share]]
date = 2021-06-03
low = 0.3
high = 0.5
[refuge_total]
men = 50
[[refuge]]
date = 2021-06-03
men = 50
"""
FREE_HERE = ["collapse_base=-6:0", "collapse_effort=1:6"]


@pytest.fixture
def border(tmp_path: Path) -> Path:
    """A copy of the small border with made-up observations of four days."""
    folder = tmp_path / "small"
    shutil.copytree(HOME / "intro", folder)
    (folder / "observed.toml").write_text(OBSERVED, encoding="utf-8")
    return folder


def search(border: Path, out: Path, **changes: int) -> dict:
    given = {"budget": 16, "seeds": 1, "seed": 3} | changes
    plan = make_plan(load_scenario(border), **given, set_free=FREE_HERE)
    return calibrate(str(border), plan, out, quiet=True)


def test_a_killed_search_goes_on_and_ends_the_same(border: Path, tmp_path: Path):
    """Half of the points lost and one line torn, as after a kill: the rest is kept, the result is the same."""
    whole = search(border, tmp_path / "whole")
    lines = (tmp_path / "whole" / "points.jsonl").read_text().splitlines()
    half = tmp_path / "half"
    half.mkdir()
    shutil.copy(tmp_path / "whole" / "plan.json", half)
    kept = lines[:9]
    (half / "points.jsonl").write_text("\n".join(kept) + "\n" + lines[9][:30] + "\n")
    again = search(border, half)
    assert again == whole
    after = (half / "points.jsonl").read_text().splitlines()
    assert after[:9] == kept
    assert len(after) == len(lines) + 1  # the torn line stays, nothing was played twice


def test_the_record_says_how_it_was_done(border: Path, tmp_path: Path):
    """Command, seeds, ranges, distance, versions, accepted set and candidates stand in calibration.json."""
    result = search(border, tmp_path / "out")
    record = json.loads((tmp_path / "out" / "calibration.json").read_text())
    assert record == json.loads(json.dumps(result))
    assert record["command"] == (
        "panj calibrate small --budget 16 --seeds 1 --seed 3"
        " --set-free collapse_base=-6:0 --set-free collapse_effort=1:6"
    )
    assert {"method", "distance", "versions", "ground_rules", "box", "fit_seeds"} <= set(record)
    best = min(record["candidates"], key=lambda c: c["distance"])
    assert record["result"] == best
    assert [a["distance"] for a in record["accepted"]] == sorted(a["distance"] for a in record["accepted"])
    for point in record["accepted"]:
        assert -6.0 <= point["parameters"]["collapse_base"] <= 0.0
        assert 1.0 <= point["parameters"]["collapse_effort"] <= 6.0


def test_another_plan_in_the_same_folder_is_refused(border: Path, tmp_path: Path):
    """Points of two plans never mix."""
    search(border, tmp_path / "out")
    with pytest.raises(InputError, match="same plan"):
        search(border, tmp_path / "out", seed=4)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--set-free", "speed_of_light"], "speed_of_light"),
        (["--set-free", "news_half=3:1"], "LOW below HIGH"),
        (["--set-free", "news_half=low:high"], "two numbers"),
        (["--set-free", "news_half=1:900"], "news_half"),
        ([w for n in [*FREE, "deal_share"] for w in ("--set-free", n)], f"one to {MOST_FREE}"),
    ],
)
def test_what_cannot_be_free_is_refused_in_one_line(tmp_path: Path, words, expected):
    """Unknown names, ranges upside down or outside the parameter's own, and more than eight are refused."""
    assert expected in refused("calibrate", "--out", str(tmp_path / "out"), *words)
    assert not (tmp_path / "out" / "points.jsonl").exists()


def test_the_design_fills_its_ranges_and_repeats():
    """Same seed, same points, all in range and spread over it; another seed, other points."""
    ranges = {"a": (0.0, 1.0), "b": (-5.0, 5.0)}
    points = sobol(ranges, 20, 1)
    assert points == sobol(ranges, 20, 1) != sobol(ranges, 20, 2)
    assert len(points) == 20
    assert all(low <= p[n] <= high for p in points for n, (low, high) in ranges.items())
    assert {int(p["a"] * 4) for p in points} == {0, 1, 2, 3}


def test_the_second_design_lies_around_the_best_of_the_first():
    """The box holds the points, is a tenth wider, and never leaves the ranges of the plan."""
    box = spanned([{"parameters": {"a": 0.2}}, {"parameters": {"a": 0.4}}], {"a": (0.19, 1.0)})
    assert box["a"] == (0.19, pytest.approx(0.42))


def test_writing_back_touches_only_value_and_source(tmp_path: Path):
    """Every other line of scenario.toml stays, the file still loads, and the source names the command."""
    folder = tmp_path / "tajikistan-2021"
    shutil.copytree(HOME / "tajikistan-2021", folder)
    before = (folder / "scenario.toml").read_text().splitlines()
    write_back(folder, {"command": "panj calibrate x", "result": {"parameters": {"deal_main": 0.25, "news_half": 3.0}}})
    after = (folder / "scenario.toml").read_text().splitlines()
    changed = [b for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) <= 4
    assert all(line.startswith(("typical = ", "source = ")) for line in changed)
    values = load_scenario(folder).file.parameters
    assert (values["deal_main"].typical, values["news_half"].typical) == (0.25, 3.0)
    assert "`panj calibrate x`" in values["deal_main"].source


def test_seeds_of_fitting_choosing_and_reporting_never_meet():
    """With up to ten thousand seeds each, no war is used twice."""
    assert FIT_SEEDS + 10_000 <= CHOICE_SEEDS
    assert CHOICE_SEEDS + 10_000 <= REPORT_SEED


def test_the_command_calibrates_and_writes(border: Path, tmp_path: Path):
    """`panj calibrate FOLDER --write` leaves the record in both folders, says what it found, and can be repeated."""
    text = (border / "scenario.toml").read_text()
    block = '[parameters.collapse_base]\nlow = -12.0\ntypical = -4.0\nhigh = 2.0\nunit = "log-odds"\nsource = "test"\n'
    (border / "scenario.toml").write_text(text + block)
    words = ["--budget", "16", "--seeds", "1", "--set-free", "collapse_base", "--write"]
    said = panj("calibrate", border, "--out", tmp_path / "out", *words).stdout
    assert "collapse_base" in said
    found = json.loads((border / "calibration.json").read_text())["result"]["parameters"]["collapse_base"]
    assert load_scenario(border).file.parameters["collapse_base"].typical == found
    before = (tmp_path / "out" / "points.jsonl").read_bytes()
    panj("calibrate", border, "--out", tmp_path / "out", *words)  # again: nothing left to play, the same result
    assert (tmp_path / "out" / "points.jsonl").read_bytes() == before


def test_what_is_shipped_is_what_was_recorded():
    """The scenario's values are those of its calibration.json, and their source names its command."""
    folder = HOME / "tajikistan-2021"
    record = json.loads((folder / "calibration.json").read_text())
    parameters = tomllib.loads((folder / "scenario.toml").read_text())["parameters"]
    assert len(record["plan"]["free"]) <= MOST_FREE
    for name, value in record["result"]["parameters"].items():
        assert parameters[name]["typical"] == value
        assert record["command"] in parameters[name]["source"]


def test_a_war_inside_the_border_is_fitted_on_its_own_measures(border: Path, tmp_path: Path):
    """[fit] names the targets and the free parameters; the distance counts those and no other."""
    text = '[[measure]]\ntarget = "{}"\noutcome = "{}"\nwhat = "x"\nseen = "y"\naccept = [{}, {}]\n'
    rows = text.format("A", "incursions_attempted", 2, 4) + text.format("B", "losses_member", 5, 5)
    fit = '[fit]\ntargets = ["A"]\nmost = 1\n[fit.free]\nretry_days = [1, 20]\n'
    (border / "observed.toml").write_text(rows + fit, encoding="utf-8")
    scenario = load_scenario(border)
    goal = goal_of(scenario)
    assert (goal.targets, goal.free, goal.days) == ("A", {"retry_days": (1.0, 20.0)}, scenario.file.days)
    assert goal.distance({"incursions_attempted": 3}) == 0.0
    assert goal.distance({"incursions_attempted": 4}) == 1.0
    result = calibrate(str(border), make_plan(scenario, 16, 1, 3, []), tmp_path / "out", quiet=True)
    assert result["targets"] == "A"
    with pytest.raises(InputError, match="one to 1"):
        make_plan(scenario, 16, 1, 3, ["retry_days", "patrol_kmh"])


@pytest.mark.parametrize("fit", ["", '[fit]\ntargets = ["Z"]\n'])
def test_what_cannot_be_fitted_is_refused(border: Path, fit: str):
    """No [fit], or a target that no measure has: the line says which are there."""
    (border / "observed.toml").write_text(
        f'[[measure]]\ntarget = "A"\noutcome = "losses_member"\nwhat = "x"\nseen = "y"\naccept = [1, 2]\n{fit}',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="fit"):
        goal_of(load_scenario(border))
