"""A treaty regime is data: who is bound, who decides and how. Experiments swap the file.

A regime may say every norm itself, take the norms of a treaty's book by date (`law`, nothing more: the law of each
day; with `as_of`: the law as it stood on one day), or extend another regime and change single norms, each with a
sentence in [because]: a reform.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from panj.scenarios.chain import chain
from panj.scenarios.errors import InputError
from panj.scenarios.meant import REGIME, meant
from panj.scenarios.schema import Line
from panj.treaty.law.book import QUESTIONS, Book, book, treaties
from panj.treaty.law.membership import Code, bound_on, ever_members
from panj.treaty.refusal import refuse, wrong

Days = Annotated[float, Field(ge=0.0, le=4000.0)]
STATES = (
    "MONITOR", "NOTIFIED", "CONSULT", "REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "ADOPTED", "DEFERRED", "BLOCKED",
    "IMPLEMENT_SOFT", "DEPLOY", "REVIEW", "CLOSED", "BILATERAL",
)  # fmt: skip
TIMED = tuple(s for s in STATES if s not in ("MONITOR", "BLOCKED", "CLOSED", "BILATERAL"))  # states that can run out
VoteRule = Literal["consensus", "consensus_minus_one", "majority", "two_thirds", "lead_state", "automatic"]
Place = Literal["own", "own_outside_area", "forces_in_area", "outside"]
Atop = Literal["defcoadv", "defcoloc", "defcocon", "defconum", "defcodem", "defconpr"]
NOT_NORMS = ("name", "title", "source", "extends", "because", "deadlines", "atop")


class Regime(BaseModel):
    """The rules of one regime, on one day where they change with the days (`on`).

    `members = "treaty"` follows the table of joining and leaving; a list narrows that table. With
    `membership = "listed"` the listed are bound whatever the date (for agreements other than the treaty).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Line
    extends: str = Field(default="", description="the regime that this one changes")
    because: dict[str, str] = Field(default={}, description="why each changed norm is changed, a sentence each")
    law: str = Field(default="cst", description="the treaty whose book names the clauses and settles what is left out")
    as_of: dt.date | None = Field(default=None, description="the day whose law holds, whatever the date of the case")
    collective: bool = Field(description="false: no duty and no collective measure; the bilateral track stays")
    members: Literal["treaty"] | list[Code]
    membership: Literal["table", "listed"] = "table"
    trigger: Literal["strict_1992", "broad_2010", "armed_attack"]
    request_required: bool
    duty: Literal["necessary_aid", "as_deemed_necessary"] = "necessary_aid"
    area: list[Place] = Field(default=["own", "own_outside_area"], min_length=1)
    deciding_body: str
    vote_rule: VoteRule
    limited_format: bool
    abstention_blocks: bool
    lead_state: Code
    article2_force: bool = Field(description="whether cases of the article on consultations may get force, by vote")
    force_outside: bool = Field(default=True, description="whether force may be used outside the members' territory")
    deadlines: dict[str, Days] = Field(default={}, description="days after which a state of the procedure is over")
    atop: dict[Atop, str] = Field(default={}, description="which field answers to which variable of the ATOP coding")
    source: str
    _day: dt.date | None = PrivateAttr(default=None)
    _table: dict[str, Any] | None = PrivateAttr(default=None)  # of a regime whose norms change with the days
    _days: dict[dt.date, Regime] = PrivateAttr(default_factory=dict)
    _clauses: dict[str, str] | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _consistent(self) -> Regime:
        if self.law not in treaties():
            raise wrong("law", self.law, f"a treaty that there is a book of: {', '.join(treaties())}")
        if self.deciding_body not in self.book.treaty.may_decide:
            raise wrong("deciding_body", self.deciding_body, f"one of {', '.join(self.book.treaty.may_decide)}")
        if isinstance(self.members, list):
            self._check_list(self.members)
        elif self.membership == "listed":
            raise wrong("membership", self.membership, "table, because members are not listed")
        elif self.lead_state not in ever_members(self.law):
            raise wrong("lead_state", self.lead_state, f"a member: one of {', '.join(ever_members(self.law))}")
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
            ever = ever_members(self.law)
            for code in members:
                if code not in ever:
                    raise wrong("members", code, f"states that were ever bound: {', '.join(ever)}")
        if self.lead_state not in members:
            raise wrong("lead_state", self.lead_state, f"one of the members {', '.join(sorted(members))}")

    @property
    def book(self) -> Book:
        """The book of law that names its clauses."""
        return book(self.law)

    @property
    def by_date(self) -> bool:
        """Whether its norms are those of the day."""
        return self._table is not None

    def members_on(self, date: dt.date) -> tuple[str, ...]:
        """Who is bound on a date, in alphabetical order."""
        if isinstance(self.members, list):
            named = set(self.members)
            return tuple(sorted(named if self.membership == "listed" else named & bound_on(date, self.law)))
        return tuple(sorted(bound_on(date, self.law)))

    def on(self, date: dt.date) -> Regime:
        """The regime as it is on a day: itself, unless its norms change with the days."""
        if self._table is None:
            return self
        day = self.book.period(date)
        if day == self._day:
            return self
        if day not in self._days:
            self._days[day] = _resolve(self._table, day)
        return self._days[day]

    def changed(self, norms: Mapping[str, Any]) -> Regime:
        """The regime with some norms changed, on every day where its law changes with the days.

        Raises ValidationError where they do not go together.
        """
        if self._table is not None:
            return _resolve(self._table | dict(norms), self._day)
        regime = Regime.model_validate(self.model_dump() | dict(norms))
        regime._day = self._day
        return regime

    def clause(self, question: str) -> str:
        """Id of the clause that answers a question under this regime: the one in force on its day, or, where a file
        says every norm itself, the version that comes nearest to what it says."""
        if self._clauses is None:
            self._clauses = {q: self._nearest(q) for q in QUESTIONS}
        return self._clauses[question]

    def body(self, role: Literal["consults", "staff", "drafts"]) -> str:
        """What the body is called that consults, inspects or drafts."""
        return self.book.by_id[self.clause("bodies")].bodies[role]

    def article(self, question: Literal["consult", "attack"]) -> int:
        """Number of the article on consultations or on attacks."""
        return self.book.treaty.articles[question]

    def _nearest(self, question: str) -> str:
        if self._day is not None:
            return self.book.answers(question, max(self._day, self.book.treaty.begins))[0].id
        versions = self.book.versions(question)
        return max(versions, key=lambda c: [getattr(self, k) == v for k, v in c.settles.items()]).id


def _resolve(table: dict[str, Any], day: dt.date | None) -> Regime:
    """A regime from what its file says, what it leaves out settled by the law of a day."""
    norms = book(table["law"]).norms(day) if day is not None and "law" in table else {}
    regime = Regime.model_validate(norms | table)
    regime._day = day
    if day is not None and table.get("as_of") is None and any(k not in table for k in norms):
        regime._table = table
    return regime


def regime_names(law: str = "cst") -> list[str]:
    """Names of the regimes that come with the program and rest on a treaty; by default that of the scenarios."""
    return [name for name in REGIME.names if load_regime(name).law == law]


def load_regime(name_or_path: str | Path, named_in: Path | None = None, key: str = "regime") -> Regime:
    """A regime by name or by path of its file, as `panj.scenarios.meant` says; `named_in` is the file that names it.

    Raises InputError with file, key, what was found and what is allowed.
    """
    path = meant(REGIME, name_or_path, named_in, key)
    table = _tables(path)
    law = table.get("law")
    if law is not None and law not in treaties():
        raise InputError(path, "law", law, f"a treaty that there is a book of: {', '.join(treaties())}")
    day = table.get("as_of")
    if type(day) is not dt.date:  # nothing, or something that the form refuses
        day = None if law is None else book(law).breaks()[-1]
    try:
        return _resolve(table, day)
    except ValidationError as error:
        raise refuse(path, error, Regime) from None


def _tables(path: Path) -> dict[str, Any]:
    """What a regime's file says on top of what the regimes that it extends say."""
    whole: dict[str, Any] = {}
    for file, table in reversed(chain(REGIME, path)):
        because = table.get("because", {}) if "extends" in table else {}
        for norm in because if isinstance(because, dict) else ():
            if norm not in table or norm in NOT_NORMS:
                raise InputError(file, f"because.{norm}", norm, "a norm that this file changes")
        whole = {k: v for k, v in whole.items() if k not in ("extends", "because")} | table
    return whole


@lru_cache(maxsize=1)
def norm_names() -> tuple[str, ...]:
    """Fields of a regime that a reform may change, in their order."""
    return tuple(name for name in Regime.model_fields if name not in NOT_NORMS)
