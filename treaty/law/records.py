"""The records of a book of law: treaty, clause, source, standing force, each with the form of its table."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from panj.treaty.ladder import RungName
from panj.treaty.law.membership import Code, Day
from panj.treaty.law.questions import QUESTIONS
from panj.treaty.refusal import wrong

Kind = Literal["must", "may", "must_not", "condition"]
Wording = Literal["text", "report", "read", "assumed"]
Basis = Literal["text", "practice", "assumption"]


def _named(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", value):
        raise wrong("", value, "capital letters and digits, in groups joined by hyphens, such as PACT-1")
    return value


Id = Annotated[str, AfterValidator(_named)]


class Record(BaseModel):
    """A table of the book: no other keys than these."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Record):
    """Where a clause was read."""

    title: str
    url: str = ""


class Clause(Record):
    """A clause: its words and where they were read, when it is law, who owes whom what, and the rule that does it.

    `bodies` names who consults, inspects and drafts under it; `beneficiary` is the one state that it is for, if any.
    `since` is the first day on which it is law, `until` the first on which it no longer is (None: still law). What a
    record leaves out follows from the question that it answers (treaty/law/questions.py). A clause that settles norms
    of a question which another clause answers says so by `adds_to`. `rests` says that it is `practice` where its source
    is not the text; `verdicts` are the words for what it comes to, where those of its kind do not fit.
    """

    id: Id
    article: str
    gist: str
    quote: str = ""
    sha256: str = ""
    wording: Wording
    source: str
    note: str = ""
    signed: Day | None = None
    since: Day = Field(alias="from")
    until: Day | None = None
    kind: Kind
    owed_by: str = ""
    owed_to: str = ""
    exception_to: str = ""
    questions: tuple[str, ...] = ()
    adds_to: str = ""
    settles: dict[str, Any] = {}
    bodies: dict[Literal["consults", "staff", "drafts"], str] = {}
    beneficiary: str = Field(default="", alias="for")
    rule: str = ""
    not_modelled: str = ""
    rests: Literal["", "practice"] = ""
    verdicts: tuple[str, str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: Any) -> Any:
        """What follows from the rest: kind, rule and parties from the question, wording and source from each other."""
        if not isinstance(data, dict):
            return data
        filled = dict(data)
        questions = filled.get("questions") or [filled.get("adds_to")]
        listed = isinstance(questions, (list, tuple)) and questions and _text(questions[0])
        first = QUESTIONS.get(questions[0]) if listed else None
        if first is not None:
            for key in ("kind", "owed_by", "owed_to"):
                filled.setdefault(key, getattr(first, key))
            if not filled.get("not_modelled"):
                filled.setdefault("rule", first.rule)
        filled.setdefault("kind", "condition")
        sourced = filled.get("source", "assumed") != "assumed"
        filled.setdefault("wording", "text" if filled.get("quote") else "read" if sourced else "assumed")
        filled.setdefault("source", "assumed")
        return filled

    @property
    def question(self) -> str:
        """The question that a finding on it answers; nothing for a mere condition."""
        return next((q for q in self.questions if q != "report"), "")

    @property
    def basis(self) -> Basis:
        """What a finding under it rests on."""
        return "assumption" if self.wording == "assumed" else self.rests or "text"

    def verdict(self, holds: bool) -> str:
        """What it comes to, in a word or two: a condition is met or not, a clause applies or does not."""
        usual = ("met", "not met") if self.kind == "condition" else ("applies", "does not apply")
        return (self.verdicts or usual)[0 if holds else 1]

    def covers(self, date: dt.date) -> bool:
        """Whether it is law on a day."""
        return self.since <= date and (self.until is None or date < self.until)


def _text(value: object) -> bool:
    return isinstance(value, str)


class Treaty(Record):
    """A treaty: what it is called, when its book begins, and the names that its procedure goes by."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    begins: Day
    articles: dict[Literal["consult", "attack"], int]
    may_decide: tuple[str, ...] = ()
    cannot_send_force: tuple[str, ...] = ()


class Force(Record):
    """A standing force: the clause it rests on, the measures it serves, and for whom (empty: for every member)."""

    id: Id
    title: str
    men: int = Field(ge=0)
    clause: str
    measures: tuple[RungName, ...] = Field(min_length=1)
    region: tuple[Code, ...] = Field(default=(), alias="for")
    source: str = ""


def fingerprint(quote: str) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a quotation."""
    return hashlib.sha256(quote.encode()).hexdigest()[:16]
