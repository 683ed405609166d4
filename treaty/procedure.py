"""The procedure: fifteen states from MONITOR to CLOSED, driven from outside by what agents do and by clocks that run.

Whoever drives it (the treaty desk, or the councils of the border war) calls `notify`, `request`, `report`, `cast` and
`withdraw` when these happen, and `tick` to let the clocks run. `awaits` says which decision is due. Times are days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from treaty.clauses import Finding, Request, Threat, consultation, force_basis, obligation, trigger, valid_request
from treaty.clocks import Draw, days
from treaty.ladder import FORCE, SOFT, WEAKER, Rung, top
from treaty.regime import Regime
from treaty.vote import OBJECT, count, count_limited


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of the procedure."""

    day: float
    state: str
    clause: str
    reason: str


class Procedure:
    """One case before the alliance. `measures` is what has been adopted so far; what was adopted stays."""

    def __init__(self, regime: Regime, requester: str, date: dt.date, threat: Threat, draw: Draw | None = None) -> None:
        self.regime = regime
        self.requester = requester
        self.date = date
        self.threat = threat
        self.draw = draw
        self.members = regime.members_on(date)
        self.member = requester in self.members
        self.asked = Request()
        self.state = "MONITOR"
        self.entered = 0.0
        self.due: float | None = None
        self.ready = False  # the clock of ASSESS or CSC_VOTE has run and a decision is awaited
        self.ceiling: Rung | None = None
        self.measures: frozenset[Rung] = frozenset()
        self.findings: list[Finding] = []
        self.path: list[Transition] = []
        self.blocked_by: tuple[str, ...] = ()
        self.votes: dict[str, str] = {}
        self.responsible: tuple[str, ...] = ()
        self.lead_willing = True
        self.fast = False
        self.deferred = False

    # -- what is asked of the driver ---------------------------------------------------------------------------------
    @property
    def awaits(self) -> str | None:
        """'assessment' or 'positions' when that is due, else None."""
        if not self.ready:
            return None
        return {"ASSESS": "assessment", "CSC_VOTE": "positions"}.get(self.state)

    @property
    def open(self) -> bool:
        """Whether the procedure is under way."""
        return self.state not in ("MONITOR", "CLOSED", "BLOCKED")

    @property
    def force(self) -> bool:
        """Whether force has been adopted."""
        return any(r in self.measures for r in FORCE)

    @property
    def obligation(self) -> bool:
        """Whether Article 4 binds the others now."""
        return obligation(self.regime, self.threat, self.asked, self.member)

    # -- what happens ------------------------------------------------------------------------------------------------
    def notify(self, day: float) -> bool:
        """The member informs the alliance. Returns whether a procedure begins."""
        if self.state != "MONITOR":
            return False
        self.findings = self._first_findings()
        if not self.regime.collective or not self.member:
            return False
        self._enter(day, "NOTIFIED", "CST-2", f"{self.requester} informs the alliance.", "consult")
        return True

    def threaten(self, threat: Threat) -> None:
        """The threat has changed."""
        self.threat = threat

    def request(
        self, day: float, asked: Request, lead_committed: bool = False, objection_foreseen: bool = True
    ) -> bool:
        """An appeal is laid before the Permanent Council. Returns whether it opens the way to a decision."""
        if self.state not in ("MONITOR", "NOTIFIED", "CONSULT", "CLOSED"):
            return False
        if self.state in ("MONITOR", "CLOSED") and not self.notify_again(day):
            self.asked = asked
            return False
        self.asked = asked
        appeal = valid_request(self.regime, asked)
        self.findings.append(appeal)
        if asked.made:
            self.findings.append(
                Finding("CH-16", True, "The Permanent Council takes the appeal and refers it; it cannot send force.")
            )
        if not appeal.holds:
            return False
        two = consultation(self.regime, self.threat, self.member)
        if two.holds:
            self.measures |= SOFT
        self.fast = lead_committed and not objection_foreseen
        said = f"asks for {Rung(asked.ask).name}" if asked.made else "need not ask"
        next_clock = "vote_fast" if self.fast or self.regime.vote_rule == "automatic" else "assess_start"
        self._enter(day, "REQUESTED", appeal.clause, f"{self.requester} {said}.", next_clock)
        return True

    def notify_again(self, day: float) -> bool:
        """Open the procedure anew for a new appeal."""
        self.state = "MONITOR"
        return self.notify(day)

    def withdraw(self, day: float) -> None:
        """The member takes its appeal back: the procedure ends, what was adopted stays."""
        self._enter(day, "CLOSED", "CH-16", f"{self.requester} withdraws its appeal; what was adopted stays.", None)

    def report(self, day: float, ceiling: Rung, reason: str) -> None:
        """The Joint Staff's task force reports the highest measure that it finds needed."""
        self.ceiling = ceiling
        self.measures |= {Rung.mission}
        self.findings.append(Finding("KSBR-3", True, f"The Joint Staff finds {ceiling.name} needed: {reason}"))
        self._enter(day, "DRAFT", "CH-11", "The ministers draft a text on the mission's report.", "draft")

    def text(self) -> frozenset[Rung]:
        """The measures that the draft proposes: never above the ask, the ceiling, or what the law allows."""
        basis = force_basis(self.regime, self.threat, self.asked, self.member)
        limit = Rung(self.asked.ask) if self.asked.made else Rung.force_combat
        if self.ceiling is not None:
            limit = min(limit, self.ceiling)
        two = consultation(self.regime, self.threat, self.member)
        attack = trigger(self.regime, self.threat, self.member)
        if self.threat.by == "member" or not (two.holds or attack.holds):
            limit = min(limit, Rung.consult_info)
        if limit in FORCE and not basis.holds:
            limit = Rung.mil_tech if two.holds and not self._asked_force_on_two() else Rung.mission
        out = {Rung.political, Rung.consult_info, limit} - {Rung.none}
        return frozenset(out | (self.measures & WEAKER))

    def cast(
        self, day: float, positions: Mapping[str, str], *, limited: bool = False, format_objectors: Iterable[str] = (),
        lead_willing: bool = True,
    ) -> bool:  # fmt: skip
        """The Collective Security Council votes on the text. Returns whether the text passed."""
        self.votes = dict(sorted(positions.items()))
        self.lead_willing = lead_willing
        text = self.text()
        result = count_limited(self.regime, positions, format_objectors) if limited else count(self.regime, positions)
        self.findings.append(result.finding)
        self.responsible = result.responsible
        wanted = self.asked.ask if self.asked.made else top(text)
        weaker = top(text) < wanted
        if weaker and not self.asked.accepts_weaker and self.regime.vote_rule != "automatic":
            return self._block(day, (self.requester,), f"{self.requester} refuses a text weaker than it asked for.")
        if result.passed:
            self._adopt(day, text, result.finding.clause, "The text is adopted.")
            return True
        self.blocked_by = result.blocked_by
        if positions.get(self.requester) == OBJECT and self.requester in result.blocked_by:
            return self._block(day, result.blocked_by, f"{self.requester} itself objects to the text.")
        if not self.asked.accepts_weaker:
            blockers = tuple(sorted({*result.blocked_by, self.requester}))
            return self._block(day, blockers, f"The text falls and {self.requester} refuses a weaker one.")
        self._adopt(
            day,
            text & WEAKER,
            "CH-12",
            f"The text falls, blocked by {', '.join(result.blocked_by)}; what all support stays.",
        )
        return False

    def tick(self, day: float) -> list[Transition]:
        """Let the clocks run up to a day; returns the transitions made."""
        start = len(self.path)
        while self.due is not None and self.due <= day:
            self._clock_ran(self.due)
        return self.path[start:]

    # -- the clockwork -----------------------------------------------------------------------------------------------
    def _clock_ran(self, day: float) -> None:
        match self.state:
            case "NOTIFIED":
                if consultation(self.regime, self.threat, self.member).holds:
                    self.measures |= SOFT
                self._enter(day, "CONSULT", "CST-2", "The Permanent Council meets: consultations.", "drop")
            case "CONSULT":
                idle = self.threat.kind in ("none", "unrest") or self.threat.by == "member"
                self.due = None
                if idle and not self.asked.made:
                    self._enter(day, "MONITOR", "CST-2", "Judged internal or undemarcated, and no request.", None)
            case "REQUESTED":
                self._refer(day)
            case "ASSESS" | "CSC_VOTE":
                self.ready, self.due = True, None
            case "DRAFT":
                limit = self.regime.deadlines.get("DRAFT")
                if limit is not None and day - self.entered >= limit and not self.deferred:
                    self.deferred = True
                    self._enter(day, "DEFERRED", "CH-12", "No text in time: left to the next session.", "next_session")
                else:
                    self._enter(day, "CSC_VOTE", "CH-12", "The text goes to the Collective Security Council.", "vote")
            case "DEFERRED":
                self._enter(day, "CSC_VOTE", "CH-12", "The next session takes the text up.", "vote")
            case "ADOPTED":
                self._carry_out(day)
            case "DEPLOY":
                self._enter(day, "REVIEW", "PKA-3", "The mandate is reviewed.", "wind_up")
            case "REVIEW" | "IMPLEMENT_SOFT":
                self._enter(day, "CLOSED", "CH-11", "Carried out, or lapsed.", None)
            case _:
                self.due = None

    def _refer(self, day: float) -> None:
        if self.regime.vote_rule == "automatic":
            text = self.text()
            if obligation(self.regime, self.threat, self.asked, self.member) or not any(r in FORCE for r in text):
                self.findings.append(count(self.regime, {}).finding)
                self.responsible = self.members
                self._adopt(day, text, "CST-4", "Trigger and request suffice: no vote.")
                return
        if self.fast:
            self._enter(day, "CSC_VOTE", "CST-4", "The lead state is committed: straight to the council.", None)
            self.ready = True
            return
        self._enter(day, "ASSESS", "CH-11", "The Joint Staff's task force sets out to inspect.", "assess")

    def _adopt(self, day: float, text: frozenset[Rung], clause: str, reason: str) -> None:
        self.measures |= text
        if self.force:
            self.findings.append(Finding("UN-51", True, "Collective force is reported to the UN Security Council."))
            clause_of_force = "KSBR-3" if Rung.force_combat in text else "PKA-3"
            self.findings.append(Finding(clause_of_force, True, "The council decides on the member's request."))
        self._enter(day, "ADOPTED", clause, reason, "deploy" if self.force else "implement")

    def _carry_out(self, day: float) -> None:
        if not self.force:
            self._enter(day, "IMPLEMENT_SOFT", "CH-11", "What was adopted is carried out.", "lapse")
        elif self.lead_willing:
            self.findings.append(Finding("LEAD", True, f"{self.regime.lead_state} carries the load."))
            self._enter(day, "DEPLOY", "CST-6", "Forces set out.", "mandate")
        else:
            reason = f"{self.regime.lead_state} will not carry the load: adopted on paper, nothing sets out."
            self.findings.append(Finding("LEAD", False, reason))
            self.path.append(Transition(day, "ADOPTED", "LEAD", reason))
            self.due = None

    def _block(self, day: float, by: tuple[str, ...], reason: str) -> bool:
        self.blocked_by = by
        self._enter(day, "BLOCKED", "CH-12", reason, None)
        return False

    def _enter(self, day: float, state: str, clause: str, reason: str, clock: str | None) -> None:
        self.state, self.entered, self.ready = state, day, False
        wait = None if clock is None else days(clock, self.draw)
        limit = self.regime.deadlines.get(state)
        if wait is not None and limit is not None:
            wait = min(wait, limit)
        self.due = None if wait is None else day + wait
        self.path.append(Transition(day, state, clause, reason))

    def _asked_force_on_two(self) -> bool:
        return self.asked.made and self.asked.article == 2 and not self.regime.article2_force

    def _first_findings(self) -> list[Finding]:
        if not self.regime.collective:
            return [Finding("CH-11", False, "Under this regime there is no collective procedure.")]
        if not self.member:
            return [Finding("CH-11", False, f"{self.requester} is not a member on {self.date}.")]
        return [
            consultation(self.regime, self.threat, self.member),
            trigger(self.regime, self.threat, self.member),
        ]
