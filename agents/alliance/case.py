"""A case before the alliance: its procedure, the last event of it in the log, and its chamber.

Whatever happens to a case goes through `Case.advance`: a member appeals or withdraws, a clock runs out, the staff
reports, the council votes. The procedure takes its steps, each is logged, and what follows from it is set going: a
statement of readiness, a draft, help.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from panj.agents.alliance.bodies import Body, ConsultingBody, DecidingBody, DraftingBody, Staff
from panj.agents.alliance.chamber import Chamber
from panj.agents.alliance.help import carry_out
from panj.treaty.course.procedure import PENDING, Procedure
from panj.treaty.ladder import top

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance
    from panj.treaty.course.transition import Transition
    from panj.treaty.law.clauses import Request

# What the log says when a case comes to a state: kind of event, and the body whose doing it is (None: the requester).
TOLD: dict[str, tuple[str, type[Body] | None]] = {
    "NOTIFIED": ("informed", ConsultingBody),
    "CONSULT": ("consultation", ConsultingBody),
    "REQUESTED": ("request", None),
    "ASSESS": ("mission_sent", Staff),
    "DRAFT": ("draft", DraftingBody),
    "CSC_VOTE": ("session", DecidingBody),
    "ADOPTED": ("adopted", DecidingBody),
    "DEFERRED": ("deferred", ConsultingBody),
    "BLOCKED": ("blocked", DecidingBody),
    "IMPLEMENT_SOFT": ("implementation", ConsultingBody),
    "DEPLOY": ("deployment", ConsultingBody),
    "REVIEW": ("review", ConsultingBody),
    "CLOSED": ("closed", ConsultingBody),
    "MONITOR": ("dropped", ConsultingBody),
}


class Case:
    """One case: `number` counts from 0 in the order in which cases are opened."""

    def __init__(self, alliance: Alliance, number: int, code: str) -> None:
        self.alliance = alliance
        self.world = alliance.world
        self.number = number
        self.last_event = -1  # in the log; -1 before there is one
        draw = partial(self.world.streams.uniform, "procedure", number, code)
        start, threat = self.world.setting.file.start, alliance.requester.threat_told()
        self.procedure = Procedure(self.world.law, code, start, threat, draw)
        self.chamber = Chamber(self.procedure, alliance, number)
        self.begun = self.procedure.notify(float(self.world.day))  # told by whoever opens the case
        self.procedure.news()

    def lodge(self, asked: Request, reason: str, causes: tuple[int, ...]) -> None:
        """The requester lodges an appeal, or a graver one than that which is being dealt with; where the lead state is
        committed and no objection foreseen, it goes fast."""
        p = self.procedure
        referral = self.world.regime.clause("referral")
        event = self.tell("appeal", p.requester, causes, amount=asked.ask, clause=referral, reason=reason)
        fast = self.chamber.committed(asked)
        act = p.requalify if p.state in PENDING else p.request
        self.advance(partial(act, asked=asked, lead_committed=fast, objection_foreseen=not fast), (event,))

    def renew(self, news: bool) -> None:
        """An appeal that is being dealt with stands, day by day: should the lead state be committed by now and no
        objection foreseen, it goes fast. Where there is news the staff looks again, if it found less needed."""
        p = self.procedure
        if not p.fast and self.chamber.committed(p.asked):
            self.advance(partial(p.requalify, asked=p.asked, lead_committed=True, objection_foreseen=False))
        elif news:
            self.advance(p.look_again)

    def advance(self, act: Callable[[float], object], causes: tuple[int, ...] = (), **told: Any) -> None:
        """Let something happen to the procedure; log each step that it takes, and set going what follows from it.

        `act` takes the day, as the procedure's own verbs do. `causes` are events that led to it besides the last one of
        the case; `told` is what the log says otherwise than usual: kind, actor, amount, clause, reason.
        """
        act(float(self.world.day))
        for step in self.procedure.news():
            self._follow(step, self._log_step(step, causes, told))

    def _log_step(self, step: Transition, causes: tuple[int, ...], told: dict[str, Any]) -> int:
        kind, body = TOLD[step.state]
        usual: dict[str, Any] = {
            "kind": kind,
            "actor": self.procedure.requester if body is None else self.alliance.body(body).title,
            "amount": float(top(self.procedure.measures)),
            "clause": step.clause,
            "reason": step.reason,
        }
        return self.tell(causes=causes, **(usual | told))

    def _follow(self, step: Transition, event: int) -> None:
        p, alliance = self.procedure, self.alliance
        alliance.ledger.enter(self.world.day, step.state, p.measures)
        alliance.share_by(p.measures)
        if step.state == "REQUESTED":
            alliance.permanent_council.state_readiness(self)
        elif step.state == "DRAFT" and (p.ceiling is not None or p.round):  # also where one fell that went fast
            alliance.ministers.draft(self)
        elif step.state == "ADOPTED" and step.clause not in ("LEAD", "FORCES"):
            carry_out(self, event)
            if p.automatic and not p.votes:
                alliance.learn(self.chamber.lessons(), event)  # who keeps a duty that needs no vote, and who fails it

    def tell(self, kind: str, actor: str, causes: tuple[int, ...] = (), **more: Any) -> int:
        """Log an event of this case; it follows from the one before it, and from `causes`. Returns its number."""
        causes = (self.last_event, *(c for c in causes if c != self.last_event))
        self.last_event = self.world.tell(kind, actor, subject=self.procedure.requester, causes=causes, **more)
        return self.last_event
