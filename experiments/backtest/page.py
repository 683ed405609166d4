"""`panj backtest`: what the rules would have expected of crises that happened, scored against what did happen.

In-sample forecasts draw weights from the cloud accepted over all calibration cases; leave-one-out forecasts draw, for
each case, from the cloud accepted without it (experiments.backtest.fit). Beside them stands what the best point alone
would have said. The coded judgements are shaken to see how much hangs on them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from panj.experiments.backtest.cases import JUDGED, CodedCase, load_cases
from panj.experiments.backtest.fit import left_out
from panj.experiments.backtest.score import Forecast, Row, baselines, forecast, interval, score_rows
from panj.experiments.desk import dice
from panj.experiments.progress import progress
from panj.scenarios.errors import InputError
from panj.treaty.council.cloud import Cloud, cloud
from panj.treaty.ladder import RUNG_NAMES

SHAKE = 0.2  # how far a coded judgement may be off, either way (cases.yaml, coding_note)
SHAKES, SHAKE_DRAWS = 20, 40  # shaken codings of all cases, and draws of each case in each
Weights = Mapping[str, Cloud]


def backtest(path: Path | None, draws: int, seed: int, quiet: bool = False) -> dict[str, Any]:
    """Forecasts, scores, baselines and the effect of shaking, as plain values."""
    cases, known = load_cases(path), load_cases()
    weights, without = cloud(), left_out()
    others = [c for c in cases if c in known and c.id in without]
    work = (2 * len(cases) + len(others)) * draws + (SHAKES + 2 * len(JUDGED)) * len(cases) * SHAKE_DRAWS
    with progress(work, f"backtest of {len(cases)} cases, {draws} draws each", quiet) as advance:
        inside = _forecasts(cases, dict.fromkeys((c.id for c in cases), weights), draws, seed, advance)
        single = _forecasts(cases, dict.fromkeys((c.id for c in cases), weights.spreading(0.0)), draws, seed, advance)
        outside = _forecasts(others, without, draws, seed, advance)
        effect = shaken(cases, weights, seed, advance)
    loo = dict(zip((c.id for c in others), outside, strict=True))
    summary: dict[str, Any] = scores(cases, inside)
    reference = baselines(cases, known)
    summary["leave_one_out"] = scores(others, outside) if others else {}
    if others and len(others) == len(cases):
        summary["leave_one_out"]["mean_rung_error_against"] = against(score_rows(others, outside), reference)
    summary["single_point"] = scores(cases, single)
    summary["shaken"] = effect
    return {
        "cases": [_row(c, f, one, loo.get(c.id)) for c, f, one in zip(cases, inside, single, strict=True)],
        "summary": summary,
        "baselines": {name: interval(rows) for name, rows in reference.items()},
        "draws": draws,
        "seed": seed,
    }


def _forecasts(
    cases: Sequence[CodedCase], weights: Weights, draws: int, seed: int, advance: Callable[[int], None]
) -> list[Forecast]:
    out = []
    for case in cases:
        out.append(forecast(case, weights[case.id], draws, seed))
        advance(draws)
    return out


def _row(case: CodedCase, f: Forecast, one: Forecast, loo: Forecast | None) -> dict[str, Any]:
    row = {"id": case.id, "name": case.name} | f.to_json() | {"observed": case.observed()}
    row["single_point"] = one.to_json()
    return row | ({"leave_one_out": loo.to_json()} if loo else {})


def scores(cases: Sequence[CodedCase], forecasts: Sequence[Forecast]) -> dict[str, Any]:
    """Mean scores with 95 % bootstrap intervals, and the median over cases of the days to a first response."""
    first = [f.days_to_first for f in forecasts if f.days_to_first is not None]
    return dict(interval(score_rows(cases, forecasts))) | {
        "median_days_to_first": round(median(first), 2) if first else None
    }


def against(rows: Sequence[Row], reference: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Rung error less that of each baseline, case by case, with the interval of the mean difference."""
    out = {}
    for name, base in reference.items():
        pairs = zip(rows, base, strict=True)
        gaps: list[Row] = [{"gap": (r["mean_rung_error"] or 0.0) - (b["mean_rung_error"] or 0.0)} for r, b in pairs]
        out[name] = interval(gaps)["gap"]
    return out


# -- how much hangs on the coding --------------------------------------------------------------------------------------
def shake(case: CodedCase, by: Mapping[str, float]) -> CodedCase:
    """A case with its coded judgements moved, kept within 0..1."""
    return case.model_copy(update={k: min(1.0, max(0.0, getattr(case, k) + d)) for k, d in by.items()})


def shaken(cases: Sequence[CodedCase], weights: Cloud, seed: int, advance: Callable[[int], None]) -> dict[str, Any]:
    """Mean rung error when all judgements are shaken at once (range over codings), and when one is off everywhere."""

    def error(coded: Sequence[CodedCase]) -> float:
        forecasts = _forecasts(coded, dict.fromkeys((c.id for c in coded), weights), SHAKE_DRAWS, seed, advance)
        rows: list[Row] = score_rows(coded, forecasts)
        errors = [e for row in rows if (e := row["mean_rung_error"]) is not None]
        return round(sum(errors) / len(errors), 4) if errors else 0.0

    at_once = []
    for k in range(SHAKES):
        draw = dice(seed, k, "shake")
        moves = [{name: SHAKE * (2.0 * draw(c.id, name) - 1.0) for name in JUDGED} for c in cases]
        at_once.append(error([shake(c, by) for c, by in zip(cases, moves, strict=True)]))
    at_once.sort()
    one = {
        name: {
            "lower": error([shake(c, {name: -SHAKE}) for c in cases]),
            "higher": error([shake(c, {name: SHAKE}) for c in cases]),
        }
        for name in JUDGED
    }
    return {
        "by": SHAKE,
        "mean_rung_error": {"low": at_once[0], "median": median(at_once), "high": at_once[-1], "codings": SHAKES},
        "one_judgement": one,
    }


# -- printing ----------------------------------------------------------------------------------------------------------
def run(path: Path | None, as_json: bool, draws: int, seed: int) -> None:
    """Print the backtest as a page or as JSON."""
    if draws < 1:
        raise InputError("--draws", "", draws, "1 or more; 500 or more for results to quote")
    result = backtest(path, draws, seed, quiet=as_json)
    if as_json:
        print(json.dumps(result, indent=1))
    else:
        show(result)


def show(result: dict[str, Any]) -> None:
    """The page: case by case, then scores beside those of the baselines, then what shaking does."""
    print(f"{result['draws']} draws a case, seed {result['seed']}; rungs: "
          + ", ".join(f"{i} {name}" for i, name in enumerate(RUNG_NAMES)))  # fmt: skip
    print("\nLikeliest rung with all cases fitted, by the best point alone, with the case left out, and what was; days:"
          " forecast / what was")  # fmt: skip
    print(f"{'case':<6}{'fitted':>10}{'point':>10}{'left out':>10}{'was':>5}{'force':>7}{'asked':>7}{'was':>5}"
          f"{'first response':>18}{'decision':>16}")  # fmt: skip
    for c in result["cases"]:
        seen, loo = c["observed"], c.get("leave_one_out")
        print(f"{c['id']:<6}{_likeliest(c):>10}{_likeliest(c['single_point']):>10}{_likeliest(loo) if loo else '-':>10}"
              f"{_say(seen['max_rung']):>5}"
              f"{c['p_force']:>7.0%}{c['p_request']:>7.0%}{'yes' if seen['request'] else 'no':>5}"
              f"{_say(c['days_to_first']) + ' / ' + _say(seen['days_to_first']):>18}"
              f"{_say(c['days_to_decision']) + ' / ' + _say(seen['days_to_decision']):>16}")  # fmt: skip
    summary, loo = result["summary"], result["summary"]["leave_one_out"]
    print("\nScores, mean over cases [95 % of resamples of the cases]; exact hits are a number of cases")
    for name in [k for k, v in summary.items() if isinstance(v, dict) and "value" in v]:
        one = summary["single_point"].get(name)
        print(f"  {name.replace('_', ' '):<24}{_interval(summary[name]):<22}point {_interval(one):<22}left out"
              f" {_interval(loo.get(name))}")  # fmt: skip
    print("\nBaselines")
    for name, scores_ in result["baselines"].items():
        said = f"rung error {_interval(scores_.get('mean_rung_error'))}, force {_interval(scores_.get('brier_force'))}"
        against = loo.get("mean_rung_error_against", {}).get(name)
        print(
            f"  {name.replace('_', ' '):<22}{said}" + (f"; left out less this {_interval(against)}" if against else "")
        )
    print(f"\nMedian first response: {_say(summary['median_days_to_first'])} days"
          + (f", left out {_say(loo['median_days_to_first'])}" if loo else ""))  # fmt: skip
    effect = summary["shaken"]["mean_rung_error"]
    print(
        f"Coded judgements shaken by {summary['shaken']['by']}: mean rung error {effect['low']:.2f} to"
        f" {effect['high']:.2f}, median {effect['median']:.2f}, over {effect['codings']} codings; one judgement alone:"
    )
    for name, moved in summary["shaken"]["one_judgement"].items():
        print(f"  {name:<18}lower {moved['lower']:.2f}   higher {moved['higher']:.2f}")


def _likeliest(f: Mapping[str, Any]) -> str:
    return f"{f['modal_rung']} ({f['p_rung'][f['modal_rung']]:.0%})"


def _say(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _interval(score: Mapping[str, float] | None) -> str:
    return "-" if score is None else f"{score['value']:.2f} [{score['low']:.2f}, {score['high']:.2f}]"
