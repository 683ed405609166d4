"""Points of a design: where in the space of its factors games are played.

- grid: every combination of levels
- list: the first values of all factors, the second of all, and so on
- one-at-a-time: the scenario as it is, then each factor alone at each of its levels
- lhs: a Latin hypercube: each factor's range is cut into as many slices as there are points, and each is used once
  (McKay, Beckman and Conover, Technometrics 21 (1979) 239-245); of scipy.stats.qmc
- sobol: a scrambled Sobol sequence (Sobol 1967; Owen, J. Complexity 14 (1998) 466-489); of scipy.stats.qmc
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from panj.experiments.designs.design import SAMPLED, DesignFile, Span
from panj.experiments.designs.paths import Slot, Value
from panj.scenarios.errors import InputError, InWords

FIGURES = 6  # of a value that is made within a range: what is printed is what was played
Row = dict[str, Value]


def points(design: DesignFile, slots: Mapping[str, Slot], source: str) -> tuple[list[Row], dict[str, list[Value]]]:
    """Points one by one, and factors that every one of them is crossed with. Raises InputError for a span that the
    path does not allow; values of lists are not checked here."""
    rows: list[Row] = [dict(p) for p in design.points] or [{}]
    spans = {name: _spanned(levels, slots[name], source) for name, levels in design.factors.items()}
    match design.design:
        case "grid":
            return (rows if design.points else []), {name: _levels(s, slots[name], source) for name, s in spans.items()}
        case "list":
            columns = {name: _levels(s, slots[name], source) for name, s in spans.items()}
            made = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        case "one-at-a-time":
            alone = ({name: value} for name, s in spans.items() for value in _levels(s, slots[name], source))
            made = [{}, *alone]
        case _:
            made = _sampled(design, spans, slots)
    return [row | point for row in rows for point in made], {}


def _spanned(levels: list[Any] | Span, slot: Slot, source: str) -> list[Value] | Span:
    """Levels, or a span with both ends, which the path allows."""
    if isinstance(levels, list):
        return levels
    where = f"{source}: factors"
    if not slot.numeric:
        raise InputError(where, slot.path, InWords("a range"), f"a list of values, each {slot.allowed}")
    if levels.low is None or levels.high is None:
        if slot.likely is None or slot.likely[0] >= slot.likely[1]:
            found = InWords("no low and high, and the scenario gives no range")
            raise InputError(where, slot.path, found, f"low and high, {slot.allowed}")
        levels = levels.model_copy(update={"low": float(slot.likely[0]), "high": float(slot.likely[1])})
        if levels.log and slot.likely[0] <= 0.0:
            raise InputError(where, slot.path, InWords(f"log = true, from {slot.likely[0]:g}"), "a range above 0")
    for end in (levels.low, levels.high):
        slot.checked(end, source)
    return levels


def _levels(levels: list[Value] | Span, slot: Slot, source: str) -> list[Value]:
    """Values of a factor, the ends of a span that names no number of levels. Raises InputError where a span has fewer
    values than it should have levels."""
    if isinstance(levels, list):
        return levels
    count = levels.levels or 2
    values = list(dict.fromkeys(_at(levels, slot, i / (count - 1), ends=True) for i in range(count)))
    if len(values) < count:
        found = InWords(f"{count} levels from {levels.low:g} to {levels.high:g}")
        raise InputError(f"{source}: factors", slot.path, found, f"at most {len(values)}, the values between them")
    return values


def _sampled(design: DesignFile, spans: Mapping[str, list[Value] | Span], slots: Mapping[str, Slot]) -> list[Row]:
    from scipy.stats import qmc

    count = int(design.samples or 0)
    if design.design == SAMPLED[0]:
        unit = qmc.LatinHypercube(len(spans), rng=design.design_seed).random(count)
    else:
        unit = qmc.Sobol(len(spans), rng=design.design_seed).random_base2(count.bit_length() - 1)
    return [
        {name: _at(s, slots[name], u) for (name, s), u in zip(spans.items(), row, strict=True)} for row in unit.tolist()
    ]


def _at(levels: list[Value] | Span, slot: Slot, u: float, ends: bool = False) -> Value:
    """The value of a factor at a place 0..1 in its range; `ends`: 0 and 1 are its ends, for whole numbers, too."""
    if isinstance(levels, list):
        return levels[min(int(u * len(levels)), len(levels) - 1)]
    assert levels.low is not None
    assert levels.high is not None
    low, high = levels.low, levels.high
    if slot.whole:
        return round(low + u * (high - low)) if ends else int(min(high, low + math.floor(u * (high - low + 1))))
    if ends and u in (0.0, 1.0):
        return high if u else low
    return rounded(low * (high / low) ** u if levels.log else low + u * (high - low), low, high)


def rounded(value: float, low: float, high: float) -> float:
    """A value within a range, to six figures, and to more where the range is narrow for its distance from 0."""
    narrow = max(abs(low), abs(high)) / (high - low)
    return min(high, max(low, float(f"{value:.{FIGURES + int(math.log10(max(1.0, narrow)))}g}")))
