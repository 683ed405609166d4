"""observed.toml of a scenario: what happened, for holding wars against it; no rule reads it.

Each table has its form where it is used. Rows may say more than their form (sources, confidence, notes), for whoever
reads the file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario
from panj.scenarios.reading import read_toml
from panj.treaty.refusal import refuse, wrong


class Row(BaseModel):
    """A row or table of observed.toml; types are strict, further keys are let be."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, allow_inf_nan=False)


def _in_order(ends: list[float]) -> list[float]:
    if ends[0] > ends[1]:
        raise wrong("", ends, "low and high, low first")
    return ends


Between = Annotated[list[float], Field(min_length=2, max_length=2), AfterValidator(_in_order)]  # low and high
Form = TypeVar("Form", bound=Row)


def place(scenario: Scenario) -> Path:
    """The file of a scenario."""
    return Path(scenario.folder) / "observed.toml"


def observations(scenario: Scenario) -> dict[str, Any]:
    """observed.toml of a scenario folder as it stands. Raises InputError when there is none."""
    path = place(scenario)
    if not path.is_file():
        raise InputError(
            path,
            "",
            InWords("no such file"),
            "what was observed, to compare wars with; docs/validation.md says how to write it",
        )
    return read_toml(path)


def rows(scenario: Scenario, table: str, form: type[Form]) -> list[Form]:
    """Rows of a table, `[[table]]`; none where there is no such table. Raises InputError with the row and the key."""
    listed = observations(scenario).get(table, [])
    if not isinstance(listed, list):
        raise InputError(place(scenario), table, listed, f"rows, each under [[{table}]]")
    return [_read(scenario, f"{table} {number}", row, form) for number, row in enumerate(listed, 1)]


def settings(scenario: Scenario, form: type[Form], table: str = "") -> Form:
    """A table, `[table]`, or what stands above all tables. Raises InputError with the key."""
    data = observations(scenario)
    return _read(scenario, table, data.get(table, {}) if table else data, form)


def _read(scenario: Scenario, what: str, data: object, form: type[Form]) -> Form:
    try:
        return form.model_validate(data)
    except ValidationError as error:
        said = refuse(place(scenario), error, form)
        where = re.sub(r"^(\w+)\.(\d+)\.?", lambda m: f"{m[1]} {int(m[2]) + 1}, ", said.where).rstrip(", ")
        raise InputError(place(scenario), ", ".join(filter(None, (what, where))), said.found, said.allowed) from None
