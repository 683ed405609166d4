"""A whole crisis from threat to decision with members who decide for themselves: the course behind the backtest.

The requester turns to the alliance, to the lead state alone, or only informs; the procedure runs; the staff
finds what is needed; ministers draft the most that they expect to pass; members vote; the lead state carries the load
or does not, and may want something for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from panj.treaty.council.member import Member, Temper, alone, choose_request, demands
from panj.treaty.council.sitting import Sitting
from panj.treaty.council.standing import seen
from panj.treaty.course.clocks import DrawFor, days
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import (
    CAPABILITY,
    CONSULTATION,
    FORCE,
    NOTHING,
    REAL,
    STATEMENT,
    TOP,
    Measures,
    Rung,
    least,
    top,
)
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import Regime

SETTLED = ("ADOPTED", "BLOCKED", "CLOSED", "MONITOR")


@dataclass(frozen=True)
class Crisis:
    """The facts of a crisis: who, when, what threatens, how large it is (0..1), what the requester wants at most."""

    regime: Regime
    date: dt.date
    requester: str
    threat: Threat
    scale: float
    members: Mapping[str, Member]
    want: Rung
    recognised: bool = True
    demand: str = "none"


@dataclass
class Course:
    """What came of it. Days count from the appeal, or from the threat where nobody appealed; None: it never came."""

    measures: Measures = frozenset()
    requested: bool = False  # help of the alliance or of the lead state alone
    appealed: bool = False  # before the alliance
    state: str = "MONITOR"
    bilateral: Rung = NOTHING
    days_to_first: float | None = None
    days_to_decision: float | None = None
    blocked_by: tuple[str, ...] = ()
    fast: bool = False  # straight to the council, with nothing left to bargain about
    demand_accepted: bool | None = None
    trust: dict[str, float] = field(default_factory=dict)

    @property
    def rung(self) -> Rung:
        """The highest collective measure."""
        return top(self.measures)

    @property
    def force(self) -> bool:
        """Whether collective force was adopted."""
        return not FORCE.isdisjoint(self.measures)


def conduct(crisis: Crisis, temper: Temper, draw: DrawFor) -> Course:
    """Play one crisis with the members' own decisions; `draw(who, which)` in [0, 1) addresses every chance."""
    return _Crisis(crisis, temper, draw).play()


class _Crisis(Sitting):
    """One crisis under way."""

    def __init__(self, crisis: Crisis, temper: Temper, draw: DrawFor) -> None:
        self.c = crisis
        self.clock = partial(draw, "procedure")
        p = Procedure(crisis.regime, crisis.requester, crisis.date, crisis.threat, self.clock)
        perceived = {code: seen(crisis.scale, code, draw) for code in sorted(crisis.members)}
        super().__init__(p, crisis.members, perceived, crisis.threat.violent, temper, draw)
        self.course = Course()

    def play(self) -> Course:
        """From the threat to the decision."""
        asked = self.ask()
        self.course.bilateral = self.on_its_own = self.help_alone()
        self.course.requested = self.c.want in REAL and self.c.recognised
        if not asked.made and self.course.requested:
            self.course.days_to_first = self.course.days_to_decision = days("bilateral", self.clock)
            return self.course
        noticed = days("notify", self.clock)
        self.course.appealed = asked.made and asked.recognised
        self.course.requested |= self.course.appealed
        fast = self.committed(asked)
        if self.p.notify(noticed, asked):
            if not fast:
                self.p.tick(self.p.due or noticed)
            if asked.made:
                self.p.request(self.p.day, asked, fast, not fast)
            self.follow()
        self.conclude(noticed if asked.made and asked.recognised else 0.0)
        return self.course

    # -- before the alliance is turned to ------------------------------------------------------------------------------
    def ask(self) -> Request:
        """The requester's appeal: what it wants at most, or nothing; a government that is contested always appeals."""
        c = self.c
        if c.requester not in self.members or c.want <= CONSULTATION:
            return Request()
        if not c.recognised:
            return Request(True, False, c.regime.article("attack"), int(c.want))
        me = replace(self.members[c.requester], trust={self.lead: self.sympathy()})
        asked, _ = choose_request(
            self.w,
            me,
            self.view(c.requester),
            self.lead,
            partial(self.draw, c.requester),
            (c.want,),
            articles=(c.regime.article("consult"), c.regime.article("attack")),
        )
        return asked

    def sympathy(self) -> float:
        """How far the requester expects the others to care: their stakes less their ties, on average."""
        others = [m for code, m in sorted(self.members.items()) if code != self.c.requester]
        return sum(max(0.0, m.stake * (1.0 - m.ties)) for m in others) / len(others) if others else 0.0

    def help_alone(self) -> Rung:
        """What the lead state does on its own."""
        if self.lead == self.c.requester or self.lead not in self.members:
            return NOTHING
        limit = max(self.c.want, STATEMENT)
        if self.c.threat.by == "member" or not self.c.recognised:
            limit = STATEMENT
        return alone(self.w, self.members[self.lead], self.view(self.lead), limit, partial(self.draw, self.lead))

    # -- the procedure -------------------------------------------------------------------------------------------------
    def follow(self) -> None:
        """Let the clocks run and answer what is awaited until the case is decided."""
        p = self.p
        while p.state not in SETTLED:
            if p.awaits == "assessment":
                p.report(p.day, self.ceiling(), "measured by the threat it saw.")
                if self.c.demand != "none":
                    self.course.demand_accepted, _, _ = self.demanded(demands()[self.c.demand])
                self.lay_draft()
            elif p.awaits == "positions":
                self.vote(p.day)
                self.lessons()
                if p.state == "DRAFT":
                    self.lay_draft()
            elif p.due is not None:
                p.tick(p.due)
            else:
                return

    def lay_draft(self) -> None:
        """The next text is laid on the table."""
        draft = self.draft()
        self.p.propose(draft.text, draft.reason, draft.round)

    def ceiling(self) -> Rung:
        """What the staff finds needed: equipment, unless the threat it sees is more than equipment can meet."""
        threat = seen(self.c.scale, "joint-staff", self.draw)
        enough = (r for r in Rung if r >= least("material") and threat <= CAPABILITY[r])
        return next(enough, TOP)

    def conclude(self, since: float) -> None:
        """Read the outcome off the procedure."""
        p, out = self.p, self.course
        out.measures, out.state, out.blocked_by = p.measures, p.state, p.blocked_by
        if self.c.want == NOTHING:  # who wants nothing calls no consultations; a statement is what is left
            out.measures &= {STATEMENT}
        out.fast = p.fast
        out.trust = {code: m.trust[self.lead] for code, m in sorted(self.members.items()) if self.lead in m.trust}
        first = next((t.day for t in p.path if t.measures and t.state != "REQUESTED"), None)
        decided = next((t.day for t in p.path if t.state in ("ADOPTED", "BLOCKED")), first)
        out.days_to_first = None if first is None else max(0.0, first - since)
        out.days_to_decision = None if decided is None else max(0.0, decided - since)
