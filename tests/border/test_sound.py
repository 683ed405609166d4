"""A war whose state is no number ends with an error: it is never counted as calm."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import pytest

from panj.model import BorderModel
from panj.scenarios.errors import InputError

UNTIL_SNOW = ("snow_m", "closing_m")  # endless where no way is closed


def columns(model: BorderModel) -> Iterator[tuple[str, np.ndarray]]:
    """Every column of the state that holds numbers with a fraction."""
    for table in (model.forces.columns, model.theatre, model.inland):
        for name, values in table._asdict().items():
            if values.dtype.kind == "f" and values.size:
                yield name, values


@pytest.mark.parametrize(
    ("scenario", "regime", "day"), [("tajikistan-2021-incursion", "automatic", 3), ("batken-1999", "none", 12)]
)
@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_no_number_anywhere_in_the_state_is_counted_as_calm(scenario: str, regime: str, day: int, odd: float) -> None:
    """Whatever column of units, ground or villages is no number: the war ends with a line, or, where the rules work
    the column out anew before they read it, goes on to the same digest and the same outcomes."""
    model = BorderModel(scenario, regime, 3, day + 2)
    while model.day < day:
        model.step()
    whole = copy.deepcopy(model).run()
    refused = set()
    for name in [name for name, _ in columns(model) if name not in UNTIL_SNOW]:
        twin = copy.deepcopy(model)
        dict(columns(twin))[name][...] = odd
        try:
            twin.run()
        except InputError:
            refused.add(name)
        else:
            assert (twin.digest, twin.outcomes()) == (whole.digest, whole.outcomes()), name
    assert refused >= {"quality", "cohesion", "fatigue", "march", "food", "news", "supply", "stores"}


@pytest.mark.parametrize("steps", [0, 8, 15])
def test_the_line_names_the_unit_and_its_column(steps: int) -> None:
    """Whether before the first step, in the middle or before the last one: the error says whose value and which."""
    model = BorderModel("intro", "none", 3, 4)
    while model.steps < steps:
        model.step()
    model.forces.columns.cohesion[7] = np.nan
    with pytest.raises(InputError, match=f"unit {model.forces.names[7]}: cohesion is nan. Allowed: a finite number"):
        model.run()
