"""What the crises teach of the weights: the likelihood, its sampling, and what is known without a case or an alliance.

Each crisis adds the chance of its outcome (councils.chances). The log odds that a body meets differ between alliances
by a normal of unknown spread, which is integrated out (partial pooling: an alliance with many crises is known by
itself, one never seen has the whole spread). Sampled by emcee (Foreman-Mackey, Hogg, Lang and Goodman, "emcee: the MCMC
hammer", PASP 125 (2013) 306-312) with differential-evolution moves (ter Braak and Vrugt 2008).

What is forecast of a case left out follows from the same draws, weighed by one over the chance that each gave it
(importance sampling, Gelfand 1996), the weights truncated (Ionides, "Truncated importance sampling", J. Comp. Graph.
Statistics 17 (2008) 295-311); likewise of an alliance left out. Only what lies ahead in time is fitted anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from panj.experiments.backtest import kernel
from panj.experiments.backtest.cases import CodedCase
from panj.experiments.backtest.councils import codings, constants, numbers
from panj.experiments.backtest.rivals import RUNGS, outcome_of
from panj.experiments.backtest.weights import learnt, log_prior, names, values
from panj.experiments.moved import Moved, moved

Floats = NDArray[np.float64]

NODES, REACH = 45, 6.0  # of the trapezoid over an alliance's difference, and how many standard deviations it spans
WALKERS, BURN, STEPS, THIN = 64, 400, 600, 20
FAR = 12.0  # on the scale of sampling a weight beyond this is at the end of its range to a hundred-thousandth


class Likelihood:
    """Chances of what came in some crises, and of what might come in them, by the weights; averaged over as many
    codings as the conventions say, or `count`."""

    def __init__(
        self, cases: Sequence[CodedCase], seen: NDArray[np.int64] | None = None, count: int | None = None
    ) -> None:
        self.cases = tuple(cases)
        self.alliances = tuple(sorted({c.alliance for c in cases}))
        self.of = np.array([self.alliances.index(c.alliance) for c in cases])
        self.seen = np.array([outcome_of(c) for c in cases]) if seen is None else seen
        self.fs, self.coded, self.constants = numbers(cases), codings(cases, count=count), constants()
        self.nodes = np.linspace(-REACH, REACH, NODES)
        density = np.exp(-0.5 * self.nodes**2)
        self.weights = density / density.sum()

    def table(self, vector: Floats, steps: Floats | None = None) -> Floats:
        """Chances (steps, cases, rungs) at steps of the alliances' difference, in standard deviations of it; at the
        nodes of its integral unless others are given."""
        at = self.nodes if steps is None else steps
        out = np.empty((len(at), len(self.cases), RUNGS))
        kernel.chances(vector, self.fs, self.coded, at * vector[-1], *self.constants, out)
        return out

    def by_node(self, table: Floats) -> tuple[Floats, Floats]:
        """Log chances of what came, (nodes, cases), and their sums over each alliance, (nodes, alliances)."""
        each = np.log(np.maximum(table[:, np.arange(len(self.seen)), self.seen], 1e-12))
        whole = np.zeros((len(table), len(self.alliances)))
        np.add.at(whole.T, self.of, each.T)
        return each, whole

    def __call__(self, vector: Floats) -> float:
        """Log likelihood of one vector of weights."""
        _, whole = self.by_node(self.table(vector))
        return float(_log_mean(whole, self.weights).sum())


def _log_mean(logs: Floats, weights: Floats) -> Floats:
    top = logs.max(axis=0)
    return np.asarray(top + np.log(weights @ np.exp(logs - top)))


@dataclass(frozen=True)
class Chain:
    """Draws of the posterior, (draws, weights) on the scale of sampling; steps in which a walker forgets where it was
    (the longest of the weights), and the share of moves accepted."""

    draws: Floats
    forgets: float
    accepted: float


def sample(
    likelihood: Likelihood,
    seed: int,
    threads: int = 2,
    advance: Callable[[int], None] = lambda _: None,
    walkers: int = WALKERS,
    burn: int = BURN,
    steps: int = STEPS,
    thin: int = THIN,
    weights: Callable[[Floats], Floats] = values,
) -> Chain:
    """Sample the posterior of the weights, which are `weights` of a point on the scale of sampling. Threads change
    nothing but the time."""
    import emcee

    def log_posterior(x: Floats) -> float:
        if np.abs(x).max() > FAR:
            return -np.inf
        return float(log_prior(x)) + likelihood(weights(x))

    rng = np.random.default_rng(seed)
    with ThreadPool(threads) as pool:
        tried = np.clip(rng.logistic(size=(8 * walkers, len(names()))), -6.0, 6.0)
        found = np.array(pool.map(log_posterior, tried))
        start = tried[np.argsort(-found, kind="stable")[:walkers]]
        moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
        sampler = emcee.EnsembleSampler(walkers, start.shape[1], log_posterior, pool=pool, moves=moves)
        sampler.random_state = np.random.RandomState(seed).get_state()
        for _ in sampler.sample(start, iterations=burn + steps):
            advance(1)
    kept = sampler.get_chain(discard=burn, thin=thin, flat=True)
    forgets = float(np.max(sampler.get_autocorr_time(discard=burn, tol=0)))
    return Chain(np.asarray(kept), forgets, float(sampler.acceptance_fraction.mean()))


# -- forecasts from draws --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LeftOut:
    """Forecasts (cases, rungs) of each case without it and without its alliance, and how many draws' worth they rest
    on, (cases,)."""

    case: Floats
    alliance: Floats
    draws_case: Floats
    draws_alliance: Floats


def left_out(likelihood: Likelihood, vectors: Floats) -> LeftOut:
    """What would be forecast of each case if it, or its whole alliance, had not been learnt from."""
    n, of, w = len(likelihood.cases), likelihood.of, likelihood.weights[:, None]
    rows = np.arange(n)
    by_case, by_alliance, log_case, log_alliance = [], [], [], []
    for vector in vectors:
        table = likelihood.table(vector)
        each, whole = likelihood.by_node(table)
        others = whole[:, of] - each  # what the alliance's other cases say of its difference
        known = w * np.exp(others - others.max(axis=0))
        known /= known.sum(axis=0)
        forecast = np.einsum("kn,knr->nr", known, table)
        by_case.append(forecast)
        log_case.append(-np.log(np.maximum(forecast[rows, likelihood.seen], 1e-12)))
        by_alliance.append(np.einsum("k,knr->nr", likelihood.weights, table))
        log_alliance.append(-_log_mean(whole, likelihood.weights)[of])
    one, two = _weighed(np.array(by_case), np.array(log_case)), _weighed(np.array(by_alliance), np.array(log_alliance))
    return LeftOut(one[0], two[0], one[1], two[1])


def _weighed(forecasts: Floats, log_weights: Floats) -> tuple[Floats, Floats]:
    """Forecasts (draws, cases, rungs) averaged with truncated weights, and how many draws' worth that is."""
    w = np.exp(log_weights - log_weights.max(axis=0))
    w = np.minimum(w, w.mean(axis=0) * np.sqrt(len(w)))
    w /= w.sum(axis=0)
    return np.einsum("sn,snr->nr", w, forecasts), 1.0 / (w**2).sum(axis=0)


def ahead(likelihood: Likelihood, vectors: Floats, later: Sequence[CodedCase]) -> Floats:
    """Forecasts (cases, rungs) of later crises by draws that were learnt from the likelihood's; an alliance seen there
    is known as far as its crises tell, another one has the whole spread."""
    every = Likelihood([*likelihood.cases, *later])
    n = len(likelihood.cases)
    out = np.zeros((len(later), RUNGS))
    for vector in vectors:
        table = every.table(vector)
        each, _ = every.by_node(table)
        for i, case in enumerate(later):
            same = [k for k in range(n) if likelihood.cases[k].alliance == case.alliance]
            said = each[:, same].sum(axis=1)
            w = every.weights * np.exp(said - said.max())
            out[i] += (w / w.sum()) @ table[:, n + i] / len(vectors)
    return out


def differences(likelihood: Likelihood, vectors: Floats, seed: int) -> Floats:
    """One draw of each alliance's difference in the log odds to meet, (draws, alliances), given the draw's weights and
    the alliance's crises."""
    rng = np.random.default_rng(seed)
    out = np.zeros((len(vectors), len(likelihood.alliances)))
    for k, vector in enumerate(vectors):
        _, whole = likelihood.by_node(likelihood.table(vector))
        w = likelihood.weights[:, None] * np.exp(whole - whole.max(axis=0))
        mean = (w * likelihood.nodes[:, None]).sum(axis=0) / w.sum(axis=0)
        square = (w * likelihood.nodes[:, None] ** 2).sum(axis=0) / w.sum(axis=0)
        width = np.sqrt(np.maximum(square - mean**2, 0.0))
        out[k] = vector[-1] * (mean + width * rng.normal(size=len(mean)))
    return out


# -- how far the data moved a weight ---------------------------------------------------------------------------------
def how_far(x: Floats) -> list[Moved]:
    """How far each weight was moved, from draws on the scale of sampling."""
    places, vectors = expit(x), values(x)
    return [moved(w.name, places[:, k], vectors[:, k]) for k, w in enumerate(learnt())]
