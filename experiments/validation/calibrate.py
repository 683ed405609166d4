"""Calibration on what was observed (see goal.py): a Sobol design, then approximate Bayesian selection.

1. Half of the budget is a scrambled Sobol design over the ranges of the free parameters.
2. The other half is a second design over the box that the best twentieth of the first spans.
3. The best twentieth of all points is the accepted set, weighed by prior over proposal; how far it moved each parameter
   is said by the measure that the members' weights have, too (experiments.moved). Its median and its best points are
   played again on seeds of their own, and the nearest to the observations among them is the result.
Every point is played on the same seeds (common random numbers), only to the end of the window for fitting. Points are
written as they are done; a second call goes on where the first stopped.
"""

from __future__ import annotations

import json
import math
import os
import re
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from panj.experiments.moved import of_points
from panj.experiments.validation.goal import Goal, goal_of
from panj.experiments.validation.targets import play
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.reading import json_lines

ACCEPT = 0.05  # share of the points that is accepted
CANDIDATES = 7  # best points that are played again beside the median of the accepted set
POINT = {"stage", "parameters", "distance"}  # what a line of points.jsonl says at least
FIT_SEEDS, CHOICE_SEEDS = 10_000, 20_000  # first seeds of fitting and of the choice; reports use others
CHOICE_TIMES = 4  # times as many seeds for the choice as for a point


@dataclass(frozen=True)
class Plan:
    """What is calibrated, how much is spent on it, and under which seeds."""

    scenario: str
    budget: int  # points in both designs
    seeds: int  # wars a point
    seed: int  # of the designs
    free: dict[str, tuple[float, float]]


def make_plan(scenario: Scenario, budget: int, seeds: int, seed: int, set_free: Sequence[str]) -> Plan:
    """A checked plan. `set_free`: names, or NAME=LOW:HIGH; empty takes the goal's. Raises InputError."""
    goal = goal_of(scenario)
    free = dict(goal.free) if not set_free else dict(_range(scenario, goal, text) for text in set_free)
    if not 0 < len(free) <= goal.most:
        raise InputError("--set-free", "", InWords(f"{len(free)} parameters"), f"one to {goal.most}")
    for name, (low, high) in free.items():
        for value in (low, high):
            scenario.parameters({name: value})
        if not low < high:
            raise InputError("--set-free", name, InWords(f"{low:g}:{high:g}"), "LOW:HIGH with LOW below HIGH")
    if budget < 16 or seeds < 1:
        raise InputError("--budget, --seeds", "", InWords(f"{budget}, {seeds}"), "at least 16 points of at least 1 war")
    return Plan(scenario.name, budget, seeds, seed, free)


def _range(scenario: Scenario, goal: Goal, text: str) -> tuple[str, tuple[float, float]]:
    name, given, bounds = text.partition("=")
    known = scenario.file.parameters
    if name not in known:
        raise InputError("--set-free", "", name, f"one of {', '.join(sorted(known))}")
    if not given:
        return name, goal.free.get(name, (known[name].low, known[name].high))
    low, _, high = bounds.partition(":")
    try:
        return name, (float(low), float(high))
    except ValueError:
        raise InputError("--set-free", name, bounds, "LOW:HIGH, two numbers") from None


# -- one point ---------------------------------------------------------------------------------------------------------
def evaluate(scenario: Scenario, goal: Goal, parameters: dict[str, float], seeds: Sequence[int]) -> dict[str, Any]:
    """Play the wars of a point and say how far their medians are from what was observed."""
    measured = goal.measured([play(scenario, s, parameters, goal.days) for s in seeds])
    return {"parameters": parameters, "distance": round(goal.distance(measured), 6), **measured}


def sobol(ranges: dict[str, tuple[float, float]], count: int, seed: int) -> list[dict[str, float]]:
    """`count` points of a scrambled Sobol design, values to four digits so that what is written is what was played."""
    from scipy.stats import qmc

    sampler = qmc.Sobol(len(ranges), seed=seed)
    rows = sampler.random_base2(max(1, math.ceil(math.log2(count))))[:count]
    return [
        {
            name: _digits(low + float(u) * (high - low))
            for u, (name, (low, high)) in zip(row, ranges.items(), strict=True)
        }
        for row in rows
    ]


def _digits(value: float) -> float:
    return float(f"{value:.4g}")


# -- the whole search --------------------------------------------------------------------------------------------------
def calibrate(scenario: str, plan: Plan, out: Path, quiet: bool = False) -> dict[str, Any]:
    """Carry out a plan in the folder `out` and return the result, which is also written to out/calibration.json.

    Goes on with the points that are there already. Raises InputError when `out` holds another plan.
    """
    from panj.experiments.files import locked
    from panj.experiments.progress import progress
    from panj.scenarios.writing import write_json

    loaded = load_scenario(scenario)
    goal = goal_of(loaded)
    rules = _stamp()  # of the rules that are about to be played, whatever is edited meanwhile
    first, second = plan.budget - plan.budget // 2, plan.budget // 2
    choices = 1 + CANDIDATES
    with locked(out):
        points = _open(out, plan, loaded)
        with progress(plan.budget + CHOICE_TIMES * choices, f"calibrating on {plan.seeds} wars a point", quiet) as step:
            fit = range(FIT_SEEDS, FIT_SEEDS + plan.seeds)
            search = [("search", p) for p in sobol(plan.free, first, plan.seed)]
            found = _play(search, points, out, loaded, goal, fit, step, 1)
            box = spanned(_best(found, ACCEPT), plan.free)
            refine = [("refine", p) for p in sobol(box, second, plan.seed + 1)]
            found += _play(refine, points, out, loaded, goal, fit, step, 1)
            accepted = _best(found, ACCEPT)
            chosen = range(CHOICE_SEEDS, CHOICE_SEEDS + CHOICE_TIMES * plan.seeds)
            middle = {n: _digits(statistics.median(a["parameters"][n] for a in accepted)) for n in plan.free}
            again = [("choice", p) for p in (middle, *(a["parameters"] for a in accepted[:CANDIDATES]))]
            candidates = _play(again, points, out, loaded, goal, chosen, step, CHOICE_TIMES)
        result = {
            "method": "Sobol design and approximate Bayesian selection, see experiments/validation/calibrate.py",
            "command": command(plan, goal),
            "plan": asdict(plan),
            "targets": goal.targets,
            "fit_until_day": goal.days - 1,
            "fit_seeds": [fit.start, fit.stop - 1],
            "choice_seeds": [chosen.start, chosen.stop - 1],
            "distance": goal.said,
            "accepted_share": ACCEPT,
            "versions": {name: version(name) for name in ("panj", "mesa", "numpy", "numba", "scipy")},
            "ground_rules": rules,
            "box": {n: [_digits(low), _digits(high)] for n, (low, high) in box.items()},
            "moved": [
                asdict(m) | {"word": m.word} for m in of_points([a["parameters"] for a in accepted], box, plan.free)
            ],
            "result": min(candidates, key=lambda c: c["distance"]),
            "median_of_accepted": candidates[0],
            "candidates": candidates,
            "accepted": accepted,
        }
        write_json(out / "calibration.json", result)
    return result


def command(plan: Plan, goal: Goal) -> str:
    """The command that repeats a plan."""
    free = "" if plan.free == goal.free else "".join(f" --set-free {n}={a:g}:{b:g}" for n, (a, b) in plan.free.items())
    return f"panj calibrate {plan.scenario} --budget {plan.budget} --seeds {plan.seeds} --seed {plan.seed}{free}"


def spanned(points: Sequence[dict[str, Any]], free: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The box that points span, a tenth wider on each side, within the ranges of the plan."""
    box = {}
    for name, (low, high) in free.items():
        values = [p["parameters"][name] for p in points]
        margin = 0.1 * (max(values) - min(values)) or 0.01 * (high - low)
        box[name] = max(low, min(values) - margin), min(high, max(values) + margin)
    return box


def _best(points: Sequence[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    return sorted(points, key=lambda p: p["distance"])[: max(CANDIDATES, round(share * len(points)))]


def _play(
    wanted: Sequence[tuple[str, dict[str, float]]],
    points: dict[str, dict[str, Any]],
    out: Path,
    scenario: Scenario,
    goal: Goal,
    seeds: range,
    step: Any,
    cost: int,
) -> list[dict[str, Any]]:
    """Points of a stage, those that are not there yet played and written."""
    rows = []
    for stage, parameters in wanted:
        key = json.dumps([stage, parameters])
        if key not in points:
            points[key] = {"stage": stage, **evaluate(scenario, goal, parameters, seeds)}
            with (out / "points.jsonl").open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(points[key]) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
        rows.append(points[key])
        step(cost)
    return rows


def _open(out: Path, plan: Plan, scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Points that an earlier call of the same plan, on the same ground, has left."""
    from panj.scenarios.writing import write_json

    fixed = {name: value for name, value in scenario.parameters().items() if name not in plan.free}
    made_with = json.loads(json.dumps({**asdict(plan), "ground": _stamp(), "fixed": fixed}))
    path, points = out / "plan.json", out / "points.jsonl"
    if path.is_file():
        try:
            same = json.loads(path.read_text(encoding="utf-8")) == made_with
        except ValueError:
            same = False
        if not same:
            raise InputError("--out", "", str(out), "an empty folder, or one of the same plan on the same ground")
    elif points.exists():
        needed = "for --out an empty folder, or one of an earlier call"
        raise InputError(points, "", InWords("no plan.json is beside it"), needed)
    else:
        write_json(path, made_with)
    kept = json_lines(points) if points.is_file() else ()
    return {json.dumps([p["stage"], p["parameters"]]): p for p in kept if p.keys() >= POINT}


def _stamp() -> str:
    from panj.border import source_stamp

    return source_stamp()


# -- into the scenario -------------------------------------------------------------------------------------------------
def write_back(folder: Path, result: dict[str, Any]) -> list[str]:
    """Put the result into a scenario's typical values, with its source; returns the names that changed.

    Only the lines `typical` and `source` of the free parameters are touched; calibration.json goes beside them.
    """
    from panj.scenarios.writing import write_json, write_text

    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    source = f"calibrated on {result.get('targets', 'K1-K3')} by `{result['command']}`; see docs/"
    for name, value in result["result"]["parameters"].items():
        block = re.compile(
            rf"(\[parameters\.{name}\]\nlow = \S+\ntypical = )\S+(\nhigh = \S+\nunit = [^\n]*\nsource = )[^\n]*"
        )
        text, count = block.subn(lambda m, v=value: f'{m[1]}{v:g}{m[2]}"{source}"', text)  # type: ignore[misc]
        if count != 1:
            raise InputError(
                path, f"parameters.{name}", InWords("no such block"), "low, typical, high, unit, source in order"
            )
    write_text(path, text)
    write_json(folder / "calibration.json", result)
    return list(result["result"]["parameters"])


def run_calibration(
    name: str, out: Path, budget: int, seeds: int, seed: int, set_free: Sequence[str], write: bool, as_json: bool
) -> None:
    """The command `panj calibrate`: search, say what came of it, and write it into the scenario if asked to."""
    from panj.experiments.files import refuse_foreign
    from panj.experiments.runs.play import compile_first
    from panj.experiments.tables import print_rows

    scenario = load_scenario(name)
    plan = make_plan(scenario, budget, seeds, seed, set_free)
    if write:
        refuse_foreign(scenario.folder / "calibration.json")
    compile_first()
    result = calibrate(name, plan, out, quiet=as_json)
    if write:
        write_back(scenario.folder, result)
    if as_json:
        print(json.dumps(result))
        return
    left_out = ("stage", "parameters", "shares")
    words = {m["name"]: f"{m['word']} ({m['ratio']:.2f})" for m in result["moved"]}
    print_rows([{c: v for c, v in row.items() if c not in left_out} for row in result["candidates"]], False)
    print_rows(
        [
            {
                "parameter": n,
                "from": low,
                "to": high,
                "was": scenario.file.parameters[n].typical,
                "result": result["result"]["parameters"][n],
                "data": words[n],
            }
            for n, (low, high) in plan.free.items()
        ],
        False,
    )
    print(f"record: {out / 'calibration.json'}" + (f"; written into {scenario.folder}" if write else ""))
