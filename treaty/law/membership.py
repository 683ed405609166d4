"""Who was bound by a treaty and when: rows of joining and leaving, and the codes of states."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from panj.scenarios.load import HOME

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Day = Annotated[dt.date, Field(strict=True)]


class Membership(BaseModel):
    """When a state was bound: from `joined` to the day before `left`; `note` is said where the row is used."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    state: Code
    joined: Day
    left: Day | None = None
    source: str = ""
    note: str = ""

    def covers(self, date: dt.date) -> bool:
        """Whether the state was bound on a date."""
        return self.joined <= date and (self.left is None or date < self.left)


def bound_on(rows: Iterable[Membership], date: dt.date) -> frozenset[str]:
    """The states that are bound on a date."""
    return frozenset(m.state for m in rows if m.covers(date))


@lru_cache(maxsize=1)
def states() -> frozenset[str]:
    """Codes of the states of the world (ISO 3166-1 alpha-3), scenarios/treaty/states.toml; catches slips of the pen."""
    path = HOME / "treaty" / "states.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["codes"].split())
