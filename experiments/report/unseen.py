"""What is said of what cannot be told apart: how large a difference would have been told."""

from __future__ import annotations

import math

import pandas as pd

from panj.experiments.analysis.pairs import at_most_differ
from panj.experiments.tables import number, percent, unit_of
from panj.experiments.tables import scale_of as said_in

IN_BRACKETS = "In brackets: the smallest difference that would have been told apart in 80 % of such sweeps."


def would_show(outcome: str, could_see: float, pairs: int) -> str:
    """The smallest difference that would have been told apart, in a few words; `outcome`: whose unit it has."""
    if math.isinf(could_see):
        return "too few pairs for any"
    if math.isnan(could_see):
        return f"no pair differs, so at most {percent(at_most_differ(pairs))} of worlds do" if pairs else "no pairs"
    return number(could_see, said_in(unit_of(outcome), difference=True))


def least_seen(rows: pd.DataFrame) -> str:
    """Of the lines of a comparison of one outcome: what the least sure of them would have told. Columns: outcome,
    could_see, n."""
    if rows.empty:
        return "no pairs"
    lines = rows.sort_values("could_see", ascending=False, kind="stable", na_position="last").to_dict("records")
    return would_show(str(lines[0]["outcome"]), float(lines[0]["could_see"]), int(lines[0]["n"]))
