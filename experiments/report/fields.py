"""The map of where treaty rules matter, in the report of a sweep whose design is one: two factors as axes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panj.experiments.designs.plan import Plan
from panj.experiments.report import figures
from panj.experiments.report.figures import Shown
from panj.experiments.report.mapping import Wanted, mapped
from panj.experiments.report.rulesmap import draw, sentences
from panj.model.record.outcomes import WORDS

MOST = 100  # fields that a picture can carry


def rules_map(runs: pd.DataFrame, plan: Plan, pictures: Path, prefix: str) -> Shown | None:
    """Of the runs of one scenario and length; None where the design is no grid of two numbers with several regimes."""
    levels = list(plan.factors.values())
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for values in levels for v in values)
    grid = len(levels) == 2 and not plan.columns and not plan.named and "days" not in plan.factors
    if not grid or not numbers or runs.regime.nunique() < 2 or min(map(len, levels)) < 2 or plan.point_count > MOST:
        return None
    means = runs.groupby(["point", "regime"])[[o for o in WORDS if o in runs]].mean()
    differ = [o for o in means if (means[o].groupby("point").nunique() > 1).any()]
    if not differ:
        return None
    found, labels = mapped(runs, Wanted(str(differ[0])), "report")
    note = (
        f"In each field, who leads in {WORDS[str(differ[0])]}, and by how much; grey where none can be told from"
        " another, all fields together at an error of 5 %. Of other outcomes: panj map --outcome."
    )
    said = sentences(found, labels)
    note += f" {said[0]}"
    note += f" {said[-1]}" if said[-1].startswith("With fewer") else ""
    table = pd.DataFrame([f.row(labels.x, labels.y) for f in found])
    return figures.shown(
        f"{prefix}where-it-matters-which-rules-hold",
        "Where it matters which rules hold",
        " ".join(said),
        note,
        draw(found, labels),
        table,
        pictures,
    )
