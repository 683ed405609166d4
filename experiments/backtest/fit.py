"""The fit of the members' weights on the calibration cases: a Sobol design, the best point, and all that do as well.

    python -m panj.experiments.backtest.fit --points 2048 --draws 24 --seed 1

writes three files: scenarios/treaty/temper.toml (the best point over all cases), leave_one_out.toml (for each case the
best point over the others) and accepted.toml: the accepted set, over all cases and without each. Acceptance is
approximate Bayesian computation by rejection: points are drawn evenly from the ranges (the prior), and the tenth
with the least loss is kept (Beaumont, Zhang and Balding, "Approximate Bayesian computation in population genetics",
Genetics 162 (2002) 2025-2035; there with a regression that is left out here). Standings of the members are drawn anew
in each sampled course, so that the weights answer for them as they are known.

The loss is a sum over cases, so that leaving one out needs no second design. All points are scored with a quarter of
the draws first; those in the best 15 % over all cases, or without any one of them, are scored with all draws.
"""

from __future__ import annotations

import argparse
import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

from panj.experiments.backtest.cases import CodedCase, load_cases
from panj.experiments.backtest.score import brier, forecast, ranked_probability
from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.scenarios.load import HOME
from panj.treaty.council.cloud import ACCEPTED, Cloud, accepted
from panj.treaty.council.member import Temper, temper
from panj.treaty.ladder import FORCE

FREE = ("burden", "entrapment", "ties", "credibility", "autonomy", "asking", "temperature", "lead_threshold", "riding")
ON_LOG_SCALE = ("temperature",)
KEEP = 0.1  # share of the design that is accepted
SIFTED = 0.15  # share that is scored with all draws
FILE = HOME / "treaty" / "temper.toml"
Vector = tuple[float, ...]
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
    f = forecast(case, Cloud(w, (w,)), draws, seed)
    total = ranked_probability(f.p_rung, seen) + brier(f.p_force, seen >= min(FORCE))
    total += brier(f.p_request, case.request is not None)
    if case.bilateral_rung is not None:
        total += 0.25 * ranked_probability(f.p_bilateral, case.bilateral_rung)
    return case.weight * total


def ranked(losses: Sequence[Sequence[float]], without: int | None = None) -> list[int]:
    """Numbers of the points by their summed loss over all cases, or all but one; of equals the first."""
    sums = [round(math.fsum(x for i, x in enumerate(row) if i != without), 9) for row in losses]
    return sorted(range(len(sums)), key=lambda k: (sums[k], k))


def sifted(losses: Sequence[Sequence[float]], share: float) -> list[int]:
    """Points in the best share over all cases, or without any one of them."""
    n = max(1, round(share * len(losses)))
    ways: Iterable[int | None] = (None, *range(len(losses[0])))
    return sorted({k for without in ways for k in ranked(losses, without)[:n]})


def fit(points: int, draws: int, seed: int, workers: int = 1) -> None:
    """Score the design, choose, and write the three files."""
    cases, base = load_cases(), temper()
    tried = design(points, seed)
    quick = _scored(tried, cases, base, max(4, draws // 4), seed, f"{points} points, sifting", workers)
    left = [tried[k] for k in sifted(quick, SIFTED)]
    losses = _scored(left, cases, base, draws, seed, f"{len(left)} points, {draws} draws each", workers)
    command = f"python -m panj.experiments.backtest.fit --points {points} --draws {draws} --seed {seed}"
    order = ranked(losses)
    write_temper(left[order[0]], f"fitted on the calibration cases: {command}")
    lines = ["# For each calibration case the weights fitted on the others, by", f"#   {command}", ""]
    for i, case in enumerate(cases):
        chosen = left[ranked(losses, without=i)[0]]
        lines += [f"[{case.id}]", *(f"{name} = {value}" for name, value in chosen.items()), ""]
    LEFT_OUT.write_text("\n".join(lines), encoding="utf-8")
    write_accepted([c.id for c in cases], left, losses, max(1, round(KEEP * points)), command)
    print(f"loss {math.fsum(losses[order[0]]) / len(cases):.4f} a case at {left[order[0]]}")


def _scored(
    tried: Sequence[dict[str, float]],
    cases: Sequence[CodedCase],
    base: Temper,
    draws: int,
    seed: int,
    what: str,
    workers: int,
) -> list[list[float]]:
    losses = []
    score = partial(_losses, cases, base, draws, seed)
    with progress(len(tried), what, False) as advance, ProcessPoolExecutor(workers) as pool:
        for row in pool.map(score, tried, chunksize=8):
            losses.append(row)
            advance(1)
    return losses


def _losses(cases: Sequence[CodedCase], base: Temper, draws: int, seed: int, point: dict[str, float]) -> list[float]:
    w = replace(base, **point)
    return [loss(c, w, draws, seed) for c in cases]


def write_accepted(
    cases: Sequence[str], tried: Sequence[dict[str, float]], losses: Sequence[Sequence[float]], keep: int, command: str,
) -> None:  # fmt: skip
    """The accepted set: the vectors that any selection needs, and the numbers of those that each selection keeps."""
    vectors = [tuple(point[name] for name in FREE) for point in tried]
    best = ranked(losses)[:keep]
    without = {case: [vectors[k] for k in ranked(losses, i)[:keep]] for i, case in enumerate(cases)}
    total = [math.fsum(losses[k]) / len(cases) for k in best]
    _write_sets([vectors[k] for k in best], without, command, (total[0], total[-1]))


def _write_sets(
    kept: Sequence[Vector], without: Mapping[str, Sequence[Vector]], command: str, losses: tuple[float, float]
) -> None:
    used = sorted({*kept, *(v for which in without.values() for v in which)})
    number = {vector: i for i, vector in enumerate(used)}
    lines = [
        "# Weights that do about as well on the calibration cases as the best: the cloud that games draw from, and for",
        "# each case the cloud accepted without it (numbers of rows of `vectors`, from 0). Written by the command.",
        f'command = "{command}"',
        f"kept = {len(kept)}  # of each selection; loss a case over all cases {losses[0]:.4f} to {losses[1]:.4f}",
        f"weights = {json.dumps(FREE)}",
        "vectors = [",
        *(f"  [{', '.join(map(str, vector))}]," for vector in used),
        "]",
        f"accepted = {sorted(number[v] for v in kept)}",
        "[without]",
        *(f"{case} = {sorted(number[v] for v in which)}" for case, which in without.items()),
    ]
    ACCEPTED.write_text("\n".join(lines) + "\n", encoding="utf-8")


def refine(children: int, draws: int, seed: int, workers: int) -> None:
    """A second round, as in sequential Monte Carlo: new points about the better quarter of the accepted, each weight
    moved by a normal step of that quarter's own spread; the set is then the best of old and new together. Sets without
    a case stay those of the first round, because the parents were chosen on all cases."""
    cases, base, kept = load_cases(), temper(), accepted()
    ranges = tomllib.loads(FILE.read_text(encoding="utf-8"))["temper"]
    old = [dict(zip(kept.names, kept.vectors[i], strict=True)) for i in kept.over_all]
    losses = _scored(old, cases, base, draws, seed, f"{len(old)} accepted vectors, {draws} draws each", workers)
    parents = [old[k] for k in ranked(losses)[: len(old) // 4]]
    dice = np.random.default_rng(seed)
    step = {name: float(np.std([p[name] for p in parents])) for name in kept.names}
    new: list[dict[str, float]] = []
    while len(new) < children:
        child = {n: round(v + step[n] * float(dice.normal()), 4) for n, v in parents[len(new) % len(parents)].items()}
        if all(ranges[n]["low"] <= v <= ranges[n]["high"] for n, v in child.items()):
            new.append(child)
    losses += _scored(new, cases, base, draws, seed, f"{children} points about the best, {draws} draws each", workers)
    pool, order = old + new, ranked(losses)[: len(old)]
    command = (
        f"{kept.command} && python -m panj.experiments.backtest.fit --refine {children} --draws {draws} --seed {seed}"
    )
    without = {case: [kept.vectors[i] for i in which] for case, which in kept.without.items()}
    chosen = [tuple(pool[k][n] for n in kept.names) for k in order]
    spread = [math.fsum(losses[k]) / len(cases) for k in order]
    _write_sets(chosen, without, command, (spread[0], spread[-1]))


def write_temper(point: dict[str, float], source: str) -> None:
    """The weights file anew, with these typical values."""
    text = FILE.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)["temper"]
    lines = head
    for name, row in rows.items():
        if name in point:
            row["typical"] = point[name]
            row["source"] = f"{row['source'].partition('; fitted')[0]}; {source}"
        lines += [f"[temper.{name}]"]
        lines += [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in row.items()]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def left_out(spread: float = 1.0, path: Path = LEFT_OUT) -> dict[str, Cloud]:
    """For each calibration case the weights fitted without it: the best point, and the cloud about it."""
    base, kept = temper(), accepted()
    points = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: kept.cloud(replace(base, **row), kept.without[name]).spreading(spread) for name, row in points.items()
    }


def main() -> None:
    """Read the options and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=2048)
    parser.add_argument("--draws", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes; they change nothing but the time")
    parser.add_argument("--refine", type=int, default=0, help="a second round of so many points about the accepted set")
    options = parser.parse_args()
    if options.refine:
        refine(options.refine, options.draws, options.seed, options.workers)
        return
    fit(options.points, options.draws, options.seed, options.workers)


if __name__ == "__main__":
    edge(main)
