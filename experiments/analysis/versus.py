"""Questions other than which regime: the levels of a factor take the place of the regimes.

Whatever compares regimes (`compare`, `rank`, the map, the report) then compares levels: games that agree in everything
else, seed and regime too, make a pair.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from panj.experiments.designs.paths import OPTION
from panj.experiments.designs.plan import label
from panj.scenarios.errors import InputError

REGIME = "regime"
AS_IT_IS = "as it is"  # the level of a game that leaves the factor alone


class Sides(NamedTuple):
    """What the sides of a comparison are called: one of them, and several."""

    one: str
    many: str


REGIMES = Sides("regime", "regimes")


def sides_of(by: str) -> Sides:
    """How sentences call what is compared."""
    return REGIMES if by == REGIME else Sides(f"level of {by}", f"levels of {by}")


def versus(runs: pd.DataFrame, by: str = REGIME) -> pd.DataFrame:
    """Runs in which `regime` is the level of the factor `by`, and `point` what else tells games apart, the regime too;
    `played_regime` and `played_changes` keep what was played.

    by: "regime", which changes nothing, or a factor that the runs have a column of. Raises InputError for any other.
    """
    if by == REGIME:
        return runs
    changes = {text: dict(json.loads(text)) for text in runs.changes.unique()}
    paths = sorted({path for change in changes.values() for path in change})
    varied = [path for path in paths if _levels(changes.values(), path) > 1]
    if by not in varied:
        raise InputError("by", "", by, f"{REGIME} or one of {', '.join(varied)}" if varied else f"{REGIME}; no factor")
    level = {text: label({"": change[by]})[1:] if by in change else AS_IT_IS for text, change in changes.items()}
    along = {by} | (_along(changes.values(), varied) if by == OPTION else set())
    others = {text: {k: v for k, v in change.items() if k not in along} for text, change in changes.items()}
    several = runs.regime.nunique() > 1
    shown = {k for k in varied if k not in along}
    points = {text: label({k: v for k, v in rest.items() if k in shown}) for text, rest in others.items()}
    point = runs.changes.map(points)
    return runs.assign(
        played_regime=runs.regime,
        played_changes=runs.changes,
        regime=runs.changes.map(level),
        point=point.where(point != "", runs.regime)
        if several and not shown
        else (runs.regime + ", " + point if several else point),
        changes=runs.changes.map({text: json.dumps(sorted(rest.items())) for text, rest in others.items()}),
        regime_content=runs.changes.map(level),
    )


def _along(changes: Iterable[dict[str, Any]], varied: Iterable[str]) -> set[str]:
    """Paths that an option sets: one value with each option, and not the same with all."""
    of: dict[str, list[dict[str, Any]]] = {}
    for change in changes:
        of.setdefault(str(change.get(OPTION)), []).append(change)
    return {path for path in varied if all(_levels(mine, path) == 1 for mine in of.values())}


def _levels(changes: object, path: str) -> int:
    return len({json.dumps(change.get(path)) for change in changes})  # type: ignore[attr-defined]


def default_baseline(runs: pd.DataFrame, wanted: str | None, usual: str = "none") -> str:
    """The side that others are held against: the wanted one, else `usual` where it is there, else the first."""
    sides = list(dict.fromkeys(runs.regime))
    if wanted is not None:
        if wanted not in sides:
            raise InputError("--baseline", "", wanted, f"one of {', '.join(map(str, sides))}")
        return wanted
    return usual if usual in sides else str(sides[0])
