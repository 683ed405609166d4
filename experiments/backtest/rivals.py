"""Simple rivals of the rules: each learns from crises and forecasts others, as chances of the eight rungs.

A rival is a function of what it may learn from; what comes of it forecasts a case. All of them see what the rules see:
what was asked for, the coded judgements, the type of threat and the vote rule.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import JUDGED, CodedCase, conventions, reading
from panj.experiments.backtest.coding import judgements
from panj.treaty.ladder import CONSULTATION, FORCE, RUNG_NAMES, STATEMENT, Rung

Floats = NDArray[np.float64]
Forecaster = Callable[[CodedCase], Floats]  # chances of the rungs, summing to 1
Rival = Callable[[Sequence[CodedCase]], Forecaster]

RUNGS = len(RUNG_NAMES)
LEAST = 0.01  # chance that every forecast leaves to each rung, so that no miss costs an infinite log score
NEIGHBOURS = 7
RIDGE, RIDGE_STEPS = 3.0, 8.0  # of the plain logit, and of the one with steps and products


def asked_of(case: CodedCase) -> int:
    """What was asked for at most; a guard force where the file does not say, as one in three crises does."""
    return int(min(FORCE)) if case.ask_rung is None else case.ask_rung


def outcome_of(case: CodedCase) -> int:
    """What the alliance did at most, of a case to learn from."""
    seen = case.observed_rung
    assert seen is not None
    return seen


def open_to_all(p: Floats) -> Floats:
    """A forecast that leaves a little to each rung."""
    return (1.0 - RUNGS * LEAST) * p + LEAST


def sure_of(rung: int) -> Floats:
    """All on one rung."""
    return np.eye(RUNGS)[rung]


# -- without learning, or by counting --------------------------------------------------------------------------------
def always(rung: Rung) -> Rival:
    """One rung whatever the case."""
    return lambda known: lambda case: sure_of(rung)


def what_was_asked(known: Sequence[CodedCase]) -> Forecaster:
    """Just what was asked for."""
    return lambda case: sure_of(asked_of(case))


def force_when_asked(known: Sequence[CodedCase]) -> Forecaster:
    """Force as asked where force was asked for, else a statement."""
    return lambda case: sure_of(asked_of(case) if Rung(asked_of(case)) in FORCE else STATEMENT)


def mode_of_threat_type(known: Sequence[CodedCase]) -> Forecaster:
    """The commonest outcome of the same type of threat, or of all where there is none; of equals the lower."""

    def forecast(case: CodedCase) -> Floats:
        same = [k for k in known if k.threat_type == case.threat_type] or known
        counts = Counter(map(outcome_of, same))
        return sure_of(max(sorted(counts), key=lambda r: (counts[r], -r)))

    return forecast


def frequencies(known: Sequence[CodedCase]) -> Forecaster:
    """How often each rung came, with one case more spread over all of them."""
    counts = np.bincount([outcome_of(k) for k in known], minlength=RUNGS) + 1.0 / RUNGS
    p = counts / counts.sum()
    return lambda case: p


def frequencies_by_ask(known: Sequence[CodedCase]) -> Forecaster:
    """How often each rung came where as much was asked for, with two cases more that came as all did."""
    prior = frequencies(known)(known[0])

    def forecast(case: CodedCase) -> Floats:
        same = [outcome_of(k) for k in known if asked_of(k) == asked_of(case)]
        counts = np.bincount(same, minlength=RUNGS) + 2.0 * prior
        return np.asarray(counts / counts.sum())

    return forecast


def nearest(known: Sequence[CodedCase]) -> Forecaster:
    """The outcomes of the seven crises most alike in what was asked and in the judgements, the nearer the more."""

    def place(cases: Sequence[CodedCase]) -> Floats:
        ask = np.array([[asked_of(c) / (RUNGS - 1)] for c in cases])
        return np.hstack([2.0 * ask, judgements(cases)])

    at, seen, prior = place(known), np.array([outcome_of(k) for k in known]), frequencies(known)(known[0])

    def forecast(case: CodedCase) -> Floats:
        gap = np.linalg.norm(at - place([case]), axis=1)
        who = np.argsort(gap, kind="stable")[:NEIGHBOURS]
        counts = np.bincount(seen[who], weights=1.0 / (0.2 + gap[who]), minlength=RUNGS) + prior
        return np.asarray(counts / counts.sum())

    return forecast


# -- ordered logits --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Columns:
    """What an ordered logit looks at beside what was asked for."""

    dense: bool = True  # the judgements and the type of threat
    vote: bool = False  # the vote rule
    steps: bool = False  # what was asked for step by step, and force asked x others' stake, ties, threat

    def of(self, cases: Sequence[CodedCase]) -> Floats:
        """The columns, (cases, columns), each 0..1."""
        ask = np.array([asked_of(c) for c in cases])
        out = [(ask >= r).astype(float) for r in range(1, RUNGS)] if self.steps else [ask / (RUNGS - 1)]
        if self.dense:
            coded = judgements(cases)
            out += list(coded.T)
            kinds = [reading(c.threat_type).word for c in cases]
            out += [np.array([k in words for k in kinds], dtype=float) for words in conventions()["rivals"]["threat"]]
            if self.steps:
                force = (ask >= min(FORCE)).astype(float)
                by = ("stake_others", "aggressor_ties", "threat_scale")
                out += [force * coded[:, JUDGED.index(name)] for name in by]
        if self.vote:
            rules = [c.vote_rule for c in cases]
            out += [np.array([r == rule for r in rules], dtype=float) for rule in conventions()["rivals"]["vote"]]
        return np.array(out).T


@dataclass(frozen=True)
class Logit:
    """A fitted ordered logit: P(rung <= k) = logistic(cut k - columns x slopes), over the rungs that it has seen."""

    columns: Columns
    slopes: tuple[float, ...]
    cuts: tuple[float, ...]
    rungs: tuple[int, ...]

    def __call__(self, case: CodedCase) -> Floats:
        at = float(self.columns.of([case])[0] @ np.array(self.slopes))
        below = [0.0, *(1.0 / (1.0 + math.exp(min(at - cut, 700.0))) for cut in self.cuts), 1.0]
        p = np.zeros(RUNGS)
        p[list(self.rungs)] = np.diff(below)
        return p


def ordered_logit(columns: Columns, ridge: float) -> Rival:
    """An ordered logit, its slopes held back by a ridge (log likelihood less ridge / 2 x sum of squares)."""

    def learn(known: Sequence[CodedCase]) -> Forecaster:
        from panj.experiments.backtest.ordered import fitted  # statsmodels takes two seconds to load

        slopes, cuts, rungs = fitted(columns.of(known), np.array([outcome_of(k) for k in known]), ridge)
        return Logit(columns, slopes, cuts, rungs)

    return learn


STEPS = Columns(steps=True)
RIVALS: Mapping[str, tuple[str, Rival]] = {
    "always_political": ("always a statement", always(STATEMENT)),
    "always_consult": ("always consultations", always(CONSULTATION)),
    "mode_of_threat_type": ("mode of the threat type", mode_of_threat_type),
    "force_when_asked": ("force whenever asked", force_when_asked),
    "what_was_asked": ("what was asked", what_was_asked),
    "frequencies": ("frequencies", frequencies),
    "frequencies_by_ask": ("frequencies by what was asked", frequencies_by_ask),
    "nearest": ("nearest neighbours", nearest),
    "logit_ask": ("ordered logit, what was asked", ordered_logit(Columns(dense=False), RIDGE)),
    "logit": ("ordered logit", ordered_logit(Columns(), RIDGE)),
    "logit_vote": ("ordered logit with the vote rule", ordered_logit(Columns(vote=True), RIDGE)),
    "logit_steps": ("ordered logit with steps", ordered_logit(STEPS, RIDGE_STEPS)),
    "logit_steps_vote": ("the same with the vote rule", ordered_logit(Columns(steps=True, vote=True), RIDGE_STEPS)),
}
