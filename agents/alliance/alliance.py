"""The alliance as it is in the war: who sits where, the cases before it, what was said of each, what was learnt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from panj.agents.alliance.bodies import Body, ConsultingBody, DecidingBody, DraftingBody, Secretariat, Staff
from panj.agents.alliance.case import Case
from panj.agents.alliance.floor import Floor
from panj.agents.alliance.help import HelpLedger, carry_out_alone
from panj.agents.alliance.lead_state import LeadState
from panj.agents.alliance.requester import Requester
from panj.agents.alliance.states import MemberState, PartnerState, State
from panj.agents.alliance.talks import Talks
from panj.treaty.council.cloud import cloud
from panj.treaty.council.member import trust_after
from panj.treaty.council.sitting import Lesson
from panj.treaty.course.forces import ForcePool
from panj.treaty.course.procedure import PENDING, Procedure
from panj.treaty.ladder import Measures, Rung
from panj.treaty.law.clauses import Request
from panj.treaty.opinion.presence import presence

if TYPE_CHECKING:
    from panj.agents.world import World

ROLES: dict[str, type[State]] = {
    "requester": Requester,
    "lead": LeadState,
    "member": MemberState,
    "partner": PartnerState,
}
DONE = ("IMPLEMENT_SOFT", "CLOSED", "BLOCKED", "MONITOR", "DEPLOY", "REVIEW")  # an appeal has been dealt with


class Alliance:
    """States, bodies, and the cases before them."""

    def __init__(self, world: World) -> None:
        self.world = world
        file = world.setting.file
        self.states: dict[str, State] = {
            code: ROLES[standing.role](world, code, standing) for code, standing in file.states.items()
        }
        self.secretariat = Secretariat(world)
        self.permanent_council = ConsultingBody(world)
        self.ministers = DraftingBody(world)
        self.joint_staff = Staff(world)
        self.council = DecidingBody(world)
        self.ledger = HelpLedger()
        self.cases: list[Case] = []
        self.agreed_sharing = 0.0  # 0..1, of what they see, by consultations and a mission
        weights = cloud().spreading(world.values["politics_spread"])
        drawn = weights.drawn(world.streams.uniform("weights", 0, "", "vector"))
        self.temper = replace(drawn, reliability=world.values["reliability"], **file.temper)
        last = file.start + dt.timedelta(days=world.days)
        bound = {*world.law.members_on(file.start), *world.law.members_on(last)}
        self.parties = {c: s for c, s in self.states.items() if isinstance(s, MemberState) and c in bound}
        self.members = sorted(self.parties)
        requester = self.states[file.requester]
        assert isinstance(requester, Requester)
        self.requester = requester
        lead = self.states.get(world.regime.lead_state)
        self.lead = lead if isinstance(lead, LeadState) else None
        self.talks = None if self.lead is None else Talks(self, requester, self.lead)
        self.floor = Floor(self)

    def body(self, kind: type[Body]) -> Body:
        """The body of a kind."""
        bodies = (self.secretariat, self.permanent_council, self.ministers, self.joint_staff, self.council)
        return next(body for body in bodies if type(body) is kind)

    # -- daily -------------------------------------------------------------------------------------------------------
    def observe(self) -> None:
        """Each state's observer takes in the day."""
        w = self.world
        held, in_name, counts = w.truth()
        self.joint_staff.watch()
        shared, hour = self.shared, w.hour
        for code, state in self.states.items():
            theirs = shared if code in self.parties else 0.0
            state.observer.look(held, in_name, counts, theirs, partial(w.streams.uniform, "observe", hour, code))

    def deliberate(self) -> None:
        """States act, then the bodies in the order of the procedure."""
        self._update_threats()
        if self.requester.new_week:
            for _, state in sorted(self.parties.items()):
                state.decide_week()
        self.requester.step()
        if self.lead is not None:
            self.lead.step()
        for partner in self.partners:
            partner.step()
        if self.talks is not None:
            self.talks.step()
        self.permanent_council.step()
        self.joint_staff.step()
        self.floor.step()
        self.council.step()

    @property
    def shared(self) -> float:
        """How much of what they see the members share, 0..1: as agreed, but for those who share all or nothing."""
        own = {"all": 1.0, "nothing": 0.0}
        differ = [own[s.sharing] for s in self.parties.values() if s.sharing in own]
        if not differ:
            return self.agreed_sharing
        n = len(self.parties)
        return (sum(differ) + (n - len(differ)) * self.agreed_sharing) / n

    def agree_to_share(self, level: float) -> None:
        """Members agree to share at least so much, 0..1, of what they see."""
        self.agreed_sharing = max(self.agreed_sharing, level)

    def share_by(self, measures: Measures) -> None:
        """Members share what consultations and a mission open, as far as these are adopted."""
        for opens in (rung.entry.opens for rung in measures):
            if opens:
                self.agree_to_share(self.world.values[opens])

    def _update_threats(self) -> None:
        now = self.requester.threat_told()
        for procedure in self.procedures:
            fixed = procedure.threat.kind == "armed_attack" and procedure.state not in ("NOTIFIED", "CONSULT")
            if procedure.open and not fixed:
                procedure.threaten(now)

    # -- cases ---------------------------------------------------------------------------------------------------------
    @property
    def procedures(self) -> list[Procedure]:
        """The procedures of all cases, in the order in which the cases were opened."""
        return [case.procedure for case in self.cases]

    @property
    def docket(self) -> list[Case]:
        """Cases under way."""
        return [case for case in self.cases if case.procedure.open]

    def open_case(self, code: str) -> Case:
        """A new case before the alliance, of which a member gives notice."""
        case = Case(self, len(self.cases), code)
        if self.cases:
            case.procedure.remember(self.cases[-1].procedure)
        self.cases.append(case)
        return case

    @property
    def may_appeal(self) -> bool:
        """Whether consultations are on, or the last case is done with, so that an appeal can be lodged."""
        if not self.requester.informed or not self.world.regime.collective:
            return False
        last = self.cases[-1].procedure
        attacked = self.requester.attacked
        if last.state == "CONSULT" or (last.state == "NOTIFIED" and attacked):
            return True
        if attacked and last.state != "REQUESTED":
            return True  # an attack is reason to come again, whatever lies before the council
        return last.state in DONE

    def appeal(self, asked: Request, reason: str) -> None:
        """The requester lodges an appeal, or decides not to."""
        w, code = self.world, self.requester.code
        if not asked.made:
            attack = w.regime.clause("attack")
            w.tell("no_request", code, clause=attack, causes=self.requester.alarm(), reason=reason)
            return
        case = self.cases[-1]
        if case.procedure.state not in ("CONSULT", "NOTIFIED") and not case.procedure.graver(asked):
            if any(p.deals_with(asked) for p in self.procedures):
                if case is self.pending:
                    case.renew(news=True)
                return  # what is under way or granted already need not be asked for again
            case = self.open_case(code)
        self.requester.has_appealed = True
        self.ledger.ask(w.day, asked.ask)
        case.lodge(asked, reason, self.requester.alarm())

    @property
    def pending(self) -> Case | None:
        """The last case in which an appeal is being dealt with, if any."""
        return next((case for case in reversed(self.cases) if case.procedure.state in PENDING), None)

    def pool(self) -> ForcePool:
        """The one pool of men for all cases: battalions of each member that nobody has sent anywhere yet."""
        w = self.world
        waiting: dict[str, list[int]] = {c: [] for c in self.members}
        rows, f = w.waiting("contingent"), w.forces.columns
        for owner, men in zip(f.owner[rows].tolist(), f.men[rows].tolist(), strict=True):
            if (code := w.powers[owner]) in waiting:
                waiting[code].append(men)
        return ForcePool(battalions=waiting)

    def act_alone(self, state: LeadState, rung: Rung) -> None:
        """A state gives a measure on its own."""
        self.ledger.bilateral.add(int(rung))
        host = self.requester.code
        appealed = any(p.opinion.appeals for p in self.procedures)
        lawful = presence(state.code, host, {rung}, self.world.date, invited=appealed)
        said = f"{state.standing.name} gives {rung.title} on its own [threat seen {state.threat:.2f}]."
        event = self.world.tell(
            "bilateral",
            state.code,
            subject=host,
            amount=float(rung),
            causes=state.alarm(),
            clause="" if lawful is None else lawful.clause,
            reason=said if lawful is None else f"{said} {lawful.reason}",
        )
        carry_out_alone(self.world, state, rung, event)

    # -- what is learnt ------------------------------------------------------------------------------------------------
    def learn(self, lessons: list[Lesson], cause: int) -> None:
        """Log what states have learnt: trust moves with what allies did."""
        if not lessons:
            return
        self.world.tell(
            "trust",
            self.requester.code,
            subject=self.world.regime.lead_state,
            amount=self.trust_in_lead,
            causes=(cause,),
            reason=self._learnt(lessons),
        )

    @staticmethod
    def _learnt(lessons: Iterable[Lesson]) -> str:
        """Lessons as words: of whom, why, and who trusts it more or less, with what trust was and is."""
        by_ally: dict[tuple[str, str], list[Lesson]] = {}
        for x in lessons:
            by_ally.setdefault((x.ally, x.reason), []).append(x)
        said = []
        for (ally, reason), each in by_ally.items():
            more = ", ".join(x.code for x in each if x.after > x.before)
            less = ", ".join(x.code for x in each if x.after < x.before)
            told = " and ".join(
                f"trusted {how} for it by {who}" for how, who in (("more", more), ("less", less)) if who
            )
            figures = "; ".join(f"{x.code} {x.before:.2f} to {x.after:.2f}" for x in each)
            said.append(f"{ally}: {reason}; {told or 'trusted as before'} [{figures}]")
        return ". ".join(said)

    def disappoint(self, ally: str, cause: int, among: Collection[str] | None = None) -> None:
        """A promise is broken: those to whom it was made (`among`; None: all) trust the one who made it less, the
        requester most."""
        told = []
        for code, state in sorted(self.parties.items()):
            if code != ally and (among is None or code in among):
                before = state.trust.get(ally, 0.5)
                state.trust[ally] = trust_after(before, helped=False, bound=state is self.requester)
                told.append(f"{code} trusts {ally} less [{before:.2f} to {state.trust[ally]:.2f}]")
        if among is not None:
            for code, said in zip(sorted(set(among) & set(self.parties) - {ally}), told, strict=True):
                trust, why = self.parties[code].trust[ally], f"{said}: it broke its promise."
                self.world.tell("trust", code, subject=ally, amount=trust, causes=(cause,), reason=why)
            return
        self.world.tell(
            "trust",
            self.requester.code,
            subject=ally,
            amount=self.requester.trust.get(ally, 0.5),
            causes=(cause,),
            reason=f"{'; '.join(told)}: it broke its promise.",
        )

    def pay_in_trust(self, code: str, share: float, why: str, cause: int) -> None:
        """All others trust a member less, by a share of their trust, for something that it does."""
        told = []
        for other, state in sorted(self.parties.items()):
            if other != code:
                before = state.trust.get(code, 0.5)
                state.trust[code] = before * (1.0 - share)
                told.append(f"{other} trusts {code} less [{before:.2f} to {state.trust[code]:.2f}]")
        self.world.tell("trust", code, subject=code, amount=share, causes=(cause,), reason=f"{'; '.join(told)}: {why}.")

    @property
    def trust_in_lead(self) -> float:
        """Trust of the other members in the lead state, 0..1, their mean: how whole the alliance is."""
        lead = self.world.regime.lead_state
        trust = [s.trust.get(lead, 0.5) for code, s in sorted(self.parties.items()) if code != lead]
        return round(sum(trust) / len(trust), 6) if trust else 0.0

    @property
    def partners(self) -> list[PartnerState]:
        """Neighbours without treaty duty."""
        return [s for s in self.states.values() if isinstance(s, PartnerState)]
