"""Forecasts of crises from the posterior: chances of the rungs, of force and of an appeal, and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.councils import chances, codings, facts, turned_to
from panj.experiments.backtest.days import DECISION, FIRST, Days, days
from panj.experiments.backtest.rivals import asked_of
from panj.treaty.council.cloud import posterior
from panj.treaty.ladder import FORCE, NOTHING

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """What is expected of a case. `p_request` is the chance that anybody is asked, the alliance or its lead state;
    `p_appeal` that the alliance is."""

    p_rung: tuple[float, ...]
    p_request: float
    p_appeal: float
    first: Days
    decision: Days

    @property
    def modal_rung(self) -> int:
        """The likeliest rung; of equals the lower."""
        return max(range(len(self.p_rung)), key=lambda r: (self.p_rung[r], -r))

    @property
    def p_force(self) -> float:
        """Chance that force is carried out."""
        return sum(self.p_rung[min(FORCE) :])

    def to_json(self) -> dict[str, Any]:
        """As plain values; of days the median where anything comes, and their quantiles."""
        return {
            "p_rung": [round(p, 4) for p in self.p_rung],
            "modal_rung": self.modal_rung,
            "p_force": round(self.p_force, 4),
            "p_request": round(self.p_request, 4),
            "p_appeal": round(self.p_appeal, 4),
            "p_nothing": round(self.p_rung[NOTHING], 4),
            "days_to_first": round(self.first.at(0.5), 1),
            "days_to_decision": round(self.decision.at(0.5), 1),
            "days_to_first_quantiles": self.first.to_json(),
            "days_to_decision_quantiles": self.decision.to_json(),
        }


def forecast(case: CodedCase, seed: int = 1, rule: str | None = None) -> Forecast:
    """What the posterior expects of a case, under its own vote rule or another."""
    p, turned = rungs(case, seed, rule)
    known = [k for k in load_crises() if k.id != case.id]
    wish = wished(case, known)
    return Forecast(
        tuple(p.tolist()),
        wish,
        wish * turned,
        days(case, known, FIRST, p[NOTHING]),
        days(case, known, DECISION, p[NOTHING]),
    )


def rungs(case: CodedCase, seed: int = 1, rule: str | None = None) -> tuple[Floats, float]:
    """Chances of the rungs averaged over the posterior, and the chance that the alliance is turned to."""
    p = by_draw(case, seed, rule)
    turned = turned_to(facts(case, rule), _draws(), codings([case], seed)[:, 0])
    return p.mean(axis=0), float(turned.mean())


def by_draw(case: CodedCase, seed: int = 1, rule: str | None = None) -> Floats:
    """Chances of the rungs by each draw of the posterior, (draws, rungs). An alliance that the fit saw has its own
    odds to meet, another one is drawn from the whole spread, the same under every rule."""
    left, vectors = posterior(), _draws()
    if case.alliance in left.alliances:
        shift = np.array(left.differences)[:, left.alliances.index(case.alliance)]
    else:
        steps = norm.ppf((np.arange(len(vectors)) + 0.5) / len(vectors))
        shift = vectors[:, -1] * np.random.default_rng(seed).permutation(steps)
    return chances(facts(case, rule), vectors, codings([case], seed)[:, 0], shift)


@lru_cache(maxsize=1)
def _draws() -> Floats:
    return np.array(posterior().draws)


def wished(case: CodedCase, known: Sequence[CodedCase]) -> float:
    """Chance that a member asks anybody for help: how often one did where one is named and wants something, or where
    not, with one case more of each kind."""

    def kind(case: CodedCase) -> bool:
        return case.requester != "none" and asked_of(case) > 0

    same = [k.appeals for k in known if kind(k) == kind(case)]
    return (sum(same) + 1.0) / (len(same) + 2.0)
