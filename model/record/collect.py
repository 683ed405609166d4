"""The daily series on Mesa's DataCollector: collected every step for Mesa's batch_run, shown one row a day."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from types import LambdaType
from typing import Any

import pandas as pd
from mesa import DataCollector

from panj.model.record.column import Reader
from panj.model.record.outcomes import SERIES

ATTRIBUTES = {"step": "steps"}  # columns whose attribute of the model has another name

_series = Reader(SERIES)


class DailyCollector(DataCollector):
    """A DataCollector whose data frame has one row a day, the last step of it.

    It still collects each step, because Mesa 3.3's batch_run looks data up by step. Tables are made when asked for.
    Reporters that a user adds, for the model or for agents, are collected beside it: `model_reporters["mean"] = mean`
    has a column from then on, empty before.
    """

    def __init__(self, steps_per_day: int) -> None:
        self.steps_per_day = steps_per_day
        self.wanted = True  # whether anybody will read the series; a sweep that keeps none spares itself the collecting
        self._rows: list[tuple[Any, ...]] = []
        self._columns: dict[str, list[Any]] = {}
        self._added: dict[str, list[Any]] = {}  # columns of reporters that a user has added
        super().__init__(model_reporters={name: ATTRIBUTES.get(name, name) for name in SERIES})

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """Columns of what was collected, one entry a step."""
        if len(self._rows) != len(self._columns.get("step", ())):
            self._columns = {name: [row[at] for row in self._rows] for at, name in enumerate(SERIES)}
        return self._columns | self._added

    @model_vars.setter
    def model_vars(self, columns: dict[str, list[Any]]) -> None:
        """Mesa sets its empty columns here when it is made."""
        self._columns = columns

    def collect(self, model: Any) -> None:
        """Take the model's attributes as they stand; plain numbers and words, so no deep copies."""
        if not self.wanted:
            return
        steps = getattr(self, "_collection_steps", None)
        if steps is not None:
            steps.append(model.steps)
        self._rows.append(_series.values(model))
        if len(self.model_reporters) > len(SERIES):
            self._collect_added(model)
        if self.agent_reporters or self.agenttype_reporters:
            reporters: dict[str, Any] = self.model_reporters
            self.model_reporters: dict[str, Any] = {}
            try:
                super().collect(model)
            finally:
                self.model_reporters = reporters

    def _collect_added(self, model: Any) -> None:
        """What a user's reporters say, each in the forms that Mesa takes."""
        for name, reporter in self.model_reporters.items():
            if name in SERIES:
                continue
            column = self._added.setdefault(name, [])
            column.extend([None] * (len(self._rows) - 1 - len(column)))
            column.append(deepcopy(_report(reporter, model)))

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """The series, one row a day; a day under way shows its last step so far."""
        n = len(self._rows)
        keep = sorted({*range(self.steps_per_day - 1, n, self.steps_per_day), *([n - 1] if n else [])})
        frame = pd.DataFrame([self._rows[i] for i in keep], columns=list(SERIES))
        for name, column in self._added.items():
            frame[name] = [column[i] if i < len(column) else None for i in keep]
        return frame


def _report(reporter: Any, model: Any) -> Any:
    """A reporter's value: the name of an attribute, a function of the model, a method, or a function with arguments."""
    if isinstance(reporter, str):
        return getattr(model, reporter, None)
    if isinstance(reporter, list):
        return reporter[0](*reporter[1])
    return reporter(model) if isinstance(reporter, (LambdaType, partial)) else reporter()
