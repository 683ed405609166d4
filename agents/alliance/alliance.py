"""The alliance as it is in the war: who sits where, the cases before it, what was said of each, what was learnt."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from panj.agents.alliance.bodies import (
    CollectiveSecurityCouncil,
    JointStaff,
    MinistersCouncil,
    PermanentCouncil,
    Secretariat,
)
from panj.agents.alliance.chamber import Chamber
from panj.agents.alliance.dispatch import carry_out, carry_out_alone
from panj.agents.alliance.help_book import HelpBook
from panj.agents.alliance.talks import Talks
from panj.agents.lead_state import LeadState
from panj.agents.requester import Requester
from panj.agents.states import MemberState, PartnerState, State
from panj.treaty.council.cloud import cloud
from panj.treaty.council.member import trust_after
from panj.treaty.council.sitting import Lesson
from panj.treaty.course.forces import ForcePool
from panj.treaty.course.procedure import Procedure
from panj.treaty.course.transition import Transition
from panj.treaty.ladder import Rung, top
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
PENDING = ("REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "DEFERRED")  # an appeal is being dealt with
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
        self.permanent_council = PermanentCouncil(world)
        self.ministers = MinistersCouncil(world)
        self.joint_staff = JointStaff(world)
        self.council = CollectiveSecurityCouncil(world)
        self.book = HelpBook()
        self.procedures: list[Procedure] = []
        self._last_event: list[int] = []  # of each case
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

    # -- daily -------------------------------------------------------------------------------------------------------
    def observe(self) -> None:
        """Each state's observer takes in the day."""
        w = self.world
        held, in_name, counts = w.truth()
        self.joint_staff.watch()
        for code, state in self.states.items():
            shared = self.shared if code in self.parties else 0.0
            state.observer.look(held, in_name, counts, shared, partial(w.streams.uniform, "observe", w.hour, code))

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

    def _update_threats(self) -> None:
        now = self.requester.threat_told()
        for procedure in self.procedures:
            fixed = procedure.threat.kind == "armed_attack" and procedure.state not in ("NOTIFIED", "CONSULT")
            if procedure.open and not fixed:
                procedure.threaten(now)

    # -- cases ---------------------------------------------------------------------------------------------------------
    @property
    def docket(self) -> list[Procedure]:
        """Cases under way."""
        return [p for p in self.procedures if p.open]

    def number(self, procedure: Procedure) -> int:
        """Number of a case, from 0."""
        return self.procedures.index(procedure)

    def open_case(self, code: str) -> Procedure:
        """A new case before the alliance."""
        w = self.world
        draw = partial(w.streams.uniform, "procedure", len(self.procedures), code)
        procedure = Procedure(w.law, code, w.setting.file.start, self.requester.threat_told(), draw)
        self.procedures.append(procedure)
        self._last_event.append(-1)
        return procedure

    @property
    def may_appeal(self) -> bool:
        """Whether consultations are on, or the last case is done with, so that an appeal can be lodged."""
        if not self.requester.informed or not self.world.regime.collective:
            return False
        if self.requester.parleying:
            return False  # who talks to the other side does not call for help against it
        last = self.procedures[-1]
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
        procedure = self.procedures[-1]
        if procedure.state not in ("CONSULT", "NOTIFIED"):
            if any(self._has_dealt_with(p, asked) for p in self.procedures):
                return  # what is under way or granted already need not be asked for again
            procedure = self.open_case(code)
            procedure.notify(float(w.day))
        event = self.note(
            procedure, "appeal", code, amount=asked.ask, clause=w.regime.clause("referral"),
            causes=self.requester.alarm(), reason=reason,
        )  # fmt: skip
        self.requester.asked = True
        self.book.ask(w.day, asked.ask)
        fast = self.chamber(procedure).committed(asked)
        before = len(procedure.path)
        procedure.request(float(w.day), asked, fast, not fast)
        for transition in procedure.path[before:]:
            self.permanent_council.write(procedure, transition, causes=(event,))

    @staticmethod
    def _has_dealt_with(p: Procedure, asked: Request) -> bool:
        return p.asked.ask >= asked.ask and (p.state in PENDING or top(p.measures) >= asked.ask)

    @property
    def pending(self) -> Procedure | None:
        """The last case in which an appeal is being dealt with, if any."""
        return next((p for p in reversed(self.procedures) if p.state in PENDING), None)

    def withdraw(self, procedure: Procedure) -> None:
        """The requester takes its appeal back."""
        before = len(procedure.path)
        procedure.withdraw(float(self.world.day))
        for transition in procedure.path[before:]:
            self.permanent_council.write(procedure, transition)

    def chamber(self, procedure: Procedure) -> Chamber:
        """The states in their chairs before a case, as they stand and see today."""
        w = self.world
        pool = self.pool()
        draw = partial(w.streams.uniform, "politics", w.hour)
        return Chamber(procedure, self.parties, self.temper, draw, pool.available)

    def pool(self) -> ForcePool:
        """The one pool of men for all cases: battalions of each member that nobody has sent anywhere yet."""
        w = self.world
        waiting = {c: w.waiting(c, "contingent") if c in w.powers else [] for c in self.members}
        return ForcePool(battalions={c: w.forces.columns.men[rows].tolist() for c, rows in waiting.items()})

    # -- what was said and what follows --------------------------------------------------------------------------------
    def note(self, procedure: Procedure, kind: str, actor: str, causes: tuple[int, ...] = (), **more: Any) -> int:
        """Write an event of a case; it follows from the one before it, and from `causes`."""
        before = self.last_event(procedure)
        causes = (before, *(c for c in causes if c != before))
        event = self.world.tell(kind, actor, subject=procedure.requester, causes=causes, **more)
        self._last_event[self.number(procedure)] = event
        return event

    def last_event(self, procedure: Procedure) -> int:
        """The last event of a case; -1 if there is none."""
        return self._last_event[self.number(procedure)]

    def follow(self, procedure: Procedure, transition: Transition, event: int) -> None:
        """What follows from a transition: entries in the book of help, sharing, deliveries, deployments."""
        w = self.world
        self.book.enter(w.day, transition.state, procedure.measures)
        if Rung.consult_info in procedure.measures:
            self.agree_to_share(w.values["shared_by_consultation"])
        if Rung.mission in procedure.measures:
            self.agree_to_share(w.values["shared_by_mission"])
        if transition.state == "ADOPTED" and transition.clause not in ("LEAD", "FORCES"):
            carry_out(w, procedure, event)

    def act_alone(self, state: LeadState, rung: Rung) -> None:
        """A state gives a measure on its own."""
        self.book.bilateral.add(int(rung))
        host = self.requester.code
        asked = any(p.opinion.appeals for p in self.procedures)
        lawful = presence(state.code, host, {rung}, self.world.date, asked=asked)
        said = f"{state.standing.name} gives {rung.name} on its own: threat seen {state.threat:.2f}."
        event = self.world.tell(
            "bilateral", state.code, subject=host, amount=float(rung), causes=state.alarm(),
            clause="" if lawful is None else lawful.clause,
            reason=said if lawful is None else f"{said} {lawful.reason}",
        )  # fmt: skip
        carry_out_alone(self.world, state, rung, event)

    # -- what is learnt ------------------------------------------------------------------------------------------------
    def learn(self, chamber: Chamber, lessons: list[Lesson], cause: int) -> None:
        """States take lessons home: trust moves with what allies did."""
        if not lessons:
            return
        chamber.remember(lessons)
        self.world.tell(
            "trust", self.requester.code, subject=self.world.regime.lead_state, amount=self.trust_in_lead,
            causes=(cause,),
            reason="; ".join(f"{x.code} in {x.ally} {x.before:.2f} to {x.after:.2f}: {x.reason}" for x in lessons),
        )  # fmt: skip

    def disappoint(self, ally: str, cause: int) -> None:
        """A promise is broken: the requester trusts the one who made it less."""
        trust = self.requester.trust
        before = trust.get(ally, 0.5)
        trust[ally] = trust_after(before, helped=False, bound=True)
        self.world.tell(
            "trust", self.requester.code, subject=ally, amount=trust[ally], causes=(cause,),
            reason=f"{self.requester.code} in {ally} {before:.2f} to {trust[ally]:.2f}: it broke its promise.",
        )  # fmt: skip

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
