"""`panj backtest`: coded crises read, forecast and scored; what its targets say holds, or is said not to."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.experiments.backtest import kernel
from panj.experiments.backtest.cases import CRISES, load_cases, load_crises
from panj.experiments.backtest.caution import better, caution
from panj.experiments.backtest.coding import error, spreads
from panj.experiments.backtest.councils import (
    KINDS,
    adopted,
    chances,
    codings,
    constants,
    dissent,
    facts,
    numbers,
    turned_to,
)
from panj.experiments.backtest.days import HORIZON, WHATS, Days, came, days
from panj.experiments.backtest.fit import recorded
from panj.experiments.backtest.folds import SCHEMES, differences, forecasts, scored
from panj.experiments.backtest.forecast import by_draw, forecast
from panj.experiments.backtest.page import backtest
from panj.experiments.backtest.posterior import Likelihood, how_far, left_out
from panj.experiments.backtest.rivals import RIVALS, RUNGS, asked_of
from panj.experiments.backtest.sbc import synthetic
from panj.experiments.backtest.voting import compare
from panj.experiments.backtest.weights import beside, learnt, log_prior, names, point, values
from panj.scenarios.errors import InputError
from panj.tests.experiments.command import panj
from panj.tools.backtest_sweep import by_demand, by_reliability
from panj.tools.moved_page import of_weights, table
from panj.treaty.council.cloud import cloud, posterior
from panj.treaty.ladder import CONSULTATION, FORCE, MISSION

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
    """The backtest of the crises of the program."""
    return backtest(None, seed=1, quiet=True)


def test_json_has_the_fixed_keys(tmp_path: Path) -> None:
    """Scripts get cases, summary and baselines; a case that is not decided yet is forecast without being scored."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    done = panj("backtest", "--cases", path, "--json")
    out = json.loads(done.stdout)
    assert {"cases", "summary", "baselines"} <= set(out)
    (case,) = out["cases"]
    fixed = {"id", "p_rung", "modal_rung", "p_force", "p_request", "days_to_first", "days_to_decision", "observed"}
    assert fixed <= set(case)
    assert len(case["p_rung"]) == 8
    assert sum(case["p_rung"]) == pytest.approx(1.0, abs=1e-3)
    assert case["observed"]["max_rung"] is None
    assert "leave_one_out" not in case  # it was never learnt from


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("threat_scale: 0.4", "threat_scale: 4", "threat_scale"),
        ("requester: TJK", "requester: Tajikistan", "requester"),
        ("threat_type: external_nonstate", "threat_type: Bad weather", "threat_type"),
        ("regime: CSTO", "regime: NATO", "regime"),
        ("trigger: 2019-05-01", "trigger: soon", "trigger"),
        ("ask_rung: 5", "ask_rung: 9", "ask_rung"),
        ("stake_russia: 0.6", "stake_russia: much", "stake_russia"),
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


def test_every_bad_case_gets_a_line_and_the_good_ones_can_be_had_alone(tmp_path: Path) -> None:
    """Of a damaged file each bad case is named in a line of its own, with status 2 and nothing on standard output; with
    --skip-bad the others are forecast."""
    one = GOOD.strip("\n").removeprefix("cases:\n")
    rows = [
        one,
        one.replace("id: X1", "id: X2").replace("threat_scale: 0.4", "threat_scale: 4"),
        one.replace("id: X1", "id: X3").replace("ask_rung: 5", "ask_rung: five"),
        one,
        "  - 7",
    ]
    path = tmp_path / "damaged.yaml"
    path.write_text("cases:\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = panj("backtest", "--cases", path, "--json", status=2)
    assert not done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 4
    for line, word in zip(lines, ("X2, threat_scale", "X3, ask_rung", "X1", "case 5"), strict=True):
        assert word in line
        assert "damaged.yaml" in line
    kept = panj("backtest", "--cases", path, "--skip-bad", "--json")
    assert [c["id"] for c in json.loads(kept.stdout)["cases"]] == ["X1"]
    assert len(kept.stderr.strip().splitlines()) == 4


def test_a_judgement_that_is_not_coded_widens_the_forecast_and_is_said(tmp_path: Path) -> None:
    """Who cannot code a judgement leaves it out, or empty, and is told what it was taken for; what came may be missing,
    or never have come."""
    lines = GOOD.replace("stake_others: 0.4", "stake_others:").replace("    threat_scale: 0.4\n", "")
    path = tmp_path / "mine.yaml"
    path.write_text(lines + "    max_rung: 0\n    days_to_first:\n    days_to_decision:\n", encoding="utf-8")
    done = panj("backtest", "--cases", path, "--json")
    assert "X1: not coded: threat_scale, stake_others" in done.stderr
    out = json.loads(done.stdout)
    (case,) = out["cases"]
    assert case["observed"]["max_rung"] == 0
    assert out["summary"]["crps_days_to_first"]["cases"] == 1
    (gap,) = load_cases(path)
    assert spreads([gap])[0, 0] > error()["threat_scale"]


def test_an_alliance_by_another_name_is_one_never_seen(tmp_path: Path) -> None:
    """The crises of the program under other ids and names of alliances are read and forecast like any others, with the
    same chances whatever the new name is."""
    text = CRISES.read_text(encoding="utf-8")
    said = []
    for name in ("Delian League", "Hanse"):
        path = tmp_path / f"{name[:5]}.yaml"
        path.write_text(
            re.sub(r"(?m)^  alliance: .*", f"  alliance: {name}", text).replace("id: D0", "id: Z0"), encoding="utf-8"
        )
        cases = load_cases(path)
        assert len(cases) == 71
        assert not any(c in load_crises() for c in cases)
        said.append([forecast(c).p_rung for c in cases[::9]])
    assert said[0] == said[1]


def test_a_missing_file_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    """The command leaves with exit status 2 and one line on a file that is not there."""
    done = panj("backtest", "--cases", tmp_path / "nothing.yaml", status=2)
    (line,) = done.stderr.strip().splitlines()
    assert "nothing.yaml" in line


def test_a_forecast_does_not_hang_on_the_other_cases_of_the_file() -> None:
    """The same case is forecast alike alone and among others, and by the same seed in an alliance never seen, too."""
    cases = load_crises()
    alone = backtest_of(cases[3].model_copy(update={"alliance": "Nobody"}))
    assert alone == backtest_of(cases[3].model_copy(update={"alliance": "Nobody"}))
    assert alone != backtest_of(cases[3])


def backtest_of(case: Any) -> tuple[float, ...]:
    """The chances of the rungs of one case."""
    return forecast(case).p_rung


# -- one mechanism ----------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("rule", [None, *KINDS])
def test_the_compiled_council_is_the_council(rule: str | None) -> None:
    """What the fit evaluates compiled is, to the last digits, what the council's own functions say of every crisis,
    under its own vote rule and any other, wherever in their ranges the weights are."""
    cases = load_crises()
    coded, fs = codings(cases), numbers(cases, rule)
    vectors = values(np.random.default_rng(5).logistic(size=(3, len(names()))))
    out = np.empty((2, len(cases), RUNGS))
    for vector in vectors:
        kernel.chances(vector, fs, coded, np.array([0.0, 0.7]), *constants(), out)
        for k in range(0, len(cases), 5):
            said = chances(facts(cases[k], rule), vector[None], coded[:, k], 0.7)[0]
            assert out[1, k] == pytest.approx(said, abs=1e-9)
    assert names() == kernel.ORDER


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 85), st.integers(0, 10_000), st.sampled_from(KINDS))
def test_chances_are_chances_and_nobody_gets_more_than_a_rung_beyond_the_ask(k: int, seed: int, rule: str) -> None:
    """For any case, weights and rule the eight chances sum to 1, and nothing further than one rung beyond what was
    asked for is expected."""
    case = load_crises()[k]
    vector = values(np.random.default_rng(seed).logistic(size=(1, len(names()))))
    (p,) = chances(facts(case, rule), vector, codings([case])[:, 0])
    assert p.min() >= -1e-12
    assert p.sum() == pytest.approx(1.0)
    assert p[max(asked_of(case), int(MISSION) - 1) + 2 :].sum() == pytest.approx(0.0)


def test_where_nothing_is_voted_on_the_vote_rule_changes_nothing() -> None:
    """A crisis in which no more than a session was wanted is forecast alike under every rule."""
    case = next(c for c in load_crises() if asked_of(c) == CONSULTATION)
    first, *others = (by_draw(case, rule=rule) for rule in KINDS)
    for p in others:
        assert p == pytest.approx(first)


def test_more_at_stake_for_the_others_brings_more_help() -> None:
    """With all else equal, the likelier force is the more the others and the lead state have at stake."""
    case = next(c for c in load_crises() if asked_of(c) >= min(FORCE) and c.vote_rule == "consensus")
    force = []
    for stake in (0.1, 0.4, 0.8):
        moved_case = case.model_copy(update={"stake_others": stake, "stake_lead": stake})
        force.append(forecast(moved_case).p_force)
    assert force == sorted(force)
    assert force[2] > force[0] + 0.1


# -- the posterior ----------------------------------------------------------------------------------------------------
def test_the_prior_is_even_over_the_ranges() -> None:
    """A weight's place in its range is the logistic of what is sampled, and the prior of that is logistic."""
    x = np.zeros(len(names()))
    middle = values(x)
    assert point(middle) == pytest.approx(x, abs=1e-9)
    for w, value in zip(learnt(), middle, strict=True):
        assert value == pytest.approx((w.low * w.high) ** 0.5 if w.log else (w.low + w.high) / 2)
    assert log_prior(x) == pytest.approx(len(x) * np.log(0.25))


def test_the_posterior_is_a_cloud_and_says_how_it_was_made() -> None:
    """At least 200 draws, each weight within its range, each alliance with a difference; the command is recorded."""
    left = posterior()
    assert left.command.startswith("python -m panj.experiments.backtest.fit")
    assert left.names == names()
    assert len(left.draws) == len(left.differences) >= 200
    assert set(left.alliances) == {c.alliance for c in load_crises()}
    for row in left.draws:
        for w, value in zip(learnt(), row, strict=True):
            assert -1e-3 <= w.place(value) <= 1.0 + 1e-3
    assert len(cloud().vectors) == len(left.draws)
    assert not {w.name for w in beside()} & set(cloud().vectors[0].__slots__)


def test_a_weight_that_the_data_did_not_move_is_called_so() -> None:
    """Each weight has a word; draws of the prior itself are not moved, draws at one place are moved far."""
    words = {name: m["word"] for name, m in posterior().moved.items()}
    assert set(words) == set(names())
    assert {"not moved", "moved far"} <= set(words.values())
    rng = np.random.default_rng(2)
    assert {m.word for m in how_far(rng.logistic(size=(4000, len(names()))))} == {"not moved"}
    assert {m.word for m in how_far(np.full((100, len(names())), 1.0))} == {"moved far"}


def test_what_is_left_out_says_less_of_itself() -> None:
    """By draws of the prior, what is forecast without a case gives less chance to what came than what is forecast with
    it, over all cases, and without its alliance less still or as much."""
    cases = load_crises()[::6]
    likelihood = Likelihood(cases)
    vectors = values(np.random.default_rng(3).logistic(size=(120, len(names()))))
    out = left_out(likelihood, vectors)
    rows = np.arange(len(cases))
    scores = np.array([likelihood(v) for v in vectors])
    w = np.exp(scores - scores.max())
    inside = (
        sum(
            wk * np.einsum("k,knr->nr", likelihood.weights, likelihood.table(v))
            for wk, v in zip(w, vectors, strict=True)
        )
        / w.sum()
    )
    assert np.log(inside[rows, likelihood.seen]).sum() > np.log(out.case[rows, likelihood.seen]).sum()
    assert out.case.sum(axis=1) == pytest.approx(np.ones(len(cases)))


def test_synthetic_crises_come_as_often_as_the_weights_say() -> None:
    """Outcomes drawn for the calibration have the chances that the likelihood gives them."""
    cases = load_crises()[::9]
    likelihood = Likelihood(cases)
    vector = values(np.zeros(len(names())))
    rng = np.random.default_rng(4)
    drawn = np.array([synthetic(likelihood, vector, rng) for _ in range(3000)])
    p = np.einsum("k,knr->nr", likelihood.weights, likelihood.table(vector))
    for k in range(len(cases)):
        share = np.bincount(drawn[:, k], minlength=RUNGS) / len(drawn)
        assert share == pytest.approx(p[k], abs=0.04)


# -- what it must show -------------------------------------------------------------------------------------------------
def test_left_out_by_case_the_ranked_score_is_at_most_0_115(result: dict[str, Any]) -> None:
    """The promise of the page: over all crises, each forecast by what was learnt from the others."""
    assert result["summary"]["leave_one_out"]["rps"]["value"] <= 0.115
    assert result["summary"]["leave_one_out"]["rps"]["cases"] == len(load_crises())
    for row in result["cases"]:
        assert sum(row["leave_one_out"]["p_rung"]) == pytest.approx(1.0, abs=1e-3)
        assert sum(row["left_out_alliance"]["p_rung"]) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["case", "alliance"])
def test_the_rules_beat_every_simple_rival_clear_of_chance(scheme: str) -> None:
    """The rules' ranked probability score, left out, lies below that of each rival on the same folds, and the interval
    of the difference is clear of nought."""
    cases = load_crises()
    mine = scored(cases, recorded().of(cases, scheme))
    for name, (_, rival) in RIVALS.items():
        gap = differences(mine, scored(cases, forecasts(cases, scheme, rival)), 1)["rps"]
        assert gap["high"] < 0.0, name


def test_days_are_distributions_that_hold_what_came() -> None:
    """Of the crises' first responses about nine in ten lie within the middle nine tenths of what was expected of
    them."""
    cases = [c for c in load_crises() if c.days_to_first is not None]
    inside = [forecast(c).first.at(0.05) <= c.days_to_first <= forecast(c).first.at(0.95) for c in cases[::4]]
    assert 0.75 <= np.mean(inside) <= 1.0
    assert Days(1.0, 0.5).score(np.expm1(1.0)) < Days(1.0, 0.5).score(np.expm1(3.0))


def test_it_never_came_is_an_outcome_and_not_a_missing_value() -> None:
    """A crisis of which nothing came and no day is coded counts as never, one of which something came as not known; the
    likelier nothing is, the better never scores and the worse a day; chances add up."""
    known = load_crises()
    for case in known:
        for what in WHATS:
            if getattr(case, what) is None:
                assert came(case, what) == (float("inf") if case.observed_rung == 0 else None)
    assert sum(came(c, "days_to_decision") == float("inf") for c in known) >= 5
    sure, unsure = (days(known[0], known, "days_to_first", p) for p in (0.0, 0.9))
    assert unsure.score(float("inf")) < sure.score(float("inf"))
    assert unsure.score(sure.at(0.5)) > sure.score(sure.at(0.5))
    assert unsure.by(1e12) + unsure.to_json()["never"] == pytest.approx(1.0, abs=1e-4)
    assert Days(0.0, 1.0, 0.0).score(10.0 * HORIZON) == pytest.approx(0.0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 85), st.integers(0, 10_000), st.sampled_from(KINDS))
def test_what_is_adopted_stays_adopted(k: int, seed: int, rule: str) -> None:
    """Whatever text falls later and whatever else was wanted: the chance that at least a mission is carried out is no
    less than that the council adopts some text, for any crisis, weights and vote rule."""
    case = load_crises()[k]
    vector = values(np.random.default_rng(seed).logistic(size=(1, len(names()))))
    coded = codings([case])[:, 0]
    f = facts(case, rule)
    text = (turned_to(f, vector, coded) * (1.0 - adopted(f, vector, coded)[..., 0])).mean()
    assert chances(f, vector, coded)[0, MISSION:].sum() >= text - 1e-9


def test_fewer_objections_are_seen_than_would_be_made() -> None:
    """Over the crises in which force was asked for, a member objects to force more often than an objection is seen: a
    text that would fall is not laid on the table."""
    draws = np.array(posterior().draws)[::20]
    said = [dissent(facts(c), draws, codings([c])[:, 0]) for c in load_crises() if asked_of(c) >= min(FORCE)]
    for d in said:
        for p in (d.would, d.laid, d.seen):
            assert p.min() >= -1e-9
            assert p.max() <= 1.0 + 1e-9
    assert np.mean([d.seen.mean() for d in said]) < np.mean([d.would.mean() for d in said])


def test_the_page_has_the_table_of_how_far_each_weight_was_moved() -> None:
    """Each weight's row of the page is what the fit recorded, with its word, and the command says the words, too."""
    page = Path(__file__).parents[2].joinpath("docs", "backtest.md").read_text(encoding="utf-8")
    for line in table("Weight", of_weights()).splitlines()[2:]:
        assert line in page


def test_where_the_logit_is_better_whoever_prints_a_chance_of_force_says_so(result: dict[str, Any]) -> None:
    """Each fold in which a plain logit had the better Brier score for force is named with both scores and the interval
    of the difference, and its chance stands beside the rules' own for every crisis."""
    worse = [
        scheme
        for scheme in SCHEMES
        if any(b.scheme == scheme and b.score == "brier_force" and b.gap > 0 for b in better())
    ]
    for scheme in worse:
        assert SCHEMES[scheme] in caution()
    assert bool(worse) is bool(caution())
    assert result["caution"] == caution()
    for row in result["cases"]:
        assert sum(row["logit"]["p_rung"]) == pytest.approx(1.0, abs=1e-3)


def test_every_scheme_is_recorded() -> None:
    """The fit wrote down what it forecast of every crisis without it, without its alliance, and of the later ones."""
    cases = load_crises()
    for scheme in SCHEMES:
        missing = np.isnan(recorded().of(cases, scheme)).any(axis=1)
        assert missing.sum() == (0 if scheme != "forwards" else sum((c.year or 0) < 2010 for c in cases))


def test_the_vote_rules_command_names_the_crises_that_a_rule_decides(tmp_path: Path) -> None:
    """Each crisis in which force was asked for is put under every rule; those moved by a tenth are named."""
    force = [c for c in load_crises() if asked_of(c) >= min(FORCE)][:4]
    out = compare(force, 1, True)
    assert [r["id"] for r in out["crises"]] == [c.id for c in force]
    assert out["decides"] == [r["id"] for r in out["crises"] if r["largest"] >= 0.1]
    assert set(out["mean_force"]) == set(KINDS)


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
