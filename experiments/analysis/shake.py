"""Whether the ranking of regimes by stability survives shaking the weights of the index, from stored runs."""

from __future__ import annotations

import pandas as pd

from panj.model.record.stability import TERMS, Strain, mean_of, swaps
from panj.scenarios.load import Scenario

SHARE = 1.0 / 3.0  # how far each weight may be off, as a share of it


def mean_strains(runs: pd.DataFrame) -> dict[str, Strain]:
    """Mean strain of each regime over its runs."""
    columns = [f"strain_{t}" for t in TERMS]
    return {
        str(regime): mean_of([Strain(*values) for values in mine[columns].dropna().to_numpy().tolist()])
        for regime, mine in runs.groupby("regime", sort=True)
        if mine[columns].notna().all(axis=1).any()
    }


def ranking_warning(runs: pd.DataFrame, scenario: Scenario, sides: str = "regimes") -> str | None:
    """A sentence if the ranking can turn when each weight is off by up to a third, None if it cannot.

    `runs` are stored runs of that scenario; the answer is exact for their means, see `model.stability.swaps`, and says
    nothing about chance: regimes that differ by noise only will often be among the pairs.
    """
    strains = mean_strains(runs)
    weights = scenario.parameters()
    pairs = swaps(strains, {t: weights[f"stability_w_{t}"] for t in TERMS}, SHARE)
    if not pairs:
        return None
    named = ", ".join(f"{a} and {b}" for a, b in pairs[:4]) + (f" and {len(pairs) - 4} more" if len(pairs) > 4 else "")
    return (
        f"The ranking of {sides} by mean stability depends on the weights of the index: with each weight up to a third"
        f" higher or lower these pairs can change places: {named}."
    )
