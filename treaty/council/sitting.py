"""Those who sit on one case: what they expect of each other, what ministers draft, how they vote, what they learn.

The treaty desk, the backtest and the border war all decide through this one class. Each member answers by its own rule
(treaty.member); the desk puts the answers that a case gives in their place, the war those of whoever sits in a chair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from functools import partial

from panj.treaty.council.member import (
    Demand,
    Member,
    Temper,
    View,
    accepts_demand,
    expected_position,
    lead_will,
    position,
    trust_after,
    trust_after_demand,
)
from panj.treaty.course.clocks import DrawFor, pert
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import CAPABILITY, FORCE, MISSION, NOTHING, REAL, TOP, Rung, top
from panj.treaty.law.clauses import Request
from panj.treaty.law.vote import SUPPORT, count, lacking

WILLING, UNWILLING = "willing", "unwilling"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member's position on a text, or the lead state's will to carry it (`willing`, `unwilling`), with the reason."""

    code: str
    position: str
    reason: str

    @property
    def of_lead(self) -> bool:
        """Whether it is the lead state's will to carry the force, and no position."""
        return self.position in (WILLING, UNWILLING)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a member learns about an ally: its trust 0..1 before and after, and from what."""

    code: str
    ally: str
    before: float
    after: float
    reason: str


class Sitting:
    """The members before one procedure. `seen` is the threat as each perceives it, `draw(who, which)` every chance."""

    def __init__(
        self, p: Procedure, members: Mapping[str, Member], seen: Mapping[str, float], attacked: bool, w: Temper,
        draw: DrawFor,
    ) -> None:  # fmt: skip
        self.p = p
        self.members: MutableMapping[str, Member] = dict(members)
        self.seen = seen
        self.attacked = attacked
        self.draw = draw
        self._temper = w
        self.given = NOTHING  # the most that the lead state gives on its own already
        self._means = sum(m.means for _, m in sorted(self.members.items())) or 1.0

    @property
    def w(self) -> Temper:
        """Weights of the members' decisions."""
        return self._temper

    # -- each answers by its own rule; a driver may put other answers in their place -----------------------------------
    @property
    def lead(self) -> str:
        """Code of the lead state."""
        return self.p.regime.lead_state

    def voters(self) -> list[str]:
        """Those who have a vote today, in alphabetical order."""
        return [code for code in sorted(self.members) if code in self.p.members]

    def view(self, code: str) -> View:
        """The case as a member sees it."""
        share = self.members[code].means / self._means
        return View(self.seen[code], self.p.obligation, self.attacked, share, self.given_to(code))

    def given_to(self, code: str) -> float:
        """How much of a threat the lead state's own help meets already, 0..1, as another member counts on it."""
        return 0.0 if code == self.lead else CAPABILITY[self.given]

    def position(self, code: str, text: Rung) -> tuple[str, str]:
        """A member's position on a text, with the reason; who asked for help supports what it is given."""
        if code == self.p.requester:
            return SUPPORT, f"{code} asked for help and takes what the text gives."
        return position(self.w, self.members[code], self.view(code), text, partial(self.draw, code))

    def expected(self, code: str, text: Rung) -> str:
        """What the others expect of a member before a vote."""
        if code == self.p.requester:
            return SUPPORT
        return expected_position(self.w, self.members[code], self.view(code), text)

    def willing(self, text: Rung) -> tuple[bool, str]:
        """Whether the lead state carries the load of a text; a lead state that is the requester need not be asked."""
        if self.lead == self.p.requester or self.lead not in self.members:
            return True, "There is nobody else who would have to carry the load."
        if self.p.automatic:
            return True, f"{self.lead} has bound itself beforehand: aid is automatic."
        return lead_will(self.w, self.members[self.lead], self.view(self.lead), text, partial(self.draw, self.lead))

    def commits(self, text: Rung) -> bool:
        """Whether the lead state commits itself to carry a text before it is drafted."""
        return self.willing(text)[0]

    def would_carry(self, text: Rung) -> bool:
        """Whether the lead state is expected to carry a text that ministers weigh."""
        return self.willing(text)[0]

    def pays(self, demand: Demand, usual: bool) -> bool:
        """Whether the requester pays what the lead state wants; `usual` is what its rule says."""
        return usual

    # -- before the vote -----------------------------------------------------------------------------------------------
    def foreseen(self, text: Rung) -> bool:
        """Whether a text is expected to pass under the regime's vote rule."""
        positions = {code: self.expected(code, text) for code in self.voters()}
        regime = self.p.regime
        return count(regime, positions).passed and not lacking(regime, self.p.requester, text in FORCE, positions)

    def committed(self, asked: Request) -> bool:
        """Whether the fast track is open: force is asked for and owed, the lead state is willing, and no
        objection is foreseen."""
        self.p.asked = asked
        ask = Rung(asked.ask)
        if not asked.made or ask not in FORCE or not self.p.obligation or self.p.automatic:
            return False
        return self.foreseen(ask) and self.commits(ask)

    def limit(self) -> tuple[Rung, str]:
        """The most that a draft may hold, and what sets it: the ask, the law or the staff's ceiling."""
        p = self.p
        lawful, why = p.opinion.limit
        ask = Rung(p.asked.ask) if p.asked.made else TOP
        limit = min(ask, p.ceiling or TOP, lawful)
        bound = "what is asked for" if limit == ask else f"the law: {why}" if limit == lawful else "the staff's ceiling"
        return limit, bound

    def draft(self) -> tuple[Rung, str]:
        """What the ministers draft: the most, up to ask, ceiling and law, that is expected to pass and, if it is force,
        to be carried by the lead state; a mission where nothing is. With the reason."""
        limit, bound = self.limit()
        passed_over = []
        for rung in sorted(Rung, reverse=True):
            if not MISSION < rung <= limit:
                continue
            if rung in FORCE and not self.would_carry(rung):
                passed_over.append(f"{self.lead} would not carry {rung.title}")
            elif not self.foreseen(rung):
                passed_over.append(f"a text up to {rung.title} is expected to fall")
            else:
                return rung, "; ".join(
                    [*passed_over, f"a text up to {rung.title} is expected to pass; limit: {bound}"]
                ) + "."
        lowest = min(MISSION, limit)
        return lowest, "; ".join([*passed_over, f"{lowest.title} is left; limit: {bound}"]) + "."

    def bargain(self, demand: Demand) -> tuple[bool, float, list[Lesson]]:
        """The lead state names its price: paid, it is the more willing; refused, the less, by as much.

        Returns whether the requester pays, the days lost, and what the other members learn from the demand.
        """
        me, lead = self.members[self.p.requester], self.members[self.lead]
        draw = partial(self.draw, self.p.requester)
        paid = self.pays(demand, accepts_demand(self.w, me, self.view(self.p.requester), demand.name, draw))
        self.members[self.lead] = replace(lead, side_payment=demand.worth if paid else -demand.worth)
        lost = pert(*demand.days, draw("bargain-days"))
        self.p.delay(lost)
        lessons = []
        for code, m in sorted(self.members.items()):
            if code != self.lead:
                before = m.trust.get(self.lead, 0.5)
                after = trust_after_demand(before, demand.name)
                lessons.append(Lesson(code, self.lead, before, after, f"it wanted {demand.title} for its help"))
        return paid, lost, self._learn(lessons)

    # -- the vote ------------------------------------------------------------------------------------------------------
    def vote(
        self, day: float, *, limited: bool = False, format_objectors: Iterable[str] = (), forces_available: bool = True
    ) -> list[Ballot]:
        """The council votes on the text; the lead state says whether it carries force. Returns what everybody said."""
        said = self.ballots()
        self.cast(day, said, limited=limited, format_objectors=format_objectors, forces_available=forces_available)
        return said

    def ballots(self) -> list[Ballot]:
        """What everybody says to the text: each member's position, then for force the lead state's will."""
        text = top(self.p.text())
        said = [Ballot(code, *self.position(code, text)) for code in self.voters()]
        will, why = self.willing(text) if text in FORCE else (True, "")
        return said + ([Ballot(self.lead, WILLING if will else UNWILLING, why)] if why else [])

    def cast(
        self, day: float, said: Iterable[Ballot], *, limited: bool = False, format_objectors: Iterable[str] = (),
        forces_available: bool = True,
    ) -> bool:  # fmt: skip
        """What everybody said is counted. Returns whether the text passed."""
        said = list(said)
        return self.p.cast(
            day, {b.code: b.position for b in said if not b.of_lead}, limited=limited,
            format_objectors=format_objectors, lead_willing=all(b.position != UNWILLING for b in said),
            forces_available=forces_available,
        )  # fmt: skip

    def shares(self, men: int, carriers: Iterable[str]) -> dict[str, int]:
        """Men whom each of the carriers would send of a force of `men`: by means."""
        who = sorted(c for c in carriers if c != self.p.requester)
        means = sum(self.members[c].means for c in who) or 1.0
        return {c: round(men * self.members[c].means / means) for c in who}

    # -- after it ------------------------------------------------------------------------------------------------------
    def lessons(self) -> list[Lesson]:
        """What the vote teaches where real help was asked for: the requester trusts those who stood by it more and the
        others less; everybody else learns the same about the lead state alone."""
        p, out = self.p, []
        if Rung(p.asked.ask) not in REAL or not p.votes:
            return []
        for ally, said in sorted(p.votes.items()):
            helped = said == SUPPORT and not (ally == self.lead and p.force and not p.lead_willing)
            for code, m in sorted(self.members.items()):
                if ally in (code, p.requester) or (code != p.requester and ally != self.lead):
                    continue
                before = m.trust.get(ally, 0.5)
                after = trust_after(before, helped, p.obligation)
                out.append(Lesson(code, ally, before, after, f"it {'stood by' if helped else 'failed'} {p.requester}"))
        return self._learn(out)

    def _learn(self, lessons: list[Lesson]) -> list[Lesson]:
        for lesson in lessons:
            m = self.members[lesson.code]
            self.members[lesson.code] = replace(m, trust={**m.trust, lesson.ally: lesson.after})
        return lessons
