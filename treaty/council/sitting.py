"""Those who sit on one case: what they propose, how they vote, who gives what, what they learn of each other.

The treaty desk, the backtest and the border war all decide through this one class. Each member answers by its own rule
(treaty.council.bargain); the desk puts the answers that a case gives in their place, the war those of whoever sits in a
chair.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from panj.treaty.council.agenda import rounds_of
from panj.treaty.council.bargain import Bargain, Draft, Stands
from panj.treaty.council.game import Round
from panj.treaty.council.giving import give
from panj.treaty.council.member import (
    Demand,
    Member,
    Temper,
    View,
    accepts_demand,
    alone,
    noise,
    trust_after,
    trust_after_demand,
)
from panj.treaty.council.rule import Floats
from panj.treaty.council.worth import Standings, shares
from panj.treaty.course.clocks import DrawFor, days, pert
from panj.treaty.course.delivery import experience
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import CAPABILITY, FORCE, MISSION, NOTHING, REAL, SHORT_OF_FORCE, TOP, Measures, Rung, top
from panj.treaty.law.clauses import Request
from panj.treaty.law.regime import Regime
from panj.treaty.law.vote import ABSENT, COUNTS_AS, OBJECT, SUPPORT, voters
from panj.treaty.text import Text

FORCE_MEN = 2500  # men of a collective force where nobody says: one wave (cases.yaml, C09)
ANY = 1_000_000  # men at hand of a member whose forces are not known
# What the rounds of a council hang on: law, members, those by means, whether each text is one of the willing alone,
# parties to the dispute, and who is known to stay away.
Agenda = tuple[Regime, list[str], list[str], list[bool], frozenset[str], list[str]]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member's position on a text, with the reason."""

    code: str
    position: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gift:
    """Men, or for what is short of force its part (0 or 1), that a member gives towards a text, of its share; whether
    nothing came together without it; and why."""

    code: str
    gives: int
    share: int
    needed: bool
    reason: str


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
        self,
        procedure: Procedure,
        members: Mapping[str, Member],
        seen: Mapping[str, float],
        attacked: bool,
        temper: Temper,
        draw: DrawFor,
    ) -> None:
        self.p = procedure
        self.members: MutableMapping[str, Member] = dict(members)
        self.seen = seen
        self.attacked = attacked
        self.draw = draw
        self._temper = temper
        # worked out before, each beside what it was worked out of
        self._last: Bargain | None = None
        self._menu: tuple[tuple[Rung, Measures, bool], list[Text]] | None = None
        self._rounds: tuple[Agenda, tuple[Round, ...]] | None = None
        self.on_its_own = NOTHING  # the most that the lead state gives on its own already
        self.givers: dict[str, float] = {}  # who gives towards the last text, with its share of a programme

    @property
    def w(self) -> Temper:
        """Weights of the members' decisions."""
        return self._temper

    # -- who sits, and what each sees ----------------------------------------------------------------------------------
    @property
    def lead(self) -> str:
        """Code of the lead state."""
        return self.p.regime.lead_state

    def seats(self) -> list[str]:
        """Those who sit at the table today, in alphabetical order."""
        return [code for code in sorted(self.members) if code in self.p.members]

    def view(self, code: str) -> View:
        """The case as a member sees it."""
        return self.views([code])[0]

    def views(self, codes: Iterable[str]) -> list[View]:
        """The case as each of these members sees it."""
        means = {c: m.means for c, m in sorted(self.members.items())}
        whole, bound = sum(means.values()) or 1.0, self.p.obligation
        return [View(self.seen[c], bound, self.attacked, means[c] / whole, self.met_for(c)) for c in codes]

    def met_for(self, code: str) -> float:
        """How much of a threat the lead state's own help meets already, 0..1, as another member counts on it."""
        return 0.0 if code == self.lead else self.part * CAPABILITY[self.on_its_own]

    @property
    def part(self) -> float:
        """What the lead state brings on its own, as a share of what a text of the alliance would."""
        return experience(self.w.reliability).alone_share

    def at_hand(self, code: str) -> int:
        """Men whom a member could send at most."""
        return self.all_at_hand([code])[0]

    def all_at_hand(self, codes: Sequence[str]) -> list[int]:
        """Men whom each of these members could send at most."""
        return [ANY] * len(codes)

    def wanted(self, text: Text) -> int:
        """Men that a force wants."""
        return text.men or FORCE_MEN

    def known(self, code: str, text: Text) -> str:
        """The position of a member that is known beforehand, or empty: who asked supports what it is given, unless it
        refuses less than it asked for."""
        asked = self.p.asked
        if code != self.p.requester:
            return ""
        return OBJECT if asked.made and not asked.accepts_weaker and text.top < asked.ask else SUPPORT

    def announced(self, code: str, text: Text) -> str:
        """The position that the others count on, or empty: what is known, or what a member has said in public."""
        return self.known(code, text)

    def counted_on(self, code: str, text: Text) -> str:
        """What the position that the others count on is counted as: an absence as the regime says."""
        said = self.announced(code, text)
        return COUNTS_AS[self.p.regime.absence] if said == ABSENT else said

    def absent(self, codes: Iterable[str], text: Text) -> list[str]:
        """Those who are known to stay away."""
        return [code for code in codes if self.announced(code, text) == ABSENT]

    def known_gift(self, code: str, text: Text) -> bool | None:
        """Whether a member is known beforehand to give towards a text; None where it is left to it."""
        return None

    # -- the texts, and the bargain over them --------------------------------------------------------------------------
    def limit(self) -> tuple[Rung, str]:
        """The most that a draft may hold, and what sets it: the ask, the law or the staff's ceiling."""
        p = self.p
        lawful, why = p.opinion.limit
        ask = Rung(p.asked.ask) if p.asked.made else TOP
        limit = min(ask, p.ceiling or TOP, lawful)
        bound = "what is asked for" if limit == ask else f"the law: {why}" if limit == lawful else "the staff's ceiling"
        return limit, bound

    def texts(self) -> list[Text]:
        """What may be proposed, weakest first; what is adopted already need not be. In limited format, too, where the
        regime knows it and there is something to give."""
        p = self.p
        of = (self.limit()[0], p.measures, p.regime.limited_format)
        if self._menu is None or self._menu[0] != of:
            limit, adopted, willing = of
            whole = [Text(p.worded(r)) for r in Rung if max(top(adopted), MISSION) < r <= limit]
            self._menu = of, [*whole, *(replace(t, limited=True) for t in whole if willing and t.top in REAL)]
        return list(self._menu[1])

    def standings(self, members: Sequence[Member]) -> Standings:
        """These members, who sit at the table, as arrays."""
        codes = [x.code for x in members]
        v = self.views(codes)
        asks = codes.index(self.p.requester) if self.p.requester in codes else None
        means = np.array([x.means for x in members])
        hand = np.array(self.all_at_hand(codes)) / max(1, self.wanted(Text(frozenset())))
        offer = shares(means * (hand > 0.0), asks)  # of a force: who has no men leaves them to those who have
        trust = np.array([[x.trust.get(c, 0.5) for c in codes] for x in members])
        return Standings(
            np.array([x.stake for x in members]),
            means,
            np.array([x.caution for x in members]),
            np.array([x.credibility for x in members]),
            np.array([x.ties for x in members]),
            np.array([x.outside_options for x in members]),
            np.array([x.threat for x in v]),
            np.array([x.met for x in v]),
            np.minimum(offer, hand),
            trust,
            self.p.obligation,
            v[0].attacked,
            asks,
        )

    def bargain(self, *more: Text) -> Bargain | None:
        """The members before the texts that may be proposed, and `more`; None where there is none or nobody votes."""
        codes, p = self.seats(), self.p
        texts = tuple(dict.fromkeys([*self.texts(), *more]))
        if not codes or not texts:
            return None
        here = [self.members[c] for c in codes]
        lead = codes.index(self.lead) if self.lead in codes else None
        leaning = np.array([[self.leaning(m, t) for t in texts] for m in here]) + self.owed(codes, texts)
        size, offers = self.in_men(codes, texts)
        found = Bargain(
            self.w,
            tuple(codes),
            self.standings(here),
            texts,
            Stands(top(p.measures), lead, self.expected_alone(), self.part),
            self.rounds(here, texts),
            math.exp(-self.w.hurry * days("redraft", None)),
            self.counted_on,
            self.known_gift,
            leaning,
            size,
            offers,
        )
        if self._last is None or not found.same_as(self._last):
            self._last = found  # else what has been worked out already holds
        return self._last

    def rounds(self, here: Sequence[Member], texts: Sequence[Text]) -> tuple[Round, ...]:
        """The rounds of these members before these texts; worked out anew only where somebody comes, goes or stays
        away, where the law changes, or other texts may be proposed."""
        p, codes = self.p, [m.code for m in here]
        by_means = [m.code for m in sorted(here, key=lambda m: (-m.means, m.code))]
        of = (p.regime, codes, by_means, [t.limited for t in texts], p.parties, self.absent(codes, texts[-1]))
        if self._rounds is None or self._rounds[0] != of:
            self._rounds = of, rounds_of(p.regime, codes, p.requester, by_means, texts, p.parties, of[-1])
        return self._rounds[1]

    def leaning(self, member: Member, text: Text) -> float:
        """What a text is worth to a member beside its terms: what it was promised before, or refused, for real help."""
        return member.side_payment * CAPABILITY[text.top] if member.side_payment and text.top in REAL else 0.0

    def owed(self, codes: Sequence[str], texts: Sequence[Text]) -> Floats | float:
        """What was traded over each text: what it brings members and costs them if it is adopted, (members, texts)."""
        return 0.0

    def in_men(self, codes: Sequence[str], texts: Sequence[Text]) -> tuple[Floats | None, Floats | None]:
        """The men that texts name, of those usually wanted, (texts), and the share of them that each member could give,
        (members, texts); None where no text names any."""
        if not any(t.men for t in texts):
            return None, None
        usual = max(1, self.wanted(Text(frozenset())))
        wanted = np.array([t.men or usual for t in texts])
        hand = np.array(self.all_at_hand(codes))
        means = np.array([self.members[c].means for c in codes])
        share = shares(means * (hand > 0), codes.index(self.p.requester) if self.p.requester in codes else None)
        return wanted / usual, np.minimum(share[:, None], hand[:, None] / np.maximum(1, wanted))

    def expected_alone(self) -> Rung:
        """What the others expect the lead state to do on its own where nothing passes."""
        if self.lead == self.p.requester or self.lead not in self.members:
            return NOTHING
        limit = self.limit()[0] if self.attacked else min(self.limit()[0], SHORT_OF_FORCE)
        does = alone(self.w, self.members[self.lead], self.view(self.lead), limit, lambda which: 0.5)
        return does if does > self.on_its_own else NOTHING

    def draft(self) -> Draft:
        """What is put to the vote next: the draft of this round or, where its proposer lays nothing on the table, of a
        later one; what is left without any is the least that the council can do. With the reason."""
        b, p = self.bargain(), self.p
        limit, bound = self.limit()
        passed_over: list[str] = []
        for k in range(p.round, 0 if b is None else len(b.rounds)):
            assert b is not None
            draft = b.draft(k)
            if draft is not None:
                return replace(draft, reason=" ".join([*passed_over, f"{draft.reason} Limit: {bound}."]))
            passed_over.append(f"{b.codes[b.rounds[k].proposer]} lays nothing on the table: {b.why_nothing(k)}.")
        lowest = Text(p.worded(max(min(MISSION, limit), top(p.measures & p.worded(limit)))))
        said = [*passed_over, f"{lowest.top.title} is left; limit: {bound}."]
        return Draft(lowest, p.round, p.requester, " ".join(said))

    def expected(self, text: Text) -> dict[str, str]:
        """The position that the others expect of each member on a text in this round."""
        b = self.bargain(text) if text.top > top(self.p.measures) else None
        if b is None:
            return dict.fromkeys(self.seats(), SUPPORT)
        return {c: b.expected(c, text, min(self.p.round, len(b.rounds) - 1)) for c in b.codes}

    def committed(self, asked: Request) -> bool:
        """Whether the fast track is open: force is asked for and owed, the staff has not found less needed, what is
        asked for is expected to pass, and the lead state commits itself to it."""
        self.p.asked = asked
        b, text = self._fast(asked)
        return b is not None and self.commits(text.top, self.takes_on(text))

    def _fast(self, asked: Request) -> tuple[Bargain | None, Text]:
        """The members before an appeal for force that is owed and expected to pass as it is; None where it is not."""
        ask = Rung(asked.ask)
        text = Text(self.p.worded(ask))
        if not asked.made or ask not in FORCE or not self.p.obligation or self.p.automatic:
            return None, text
        found = self.p.standing_ceiling
        limit = min(self.p.opinion.limit[0], TOP if found is None else found)
        b = self.bargain(text) if ask <= limit else None
        return (b if b is not None and b.passes(text, 0) > 0.5 else None), text

    def takes_on(self, text: Text) -> bool:
        """Whether the lead state would take a text on, all of its load its own if need be; nobody has to be asked where
        there is none."""
        known = self.known_gift(self.lead, text)
        if known is not None or self.lead not in self.members or self.lead == self.p.requester:
            return known is not False
        m, v = self.members[self.lead], self.view(self.lead)
        return alone(self.w, m, v, text.top, partial(self.draw, self.lead)) >= text.top

    def commits(self, ask: Rung, usual: bool) -> bool:
        """Whether the lead state commits itself to what is asked for before it is drafted; `usual`: its rule."""
        return usual

    # -- the vote ------------------------------------------------------------------------------------------------------
    def position(self, code: str, text: Text, bargain: Bargain | None) -> tuple[str, str]:
        """A member's position on a text, with the reason."""
        return self.by_rule(code, text, bargain)

    def by_rule(self, code: str, text: Text, bargain: Bargain | None) -> tuple[str, str]:
        """What a member's own rule says; who asked for help and takes what it gets is in no doubt."""
        known = self.known(code, text)
        if known:
            return known, self.why_known(code, text)
        if bargain is None:
            return SUPPORT, f"{code} supports {text.title}: nothing more than what stands already."
        k = min(self.p.round, len(bargain.rounds) - 1)
        return bargain.position(code, text, k, noise(self.w, self.draw(code, f"position-{text.top.name}")))

    def why_known(self, code: str, text: Text) -> str:
        """Why a member's position is known beforehand."""
        if self.known(code, text) == OBJECT:
            return f"{code} refuses a text weaker than what it asked for."
        return f"{code} asked for help and takes what the text gives."

    def tabled(self) -> Text:
        """The text before the council: what was laid on the table, else what is asked for, as far as law goes."""
        return self.p.tabled or Text(self.p.text())

    def ballots(self) -> list[Ballot]:
        """What everybody who has a vote says to the text."""
        text = self.tabled()
        new = top(text.measures) > top(self.p.measures)
        b = self.bargain(text) if new else None
        have = voters(self.p.regime, self.seats(), self.p.parties)
        return [Ballot(code, *self.position(code, text, b)) for code in have]

    def gifts(self, supporters: Iterable[str]) -> list[Gift]:
        """What each of those who stand for the text gives towards it: by its own burden, and by whether the force comes
        together without it."""
        return self.would_give(self.tabled(), supporters)

    def would_give(self, text: Text, supporters: Iterable[str], bargain: Bargain | None = None) -> list[Gift]:
        """What each of those who stand for a text would give towards it by its own rule; `b` are the members before it,
        where they are known already."""
        who = [c for c in sorted(supporters) if c != self.p.requester and c in self.members]
        if text.top not in REAL or not who:
            return []
        bargain = bargain or self.bargain(text)
        assert bargain is not None
        t, codes = bargain.column(text), bargain.codes
        rows = [codes.index(c) for c in who]
        x = bargain.terms
        shift = np.array([noise(self.w, self.draw(c, f"give-{text.top.name}")) for c in who])
        own = x.own[rows, t] + shift
        for j, c in enumerate(who):
            if self.bound_to_give(c):
                own[j] = max(own[j], 0.0)
        of_force = bargain.standings.offer if bargain.offers is None else bargain.offers[:, t]
        offer = np.where(text.top in FORCE, of_force, x.share[:, t])[rows]
        needed = self.w.enough if text.top in FORCE else 0.0
        found = give(offer[:, None], own[:, None], x.whole[rows, t][:, None], needed)
        men = self.wanted(text) if text.in_men else 1
        out = []
        for j, c in enumerate(who):
            share = round(offer[j] * men) if text.in_men else 1
            gives = bool(found.gives[j, 0])
            pivotal = bool(found.pivotal[j, 0])
            worth = f"giving brings it {'more than it costs' if own[j] >= 0.0 else 'less than it costs'}"
            worth += ", and without its share nothing comes together" if pivotal else ""
            worth += f" [{own[j]:.2f}{f', {x.whole[rows[j], t]:.2f} that it comes together' if pivotal else ''}]"
            why = f"{c} {'gives' if gives else 'gives nothing'}: {'known beforehand' if abs(own[j]) > 1e3 else worth}"
            if not found.suffices[0]:
                why += "; what is promised does not suffice"
            needed = bool(found.pivotal[j, 0] or (found.refused[j, 0] and not found.suffices[0]))
            out.append(Gift(c, share if gives else 0, share, needed, f"{why}."))
        return out

    def bound_to_give(self, code: str) -> bool:
        """Whether a member keeps a duty to give that needs no vote, whatever it weighs: as often as commitments are
        kept."""
        return self.p.automatic and self.draw(code, "duty") < self.w.reliability

    def cast(
        self, day: float, said: Iterable[Ballot], *, limited: bool = False, format_objectors: Iterable[str] = ()
    ) -> bool:
        """What everybody said is counted. Returns whether the text passed."""
        limited = limited or self.tabled().limited
        positions = {b.code: b.position for b in said}
        may_fall = any(p != SUPPORT for p in positions.values())
        again = may_fall and self.p.round + 1 < self.p.regime.rounds and self.next_draft()
        return self.p.cast(day, positions, limited=limited, format_objectors=format_objectors, again=again)

    def next_draft(self) -> bool:
        """Whether somebody would lay another text on the table if this one falls."""
        b = self.bargain()
        return b is not None and any(b.proposes(k) for k in range(self.p.round + 1, len(b.rounds)))

    def vote(self, day: float, *, limited: bool = False, format_objectors: Iterable[str] = ()) -> list[Ballot]:
        """The council votes on the text, and those who stand for it say what they give. Returns what everybody said."""
        said = self.ballots()
        self.settle(self.gifts(b.code for b in said if b.position == SUPPORT))
        self.cast(day, said, limited=limited, format_objectors=format_objectors)
        return said

    def settle(self, gifts: Iterable[Gift]) -> None:
        """What is given towards the text is promised to the procedure."""
        gifts, in_men = list(gifts), self.tabled().in_men
        men = {g.code: g.gives for g in gifts if g.gives and in_men}
        self.p.promise(
            men,
            self.wanted(self.tabled()) if in_men else 0,
            self.w.enough,
            [g.code for g in gifts if not g.gives and (g.needed or self.p.automatic)],
            [g.code for g in gifts if g.gives],
        )
        self.givers = {g.code: self.fair_shares()[g.code] for g in gifts if g.gives}

    def fair_shares(self) -> dict[str, float]:
        """The share of a load that falls on each member but the one it is for, 0..1, by means."""
        means = {c: m.means for c, m in sorted(self.members.items()) if c != self.p.requester}
        whole = sum(means.values()) or 1.0
        return {c: x / whole for c, x in means.items()}

    # -- a price for help ----------------------------------------------------------------------------------------------
    def pays(self, demand: Demand, usual: bool) -> bool:
        """Whether the requester pays what the lead state wants; `usual` is what its rule says."""
        return usual

    def demanded(self, demand: Demand) -> tuple[bool, float, list[Lesson]]:
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

    # -- after it ------------------------------------------------------------------------------------------------------
    def lessons(self) -> list[Lesson]:
        """What vote and giving teach where real help was asked for: everybody trusts those who stood by the requester
        more and the others less; the requester most, the others half as fast."""
        p, out = self.p, []
        if Rung(p.asked.ask) not in REAL or not (p.votes or p.automatic):
            return []
        stood = {c: said == SUPPORT for c, said in p.votes.items()} or dict.fromkeys(self.seats(), True)
        failed = set(p.withheld)
        for ally, supported in sorted(stood.items()):
            helped = supported and ally not in failed
            for code, m in sorted(self.members.items()):
                if ally in (code, p.requester):
                    continue
                before = m.trust.get(ally, 0.5)
                after = trust_after(before, helped, p.obligation)
                if code != p.requester:
                    after = 0.5 * (before + after)
                out.append(Lesson(code, ally, before, after, f"it {'stood by' if helped else 'failed'} {p.requester}"))
        return self._learn(out)

    def _learn(self, lessons: list[Lesson]) -> list[Lesson]:
        for lesson in lessons:
            m = self.members[lesson.code]
            self.members[lesson.code] = replace(m, trust={**m.trust, lesson.ally: lesson.after})
        return lessons
