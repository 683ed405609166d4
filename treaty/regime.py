"""A treaty regime is data: one TOML file that says who is bound, who decides and how. Experiments swap the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.meant import REGIME, meant
from treaty.membership import Code, bound_on, ever_members
from treaty.refusal import read_form, wrong

Days = Annotated[float, Field(ge=0.0, le=4000.0)]
STATES = (
    "MONITOR", "NOTIFIED", "CONSULT", "REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "ADOPTED", "DEFERRED", "BLOCKED",
    "IMPLEMENT_SOFT", "DEPLOY", "REVIEW", "CLOSED", "BILATERAL",
)  # fmt: skip
TIMED = tuple(s for s in STATES if s not in ("MONITOR", "BLOCKED", "CLOSED", "BILATERAL"))  # states that can run out
VoteRule = Literal["consensus", "consensus_minus_one", "majority", "two_thirds", "lead_state", "automatic"]
Body = Literal["Collective Security Council", "Council of Defence Ministers", "Permanent Council"]
Atop = Literal["defcoadv", "defcoloc", "defcocon", "defconum", "defcodem", "defconpr"]


class Regime(BaseModel):
    """The rules of one regime.

    `members = "treaty"` follows the table of joining and leaving; a list narrows that table. With
    `membership = "listed"` the listed are bound whatever the date (for agreements other than the treaty).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    collective: bool = Field(description="false: no duty and no collective measure; the bilateral track stays")
    members: Literal["treaty"] | list[Code]
    membership: Literal["table", "listed"] = "table"
    trigger: Literal["strict_1992", "broad_2010"]
    request_required: bool
    deciding_body: Body
    vote_rule: VoteRule
    limited_format: bool
    abstention_blocks: bool
    lead_state: Code
    article2_force: bool = Field(description="whether cases of Article 2 may get force, by vote")
    deadlines: dict[str, Days] = Field(default={}, description="days after which a state of the procedure is over")
    atop: dict[Atop, str] = Field(default={}, description="which field answers to which variable of the ATOP coding")
    source: str

    @model_validator(mode="after")
    def _consistent(self) -> Regime:
        if isinstance(self.members, list):
            self._check_list(self.members)
        elif self.membership == "listed":
            raise wrong("membership", self.membership, "table, because members are not listed")
        elif self.lead_state not in ever_members():
            raise wrong("lead_state", self.lead_state, f"a member: one of {', '.join(ever_members())}")
        for state in self.deadlines:
            if state not in TIMED:
                raise wrong(f"deadlines.{state}", state, f"one of {', '.join(TIMED)}")
        return self

    def _check_list(self, members: list[str]) -> None:
        if not members:
            raise wrong("members", "an empty list", 'at least one state, or "treaty"')
        if len(set(members)) != len(members):
            raise wrong("members", ", ".join(members), "every state once")
        if self.membership == "table":
            for code in members:
                if code not in ever_members():
                    raise wrong("members", code, f"states that were ever bound: {', '.join(ever_members())}")
        if self.lead_state not in members:
            raise wrong("lead_state", self.lead_state, f"one of the members {', '.join(sorted(members))}")

    def members_on(self, date: dt.date) -> tuple[str, ...]:
        """Who is bound on a date, in alphabetical order."""
        if isinstance(self.members, list):
            named = set(self.members)
            return tuple(sorted(named if self.membership == "listed" else named & bound_on(date)))
        return tuple(sorted(bound_on(date)))


def regime_names() -> list[str]:
    """Names of the regimes that come with the program."""
    return REGIME.names


def load_regime(name_or_path: str | Path, named_in: Path | None = None, key: str = "regime") -> Regime:
    """A regime by name or by path of its file, as `scenarios.meant` says; `named_in` is the file that names it.

    Raises InputError with file, key, what was found and what is allowed.
    """
    return read_form(meant(REGIME, name_or_path, named_in, key), Regime)
