"""What the tests of this folder share: a border that is still until a test moves something, and values to compare.

A test builds a small border, moves units by hand at the beginning of days, plays, and says what columns come to, worked
out in its docstring. Nobody else moves: garrisons do not collapse, no command begins an offensive or means to cross, no
reserve is called, nobody is informed, and no one is let in from beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from panj.model import BorderModel
from panj.tests.small_border import Row, write_border

Moves = Callable[[BorderModel, int], None]  # what a test does at the beginning of a day

STILL = {
    "collapse_base": -60.0,
    "preparation_days": 40.0,
    "civilians_share": 0.0,
    "inform_at": 1.0,
    "mobilise_at": 1.0,
    "bilateral_at": 1.0,
    "politics_spread": 0.0,
}
UNWEIGHED = {f"stability_w_{term}": 0.0 for term in ("control", "incursions", "posts", "losses", "refuge", "inside")}
NO_INTENT = {"taliban": {"intent_to_cross": 0.0}, "ansarullah": {"intent_to_cross": 0.0}}


def still(
    folder: Path, units: Iterable[Row], parameters: Mapping[str, float] | None = None, regime: str = "none", **more: Any
) -> BorderModel:
    """A game on a border of 120 km where nothing happens by itself; `more` goes to `write_border`."""
    made = write_border(folder, units, parameters=STILL | dict(parameters or {}), **{"commands": NO_INTENT} | more)
    return BorderModel(made, regime, seed=7)


def play(m: BorderModel, moves: Moves = lambda m, day: None) -> BorderModel:
    """Play to the end, with what a test does at the beginning of each day."""
    for day in range(m.days):
        moves(m, day)
        for _ in range(m.steps_per_day):
            m.step()
    return m


def outcomes_are(m: BorderModel, **expected: Any) -> None:
    """Columns of the row of outcomes are as worked out by hand."""
    row = m.outcomes()
    wrong = {name: f"{row[name]}, by hand {value}" for name, value in expected.items() if row[name] != near(value)}
    assert wrong == {}, wrong


def days_are(m: BorderModel, **expected: list[Any]) -> None:
    """Columns of the daily series are as worked out by hand, a value for each day."""
    series = m.series()
    found = {name: series[name].tolist() for name in expected}
    wrong = {name: f"{found[name]}, by hand {days}" for name, days in expected.items() if found[name] != near(days)}
    assert wrong == {}, wrong


def near(value: Any) -> Any:
    """Numbers as they are but for the rounding of binary fractions."""
    if isinstance(value, list):
        return [near(v) for v in value]
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
