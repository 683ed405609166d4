"""The sitting of one case in the war: the same rules as at the treaty desk, each state answering from its own chair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING

from panj.agents.alliance.lead_state import LeadState
from panj.agents.alliance.requester import Requester
from panj.agents.alliance.states import MemberState
from panj.treaty.council.member import Demand, Member, Temper, View
from panj.treaty.council.sitting import Sitting
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import CAPABILITY, Rung, top
from panj.treaty.law.vote import SUPPORT

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance


class Chamber(Sitting):
    """States in their chairs before one procedure, at any time with the standing and the view that they have then."""

    def __init__(self, p: Procedure, alliance: Alliance) -> None:
        super().__init__(p, {}, {}, False, alliance.temper, self._draw)
        self.alliance = alliance
        self.members = Standings(p, alliance.parties)

    @property
    def w(self) -> Temper:
        """Weights of the members' decisions, as they are today."""
        return self.alliance.temper

    def _draw(self, who: str, which: str) -> float:
        world = self.alliance.world
        return world.streams.uniform("politics", world.hour, who, which)

    def seated(self, code: str) -> MemberState:
        """The state in a chair of this case."""
        return self.alliance.parties[code]

    @property
    def lead_state(self) -> LeadState | None:
        """The lead state, if it sits here."""
        lead = self.seated(self.lead) if self.lead in self.members else None
        return lead if isinstance(lead, LeadState) else None

    # -- each answers from its chair -----------------------------------------------------------------------------------
    def view(self, code: str) -> View:
        """What the state's own observer shows it."""
        means = {c: self.seated(c).stands["means"] for c in self.members}
        share = means[code] / (sum(m for _, m in sorted(means.items())) or 1.0)
        return self.seated(code).view(self.p.obligation, share, self.given_to(code))

    def given_to(self, code: str) -> float:
        """How much of a threat the lead state's own help meets already, 0..1, as another member counts on it."""
        if code == self.lead or self.lead not in self.members:
            return 0.0
        return CAPABILITY[top(self.seated(self.lead).given)]

    def expected(self, code: str, text: Rung) -> str:
        """What the others expect: a pledge is counted on, then what a member has said in public, then its rule."""
        if self._pledged(code, text):
            return SUPPORT
        return self.seated(code).said_of(text) or super().expected(code, text)

    def position(self, code: str, text: Rung) -> tuple[str, str]:
        """What whoever sits in the chair answers; by rule unless somebody else does."""
        return self.seated(code).vote(text, self.p, self._by_rule(code, text))

    def _by_rule(self, code: str, text: Rung) -> tuple[str, str]:
        if self._pledged(code, text):
            return SUPPORT, self._pledge()
        return super().position(code, text)

    def _pledged(self, code: str, text: Rung) -> bool:
        return code == self.lead and code in self.members and text <= self.seated(code).pledge

    def _pledge(self) -> str:
        return f"{self.lead} pledged {self.seated(self.lead).pledge.title} in talks with {self.p.requester}."

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
            return True, self._pledge()
        return super().willing(text)

    def pays(self, demand: Demand, usual: bool) -> bool:
        """Whether whoever sits in the requester's chair pays the lead state's price."""
        requester = self.seated(self.p.requester)
        return requester.pay(demand, usual) if isinstance(requester, Requester) else usual

    def promise(self, code: str, worth: float) -> None:
        """A member is promised something for its support, and keeps it in mind."""
        member = self.members[code]
        self.members[code] = replace(member, side_payment=member.side_payment + worth)

    def shares(self, men: int, carriers: Iterable[str]) -> dict[str, int]:
        """Men whom each carrier sends of its share; whoever sits in its chair may send fewer or more."""
        shares, pool = super().shares(men, carriers), self.alliance.pool()
        return {code: self.seated(code).contribute(share, pool.available(code)) for code, share in shares.items()}


class Standings(MutableMapping[str, Member]):
    """Today's parties in a case, each with its standing as it is; trust and payments written here it takes home."""

    def __init__(self, p: Procedure, parties: Mapping[str, MemberState]) -> None:
        self.p = p
        self.parties = parties

    def __getitem__(self, code: str) -> Member:
        if code not in self.p.members:
            raise KeyError(code)
        return self.parties[code].member()

    def __setitem__(self, code: str, member: Member) -> None:
        state = self.parties[code]
        state.trust.update(member.trust)
        state.side_payment = member.side_payment

    def __delitem__(self, code: str) -> None:
        raise TypeError(f"{code} cannot be put out of its chair")

    def __contains__(self, code: object) -> bool:
        return code in self.p.members and code in self.parties

    def __iter__(self) -> Iterator[str]:
        return (code for code in self.p.members if code in self.parties)

    def __len__(self) -> int:
        return sum(1 for _ in self)
