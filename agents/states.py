"""States: each watches the border through its own observer, and the rest follows from what it sees.

The requester informs, mobilises and appeals; members vote and contribute; the lead state also acts on its own; a
partner joins an exercise or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agents.observer import Observer, Picture
from agents.seats import Question, RuleSeat, Seat
from agents.under_way import Battalions
from agents.world import Actor, World
from scenarios.schema import State as Standing
from treaty.clauses import Request, Threat
from treaty.clocks import days, pert
from treaty.ladder import Rung
from treaty.member import Member, View, alone, choose_request
from treaty.procedure import Procedure
from treaty.vote import POSITIONS


def saturating(amount: float, half: float) -> float:
    """0 for nothing, 0.5 at `half`, towards 1 beyond."""
    return amount / (amount + half) if amount > 0.0 else 0.0


ALARMING = (
    "district_fell", "soldiers_refuge", "incursion_found", "incursion_through", "post_attacked", "post_lost",
)  # fmt: skip
STEP_DAYS = 7.0  # days between two steps of the lead state on its own track; assumed


class State(Actor):
    """A state: its standing, its eyes, and the seat that decides for it."""

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model)
        self.code = code
        self.standing = standing
        self.observer = Observer(model.setting.file.observers[code])
        self.seat: Seat = RuleSeat(self.rule)
        self.trust = dict(standing.trust)
        self.side_payment = 0.0
        self._threat_weights = tuple(model.values[f"threat_{of}"] for of in ("share", "refuge", "incidents"))
        aggressors = [c for c, p in model.setting.file.powers.items() if p.side == "militant"]
        self.ties = max((standing.ties.get(c, 0.0) for c in aggressors), default=0.0)

    @property
    def picture(self) -> Picture:
        """What it believes."""
        return self.observer.picture

    @property
    def threat(self) -> float:
        """Threat to the requester as it perceives it, 0..1: what is held, who flees, what happens at the posts."""
        share, refuge, incidents = self._threat_weights
        p = self.observer.picture
        total = (
            share * p.border_share
            + refuge * saturating(p.refuge_week, 500.0)
            + incidents * saturating(p.incidents_week, 4.0)
        )
        return min(1.0, total)

    @property
    def attacked(self) -> bool:
        """Whether it sees the requester under armed attack: enough incidents at the border within a week."""
        return self.observer.picture.incidents_week >= self.model.values["attack_incidents"]

    def alarm(self) -> tuple[int, ...]:
        """The last thing at the border that it can have seen, as the cause of what it decides now; none at first."""
        m = self.model
        late = m.steps - self.observer.eyes.lag_days * m.steps_per_day
        seen = [e.id for e in m.events.of(*ALARMING) if e.step <= late]
        return tuple(seen[-1:])

    def member(self) -> Member:
        """Its standing as the treaty's decision rule takes it; own stake for the requester, ties to whoever attacks."""
        s = self.standing
        return Member(
            code=self.code,
            stake=s.stake_self or s.stake,
            means=s.means,
            caution=s.caution,
            credibility=s.credibility,
            outside_options=s.outside_options,
            ties=self.ties,
            trust=self.trust,
            side_payment=self.side_payment,
        )

    def draw(self, which: str) -> float:
        """A number in [0, 1) for a decision of this state today."""
        return self.model.streams.uniform("politics", self.model.steps, self.code, which)

    def observation(self) -> dict[str, Any]:
        """What this state may know."""
        p = self.picture
        return {
            "day": self.model.day,
            "border_share": p.border_share,
            "refuge_week": p.refuge_week,
            "incidents_week": p.incidents_week,
            "threat": self.threat,
        }

    def ask_seat(self, kind: str, options: tuple[str, ...] = (), **about: Any) -> Any:
        """Let whoever sits in this state's chair decide."""
        return self.seat.decide(Question(kind, self.code, self.model.day, options, about), self.observation())

    def rule(self, question: Question, observation: Mapping[str, Any]) -> Any:
        """The default rule for a question, by its kind."""
        return getattr(self, f"rule_{question.kind}")(question, observation)

    def view(self, bound: bool, share: float) -> View:
        """The case as it sees it."""
        return View(self.threat, bound, self.attacked, share)


class MemberState(State):
    """A party to the treaty: it votes and contributes, by treaty.member unless whoever sits in its chair differs."""

    def vote(self, text: Rung, procedure: Procedure, rule: Callable[[], tuple[str, str]]) -> tuple[str, str]:
        """Its position on a text: support, abstain or object, and why."""
        answer = self.ask_seat("vote", POSITIONS, text=text, bound=procedure.obligation, rule=rule)
        if not isinstance(answer, tuple):
            answer = (answer, f"{self.code} says so by order.")
        if answer[0] not in POSITIONS:
            raise ValueError(f"{self.code} answered {answer[0]!r}; allowed: {', '.join(POSITIONS)}")
        return str(answer[0]), str(answer[1])

    def rule_vote(self, question: Question, observation: Mapping[str, Any]) -> tuple[str, str]:
        """By the members' rule."""
        rule: Callable[[], tuple[str, str]] = question.about["rule"]
        return rule()

    def carry(self, text: Rung, procedure: Procedure, rule: Callable[[], tuple[bool, str]]) -> tuple[bool, str]:
        """Whether, as lead state, it carries the load of a text, and why."""
        answer = self.ask_seat("carry", ("yes", "no"), text=text, bound=procedure.obligation, rule=rule)
        if isinstance(answer, tuple):
            return bool(answer[0]), str(answer[1])
        return answer == "yes", f"{self.code} decides so by order."

    def rule_carry(self, question: Question, observation: Mapping[str, Any]) -> tuple[bool, str]:
        """By the lead state's rule."""
        rule: Callable[[], tuple[bool, str]] = question.about["rule"]
        return rule()

    def contribute(self, men: int) -> int:
        """Men it really sends when its share of a force is `men`."""
        return int(self.ask_seat("contribute", (), men=men))

    def rule_contribute(self, question: Question, observation: Mapping[str, Any]) -> int:
        """Its share."""
        return int(question.about["men"])


class Requester(MemberState):
    """The member whose border it is: it informs, mobilises, appeals."""

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model, code, standing)
        self.inform_due: float | None = None
        self.informed = False
        self.mobilised = False
        self.appeal_due: float | None = None
        self.last_threat = 0.0
        self._threats = {
            kind: Threat(kind, "nonstate", model.far_power(True), code, True, True)
            for kind in ("armed_attack", "spillover", "massing", "none")
        }

    def threat_told(self) -> Threat:
        """What happens to it, as it sees it itself: who informs and appeals says what it is about."""
        if self.attacked:
            kind = "armed_attack"
        elif self.picture.refuge_week > 0:
            kind = "spillover"
        else:
            kind = "massing" if self.picture.border_share > 0.0 else "none"
        return self._threats[kind]

    def step(self) -> None:
        """Once a day: inform when alarmed, call the reserves, appeal when help is worth its price."""
        m = self.model
        if not self.informed:
            self._consider_informing()
        if (
            not self.mobilised
            and self.threat >= m.values["mobilise_at"]
            and self.ask_seat("mobilise", ("yes", "no")) == "yes"
        ):
            self.mobilise()
        self._consider_appeal()

    def _consider_informing(self) -> None:
        m = self.model
        if self.inform_due is None and self.threat >= m.values["inform_at"]:
            self.inform_due = m.day + days("notify", self.draw)
        if self.inform_due is not None and m.day >= self.inform_due:
            self.informed = True
            m.alliance.secretariat.take_notice(self, f"It sees {self.picture.border_share:.0%} of the border held.")

    def rule_mobilise(self, question: Question, observation: Mapping[str, Any]) -> str:
        """It calls its reserves when alarmed enough."""
        return "yes"

    def mobilise(self) -> None:
        """Call the reservists; they come in over days."""
        m = self.model
        self.mobilised = True
        rows = m.waiting(self.code, "reserve")
        men = int(m.forces.men[rows].sum())
        event = m.tell(
            "mobilisation",
            self.code,
            amount=men,
            causes=self.alarm(),
            reason=f"It calls {men} reservists to the border: threat seen {self.threat:.2f},"
            f" {self.picture.border_share:.0%} of the border held, {self.picture.refuge_week:.0f} soldiers fled to it"
            " within a week.",
        )
        typical = m.values["mobilise_days"]
        for row in rows:
            u = m.streams.uniform("mobilise", 0, m.forces.names[row], "days")
            wait = pert(0.2 * typical, typical, 3.0 * typical, u)
            m.send(wait, Battalions((row,), self.code, told="reserves_arrive"), event)

    def rule_request(self, question: Question, observation: Mapping[str, Any]) -> tuple[Request, str]:
        """What to ask for, on which article, or nothing."""
        regime, w = self.model.regime, self.model.alliance.temper
        sure = regime.vote_rule == "automatic" and self.attacked
        return choose_request(w, self.member(), self.view(False, 0.2), regime.lead_state, self.draw, sure=sure)

    def _consider_appeal(self) -> None:
        """The clock of an appeal runs from the day on which one can be lodged; under attack it is a day at most."""
        m = self.model
        if not m.alliance.may_appeal:
            return
        if self.appeal_due is None:
            self.appeal_due = m.day + days("appeal", self.draw)
        if self.appeal_due > m.day and self.attacked:
            self.appeal_due = min(self.appeal_due, m.day + days("appeal_fast", self.draw))
        if m.day >= self.appeal_due and self.threat >= max(m.values["appeal_at"], self.last_threat + 0.15):
            self.appeal_due, self.last_threat = None, self.threat
            asked, reason = self.ask_seat("request")
            m.alliance.appeal(asked, reason)


class LeadState(MemberState):
    """The state that carries the load of the alliance; it also has a bilateral track and a base."""

    LADDER = (Rung.political, Rung.exercise, Rung.mil_tech, Rung.force_noncombat, Rung.force_combat)

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model, code, standing)
        self.due: float | None = None
        self.given: set[Rung] = set()

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
        rung = self.ask_seat("bilateral")
        if rung is not None and rung not in self.given:
            self.given.add(rung)
            m.alliance.act_alone(self, rung)

    def rule_bilateral(self, question: Question, observation: Mapping[str, Any]) -> Rung | None:
        """The next measure on its own, towards the most that is worth its price; force only under attack."""
        limit = Rung.force_combat if self.attacked else Rung.mil_tech
        aim = alone(self.model.alliance.temper, self.member(), self.view(False, 1.0), limit, self.draw)
        return next((r for r in self.LADDER if r <= aim and r not in self.given), None)


class PartnerState(State):
    """A neighbour without treaty duty: it joins an exercise or it does not."""

    def rule_exercise(self, question: Question, observation: Mapping[str, Any]) -> str:
        """It joins when its own border is worth it."""
        return "join" if self.standing.stake * self.threat > 0.12 else "refuse"

    def invited(self) -> bool:
        """Asked to an exercise near its border."""
        return bool(self.ask_seat("exercise", ("join", "refuse")) == "join")


ROLES: dict[str, type[State]] = {
    "requester": Requester,
    "lead": LeadState,
    "member": MemberState,
    "partner": PartnerState,
}
