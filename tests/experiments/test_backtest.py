"""`panj backtest`: coded crises read, forecast and scored; what its targets say holds, or is said not to."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from panj.experiments.backtest.cases import CALIBRATION, JUDGED, load_cases
from panj.experiments.backtest.fit import FREE, KEEP, design, left_out, ranked, sifted
from panj.experiments.backtest.page import backtest, shake
from panj.experiments.backtest.score import brier, forecast, log_days, mode_of_type, ranked_probability
from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME
from panj.tests.experiments.command import panj
from panj.tools.backtest_sweep import by_demand, by_reliability
from panj.treaty.council.cloud import accepted, cloud

GOOD = """
cases:
  - id: X1
    name: "An invented crisis"
    requester: TJK
    regime: CSTO
    trigger: 2019-05-01
    request: 2019-05-03
    threat_type: external_nonstate
    threat_scale: 0.4
    stake_requester: 0.9
    stake_russia: 0.6
    stake_others: 0.4
    external_claim: 0.9
    aggressor_ties: 0.1
    ask_rung: 5
"""


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """The backtest of the calibration cases, with fewer draws than are quoted."""
    return backtest(None, draws=150, seed=1, quiet=True)


def test_json_has_the_fixed_keys(tmp_path: Path) -> None:
    """Scripts get cases, summary and baselines; a case that is not decided yet is forecast without being scored."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    done = panj("backtest", "--cases", path, "--draws", "40", "--json")
    out = json.loads(done.stdout)
    assert {"cases", "summary", "baselines"} <= set(out)
    (case,) = out["cases"]
    fixed = {"id", "p_rung", "modal_rung", "p_force", "p_request", "days_to_first", "days_to_decision", "observed"}
    assert fixed <= set(case)
    assert len(case["p_rung"]) == 8
    assert sum(case["p_rung"]) == pytest.approx(1.0)
    assert case["observed"]["max_rung"] is None
    assert "leave_one_out" not in case  # no weights were fitted without it: it was never fitted on
    assert set(out["baselines"]) == {"always_political", "mode_of_threat_type", "force_whenever_asked"}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("threat_scale: 0.4", "threat_scale: 4", "threat_scale"),
        ("requester: TJK", "requester: Tajikistan", "requester"),
        ("threat_type: external_nonstate", "threat_type: Bad weather", "threat_type"),
        ("regime: CSTO", "regime: NATO", "regime"),
        ("trigger: 2019-05-01", "trigger: soon", "trigger"),
        ("ask_rung: 5", "ask_rung: 9", "ask_rung"),
        ("    stake_russia: 0.6\n", "", "stake_lead"),
        ("cases:", "crises:", "cases"),
    ],
)
def test_a_bad_case_is_refused_with_its_id_and_key(tmp_path: Path, old: str, new: str, where: str) -> None:
    """Who mistypes a case is told the file, the case, the key, what was found and what is allowed."""
    assert old in GOOD
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_cases(path)
    assert error.value.file == str(path)
    assert where in error.value.where
    assert error.value.allowed


def test_a_missing_file_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    """The command leaves with exit status 2 and one line on a file that is not there."""
    done = panj("backtest", "--cases", tmp_path / "nothing.yaml", status=2)
    (line,) = done.stderr.strip().splitlines()
    assert "nothing.yaml" in line


def test_the_same_seed_gives_the_same_forecast_whatever_else_is_in_the_file() -> None:
    """Dice are addressed by case: other cases in the file, or their order, shift nothing."""
    cases = load_cases()
    w = cloud()
    assert forecast(cases[3], w, 50, 1) == forecast(cases[3], w, 50, 1)
    assert forecast(cases[3], w, 50, 1) != forecast(cases[3], w, 50, 2)


# -- scores ------------------------------------------------------------------------------------------------------------
def test_scores_are_those_of_the_books() -> None:
    """Ranked probability, Brier and log-day scores, worked out by hand."""
    sure = [0.0] * 8
    sure[5] = 1.0
    assert ranked_probability(sure, 5) == 0.0
    assert ranked_probability(sure, 3) == 2.0  # two steps of the ladder, each wholly wrong
    assert ranked_probability([0.5, 0.5] + [0.0] * 6, 0) == pytest.approx(0.25)
    assert brier(0.2, False) == pytest.approx(0.04)
    assert brier(0.2, True) == pytest.approx(0.64)
    assert log_days(0.0, 0.0) == 0.0
    assert log_days(None, 3.0) is None
    assert log_days(9.0, 0.0) == pytest.approx(2.302585093)


def test_the_baseline_by_threat_type_leaves_its_own_case_out() -> None:
    """The mode of the threat type is taken over the other cases; a type of its own falls back on all others."""
    cases = load_cases()
    by_id = {c.id: c for c in cases}
    assert mode_of_type(by_id["C04"], cases) == 0  # of C02 (2) and C05 (0), equally common, the lower
    assert mode_of_type(by_id["C01"], cases) == 1


# -- the fit -----------------------------------------------------------------------------------------------------------
def test_the_fit_leaves_out_what_it_says_it_leaves_out() -> None:
    """The order over the others ignores the case left out, and no point that any order wants is sifted out; at most
    ten weights are free."""
    losses = [[0.0, 5.0], [1.0, 0.0], [9.0, 9.0]]
    assert ranked(losses) == [1, 0, 2]
    assert ranked(losses, without=1) == [0, 1, 2]
    assert sifted(losses, 1 / 3) == [0, 1]
    assert len(FREE) <= 10
    assert set(left_out()) == {c.id for c in load_cases(CALIBRATION)}


def test_the_accepted_set_is_a_cloud_and_says_how_it_was_made() -> None:
    """At least 200 vectors, a twentieth of the design of the recorded command, over all cases and without each; each
    lies within the ranges that the weights file gives."""
    kept = accepted()
    points = int(kept.command.split("--points ")[1].split()[0])
    assert len(kept.over_all) == round(KEEP * points) >= 200
    assert all(len(which) == len(kept.over_all) for which in kept.without.values())
    assert set(kept.without) == {c.id for c in load_cases(CALIBRATION)}
    ranges = tomllib.loads((HOME / "treaty" / "temper.toml").read_text(encoding="utf-8"))["temper"]
    for vector in kept.vectors:
        for name, value in zip(kept.names, vector, strict=True):
            assert ranges[name]["low"] <= value <= ranges[name]["high"]


def test_the_fit_knows_little_of_single_weights() -> None:
    """Why a cloud: the middle nine tenths of the accepted set span more than a third of the range of most weights."""
    kept = accepted()
    ranges = tomllib.loads((HOME / "treaty" / "temper.toml").read_text(encoding="utf-8"))["temper"]
    wide = 0
    for k, name in enumerate(kept.names):
        values = sorted(kept.vectors[i][k] for i in kept.over_all)
        low, high = values[len(values) // 20], values[-len(values) // 20]
        wide += high - low > (ranges[name]["high"] - ranges[name]["low"]) / 3
    assert wide > len(kept.names) / 2


def test_the_design_repeats_and_keeps_to_the_ranges() -> None:
    """The recorded command tries the same points again, each within the ranges of temper.toml."""
    tried = design(64, 1)
    assert tried == design(64, 1)
    assert tried != design(64, 2)
    assert all(0.01 <= p["temperature"] <= 0.15 for p in tried)


def test_shaken_judgements_stay_judgements() -> None:
    """A coded judgement moved by 0.2 stays within 0..1, and nothing else of the case moves."""
    case = load_cases()[0]
    moved = shake(case, dict.fromkeys(JUDGED, 0.2))
    for name in JUDGED:
        assert getattr(moved, name) == pytest.approx(min(1.0, getattr(case, name) + 0.2))
    assert moved.ask_rung == case.ask_rung


# -- what it must show -------------------------------------------------------------------------------------------------
def test_a_first_response_takes_days_not_months(result: dict[str, Any]) -> None:
    """Median over cases of the days to a first response: 1 to 12 (K4)."""
    assert 1.0 <= result["summary"]["median_days_to_first"] <= 12.0
    assert 1.0 <= result["summary"]["leave_one_out"]["median_days_to_first"] <= 12.0


def test_force_where_it_was_sent_and_not_where_nobody_asked(result: dict[str, Any]) -> None:
    """Chance of force above 0.5 in C01, below 0.2 wherever none was sent and none was asked for, left out too. C01 left
    out is no promise: it is the one case of force, and without it nothing says that force ever comes."""
    for row in result["cases"]:
        case = next(c for c in load_cases() if c.id == row["id"])
        if row["id"] == "C01":
            assert row["p_force"] > 0.5
            continue
        for f in (row, row["leave_one_out"]):
            if (case.ask_rung or 0) < 6 and not row["observed"]["force"]:
                assert f["p_force"] < 0.2


def test_a_price_for_help_costs_time_and_trust_over_the_crises() -> None:
    """Over the coded crises each demand makes decisions later and leaves the others with less trust than none does."""
    none, eaeu, basing = by_demand(load_cases(), draws=60, seed=1)
    assert none["paid"] is None
    for row in (eaeu, basing):
        assert row["median days"] > none["median days"]
        assert row["trust in lead"] < none["trust in lead"]
        assert 0.0 < row["paid"] < 1.0


def test_the_prior_is_swept_over_its_published_values() -> None:
    """The likelier commitments are thought to be honoured, the oftener the alliance is turned to."""
    rows = by_reliability(load_cases(), draws=30, seed=1)
    assert [row["reliability"] for row in rows] == [0.22, 0.41, 0.50, 0.745]
    appeals = [row["appeals"] for row in rows]
    assert appeals == sorted(appeals)
    assert appeals[0] < appeals[-1]
