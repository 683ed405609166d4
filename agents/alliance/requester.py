"""The member whose border it is: it informs, calls its reserves, and appeals when help is worth its price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from panj.agents.alliance.help import Battalions, men_of_base
from panj.agents.alliance.states import MemberState
from panj.agents.world import World
from panj.scenarios.schema import State as Standing
from panj.treaty.council.member import Demand, choose_request
from panj.treaty.course.clocks import days, pert
from panj.treaty.ladder import ASKS, Rung
from panj.treaty.law.clauses import Request, Threat

WAIT_DAYS = 7  # days until a seat that said no to informing or mobilising is asked again
NEWS = 0.3  # by what part of what it could the threat must have grown since the last appeal for another one; assumed
NOTHING, ALL = "nothing", "all"


@dataclass
class Insists:
    """An appeal that is lodged again every so many days until it is granted: what, why, how often, and when next."""

    rung: Rung
    reason: str
    every: float
    due: float


class Requester(MemberState):
    """The member whose border it is."""

    matters: ClassVar[tuple[str, ...]] = (
        *MemberState.matters,
        "inform",
        "mobilise",
        "request",
        "article",
        "weaker",
        "pay",
        "consent",
        "refuge",
        "withdraw",
        "mandate",
        "parley",
    )

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model, code, standing)
        self.inform_due: float | None = None
        self.informed = False
        self.mobilised = False
        self.mobilise_due = 0.0
        self.appeal_due: float | None = None
        self.last_threat = 0.0  # at the last appeal
        self.last_attacked = False
        self.parleying = False
        self.has_appealed = False  # whether it has appealed to the alliance
        self.insists: Insists | None = None  # on what it was told to ask for again and again
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

    # -- week by week --------------------------------------------------------------------------------------------------
    def decide_week(self) -> None:
        """What it decides week by week besides what every member does."""
        super().decide_week()
        m = self.model
        who, _ = self.ask(
            "refuge",
            ALL,
            "Soldiers and civilians are let in while there is room.",
            {
                ALL: "Soldiers and civilians, while there is room.",
                "soldiers": "Civilians are turned away.",
                "nobody": "Soldiers lay down their arms and go home; civilians are turned away.",
            },
        )
        m.admit(str(who))
        self._decide_parley()
        case = m.alliance.pending
        if case is not None:
            p = case.procedure
            answer, _ = self.ask(
                "withdraw",
                "no",
                "It asked because it wants help.",
                {"no": "The appeal stands.", "yes": "The case is closed; what was adopted stays."},
                facts={"asked": Rung(p.asked.ask).name, "state": p.state},
                clause=m.regime.clause("referral"),
            )
            if answer == "yes":
                case.advance(p.withdraw)
        self._decide_mandate()

    def _decide_parley(self) -> None:
        answer, _ = self.ask(
            "parley",
            "no",
            "It does not talk to them.",
            {
                "no": "No talks.",
                "yes": "Who agrees promises that its bands do not cross this week, and may break its"
                " word. Your allies trust you less for it; you may appeal all the same.",
            },
        )
        parleying = answer == "yes"
        if parleying != self.parleying:
            m, said = self.model, "offers talks" if parleying else "ends its offer of talks"
            event = m.tell("parley", self.code, amount=int(parleying), reason=f"{self.code} {said} to the militants.")
            if parleying:
                m.alliance.pay_in_trust(self.code, m.values["parley_distrust"], "it talks to the militants", event)
        self.parleying = parleying

    def _decide_mandate(self) -> None:
        """Whether the force of the alliance on its soil stays, while a case for it is open."""
        if not any(case.force and case.open for case in self.model.alliance.procedures):
            return
        troops, allies = self.model.border_troops, self.model.alliance.members
        men = {code: n for code in allies if code != self.code and (n := troops.men_of(code))}
        if not men:
            return
        answer, _ = self.ask(
            "mandate",
            "yes",
            f"{sum(men.values()):,} men of allies are wanted at the border.",
            {"yes": "The force stays.", "no": f"All {sum(men.values()):,} men go home."},
            facts=dict(men),
        )
        if answer == "no":
            for code in men:
                troops.send_home(code, f"{self.code} ends the mandate: the contingent of {code} goes home.")

    # -- when it is asked ----------------------------------------------------------------------------------------------
    def pay(self, demand: Demand, usual: bool) -> bool:
        """Whether it pays what the lead state wants for its help."""
        answer, _ = self.ask(
            "pay",
            "yes" if usual else "no",
            f"What help is worth to it against the price of {demand.title} [{demand.price:g}].",
            {
                "yes": "You give it, and the lead state is the more willing to help.",
                "no": "You keep it, and the lead state is the less willing to help.",
            },
            facts={"demand": demand.name, "price": demand.price},
            clause="LEAD",
        )
        return answer == "yes"

    def consents(self, giver: str, rung: Rung) -> bool:
        """Whether it lets a state give a measure on its soil."""
        men = men_of_base(self.model, giver, rung)
        answer, _ = self.ask(
            "consent",
            "yes",
            "Help is welcome.",
            {
                "yes": f"{giver} gives it: {rung.entry.text}{f', {men:,} men of its base' if men else ''}.",
                "no": f"{giver} does not; it may ask again in a week.",
            },
            facts={"giver": giver, "measure": rung.name},
        )
        return answer == "yes"

    def step(self) -> None:
        """Once a day: inform when alarmed, call the reserves, appeal when help is worth its price."""
        if not self.informed:
            self._consider_informing()
        if not self.mobilised:
            self._consider_mobilising()
        if self.insists is not None and self.model.day >= self.insists.due and self.model.alliance.may_appeal:
            self.appeal_by_order(self.insists.rung, self.insists.reason, self.insists.every)
        self._consider_appeal()

    def _consider_informing(self) -> None:
        m = self.model
        if self.inform_due is None and self.threat >= m.values["inform_at"]:
            self.inform_due = m.day + days("notify", self.draw)
        if self.inform_due is None or m.day < self.inform_due:
            return
        why = f"It sees {self.picture.border_share:.0%} of the far bank held."
        if not m.values["threat_share"]:  # what lies beyond alarms it not at all
            why = f"What happens at the border and who is inside alarms it [threat seen {self.threat:.2f}]."
        answer, why = self.ask(
            "inform",
            "yes",
            why,
            {"yes": "Consultations begin; without them there is no appeal.", "no": "The alliance is not asked yet."},
            clause=m.regime.clause("consult"),
        )
        if answer == "no":
            self.inform_due = m.day + WAIT_DAYS
            return
        self.informed = True
        m.alliance.secretariat.take_notice(self, why)

    def _consider_mobilising(self) -> None:
        m = self.model
        if self.threat < m.values["mobilise_at"] or m.day < self.mobilise_due:
            return
        rows = m.waiting("reserve", self.code)
        men = int(m.forces.men[rows].sum())
        answer, why = self.ask(
            "mobilise",
            "yes",
            f"It calls {men:,} reservists to the border: {self.picture.border_share:.0%} of the far bank is held,"
            f" {self.picture.refuge_week:.0f} soldiers fled to it within a week [threat seen {self.threat:.2f}].",
            {
                "yes": f"They reach the border over weeks, half of them in about {m.values['mobilise_days']:.0f} days.",
                "no": "They stay at home; you are asked again in a week.",
            },
            facts={"men": men},
        )
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
        if (pending := m.alliance.pending) is not None:
            pending.renew(news=False)
        if not m.alliance.may_appeal:
            return
        if self.appeal_due is None:
            self.appeal_due = m.day + days("appeal", self.draw)
        if self.appeal_due > m.day and self.attacked:
            self.appeal_due = min(self.appeal_due, m.day + days("appeal_fast", self.draw))
        if m.day >= self.appeal_due and self.threat >= m.values["appeal_at"] and self._has_news():
            self.appeal_due, self.last_threat, self.last_attacked = None, self.threat, self.attacked
            m.alliance.appeal(*self._word_appeal())

    def appeal_by_order(self, rung: Rung, reason: str, every: float) -> None:
        """Appeal as it is told to, and again `every` so many days until it has what it asks for (0: once); informing
        the alliance first if nobody has. What is under way or granted already is not asked for again."""
        m = self.model
        if not self.informed:
            self.informed = True
            m.alliance.secretariat.take_notice(self, reason)
        self.insists = Insists(rung, reason, every, m.day + every) if every else None
        article = m.regime.article("attack" if self.attacked else "consult")
        m.alliance.appeal(Request(True, True, article, int(rung)), reason)

    def _has_news(self) -> bool:
        """Whether there is reason to appeal, or to appeal again: an attack, or a threat that has grown by some part of
        what it could."""
        graver = self.threat >= self.last_threat + NEWS * (1.0 - self.last_threat)
        return graver or (self.attacked and not self.last_attacked)

    def _word_appeal(self) -> tuple[Request, str]:
        """What to ask for, on which article, or nothing: by treaty.member unless its chair decides otherwise."""
        regime, w = self.model.regime, self.model.alliance.temper
        sure = regime.vote_rule == "automatic" and self.attacked
        consult, attack = regime.article("consult"), regime.article("attack")
        usual, why = choose_request(
            w, self.member(), self.view(False, 0.2), regime.lead_state, self.draw, sure=sure, articles=(consult, attack)
        )
        options = {NOTHING: "No appeal for now."} | {r.name: f"At most: {r.entry.text}." for r in ASKS}
        ask, why = self.ask(
            "request",
            Rung(usual.ask).name if usual.made else NOTHING,
            why,
            options,
            facts={"threat": round(self.threat, 4), "attacked": self.attacked},
            clause=regime.clause("referral"),
        )
        if ask == NOTHING:
            return Request(False), why
        if not usual.made:
            usual = Request(True, True, attack if self.attacked else consult)
        article, _ = self.ask(
            "article",
            str(usual.article),
            f"Under armed attack Article {attack}, else Article {consult}.",
            {
                str(consult): "A threat: consultations and measures to remove it.",
                str(attack): "An armed attack: the others are bound.",
            },
            clause=regime.clause("attack"),
        )
        weaker, _ = self.ask(
            "weaker",
            "yes" if usual.accepts_weaker else "no",
            "Less is better than nothing, mostly.",
            {
                "yes": "A weaker text can pass, and you take what it gives.",
                "no": "You object to a weaker text: it is this or nothing.",
            },
            facts={"asked": str(ask)},
        )
        return Request(True, True, int(article), int(Rung[str(ask)]), weaker == "yes"), why
