"""The bodies of the alliance. Each has a docket and does its one thing when the procedure has come to it.

Secretariat: takes notices and convenes. Permanent Council: takes appeals, lets the procedure run, cannot send force.
Joint Staff: inspects and recommends a ceiling. Ministers: draft the text. Collective Security Council: votes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mesa import Agent

from border.forces import ALLY, FIELD, HOME, MILITANT
from border.sensing import chance_found
from treaty.jointstaff import Assessment, SectorEstimate, recommend
from treaty.ladder import names, top

if TYPE_CHECKING:
    from agents.states import State
    from treaty.procedure import Procedure, Transition

NEAR_KM = 40.0  # militants this near the border are counted against a sector; assumed
QUIET_INTENT = 0.10  # share of militants opposite who are expected to come when nothing has happened yet; assumed

KINDS = {
    "CONSULT": "consultation", "REQUESTED": "request", "ASSESS": "mission_sent", "DRAFT": "draft",
    "CSC_VOTE": "session",
    "ADOPTED": "adopted", "DEFERRED": "deferred", "BLOCKED": "blocked", "IMPLEMENT_SOFT": "implementation",
    "DEPLOY": "deployment", "REVIEW": "review", "CLOSED": "closed", "MONITOR": "dropped", "NOTIFIED": "informed",
}  # fmt: skip


class Body(Agent):
    """A body of the alliance."""

    title = "body"

    @property
    def docket(self) -> list[Procedure]:
        """Procedures under way."""
        return [p for p in self.model.politics.procedures if p.open]


class Secretariat(Body):
    """Takes notices and convenes."""

    title = "Secretariat"

    def take_notice(self, state: State, reason: str) -> None:
        """A member informs the alliance."""
        m = self.model
        procedure = m.politics.open_procedure(state.code)
        begun = procedure.notify(float(m.day))
        said = "" if begun else f" {procedure.findings[0].reason}"
        event = m.tell("informed", state.code, subject=self.title, clause="CST-2", reason=f"{reason}{said}")
        m.politics.last_event[id(procedure)] = event
        if m.account.help.inform_day is None:
            m.account.help.inform_day = m.day


class PermanentCouncil(Body):
    """Meets on what lies before it and lets the procedure run."""

    title = "Permanent Council"

    def step(self) -> None:
        """Once a day: let the clocks of all procedures run and write down what they did."""
        for procedure in self.docket:
            for transition in procedure.tick(float(self.model.day)):
                self.write(procedure, transition)

    def write(self, procedure: Procedure, transition: Transition) -> int:
        """One transition as an event; its consequences are drawn by politics."""
        m = self.model
        event = m.tell(
            KINDS[transition.state],
            self._actor(procedure, transition),
            subject=procedure.requester,
            amount=float(top(procedure.measures)),
            clause=transition.clause,
            causes=(m.politics.last_event.get(id(procedure), -1),),
            reason=transition.reason,
        )
        m.politics.last_event[id(procedure)] = event
        m.politics.follow(procedure, transition, event)
        return event

    def _actor(self, procedure: Procedure, transition: Transition) -> str:
        return {
            "REQUESTED": procedure.requester, "ASSESS": JointStaff.title, "DRAFT": MinistersCouncil.title,
            "CSC_VOTE": CollectiveSecurityCouncil.title, "ADOPTED": CollectiveSecurityCouncil.title,
            "BLOCKED": CollectiveSecurityCouncil.title,
        }.get(transition.state, self.title)  # fmt: skip


class MinistersCouncil(Body):
    """Drafts the text once the mission has reported."""

    title = "Council of ministers"

    def draft(self, procedure: Procedure) -> None:
        """Write down what the draft proposes."""
        m = self.model
        text = procedure.text()
        m.tell(
            "text",
            self.title,
            subject=procedure.requester,
            amount=float(top(text)),
            clause="CH-11",
            causes=(m.politics.last_event.get(id(procedure), -1),),
            reason=f"The draft proposes {', '.join(names(text))}.",
        )


class JointStaff(Body):
    """Sends a task force that inspects the border through the fog, and recommends a ceiling with reasons."""

    title = "Joint Staff"

    def step(self) -> None:
        """Report where a mission is due to."""
        m = self.model
        for procedure in self.docket:
            if procedure.awaits == "assessment":
                found = self.inspect()
                before = len(procedure.path)
                procedure.report(float(m.day), found.ceiling, " ".join(found.reasons))
                event = m.tell(
                    "recommendation",
                    self.title,
                    subject=procedure.requester,
                    amount=float(found.ceiling),
                    clause="KSBR-3",
                    causes=(m.politics.last_event.get(id(procedure), -1),),
                    reason=f"At most {found.ceiling.name}: {' '.join(found.reasons)}",
                )
                m.politics.last_event[id(procedure)] = event
                for transition in procedure.path[before:]:
                    m.politics.permanent_council.write(procedure, transition)
                m.politics.ministers.draft(procedure)

    def inspect(self) -> Assessment:
        """Estimate each detachment's sector: what threatens, what stands there, how well it sees."""
        m = self.model
        f, g = m.forces.columns, m.ground
        hostile = [0.0] * len(m.detachments)
        own = [0.0] * len(m.detachments)
        patrols = [0.0] * len(m.detachments)
        cells = [max(1, n) for n in self._cells_per_sector()]
        for i in range(len(m.forces)):
            if f.status[i] != FIELD:
                continue
            if f.side[i] == MILITANT and f.segment[i] >= 0 and g.depth_km[f.cell[i]] <= NEAR_KM:
                hostile[g.s_detachment[f.segment[i]]] += float(f.men[i])
            elif f.side[i] in (HOME, ALLY) and f.home[i] >= 0:
                own[f.home[i]] += float(f.men[i])
                gain = 1.0 + m.rules.equipment_gain * f.equipment[i] + m.rules.readiness_gain * f.readiness[i]
                patrols[f.home[i]] += float(f.men[i]) / m.rules.patrol_men * float(gain)
        coming = sum(int(f.men[r]) for item in m.arrivals.under_way("battalions") for r in item.what["rows"])
        incidents = m.requester.picture.incidents_week
        intent = QUIET_INTENT + (1.0 - QUIET_INTENT) * incidents / (incidents + 6.0)
        sectors = []
        for k, name in enumerate(m.detachments):
            cell = int(g.s_near[(g.s_detachment == k).argmax()])
            blur = 1.0 + m.politics.fog * (2.0 * m.streams.uniform("staff", m.steps, name, "men") - 1.0)
            watch = [
                self._watch(cell, patrols[k] * more * 3.0 / cells[k]) for more in (1.0, 1.0 + m.rules.equipment_gain)
            ]
            sectors.append(
                SectorEstimate(
                    name=f"the {name} sector",
                    hostile_men=hostile[k] * blur,
                    intent=intent,
                    own_men=own[k],
                    coming_men=coming / len(m.detachments),
                    watch_now=watch[0],
                    watch_equipped=watch[1],
                    attacked=incidents > 0.0 and m.politics.attacked_sector(k),
                )
            )
        return recommend(sectors)

    def _cells_per_sector(self) -> list[int]:
        g = self.model.ground
        return [len(set(g.s_near[g.s_detachment == k].tolist())) for k in range(len(self.model.detachments))]

    def _watch(self, cell: int, patrols: float) -> float:
        """Chance per day to find a band in a sector's typical cell."""
        m = self.model
        step = chance_found(m.ground, m.rules, cell, patrols)
        return 1.0 - math.pow(1.0 - step, m.steps_per_day)


class CollectiveSecurityCouncil(Body):
    """Heads of state: each member votes, the regime counts."""

    title = "Collective Security Council"

    def step(self) -> None:
        """Vote on every text that is due."""
        for procedure in self.docket:
            if procedure.awaits == "positions":
                self.vote(procedure)

    def vote(self, procedure: Procedure) -> None:
        """Take the members' positions, ask the lead state for its will, and let the regime count."""
        m = self.model
        text = top(procedure.text())
        positions = {}
        cause = m.politics.last_event.get(id(procedure), -1)
        ballots = []
        for code in procedure.members:
            if code not in m.politics.states:
                continue
            positions[code], reason = m.politics.states[code].vote(text, procedure.obligation)
            ballots.append(
                m.tell(
                    "ballot",
                    code,
                    subject=positions[code],
                    amount=float(text),
                    clause="CH-12",
                    causes=(cause,),
                    reason=reason,
                )
            )
        lead = m.politics.lead
        willing = True
        if lead is not None and lead.code in positions:
            willing, reason = lead.willing(text, procedure.obligation)
            ballots.append(
                m.tell(
                    "lead_will", lead.code, subject="willing" if willing else "unwilling", amount=float(text),
                    clause="LEAD", causes=(cause,), reason=reason,
                )
            )  # fmt: skip
        before = len(procedure.path)
        procedure.cast(float(m.day), positions, lead_willing=willing)
        m.politics.count_blocks(procedure)
        for transition in procedure.path[before:]:
            event = m.politics.permanent_council.write(procedure, transition)
            m.politics.last_event[id(procedure)] = event
