"""Who was bound by which treaty and when: the tables of joining and leaving, and the codes of states."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from panj.scenarios.load import HOME

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Membership(BaseModel):
    """When a state was bound: from `joined` to the day before `left`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    state: Code
    treaty: str = "cst"
    joined: dt.date
    left: dt.date | None = None
    source: str

    def covers(self, date: dt.date) -> bool:
        """Whether the state was bound on a date."""
        return self.joined <= date and (self.left is None or date < self.left)


@lru_cache(maxsize=1)
def memberships() -> tuple[Membership, ...]:
    """The table, scenarios/treaty/membership.toml."""
    path = HOME / "treaty" / "membership.toml"
    return tuple(Membership(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["membership"])


@lru_cache(maxsize=8)
def ever_members(treaty: str = "cst") -> tuple[str, ...]:
    """Every state that was ever bound by a treaty, in alphabetical order."""
    return tuple(sorted({m.state for m in memberships() if m.treaty == treaty}))


@lru_cache(maxsize=1024)
def bound_on(date: dt.date, treaty: str = "cst") -> frozenset[str]:
    """The states bound by a treaty on a date."""
    return frozenset(m.state for m in memberships() if m.treaty == treaty and m.covers(date))


@lru_cache(maxsize=1)
def states() -> frozenset[str]:
    """Codes of the states of the world (ISO 3166-1 alpha-3), scenarios/treaty/states.toml; catches slips of the pen."""
    path = HOME / "treaty" / "states.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["codes"].split())
