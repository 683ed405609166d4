"""What is said of what cannot be told apart: how large a difference would have been told."""

from __future__ import annotations

import math
import re
import sys

import pandas as pd

from panj.experiments.analysis.pairs import at_most_differ
from panj.experiments.tables import number, percent, unit_of
from panj.experiments.tables import scale_of as said_in

IN_BRACKETS = "In brackets: the smallest difference that would have been told apart in 80 % of such sweeps."


def would_show(outcome: str, could_see: float, pairs: int) -> str:
    """The smallest difference that would have been told apart, in a few words; `outcome`: whose unit it has."""
    unit = unit_of(outcome)
    if could_see > largest(unit):
        return "too few pairs for any"
    if math.isnan(could_see):
        return f"no pair differs, so at most {percent(at_most_differ(pairs))} of worlds do" if pairs else "no pairs"
    return number(could_see, said_in(unit, difference=True))


def largest(unit: str) -> float:
    """The largest difference that there can be between two means in a unit: of shares 1, of "0-100" 100."""
    ends = re.search(r"(\d+)-(\d+)$", unit)
    return 1.0 if unit == "share" else float(ends[2]) - float(ends[1]) if ends else sys.float_info.max


def least_seen(rows: pd.DataFrame) -> str:
    """Of the lines of a comparison of one outcome: what the least sure of them would have told. Columns: outcome,
    could_see, n."""
    if rows.empty:
        return "no pairs"
    lines = rows.sort_values("could_see", ascending=False, kind="stable", na_position="last").to_dict("records")
    return would_show(str(lines[0]["outcome"]), float(lines[0]["could_see"]), int(lines[0]["n"]))
