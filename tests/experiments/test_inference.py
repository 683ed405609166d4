"""Inference of the members' weights: its integral, and its sampler on synthetic crises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest

from panj.experiments.backtest import posterior as inference
from panj.experiments.backtest.cases import load_crises
from panj.experiments.backtest.posterior import Likelihood, sample
from panj.experiments.backtest.sbc import FILE, verdict
from panj.experiments.backtest.weights import names, point, values
from panj.treaty.council.cloud import posterior

Floats = NDArray[np.float64]


def test_the_integral_over_alliances_is_exact_to_a_twentieth(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log likelihood with the grid in use is that of one ten times as fine, wherever the weights are: by draws of
    the prior and of the posterior alike."""
    cases = load_crises()[::2]
    prior = values(np.random.default_rng(7).logistic(size=(12, len(names()))))
    vectors = np.vstack([prior, np.array(posterior().draws)[::40]])
    used = np.array([Likelihood(cases)(v) for v in vectors])
    monkeypatch.setattr(inference, "NODES", 401)
    monkeypatch.setattr(inference, "REACH", 8.0)
    fine = np.array([Likelihood(cases)(v) for v in vectors])
    assert used == pytest.approx(fine, abs=0.05)


class Toy:
    """A likelihood in closed form: each weight is seen once, on the scale of sampling, with a normal error."""

    def __init__(self, seen: Floats, error: float) -> None:
        self.seen, self.error = seen, error

    def __call__(self, vector: Floats) -> float:
        """Log likelihood of one vector of weights."""
        return float(-0.5 * (((point(vector) - self.seen) / self.error) ** 2).sum())


def ranks(believed: float, replicates: int) -> Floats:
    """Ranks of true weights among draws where each was seen with an error of 1, by a sampler that believes another."""
    out = []
    for k in range(replicates):
        rng = np.random.default_rng([11, k])
        true = rng.logistic(size=len(names()))
        toy = Toy(true + rng.normal(size=true.size), believed)
        chain = sample(toy, k, 1, walkers=48, burn=160, steps=120, thin=20)  # type: ignore[arg-type]
        out.append((chain.draws < true).mean(axis=0))
    return np.concatenate(out)


@pytest.mark.slow
def test_ranks_are_uniform_where_the_likelihood_is_right_and_not_where_it_is_wrong() -> None:
    """On a likelihood in closed form the sampler's ranks are uniform (a right one is failed once in a thousand); where
    it believes an error half as large, the same test fails it."""
    assert kstest(ranks(1.0, 10), "uniform").pvalue > 0.001
    assert kstest(ranks(0.5, 10), "uniform").pvalue < 0.001


def test_the_recorded_ranks_pass_or_the_page_names_the_weight() -> None:
    """Simulation-based calibration passes at its error rate, or each weight that fails is named on the page; the page
    says on how many synthetic worlds it was run."""
    said = verdict()
    page = " ".join(Path(__file__).parents[2].joinpath("docs", "backtest.md").read_text(encoding="utf-8").split())
    assert said.replicates >= 16
    assert said.error == 0.05
    assert f"{said.replicates} replicates" in page
    for name in said.failed:
        assert f"fails for `{name}`" in page
    assert said.passes is ("**It passes**" in page)


def test_ranks_that_crowd_at_the_ends_fail(tmp_path: Path) -> None:
    """A posterior that is too narrow puts the truth at its ends: the test names that weight and no other."""
    rng = np.random.default_rng(3)
    table = np.linspace(0.005, 0.995, 64)[:, None] * np.ones(3)
    table[:, 1] = rng.beta(0.4, 0.4, size=64)
    rows = ",\n".join(str([round(float(v), 4) for v in row]) for row in table)
    path = tmp_path / "ranks.toml"
    path.write_text(f'weights = ["a", "b", "c"]\nranks = [\n{rows}\n]\n', encoding="utf-8")
    assert verdict(path).failed == ("b",)


def test_the_ranks_are_recorded_weight_by_weight() -> None:
    """The file names the weights in use and how to make it again."""
    text = FILE.read_text(encoding="utf-8")
    assert "python -m panj.experiments.backtest.sbc --replicates" in text
    assert all(f'"{name}"' in text for name in names())
