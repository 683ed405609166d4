"""Regimes against each other, paired by seed: mean difference with a 95 % interval, and how often they differ."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

from model.outcomes import OUTCOMES
from scenarios.errors import InputError

KEY_OUTCOMES = (
    "border_share_end", "incursions_through", "posts_lost", "losses_member", "losses_allies", "adopted_rung",
    "request_day", "decision_day", "first_arrival_day", "delivered_men", "stability_mean", "stability_end",
)  # fmt: skip


def mean_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and its 95 % bootstrap interval (BCa, 2,000 resamples, fixed seed); no spread gives no width."""
    values = np.asarray(values, float)
    if len(values) == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(values.mean())
    if len(values) < 2 or np.ptp(values) == 0.0:
        return mean, mean, mean
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # BCa warns on very skewed samples and falls back; the check below sees it
        result = bootstrap((values,), np.mean, n_resamples=2000, rng=np.random.default_rng(0), method="BCa")
        low, high = result.confidence_interval
        if not (np.isfinite(low) and np.isfinite(high)):
            result = bootstrap((values,), np.mean, n_resamples=2000, rng=np.random.default_rng(0), method="percentile")
            low, high = result.confidence_interval
    return mean, float(low), float(high)


def compare(runs: pd.DataFrame, outcome: str | None = None, baseline: str = "none") -> pd.DataFrame:
    """Each regime against the baseline, per scenario and outcome, paired by seed.

    Columns: scenario, regime, baseline, outcome, n (pairs in which both have a value), happened and happened_baseline
    (share of runs with a value), mean, mean_baseline, difference, low, high (95 %), differ (share of pairs that
    differ), beyond (whether the interval leaves out zero).
    """
    names = list(KEY_OUTCOMES) if outcome is None else [outcome]
    for name in names:
        if name not in OUTCOMES or OUTCOMES[name].dtype == "str":
            allowed = ", ".join(k for k, c in OUTCOMES.items() if c.dtype != "str")
            raise InputError("outcome", "", name, f"one of {allowed}")
    regimes = list(dict.fromkeys(runs.regime))
    if baseline not in regimes:
        raise InputError("baseline", "", baseline, f"one of {', '.join(regimes)}")
    rows = []
    good = runs[runs.status == "ok"] if "status" in runs else runs
    for scenario, played in good.groupby("scenario", sort=False):
        keys = ["seed", "parameters"] if "parameters" in played else ["seed"]
        for name in names:
            wide = played.pivot_table(index=keys, columns="regime", values=name, dropna=False, aggfunc="first")
            for regime in regimes:
                if regime != baseline and regime in wide and baseline in wide:
                    rows.append({"scenario": scenario, "regime": regime, "baseline": baseline, "outcome": name}
                                | _paired(wide[regime], wide[baseline]))  # fmt: skip
    return pd.DataFrame(rows)


def _paired(ours: pd.Series, theirs: pd.Series) -> dict[str, Any]:
    both = ours.notna() & theirs.notna()
    a, b = ours[both].to_numpy(float), theirs[both].to_numpy(float)
    difference, low, high = mean_interval(a - b)
    return {
        "n": int(both.sum()),
        "happened": float(ours.notna().mean()),
        "happened_baseline": float(theirs.notna().mean()),
        "mean": float(a.mean()) if len(a) else float("nan"),
        "mean_baseline": float(b.mean()) if len(b) else float("nan"),
        "difference": difference,
        "low": low,
        "high": high,
        "differ": float((a != b).mean()) if len(a) else float("nan"),
        "beyond": bool(low > 0.0 or high < 0.0) if len(a) > 1 else False,
    }


def summary(runs: pd.DataFrame, outcomes: tuple[str, ...] = KEY_OUTCOMES) -> pd.DataFrame:
    """Mean and 95 % interval of outcomes per scenario and regime, with how often each happened."""
    rows = []
    good = runs[runs.status == "ok"] if "status" in runs else runs
    for (scenario, regime), played in good.groupby(["scenario", "regime"], sort=False):
        for name in outcomes:
            values = played[name].dropna().to_numpy(float)
            mean, low, high = mean_interval(values)
            rows.append({"scenario": scenario, "regime": regime, "outcome": name, "runs": len(played),
                         "happened": len(values) / len(played), "mean": mean, "low": low, "high": high})  # fmt: skip
    return pd.DataFrame(rows)
