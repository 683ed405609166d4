"""A matter before the law: a threat and an appeal, judged each day by the law and the membership of that day."""

from __future__ import annotations

import datetime as dt

from panj.treaty.law.clauses import Finding, Request, Threat
from panj.treaty.law.regime import Regime
from panj.treaty.opinion.rules import Opinion


class Matter:
    """What happened and what is asked, with the legal opinion of the day. `date` is at first the date of day 0.

    `findings` is what the law has said of it so far, the latest on each question; `lapsed`: a duty to aid had come up
    when the requester's membership ended.
    """

    regime: Regime
    members: tuple[str, ...]
    is_member: bool

    def __init__(self, law: Regime, requester: str, date: dt.date, threat: Threat) -> None:
        self.law = law
        self.requester = requester
        self.origin = self.date = date
        self.threat = threat
        self.asked = Request()
        self.lapsed = False
        self.findings: list[Finding] = []
        self.judged_by: Regime | None = None  # the law by which the findings were made
        self._opinion: Opinion | None = None  # the last one: it is asked for often
        self._day = 0
        self._take(law.on(date), law.members_on(date))

    @property
    def opinion(self) -> Opinion:
        """What the law of the day says of the threat and the appeal as they stand."""
        o = self._opinion
        if o is None or o.threat is not self.threat or o.request is not self.asked:
            o = self._opinion = Opinion(self.regime, self.threat, self.asked, self.is_member, self.members, self.date)
        return o

    @property
    def obligation(self) -> bool:
        """Whether the article on attacks binds the others now."""
        return self.opinion.binding.holds

    def judge(self) -> None:
        """Find what the law of the day says of the case."""
        self.judged_by = self.regime
        self.find(*self.opinion.gates())

    def find(self, *findings: Finding) -> None:
        """Take findings in. The latest on a question replaces the one before, also where another clause answers it by
        now."""
        clauses = self.regime.book.by_id
        for finding in findings:
            asks = clauses[finding.clause].question
            kept = [
                f
                for f in self.findings
                if f.clause != finding.clause and not (asks and clauses[f.clause].question == asks)
            ]
            self.findings = [*kept, finding]

    def come_to(self, day: float) -> None:
        """The law and the members of a day, in days since the origin."""
        if int(day) == self._day:
            return
        self._day = int(day)
        self.date = self.origin + dt.timedelta(days=self._day)
        regime, members = self.law.on(self.date), self.law.members_on(self.date)
        if regime is not self.regime or members != self.members:
            if self.requester in self.members and self.requester not in members:
                self.lapsed = self.obligation
            self._take(regime, members)

    def _take(self, regime: Regime, members: tuple[str, ...]) -> None:
        self.regime, self.members, self._opinion = regime, members, None
        self.is_member = self.requester in members or (self.requester == "" and self.threat.by == "member")
