"""Talks between the ministers of the member that needs help and of the lead state: what they agree, and what follows.

They sit down once the lead state has begun to help on its own or an appeal lies before the alliance, when the clock of
talks has run. They agree on the most, up to what was asked for and what the staff found needed, that the lead
state would take on. That is a pledge: the lead state supports a text up to there and carries it, so that ministers may
draft it; and what it has under way to the other comes in half of the time that is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from panj.treaty.council.member import alone
from panj.treaty.course.clocks import days
from panj.treaty.ladder import SHORT_OF_FORCE, Rung, least

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance
    from panj.agents.alliance.lead_state import LeadState
    from panj.agents.alliance.requester import Requester

HASTE = 0.5  # share of the time left that agreed deliveries still take; assumed


class Talks:
    """Talks of one requester with one lead state; they come once in a game."""

    def __init__(self, alliance: Alliance, requester: Requester, lead: LeadState) -> None:
        self.alliance = alliance
        self.requester = requester
        self.lead = lead
        self.due: float | None = None
        self.held = False

    def step(self) -> None:
        """Once a day: set the date when there is something to talk about, and talk on that date."""
        m = self.alliance.world
        if self.held or not (self.lead.on_its_own or self.requester.has_appealed):
            return
        if self.due is None:
            self.due = m.day + days("talks", self.requester.draw)
        if m.day >= self.due:
            self.hold()

    def limit(self) -> Rung:
        """The most that is on the table: what was asked for and found needed; equipment where nobody has asked."""
        appeals = [p for p in self.alliance.procedures if p.asked.made]
        if not appeals:
            return SHORT_OF_FORCE
        last = appeals[-1]
        ask = Rung(last.asked.ask)
        return ask if last.ceiling is None else min(ask, last.ceiling)

    def hold(self) -> None:
        """They meet and agree; what is under way is hurried along."""
        m, lead = self.alliance.world, self.lead
        self.held = True
        limit = self.limit()
        usual = alone(self.alliance.temper, lead.member(), lead.view(False, 1.0), limit, lead.draw)
        lead.pledge = lead.give_pledge(limit, usual)
        event = m.tell(
            "talks",
            self.requester.code,
            subject=lead.code,
            amount=float(lead.pledge),
            causes=self._grounds(),
            reason=f"Ministers of {self.requester.standing.name} and {lead.standing.name} meet, {limit.title} is on the"
            f" table: {lead.code} pledges {lead.pledge.title}.",
        )
        lead.due = float(m.day)
        if lead.pledge >= least("material"):
            m.hurry(lead.code, HASTE, event)

    def _grounds(self) -> tuple[int, ...]:
        """What the talks are about: the last appeal, the lead state's help on its own, and what was adopted."""
        events = self.alliance.world.events
        return tuple(sorted(e[-1].id for kind in ("appeal", "bilateral", "adopted") if (e := events.of(kind))))
