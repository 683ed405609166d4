"""The sitting of one case in the war: the same rules as at the treaty desk, each state answering from its own chair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from panj.agents.lead_state import LeadState
from panj.agents.requester import Requester
from panj.agents.states import MemberState
from panj.treaty.council.member import Demand, Temper, View
from panj.treaty.council.sitting import Lesson, Sitting
from panj.treaty.course.clocks import DrawFor
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import Rung, top
from panj.treaty.law.vote import SUPPORT


class Chamber(Sitting):
    """States in their chairs before one procedure, with their standing and what they see as of today."""

    def __init__(
        self, p: Procedure, states: Mapping[str, MemberState], w: Temper, draw: DrawFor, at_hand: Callable[[str], int]
    ) -> None:
        seated = {code: states[code] for code in p.members if code in states}
        super().__init__(p, {code: s.member() for code, s in seated.items()}, {}, False, w, draw)
        self.seated = seated
        self.at_hand = at_hand  # men whom a member could send
        self.pledge = Rung.none
        if self.lead in seated:
            self.given = top(seated[self.lead].given)
            self.pledge = seated[self.lead].pledge

    def view(self, code: str) -> View:
        """What the state's own observer shows it."""
        return self.seated[code].view(self.p.obligation, self.members[code].means / self.means, self.given_to(code))

    @property
    def lead_state(self) -> LeadState | None:
        """The lead state, if it sits here."""
        lead = self.seated.get(self.lead)
        return lead if isinstance(lead, LeadState) else None

    def expected(self, code: str, text: Rung) -> str:
        """What the others expect: a pledge is counted on, then what a member has said in public, then its rule."""
        if self._pledged(code, text):
            return SUPPORT
        return self.seated[code].said_of(text) or super().expected(code, text)

    def position(self, code: str, text: Rung) -> tuple[str, str]:
        """What whoever sits in the chair answers; by rule unless somebody else does."""
        return self.seated[code].vote(text, self.p, self._by_rule(code, text))

    def _by_rule(self, code: str, text: Rung) -> tuple[str, str]:
        if self._pledged(code, text):
            return SUPPORT, f"{code} pledged {self.pledge.name} in talks with {self.p.requester}."
        return super().position(code, text)

    def _pledged(self, code: str, text: Rung) -> bool:
        return code == self.lead and text <= self.pledge

    def commits(self, text: Rung) -> bool:
        """Whether whoever sits in the lead state's chair commits it beforehand."""
        usual = self._will(text)
        return self.lead_state.commit(text, self.p, usual) if self.lead_state else usual[0]

    def willing(self, text: Rung) -> tuple[bool, str]:
        """Whether whoever sits in the lead state's chair carries the load."""
        usual = self._will(text)
        return self.lead_state.carry(text, self.p, usual) if self.lead_state else usual

    def would_carry(self, text: Rung) -> bool:
        """By the lead state's rule: nobody is asked what he would do."""
        return self._will(text)[0]

    def _will(self, text: Rung) -> tuple[bool, str]:
        """The lead state's will by rule; a pledge is kept."""
        if self._pledged(self.lead, text):
            return True, f"{self.lead} pledged {self.pledge.name} in talks with {self.p.requester}."
        return super().willing(text)

    def pays(self, demand: Demand, usual: bool) -> bool:
        """Whether whoever sits in the requester's chair pays the lead state's price."""
        requester = self.seated.get(self.p.requester)
        return requester.pay(demand, usual) if isinstance(requester, Requester) else usual

    def promise(self, code: str, worth: float) -> None:
        """A member is promised something for its support, and keeps it in mind."""
        self.seated[code].side_payment += worth
        self.members[code] = self.seated[code].member()

    def shares(self, men: int, carriers: Iterable[str]) -> dict[str, int]:
        """Men whom each carrier sends of its share; whoever sits in its chair may send fewer or more."""
        shares = super().shares(men, carriers)
        return {code: self.seated[code].contribute(share, self.at_hand(code)) for code, share in shares.items()}

    def remember(self, lessons: list[Lesson]) -> None:
        """The states take what they learned home."""
        for lesson in lessons:
            self.seated[lesson.code].trust[lesson.ally] = lesson.after

    def settle_payment(self) -> None:
        """What the lead state was promised, or refused, stays in its mind."""
        self.seated[self.lead].side_payment = self.members[self.lead].side_payment
