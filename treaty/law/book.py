"""A book of law: the clauses of one treaty with those that hold for all, its members and its forces, by date.

While it is law a clause answers questions (treaty/law/questions.py); on every day from the treaty's beginning each
question has exactly one answer. A book is read by treaty/law/shelf.py and checked by treaty/law/check.py.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from panj.treaty.law.membership import Membership, bound_on
from panj.treaty.law.questions import QUESTIONS
from panj.treaty.law.records import Clause, Force, Source, Treaty

ROLES = {"consults": "", "drafts": "", "staff": "staff"}  # who does it where no clause names one; empty: who decides


class Book:
    """The clauses of one treaty with those that hold for all, by date; its members and forces.

    `common` are the conditions that hold for every treaty, unless a clause of the same id takes their place; of
    `defaults` those are law whose question no clause of the treaty ever answers.
    """

    def __init__(
        self,
        treaty: Treaty,
        clauses: Iterable[Clause],
        members: Iterable[Membership] = (),
        forces: Iterable[Force] = (),
        sources: Mapping[str, Source] | None = None,
        common: Iterable[Clause] = (),
        defaults: Iterable[Clause] = (),
    ) -> None:
        self.treaty = treaty
        own = tuple(clauses)
        ids = {c.id for c in own}
        answered = {q for c in own for q in c.questions}
        silent = [c for c in defaults if c.id not in ids and not answered.intersection(c.questions)]
        self.clauses = (*own, *silent, *(c for c in common if c.id not in ids))
        self.by_id = {c.id: c for c in self.clauses}
        self.members = tuple(members)
        self.forces = tuple(forces)
        self.sources = dict(sources or {})
        self._bound: dict[dt.date, frozenset[str]] = {}

    # -- what is law on a day ------------------------------------------------------------------------------------------
    def breaks(self) -> list[dt.date]:
        """Days on which an answer changes, the treaty's first among them, in order."""
        days = {self.treaty.begins}
        for c in self.clauses:
            if c.questions or c.settles:
                days |= {d for d in (c.since, c.until) if d is not None and d > self.treaty.begins}
        return sorted(days)

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
            for name, question in QUESTIONS.items():
                found = self.answers(name, day)
                if len(found) != 1:
                    what = f"{', '.join(c.id for c in found)} overlap" if found else "nobody answers"
                    said.append(f"{self.treaty.id}: from {day} on, {question.words}: {what}")
        return said

    def norms(self, date: dt.date) -> dict[str, Any]:
        """What the clauses that are law on a day settle, by field of a regime."""
        day = max(date, self.treaty.begins)
        return {k: v for c in self.clauses if c.covers(day) for k, v in c.settles.items()}

    def settling(self, norm: str, value: object) -> list[Clause]:
        """Clauses that ever settle a norm to this value, the latest first."""
        found = (c for c in self.clauses if norm in c.settles and c.settles[norm] == value)
        return sorted(found, key=lambda c: c.since, reverse=True)

    # -- bodies and articles -------------------------------------------------------------------------------------------
    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """Bodies that a regime may have decide."""
        named = [str(c.settles["deciding_body"]) for c in self.clauses if "deciding_body" in c.settles]
        consulting = [c.bodies["consults"] for c in self.clauses if "consults" in c.bodies]
        return self.treaty.may_decide or tuple(dict.fromkeys([*named, *consulting]))

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """Every body that the book names."""
        named = [body for c in self.clauses for body in c.bodies.values()]
        return tuple(dict.fromkeys([*self.deciding, *named]))

    def body(self, role: str, clause: str, deciding: str) -> str:
        """What the body is called that consults, inspects or drafts under a clause on bodies."""
        return self.by_id[clause].bodies.get(role) or ROLES[role] or deciding  # type: ignore[call-overload]

    def article(self, question: str) -> int:
        """Number of the article on consultations or on attacks; one may be both."""
        articles = {str(k): n for k, n in self.treaty.articles.items()}
        return articles.get(question, articles["attack"])

    def articles_named(self) -> str:
        """The articles that an appeal may name, in words."""
        consult, attack = self.article("consult"), self.article("attack")
        if consult == attack:
            return f"{attack}"
        return f"{consult} (a threat: consultations) or {attack} (an attack: aid)"

    def programme(self, beneficiary: str, date: dt.date) -> str:
        """Id of the standing programme of aid for a state that is law on a day; empty for none."""
        return next((c.id for c in self.in_force(date) if beneficiary and c.beneficiary == beneficiary), "")

    # -- members -------------------------------------------------------------------------------------------------------
    def bound_on(self, date: dt.date) -> frozenset[str]:
        """The states bound by the treaty on a date."""
        if date not in self._bound:
            self._bound[date] = bound_on(self.members, date)
        return self._bound[date]

    @cached_property
    def ever_members(self) -> tuple[str, ...]:
        """Every state that was ever bound, in alphabetical order."""
        return tuple(sorted({m.state for m in self.members}))

    # -- where it was read ---------------------------------------------------------------------------------------------
    def source(self, clause: Clause) -> Source:
        """Where a clause was read: a listed source, or what the clause itself says."""
        return self.sources.get(clause.source) or Source(title=clause.source)

    @cached_property
    def content(self) -> str:
        """Hash of all that the book says; 32 digits."""
        rows = (self.treaty, *self.clauses, *self.members, *self.forces)
        text = "\n".join(row.model_dump_json() for row in rows)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
