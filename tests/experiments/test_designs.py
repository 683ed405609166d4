"""Designs: which points they make, the same from a file, from Python and from a data frame, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from panj.experiments import Sweep, open_runs
from panj.experiments.designs.design import make_design, read_design
from panj.experiments.designs.plan import Plan
from panj.experiments.designs.worlds import reopen, resolve
from panj.scenarios.errors import InputError
from panj.tests.experiments.command import panj, refused

INTRO = {"scenario": "intro", "regimes": ["none"], "seeds": 1}
CAUTION, KMH = "states.KAZ.caution", "patrol_kmh"


def plan(**settings: Any) -> Plan:
    """The plan of a design of the introduction."""
    return resolve(make_design("test", **(INTRO | settings)))[0]


def points(**settings: Any) -> list[dict[str, Any]]:
    """The points of a design of the introduction; as many as it says."""
    made = plan(**settings)
    listed = list(made.points())
    assert len(listed) == made.point_count
    assert made.size == len(list(made.runs())) == len({r.id for r in made.runs()})
    return listed


def test_a_grid_crosses_levels_and_ranges() -> None:
    """Every level of one factor meets every level of the others; a range with levels is cut evenly, both ends in."""
    made = points(factors={KMH: {"low": 2, "high": 6, "levels": 3}, "demand": ["none", "eaeu"]})
    assert made == [{KMH: k, "demand": d} for k in (2.0, 4.0, 6.0) for d in ("none", "eaeu")]
    (low, middle, high) = points(factors={KMH: {"low": 1, "high": 16, "levels": 3, "log": True}})
    assert (low[KMH], middle[KMH], high[KMH]) == (1.0, 4.0, 16.0)


def test_a_list_takes_values_side_by_side() -> None:
    """The first values of all factors make the first point, the second the second."""
    made = points(design="list", factors={KMH: [2, 6], "demand": ["eaeu", "none"]})
    assert made == [{KMH: 2.0, "demand": "eaeu"}, {KMH: 6.0, "demand": "none"}]


def test_one_at_a_time_leaves_all_others_as_they_are() -> None:
    """The first point is the scenario as it is; each other one changes one factor, a range at its two ends."""
    made = points(design="one-at-a-time", factors={KMH: {}, "regime.request_required": [False]})
    assert made == [{}, {KMH: 0.5}, {KMH: 20.0}, {"regime.request_required": False}]


def test_a_latin_hypercube_uses_every_slice_of_every_range_once() -> None:
    """Of n points each n-th of a range holds one; whole numbers come out whole, choices equally often."""
    made = points(
        design="lhs",
        samples=40,
        design_seed=5,
        factors={
            KMH: {},
            CAUTION: {"low": 0.2, "high": 0.6},
            "days": {"low": 1, "high": 10},
            "demand": ["none", "eaeu"],
        },
    )
    for name, low, high in ((KMH, 0.5, 20.0), (CAUTION, 0.2, 0.6)):
        slices = sorted(int((p[name] - low) / (high - low) * 40 - 1e-3) for p in made)
        assert slices == list(range(40)), name
    assert all(type(p["days"]) is int for p in made)
    assert {d: sum(p["days"] == d for p in made) for d in range(1, 11)} == dict.fromkeys(range(1, 11), 4)
    assert sum(p["demand"] == "eaeu" for p in made) == 20


def test_a_sobol_sequence_fills_the_square_evenly() -> None:
    """Of 64 points of two factors every field of an 8 x 8 grid holds one, as a (0, 6, 2)-net in base 2 has it."""
    made = points(design="sobol", samples=64, factors={KMH: {"low": 1, "high": 2}, CAUTION: {"low": 0, "high": 1}})
    fields = {(int((p[KMH] - 1.0) * 8 - 1e-5), int(p[CAUTION] * 8 - 1e-5)) for p in made}
    assert len(fields) == 64


def test_the_same_design_seed_gives_the_same_points_anywhere() -> None:
    """A sampled design is made again to the last figure, so that a sweep can be resumed; another seed gives another."""
    about = {"design": "lhs", "samples": 4, "factors": {KMH: {}}}
    first = [p[KMH] for p in points(**about, design_seed=1)]
    assert first == [p[KMH] for p in points(**about, design_seed=1)]
    assert first != [p[KMH] for p in points(**about, design_seed=2)]
    assert first == [1.96721, 9.40011, 16.855, 13.564]


def test_named_points_stand_beside_sampled_ones(tmp_path: Path) -> None:
    """A point with a name is played with all others and told by it in tables."""
    about = {"design": "lhs", "samples": 3, "factors": {KMH: {}}, "named": {"as it was": {}, "fast": {KMH: 9}}}
    made = points(**about)
    assert made[-2:] == [{}, {KMH: 9.0}]
    assert len(made) == 5
    runs = Sweep(
        "intro", ["none"], 1, 1, design="lhs", samples=3, factors={KMH: {}}, named={"as it was": {}, "fast": {KMH: 9}}
    ).run(tmp_path, workers=1, quiet=True)
    assert {"as it was", "fast"} <= set(runs.point)
    assert runs.loc[runs.point == "fast", KMH].tolist() == [9.0]


MATRIX = f"{CAUTION},{KMH},demand,regime.request_required\n0.25,4,eaeu,true\n0.5,,none,false\n"


def test_a_file_python_and_a_data_frame_give_the_same_runs(tmp_path: Path) -> None:
    """One sample matrix as a CSV beside a design file, as a list of dicts and as a data frame gives the same games."""
    (tmp_path / "matrix.csv").write_text(MATRIX)
    (tmp_path / "design.toml").write_text(
        'scenario = "intro"\nregimes = ["none", "csto-2010"]\nseeds = 2\ndays = 1\npoints = "matrix.csv"\n'
        "[factors]\nparameters.patrol_men = [20, 30]\n"
    )
    listed = [
        {CAUTION: 0.25, KMH: 4.0, "demand": "eaeu", "regime.request_required": True},
        {CAUTION: 0.5, "demand": "none", "regime.request_required": False},
    ]
    about = {"regimes": ["none", "csto-2010"], "seeds": 2, "days": 1, "factors": {"patrol_men": np.array([20, 30])}}
    frame = pd.read_csv(tmp_path / "matrix.csv", keep_default_na=False, na_values=[""])
    plans = [
        resolve(design)[0]
        for design in (
            read_design(tmp_path / "design.toml"),
            Sweep("intro", points=listed, **about).design,
            Sweep("intro", points=frame, **about).design,
            Sweep("intro", points=tmp_path / "matrix.csv", **about).design,
        )
    ]
    first = [r.id for r in plans[0].runs()]
    assert len(first) == plans[0].size == 2 * 2 * 2 * 2
    for other in plans[1:]:
        assert [r.id for r in other.runs()] == first


KINDS: dict[str, tuple[Any, Any]] = {
    "states.TJK.stake": (0.0, 1.0),
    "commands.taliban.intent_to_cross": (0.0, 1.0),
    "temper.gain": (0.2, 3.0),
    "regime.vote_rule": ("consensus", "automatic"),
    "step_hours": (6, 12),
    "injects.call.day": (5, "never"),
    "seats.TJK.request": ("nothing", "mil_tech"),
}


def test_every_kind_of_factor_changes_games(tmp_path: Path) -> None:
    """Judgements, commands, weights, norms, steps, injects and standing orders reach the games they are set for.

    Each kind is set to two values in a list of its own: of two seeds at least one ends another way.
    """
    points = [{name: value} for name, values in KINDS.items() for value in values]
    call = {"kind": "request", "who": "TJK", "what": "mil_tech", "day": 50, "note": "an appeal by order"}
    runs = Sweep(
        "tajikistan-2021-incursion", ["csto-2010"], seeds=2, days=60, points=points, injects={"call": call}
    ).run(tmp_path, workers=1, quiet=True)
    assert (runs.status == "ok").all()
    for name in KINDS:
        first, second = (rows.digest.tolist() for _, rows in runs[runs[name].notna()].groupby("point"))
        assert first != second, name


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"factors": {"states.KAZ.cation": [0.1]}}, "caution"),
        ({"factors": {CAUTION: [0.1, 1.7]}}, "from 0 to 1"),
        ({"factors": {KMH: {}}}, "a list of values"),
        ({"factors": {KMH: {}}, "design": "lhs"}, "samples"),
        ({"factors": {KMH: {}}, "design": "sobol", "samples": 100}, "64 or 128"),
        ({"factors": {"demand": {"low": 0, "high": 1}}, "design": "lhs", "samples": 2}, "one of none, eaeu, basing"),
        ({"factors": {"regime.deadlines.DRAFT": {}}, "design": "lhs", "samples": 2}, "low and high"),
        ({"factors": {KMH: {"low": 2, "high": 60}}, "design": "lhs", "samples": 2}, "0.5 to 20 km/h"),
        ({"factors": {KMH: [3], "parameters.patrol_kmh": [4]}}, "twice"),
        ({"factors": {KMH: [3]}, "set": {KMH: 4}}, "in one of them"),
        ({"factors": {KMH: [3]}, "points": [{KMH: 4}]}, "in one of them"),
        ({"factors": {"regime": ["none"]}}, "what regimes names"),
        ({"factors": {"days": [3]}, "days": 4}, "one of them"),
        ({"factors": {KMH: [3, 4]}, "named": {"quick": {KMH: 4}}}, "the design does not have anyway"),
        ({"factors": {KMH: [3, 4], "patrol_men": [20]}, "design": "list"}, "as many values each"),
        ({"factors": {KMH: [{}]}}, "a number, true, false or a word"),
        ({"set": {"seats.KAZ.request": "none"}}, "one of: vote"),
        ({"set": {"seats.FRA.vote": "no"}}, "one of"),
        ({"injects": {"x": {"kind": "earthquake", "who": "TJK", "day": 1}}}, "mobilise"),
        ({"injects": {"x": {"kind": "request", "who": "TJK", "what": "all", "day": 1}}}, "one of"),
        ({"set": {"injects.x.day": 1}}, "a design names them"),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_first_game(settings: dict[str, Any], said: str) -> None:
    """Mistyped paths, values out of range, and designs that contradict themselves are refused with what is allowed."""
    with pytest.raises(InputError) as refusal:
        plan(**settings)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no points"),
        (f"{KMH},{KMH}\n1,2\n", "each once"),
        (f"{KMH}\n1,2\n", "row 2"),
        (f"{KMH}\nnan\n", "row 2"),
        (f"{KMH}\nfast\n", "0.5 to 20"),
    ],
)
def test_a_matrix_that_is_none_is_refused_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    """A table of points that cannot be one is refused with file and row, or with the path and what is allowed."""
    (tmp_path / "matrix.csv").write_text(text)
    (tmp_path / "design.toml").write_text('scenario = "intro"\nregimes = ["none"]\nseeds = 1\npoints = "matrix.csv"\n')
    assert said in refused("sweep", tmp_path / "design.toml", "--out", tmp_path / "out")


def test_a_dry_run_counts_points_that_are_sampled_and_crossed(tmp_path: Path) -> None:
    """`--dry-run` counts 8 sampled points and one by name, under 2 regimes and 3 seeds, and plays none of them."""
    (tmp_path / "design.toml").write_text(
        'scenario = "intro"\nregimes = ["none", "csto-2010"]\nseeds = 3\ndays = 1\ndesign = "lhs"\nsamples = 8\n'
        "[factors]\nstates.KAZ.caution = {}\npatrol_kmh = { low = 2, high = 6 }\n"
        '[named."as it was"]\n'
    )
    said = json.loads(panj("sweep", tmp_path / "design.toml", "--out", tmp_path / "out", "--dry-run", "--json").stdout)
    assert said["games"] == 9 * 2 * 3
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_sampled_points_are_compared_at_once_and_named_ones_by_themselves(tmp_path: Path) -> None:
    """Of points that are draws `compare` shows their mean, with --each every one; a grid stays point by point."""
    about = 'scenario = "intro"\nregimes = ["none", "csto-2010"]\nseeds = 2\ndays = 1\n'
    ranges = "[factors]\npatrol_kmh = { low = 2, high = 6, levels = 3 }\n"
    (tmp_path / "lhs.toml").write_text(
        f'{about}design = "lhs"\nsamples = 5\n{ranges.replace(", levels = 3", "")}[named."as it was"]\n'
    )
    (tmp_path / "grid.toml").write_text(about + ranges)

    def points(name: str, *words: str) -> list[tuple[str, int]]:
        said = panj("compare", tmp_path / name, "--outcome", "stability_mean", "--json", *words).stdout
        return [(row.get("point", ""), row["n"]) for row in json.loads(said)]

    for name in ("lhs", "grid"):
        panj("sweep", tmp_path / f"{name}.toml", "--out", tmp_path / name, "--json")
    assert sorted(points("lhs")) == [("5 points", 10), ("as it was", 2)]
    assert len(points("lhs", "--each")) == 6
    assert [n for _, n in points("grid")] == [2, 2, 2]
    assert [n for _, n in points("grid", "--pooled")] == [6]
    assert "--each" in panj("compare", tmp_path / "lhs", "--outcome", "stability_mean").stdout


def test_a_stored_design_with_injects_and_orders_can_be_opened_again(tmp_path: Path) -> None:
    """What a design adds to a scenario is kept with the runs: the worlds of a store are those that were played in."""
    sweep = Sweep(
        "intro",
        ["csto-2010"],
        seeds=1,
        days=2,
        injects={"word": {"kind": "statement", "who": "TJK", "day": 1, "note": "a word"}},
        factors={"injects.word.day": [0, 1, "never"]},
        parameters={"seats.TJK.inform": "no"},
    )
    runs = sweep.run(tmp_path, workers=1, quiet=True)
    assert runs.status.tolist() == ["ok"] * 3
    assert set(runs["injects.word.day"]) == {0, 1, "never"}
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    worlds = reopen(Plan.model_validate(manifest["plan"]))
    assert [row.note for row in worlds.scenarios["intro"].injects] == ["a word"]
    assert len(open_runs(tmp_path)) == 3


# -- points are what was given, or are refused ----------------------------------------------------------------------
def test_levels_that_differ_in_the_last_figure_are_different_points() -> None:
    """However little two levels differ, their games are never pooled: each has a name of its own."""
    close = [2.0000001, 2.0000002, 2.0000003]
    made = plan(factors={KMH: close})
    labels = [made.label(point) for point in made.points()]
    assert labels == [f"patrol_kmh={value}" for value in close]
    span = plan(factors={KMH: {"low": 2.0000001, "high": 2.0000009, "levels": 9}})
    assert len({span.label(point) for point in span.points()}) == 9
    assert (span.factors[KMH][0], span.factors[KMH][-1]) == (2.0000001, 2.0000009)


def test_a_narrow_range_is_sampled_as_finely_as_a_wide_one() -> None:
    """Forty points of a range far from 0 are forty points."""
    made = points(design="lhs", samples=40, factors={KMH: {"low": 10.000001, "high": 10.000002}})
    assert len({p[KMH] for p in made}) == 40


def test_a_word_is_never_taken_for_a_number() -> None:
    """A standing order of a number and one of the same digits as a word have names of their own."""
    made = plan(factors={"seats.KAZ.contribute": [5, "5"]}, days=1)
    assert [made.label(point) for point in made.points()] == ["seats.KAZ.contribute=5", 'seats.KAZ.contribute="5"']


def test_whole_numbers_have_as_many_levels_as_there_are() -> None:
    """More levels than whole numbers in a range are refused, not played as fewer."""
    with pytest.raises(InputError, match=r"10 levels from 1 to 3.*at most 3"):
        points(factors={"days": {"low": 1, "high": 3, "levels": 10}})


TABLES = {  # text of a CSV file of points -> what a refusal names, or how many points it has
    "patrol_kmh\n2\n\n4\n": ("row 3", "blank line", '""'),
    "patrol_kmh\n2\n4\n\n": ("row 4", "blank line"),
    "patrol_kmh\n2\n   \n": ("row 3", "blank line"),
    'patrol_kmh\n2\n""\n4\n': 3,
    "patrol_kmh,days\n2,3\n\n4,5\n": ("row 3", "blank line"),
    "patrol_kmh,days\n2,3\n4,5\n\n\n": 2,
    "patrol_kmh,days\n2,3\n,\n": 2,
    "patrol_kmh,days\n2,3,4\n": ("row 2", "3 cells"),
    "patrol_kmh,patrol_kmh\n2,3\n": ("row 1", "patrol_kmh", "once"),
    "patrol_kmh,parameters.patrol_kmh\n2,3\n": ("patrol_kmh", "twice"),
    "patrol_kmh\n1_0\n": ("row 2", "patrol_kmh", "1_0"),
    "patrol_kmh\n٣\n": ("row 2", "patrol_kmh", "٣"),
    "patrol_kmh\n1e999\n": ("row 2", "1e999", "finite"),
    "patrol_kmh\ntrue\n": ("patrol_kmh", "True", "a number"),
    f"patrol_kmh\n{2**64}\n": ("patrol_kmh", str(2**64)),
}


@pytest.mark.parametrize("text", sorted(TABLES))
def test_a_table_of_points_is_played_as_it_is_or_refused(tmp_path: Path, text: str) -> None:
    """No row and no cell of a CSV file is dropped, doubled or read as another value."""
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    wanted = TABLES[text]
    if isinstance(wanted, int):
        assert len(points(points=str(tmp_path / "points.csv"))) == wanted
        return
    with pytest.raises(InputError) as refusal:
        points(points=str(tmp_path / "points.csv"))
    for word in wanted:
        assert word in str(refusal.value), refusal.value


def test_a_data_frame_with_a_column_twice_is_refused() -> None:
    """Which of the two counts nobody could tell."""
    frame = pd.DataFrame([[2.0, 3.0]], columns=[KMH, KMH])
    with pytest.raises(InputError, match="column patrol_kmh: patrol_kmh 2 times"):
        Sweep("intro", ["none"], seeds=1, points=frame)


@pytest.mark.parametrize("given", ["patrol_kmh", 5, [5], {"patrol_kmh": 5}, [["patrol_kmh", 5]]])
def test_points_that_are_none_are_refused(given: Any) -> None:
    """Whatever else is handed over as points, the answer says what may be."""
    with pytest.raises(InputError, match="points"):
        Sweep("intro", ["none"], seeds=1, points=given)


def test_missing_values_of_a_data_frame_leave_the_scenario_as_it_is() -> None:
    """Empty cells of any type: numbers, words, pandas' own."""
    frame = pd.DataFrame({KMH: pd.array([2, None], "Int64"), "demand": [None, "eaeu"]})
    sweep = Sweep("intro", ["none"], seeds=1, points=frame)
    assert [dict(p) for p in sweep.design.points] == [{KMH: 2}, {"demand": "eaeu"}]


def test_a_design_with_more_points_than_anyone_counts_is_checked_at_once() -> None:
    """A named point is looked for among a million times a million points without making them."""
    levels = [i / 1000 for i in range(1, 1000)]
    many = {f"states.{code}.caution": levels for code in ("KAZ", "RUS", "ARM", "BLR")}
    made = plan(factors=many, named={"bold": {"states.KAZ.caution": 0.0}})
    assert made.point_count == 999**4 + 1
    with pytest.raises(InputError, match=r"named\.here"):
        plan(factors=many, named={"here": dict.fromkeys(many, 0.5)})


def test_a_point_is_not_called_as_another(tmp_path: Path) -> None:
    """A named point cannot take the name that a point without one has."""
    with pytest.raises(InputError, match="a name without ="):
        plan(factors={KMH: [4]}, named={"patrol_kmh=4": {KMH: 5}})
