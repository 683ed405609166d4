"""A ruling: what the rules make of a case, as data and as a page of plain English."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from panj.treaty.course.delivery import Consignment
from panj.treaty.course.transition import TITLES, Transition
from panj.treaty.desk.trace import about, rests_on, shown, steps, to_json, tree
from panj.treaty.ladder import FORCE, Measures, names, titles, top
from panj.treaty.law.book import Book
from panj.treaty.law.clauses import Finding

WIDTH = 100  # characters of a line on the page
SCHEMA = "panj.ruling/2"  # form of the JSON; 1 had no schema, and findings without what they rest on


@dataclass(frozen=True, slots=True)
class Ruling:
    """The outcome of one case; `measures` and votes are those of the collective track."""

    case: str
    title: str
    regime: str
    state: str
    measures: Measures
    bilateral: Mapping[str, Measures]
    obligation: bool
    blocked_by: list[str]
    contributors: list[str]
    findings: list[Finding]
    path: list[Transition]
    votes: Mapping[str, str]
    consignments: list[Consignment]
    law: Book
    date: dt.date
    reported: Finding | None = None
    bound: list[str] = field(default_factory=list)  # whom the decision binds to carry it out
    beside: list[Ruling] = field(default_factory=list)  # on cases decided before, over the same pool of forces
    read: Mapping[str, Any] = field(default_factory=dict)  # the facts of the case
    norms: Mapping[str, Any] = field(default_factory=dict)  # the rules of the regime

    @property
    def max_rung(self) -> int:
        """The highest collective measure, as a number."""
        return int(top(self.measures))

    @property
    def collective_force(self) -> bool:
        """Whether collective force was adopted; whether it set out is in `state` and `contributors`."""
        return not FORCE.isdisjoint(self.measures)

    @property
    def report_to_unsc(self) -> bool:
        """Whether the UN Security Council must be told of what was adopted."""
        return self.reported is not None

    def finding(self, clause: str) -> Finding:
        """What a clause or condition says of this case; an article without a year finds the version that was law, as
        CST-2 finds CST-2-1992. Raises KeyError when it was never looked at."""
        for f in self.findings:
            if f.clause == clause:
                return f
        for f in self.findings:
            if f.clause.rpartition("-")[0] == clause and f.clause.rpartition("-")[2].isdigit():
                return f
        raise KeyError(clause)

    @property
    def steps(self) -> list[Finding]:
        """The findings from which the trace begins."""
        return steps(self.findings, self.law)

    def trace(self) -> list[dict[str, Any]]:
        """Every step with its clause, facts, reason and the conditions that it rests on, as plain values."""
        return to_json(self.steps, self.law)

    def tree(self) -> str:
        """The same as a tree of lines under the outcome."""
        head = f"Case {self.case}{': ' + self.title if self.title else ''}"
        outcome = textwrap.wrap(self._outcome(), WIDTH)
        return "\n".join([head, f"Regime {self.regime}.", "", *outcome, "", tree(self.steps, self.law)])

    def day_of(self, *states: str) -> float | None:
        """The first day on which the procedure was in one of these states; None when it never was."""
        return next((t.day for t in self.path if t.state in states), None)

    def to_json(self) -> dict[str, Any]:
        """The ruling as one object of plain values."""
        return {
            "schema": SCHEMA,
            "case": self.case,
            "regime": self.regime,
            "state": self.state,
            "measures": sorted(names(self.measures)),
            "max_rung": self.max_rung,
            "collective_force": self.collective_force,
            "bilateral": {code: sorted(names(done)) for code, done in sorted(self.bilateral.items())},
            "obligation": self.obligation,
            "blocked_by": list(self.blocked_by),
            "contributors": list(self.contributors),
            "report_to_unsc": self.report_to_unsc,
            "bound": list(self.bound),
            "beside": [{"case": r.case, "state": r.state, "contributors": list(r.contributors)} for r in self.beside],
            "findings": [
                {"clause": f.clause, "holds": f.holds, "reason": f.reason} | about(f, self.law) for f in self.findings
            ],
            "path": [{"day": round(t.day, 2), "state": t.state, "reason": t.reason} for t in self.path],
            "votes": dict(sorted(self.votes.items())),
            "law": {
                "treaty": self.law.treaty.id,
                "title": self.law.treaty.title,
                "date": str(self.norms.get("as_of") or self.date),
                "hash": self.law.content,
            },
            "facts": dict(self.read),
            "parameters": dict(self.norms),
        }

    def explain(self) -> str:
        """The ruling as a page of plain English that names each clause."""
        clauses = self.law.by_id
        lines = [f"Case {self.case}{': ' + self.title if self.title else ''}", f"Regime {self.regime}.", ""]
        lines += [*textwrap.wrap(self._outcome(), WIDTH), ""]
        lines.append("What the clauses say")
        told = shown(self.findings)
        widest = max((len(f.clause) for f in told), default=0) + 2
        for f in told:
            head = f"  {f.clause:<{widest}}{clauses[f.clause].verdict(f.holds):<15} "
            lines += _hang(head, f"{f.reason} [{clauses[f.clause].article}]")
        if self.votes:
            lines += ["", "The vote"]
            for position in ("support", "abstain", "object"):
                who = [code for code, p in sorted(self.votes.items()) if p == position]
                if who:
                    lines.append(f"  {position}: {', '.join(who)}")
        lines += ["", "The course"]
        for t in self.path:
            lines += _hang(f"  {_dated(self.date, t.day):>11}  {TITLES[t.state]:<17}", t.reason)
        for r in self.beside:
            said = f"; {', '.join(r.contributors)} contribute" if r.contributors else ""
            lines += ["", *_hang("Decided before, over the same forces: ", f"case {r.case}, {TITLES[r.state]}{said}.")]
        if self.consignments:
            lines += ["", "Promised and delivered (typical; adoption is one thing, delivery another)"]
            lines += [f"  {_line(c, self.date)}" for c in self.consignments]
        lines += ["", "What it rests on", *self._rests(told)]
        return "\n".join(lines)

    def _rests(self, findings: Iterable[Finding]) -> Iterator[str]:
        """Clause by clause whether it is text, practice or our assumption, with wording and source."""
        for name in dict.fromkeys(f.clause for f in findings):
            clause = self.law.by_id[name]
            source = self.law.source(clause)
            url = f" <{source.url}>" if source.url else ""
            where = "" if clause.basis == "assumption" else f" {source.title}{url}."
            words = f' "{clause.quote}"' if clause.quote else f" {clause.gist}"
            yield from _hang(f"  {clause.id}: ", f"{rests_on(clause)}.{words}{where}")

    def _outcome(self) -> str:
        article = self.law.article("attack")
        said = [f"The alliance {'owes' if self.obligation else 'does not owe'} help under Article {article}."]
        done = titles(self.measures)
        said.append(f"Collective measures: {done}." if self.measures else "There are no collective measures.")
        if self.collective_force:
            out = (
                "sets out"
                if self.state in ("DEPLOY", "REVIEW", "CLOSED")
                else "is adopted on paper and does not set out"
            )
            said.append(f"Collective force {out}.")
        else:
            said.append("There is no collective force.")
        if self.report_to_unsc:
            said.append("The UN Security Council is told.")
        if self.bound and self.norms.get("binds") != "supporters":
            force = ", but nobody has to use force" if self.norms.get("binds") == "all_but_force" else ""
            said.append(f"The decision binds {', '.join(self.bound)}{force}.")
        if self.blocked_by:
            said.append(f"Blocked by {', '.join(self.blocked_by)}.")
        for code, measures in sorted(self.bilateral.items()):
            said.append(f"On its own, {code} gives {titles(measures)}.")
        said.append(f"The procedure ends with: {TITLES[self.state]}.")
        return " ".join(said)


def _hang(head: str, text: str) -> list[str]:
    """A text behind its head, further lines under its beginning."""
    indent = " " * len(head)
    return textwrap.wrap(
        text, WIDTH, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _dated(first: dt.date, day: float) -> str:
    """The date of a day of the procedure, which counts from nought."""
    date = first + dt.timedelta(days=math.floor(day))
    return f"{date.day} {date:%b %Y}"


def _line(consignment: Consignment, first: dt.date) -> str:
    in_men = consignment.measure.entry.delivery == "battalions"
    unit = "men" if in_men else "of the programme"
    promised, sent = (f"{n:,.0f}" if in_men else f"{n:.0%}" for n in (consignment.promised, consignment.sent))
    when = f"from {_dated(first, consignment.day)}" if consignment.day is not None else "never"
    return f"{consignment.contributor}: {consignment.measure.title}, promised {promised} {unit}, sent {sent}, {when}"
