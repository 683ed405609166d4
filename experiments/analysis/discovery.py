"""Scenario discovery: in which part of the inputs' space runs of interest lie, as boxes (PRIM) and as a tree, in words.

The inputs are what differs between the runs: factors, and scenario, days or regime where there are several. A box is
chosen on the same runs that it is measured on, so it looks better than it is; therefore the search is repeated on
random halves, and each box of a half is measured on the other half, which it has not seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.condition import Mask, where
from panj.experiments.analysis.prim import Box, Fit, find_box, fit, quasi_p
from panj.experiments.analysis.tree import Node, grow
from panj.experiments.tables import number, percent
from panj.scenarios.errors import InputError, InWords

CHOICES = ("scenario", "days", "regime")  # inputs of a run that are no change of its scenario
HALVES = 10
FEW = 20  # points under which halves are drawn by seed instead: a grid of few points has none to spare
LEAST_SHARE = 0.05  # of the cases of interest that a further box must hold


@dataclass(frozen=True)
class Found:
    """A box, the quasi-p value of each of its limits, and in how many of the halves each input was limited again."""

    fit: Fit
    quasi_p: dict[str, float]
    again: dict[str, int]


@dataclass(frozen=True)
class Discovery:
    """What was found: runs, the share of interest, boxes (each on the runs outside of those before), their coverage and
    density on unseen halves (first box), the tree, and how halves were drawn."""

    condition: str
    runs: int
    cases: int
    points: int
    inputs: list[str]
    boxes: list[Found]
    unseen: tuple[float, float] | None
    halves_by: str
    tree: Node

    def sentences(self) -> list[str]:
        """The findings in words."""
        share = self.cases / self.runs
        said = [f"{self.condition}: in {percent(share)} of {self.runs:,} runs ({self.cases:,})."]
        if not self.boxes:
            return [*said, f"No box: none of {len(self.inputs)} inputs tells these runs from the others beyond chance."]
        for i, found in enumerate(self.boxes):
            f = found.fit
            start = "Where" if i == 0 else "Of the other runs, where"
            said.append(
                f"{start} {in_words(f.box)}, it holds in {percent(f.density)} of the runs ({f.cases:,} of {f.runs:,});"
                f" that is {percent(f.coverage)} of all runs in which it holds."
            )
        if self.unseen is not None:
            said.append(
                f"Sought again on {HALVES} random halves of the {self.halves_by} and measured on the other halves, such"
                f" a box has a density of {percent(self.unseen[1])} and a coverage of {percent(self.unseen[0])} on"
                " average."
            )
        if self.runs > self.points:
            said.append(
                "Quasi-p values count runs as independent; with several seeds a point they look surer than they"
                " are: go by the halves."
            )
        return said

    def as_dict(self) -> dict[str, Any]:
        """Everything as JSON holds it."""
        return {
            "where": self.condition,
            "runs": self.runs,
            "cases": self.cases,
            "points": self.points,
            "inputs": self.inputs,
            "boxes": [
                {
                    "limits": {
                        n: sorted(v) if isinstance(v, frozenset) else [_finite(v[0]), _finite(v[1])]
                        for n, v in b.fit.box.limits.items()
                    },
                    "coverage": b.fit.coverage,
                    "density": b.fit.density,
                    "mass": b.fit.mass,
                    "runs": b.fit.runs,
                    "cases": b.fit.cases,
                    "quasi_p": b.quasi_p,
                    "limited_again": b.again,
                }
                for b in self.boxes
            ],
            "halves": HALVES,
            "halves_by": self.halves_by,
            "unseen": None if self.unseen is None else {"coverage": self.unseen[0], "density": self.unseen[1]},
            "tree": self.tree.as_dict(),
            "sentences": self.sentences(),
        }

    def table(self) -> list[dict[str, Any]]:
        """A row for each limit of each box."""
        return [
            {
                "box": i + 1,
                "input": name,
                "limit": limit_in_words(limit),
                "quasi-p": f"{b.quasi_p[name]:.1g}",
                "limited again": f"{b.again[name]} of {HALVES}" if i == 0 and self.unseen else "-",
                "coverage": b.fit.coverage,
                "density": b.fit.density,
                "mass": b.fit.mass,
            }
            for i, b in enumerate(self.boxes)
            for name, limit in b.fit.box.limits.items()
        ]


def discover(
    runs: pd.DataFrame,
    condition: str,
    density: float | None = None,
    most: int = 3,
    seed: int = 1,
    advance: Callable[[int], None] = lambda _: None,
) -> Discovery:
    """Boxes and a tree for the runs that fulfil a condition (experiments.analysis.condition).

    runs: a sweep's, from open_runs; those that did not end well are left out. density: the least a box should have.
    most: boxes at most, each on what those before it leave. seed: of the random halves. advance: is told of each search
    that ends, HALVES and `most` in all. Raises InputError for a
    condition that no run or every run fulfils, and for runs that do not differ in any input.
    """
    good = runs[runs.status == "ok"].reset_index(drop=True) if "status" in runs else runs.reset_index(drop=True)
    y, x = where(good, condition), inputs(good)
    if not y.any() or y.all():
        raise InputError(
            "--where",
            "",
            InWords(f"a condition that {'every' if y.any() else 'no'} run fulfils"),
            "one that some of the runs fulfil and others do not",
        )
    points, by, halves = _halves(good, x, np.random.default_rng(seed))
    again, unseen = _again(x, y, halves, density, advance)
    boxes: list[Found] = []
    left = np.ones(len(x), bool)
    while len(boxes) < most and y[left].any() and not y[left].all():
        found = find_box(x[left], y[left], density)
        advance(1)
        if not found.box.limits or found.cases < LEAST_SHARE * y.sum():
            break
        idle = quasi_p(found, x[left], y[left])
        whole = Fit(found.box, found.runs, found.cases, found.cases / y.sum(), found.density, found.runs / len(y))
        boxes.append(Found(whole, idle, {n: again.get(n, 0) for n in found.box.limits}))
        left &= ~found.box.holds(x)
    return Discovery(condition, len(y), int(y.sum()), points, list(map(str, x)), boxes, unseen, by, grow(x, y))


def inputs(runs: pd.DataFrame) -> pd.DataFrame:
    """What differs between runs: a column for each changed number (and choice) that has more than one value."""
    codes, kinds = pd.factorize(runs.changes) if "changes" in runs else (np.zeros(len(runs), int), ["[]"])
    changed = [dict(json.loads(text)) for text in kinds]
    names = sorted({n for c in changed for n in c})
    out = {}
    for name in names:
        values = [c.get(name) for c in changed]
        if None in values:
            some = next(str(c[name]) for c in changed if name in c)
            raise InputError(
                "runs", name, InWords(f"{some} in some runs and nothing in others"), "a value of it in every run"
            )
        out[name] = pd.Series(values).to_numpy()[codes]
    table = pd.DataFrame(out, index=runs.index)
    for name in CHOICES:
        if name in runs:
            table[name] = runs[name]
    table = table.loc[:, [n for n in table if table[n].nunique() > 1]]
    if table.empty:
        raise InputError(
            "runs", "", InWords("runs that differ in their seeds only"), "a sweep with factors or several regimes"
        )
    for name in table:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].astype(str)
    return table


def _halves(runs: pd.DataFrame, x: pd.DataFrame, rng: np.random.Generator) -> tuple[int, str, list[Mask]]:
    """How many points there are, by what the runs are halved, and the halves: whole points, or whole seeds."""
    point = x.groupby(list(x), sort=False).ngroup().to_numpy()
    count = int(point.max()) + 1
    by_point = count >= FEW
    group = point if by_point or "seed" not in runs else pd.factorize(runs.seed)[0]
    kinds = int(group.max()) + 1
    if kinds < 4:
        return count, "points", []
    picks = [np.isin(group, rng.permutation(kinds)[: kinds // 2]) for _ in range(HALVES)]
    return count, "points" if by_point else "seeds", picks


def _again(
    x: pd.DataFrame, y: Mask, halves: list[Mask], density: float | None, advance: Callable[[int], None]
) -> tuple[dict[str, int], tuple[float, float] | None]:
    """How often each input is limited on the halves, and mean coverage and density on what was not seen."""
    count: dict[str, int] = {}
    seen = []
    for half in halves:
        if y[half].any() and y[~half].any():
            box = find_box(x[half], y[half], density).box
            for name in box.limits:
                count[name] = count.get(name, 0) + 1
            other = fit(box, x[~half], y[~half])
            seen.append((other.coverage, other.density))
        advance(1)
    return count, (float(np.mean([c for c, _ in seen])), float(np.mean([d for _, d in seen]))) if seen else None


def in_words(box: Box) -> str:
    """A box as a person says it: `intent is above 0.06 and regime is majority or none`."""
    return " and ".join(f"{name} {limit_in_words(limit)}" for name, limit in box.limits.items())


def limit_in_words(limit: tuple[float, float] | frozenset[str]) -> str:
    """One limit in words."""
    if isinstance(limit, frozenset):
        return f"is {' or '.join(sorted(limit))}"
    low, high = limit
    if math.isinf(low):
        return f"is below {number(high)}"
    return f"is above {number(low)}" if math.isinf(high) else f"is between {number(low)} and {number(high)}"


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value
