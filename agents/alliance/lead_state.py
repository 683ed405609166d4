"""The state that carries the load of the alliance; it also has a bilateral track and a base."""

from __future__ import annotations

from typing import ClassVar

from panj.agents.alliance.help import men_of_base
from panj.agents.alliance.states import MemberState
from panj.agents.world import World
from panj.scenarios.schema import State as Standing
from panj.treaty.council.member import alone, demands, heavy
from panj.treaty.course.clocks import days
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import ALONE, FORCE, SHORT_OF_FORCE, TOP, Rung

STEP_DAYS = 7.0  # days between two steps of the lead state on its own track; assumed
NOTHING = "nothing"


class LeadState(MemberState):
    """The lead state."""

    matters: ClassVar[tuple[str, ...]] = (*MemberState.matters, "commit", "bilateral", "price", "pledge", "offer")

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model, code, standing)
        self.due: float | None = None

    def commit(self, text: Rung, procedure: Procedure, usual: bool) -> bool:
        """Whether it commits itself to carry what is asked for before anything is drafted."""
        answer, _ = self.ask(
            "commit",
            "yes" if usual else "no",
            f"It would {'' if usual else 'not '}take on all of {text.title} if need be.",
            {
                "yes": "The appeal goes straight to the council if no objection is foreseen.",
                "no": "The staff inspects and the ministers draft first.",
            },
            facts={"text": text.name, "bound": procedure.obligation},
            clause=procedure.regime.clause("attack"),
        )
        return answer == "yes"

    def name_price(self, usual: str) -> str:
        """What it wants for its help; `usual` is what the scenario says it does."""
        answer, _ = self.ask(
            "price",
            usual,
            "It is what the scenario has it want.",
            {
                d.name: f"It costs the member {heavy(d.price)} and brings you {heavy(d.worth)}; the others trust you"
                f" less by {d.distrust:.0%}, and the bargaining takes about {d.days[1]:g} days ({d.days[0]:g} to"
                f" {d.days[2]:g})."
                if d.price
                else "Help comes the sooner, and nobody trusts you less."
                for d in demands().values()
            },
            clause="LEAD",
        )
        return str(answer)

    def give_pledge(self, limit: Rung, usual: Rung) -> Rung:
        """What it pledges in talks, up to what is on the table."""
        answer, _ = self.ask(
            "pledge",
            usual.name,
            f"It would take on {usual.title} by itself; {limit.title} is on the table.",
            {
                r.name: f"You support and carry a text up to {r.entry.text}; what is under way comes in half the time."
                if r
                else "No pledge."
                for r in Rung
                if r <= limit
            },
            facts={"limit": limit.name},
        )
        return Rung[str(answer)]

    def offer(self, members: list[str]) -> str:
        """The member to whom it offers something for its support; empty for nobody."""
        answer, _ = self.ask(
            "offer",
            NOTHING,
            "It offers nothing.",
            {NOTHING: "No side payment."}
            | {c: f"Aid is worth more to {c}, which is the readier to support it." for c in members},
            clause="LEAD",
        )
        return "" if answer == NOTHING else str(answer)

    def step(self) -> None:
        """Once a day: on its own track it does what is worth its price, one rung at a time."""
        m = self.model
        if self.threat < m.values["bilateral_at"]:
            return
        if self.due is None:
            self.due = m.day + days("bilateral", self.draw)
        if m.day < self.due:
            return
        self.due = m.day + STEP_DAYS
        done = max((r for r in m.alliance.ledger.adopted if Rung(r) in FORCE), default=0)
        left = [r for r in ALONE if r > done and r not in self.on_its_own]  # less than force adopted adds nothing
        usual = self._next_measure(left)
        answer, _ = self.ask(
            "bilateral",
            usual.name if usual else NOTHING,
            f"Towards the most that is worth its price to it [threat seen {self.threat:.2f}].",
            {NOTHING: "No further measure this week."} | {r.name: self._alone(r) for r in left},
            facts={"on_its_own": "+".join(r.name for r in sorted(self.on_its_own))},
        )
        if answer != NOTHING and m.alliance.requester.consents(self.code, Rung[str(answer)]):
            self.on_its_own.add(Rung[str(answer)])
            m.alliance.act_alone(self, Rung[str(answer)])

    def _alone(self, rung: Rung) -> str:
        """What a measure on its own means: in words, and in men where the base would send some."""
        men = men_of_base(self.model, self.code, rung)
        return (
            f"On its own: {rung.entry.text}{f'; {men:,} men of its base march' if men else ''}. The host must consent."
        )

    def _next_measure(self, left: list[Rung]) -> Rung | None:
        """The next measure on its own, towards the most that is worth its price; force only under attack."""
        limit = TOP if self.attacked else SHORT_OF_FORCE
        aim = alone(self.model.alliance.temper, self.member(), self.view(False, 1.0), limit, self.draw)
        return next((r for r in left if r <= aim), None)
