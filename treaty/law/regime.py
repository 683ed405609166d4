"""A treaty regime is data: who is bound, who decides and how. Experiments swap the file.

A regime may say every norm itself, take the norms of a treaty's book by date (`law`, nothing more: the law of each
day; with `as_of`: the law as it stood on one day), or extend another regime and change single norms, each with a
sentence in [because]: a reform.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, model_validator

from panj.scenarios.arguments import date as is_day
from panj.scenarios.arguments import mapping
from panj.scenarios.chain import chain
from panj.scenarios.errors import InputError
from panj.scenarios.meant import REGIME, meant
from panj.scenarios.schema import Line
from panj.treaty.law.book import Book
from panj.treaty.law.membership import Code
from panj.treaty.law.norms import Norms
from panj.treaty.law.questions import QUESTIONS
from panj.treaty.law.shelf import book, find_book, treaties
from panj.treaty.refusal import refuse, wrong

Days = Annotated[float, Field(ge=0.0, le=4000.0)]
STATES = (
    "MONITOR",
    "NOTIFIED",
    "CONSULT",
    "REQUESTED",
    "ASSESS",
    "DRAFT",
    "CSC_VOTE",
    "ADOPTED",
    "DEFERRED",
    "BLOCKED",
    "IMPLEMENT_SOFT",
    "DEPLOY",
    "REVIEW",
    "CLOSED",
    "BILATERAL",
)
TIMED = tuple(s for s in STATES if s not in ("MONITOR", "BLOCKED", "CLOSED", "BILATERAL"))  # states that can run out
Atop = Literal["defcoadv", "defcoloc", "defcocon", "defconum", "defcodem", "defconpr"]
CONDITIONS = {  # what stands for a norm that no clause settles: scenarios/law/common/practice.toml
    "quorum": "QUORUM",
    "parties_vote": "PARTIES",
    "binds": "BINDING",
    "convened_by": "CONVENE",
    "cyber": "CYBER",
    "outside_element": "OUTSIDE",
}
NOT_NORMS = ("name", "title", "source", "extends", "because", "deadlines", "atop", "clauses")


class Regime(Norms):
    """The rules of one regime, on one day where they change with the days (`on`).

    `members = "treaty"` follows the book's table of joining and leaving; a list narrows that table. With
    `membership = "listed"` the listed are bound whatever the date (for agreements other than the treaty).
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="the name by which commands and designs call it")
    title: Line = Field(description="what it is, in a few words")
    extends: str = Field(default="", description="the regime that this one changes")
    because: dict[str, str] = Field(default={}, description="why each changed norm is changed, a sentence each")
    law: str = Field(default="cst", description="the treaty whose book names the clauses and settles what is left out")
    as_of: dt.date | None = Field(default=None, description="the day whose law holds, whatever the date of the case")
    clauses: dict[str, str] = Field(default={}, description="the clause that answers a question, whatever the day")
    collective: bool = Field(
        default=True, description="false: no duty and no collective measure; the bilateral track stays"
    )
    members: Literal["treaty"] | list[Code] = Field(
        default="treaty", description="who is bound: the parties to the treaty, or only those of them that are listed"
    )
    membership: Literal["table", "listed"] = Field(
        default="table", description="by which day: the table of joining and leaving, or listed, whatever the day"
    )
    deadlines: dict[str, Days] = Field(
        default={},
        description="days after which a step of the procedure runs out and the case waits for the next session",
    )
    atop: dict[Atop, str] = Field(default={}, description="which field answers to which variable of the ATOP coding")
    source: str = Field(default="", description="where the rules come from")
    _book: Book | None = PrivateAttr(default=None)  # a book of one's own
    _day: dt.date | None = PrivateAttr(default=None)
    _table: dict[str, Any] | None = PrivateAttr(default=None)  # of a regime whose norms change with the days
    _days: dict[dt.date, Regime] = PrivateAttr(default_factory=dict)
    _clauses: dict[str, str] | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _consistent(self, info: ValidationInfo) -> Regime:
        if info.context:
            self._book = info.context["book"]
        elif self.law not in treaties():
            raise wrong("law", self.law, f"one of {', '.join(treaties())}, or the path of a book of one's own")
        if self.deciding_body not in self.book.deciding:
            raise wrong("deciding_body", self.deciding_body, f"a body of the book: {', '.join(self.book.deciding)}")
        self._check_members()
        for question, clause in self.clauses.items():
            answering = [c.id for c in self.book.versions(question)]
            if clause not in answering:
                allowed = (
                    f"a clause of the book on it: {', '.join(answering)}"
                    if answering
                    else "questions that the book answers: see panj law show"
                )
                raise wrong(f"clauses.{question}", clause, allowed)
        if self.vote_rule == "lead_state" and not self.lead_state:
            raise wrong("lead_state", self.lead_state, "a state, because the vote rule is lead_state")
        for state in self.deadlines:
            if state not in TIMED:
                raise wrong(f"deadlines.{state}", state, f"one of {', '.join(TIMED)}")
        return self

    def _check_members(self) -> None:
        members, lead, ever = self.members, self.lead_state, self.book.ever_members
        if not isinstance(members, list):
            if self.membership == "listed":
                raise wrong("membership", self.membership, "table, because members are not listed")
            if not ever:
                raise wrong("members", members, 'a list, with membership = "listed": the book has no [[membership]]')
            if lead and lead not in ever:
                raise wrong("lead_state", lead, f"a member, or empty: one of {', '.join(ever)}")
            return
        if not members:
            raise wrong("members", "an empty list", 'at least one state, or "treaty"')
        if len(set(members)) != len(members):
            raise wrong("members", ", ".join(members), "every state once")
        if self.membership == "table":
            for code in members:
                if code not in ever:
                    raise wrong("members", code, f"states that were ever bound: {', '.join(ever)}")
        if lead and lead not in members:
            raise wrong("lead_state", lead, f"one of the members {', '.join(sorted(members))}, or empty")

    @property
    def book(self) -> Book:
        """The book of law that names its clauses."""
        return book(self.law) if self._book is None else self._book

    @property
    def content(self) -> str:
        """Hash of everything that the regime and its book say; 32 digits."""
        text = f"{self.model_dump_json()} {self.book.content}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def by_date(self) -> bool:
        """Whether its norms are those of the day."""
        return self._table is not None

    def members_on(self, date: dt.date) -> tuple[str, ...]:
        """Who is bound on a date, in alphabetical order. Raises InputError for what is no day."""
        is_day("date", date)
        if isinstance(self.members, list):
            named = set(self.members)
            return tuple(sorted(named if self.membership == "listed" else named & self.book.bound_on(date)))
        return tuple(sorted(self.book.bound_on(date)))

    def on(self, date: dt.date) -> Regime:
        """The regime as it is on a day: itself, unless its norms change with the days. Raises InputError for no day."""
        is_day("date", date)
        if self._table is None:
            return self
        day = self.book.period(date)
        if day == self._day:
            return self
        if day not in self._days:
            self._days[day] = _resolve(self._table, day, self._book)
        return self._days[day]

    def changed(self, norms: Mapping[str, Any]) -> Regime:
        """The regime with some norms changed, on every day where its law changes with the days.

        Raises ValidationError where they do not go together.
        """
        norms = mapping("norms", norms)
        if self._table is not None:
            return _resolve(self._table | dict(norms), self._day, self._book)
        regime = _made(self.model_dump() | dict(norms), self._book)
        regime._day = self._day
        return regime

    def clause(self, question: str) -> str:
        """Id of the clause that answers a question under this regime: the one in force on its day, or, where a file
        says every norm itself, the version that comes nearest to what it says."""
        if self._clauses is None:
            self._clauses = {q: self._nearest(q) for q in QUESTIONS}
        return self._clauses[question]

    def settling(self, norm: str) -> str:
        """Id of the clause that settles a norm as this regime has it, or of the condition that stands for it where none
        does."""
        found = self.book.settling(norm, getattr(self, norm))
        if self._day is not None:
            found = [c for c in found if c.covers(max(self._day, self.book.treaty.begins))] or found
        return found[0].id if found else CONDITIONS[norm]

    def body(self, role: Literal["consults", "staff", "drafts"]) -> str:
        """What the body is called that consults, inspects or drafts."""
        return self.book.body(role, self.clause("bodies"), self.deciding_body)

    def article(self, question: Literal["consult", "attack"]) -> int:
        """Number of the article on consultations or on attacks."""
        return self.book.article(question)

    def _nearest(self, question: str) -> str:
        if question in self.clauses:
            return self.clauses[question]
        if self._day is not None:
            return self.book.answers(question, max(self._day, self.book.treaty.begins))[0].id
        versions = self.book.versions(question)
        return max(versions, key=lambda c: [getattr(self, k) == v for k, v in c.settles.items()]).id


def _made(table: Mapping[str, Any], own: Book | None) -> Regime:
    """A regime from all that is said of it; raises ValidationError where that does not go together."""
    return Regime.model_validate(dict(table), context=None if own is None else {"book": own})


def _resolve(table: dict[str, Any], day: dt.date | None, own: Book | None = None) -> Regime:
    """A regime from what its file says, what it leaves out settled by the law of a day."""
    law = own or (book(table["law"]) if "law" in table else None)
    norms: dict[str, Any] = {} if law is None or day is None else law.norms(day)
    named = table.get("clauses", {})
    if law is not None and isinstance(named, dict):
        chosen = (law.by_id.get(c) for c in named.values() if isinstance(c, str))
        norms |= {k: v for c in chosen if c is not None for k, v in c.settles.items()}
    regime = _made(norms | table, own)
    regime._day = day
    if day is not None and table.get("as_of") is None and any(k not in table for k in norms):
        regime._table = table
    return regime


def regime_names(law: str = "cst") -> list[str]:
    """Names of the regimes that come with the program and rest on a treaty; by default that of the scenarios."""
    return [name for name in REGIME.names if load_regime(name).law == law]


def load_regime(name_or_path: str | Path, named_in: Path | None = None, key: str = "regime") -> Regime:
    """A regime by name or by path of its file, as `panj.scenarios.meant` says; `named_in` is the file that names it.

    A book of law is a regime, too: the law of each day, with no lead state.
    Raises InputError with file, key, what was found and what is allowed.
    """
    path = meant(REGIME, name_or_path, named_in, key)
    table, law_in = _tables(path)
    own = None
    if "law" in table:
        if not isinstance(table["law"], str):
            raise InputError(path, "law", table["law"], "the name of a treaty or the path of a book")
        if table["law"] not in treaties():
            own = find_book(table["law"], law_in)
            table["law"] = own.treaty.id
    day = table.get("as_of")
    if type(day) is not dt.date:  # nothing, or something that the form refuses
        day = None if "law" not in table else (own or book(table["law"])).breaks()[-1]
    try:
        return _resolve(table, day, own)
    except ValidationError as error:
        raise refuse(path, error, Regime) from None


def _tables(path: Path) -> tuple[dict[str, Any], Path]:
    """What a regime's file says on top of what the regimes that it extends say, and the file that names the law."""
    whole: dict[str, Any] = {}
    law_in = path
    for file, said in reversed(chain(REGIME, path)):
        table = _of_book(file) if isinstance(said.get("treaty"), dict) else said
        because = table.get("because", {}) if "extends" in table else {}
        for norm in because if isinstance(because, dict) else ():
            changed = [n for n in table if n not in NOT_NORMS or n == "deadlines"]
            if norm not in changed:
                raise InputError(file, f"because.{norm}", norm, f"a norm that this file changes: {', '.join(changed)}")
        law_in = file if "law" in table else law_in
        kept = {k: v for k, v in whole.items() if k not in ("extends", "because")}
        if isinstance(table.get("deadlines"), dict):  # those that are not named stay as they are
            table = table | {"deadlines": kept.get("deadlines", {}) | table["deadlines"]}
        whole = kept | table
    return whole, law_in


def _of_book(file: Path) -> dict[str, Any]:
    """A book that is named as a regime: its law of each day."""
    own = find_book(file.resolve()).treaty
    return {"name": own.id, "title": own.title, "law": str(file.resolve())}


@lru_cache(maxsize=1)
def norm_names() -> tuple[str, ...]:
    """Fields of a regime that a reform may change, in their order."""
    return tuple(name for name in Regime.model_fields if name not in NOT_NORMS)
