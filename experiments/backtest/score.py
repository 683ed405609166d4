"""How well the rules do on crises that happened: forecasts, scores, baselines, intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from panj.experiments.backtest.cases import CodedCase, crisis
from panj.experiments.desk import dice
from panj.treaty.council.cloud import Cloud
from panj.treaty.desk.conduct import Course, conduct
from panj.treaty.ladder import FORCE, RUNG_NAMES, STATEMENT, Rung

RUNGS = len(RUNG_NAMES)


@dataclass(frozen=True)
class Forecast:
    """What the rules expect of a case, from many sampled courses."""

    p_rung: tuple[float, ...]
    p_bilateral: tuple[float, ...]
    p_force: float
    p_request: float  # of the alliance or of the lead state alone
    p_appeal: float  # before the alliance
    days_to_first: float | None
    days_to_decision: float | None

    @property
    def modal_rung(self) -> int:
        """The likeliest rung; of equals the lower."""
        return max(range(RUNGS), key=lambda r: (self.p_rung[r], -r))

    @property
    def modal_bilateral(self) -> int:
        """The likeliest rung of the bilateral track."""
        return max(range(RUNGS), key=lambda r: (self.p_bilateral[r], -r))

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "p_rung": list(self.p_rung),
            "modal_rung": self.modal_rung,
            "p_force": self.p_force,
            "p_request": self.p_request,
            "p_appeal": self.p_appeal,
            "days_to_first": self.days_to_first,
            "days_to_decision": self.days_to_decision,
            "modal_bilateral_rung": self.modal_bilateral,
        }


def courses(case: CodedCase, weights: Cloud, draws: int, seed: int, demand: str = "none") -> list[Course]:
    """A case played `draws` times, each with weights and standings of its own as far as the cloud spreads. The dice are
    addressed by the case's id: other cases do not shift them."""
    out = []
    for run in range(draws):
        draw = dice(seed, run, f"backtest-{case.id}")
        w = weights.drawn(draw("weights", "vector"))
        out.append(conduct(crisis(case, draw, demand, weights.spread), w, draw))
    return out


def forecast(case: CodedCase, weights: Cloud, draws: int, seed: int, demand: str = "none") -> Forecast:
    """What the rules expect of a case, from `draws` sampled courses."""
    return summarise(courses(case, weights, draws, seed, demand))


def summarise(courses: Sequence[Course]) -> Forecast:
    """Shares and medians over sampled courses."""
    n = len(courses)
    rungs, alone = Counter(c.rung for c in courses), Counter(c.bilateral for c in courses)
    first = [c.days_to_first for c in courses if c.days_to_first is not None]
    decided = [c.days_to_decision for c in courses if c.days_to_decision is not None]
    return Forecast(
        tuple(rungs[Rung(r)] / n for r in range(RUNGS)),
        tuple(alone[Rung(r)] / n for r in range(RUNGS)),
        sum(c.force for c in courses) / n,
        sum(c.requested for c in courses) / n,
        sum(c.appealed for c in courses) / n,
        round(median(first), 2) if first else None,
        round(median(decided), 2) if decided else None,
    )


# -- one case at a time ----------------------------------------------------------------------------------------------
def rung_error(predicted: int, observed: int) -> float:
    """Distance on the ladder, in rungs."""
    return float(abs(predicted - observed))


def ranked_probability(p: Sequence[float], observed: int) -> float:
    """Ranked probability score of a forecast over the ladder, in rungs: sum over r of (P(<= r) - 1[observed <= r])^2.

    Source: Epstein, "A scoring system for probability forecasts of ranked categories", J. Appl. Meteorology 8 (1969).
    """
    total, below = 0.0, 0.0
    for r in range(RUNGS - 1):
        below += p[r]
        total += (below - (1.0 if observed <= r else 0.0)) ** 2
    return total


def brier(p: float, happened: bool) -> float:
    """Brier score of a probability: (p - outcome)^2."""
    return (p - (1.0 if happened else 0.0)) ** 2


def log_days(predicted: float | None, observed: float | None) -> float | None:
    """|ln((predicted + 1) / (observed + 1))| of two numbers of days; None where either is missing."""
    if predicted is None or observed is None:
        return None
    return abs(math.log((predicted + 1.0) / (observed + 1.0)))


# -- all cases ---------------------------------------------------------------------------------------------------------
Row = dict[str, float | None]


def score_rows(cases: Sequence[CodedCase], forecasts: Sequence[Forecast]) -> list[Row]:
    """One row of scores a case; cases whose outcome is not known are left out."""
    rows: list[Row] = []
    for c, f in zip(cases, forecasts, strict=True):
        seen = c.observed_rung
        if seen is None:
            continue
        rows.append(
            {
                "exact_hits": float(f.modal_rung == seen),
                "mean_rung_error": rung_error(f.modal_rung, seen),
                "expected_rung_error": sum(p * abs(r - seen) for r, p in enumerate(f.p_rung)),
                "brier_force": brier(f.p_force, seen >= min(FORCE)),
                "brier_request": brier(f.p_request, c.request is not None),
                "bilateral_rung_error": None
                if c.bilateral_rung is None
                else rung_error(f.modal_bilateral, c.bilateral_rung),
                "log_day_error_first": log_days(f.days_to_first, c.days_to_first),
                "log_day_error_decision": log_days(f.days_to_decision, c.days_to_decision),
            }
        )
    return rows


def baseline_rows(cases: Sequence[CodedCase], predict: Callable[[CodedCase], int]) -> list[Row]:
    """Scores of a baseline that names one rung a case."""
    rows: list[Row] = []
    for c in cases:
        seen = c.observed_rung
        if seen is None:
            continue
        rung = predict(c)
        force = 1.0 if rung >= min(FORCE) else 0.0
        rows.append(
            {
                "exact_hits": float(rung == seen),
                "mean_rung_error": rung_error(rung, seen),
                "brier_force": brier(force, seen >= min(FORCE)),
            }
        )
    return rows


def mode_of_type(case: CodedCase, known: Sequence[CodedCase]) -> int:
    """The commonest outcome among the other cases of the same threat type, or of all others where there is none.

    Of equally common outcomes the lower.
    """
    others = [k for k in known if k.id != case.id and k.observed_rung is not None]
    same = [k for k in others if k.threat_type == case.threat_type] or others
    counts = Counter(k.observed_rung or 0 for k in same)
    return max(sorted(counts), key=lambda r: (counts[r], -r)) if counts else 1


def baselines(cases: Sequence[CodedCase], known: Sequence[CodedCase]) -> dict[str, list[Row]]:
    """The three baselines: always a statement; the mode of the threat type, leave-one-out; force whenever asked."""
    return {
        "always_political": baseline_rows(cases, lambda c: int(STATEMENT)),
        "mode_of_threat_type": baseline_rows(cases, lambda c: mode_of_type(c, known)),
        "force_whenever_asked": baseline_rows(
            cases, lambda c: asked if (asked := c.ask_rung or 0) >= min(FORCE) else int(STATEMENT)
        ),
    }


def interval(rows: Sequence[Row], resamples: int = 1000, seed: int = 1) -> dict[str, dict[str, float | int]]:
    """Mean of each score over cases with a 95 % bootstrap interval (drawn with replacement; hits are summed)."""
    out: dict[str, dict[str, float | int]] = {}
    for name in rows[0] if rows else ():
        values = [v for row in rows if (v := row[name]) is not None]
        if not values:
            continue
        n = len(values)
        scale = float(n) if name == "exact_hits" else 1.0
        means = sorted(_resampled(values, seed, name, k) for k in range(resamples))
        low, high = means[int(0.025 * resamples)], means[int(0.975 * resamples) - 1]
        out[name] = {
            "value": round(scale * math.fsum(values) / n, 4),
            "low": round(scale * low, 4),
            "high": round(scale * high, 4),
            "cases": n,
        }
    return out


def _resampled(values: Sequence[float], seed: int, name: str, k: int) -> float:
    draw = dice(seed, k, "bootstrap")
    n = len(values)
    return math.fsum(values[int(n * draw(name, str(i)))] for i in range(n)) / n
