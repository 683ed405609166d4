"""The bodies of the alliance. Each has a docket and does its one thing when the procedure has come to it.

The secretariat takes notices and convenes. Who consults takes appeals and lets the procedure run; the staff inspects
and recommends a ceiling; a text is drafted, and the deciding body votes. What each is called the book of law says.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from panj.agents.kinds import ATTACKS
from panj.agents.seats.seat import Seated
from panj.agents.world import World
from panj.border.compiled import quick
from panj.border.forces import ALLY, FIELD, HOME, MILITANT
from panj.border.sensing import chance_found
from panj.treaty.council.bargain import Draft
from panj.treaty.council.member import demands
from panj.treaty.council.sitting import Ballot
from panj.treaty.ladder import CONSULTATION, MISSION, Rung, titles, top
from panj.treaty.opinion.jointstaff import Assessment, SectorEstimate, recommend
from panj.treaty.text import Text

if TYPE_CHECKING:
    from panj.agents.alliance.case import Case
    from panj.agents.alliance.lead_state import LeadState
    from panj.agents.alliance.states import State
    from panj.treaty.course.procedure import Procedure

OFFER = 0.3  # worth of a side payment to the one who gets it, 0..1, as of the dearest demand; assumed
NEAR_KM = 40.0  # militants this near the border are counted against a sector; assumed
STRETCH_CELLS = 3.0  # a body of militants comes at one place; guards of it and of the cells beside it can stand there
QUIET_INTENT = 0.10  # share of militants opposite who are expected to come when nothing has happened yet; assumed

MEMORY_DAYS = 14  # an attack this recent still counts as going on; assumed

_chance_found = quick(chance_found)


class Body(Seated):
    """A body of the alliance; only some of them have a chair in which somebody decides."""

    role: ClassVar[Literal["consults", "staff", "drafts", "decides"]] = "consults"

    @property
    def title(self) -> str:
        """What it is called under the law of the day."""
        regime = self.model.regime
        return regime.deciding_body if self.role == "decides" else regime.body(self.role)


class Secretariat(Body):
    """Takes notices and convenes."""

    def take_notice(self, state: State, reason: str) -> None:
        """A member informs the alliance."""
        m = self.model
        case = m.alliance.open_case(state.code)
        p = case.procedure
        said = "" if case.begun else f" {p.findings[0].reason}"
        case.tell(
            "informed", state.code, clause=p.regime.clause("consult"), causes=state.alarm(), reason=f"{reason}{said}"
        )
        if m.alliance.ledger.inform_day is None:
            m.alliance.ledger.inform_day = m.day


class ConsultingBody(Body):
    """Meets on what lies before it, lets the procedure run, and sends a mission early where the threat is high."""

    def step(self) -> None:
        """Once a day: let the clocks of all cases run."""
        for case in self.model.alliance.docket:
            case.advance(case.procedure.tick)
            if case.procedure.state == "CONSULT":
                self._inspect_early(case)

    def _inspect_early(self, case: Case) -> None:
        """While consultations are on, a task force sets out where most members see a high threat."""
        m = self.model
        seen = sorted(m.alliance.states[code].threat for code in m.alliance.members)
        middle = seen[len(seen) // 2]
        if middle < m.values["inspect_at"]:
            return
        case.advance(
            case.procedure.inspect,
            kind="mission_sent",
            actor=m.alliance.joint_staff.title,
            amount=0,
            reason="Consultations are on and the threat that members see is high enough: the task force sets out"
            f" before an appeal [{middle:.2f} in the middle of them].",
        )

    def state_readiness(self, case: Case) -> None:
        """The allies state what they are ready for, before anything is decided: words, and a measure of what is seen
        to pass."""
        draft = case.chamber.draft()
        rung, why = draft.text.top, draft.reason
        p = case.procedure
        case.tell(
            "readiness",
            self.title,
            amount=float(rung),
            clause=p.regime.clause("referral"),
            reason=f"The allies state that they are ready to help {p.requester}, as things stand with {rung.title}:"
            f" {why}",
        )


class DraftingBody(Body):
    """Drafts the text once the mission has reported; before it, the lead state may name its price."""

    role = "drafts"
    chair = "ministers"
    matters: ClassVar[tuple[str, ...]] = ("draft",)

    def draft(self, case: Case) -> None:
        """The most that is expected to pass becomes the draft."""
        p, lead = case.procedure, case.chamber.lead_state
        if lead is not None and lead.code != p.requester:
            self._pay_and_be_paid(case, lead)
        draft = self._word(case)
        p.propose(draft.text, draft.reason, draft.round)
        self._tell(case, draft)

    def _word(self, case: Case) -> Draft:
        """The draft: what its proposer lays on the table, unless the ministers' chair differs."""
        chamber, p = case.chamber, case.procedure
        usual = self.model.alliance.floor.draft(case) or chamber.draft()
        lowest = min(MISSION, usual.text.top)
        allowed = {r.name: f"The text goes up to {r.title}." for r in Rung if lowest <= r <= chamber.limit()[0]}
        answer, why = self.ask(
            "draft",
            usual.text.top.name,
            usual.reason,
            allowed,
            facts={f"expected of {c}": said for c, said in chamber.expected(usual.text).items()},
            clause=p.regime.clause("bodies"),
        )
        if answer == usual.text.top.name:
            return usual
        return Draft(Text(p.worded(Rung[str(answer)])), p.round, self.chair, why)

    def _tell(self, case: Case, draft: Draft) -> None:
        p = case.procedure
        if draft.proposed is not None:
            case.tell(
                "amendment",
                draft.amended_by,
                amount=float(draft.text.top),
                clause=p.regime.clause("vote"),
                reason=f"{draft.by} proposes {draft.proposed.title}, and {draft.amended_by} moves {draft.text.title}.",
            )
        text = p.text()
        case.tell(
            "text",
            self.title,
            amount=float(top(text)),
            clause=p.regime.clause("bodies"),
            reason=f"The draft proposes {titles(text)}: {p.draft_reason}",
        )

    def _pay_and_be_paid(self, case: Case, lead: LeadState) -> None:
        """The lead state names its price, if it has one, and may offer somebody something for a vote."""
        m, chamber, requester = self.model, case.chamber, case.procedure.requester
        demand = demands()[lead.name_price(m.setting.file.demand)]
        if demand.name != "none":
            paid, lost, lessons = chamber.demanded(demand)
            demand_event = case.tell(
                "demand",
                lead.code,
                amount=lost,
                clause="LEAD",
                reason=f"{lead.code} wants {demand.title} for its help; the bargaining costs {lost:.0f} days.",
            )
            case.tell(
                "demand_met" if paid else "demand_refused",
                requester,
                causes=(demand_event,),
                reason=f"{requester} {'accepts' if paid else 'refuses'} the price.",
            )
            m.alliance.learn(lessons, demand_event)
        paid_member = lead.offer([code for code in chamber.seats() if code not in (lead.code, requester)])
        if paid_member:
            chamber.promise(paid_member, OFFER)
            case.tell(
                "offer",
                lead.code,
                amount=OFFER,
                clause="LEAD",
                reason=f"{lead.code} offers {paid_member} something for its support.",
            )


class Staff(Body):
    """Sends a task force that inspects the border through the fog, and recommends a ceiling with reasons."""

    role = "staff"
    chair = "joint-staff"
    matters: ClassVar[tuple[str, ...]] = ("finding",)

    def __init__(self, model: World) -> None:
        super().__init__(model)
        self._attacked: dict[int, int] = {}  # detachment -> day of the last attack in its sector
        self._events_seen = 0

    def watch(self) -> None:
        """Take in where something happened since yesterday."""
        m = self.model
        segment = m.forces.columns.segment
        for event in m.events.since(self._events_seen):
            row = m.forces.row.get(event.subject) if event.kind in ATTACKS else None
            if row is not None and segment[row] >= 0:
                self._attacked[int(m.ground.s_detachment[segment[row]])] = m.day
        self._events_seen = len(m.events)

    def _attacked_lately(self, sector: int) -> bool:
        return self.model.day - self._attacked.get(sector, -10_000) <= MEMORY_DAYS

    @property
    def fog(self) -> float:
        """Error of its count of men, as a share; smaller the more allies share."""
        return 0.5 * (1.0 - self.model.alliance.shared)

    def step(self) -> None:
        """Report where a mission is due to."""
        for case in self.model.alliance.docket:
            if case.procedure.awaits == "assessment":
                self.report(case)

    def report(self, case: Case) -> None:
        """Lay its finding before the case: the ceiling, and why."""
        found = self.inspect()
        answer, why = self.ask(
            "finding",
            found.ceiling.name,
            " ".join(found.reasons),
            {r.name: f"No text goes beyond {r.title}." for r in Rung if r >= CONSULTATION},
            clause="STAFF",
        )
        ceiling = Rung[str(answer)]
        case.tell(
            "recommendation",
            self.title,
            amount=float(ceiling),
            clause="STAFF",
            reason=f"At most {ceiling.title}: {why}",
        )
        case.advance(partial(case.procedure.report, ceiling=ceiling, reason=why))

    def inspect(self) -> Assessment:
        """Estimate each sector at a stretch: the strongest body opposite, who can stand there, how well they see."""
        m = self.model
        f, g = m.forces.columns, m.ground
        bodies: list[dict[int, float]] = [{} for _ in m.detachments]  # militants by cell, sector by sector
        own = [0.0] * len(m.detachments)
        patrols = [0.0] * len(m.detachments)
        near = [min(1.0, STRETCH_CELLS / max(1, n)) for n in self._cells_per_sector()]
        field = f.status == FIELD
        rows = (field & (f.side == MILITANT) & (f.segment >= 0) & (g.depth_km[f.cell] <= NEAR_KM)).nonzero()[0]
        sector_of = g.s_detachment[f.segment[rows]]
        for k, cell, men in zip(sector_of.tolist(), f.cell[rows].tolist(), f.men[rows].tolist(), strict=True):
            bodies[k][cell] = bodies[k].get(cell, 0.0) + men
        rows = (field & ((f.side == HOME) | (f.side == ALLY)) & (f.home >= 0)).nonzero()[0]
        gain = 1.0 + m.rules.equipment_gain * f.equipment[rows] + m.rules.readiness_gain * f.readiness[rows]
        teams = f.men[rows] / m.rules.patrol_men * gain
        for k, men, worth in zip(f.home[rows].tolist(), f.men[rows].tolist(), teams.tolist(), strict=True):
            own[k] += men
            patrols[k] += worth
        inside, hunters = self._count_inside()
        coming = m.coming_men()
        incidents = m.alliance.requester.picture.incidents_week
        intent = QUIET_INTENT + (1.0 - QUIET_INTENT) * incidents / (incidents + 6.0)
        sectors = []
        for k, name in enumerate(m.detachments):
            cell = int(g.s_near[(g.s_detachment == k).argmax()])
            blur = 1.0 + self.fog * (2.0 * m.streams.uniform("staff", m.hour, name, "men") - 1.0)
            watch = [self._watch(cell, patrols[k] * more * near[k]) for more in (1.0, 1.0 + m.rules.equipment_gain)]
            sectors.append(
                SectorEstimate(
                    name=f"the {name.title()} sector",
                    hostile_men=max(bodies[k].values(), default=0.0) * blur,
                    intent=intent,
                    own_men=own[k] * near[k],
                    coming_men=coming / len(m.detachments) * near[k],
                    watch_now=watch[0],
                    watch_equipped=watch[1],
                    attacked=incidents > 0.0 and self._attacked_lately(k),
                    inside_men=inside[k],
                    hunters=hunters[k],
                )
            )
        return recommend(sectors)

    def _count_inside(self) -> tuple[list[float], list[float]]:
        """Militants known to be in the land behind each sector, where they came over, and men who are after them."""
        m = self.model
        f, g, n = m.forces.columns, m.ground, m.inland
        inside, hunters = [0.0] * len(m.detachments), [0.0] * len(m.detachments)
        for row in m.border_troops.pursuit.known() if m.busy_inside else ():
            k = int(g.s_detachment[f.segment[row]])
            inside[k] += float(f.men[row])
            hunters[k] += float(f.men[n.chase == row].sum())
        return inside, hunters

    def _cells_per_sector(self) -> list[int]:
        g = self.model.ground
        return [len(set(g.s_near[g.s_detachment == k].tolist())) for k in range(len(self.model.detachments))]

    def _watch(self, cell: int, patrols: float) -> float:
        """Chance per day to find a band in a sector's typical cell."""
        m = self.model
        return float(_chance_found(m.ground, m.rules, cell, patrols, 24.0))


class DecidingBody(Body):
    """Heads of state: each member votes, the regime counts."""

    role = "decides"

    def step(self) -> None:
        """Vote on every text that is due."""
        for case in self.model.alliance.docket:
            if case.procedure.awaits == "positions":
                self.vote(case)

    def vote(self, case: Case) -> None:
        """Take the members' positions and let the regime count."""
        alliance, p, chamber = self.model.alliance, case.procedure, case.chamber
        text, session = top(p.text()), case.last_event
        p.forces_available = alliance.pool().men_left(p.requester) > 0
        said = chamber.ballots()
        told = tuple(self._tell(p, ballot, text, session) for ballot in said)
        lies = chamber.tabled()
        alliance.floor.voted(case, said, lies)
        case.advance(partial(chamber.cast, said=said), causes=told)
        alliance.floor.promises.decided(case, lies, adopted=lies.top in p.measures)
        alliance.ledger.count_blocks(p.blocked_by)
        alliance.learn(chamber.lessons(), case.last_event)

    def _tell(self, procedure: Procedure, ballot: Ballot, text: Rung, session: int) -> int:
        return self.model.tell(
            "ballot",
            ballot.code,
            subject=ballot.position,
            amount=float(text),
            clause=procedure.regime.clause("vote"),
            causes=(session,),
            reason=ballot.reason,
        )
