"""A treaty regime is data: one TOML file that says who is bound, who decides and how. Experiments swap the file."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scenarios.errors import InputError
from scenarios.load import HOME, refusal

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Days = Annotated[float, Field(ge=0.0, le=4000.0)]
STATES = (
    "MONITOR", "NOTIFIED", "CONSULT", "REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "ADOPTED", "DEFERRED", "BLOCKED",
    "IMPLEMENT_SOFT", "DEPLOY", "REVIEW", "CLOSED", "BILATERAL",
)  # fmt: skip
VoteRule = Literal["consensus", "consensus_minus_one", "majority", "two_thirds", "lead_state", "automatic"]


class Membership(BaseModel):
    """When a state was bound: from `joined` to the day before `left`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    state: Code
    joined: dt.date
    left: dt.date | None = None
    source: str


class Regime(BaseModel):
    """The rules of one regime. `members = "treaty"` follows the table of membership by date; a list narrows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    collective: bool = Field(description="false: no duty and no collective measure; the bilateral track stays")
    members: Literal["treaty"] | list[Code]
    trigger: Literal["strict_1992", "broad_2010"]
    request_required: bool
    deciding_body: str
    vote_rule: VoteRule
    limited_format: bool
    abstention_blocks: bool
    lead_state: Code
    article2_force: bool
    deadlines: dict[str, Days] = {}
    atop: dict[str, str] = {}
    source: str

    @model_validator(mode="after")
    def _consistent(self) -> Regime:
        if self.members == []:
            raise ValueError("members must not be empty")
        if isinstance(self.members, list):
            if len(set(self.members)) != len(self.members):
                raise ValueError("members must be named once each")
            if self.lead_state not in self.members:
                raise ValueError(f"lead_state {self.lead_state} must be one of members")
        elif self.lead_state not in {m.state for m in memberships()}:
            raise ValueError(f"lead_state {self.lead_state} must be a member")
        for state in self.deadlines:
            if state not in STATES:
                raise ValueError(f"deadlines: {state} must be one of {', '.join(STATES)}")
        return self

    def members_on(self, date: dt.date) -> tuple[str, ...]:
        """Who is bound on a date, in alphabetical order."""
        bound = {m.state for m in memberships() if m.joined <= date and (m.left is None or date < m.left)}
        return tuple(sorted(bound if self.members == "treaty" else bound & set(self.members)))


@lru_cache(maxsize=1)
def memberships() -> tuple[Membership, ...]:
    """The table of joining and leaving, scenarios/treaty/membership.toml."""
    path = HOME / "treaty" / "membership.toml"
    return tuple(Membership(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["membership"])


def regime_names() -> list[str]:
    """Names of the regimes that come with the program."""
    return sorted(p.stem for p in (HOME / "regimes").glob("*.toml"))


def load_regime(name_or_path: str | Path) -> Regime:
    """A regime by name or by path of its file. Raises InputError with file, key, what was found, what is allowed."""
    named = HOME / "regimes" / f"{name_or_path}.toml"
    for path in (named, Path(name_or_path)):
        if path.is_file() and path.suffix == ".toml":
            return read_regime(path)
    raise InputError("regime", "", str(name_or_path), f"one of {', '.join(regime_names())}, or a path of a .toml file")


def read_regime(path: Path) -> Regime:
    """Read and check one regime file."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path, "", str(error), "valid TOML in UTF-8") from None
    try:
        return Regime.model_validate(data)
    except ValidationError as error:
        raise refusal(path, error) from None
