"""Promises that members make each other: what was promised to whom, when it is due, whether it was kept.

A trade is two of them. A promise of support is due at the vote, one of men when a force sets out, a good when its time
has come; what was promised for a text is owed once the text is adopted. Who breaks one is trusted less by those to whom
it was made, and by nobody else: the others know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from panj.agents.alliance.help import Material, known
from panj.agents.seats.verbs import EVERYBODY
from panj.treaty.council.dealing import BACKING, MEN, called
from panj.treaty.council.member import goods, trust_after
from panj.treaty.course.clocks import pert
from panj.treaty.ladder import TOP, Rung, least
from panj.treaty.law.vote import SUPPORT

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance
    from panj.agents.alliance.case import Case
    from panj.treaty.council.rule import Floats
    from panj.treaty.council.sitting import Ballot, Gift
    from panj.treaty.text import Text

NO_CASE = -1


@dataclass(slots=True)
class Promise:
    """`to`: members joined by +, or all. `case`: the case over which it was made. `upto`: the most that a text may hold
    over which support was promised; `only`: the one text for which it was. `on_text`: owed only once such a text is
    adopted. `due`: day, None before that."""

    number: int
    maker: str
    to: str
    what: str
    men: int
    event: int  # in the log, in which it was made
    case: int = NO_CASE
    upto: Rung = TOP
    only: Text | None = None
    on_text: bool = False
    due: float | None = None
    open: bool = True

    def __str__(self) -> str:
        return called(self.what, self.men)

    def covers(self, text: Text) -> bool:
        """Whether support was promised for this text."""
        return text.top <= self.upto if self.only is None else text == self.only


class Promises:
    """All that was promised, in the order in which it was."""

    def __init__(self, alliance: Alliance) -> None:
        self.alliance = alliance
        self.all: list[Promise] = []

    def open(self, *what: str, case: int | None = None) -> list[Promise]:
        """Those that are neither kept nor broken nor void, of these things (all if none is named)."""
        found = (p for p in self.all if p.open and (not what or p.what in what))
        return [p for p in found if case is None or p.case == case]

    def make(
        self, maker: str, to: str, what: str, men: int, event: int, case: Case | None, text: Text | None, on_text: bool
    ) -> None:
        """Somebody promises something; a good is due after its days, or is owed for a text."""
        number = len(self.all)
        upto = TOP if text is None else text.top
        at = NO_CASE if case is None else case.number
        promise = Promise(number, maker, to, what, men, event, at, upto, on_text=on_text)
        if what in goods() and not on_text:
            self._fall_due(promise)
        self.all.append(promise)

    def _fall_due(self, promise: Promise) -> None:
        w = self.alliance.world
        u = w.streams.uniform("promise", promise.number, promise.maker, "days")
        promise.due = w.day + pert(*goods()[promise.what].days, u)

    # -- what the game of texts makes of them --------------------------------------------------------------------------
    def owed(self, case: int, codes: Sequence[str], texts: Sequence[Text]) -> Floats | float:
        """What is owed for each text brings those to whom it was promised, by their trust, and costs the others."""
        traded = [p for p in self.open(*goods(), case=case) if p.on_text]
        if not traded:
            return 0.0
        out = np.zeros((len(codes), len(texts)))
        for p in traded:
            covers = np.array([t.top <= p.upto for t in texts])
            good = goods()[p.what]
            taker, maker = (self.alliance.parties[c].member() for c in (p.to, p.maker))
            if p.to in codes:
                out[codes.index(p.to)] += good.worth * (0.5 + taker.trust.get(p.maker, 0.5)) * covers
            if p.maker in codes:
                out[codes.index(p.maker)] -= good.price * (0.5 + maker.outside_options) * covers
        return out

    def backs(self, code: str, text: Text, case: int) -> bool:
        """Whether a member has promised everybody to support a text."""
        if not self.all:
            return False
        mine = (p for p in self.open(BACKING, case=case) if p.maker == code and p.to == EVERYBODY)
        return any(p.covers(text) for p in mine)

    # -- when they are due ---------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Once a day: what has come due is delivered, or it is not."""
        w = self.alliance.world
        for p in self.open():
            if p.due is None or w.day < p.due:
                continue
            keeps = w.streams.uniform("promise", p.number, p.maker, "kept") < w.values["reliability"]
            if self.alliance.parties[p.maker].delivers(str(p), p.to, keeps):
                self._kept(p, f"{p.maker} delivers what it promised: {p}.")
            else:
                self._broken(p, f"{p.maker} promised {p} and does not deliver.")

    def voted(self, case: Case, said: Iterable[Ballot], text: Text) -> None:
        """Members have taken positions on a text: who promised support has given it, or broken its word."""
        position = {b.code: b.position for b in said}
        for p in self.open(BACKING, case=case.number):
            if p.maker not in position or not p.covers(text):
                continue
            if position[p.maker] == SUPPORT:
                self._kept(p, f"{p.maker} supports the text as it promised.")
            else:
                self._broken(p, f"{p.maker} promised its support and does not give it ({position[p.maker]}).")

    def decided(self, case: Case, text: Text, adopted: bool) -> None:
        """A text was decided: what was promised for it is owed now, or void where no other text comes."""
        for p in self.open(case=case.number):
            if adopted and p.on_text and p.what in goods() and text.top <= p.upto and p.due is None:
                self._fall_due(p)
            elif not adopted and case.procedure.state != "DRAFT" and p.due is None:
                p.open = False

    def gave(self, case: Case, gifts: Iterable[Gift]) -> None:
        """Members have said what they send: who promised men sends as many, or breaks its word."""
        men = {g.code: g.gives for g in gifts}
        for p in self.open(MEN, case=case.number):
            sent = men.get(p.maker, 0)
            if sent >= p.men:
                self._kept(p, f"{p.maker} sends {sent:,} men, as it promised.")
            else:
                self._broken(p, f"{p.maker} promised {p.men:,} men and sends {sent:,}.")

    def void(self, maker: str, what: str, case: int) -> None:
        """What was said is said anew: the earlier word counts no more."""
        for p in self.open(what, case=case):
            if p.maker == maker and p.to == EVERYBODY:
                p.open = False

    # -- kept, or broken -----------------------------------------------------------------------------------------------
    def _kept(self, promise: Promise, reason: str) -> None:
        a, w = self.alliance, self.alliance.world
        promise.open = False
        event = w.tell(
            "promise_kept",
            promise.maker,
            subject=promise.to,
            amount=promise.men,
            causes=(promise.event,),
            reason=reason,
        )
        if promise.what not in goods():
            return
        for code in a.parties if promise.to == EVERYBODY else promise.to.split("+"):
            state = a.parties[code]
            if code != promise.maker:
                state.trust[promise.maker] = trust_after(state.trust.get(promise.maker, 0.5), helped=True, bound=False)
        if promise.what == "equipment" and a.requester.code in promise.to.split("+"):
            share = known(w).alone_share * w.values["equipment_share"]
            w.send(0.0, Material(promise.maker, least("material"), share), event)

    def _broken(self, promise: Promise, reason: str) -> None:
        a = self.alliance
        promise.open = False
        event = a.world.tell(
            "promise_broken",
            promise.maker,
            subject=promise.to,
            amount=promise.men,
            causes=(promise.event,),
            reason=reason,
        )
        a.disappoint(promise.maker, event, None if promise.to == EVERYBODY else promise.to.split("+"))
