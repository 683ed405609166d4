"""States: each watches the border through its own observer, and the rest follows from what it sees.

Every member votes and contributes; a partner joins an exercise or not. What the requester and the lead state do
besides is in agents.alliance.requester and agents.alliance.lead_state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from panj.agents.command.border import BY_NEED
from panj.agents.command.strikes import Strikes
from panj.agents.kinds import ALARMING
from panj.agents.observer import Observer, Picture, saturating
from panj.agents.seats.seat import Observation, Seated
from panj.agents.world import World
from panj.scenarios.schema import STANDING
from panj.scenarios.schema import State as Standing
from panj.treaty.council.dealing import Trade, called
from panj.treaty.council.member import Member, View
from panj.treaty.council.sitting import Gift
from panj.treaty.council.standing import drawn
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import FORCE, NOTHING, Rung
from panj.treaty.law.vote import ABSTAIN, OBJECT, SUPPORT
from panj.treaty.text import Text

AS_AGREED, SILENCE, FOR_AID, AGAINST_FORCE = "as agreed", "silence", "for aid", "against force"
WORTH_JOINING = 0.12  # stake times threat at which a neighbour joins an exercise; assumed
# Soldiers fled and incidents in a week, and militants inside, that alarm half as far as any; assumed.
REFUGE_HALF, INCIDENTS_HALF, INSIDE_HALF = 500.0, 4.0, 200.0


class State(Seated):
    """A state: its standing, its eyes, and the chair in which somebody decides for it."""

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model)
        self.code = self.chair = code
        self.standing = standing
        self.observer = Observer(model.setting.file.observers[code])
        self.stands = {name: self._stands(name) for name in STANDING}
        self.trust = dict(standing.trust)
        self.side_payment = 0.0
        self.on_its_own: set[Rung] = set()  # what it gave on its own
        self._felt: tuple[Picture | None, float] = (None, 0.0)  # a picture, and the threat that it shows
        self.pledge = NOTHING  # the most that it has pledged in talks with the requester
        self._threat_weights = tuple(model.values[f"threat_{of}"] for of in ("share", "refuge", "incidents", "inside"))
        aggressors = [c for c, p in model.setting.file.powers.items() if p.side == "militant"]
        self.ties = max((standing.ties.get(c, 0.0) for c in aggressors), default=0.0)

    def _stands(self, name: str) -> float:
        """A judgement of its standing as this game has it; by address, so that every regime plays the same world."""
        judgement, m = getattr(self.standing, name), self.model
        if name == "stake":
            judgement = self.standing.stake_self or judgement
        return drawn(judgement, m.values["politics_spread"], m.streams.uniform("standing", 0, self.code, name))

    @property
    def picture(self) -> Picture:
        """What it believes."""
        return self.observer.picture

    @property
    def threat(self) -> float:
        """Threat to the requester as it perceives it, 0..1: held, who flees, what happens at the posts and inside."""
        p = self.observer.picture
        if p is self._felt[0]:
            return self._felt[1]
        share, refuge, incidents, inside = self._threat_weights
        total = (
            share * p.border_share
            + refuge * saturating(p.refuge_week, REFUGE_HALF)
            + incidents * saturating(p.incidents_week, INCIDENTS_HALF)
            + inside * saturating(p.inside, INSIDE_HALF)
        )
        self._felt = p, min(1.0, total)
        return self._felt[1]

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
        return Member(code=self.code, ties=self.ties, trust=self.trust, side_payment=self.side_payment, **self.stands)

    def draw(self, which: str) -> float:
        """A number in [0, 1) for a decision of this state today."""
        return self.model.streams.uniform("politics", self.model.hour, self.code, which)

    def observation(self) -> Observation:
        """What this state may know: its own picture of the border."""
        p = self.picture
        return {
            "day": self.model.day,
            "date": self.model.date.isoformat(),
            "border_share": round(p.border_share, 4),
            "refuge_week": p.refuge_week,
            "incidents_week": p.incidents_week,
            "inside": p.inside,
            "threat": round(self.threat, 4),
            "attacked": self.attacked,
        }

    def view(self, bound: bool, share: float, met_already: float = 0.0) -> View:
        """The case as it sees it: its share of a burden, and how much of the threat another's help meets already."""
        return View(self.threat, bound, self.attacked, share, met_already)


class MemberState(State):
    """A party to the treaty: it votes and contributes, by treaty.member unless whoever sits in its chair differs."""

    matters: ClassVar[tuple[str, ...]] = (
        "vote",
        "contribute",
        "station",
        "share",
        "statement",
        "recall",
        "amendment",
        "trade",
        "deliver",
    )
    sharing = AS_AGREED
    statement = SILENCE

    def decide_week(self) -> None:
        """What is decided week by week: how much it shares, what it says in public, whether its contingent stays."""
        answer, _ = self.ask(
            "share",
            AS_AGREED,
            "It shares what the alliance has agreed on.",
            {
                AS_AGREED: "What consultations and a mission have opened.",
                "all": "Allies know more of what happens, and you of what they see.",
                "nothing": "Allies know less of what happens, and you of what they see.",
            },
        )
        self.sharing = str(answer)
        if self.code != self.model.setting.file.requester:
            self._decide_statement()
        men = self.model.border_troops.men_of(self.code)
        if men:
            answer, _ = self.ask(
                "recall",
                "yes",
                f"Its {men:,} men are wanted where they are.",
                {"yes": "They stay at the border.", "no": "They go home, and can be sent again."},
                facts={"men": men},
            )
            if answer == "no":
                self.model.border_troops.send_home(self.code, f"{self.code} calls its contingent home.")

    def _decide_statement(self) -> None:
        answer, _ = self.ask(
            "statement",
            SILENCE,
            "It says nothing in public.",
            {
                SILENCE: "Others go by what is known of it.",
                FOR_AID: "Others count on its support of any text.",
                AGAINST_FORCE: "Others count on its objection to force.",
            },
        )
        if answer not in (SILENCE, self.statement):
            self.model.tell("statement", self.code, subject=str(answer), reason=f"{self.code} says it is {answer}.")
        self.statement = str(answer)

    def said_of(self, text: Text) -> str:
        """The position on a text that follows from what it has said in public; empty if nothing does."""
        if self.statement == FOR_AID:
            return SUPPORT
        return OBJECT if self.statement == AGAINST_FORCE and text.top in FORCE else ""

    def station(self, usual: str = BY_NEED) -> str:
        """Where its contingent stands: the name of a sector, or by need; `usual` is what the text says."""
        posts = "The border command posts it where need is."
        answer, _ = self.ask(
            "station",
            usual,
            posts if usual == BY_NEED else "The text says so.",
            {BY_NEED: "Where the border command needs it."}
            | {name: f"In the {name.title()} sector and nowhere else." for name in self.model.detachments},
        )
        return str(answer)

    def vote(self, text: Text, procedure: Procedure, usual: tuple[str, str]) -> tuple[str, str]:
        """Its position on a text, and why; `usual` is what its rule says."""
        blocks = (
            "Under this regime the text falls."
            if procedure.regime.vote_rule in ("consensus", "silence")
            else "It counts."
        )
        answer, why = self.ask(
            "vote",
            *usual,
            {
                SUPPORT: "It answers for the text, and says apart what it gives.",
                ABSTAIN: "It stands aside and sends nobody.",
                OBJECT: f"It is against the text. {blocks}",
            },
            facts={
                "text": text.top.name,
                "says": text.title,
                "bound": procedure.obligation,
                "requester": procedure.requester,
            },
            clause=procedure.regime.clause("vote"),
        )
        return str(answer), why

    def amends(self, by: str, moved: Text, lies: Text, procedure: Procedure, usual: tuple[str, str]) -> tuple[str, str]:
        """Its position on an amendment, and why; `usual` is what its rule says."""
        answer, why = self.ask(
            "amendment",
            *usual,
            {
                SUPPORT: f"{moved.title[:1].upper()}{moved.title[1:]} comes to the vote.",
                ABSTAIN: "It is all the same to you.",
                OBJECT: f"{lies.title[:1].upper()}{lies.title[1:]} stays before the council.",
            },
            facts={"moved_by": by, "moved": str(moved), "lies": str(lies)},
            clause=procedure.regime.clause("vote"),
        )
        return str(answer), why

    def takes(self, trade: Trade, usual: bool, why: str, text: str) -> bool:
        """Whether it takes a trade that it is offered over the text before the council, if there is one."""
        answer, _ = self.ask(
            "trade",
            "accept" if usual else "refuse",
            why,
            {"accept": "Both are promised. Who breaks a promise is trusted less.", "refuse": "Nothing is promised."},
            facts={
                "offered_by": trade.by,
                "gives": called(trade.gives, trade.men),
                "wants": called(trade.wants, trade.men),
                "lies": text,
            },
        )
        return answer == "accept"

    def delivers(self, what: str, to: str, usual: bool) -> bool:
        """Whether it delivers what it has promised, now that it is due."""
        answer, _ = self.ask(
            "deliver",
            "yes" if usual else "no",
            "Promises are kept as often as commitments are.",
            {"yes": "You keep your word.", "no": "Those to whom you promised it trust you less."},
            facts={"promised": what, "promised_to": to},
        )
        return answer == "yes"

    def contribute(self, gift: Gift, at_hand: int) -> Gift:
        """Men it sends towards a force; it cannot send more than it has at hand. `gift` is what its rule says."""
        answer, why = self.ask(
            "contribute",
            gift.gives,
            gift.reason,
            high=max(gift.share, at_hand),
            unit="men",
            facts={"share": gift.share, "at_hand": at_hand, "needed": gift.needed},
            clause=self.model.regime.clause("force"),
        )
        return replace(gift, gives=int(answer), reason=why)


class PartnerState(State):
    """A neighbour without treaty duty: it joins an exercise or it does not, and may strike on its own."""

    matters: ClassVar[tuple[str, ...]] = ("exercise", "strike")

    def __init__(self, model: World, code: str, standing: Standing) -> None:
        super().__init__(model, code, standing)
        self.strikes = Strikes(self)

    def step(self) -> None:
        """Once a day: strike bands inside the member's land, where it has the means."""
        if self.standing.sorties:
            self.strikes.step()

    def invited(self) -> bool:
        """Asked to an exercise near its border; it joins when its own border is worth it to it."""
        worth = self.stands["stake"] * self.threat
        enough = "enough" if worth > WORTH_JOINING else "not enough"
        why = f"What it sees at the border matters {enough} to it [{worth:.2f}; {WORTH_JOINING} would do]."
        says = {
            "yes": "Your men stand at the border with theirs for some days; militants try less often there.",
            "no": "The exercise is held without you.",
        }
        answer, _ = self.ask("exercise", "yes" if worth > WORTH_JOINING else "no", why, says)
        return answer == "yes"
