"""`panj backtest`: what the rules would have expected of crises that happened, scored against what did happen.

Every crisis of the program is forecast by what was learnt without it (experiments.backtest.fit recorded that), and, for
comparison, by what was learnt from all. Crises of a file are forecast by the posterior over those of the program.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.caution import caution
from panj.experiments.backtest.days import DECISION, FIRST, WHATS, alike, came, days
from panj.experiments.backtest.fit import recorded
from panj.experiments.backtest.folds import SCHEMES, interval, scored
from panj.experiments.backtest.forecast import Forecast, forecast
from panj.experiments.backtest.rivals import RIVALS, asked_of
from panj.experiments.backtest.second import second
from panj.experiments.progress import progress
from panj.treaty.council.cloud import posterior
from panj.treaty.ladder import FORCE, NOTHING, RUNG_NAMES

Floats = NDArray[np.float64]

BASELINES = ("always_political", "mode_of_threat_type", "force_when_asked", "what_was_asked", "frequencies_by_ask")
SAID = {
    "rps": "ranked probability score",
    "log": "log score",
    "rung": "rung error",
    "brier_force": "Brier score, force",
}


def backtest(named: Sequence[CodedCase] | None, seed: int, quiet: bool = False) -> dict[str, Any]:
    """Forecasts, scores and baselines of cases, or of those of the program, as plain values."""
    known = load_crises()
    cases = known if named is None else named
    with progress(len(cases), f"forecasts of {len(cases)} crises", quiet) as advance:
        said = []
        for case in cases:
            said.append(forecast(case, seed))
            advance(1)
    ours = {c.id for c in known if c in cases}
    outside = [c for c in cases if c.id in ours]
    summary = scores(cases, np.array([f.p_rung for f in said]), seed)
    without = [_without(c, f) if c.id in ours else f for c, f in zip(cases, said, strict=True)]
    summary |= of_appeals(cases, without, seed) | of_days(cases, without, seed)
    for scheme in SCHEMES:
        key = "leave_one_out" if scheme == "case" else f"left_out_{scheme}"
        summary[key] = scores(outside, recorded().of(outside, scheme), seed) if outside else {}
    return {
        "cases": [_row(c, f, c.id in ours) for c, f in zip(cases, said, strict=True)],
        "summary": summary,
        "baselines": {name: _baseline(name, cases, known, seed) for name in BASELINES},
        "fitted": recorded().command,
        "weights": {name: row["word"] for name, row in posterior().moved.items()},
        "caution": caution(),
        "seed": seed,
    }


def _without(case: CodedCase, forecast: Forecast) -> Forecast:
    """The forecast of one of the program's crises by what was learnt without it."""
    p = recorded().of([case], "case")[0]
    known = [k for k in load_crises() if k.id != case.id]
    first, decision = (days(case, known, what, float(p[NOTHING])) for what in WHATS)
    return replace(forecast, p_rung=tuple(p.tolist()), first=first, decision=decision)


def _row(case: CodedCase, forecast: Forecast, ours: bool) -> dict[str, Any]:
    row = (
        {"id": case.id, "name": case.name, "alliance": case.alliance}
        | forecast.to_json()
        | {"observed": case.observed()}
    )
    beside = second().rungs(case)
    row["logit"] = {"p_rung": np.round(beside, 4).tolist(), "p_force": round(second().force(case), 4)}
    for scheme in SCHEMES if ours else ():
        p = recorded().of([case], scheme)[0]
        if not np.isnan(p).any():
            key = "leave_one_out" if scheme == "case" else f"left_out_{scheme}"
            force = float(p[min(FORCE) :].sum())
            row[key] = {"p_rung": np.round(p, 4).tolist(), "modal_rung": int(p.argmax()), "p_force": round(force, 4)}
    return row


def scores(cases: Sequence[CodedCase], p: Floats, seed: int) -> dict[str, Any]:
    """Mean scores over the cases whose outcome is known, with 95 % bootstrap intervals."""
    out: dict[str, Any] = {name: interval(values, seed) for name, values in scored(cases, p).items()}
    out["mean_rung_error"] = out["rung"]
    return out


def of_appeals(cases: Sequence[CodedCase], said: Sequence[Forecast], seed: int) -> dict[str, Any]:
    """Brier score of whether anybody is asked, and of two rivals that learnt from the other crises: how often anybody
    was, and a logit; with differences."""
    kept = [(c, f) for c, f in zip(cases, said, strict=True) if _settled(c)]
    happened = np.array([c.appeals for c, _ in kept], dtype=float)
    mine = (np.array([f.p_request for _, f in kept]) - happened) ** 2
    known = load_crises()
    share = np.array([np.mean([k.appeals for k in known if k.id != c.id]) for c, _ in kept])
    logit = np.array([second().appeals(c) for c, _ in kept])
    out = {"brier_request": interval(mine, seed)}
    for name, p in (("frequency", share), ("logit", logit)):
        theirs = (p - happened) ** 2
        out |= {
            f"brier_request_{name}": interval(theirs, seed),
            f"brier_request_less_{name}": interval(mine - theirs, seed),
        }
    return out


def of_days(cases: Sequence[CodedCase], said: Sequence[Forecast], seed: int) -> dict[str, Any]:
    """Scores of the days, "it never came" among them, less those of a forecast alike for every crisis, and the share of
    what came that lies within its 90 %."""
    known, out = load_crises(), {}
    for what in WHATS:
        pairs = [
            (c, f.first if what == FIRST else f.decision, d)
            for c, f in zip(cases, said, strict=True)
            if (d := came(c, what)) is not None
        ]
        mine = np.array([x.score(d) for _, x, d in pairs])
        theirs = np.array([alike([k for k in known if k.id != c.id], what).score(d) for c, _, d in pairs])
        inside = [float(x.at(0.05) <= d <= x.at(0.95)) for _, x, d in pairs if np.isfinite(d)]
        out[f"crps_{what}"] = interval(mine, seed)
        out[f"crps_{what}_less_alike"] = interval(mine - theirs, seed)
        out[f"within_{what}"] = interval(np.array(inside), seed)
    return out


def _settled(case: CodedCase) -> bool:
    return case.observed_rung is not None


def _baseline(name: str, cases: Sequence[CodedCase], known: Sequence[CodedCase], seed: int) -> dict[str, Any]:
    rival = RIVALS[name][1]
    p = np.array([rival([k for k in known if k.id != c.id])(c) for c in cases])
    return {score: interval(values, seed) for score, values in scored(cases, p).items()}


# -- printing ----------------------------------------------------------------------------------------------------------
def run(named: Sequence[CodedCase] | None, as_json: bool, seed: int) -> None:
    """Print the backtest as a page or as JSON."""
    result = backtest(named, seed, quiet=as_json)
    if as_json:
        print(json.dumps(result, indent=1))
    else:
        show(result, load_crises() if named is None else named)


def show(result: dict[str, Any], crises: Sequence[CodedCase]) -> None:
    """The page: case by case, then scores beside those of the baselines."""
    cases = {c.id: c for c in crises}
    print("Rungs: " + ", ".join(f"{i} {name}" for i, name in enumerate(RUNG_NAMES)))
    print(
        "Forecast: the likeliest rung and its chance, by what was learnt without the case where it is one of the"
        " program's; * where it missed. Force: its chance by the rules, and by a plain ordered logit beside them"
    )
    days_title = "first response, days (90 %) / was"
    print(f"\n{'case':<7}{'asked':>6}{'forecast':>12}{'was':>5}{'force':>7}{'logit':>7}{days_title:>36}  name")
    for c in result["cases"]:
        told = c.get("leave_one_out", c)
        seen, days = c["observed"], c["days_to_first_quantiles"]
        likely = f"{told['modal_rung']} ({told['p_rung'][told['modal_rung']]:.0%})"
        missed = "*" if seen["max_rung"] is not None and told["modal_rung"] != seen["max_rung"] else " "
        span = f"{days['50%']:.0f} ({days['5%']:.0f} to {days['95%']:.0f}) / {_say(seen['days_to_first'])}"
        print(
            f"{c['id']:<7}{asked_of(cases[c['id']]):>6}{likely:>11}{missed}{_say(seen['max_rung']):>5}"
            f"{told['p_force']:>7.0%}{c['logit']['p_force']:>7.0%}{span:>36}  {c['name'][:60]}"
        )
    summary = result["summary"]
    columns = {
        "all crises learnt from": summary,
        "case left out": summary["leave_one_out"],
        "alliance left out": summary["left_out_alliance"],
        "forwards in time": summary["left_out_forwards"],
    }
    print("\nMean over cases [95 % of resamples of the cases]; 0 is best")
    for title, values in columns.items():
        if values:
            print(f"  {title:<30}" + "; ".join(f"{word} {_interval(values.get(k))}" for k, word in SAID.items()))
    for name, values in result["baselines"].items():
        print(f"  {RIVALS[name][0]:<30}" + "; ".join(f"{word} {_interval(values.get(k))}" for k, word in SAID.items()))
    print(
        f"  Whether anybody is asked: Brier score {_interval(summary['brier_request'])};"
        f" less how often anybody was {_interval(summary['brier_request_less_frequency'])},"
        f" less a logit's {_interval(summary['brier_request_less_logit'])}"
    )
    for what, words in ((FIRST, "first response"), (DECISION, "decision")):
        print(
            f"  Days to the {words}, where it came, within their 90 %: {_interval(summary[f'within_{what}'])}; score"
            f" {_interval(summary[f'crps_{what}'])}, less that of one alike for all"
            f" {_interval(summary[f'crps_{what}_less_alike'])}"
        )
    if result["caution"]:
        print(result["caution"])
    for word in ("moved far", "moved", "not moved"):
        print(f"  Weights {word} by the crises: {', '.join(n for n, w in result['weights'].items() if w == word)}")
    print("More rivals on the same folds, with differences: panj backtest --rivals", file=sys.stderr)


def _say(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _interval(score: dict[str, float] | None) -> str:
    return (
        "-"
        if score is None or "value" not in score
        else f"{score['value']:.3f} [{score['low']:.3f}, {score['high']:.3f}]"
    )
