"""Simulation-based calibration: whether the sampler finds again what made synthetic crises.

    python -m panj.experiments.backtest.sbc --replicates 64 --seed 1

For each replicate weights are drawn from the prior, outcomes of crises from the weights, and the posterior is sampled
as in the fit. Over replicates the rank of the true weight among the draws is uniform if likelihood, prior and sampler
agree (Talts, Betancourt, Simpson, Vehtari and Gelman, "Validating Bayesian inference algorithms with simulation-based
calibration", 2018). Every third crisis of the program is used, which is enough for the question and takes a third of
the time. Writes scenarios/backtest/sbc.toml, replicate by replicate; the same command goes on where it was. Half a
minute a replicate on an idle core.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Sequence
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
from panj.scenarios.writing import write_text

Floats = NDArray[np.float64]

FILE = HOME / "backtest" / "sbc.toml"
EVERY = 3  # of the program's crises, one in so many
WALKERS, BURN, STEPS, THIN = 48, 260, 240, 40
MOST_BINS = 8
ERROR = 0.05  # how often a right sampler may be failed


def synthetic(likelihood: Likelihood, vector: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Outcomes of the crises as the weights would have them, each alliance's difference drawn from their spread."""
    table = likelihood.table(vector, rng.normal(size=len(likelihood.alliances)))
    p = table[likelihood.of, np.arange(len(likelihood.cases))]
    u = rng.uniform(size=(len(p), 1))
    return np.asarray(np.minimum((np.cumsum(p, axis=1) < u).sum(axis=1), p.shape[1] - 1))


def replicate(cases: tuple[CodedCase, ...], seed: int, number: int) -> Floats:
    """Where the true weights stand among the draws, 0..1."""
    rng = np.random.default_rng([seed, number])
    true = rng.logistic(size=len(names()))
    likelihood = Likelihood(cases, np.zeros(len(cases), dtype=int))
    likelihood.seen = synthetic(likelihood, values(true), rng)
    chain = sample(likelihood, int(rng.integers(2**31)), 1, walkers=WALKERS, burn=BURN, steps=STEPS, thin=THIN)
    return np.asarray((chain.draws < true).mean(axis=0))


def calibrate(replicates: int, seed: int, workers: int) -> None:
    """Run the replicates that the file does not hold yet, writing after each, so that the same command goes on where
    it was."""
    cases = load_crises()[::EVERY]
    done = _ranks(seed)
    missing = range(len(done), replicates)
    title = f"{len(missing)} of {replicates} replicates of {len(cases)} crises"
    with progress(len(missing), title) as advance, ProcessPoolExecutor(workers) as pool:
        for ranks in pool.map(partial(replicate, cases, seed), missing):
            done.append(ranks)
            _write(done, seed)
            advance(1)
    show()


def _settings() -> dict[str, int]:
    return {"every": EVERY, "walkers": WALKERS, "burn": BURN, "steps": STEPS, "thin": THIN}


def _command(replicates: int, seed: int) -> str:
    return f"python -m panj.experiments.backtest.sbc --replicates {replicates} --seed {seed}"


def _ranks(seed: int) -> list[Floats]:
    """What the file holds of the same seed, weights and settings."""
    if not FILE.is_file():
        return []
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    same = data["weights"] == list(names()) and data["settings"] == _settings()
    if not same or data["command"] != _command(len(data["ranks"]), seed):
        return []
    return [np.array(row) for row in data["ranks"]]


def _write(ranks: Sequence[Floats], seed: int) -> None:
    settings = ", ".join(f"{k} = {v}" for k, v in _settings().items())
    lines = [
        "# Simulation-based calibration: for each replicate (a row) where the true weight stands among draws, 0 to 1.",
        f'command = "{_command(len(ranks), seed)}"',
        f"settings = {{ {settings} }}",
        f"weights = {json.dumps(names())}",
        "ranks = [",
        *(f"  [{', '.join(f'{r:.4f}' for r in row)}]," for row in ranks),
        "]",
    ]
    write_text(FILE, "\n".join(lines) + "\n")


@dataclass(frozen=True)
class Uniform:
    """Whether the ranks of one weight are uniform: chi-square over up to eight bins, and the largest gap between their
    distribution and the uniform one, each with its chance if they are."""

    name: str
    chi_square: float
    p: float
    gap: float
    p_gap: float


@lru_cache(maxsize=2)
def uniformity(path: Path = FILE) -> tuple[Uniform, ...]:
    """The tests of every weight, from scenarios/backtest/sbc.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    ranks = np.array(data["ranks"])
    n = len(ranks)
    bins = min(MOST_BINS, max(2, n // 5))  # five ranks or more are expected in each
    out = []
    for k, name in enumerate(data["weights"]):
        counts = np.bincount(np.minimum((ranks[:, k] * bins).astype(int), bins - 1), minlength=bins)
        stat = float(((counts - n / bins) ** 2 / (n / bins)).sum())
        ordered = np.sort(ranks[:, k])
        steps = np.arange(1, n + 1) / n
        gap = float(max((steps - ordered).max(), (ordered - steps + 1.0 / n).max()))
        out.append(Uniform(name, stat, float(chi2.sf(stat, bins - 1)), gap, float(kstwo.sf(gap, n))))
    return tuple(out)


@dataclass(frozen=True)
class Verdict:
    """Whether the ranks are uniform: replicates, how often a right sampler would be failed at most (`error`), and the
    weights that fail (Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statistics 6 (1979)
    65-70, over the weights; a weight's chance is twice the smaller of its two)."""

    replicates: int
    error: float
    failed: tuple[str, ...]
    least: float  # the smallest chance of a weight, times their number

    @property
    def passes(self) -> bool:
        """Whether no weight fails."""
        return not self.failed


def verdict(path: Path = FILE) -> Verdict:
    """The verdict over all weights, from scenarios/backtest/sbc.toml."""
    tests = sorted((min(1.0, 2.0 * min(u.p, u.p_gap)), u.name) for u in uniformity(path))
    failed = []
    for k, (p, name) in enumerate(tests):
        if p * (len(tests) - k) >= ERROR:
            break
        failed.append(name)
    n = len(tomllib.loads(path.read_text(encoding="utf-8"))["ranks"])
    return Verdict(n, ERROR, tuple(failed), min(1.0, tests[0][0] * len(tests)))


def show() -> None:
    """Print the tests and the verdict."""
    for u in uniformity():
        print(f"{u.name:<16} chi-square {u.chi_square:5.1f} (p {u.p:.2f}), largest gap {u.gap:.2f} (p {u.p_gap:.2f})")
    v = verdict()
    said = "passes" if v.passes else f"fails for {', '.join(v.failed)}"
    print(f"{v.replicates} replicates: the sampler {said}; a right one would be failed in {v.error:.0%} at most")


def main() -> None:
    """Read the options and calibrate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes; they change nothing but the time")
    options = parser.parse_args()
    calibrate(options.replicates, options.seed, options.workers)


if __name__ == "__main__":
    edge(main)
