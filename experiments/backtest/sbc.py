"""Simulation-based calibration: whether the sampler finds again what made synthetic crises.

    python -m panj.experiments.backtest.sbc --replicates 96 --seed 1

For each replicate weights are drawn from the prior, outcomes of crises from the weights, and the posterior is sampled
as in the fit. Over replicates the rank of the true weight among the draws is uniform if likelihood, prior and sampler
agree (Talts, Betancourt, Simpson, Vehtari and Gelman, "Validating Bayesian inference algorithms with simulation-based
calibration", 2018). Every third crisis of the program is used, which is enough for the question and takes a third of
the time. Writes scenarios/treaty/sbc.toml; some ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, kstwo

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.posterior import Likelihood, sample
from panj.experiments.backtest.weights import names, values
from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.scenarios.load import HOME

Floats = NDArray[np.float64]

FILE = HOME / "treaty" / "sbc.toml"
EVERY = 3  # of the program's crises, one in so many
WALKERS, BURN, STEPS, THIN = 48, 200, 240, 40
BINS = 8


def synthetic(likelihood: Likelihood, vector: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Outcomes of the crises as the weights would have them, each alliance's difference drawn from their spread."""
    table = likelihood.table(vector, rng.normal(size=len(likelihood.alliances)))
    p = table[likelihood.of, np.arange(len(likelihood.cases))]
    u = rng.uniform(size=(len(p), 1))
    return np.asarray(np.minimum((np.cumsum(p, axis=1) < u).sum(axis=1), p.shape[1] - 1))


def replicate(cases: tuple[CodedCase, ...], seed: int, number: int) -> tuple[Floats, float]:
    """Where the true weights stand among the draws (0..1), and how many steps a walker takes to forget."""
    rng = np.random.default_rng([seed, number])
    true = rng.logistic(size=len(names()))
    likelihood = Likelihood(cases, np.zeros(len(cases), dtype=int))
    likelihood.seen = synthetic(likelihood, values(true), rng)
    chain = sample(likelihood, int(rng.integers(2**31)), 1, walkers=WALKERS, burn=BURN, steps=STEPS, thin=THIN)
    return (chain.draws < true).mean(axis=0), chain.forgets


def calibrate(replicates: int, seed: int, workers: int) -> None:
    """Run the replicates and write the ranks."""
    cases = load_crises()[::EVERY]
    out, forgets = [], []
    title = f"{replicates} replicates of {len(cases)} crises"
    with progress(replicates, title) as advance, ProcessPoolExecutor(workers) as pool:
        for ranks, steps in pool.map(partial(replicate, cases, seed), range(replicates)):
            out.append(ranks)
            forgets.append(steps)
            advance(1)
    command = f"python -m panj.experiments.backtest.sbc --replicates {replicates} --seed {seed}"
    lines = [
        "# Simulation-based calibration: for each replicate (a row) where the true weight stands among draws, 0 to 1",
        f'command = "{command}"',
        f"forgets = {np.median(forgets):.0f}  # steps in which a walker forgets where it was, median",
        f"weights = {json.dumps(names())}",
        "ranks = [",
        *(f"  [{', '.join(f'{r:.4f}' for r in row)}]," for row in out),
        "]",
    ]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    show()


@dataclass(frozen=True)
class Uniform:
    """Whether the ranks of one weight are uniform: chi-square over eight bins, and the largest gap between their
    distribution and the uniform one, each with its chance if they are."""

    name: str
    chi_square: float
    p: float
    gap: float
    p_gap: float


@lru_cache(maxsize=2)
def uniformity(path: Path = FILE) -> tuple[Uniform, ...]:
    """The tests of every weight, from scenarios/treaty/sbc.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    ranks = np.array(data["ranks"])
    n = len(ranks)
    out = []
    for k, name in enumerate(data["weights"]):
        counts = np.bincount(np.minimum((ranks[:, k] * BINS).astype(int), BINS - 1), minlength=BINS)
        stat = float(((counts - n / BINS) ** 2 / (n / BINS)).sum())
        ordered = np.sort(ranks[:, k])
        steps = np.arange(1, n + 1) / n
        gap = float(max((steps - ordered).max(), (ordered - steps + 1.0 / n).max()))
        out.append(Uniform(name, stat, float(chi2.sf(stat, BINS - 1)), gap, float(kstwo.sf(gap, n))))
    return tuple(out)


def show() -> None:
    """Print the tests."""
    for u in uniformity():
        print(f"{u.name:<16} chi-square {u.chi_square:5.1f} (p {u.p:.2f}), largest gap {u.gap:.2f} (p {u.p_gap:.2f})")


def main() -> None:
    """Read the options and calibrate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=96)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes; they change nothing but the time")
    options = parser.parse_args()
    calibrate(options.replicates, options.seed, options.workers)


if __name__ == "__main__":
    edge(main)
