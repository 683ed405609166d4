"""The daily series on Mesa's DataCollector: collected every step for Mesa's batch_run, shown one row a day."""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import Any

import pandas as pd
from mesa import DataCollector

SERIES: dict[str, str] = {  # column -> attribute of the model
    "seed": "seed",
    "step": "steps",
    "date": "date",
    "border_share": "border_share",
    "stability_index": "stability_index",
    "stability_state": "stability_state",
    "districts_fallen": "districts_fallen",
    "incursions_attempted": "incursions_attempted",
    "incursions_repelled": "incursions_repelled",
    "incursions_through": "incursions_through",
    "posts_lost": "posts_lost",
    "soldiers_refuge": "soldiers_refuge",
    "civilians_refuge": "civilians_refuge",
    "losses_member": "losses_member",
    "losses_militants": "losses_militants",
    "losses_garrisons": "losses_garrisons",
    "men_at_border": "men_at_border",
    "allied_men": "allied_men",
    "seen_share": "seen_share",
    "threat_perceived": "threat_perceived",
    "adopted_rung": "adopted_rung",
}

Row = tuple[int, int, dt.date, dict[str, Any]]  # seed, step, date, counts as they stood
_counts = itemgetter(*list(SERIES)[3:])


class DailyCollector(DataCollector):
    """A DataCollector whose data frame has one row a day, the last step of it.

    It still collects each step, because Mesa 3.3's batch_run looks data up by step. Tables are made when asked for.
    """

    def __init__(self, steps_per_day: int) -> None:
        self.steps_per_day = steps_per_day
        self._rows: list[Row] = []
        self._columns: dict[str, list[Any]] = {}
        super().__init__(model_reporters=dict(SERIES))

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """Columns of what was collected, one entry a step."""
        if len(self._rows) != len(self._columns.get("step", ())):
            columns = zip(*map(_flat, self._rows), strict=True)
            self._columns = {name: list(c) for name, c in zip(SERIES, columns, strict=True)}
        return self._columns

    @model_vars.setter
    def model_vars(self, columns: dict[str, list[Any]]) -> None:
        """Mesa sets its empty columns here when it is made."""
        self._columns = columns

    def collect(self, model: Any) -> None:
        """Take the model's attributes as they stand; plain numbers and words, so no deep copies."""
        steps = getattr(self, "_collection_steps", None)
        if steps is not None:
            steps.append(model.steps)
        self._rows.append((model.seed, model.steps, model.date, model.account.count()))

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """The series, one row a day; a day under way shows its last step so far."""
        n = len(self._rows)
        keep = sorted({*range(self.steps_per_day - 1, n, self.steps_per_day), *([n - 1] if n else [])})
        return pd.DataFrame([_flat(self._rows[i]) for i in keep], columns=list(SERIES))


def _flat(row: Row) -> tuple[Any, ...]:
    """A row in the order of `SERIES`."""
    *when, counts = row
    return *when, *_counts(counts)
