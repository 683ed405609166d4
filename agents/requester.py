"""The member whose border it is: it informs, calls its reserves, and appeals when help is worth its price."""

from __future__ import annotations

from typing import ClassVar

from agents.questions import YES_NO
from agents.states import MemberState
from agents.under_way import Battalions
from agents.world import World
from scenarios.schema import State as Standing
from treaty.clauses import Request, Threat
from treaty.clocks import days, pert
from treaty.ladder import Rung
from treaty.member import ASKS, choose_request

WAIT_DAYS = 7  # days until a seat that said no to informing or mobilising is asked again
NOTHING = "nothing"


class Requester(MemberState):
    """The member whose border it is."""

    matters: ClassVar[tuple[str, ...]] = (*MemberState.matters, "inform", "mobilise", "request", "article", "weaker")

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model, code, standing)
        self.inform_due: float | None = None
        self.informed = False
        self.mobilised = False
        self.mobilise_due = 0.0
        self.appeal_due: float | None = None
        self.last_threat = 0.0
        self.asked = False  # whether it has appealed to the alliance
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
        if not self.informed:
            self._consider_informing()
        if not self.mobilised:
            self._consider_mobilising()
        self._consider_appeal()

    def _consider_informing(self) -> None:
        m = self.model
        if self.inform_due is None and self.threat >= m.values["inform_at"]:
            self.inform_due = m.day + days("notify", self.draw)
        if self.inform_due is None or m.day < self.inform_due:
            return
        why = f"It sees {self.picture.border_share:.0%} of the border held."
        answer, why = self.ask(
            "inform", "yes", why,
            {"yes": "Consultations begin; without them there is no appeal.", "no": "The alliance is not asked yet."},
            clause="CST-2",
        )  # fmt: skip
        if answer == "no":
            self.inform_due = m.day + WAIT_DAYS
            return
        self.informed = True
        m.alliance.secretariat.take_notice(self, why)

    def _consider_mobilising(self) -> None:
        m = self.model
        if self.threat < m.values["mobilise_at"] or m.day < self.mobilise_due:
            return
        rows = m.waiting(self.code, "reserve")
        men = int(m.forces.men[rows].sum())
        answer, why = self.ask(
            "mobilise", "yes",
            f"It calls {men} reservists to the border: threat seen {self.threat:.2f},"
            f" {self.picture.border_share:.0%} of the border held, {self.picture.refuge_week:.0f} soldiers fled to it"
            " within a week.",
            {"yes": "The reservists come in over days.", "no": "They stay at home; you are asked again in a week."},
            facts={"men": men},
        )  # fmt: skip
        if answer == "no":
            self.mobilise_due = m.day + WAIT_DAYS
            return
        self.mobilised = True
        self.mobilise(rows, men, why)

    def mobilise(self, rows: list[int], men: int, why: str) -> None:
        """Call the reservists; they come in over days."""
        m = self.model
        event = m.tell("mobilisation", self.code, amount=men, causes=self.alarm(), reason=why)
        typical = m.values["mobilise_days"]
        for row in rows:
            u = m.streams.uniform("mobilise", 0, m.forces.names[row], "days")
            wait = pert(0.2 * typical, typical, 3.0 * typical, u)
            m.send(wait, Battalions((row,), self.code, told="reserves_arrive"), event)

    # -- the appeal ----------------------------------------------------------------------------------------------------
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
            m.alliance.appeal(*self._word_appeal())

    def _word_appeal(self) -> tuple[Request, str]:
        """What to ask for, on which article, or nothing: by treaty.member unless its chair decides otherwise."""
        regime, w = self.model.regime, self.model.alliance.temper
        sure = regime.vote_rule == "automatic" and self.attacked
        usual, why = choose_request(w, self.member(), self.view(False, 0.2), regime.lead_state, self.draw, sure=sure)
        options = {NOTHING: "No appeal for now."} | {r.name: f"Appeal for {r.name} at most." for r in ASKS}
        ask, why = self.ask(
            "request", Rung(usual.ask).name if usual.made else NOTHING, why, options,
            facts={"threat": round(self.threat, 4), "attacked": self.attacked}, clause="CH-16",
        )  # fmt: skip
        if ask == NOTHING:
            return Request(False), why
        if not usual.made:
            usual = Request(True, True, 4 if self.attacked else 2)
        article, _ = self.ask(
            "article", str(usual.article), "Under armed attack Article 4, else Article 2.",
            {"2": "A threat: consultations and measures to remove it.", "4": "An armed attack: the others are bound."},
            clause="CST-4",
        )  # fmt: skip
        weaker, _ = self.ask(
            "weaker", "yes" if usual.accepts_weaker else "no", "Less is better than nothing, mostly.", YES_NO
        )
        return Request(True, True, int(article), int(Rung[str(ask)]), weaker == "yes"), why
