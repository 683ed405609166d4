"""The fit of the members' weights on the calibration cases: one Sobol design, every case scored at every point.

    python -m experiments.backtest.fit --points 4096 --draws 40 --seed 1

writes scenarios/treaty/temper.toml (the best point over all cases) and scenarios/treaty/leave_one_out.toml (for each
case the best point over the others). The loss is a sum over cases, so that leaving one out needs no second design.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scipy.stats import qmc

from experiments.backtest.cases import CodedCase, load_cases
from experiments.backtest.score import brier, forecast, ranked_probability
from experiments.progress import progress
from scenarios.load import HOME
from treaty.ladder import Rung
from treaty.member import Temper, temper

FREE = ("burden", "entrapment", "ties", "credibility", "autonomy", "asking", "temperature", "lead_threshold")
ON_LOG_SCALE = ("temperature",)
FILE = HOME / "treaty" / "temper.toml"
LEFT_OUT = HOME / "treaty" / "leave_one_out.toml"


def design(points: int, seed: int) -> list[dict[str, float]]:
    """Points of a scrambled Sobol sequence over the ranges of the free weights, rounded to four places."""
    ranges = tomllib.loads(FILE.read_text(encoding="utf-8"))["temper"]
    sample = qmc.Sobol(len(FREE), rng=seed).random(points)
    out = []
    for row in sample.tolist():
        point = {}
        for name, u in zip(FREE, row, strict=True):
            low, high = float(ranges[name]["low"]), float(ranges[name]["high"])
            value = low * (high / low) ** u if name in ON_LOG_SCALE else low + (high - low) * u
            point[name] = round(value, 4)
        out.append(point)
    return out


def loss(case: CodedCase, w: Temper, draws: int, seed: int) -> float:
    """What a case adds to the loss: ranked probability score of the collective rung, Brier scores of force and of an
    appeal to anybody, and a quarter of the ranked probability score of the bilateral rung; times the case's weight."""
    seen = case.observed_rung
    if seen is None:
        return 0.0
    f = forecast(case, w, draws, seed)
    total = ranked_probability(f.p_rung, seen) + brier(f.p_force, seen >= Rung.force_noncombat)
    total += brier(f.p_request, case.request is not None)
    if case.bilateral_rung is not None:
        total += 0.25 * ranked_probability(f.p_bilateral, case.bilateral_rung)
    return case.weight * total


def best(points: Sequence[dict[str, float]], losses: Sequence[Sequence[float]], without: int | None = None) -> int:
    """Number of the point with the least summed loss over all cases, or all but one; of equals the first."""
    sums = [math.fsum(x for i, x in enumerate(row) if i != without) for row in losses]
    return min(range(len(points)), key=lambda k: (round(sums[k], 9), k))


def fit(points: int, draws: int, seed: int) -> None:
    """Score the design, choose, and write both files."""
    cases, base = load_cases(), temper()
    tried = design(points, seed)
    losses = []
    with progress(len(tried), f"{len(tried)} points, {len(cases)} cases, {draws} draws each", False) as advance:
        for point in tried:
            w = replace(base, **point)
            losses.append([loss(c, w, draws, seed) for c in cases])
            advance(1)
    command = f"python -m experiments.backtest.fit --points {points} --draws {draws} --seed {seed}"
    chosen = best(tried, losses)
    write_temper(tried[chosen], f"fitted on the calibration cases: {command}")
    lines = ["# For each calibration case the weights fitted on the others, by", f"#   {command}", ""]
    for i, case in enumerate(cases):
        point = tried[best(tried, losses, without=i)]
        lines += [f"[{case.id}]", *(f"{name} = {value}" for name, value in point.items()), ""]
    LEFT_OUT.write_text("\n".join(lines), encoding="utf-8")
    print(f"loss {math.fsum(losses[chosen]) / len(cases):.4f} a case at {tried[chosen]}")


def write_temper(point: dict[str, float], source: str) -> None:
    """The weights file anew, with these typical values."""
    text = FILE.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)["temper"]
    lines = head
    for name, row in rows.items():
        if name in point:
            row |= {"typical": point[name], "source": source}
        lines += [f"[temper.{name}]"]
        lines += [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in row.items()]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def left_out(path: Path = LEFT_OUT) -> dict[str, Temper]:
    """For each calibration case the weights fitted without it."""
    base = temper()
    return {name: replace(base, **row) for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def main() -> None:
    """Read the options and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=4096)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fit(options.points, options.draws, options.seed)


if __name__ == "__main__":
    main()
