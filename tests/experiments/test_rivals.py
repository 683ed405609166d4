"""`panj backtest --rivals`: crises of any alliance are read, and simple rivals forecast each from others."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from panj.experiments.backtest.cases import CALIBRATION, CRISES, JUDGED, CodedCase, load_cases, load_crises
from panj.experiments.backtest.coding import disagreement, error, second_coding
from panj.experiments.backtest.folds import SCHEMES, differences, folds, forecasts, interval, scores
from panj.experiments.backtest.ordered import RidgeOrdered
from panj.experiments.backtest.rivals import LEAST, RIVALS, RUNGS, open_to_all, outcome_of
from panj.scenarios.errors import InputError
from panj.scenarios.reading import read_yaml
from panj.tests.experiments.command import panj

BARE = """
cases:
  - id: X1
    alliance: League of Invented States
    vote_rule: majority
    threat_type: earthquake
    threat_scale: 0.4
    stake_requester: 0.9
    stake_lead: 0.6
    stake_others: 0.4
"""


# -- reading ----------------------------------------------------------------------------------------------------------
def test_the_crises_of_the_program_are_eighty_six_of_many_alliances() -> None:
    """Both files are read as one list; every case has a day or a year, members, and an outcome to learn from."""
    cases = load_crises()
    assert len(cases) == 86
    assert len({c.id for c in cases}) == 86
    assert len({c.alliance for c in cases}) >= 18
    for c in cases:
        assert c.observed_rung is not None
        assert c.year is not None
        assert c.members_n is not None
        assert c.members_n >= 2


def test_what_a_case_leaves_out_is_filled_in_from_its_alliance() -> None:
    """A case of the older form gets vote rule, duty and members of its treaty on its day; one of an alliance that
    nobody knows, with nothing but its judgements, is read, too."""
    by_id = {c.id: c for c in load_crises()}
    assert (by_id["C04"].alliance, by_id["C04"].members_n, by_id["C04"].legal_duty) == ("CSTO", 6, "binding_help")
    assert by_id["D040"].members_n == 19  # the North Atlantic Treaty's in 2003, by the table of membership


def test_a_bare_case_of_an_unknown_alliance_is_forecast(tmp_path: Path) -> None:
    """Nobody needs more than the judgements to be given a forecast by the rules and by every rival."""
    path = tmp_path / "mine.yaml"
    path.write_text(BARE, encoding="utf-8")
    out = json.loads(panj("backtest", "--rivals", "--cases", path, "--json").stdout)
    (case,) = out["cases"]
    assert set(case["p_rung"]) == {"rules", *RIVALS}
    for p in case["p_rung"].values():
        assert len(p) == RUNGS
        assert sum(p) == pytest.approx(1.0, abs=1e-3)
    assert case["observed"]["max_rung"] is None


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("vote_rule: majority", "vote_rule: by lot", "vote_rule"),
        ("threat_scale: 0.4", "threat_scale: high", "threat_scale"),
        ("stake_others: 0.4", "stake_others: 1.4", "stake_others"),
        ("threat_type: earthquake", "threat_type: earthquake\n    members_n: 0", "members_n"),
        ("threat_type: earthquake", "threat_type: earthquake\n    ask_rung: 8", "ask_rung"),
        ("threat_type: earthquake", "threat_type: earthquake\n    trigger: in May", "trigger"),
    ],
)
def test_a_bad_case_of_the_newer_form_is_refused(tmp_path: Path, old: str, new: str, where: str) -> None:
    """A slip is named by file, case and key, with what is allowed."""
    path = tmp_path / "mine.yaml"
    path.write_text(BARE.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_cases(path)
    assert "X1" in refused.value.where
    assert where in refused.value.where
    assert refused.value.allowed


def test_the_files_of_crises_are_consistent() -> None:
    """Days follow from the dates, the highest rung from the measures, and every source that a case names is listed."""
    for path in (CRISES, CALIBRATION):
        data = read_yaml(path)
        for row in data["cases"]:
            assert max(row["measures"], default=0) == row["max_rung"], row["id"]
            assert set(row["src"]) - {"mem"} <= set(data["sources"]), row["id"]
            for key, event in (("days_to_first", "first_response"), ("days_to_decision", "decision")):
                date = (row.get(event) or row["decision"]).get("date")
                starts = [row[k] for k in ("trigger", "request") if row.get(k)]
                if date and key in row:
                    assert row[key] in [(date - start).days for start in starts], (row["id"], key)
            assert all(p in ("support", "abstain", "object") for p in (row.get("positions") or {}).values())


def test_every_judgement_is_coded_twice_and_the_error_is_no_less_than_the_disagreement() -> None:
    """The second coding covers all crises; what is taken as a judgement's error is at least what both differ by."""
    assert set(second_coding()) == {c.id for c in load_crises()}
    assert all(len(row) == len(JUDGED) and min(row) >= 0.0 and max(row) <= 1.0 for row in second_coding().values())
    for name, gap in disagreement().items():
        assert 0.0 < gap <= error()[name] < 0.3


# -- folds and scores -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_case_is_learnt_from_when_it_is_forecast(scheme: str) -> None:
    """In every scheme the cases forecast are not among those learnt from, nor any of their alliance or their future."""
    cases = load_crises()
    forecast: list[int] = []
    for known, asked in folds(cases, scheme):
        assert not set(known) & set(asked)
        forecast += asked
        if scheme == "alliance":
            assert not {cases[k].alliance for k in known} & {cases[k].alliance for k in asked}
        if scheme == "forwards":
            assert max(cases[k].year or 0 for k in known) < min(cases[k].year or 0 for k in asked)
    assert len(forecast) == len(set(forecast))
    assert scheme == "forwards" or len(forecast) == len(cases)


def test_scores_are_those_of_the_books_per_step_of_the_ladder() -> None:
    """A sure forecast that comes true scores nought; two rungs off, two of seven steps are wholly wrong."""
    sure = np.eye(RUNGS)[[5, 5]]
    got = scores(sure, np.array([5, 3]))
    assert got["rps"].tolist() == pytest.approx([0.0, 2 / 7])
    assert got["rung"].tolist() == [0.0, 2.0]
    assert got["brier_force"].tolist() == [0.0, 0.0]
    assert got["log"][0] == pytest.approx(-np.log(1.0 - 7 * LEAST))
    assert got["log"][1] == pytest.approx(-np.log(LEAST))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=40), st.integers(0, 5))
def test_an_interval_holds_its_mean_and_that_of_no_difference_is_nought(values: list[float], seed: int) -> None:
    """The bootstrap's interval lies about the mean; a forecaster differs from itself by nought."""
    got = interval(np.array(values), seed)
    assert got["low"] - 1e-4 <= got["value"] <= got["high"] + 1e-4
    mine = {"rps": np.array(values)}
    assert differences(mine, mine, seed)["rps"]["high"] == 0.0


# -- rivals -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", RIVALS)
def test_every_rival_forecasts_chances(name: str) -> None:
    """Whatever a rival learnt from, its forecast is eight chances that sum to 1, from cases without an ask, too."""
    cases = load_crises()
    say = RIVALS[name][1](cases[:40])
    for c in (cases[41], cases[32], CodedCase.model_validate(cases[0].model_dump() | {"ask_rung": None})):
        p = say(c)
        assert p.shape == (RUNGS,)
        assert p.min() >= 0.0
        assert p.sum() == pytest.approx(1.0)
    assert open_to_all(p).min() >= LEAST


def test_the_ridge_logit_knows_its_gradient() -> None:
    """The gradient that the fit climbs is that of the penalised likelihood."""
    rng = np.random.default_rng(3)
    model = RidgeOrdered(rng.integers(0, 4, 40), rng.uniform(size=(40, 3)), distr="logit")
    model.ridge = 2.0
    at = rng.normal(size=6) * 0.4
    assert model.score(at) == pytest.approx(approx_fprime(at, model.loglike, 1e-7), abs=1e-3)


def test_a_logit_learns_what_is_there() -> None:
    """Left out case by case, the logit with what was asked beats frequencies that do not know it."""
    cases = load_crises()
    seen = np.array([outcome_of(c) for c in cases])
    means = {
        name: scores(forecasts(cases, "alliance", RIVALS[name][1]), seen)["rps"].mean()
        for name in ("frequencies", "logit_ask", "logit_steps")
    }
    assert means["logit_steps"] < means["logit_ask"] < means["frequencies"]
