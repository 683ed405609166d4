"""The political side wired together: who sits where, what lies before the alliance, what follows from a decision."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agents.chamber import Chamber
from agents.councils import (
    CollectiveSecurityCouncil,
    JointStaff,
    MinistersCouncil,
    PermanentCouncil,
    Secretariat,
)
from agents.observer import Picture
from agents.states import ROLES, LeadState, MemberState, PartnerState, Requester, State
from model.delivery import carry_out, carry_out_alone
from scenarios.schema import InjectRow
from treaty.clauses import Request, Threat
from treaty.forces import ForcePool
from treaty.ladder import Rung, top
from treaty.member import temper, trust_after
from treaty.procedure import Procedure, Transition
from treaty.sitting import Lesson

if TYPE_CHECKING:
    from model.border_model import BorderModel

PENDING = ("REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE", "DEFERRED")  # an appeal is being dealt with
ATTACKS = ("post_attacked", "incursion_found", "post_lost")  # something happened in a sector
MEMORY_DAYS = 14  # an attack this recent still counts as going on; assumed


class Politics:
    """States, bodies, and the procedures before them."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        file = model.setting.file
        self.states: dict[str, State] = {
            code: ROLES[standing.role](model, code, standing) for code, standing in file.states.items()
        }
        self.secretariat = Secretariat(model)
        self.permanent_council = PermanentCouncil(model)
        self.ministers = MinistersCouncil(model)
        self.joint_staff = JointStaff(model)
        self.council = CollectiveSecurityCouncil(model)
        self.procedures: list[Procedure] = []
        self.last_event: dict[int, int] = {}
        self.shared = 0.0
        self.temper = replace(temper(), reliability=model.values["reliability"])
        self._sectors: dict[int, int] = {}
        self._events_seen = 0
        bound = model.regime.members_on(file.start)
        self.parties = {c: s for c, s in self.states.items() if isinstance(s, MemberState) and c in bound}
        self.members = sorted(self.parties)
        requester = self.states[file.requester]
        assert isinstance(requester, Requester)
        self.requester = requester
        self._threats = {
            kind: Threat(kind, "nonstate", model.far_power(True), requester.code, True, True)
            for kind in ("armed_attack", "spillover", "massing", "none")
        }
        lead = self.states.get(model.regime.lead_state)
        self.lead = lead if isinstance(lead, LeadState) else None

    # -- daily -------------------------------------------------------------------------------------------------------
    def observe(self) -> None:
        """Each state's observer takes in the day."""
        m = self.model
        in_name = m.account.in_name_share()
        held = m.account.border_share - in_name
        counts = Picture(
            refuge_week=m.account.week(m.account.refuge),
            incidents_week=m.account.week(m.account.incidents),
        )
        self._watch_attacks()
        for code, state in self.states.items():
            shared = self.shared if code in self.parties else 0.0
            state.observer.look(held, in_name, counts, shared, partial(m.streams.uniform, "observe", m.steps, code))

    def deliberate(self) -> None:
        """States act, then the bodies in the order of the procedure."""
        self._update_threats()
        self.requester.step()
        if self.lead is not None:
            self.lead.step()
        self.permanent_council.step()
        self.joint_staff.step()
        self.council.step()

    def _watch_attacks(self) -> None:
        m = self.model
        segment = m.forces.columns.segment
        for event in m.events.since(self._events_seen):
            row = m.forces.row.get(event.subject) if event.kind in ATTACKS else None
            if row is not None and segment[row] >= 0:
                self._sectors[int(m.ground.s_detachment[segment[row]])] = m.day
        self._events_seen = len(m.events)

    def attacked_sector(self, k: int) -> bool:
        """Whether something happened in a detachment's sector lately."""
        return self.model.day - self._sectors.get(k, -10_000) <= MEMORY_DAYS

    @property
    def fog(self) -> float:
        """Error of the Joint Staff's count of men, as a share; smaller the more allies share."""
        return 0.5 * (1.0 - self.shared)

    # -- procedures --------------------------------------------------------------------------------------------------
    def threat_now(self) -> Threat:
        """What happens to the requester, as it sees it itself: who informs and appeals says what it is about."""
        seen = self.requester.picture
        if self.requester.attacked:
            kind = "armed_attack"
        elif seen.refuge_week > 0:
            kind = "spillover"
        else:
            kind = "massing" if seen.border_share > 0.0 else "none"
        return self._threats[kind]

    def _update_threats(self) -> None:
        now = self.threat_now()
        for procedure in self.procedures:
            fixed = procedure.threat.kind == "armed_attack" and procedure.state not in ("NOTIFIED", "CONSULT")
            if procedure.open and not fixed:
                procedure.threaten(now)

    def open_procedure(self, code: str) -> Procedure:
        """A new case before the alliance."""
        m = self.model
        number = len(self.procedures)

        def draw(which: str) -> float:
            return m.streams.uniform("procedure", number, code, which)

        procedure = Procedure(m.regime, code, m.date, self.threat_now(), draw)
        self.procedures.append(procedure)
        return procedure

    @property
    def may_appeal(self) -> bool:
        """Whether consultations are on, or the last case is done with, so that an appeal can be lodged."""
        if not self.requester.informed or not self.model.regime.collective:
            return False
        last = self.procedures[-1]
        attacked = self.requester.attacked
        if last.state == "CONSULT" or (last.state == "NOTIFIED" and attacked):
            return True
        if attacked and last.state != "REQUESTED":
            return True  # an attack is reason to come again, whatever lies before the council
        return last.state in ("IMPLEMENT_SOFT", "CLOSED", "BLOCKED", "MONITOR", "DEPLOY", "REVIEW")

    def appeal(self, asked: Request, reason: str) -> None:
        """The requester lodges an appeal, or decides not to."""
        m, h = self.model, self.model.account.help
        if not asked.made:
            m.tell("no_request", self.requester.code, clause="CST-4", causes=self.requester.alarm(), reason=reason)
            return
        last = self.procedures[-1]
        if last.state in ("CONSULT", "NOTIFIED"):
            procedure = last
        else:
            if any(
                p.asked.ask >= asked.ask and (p.state in PENDING or top(p.measures) >= asked.ask)
                for p in self.procedures
            ):
                return  # what is under way or granted already need not be asked for again
            procedure = self.open_procedure(self.requester.code)
            procedure.notify(float(m.day))
        event = self.note(
            procedure, "appeal", self.requester.code, amount=asked.ask, clause="CH-16",
            causes=self.requester.alarm(), reason=reason,
        )  # fmt: skip
        if h.request_day is None:
            h.request_day = m.day
        h.ask_rung = max(h.ask_rung or 0, asked.ask)
        fast = self.chamber(procedure).committed(asked)
        before = len(procedure.path)
        procedure.request(float(m.day), asked, fast, not fast)
        for transition in procedure.path[before:]:
            self.permanent_council.write(procedure, transition, causes=(event,))

    def chamber(self, procedure: Procedure) -> Chamber:
        """The states in their chairs before a procedure, as they stand and see today."""
        m = self.model
        return Chamber(
            procedure, self.parties, self.temper, lambda who, which: m.streams.uniform("politics", m.steps, who, which)
        )

    def pool(self) -> ForcePool:
        """The one pool of men for all procedures: battalions of each member that nobody has sent anywhere yet."""
        m = self.model
        waiting = {c: m.arrivals.waiting(c, "contingent") if c in m.powers else [] for c in self.members}
        return ForcePool(battalions={c: m.forces.columns.men[rows].tolist() for c, rows in waiting.items()})

    def note(self, procedure: Procedure, kind: str, actor: str, causes: tuple[int, ...] = (), **more: Any) -> int:
        """Write an event of a procedure; it follows from the one before it, and from `causes`."""
        before = self.last_event.get(id(procedure), -1)
        causes = (before, *(c for c in causes if c != before))
        event = self.model.tell(kind, actor, subject=procedure.requester, causes=causes, **more)
        self.last_event[id(procedure)] = event
        return event

    def learn(self, chamber: Chamber, lessons: list[Lesson], cause: int) -> None:
        """States take lessons home: trust moves with what allies did."""
        if not lessons:
            return
        chamber.remember(lessons)
        self.model.tell(
            "trust", self.requester.code, subject=self.model.regime.lead_state, amount=self.trust_in_lead,
            causes=(cause,),
            reason="; ".join(f"{x.code} in {x.ally} {x.before:.2f} to {x.after:.2f}: {x.reason}" for x in lessons),
        )  # fmt: skip

    def disappoint(self, ally: str, cause: int) -> None:
        """A promise is broken: the requester trusts the one who made it less."""
        trust = self.requester.trust
        before = trust.get(ally, 0.5)
        trust[ally] = trust_after(before, helped=False, bound=True)
        self.model.tell(
            "trust", self.requester.code, subject=ally, amount=trust[ally], causes=(cause,),
            reason=f"{self.requester.code} in {ally} {before:.2f} to {trust[ally]:.2f}: it broke its promise.",
        )  # fmt: skip

    @property
    def trust_in_lead(self) -> float:
        """Trust of the other members in the lead state, 0..1, their mean: how whole the alliance is."""
        lead = self.model.regime.lead_state
        trust = [s.trust.get(lead, 0.5) for code, s in sorted(self.parties.items()) if code != lead]
        return round(sum(trust) / len(trust), 6) if trust else 0.0

    def follow(self, procedure: Procedure, transition: Transition, event: int) -> None:
        """What follows from a transition: entries in the book of help, sharing, deliveries, deployments."""
        m, h = self.model, self.model.account.help
        h.adopted |= {int(r) for r in procedure.measures}
        if Rung.consult_info in procedure.measures:
            self.shared = max(self.shared, m.values["shared_by_consultation"])
        if Rung.mission in procedure.measures:
            self.shared = max(self.shared, m.values["shared_by_mission"])
        if transition.state == "CONSULT" and h.consultation_day is None:
            h.consultation_day = m.day
        if transition.state in ("ADOPTED", "BLOCKED") and h.decision_day is None:
            h.decision_day = m.day
        if transition.state == "ADOPTED" and transition.clause not in ("LEAD", "FORCES"):
            carry_out(m, procedure, event)

    def count_blocks(self, procedure: Procedure) -> None:
        """Enter objections that blocked a text."""
        h = self.model.account.help
        h.vetoes += len(procedure.blocked_by)
        if len(procedure.blocked_by) == 1:
            h.pivotal.add(procedure.blocked_by[0])

    # -- the bilateral track -----------------------------------------------------------------------------------------
    def act_alone(self, state: LeadState, rung: Rung) -> None:
        """A state gives a measure on its own."""
        m = self.model
        m.account.help.bilateral.add(int(rung))
        event = m.tell(
            "bilateral",
            state.code,
            subject=self.requester.code,
            amount=float(rung),
            causes=state.alarm(),
            reason=f"{state.standing.name} gives {rung.name} on its own: threat seen {state.threat:.2f}.",
        )
        carry_out_alone(m, state, rung, event)

    @property
    def partners(self) -> list[PartnerState]:
        """Neighbours without treaty duty."""
        return [s for s in self.states.values() if isinstance(s, PartnerState)]

    def rung_name(self, rung: int) -> str:
        """Name of a rung."""
        return Rung(rung).name

    def inject(self, row: InjectRow, event: int) -> None:
        """Injects that touch politics: an appeal, its withdrawal, a statement."""
        m = self.model
        if row.kind == "request":
            if not self.requester.informed:
                self.requester.informed = True
                self.secretariat.take_notice(self.requester, row.note)
            self.appeal(Request(True, True, 4 if self.requester.attacked else 2, int(Rung[row.what])), row.note)
        elif row.kind == "withdraw" and self.procedures and self.procedures[-1].open:
            procedure: Any = self.procedures[-1]
            before = len(procedure.path)
            procedure.withdraw(float(m.day))
            for transition in procedure.path[before:]:
                self.permanent_council.write(procedure, transition)
