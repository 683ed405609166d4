"""The daily series on Mesa's DataCollector: collected every step for Mesa's batch_run, shown one row a day."""

from __future__ import annotations

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


class DailyCollector(DataCollector):
    """A DataCollector whose data frame has one row a day, the last step of it.

    It still collects each step, because Mesa 3.3's batch_run looks data up by step.
    """

    def __init__(self, steps_per_day: int) -> None:
        super().__init__(model_reporters=dict(SERIES))
        self.steps_per_day = steps_per_day

    def collect(self, model: Any) -> None:
        """Take the model's attributes as they stand; plain numbers and words, so no deep copies."""
        steps = getattr(self, "_collection_steps", None)
        if steps is not None:
            steps.append(model.steps)
        row = {"seed": model.seed, "step": model.steps, "date": model.date, **model.account.count()}
        for column in SERIES:
            self.model_vars[column].append(row[column])

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """The series, one row a day; a day under way shows its last step so far."""
        n = len(self.model_vars["step"])
        keep = sorted({*range(self.steps_per_day - 1, n, self.steps_per_day), *([n - 1] if n else [])})
        columns: dict[str, list[Any]] = {name: [values[i] for i in keep] for name, values in self.model_vars.items()}
        return pd.DataFrame(columns)
