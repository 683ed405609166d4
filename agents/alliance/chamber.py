"""The sitting of one case in the war: the same rules as at the treaty desk, each state answering from its own chair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from panj.agents.alliance.lead_state import LeadState
from panj.agents.alliance.requester import Requester
from panj.agents.alliance.states import MemberState
from panj.treaty.council.bargain import Bargain
from panj.treaty.council.member import Demand, Member, Temper, View
from panj.treaty.council.rule import Floats
from panj.treaty.council.sitting import Gift, Sitting
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import CAPABILITY, FORCE, Rung, top
from panj.treaty.law.vote import SUPPORT
from panj.treaty.text import Text

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance


class Chamber(Sitting):
    """States in their chairs before one procedure, at any time with the standing and the view that they have then."""

    def __init__(self, procedure: Procedure, alliance: Alliance, number: int) -> None:
        super().__init__(procedure, {}, {}, False, alliance.temper, self._draw)
        self.alliance = alliance
        self.number = number  # of the case
        self.members = Standings(procedure, alliance.parties)

    @property
    def w(self) -> Temper:
        """Weights of the members' decisions, as they are today."""
        return self.alliance.temper

    def _draw(self, who: str, which: str) -> float:
        """A draw for a case: what a member likes or dislikes about a text it keeps, on whatever day it is asked."""
        return self.alliance.world.streams.uniform("council", self.number, who, which)

    def seated(self, code: str) -> MemberState:
        """The state in a chair of this case."""
        return self.alliance.parties[code]

    @property
    def lead_state(self) -> LeadState | None:
        """The lead state, if it sits here."""
        lead = self.seated(self.lead) if self.lead in self.members else None
        return lead if isinstance(lead, LeadState) else None

    # -- each answers from its chair -----------------------------------------------------------------------------------
    def views(self, codes: Iterable[str]) -> list[View]:
        """What the observer of each shows it."""
        means = {c: self.seated(c).stands["means"] for c in sorted(self.members)}
        whole, bound = sum(means.values()) or 1.0, self.p.obligation
        return [self.seated(c).view(bound, means[c] / whole, self.met_for(c)) for c in codes]

    def met_for(self, code: str) -> float:
        """How much of a threat the lead state's own help meets already, 0..1, as another member counts on it."""
        if code == self.lead or self.lead not in self.members:
            return 0.0
        return self.part * CAPABILITY[top(self.seated(self.lead).on_its_own)]

    def known(self, code: str, text: Text) -> str:
        """A pledge is kept; beside that nothing is known beforehand."""
        return SUPPORT if code == self.lead and self._pledged(code, text) else super().known(code, text)

    def announced(self, code: str, text: Text) -> str:
        """What the others count on: a pledge, then what a member has said in public."""
        if known := self.known(code, text):
            return known
        backs = self.alliance.floor.backs(code, text, self.number)
        return SUPPORT if backs else self.seated(code).said_of(text)

    def why_known(self, code: str, text: Text) -> str:
        """A pledge is kept."""
        if not self._pledged(code, text):
            return super().why_known(code, text)
        return f"{code} pledged {self.seated(code).pledge.title} in talks with {self.p.requester}."

    def known_gift(self, code: str, text: Text) -> bool | None:
        """Who pledged a measure in talks carries its share of it; who has declared what it would send is believed."""
        declared = self.alliance.floor.declared
        if declared and (men := declared.get((self.number, code))) is not None and text.in_men:
            return men > 0
        return True if code == self.lead and self._pledged(code, text) else None

    def _pledged(self, code: str, text: Text) -> bool:
        return code == self.lead and code in self.members and text.top <= self.seated(code).pledge

    def all_at_hand(self, codes: Sequence[str]) -> list[int]:
        """Men of each whom nobody has sent anywhere yet."""
        pool = self.alliance.pool()
        return [pool.available(code) for code in codes]

    def wanted(self, text: Text) -> int:
        """Men that a force wants: as many as the text says, or else as many as a case wants and no text has sent."""
        world = self.alliance.world
        return text.men or max(0, round(world.values["force_men"]) - sum(self.alliance.ledger.sent_men.values()))

    def position(self, code: str, text: Text, bargain: Bargain | None) -> tuple[str, str]:
        """What whoever sits in the chair answers; by rule unless somebody else does."""
        return self.seated(code).vote(text, self.p, super().position(code, text, bargain))

    def commits(self, ask: Rung, usual: bool) -> bool:
        """Whether whoever sits in the lead state's chair commits it beforehand."""
        return self.lead_state.commit(ask, self.p, usual) if self.lead_state else usual

    def gifts(self, supporters: Iterable[str]) -> list[Gift]:
        """What each gives of its share; whoever sits in its chair may send fewer men or more."""
        gifts = super().gifts(supporters)
        if self.tabled().top not in FORCE:
            return gifts
        return [self.seated(g.code).contribute(self._as_declared(g), self.at_hand(g.code)) for g in gifts]

    def _as_declared(self, gift: Gift) -> Gift:
        """By rule a member sends as many men as it has said, as far as it has them."""
        men = self.alliance.floor.declared.get((self.number, gift.code))
        if men is None or not self.tabled().in_men:
            return gift
        men_sent = min(men, self.at_hand(gift.code))
        return replace(gift, gives=men_sent, reason=f"{gift.code} declared that it would send {men:,} men.")

    def owed(self, codes: Sequence[str], texts: Sequence[Text]) -> Floats | float:
        """What members have traded over the texts."""
        return self.alliance.floor.promises.owed(self.number, codes, texts)

    def next_draft(self) -> bool:
        """Whether another text is there if this one falls: one that a member has proposed, or one by rule."""
        return self.alliance.floor.waiting(self.number) or super().next_draft()

    def pays(self, demand: Demand, usual: bool) -> bool:
        """Whether whoever sits in the requester's chair pays the lead state's price."""
        requester = self.seated(self.p.requester)
        return requester.pay(demand, usual) if isinstance(requester, Requester) else usual

    def promise(self, code: str, worth: float) -> None:
        """A member is promised something for its support, and keeps it in mind."""
        member = self.members[code]
        self.members[code] = replace(member, side_payment=member.side_payment + worth)


class Standings(MutableMapping[str, Member]):
    """Today's parties in a case, each with its standing as it is; trust and payments written here it takes home."""

    def __init__(self, procedure: Procedure, parties: Mapping[str, MemberState]) -> None:
        self.p = procedure
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
