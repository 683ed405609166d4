"""Forms: what a chair can do on the floor of the council now, with all that may be filled in, or why it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panj.agents.seats.verbs import EVERYBODY, VERBS, Field, Verb
from panj.treaty.council.agenda import proposers
from panj.treaty.council.dealing import BACKING, MEN
from panj.treaty.council.member import goods, heavy
from panj.treaty.law.vote import voters

if TYPE_CHECKING:
    from panj.agents.alliance.floor import Floor
    from panj.treaty.text import Text

LONGEST_TERM = 365  # days
CONDITION = {
    "no": "You promise nothing.",
    "yes": "If the amendment carries, everybody counts on your support; who breaks its word is trusted less.",
}


class Forms:
    """The forms of one chair, as the floor stands."""

    def __init__(self, floor: Floor, seat: str) -> None:
        self.floor, self.seat = floor, seat
        self.alliance, self.world = floor.alliance, floor.world
        self.case = floor.case

    def all(self) -> tuple[Verb, ...]:
        """A form for each verb."""
        return tuple(getattr(self, f"_{name}")() for name in VERBS)

    def _closed(self, name: str, why: str) -> Verb:
        return Verb(name, self.seat, why)

    # -- why not -------------------------------------------------------------------------------------------------------
    def _outside(self) -> str:
        """Why a chair has no part in the council's business, if it has none."""
        return "" if self.seat in self.alliance.parties else "only members of the alliance do"

    def _no_case(self) -> str:
        """Why nothing can be laid before the council, if nothing can."""
        if why := self._outside():
            return why
        case = self.case
        if case is None:
            return "no case waits for a decision of the council"
        p = case.procedure
        if self.seat not in voters(p.regime, case.chamber.seats(), p.parties):
            return f"{self.seat} has no vote in this case"
        return "" if case.chamber.texts() else "nothing more than what is adopted may be proposed"

    # -- the verbs -----------------------------------------------------------------------------------------------------
    def _say(self) -> Verb:
        chairs = [name for name in self.world.chairs if name != self.seat]
        to = {EVERYBODY: "Everybody hears it."} | dict.fromkeys(chairs, "Only those who are named hear it.")
        return Verb(
            "say",
            self.seat,
            fields=(Field("to", "To whom?", "choices", None, to), Field("words", "What do you say?", "words")),
        )

    def _propose(self) -> Verb:
        if why := self._no_case():
            return self._closed("propose", why)
        assert self.case is not None
        p, chamber = self.case.procedure, self.case.chamber
        by_means = sorted(chamber.seats(), key=lambda c: (-chamber.members[c].means, c))
        who = proposers(p.regime, chamber.seats(), p.requester, by_means)
        if self.seat not in who:
            return self._closed("propose", f"under this regime {', '.join(who)} may propose; you may amend or trade")
        if not p.regime.collective:
            return self._closed("propose", "this regime knows no collective measure")
        return Verb("propose", self.seat, fields=self._of_a_text(self.floor.text_of(self.case)))

    def _amend(self) -> Verb:
        if why := self._no_case():
            return self._closed("amend", why)
        assert self.case is not None
        if not self.case.procedure.regime.amendable:
            return self._closed("amend", "this regime lets no text be amended")
        lies = self.floor.lies(self.case)
        if lies is None:
            return self._closed("amend", "no text lies before the council yet")
        condition = Field("support", "Do you support the text if it says so?", "choice", "no", CONDITION)
        return Verb("amend", self.seat, fields=(*self._of_a_text(lies), condition))

    def _of_a_text(self, text: Text) -> tuple[Field, ...]:
        """What a text says; usual is what the text says that lies there."""
        assert self.case is not None
        chamber, regime = self.case.chamber, self.case.procedure.regime
        rungs = {t.top.name: f"The text goes up to {t.top.title}." for t in chamber.texts()}
        top = text.top.name if text.top.name in rungs else next(reversed(rungs))
        most = max(
            chamber.wanted(text), sum(chamber.at_hand(c) for c in chamber.seats() if c != self.case.procedure.requester)
        )
        places = {"": "Where need is."} | {n: f"In the {n.title()} sector." for n in self.world.detachments}
        fields = [
            Field("measure", "How far does it go?", "choice", top, rungs),
            Field("men", "Men of a force; 0: as many as are wanted", "number", text.men, low=0, high=most, unit="men"),
            Field("place", "Where does a force stand?", "choice", text.place, places),
            Field(
                "term", "For how long? 0: until it is ended", "number", text.term, low=0, high=LONGEST_TERM, unit="days"
            ),
        ]
        if regime.limited_format:
            whole = {"all": "All decide and answer for it.", "willing": "The willing alone decide and answer for it."}
            fields.append(Field("format", "Who decides?", "choice", "willing" if text.limited else "all", whole))
        return tuple(fields)

    def _trade(self) -> Verb:
        if why := self._outside() or ("" if self.world.regime.collective else "this regime knows no council"):
            return self._closed("trade", why)
        others = {c: "" for c in sorted(self.alliance.parties) if c != self.seat}
        return Verb(
            "trade",
            self.seat,
            fields=(
                Field("to", "To whom?", "choice", None, others),
                Field("gives", "What do you give?", "choice", None, self._things()),
                Field("wants", "What do you want for it?", "choice", None, self._things()),
                self._men(),
            ),
        )

    def _promise(self) -> Verb:
        if why := self._outside():
            return self._closed("promise", why)
        others = {EVERYBODY: "Everybody hears it, and counts on it."}
        others |= dict.fromkeys(
            (c for c in sorted(self.alliance.parties) if c != self.seat), "Only those named hear it."
        )
        return Verb(
            "promise",
            self.seat,
            fields=(
                Field("to", "To whom?", "choices", None, others),
                Field("what", "What do you promise?", "choice", None, self._things()),
                self._men(),
            ),
        )

    def _things(self) -> dict[str, str]:
        """What can be promised: goods, and where something is to be decided support and men."""
        told = {
            name: f"{g.title[:1].upper()}{g.title[1:]}: costs who gives it {heavy(g.price)}, brings who gets it"
            f" {heavy(g.worth)}; due in about {g.days[1]:g} days ({g.days[0]:g} to {g.days[2]:g})."
            for name, g in goods().items()
        }
        if self.case is not None:
            told[BACKING] = "Support for the text, whatever it becomes up to its measure of now."
            if self.floor.may_be_force(self.case):
                told[MEN] = "Men for the force."
        return told

    def _men(self) -> Field:
        most = sum(self._at_hand(c) for c in sorted(self.alliance.parties)) if self.case is not None else 0
        return Field("men", "How many men, where it is men?", "number", 0, low=0, high=most, unit="men")

    def _at_hand(self, code: str) -> int:
        return self.case.chamber.at_hand(code) if self.case is not None else 0

    def _declare(self) -> Verb:
        if why := self._no_case():
            return self._closed("declare", why)
        assert self.case is not None
        if self.seat == self.case.procedure.requester:
            return self._closed("declare", "the state that asks for help sends none")
        if not self.floor.may_be_force(self.case):
            return self._closed("declare", "no text with a force can come before the council")
        most = self._at_hand(self.seat)
        return Verb(
            "declare",
            self.seat,
            fields=(Field("men", "How many men would you send?", "number", None, low=0, high=most, unit="men"),),
        )
