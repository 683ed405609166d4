"""The book of law: every clause as a record with its text, its life and its kind, and what is law on a day.

Records are in scenarios/law/, one file a treaty; un.toml and practice.toml hold for every treaty. While it is law a
clause answers questions; on every day from the treaty's beginning each question has exactly one answer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from panj.scenarios.load import HOME

LAW = HOME / "law"
COMMON = ("un", "practice")  # files that hold for every treaty
QUESTIONS = {
    "membership": "who is bound",
    "bodies": "which body decides",
    "consult": "when the members consult",
    "quarrel": "what holds between members",
    "attack": "what counts as an attack on all, and what is then owed",
    "area": "where an attack counts",
    "force": "when forces may be used",
    "peacekeeping": "what a guard force without an attack rests on",
    "vote": "how the body decides",
    "referral": "who takes an appeal",
    "chair": "what the chair may do",
    "report": "who is told of the measures",
}
Kind = Literal["must", "may", "must_not", "condition"]
Wording = Literal["text", "report", "read", "assumed"]
Id = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")]


class Record(BaseModel):
    """A table of the book: no other keys than these."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Record):
    """Where a clause was read."""

    title: str
    url: str


class Clause(Record):
    """A clause: its words and where they were read, when it is law, who owes whom what, and the rule that does it.

    `bodies` names who consults, inspects and drafts under it; `beneficiary` is the one state that it is for, if any.
    `since` is the first day on which it is law, `until` the first on which it no longer is (None: still law).
    """

    id: Id
    article: str
    gist: str
    quote: str = ""
    sha256: str = ""
    wording: Wording
    source: str
    note: str = ""
    since: dt.date = Field(alias="from")
    until: dt.date | None = None
    kind: Kind
    owed_by: str = ""
    owed_to: str = ""
    exception_to: str = ""
    questions: tuple[str, ...] = ()
    settles: dict[str, Any] = {}
    bodies: dict[Literal["consults", "staff", "drafts"], str] = {}
    beneficiary: str = Field(default="", alias="for")
    rule: str = ""
    not_modelled: str = ""

    @property
    def question(self) -> str:
        """The question that a finding on it answers; nothing for a mere condition."""
        return next((q for q in self.questions if q != "report"), "")

    def covers(self, date: dt.date) -> bool:
        """Whether it is law on a day."""
        return self.since <= date and (self.until is None or date < self.until)

    def faults(self, sources: dict[str, Source]) -> list[str]:
        """What is wrong with the record itself: each a sentence; none for a good one."""
        said = []
        if self.source not in sources:
            said.append(f"{self.id}: unknown source {self.source}")
        if bool(self.rule) is bool(self.not_modelled):
            said.append(f"{self.id}: needs either the rule that carries it out or `not_modelled` with the reason")
        if (self.wording in ("text", "report")) is not bool(self.quote):
            said.append(f"{self.id}: wording {self.wording} {'needs a' if not self.quote else 'has no'} quote")
        if (self.wording == "assumed") is not (self.source == "assumed"):
            said.append(f"{self.id}: what is assumed has no source, and what has a source is not assumed")
        if self.quote and self.sha256 != (found := fingerprint(self.quote)):
            said.append(f"{self.id}: the quote has the hash {found}, the record says {self.sha256 or 'nothing'}")
        if self.kind != "condition" and not (self.owed_by and self.owed_to):
            said.append(f"{self.id}: says neither who owes nor to whom")
        if self.until is not None and self.until <= self.since:
            said.append(f"{self.id}: ends on {self.until} before it begins")
        said += [f"{self.id}: no such question as {q}" for q in self.questions if q not in QUESTIONS]
        if len({*self.questions} - {"report"}) > 1:
            said.append(f"{self.id}: answers {' and '.join(self.questions)}; one finding cannot speak for both")
        return said


class Treaty(Record):
    """A treaty: what it is called, when its book begins, and the names that its procedure goes by."""

    id: str
    title: str
    begins: dt.date
    articles: dict[Literal["consult", "attack"], int]
    may_decide: tuple[str, ...]
    cannot_send_force: tuple[str, ...] = ()


class Book:
    """The clauses of one treaty with those that hold for all, by date."""

    def __init__(self, treaty: Treaty, clauses: tuple[Clause, ...]) -> None:
        self.treaty = treaty
        self.clauses = clauses
        self.by_id = {c.id: c for c in clauses}

    def breaks(self) -> list[dt.date]:
        """Days on which an answer changes, the treaty's first among them, in order."""
        days = {self.treaty.begins}
        for c in self.clauses:
            if c.questions:
                days |= {d for d in (c.since, c.until) if d is not None and d > self.treaty.begins}
        return sorted(days)

    def articles_named(self) -> str:
        """The articles that an appeal may name, in words."""
        a = self.treaty.articles
        return f"{a['consult']} (a threat: consultations) or {a['attack']} (an attack: aid)"

    def period(self, date: dt.date) -> dt.date:
        """The last day up to `date` on which an answer changed; the treaty's first for all days before it."""
        return max((d for d in self.breaks() if d <= date), default=self.treaty.begins)

    def in_force(self, date: dt.date) -> list[Clause]:
        """Clauses that are law on a day, in the order of the book."""
        return [c for c in self.clauses if c.covers(date)]

    def answers(self, question: str, date: dt.date) -> list[Clause]:
        """Clauses that answer a question on a day: one, unless the book has a gap or an overlap."""
        return [c for c in self.clauses if question in c.questions and c.covers(date)]

    def versions(self, question: str) -> list[Clause]:
        """Clauses that ever answer a question, the latest first."""
        return sorted((c for c in self.clauses if question in c.questions), key=lambda c: c.since, reverse=True)

    def coverage(self, until: dt.date) -> list[str]:
        """Gaps and overlaps from the treaty's first day up to a day: each a sentence; none for a whole book."""
        said = []
        for day in [d for d in self.breaks() if d <= until]:
            for question in QUESTIONS:
                found = self.answers(question, day)
                if len(found) != 1:
                    what = f"{', '.join(c.id for c in found)} overlap" if found else "nobody answers"
                    said.append(f"{self.treaty.id}: from {day} on, {QUESTIONS[question]}: {what}")
            settled = [k for c in self.clauses if c.questions and c.covers(day) for k in c.settles]
            twice = sorted({k for k in settled if settled.count(k) > 1})
            said += [f"{self.treaty.id}: from {day} on, {k} is settled more than once" for k in twice]
        return said

    def norms(self, date: dt.date) -> dict[str, Any]:
        """What the clauses that are law on a day settle, by field of a regime."""
        day = max(date, self.treaty.begins)
        return {k: v for q in QUESTIONS for c in self.answers(q, day) for k, v in c.settles.items()}


def fingerprint(quote: str) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a quotation."""
    return hashlib.sha256(quote.encode()).hexdigest()[:16]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((LAW / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Where clauses were read, by id."""
    return {name: Source(**row) for name, row in _read("sources").items()}


@lru_cache(maxsize=1)
def treaties() -> tuple[str, ...]:
    """Names of the treaties that there is a book of."""
    return tuple(sorted(p.stem for p in LAW.glob("*.toml") if p.stem not in (*COMMON, "sources")))


@lru_cache(maxsize=8)
def book(treaty: str) -> Book:
    """The book of a treaty. Raises KeyError for a treaty that has none."""
    if treaty not in treaties():
        raise KeyError(treaty)
    data = _read(treaty)
    rows = data["clause"] + [row for name in COMMON for row in _read(name)["clause"]]
    return Book(Treaty(**data["treaty"]), tuple(Clause(**row) for row in rows))
