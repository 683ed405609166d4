"""A decision tree over the inputs of runs: the splits that tell cases of interest from the others best, and no more.

A classification tree by Gini impurity (Breiman et al., Classification and Regression Trees, 1984) that stops where a
split could be chance: its exact test, times the number of splits that were tried at the node, must stay under 5 %
(Bonferroni, as in Kass, Applied Statistics 29 (1980) 119-127). Runs count as independent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from panj.experiments.tables import number, percent

DEEPEST = 3
LEAF = 0.05  # share of all runs that a leaf holds at least
CUTS = 19  # of a number, at equal steps of its quantiles
SURE = 0.05

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Node:
    """A part of the runs: how many, the share of cases of interest among them, and, unless it is a leaf, how it is
    split: the input, the rule in words for the first branch and for the second, and both branches."""

    runs: int
    share: float
    name: str = ""
    rule: str = ""
    otherwise: str = ""
    first: Node | None = None
    second: Node | None = None

    def lines(self, depth: int = 0, said: str = "all runs") -> Iterator[str]:
        """The tree as indented lines."""
        yield f"{'  ' * depth}{said}: {percent(self.share)} of {self.runs:,} runs"
        if self.first is not None and self.second is not None:
            yield from self.first.lines(depth + 1, f"{self.name} {self.rule}")
            yield from self.second.lines(depth + 1, f"{self.name} {self.otherwise}")

    def as_dict(self) -> dict[str, Any]:
        """The tree as JSON holds it."""
        out: dict[str, Any] = {"runs": self.runs, "share": self.share}
        if self.first is not None and self.second is not None:
            out |= {"input": self.name, "rule": self.rule, "yes": self.first.as_dict(), "no": self.second.as_dict()}
        return out


def grow(x: pd.DataFrame, y: Mask, least: int | None = None, depth: int = DEEPEST) -> Node:
    """The tree on inputs `x`, a row a run, with cases of interest `y`; `least`: runs that a leaf holds at least."""
    least = max(1, round(LEAF * len(y))) if least is None else least
    share = float(y.mean())
    leaf = Node(len(y), share)
    if depth == 0 or share in (0.0, 1.0):
        return leaf
    best, tried = None, 0
    for name, rule, otherwise, mask in _splits(x):
        n = int(mask.sum())
        if least <= n <= len(y) - least:
            tried += 1
            left = gini(y, mask)
            if best is None or left < best[0]:
                best = (left, name, rule, otherwise, mask)
    if best is None:
        return leaf
    _, name, rule, otherwise, mask = best
    table = [[int(y[mask].sum()), int((~y[mask]).sum())], [int(y[~mask].sum()), int((~y[~mask]).sum())]]
    if fisher_exact(table).pvalue * tried > SURE:
        return leaf
    branches = [grow(x[part], y[part], least, depth - 1) for part in (mask, ~mask)]
    return Node(len(y), share, name, rule, otherwise, *branches)


def gini(y: Mask, mask: Mask) -> float:
    """Impurity that a split leaves: the mean of 2 p (1 - p) over the runs."""
    total = 0.0
    for part in (y[mask], y[~mask]):
        p = float(part.mean()) if len(part) else 0.0
        total += len(part) * 2.0 * p * (1.0 - p)
    return total / len(y)


def _splits(x: pd.DataFrame) -> Iterator[tuple[str, str, str, Mask]]:
    for name in map(str, x):
        values = x[name]
        if pd.api.types.is_numeric_dtype(values):
            numbers = values.to_numpy(float)
            kinds = np.unique(numbers)
            between = (kinds[:-1] + kinds[1:]) / 2.0
            if len(between) > CUTS:
                between = np.unique(np.quantile(numbers, np.arange(1, CUTS + 1) / (CUTS + 1)))
            for at in between:
                yield name, f"<= {number(float(at))}", f"> {number(float(at))}", numbers <= at
        else:
            for word in sorted(map(str, values.unique())):
                yield name, f"is {word}", f"is not {word}", (values == word).to_numpy()
