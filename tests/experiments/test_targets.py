"""The targets of calibration say what they should on cases made by hand, and observed.toml is read as it stands."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from scipy.stats import kendalltau

from panj.experiments.validation.acts import read_acts
from panj.experiments.validation.measures import read_measures
from panj.experiments.validation.targets import (
    Observed,
    Score,
    Trace,
    kendall,
    order_inside,
    read_observed,
    rmse,
    score,
    snap_deployments,
    snap_verdict,
    verdicts,
)
from panj.experiments.validation.verdict import quantile
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario

SEEN = Observed(
    days=10,
    captures={"a": 2, "b": 3, "c": 7},
    shares=((2, 0.2, 0.2), (7, 0.5, 0.7)),
    refuge={3: 20, 7: 80},
    refuge_total=100,
    later={"d": 30},
)
LIKE = Trace(
    captures={"a": 2, "b": 3, "c": 7, "x": 1},
    share=(0.0, 0.0, 0.2, 0.3, 0.3, 0.3, 0.3, 0.6, 0.6, 0.6, 1.0),
    refuge=(0, 0, 0, 20, 0, 0, 0, 80, 0, 0, 999),
)


def test_a_run_like_history_scores_perfectly():
    """Same dates, same shares, same inflow: tau 1, no error; what comes after the window does not count."""
    assert score(LIKE, SEEN) == Score(1.0, 0.0, (0.2, 0.6), 0.0, 100, 0.8)


def test_a_district_not_taken_counts_as_taken_the_day_after_the_window():
    """One of three never falls: its error is the distance to the end of the window, and it ranks last."""
    late = replace(LIKE, captures={"b": 3, "c": 7})
    got = score(late, SEEN)
    assert got.date_error == 0.0  # errors 8, 0, 0
    assert got.tau == pytest.approx(-1 / 3)
    assert score(replace(LIKE, captures={}), SEEN).date_error == 7.0  # errors 8, 7, 3


def test_the_share_is_held_against_the_middle_of_the_band():
    """A tenth under the middle on both days is an error of a tenth."""
    assert rmse((0.1, 0.5), SEEN) == pytest.approx(0.1)


def test_the_heaviest_day_is_the_runs_own():
    """A burst on another day counts as concentrated all the same; without any inflow the share is nothing."""
    assert score(replace(LIKE, refuge=(70, 0, 0, 10, 0, 20, 0, 0, 0, 0, 0)), SEEN).heaviest == 0.7
    assert score(replace(LIKE, refuge=(0,) * 11), SEEN).heaviest == 0.0


@pytest.mark.parametrize(
    ("a", "b"), [((1, 2, 3, 4), (1, 2, 3, 4)), ((1, 2, 3, 4), (4, 3, 2, 1)), ((1, 1, 2, 3, 3), (2, 1, 1, 4, 3))]
)
def test_kendall_is_tau_b(a, b):
    """The same as SciPy's tau-b, with ties."""
    assert kendall(a, b) == pytest.approx(kendalltau(a, b).statistic)


def test_order_inside_groups_leaves_out_the_order_of_the_groups():
    """Two bursts in the right order but each the wrong way round: no better than the wrong way round."""
    swapped = replace(LIKE, captures={"a": 3, "b": 2, "c": 7})
    assert order_inside(swapped, SEEN, {"a": "west", "b": "west", "c": "east"}) == -1.0
    assert order_inside(LIKE, SEEN, {"a": "west", "b": "west", "c": "east"}) == 1.0
    assert score(swapped, SEEN).tau == pytest.approx(1 / 3)


def test_rankings_that_do_not_rank_have_no_tau():
    """All on one day: 0, not an error."""
    assert kendall((1, 2, 3), (5, 5, 5)) == 0.0


def test_quantiles_are_interpolated():
    """The median of 1 to 4 is 2.5; the ends are the extremes; one value is its own quantile."""
    assert [quantile([4.0, 1.0, 3.0, 2.0], q) for q in (0.0, 0.5, 1.0)] == [1.0, 2.5, 4.0]
    assert quantile([7.0], 0.95) == 7.0


def some_scores(**changes: object) -> list[Score]:
    good = score(LIKE, SEEN)
    return [replace(good, **changes) if k < 2 else good for k in range(3)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({}, []),
        ({"tau": 0.59}, ["order of captures, Kendall's tau-b"]),
        ({"date_error": 4.5}, ["median error of dates [days]"]),
        ({"shares": (0.5, 0.9)}, ["RMSE of the share held [share of border]"]),
        ({"refuge_total": 131}, ["soldiers seeking refuge, total"]),
        ({"refuge_total": 69}, ["soldiers seeking refuge, total"]),
        ({"heaviest": 0.59}, ["share of it on the heaviest day"]),
    ],
)
def test_a_target_is_missed_when_the_median_run_misses_it(changes, missed):
    """Two runs of three decide: each target fails by itself, just past its bound."""
    assert [v.measure for v in verdicts(some_scores(**changes), SEEN) if not v.met] == missed


def test_verdicts_report_the_spread_and_how_many_runs_meet_the_target():
    """The median hides nothing: beside it stand the middle 90 % and the share of runs that pass."""
    tau = verdicts(some_scores(tau=0.5), SEEN)[0]
    assert (tau.value, tau.low, tau.runs_met) == (0.5, 0.5, pytest.approx(1 / 3))
    assert tau.high == pytest.approx(0.95)


def test_snap_deployment_is_judged_by_its_days():
    """Two to four days are accepted for 2,500 men."""
    assert snap_verdict([2.5, 3.0, 3.9]).met
    assert not snap_verdict([4.1, 4.2, 3.0]).met


def test_snap_deployment_follows_the_parameter():
    """Twice the days to deploy, twice the days of each draw: the target reads the parameters of the scenario."""
    base = load_scenario("tajikistan-2021")
    slow = base.file.parameters["deploy_days"].model_copy(update={"typical": 6.0})
    doubled = base.with_file(parameters=base.file.parameters | {"deploy_days": slow})
    pairs = zip(snap_deployments(base, range(5)), snap_deployments(doubled, range(5)), strict=True)
    assert all(b == pytest.approx(2.0 * a) for a, b in pairs)


def test_observations_of_2021_are_read_in_days_from_the_start():
    """19 captures to 5 July, three days of shares, 1,582 men on five days, a window to 7 July."""
    seen = read_observed(load_scenario("tajikistan-2021"))
    assert seen.days == 37
    assert len(seen.captures) == 19
    assert "wakhan" not in seen.captures
    assert [day for day, _, _ in seen.shares] == [21, 32, 34]
    assert seen.refuge == {21: 134, 26: 17, 32: 300, 33: 94, 34: 1037}
    assert seen.refuge_total == 1573
    assert all(day >= seen.days for day in seen.later.values())


def test_a_scenario_without_observations_is_refused(tmp_path: Path):
    """One line: which file, and what is wanted."""
    with pytest.raises(InputError, match=r"observed\.toml"):
        read_observed(load_scenario("intro"))
    bare = load_scenario("intro")
    (tmp_path / "observed.toml").write_text("fit_until = 2021-06-05\n")
    with pytest.raises(InputError, match=r"observed\.toml: refuge"):
        read_observed(replace(bare, folder=tmp_path))


ACT = '[[act]]\ntarget = "K6"\nevent = "talks"\nwhat = "talks"\n'
MEASURE = '[[measure]]\ntarget = "W1"\noutcome = "posts_lost"\nwhat = "posts"\nseen = "none"\n'


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"{ACT}date = 5\nwithin_days = 3\n", "act 1, date"),
        (f"{ACT}date = 2021-06-01T00:00:00\nwithin_days = 3\n", "act 1, date"),
        (f'{ACT}date = 2021-06-01\nwithin_days = "3"\n', "act 1, within_days"),
        (f"{ACT}date = 2021-06-01\n", "act 1, within_days"),
        (f"{ACT}date = 2021-06-03\nuntil = 2021-06-01\nwithin_days = 3\n", "act 1, until"),
        ("act = 5\n", "act"),
        ("act = [5]\n", "act 1"),
        (f"{MEASURE}accept = [1]\n", "measure 1, accept"),
        (f"{MEASURE}accept = [2, 1]\n", "measure 1, accept"),
        (f"{MEASURE}accept = [true, 1]\n", "measure 1, accept 1"),
        (f"{MEASURE}accept = [1, 2]\nuntil = 5\n", "measure 1, until"),
        (MEASURE.replace("posts_lost", "measures"), "measure 1, outcome"),
        ("measure = 5\n", "measure"),
        ("refuge = 5\n", "refuge"),
        ('[[refuge]]\ndate = 2021-06-01\nmen = "five"\n', "refuge 1, men"),
        ("refuge = [{ date = 2021-06-01, men = 5 }]\nfit_until = 1900-01-01\n", "captures_until"),
    ],
)
def test_what_was_observed_is_refused_where_it_does_not_fit(tmp_path: Path, text: str, where: str):
    """A date that is none, a number in quotation marks, a range turned round: the row and the key are named."""
    scenario = replace(load_scenario("intro"), folder=tmp_path)
    (tmp_path / "observed.toml").write_text(text)
    read = {"act": read_acts, "measure": read_measures}.get(where.split(" ")[0].split(",")[0], read_observed)
    with pytest.raises(InputError) as refusal:
        read(scenario)
    assert refusal.value.where == where
    assert refusal.value.file == str(tmp_path / "observed.toml")


def test_a_capture_of_an_unknown_district_is_refused(tmp_path: Path):
    """A district that the scenario has not, or a window that ends before the war, would never be met by any war."""
    scenario = load_scenario("tajikistan-2021")
    text = (scenario.folder / "observed.toml").read_text(encoding="utf-8")
    moved = replace(scenario, folder=tmp_path)
    for old, new, where in (
        ('district = "kaldar"', 'district = "atlantis"', "capture 1, district"),
        ("fit_until = 2021-07-07", "fit_until = 2020-07-07", "fit_until"),
    ):
        (tmp_path / "observed.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as refusal:
            read_observed(moved)
        assert refusal.value.where == where


def test_a_run_without_any_fall_is_still_scored():
    """A quiet war is a bad fit, not an error."""
    quiet = Trace({}, (0.0,) * 11, (0,) * 11)
    got = score(quiet, SEEN)
    assert (got.tau, got.refuge_total) == (0.0, 0)
    assert math.isfinite(got.rmse)
