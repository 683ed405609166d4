"""The floor: what members do of their own accord before the council, and what comes of it.

A text that a member proposes is what the ministers lay before the council next; an amendment is voted on before the
text is; a trade is put to the one to whom it is offered; promises are kept or broken. Whoever sits in a chair is asked
(`amendment`, `trade`, `deliver`), and by rule a member answers as in the game of texts. Where nobody does anything of
the kind there is nothing on the floor, and nothing here changes a war.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from panj.agents.alliance.forms import Forms
from panj.agents.alliance.promises import Promises
from panj.agents.seats.verbs import EVERYBODY, Term, Verb
from panj.scenarios.errors import InputError
from panj.treaty.council import dealing
from panj.treaty.council.bargain import Draft
from panj.treaty.council.dealing import BACKING, MEN, Trade
from panj.treaty.council.member import goods, noise
from panj.treaty.course.procedure import PENDING
from panj.treaty.ladder import FORCE, Rung
from panj.treaty.law.vote import ABSTAIN, OBJECT, SUPPORT, count, voters
from panj.treaty.text import Text

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance
    from panj.agents.alliance.case import Case
    from panj.treaty.council.sitting import Ballot

Terms = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Motion:
    """A text that a member has proposed, or moved in place of the one that lies before the council; `backed`: whether
    it supports the text if it is amended so, and says so to everybody."""

    by: str
    text: Text
    case: int
    event: int
    backed: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A trade that has been offered and not answered yet."""

    trade: Trade
    event: int


class Floor:
    """What lies on the floor of the council."""

    def __init__(self, alliance: Alliance) -> None:
        self.alliance = alliance
        self.world = alliance.world
        self.promises = Promises(alliance)
        self.motions: list[Motion] = []  # proposed and not taken up yet
        self.amendments: list[Motion] = []
        self.put: Motion | None = None  # the amendment that is being voted on
        self.offers: list[Offer] = []
        self.declared: dict[tuple[int, str], int] = {}  # case and member -> men that it says it would send
        self.laid: dict[int, str] = {}  # by whom the text was proposed that lies before the council in a case
        self.touched: set[int] = set()  # cases in which somebody has proposed or amended

    # -- what can be done ----------------------------------------------------------------------------------------------
    def verbs(self, seat: str) -> tuple[Verb, ...]:
        """What a chair can do now, each verb with its form or with why it is closed; see agents.alliance.forms."""
        return Forms(self, seat).all()

    @property
    def case(self) -> Case | None:
        """The case in which something is still to be decided, if any."""
        case = self.alliance.pending
        return None if case is None or case.procedure.automatic else case

    def text_of(self, case: Case) -> Text:
        """The text that lies before the council or, before there is one, what comes before it by all that is known."""
        if lies := self.lies(case):
            return lies
        return next((m.text for m in self.motions if m.case == case.number), None) or case.chamber.draft().text

    def lies(self, case: Case) -> Text | None:
        """The text that lies before the council; None before there is one."""
        p = case.procedure
        if p.tabled is None and not p.fast and p.state != "CSC_VOTE":
            return None
        return case.chamber.tabled()

    def text_from(self, case: Case, terms: Terms) -> Text:
        """A text as a form has it; men, place and term are of a force."""
        rung = Rung[str(terms["measure"])]
        limited = terms.get("format") == "willing"
        text = Text(case.procedure.worded(rung), limited=limited)
        if not text.in_men:
            return text
        men, place, term = int(terms["men"]), str(terms["place"]), int(terms["term"])
        return Text(text.measures, men, "", place, term, limited)

    def do(self, seat: str, verb: str, terms: Terms) -> None:
        """What a chair does, as its form has it. Raises InputError where there is no sense in it; nothing happens."""
        {
            "say": self._say,
            "propose": self._propose,
            "amend": self._amend,
            "trade": self._offer,
            "promise": self._promise,
            "declare": self._declare,
        }[verb](seat, terms)

    def _say(self, seat: str, terms: Terms) -> None:
        self.world.tell("message", seat, subject=str(terms["to"]), reason=str(terms["words"]))

    def _propose(self, seat: str, terms: Terms) -> None:
        case = self._pending(seat, "propose")
        p, text = case.procedure, self.text_from(case, terms)
        event = case.tell(
            "proposal",
            seat,
            amount=float(text.top),
            clause=p.regime.clause("bodies"),
            reason=f"{seat} proposes {text.title}.",
        )
        self.touched.add(case.number)
        self._tell_standing(case, text, event)
        if p.state == "DRAFT" and not self.laid.get(case.number):
            self.laid[case.number] = seat
            p.propose(text, f"{seat} proposes it.")
        else:
            self.motions.append(Motion(seat, text, case.number, event))

    def _amend(self, seat: str, terms: Terms) -> None:
        case = self._pending(seat, "amend")
        text = self.text_from(case, terms)
        backed = terms.get("support") == "yes"
        if text == self.lies(case):
            raise InputError(f"amend by {seat}", "", text.title, "another text than the one before the council")
        event = case.tell(
            "amendment",
            seat,
            amount=float(text.top),
            clause=case.procedure.regime.clause("vote"),
            reason=f"{seat} moves {text.title} in place of {self.text_of(case).title}"
            f"{', and supports the text if it says so' if backed else ''}.",
        )
        self.touched.add(case.number)
        self.amendments.append(Motion(seat, text, case.number, event, backed))

    def _offer(self, seat: str, terms: Terms) -> None:
        trade = self.trade_from(seat, terms)
        event = self.world.tell(
            "trade_offer",
            seat,
            subject=trade.to,
            amount=trade.men,
            reason=f"{seat} offers {trade.to} a trade: {trade}.",
        )
        self.offers.append(Offer(trade, event))

    def trade_from(self, seat: str, terms: Terms) -> Trade:
        """A trade as a form has it. Raises InputError where both sides are the same, or men are missing."""
        gives, wants, men = str(terms["gives"]), str(terms["wants"]), int(terms["men"])
        where = f"trade by {seat}"
        if gives == wants:
            raise InputError(where, "wants", wants, "something else than what is given")
        if (MEN in (gives, wants)) != (men > 0):
            raise InputError(where, "men", men, "a number of men, where men are part of the trade and only there")
        return Trade(seat, str(terms["to"]), gives, wants, men)

    def _promise(self, seat: str, terms: Terms) -> None:
        what, men, to = str(terms["what"]), int(terms["men"]), str(terms["to"])
        if (what == MEN) != (men > 0):
            raise InputError(f"promise by {seat}", "men", men, "a number of men, where men are promised and only there")
        case = self.case if what in (BACKING, MEN) else None
        said = f"{seat} promises {'everybody' if to == EVERYBODY else to} {dealing.called(what, men)}."
        event = self.world.tell("promise", seat, subject=to, amount=men, reason=said)
        self.promises.make(seat, to, what, men, event, case, None if case is None else self.text_of(case), False)

    def _declare(self, seat: str, terms: Terms) -> None:
        case, men = self._pending(seat, "declare"), int(terms["men"])
        event = case.tell(
            "declaration", seat, amount=float(men), reason=f"{seat} declares that it would send {men:,} men."
        )
        self.declared[case.number, seat] = men
        self.promises.void(seat, MEN, case.number)
        if men:
            self.promises.make(seat, EVERYBODY, MEN, men, event, case, None, False)

    def _pending(self, seat: str, verb: str) -> Case:
        case = self.case
        if case is None:
            raise InputError(f"{verb} by {seat}", "", verb, "nothing of the kind: no case waits for a decision")
        return case

    # -- what comes of it ----------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Once a day: what has come due is delivered, offers are answered, amendments voted on."""
        self.promises.step()
        offers, self.offers = self.offers, []
        for offer in offers:
            self._answer(offer)
        waiting, self.amendments = self.amendments, []
        for motion in waiting:
            case = self.alliance.cases[motion.case]
            if case.procedure.state not in PENDING:
                continue
            if self.lies(case) is None:
                self.amendments.append(motion)
                continue
            self.put = motion
            try:
                self._put(case, motion)
            finally:
                self.put = None

    def _answer(self, offer: Offer) -> None:
        trade, case = offer.trade, self.case
        taker = self.alliance.parties[trade.to]
        text = None if case is None else self.text_of(case)
        floor = None if case is None or text is None else dealing.before(case.chamber, text)
        worth, why = dealing.weigh(taker.member(), trade, floor)
        taken = taker.takes(trade, worth >= 0.0, why, "" if text is None else text.title)
        w = self.world
        if not taken:
            w.tell(
                "trade_refused",
                trade.to,
                subject=trade.by,
                causes=(offer.event,),
                reason=f"{trade.to} refuses: {trade}.",
            )
            return
        event = w.tell(
            "trade", trade.to, subject=trade.by, amount=trade.men, causes=(offer.event,), reason=f"Struck: {trade}."
        )
        over = {BACKING, MEN} & {trade.gives, trade.wants}
        for maker, to, what in ((trade.by, trade.to, trade.gives), (trade.to, trade.by, trade.wants)):
            men = trade.men if what == MEN else 0
            on_text = bool(over) and case is not None and what in goods()
            self.promises.make(maker, to, what, men, event, case if over else None, text if over else None, on_text)

    def _put(self, case: Case, motion: Motion) -> None:
        """An amendment is put to the vote: all who have one look ahead to what becomes of both texts."""
        p, chamber, here = case.procedure, case.chamber, case.chamber.tabled()
        b = chamber.bargain(here, motion.text)
        if b is None or motion.text == here:
            return
        k = min(p.round, len(b.rounds) - 1)
        said: dict[str, tuple[str, str]] = {}
        for code in voters(p.regime, chamber.seats(), p.parties):
            if code == motion.by:
                said[code] = SUPPORT, f"{code} moved it."
                continue
            likes = [
                noise(chamber.w, chamber.draw(code, f"position-{t.top.name}")) * b.unsettled(code, t, k)
                for t in (motion.text, here)
            ]
            usual = b.prefers(code, motion.text, here, k, likes[0] - likes[1])
            said[code] = self.alliance.parties[code].amends(motion.by, motion.text, here, p, usual)
        positions = {code: position for code, (position, _) in said.items()}
        carried = count(p.regime, positions, p.parties).passed
        told = "; ".join(f"{c} {position}" for c, position in positions.items())
        does = "carries" if carried else "falls"
        event = case.tell(
            "amended" if carried else "amendment_fell",
            self.alliance.council.title,
            causes=(motion.event,),
            amount=float(motion.text.top),
            clause=p.regime.clause("vote"),
            reason=f"The amendment of {motion.by} {does} ({told}): before the council lies"
            f" {(motion.text if carried else here).title}.",
        )
        self._tell_reasons(case, {c: why for c, (_, why) in said.items()}, event)
        if carried:
            self.laid[case.number] = motion.by
            p.propose(motion.text, f"{motion.by} moved it in place of {here.title}.")
        if carried and motion.backed:
            self._hold_to_it(case, motion, event)

    def _hold_to_it(self, case: Case, motion: Motion, event: int) -> None:
        """Who supports the text on a condition that is met by now has promised everybody its support."""
        said = f"{motion.by} promises everybody its support: the text says what it wanted."
        made = self.world.tell("promise", motion.by, subject=EVERYBODY, causes=(event,), reason=said)
        self.promises.make(motion.by, EVERYBODY, BACKING, 0, made, case, motion.text, False)
        self.promises.all[-1].only = motion.text

    def backs(self, code: str, text: Text, case: int) -> bool:
        """Whether a member has said to everybody that it supports a text: for good, or on the condition that it says
        what it has moved."""
        moved = self.put
        if moved is not None and moved.backed and (moved.by, moved.case, moved.text) == (code, case, text):
            return True
        return self.promises.backs(code, text, case)

    # -- what the council asks -----------------------------------------------------------------------------------------
    def draft(self, case: Case) -> Draft | None:
        """The text that a member has proposed and that is taken up next, as far as law and staff let it go."""
        self.laid.pop(case.number, None)
        for motion in self.motions:
            if motion.case == case.number:
                self.motions.remove(motion)
                limit = case.chamber.limit()[0]
                text = motion.text
                if text.top > limit:
                    text = Text(case.procedure.worded(limit), place=text.place, term=text.term, limited=text.limited)
                self.laid[case.number] = motion.by
                return Draft(text, case.procedure.round, motion.by, f"{motion.by} proposes it.")
        return None

    def waiting(self, number: int) -> bool:
        """Whether a text waits to be taken up in a case."""
        return any(m.case == number for m in self.motions)

    def voted(self, case: Case, said: list[Ballot], text: Text) -> None:
        """Positions were taken on a text: promises of support are kept or broken; who was pivotal."""
        self.promises.voted(case, said, text)
        if case.number not in self.touched:
            return
        p, positions = case.procedure, {b.code: b.position for b in said}
        passed = count(p.regime, positions, p.parties).passed
        other = OBJECT if passed else SUPPORT
        swing = [c for c in positions if count(p.regime, positions | {c: other}, p.parties).passed != passed]
        who = f"with {', '.join(swing)} otherwise" if swing else "with no single member otherwise"
        self._note_for_umpire(
            case, f"{text.title} {'passes' if passed else 'falls'}; it would not {who}.", case.last_event
        )

    def _tell_standing(self, case: Case, text: Text, event: int) -> None:
        """Who would accept a text as things stand, by their rules: for the umpire, and in the end for all."""
        told = dealing.sound_text(case.chamber, text, case.procedure.requester)
        lacks = {SUPPORT: "", ABSTAIN: " abstains", OBJECT: " objects"}
        said = ", ".join(f"{s.seat}{lacks[s.would]}{f' (lacks {s.lacks:.2f})' if s.lacks else ''}" for s in told)
        self._note_for_umpire(
            case, f"As their rules have it, {text.title} is supported unless said otherwise: {said}.", event
        )

    def _tell_reasons(self, case: Case, why: Mapping[str, str], event: int) -> None:
        self._note_for_umpire(case, " ".join(why.values()), event)

    def _note_for_umpire(self, case: Case, said: str, event: int) -> None:
        title = self.alliance.council.title
        self.world.tell("sounding", title, subject=f"case {case.number + 1}", causes=(event,), reason=said)

    # -- what it would accept ------------------------------------------------------------------------------------------
    def sound(self, seat: str, verb: str, terms: Terms) -> list[dict[str, Any]]:
        """What others would say to a text or a trade, see model.game.Game.sounds; nothing happens by it.

        Raises:
            InputError: for a verb that nobody has to answer.
        """
        case = self.case
        if verb == "trade":
            trade = self.trade_from(seat, terms)
            floor = None if case is None else dealing.before(case.chamber, self.text_of(case))
            return [asdict(dealing.sound_trade(self.alliance.parties[trade.to].member(), trade, floor))]
        if verb not in ("propose", "amend") or case is None:
            raise InputError("sounds", "verb", verb, "propose, amend, trade")
        return [asdict(s) for s in dealing.sound_text(case.chamber, self.text_from(case, terms), seat)]

    def may_be_force(self, case: Case) -> bool:
        """Whether a text with a force may come before the council."""
        return any(t.top in FORCE for t in case.chamber.texts())
