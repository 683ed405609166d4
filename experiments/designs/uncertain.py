"""Everything uncertain at once: points in which each assumed number is drawn from its range, each fitted one from its
fit.

- a parameter whose source says `assumed`: PERT between low, typical and high, in a Latin hypercube over all of them
- parameters of a part that was fitted (`[fits]` of the scenario): one of the part's sets, each as likely; of a set that
  a calibration accepted, one point with all its numbers together, so that they go along with each other as fitted
- judgements of states: PERT between low, typical and high; a game then draws nothing more of them
- weights of the members' rule: one vector of the set that their fit left, all its weights together

What a design fixes or varies itself is left out. Numbers with a source of their own stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from panj.experiments.designs.paths import Value
from panj.experiments.designs.points import FIGURES
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario
from panj.scenarios.meant import SCENARIO, meant
from panj.scenarios.schema import STANDING, Part, Range
from panj.treaty.council.cloud import cloud
from panj.treaty.council.member import Temper
from panj.treaty.course.clocks import pert

ASSUMED = "assumed"  # the set in which each number is drawn from its own range


@dataclass(frozen=True)
class Unsure:
    """One number that may be otherwise: its path, the part of the model it belongs to, and its range."""

    path: str
    part: Part
    low: float
    typical: float
    high: float


@dataclass(frozen=True)
class Drawn:
    """Points, and for each the set that a part's numbers came from, by part."""

    rows: list[dict[str, Value]]
    sets: dict[str, list[str]]


def unsure(scenario: Scenario, besides: Collection[str] = ()) -> list[Unsure]:
    """Every number of a scenario that is drawn by itself, but for the paths `besides`."""
    found = [
        Unsure(name, p.part, p.low, p.typical, p.high)
        for name, p in scenario.file.parameters.items()
        if p.assumed and p.low < p.high
    ]
    for code, state in scenario.file.states.items():
        for name in STANDING:
            judged = getattr(state, name)
            if isinstance(judged, Range) and judged.low < judged.high:
                found.append(Unsure(f"states.{code}.{name}", "politics", judged.low, judged.typical, judged.high))
    return [u for u in found if u.path not in besides]


def parts_of(scenario: Scenario, paths: Collection[str]) -> dict[str, Part]:
    """The part of the model that each path belongs to; what is no parameter belongs to the politics."""
    known = scenario.file.parameters
    return {path: known[path].part if path in known else "politics" for path in paths}


def draws(scenario: Scenario, count: int, seed: int, besides: Collection[str] = (), rounds: int = 1) -> Drawn:
    """`count` points over everything that is uncertain about a scenario, from `seed`; paths `besides` are left alone.
    rounds: so many such sets one behind the other, each a Latin hypercube of its own.

    Raises InputError where nothing is uncertain, and where `[fits]` names a calibration that is not there.
    """
    import numpy as np
    from scipy.stats import qmc

    single = unsure(scenario, besides)
    fits = scenario.file.fits
    weights = _weights(besides)
    choices = [*fits, *([None] if weights else [])]  # None: the members' weights
    if not single and not choices:
        raise InputError(
            scenario.name, "uncertain", InWords("nothing that is assumed"), "a scenario with assumed numbers"
        )
    width = len(single) + 2 * len(choices)
    unit = np.concatenate([qmc.LatinHypercube(width, rng=seed + k).random(count) for k in range(rounds)])
    rows: list[dict[str, Value]] = [
        {u.path: _rounded(pert(u.low, u.typical, u.high, float(at)), u) for u, at in zip(single, line, strict=False)}
        for line in unit
    ]
    sets: dict[str, list[str]] = {}
    for k, part in enumerate(choices):
        which, point = unit[:, len(single) + 2 * k], unit[:, len(single) + 2 * k + 1]
        if part is None:
            for row, u in zip(rows, point, strict=True):
                row |= _one(weights, float(u))
            continue
        names = fits[part].sets
        sets[part] = [_one(names, float(u)) for u in which]
        for row, name, u in zip(rows, sets[part], point, strict=True):
            if name != ASSUMED:
                fitted: Mapping[str, float] = _one(accepted(scenario, name, part), float(u))
                row |= {path: value for path, value in fitted.items() if path not in besides}
    columns = sorted({path for row in rows for path in row})
    usual = scenario.parameters()
    for row in rows:  # a number that one set holds and another leaves alone stands as the scenario has it
        row |= {path: float(usual[path]) for path in columns if path not in row and path in usual}
    return Drawn(
        [{path: row[path] for path in columns if path in row} for row in rows],
        sets or {"ground": [ASSUMED] * len(rows)},
    )


@lru_cache(maxsize=16)
def _calibration(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data


def accepted(scenario: Scenario, name: str, part: Part) -> list[dict[str, float]]:
    """The points that the calibration of scenario `name` accepted, of the parameters of a part that this one has."""
    folder = meant(SCENARIO, name, scenario.folder / SCENARIO.mark)
    file = folder / "calibration.json"
    if not file.is_file():
        raise InputError(scenario.folder, f"fits.{part}", name, f"{ASSUMED}, or a scenario with a calibration.json")
    known = scenario.file.parameters
    points = [
        {n: float(v) for n, v in point["parameters"].items() if n in known and known[n].part == part}
        for point in _calibration(file)["accepted"]
    ]
    return [p for p in points if p]


def _weights(besides: Collection[str]) -> list[dict[str, float]]:
    """Vectors of the members' weights as paths; none where a design sets one of them itself."""
    if any(path.startswith("temper.") for path in besides):
        return []
    known = cloud()
    free = [n for n in Temper.__slots__ if any(getattr(v, n) != getattr(known.typical, n) for v in known.vectors)]
    return [{f"temper.{n}": float(getattr(v, n)) for n in free} for v in known.vectors]


def _one(listed: Sequence[Any], u: float) -> Any:
    return listed[min(int(u * len(listed)), len(listed) - 1)]


def _rounded(value: float, unsure: Unsure) -> float:
    return min(unsure.high, max(unsure.low, float(f"{value:.{FIGURES}g}")))
