"""Dealing: what a trade is worth to a member by its own rule, and what members would say to a text laid before them.

A trade is two promises, one for the other: a good (goods), support for the text before the council, or men for its
force; so votes are traded as Buchanan and Tullock (The Calculus of Consent, 1962, ch. 10) have it. Who is offered one
takes it where what it gets, weighed by its trust in the one who promises it, is worth what it gives. What texts are
worth, and who is counted on for what, comes from the game of texts alone; no dice are thrown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from panj.treaty.council.bargain import Bargain
from panj.treaty.council.member import Member, goods, noise
from panj.treaty.council.sitting import Sitting
from panj.treaty.ladder import FORCE, REAL
from panj.treaty.law.vote import SUPPORT, consenting, count, voters
from panj.treaty.text import Text

BACKING, MEN = "support", "men"  # what is promised beside goods
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Trade:
    """What one member gives another (`to`) for what it wants of it; `men` where one of the two is men."""

    by: str
    to: str
    gives: str
    wants: str
    men: int = 0

    def __str__(self) -> str:
        return f"{called(self.gives, self.men)} of {self.by} for {called(self.wants, self.men)} of {self.to}"


def called(what: str, men: int) -> str:
    """What is promised, in words."""
    if what == MEN:
        return f"{men:,} men"
    return "support for the text" if what == BACKING else goods()[what].title


class Floor(NamedTuple):
    """The text that is dealt over: the members before it, and the round in which it is voted on."""

    sitting: Sitting
    bargain: Bargain
    text: Text
    round: int

    def edge(self, code: str) -> float:
        """What the text is worth to a member more than its falling, with what it likes about it beside that."""
        s, b = self.sitting, self.bargain
        taste = noise(s.w, s.draw(code, f"position-{self.text.top.name}"))
        return b.edge(code, self.text, self.round) + taste * b.unsettled(code, self.text, self.round)

    def paying(self, code: str, worth: float) -> Floor:
        """The same with a payment to a member for the text, and for any that goes less far, now or in a later round."""
        b = self.bargain
        covered = np.array([t.top <= self.text.top for t in b.texts])
        mine = np.array([c == code for c in b.codes])
        return self._replace(bargain=replace(b, paid=b.paid + worth * np.outer(mine, covered)))

    def swings(self, code: str) -> bool:
        """Whether the text is expected to fall as things stand, and to pass with the support of one member."""
        p, b = self.sitting.p, self.bargain
        said = {c: b.expected(c, self.text, self.round) for c in b.codes}

        def passes(positions: dict[str, str]) -> bool:
            consents = consenting(p.requester, positions)
            return consents and count(p.regime, positions, p.parties).passed

        return not passes(said) and passes(said | {code: SUPPORT})


def before(sitting: Sitting, text: Text) -> Floor | None:
    """The members before a text; None where nobody votes."""
    b = sitting.bargain(text)
    return None if b is None or not b.rounds else Floor(sitting, b, text, min(sitting.p.round, len(b.rounds) - 1))


# -- a trade -----------------------------------------------------------------------------------------------------------
def weigh(me: Member, trade: Trade, floor: Floor | None) -> tuple[float, str]:
    """What a trade is worth to the one to whom it is offered, and why; below 0 it would not take it.

    Without a text before the council only goods can be dealt in.
    """
    got = gain(me, trade.by, trade.gives, trade.men, floor)
    if trade.wants == BACKING and trade.gives in goods() and floor is not None and me.code in floor.bargain.codes:
        return _backing(me, trade, got, floor)
    paid = price(me, trade.wants, trade.men, floor)
    more = "more" if got >= paid else "less"
    why = (
        f"{called(trade.gives, trade.men)} is worth {more} to {me.code} than {called(trade.wants, trade.men)} costs it"
    )
    why += f" [{got:.2f} against {paid:.2f}]." if paid < math.inf else ": it has not so many."
    return (got - paid if got > TINY else min(-TINY, got - paid)), why


def _backing(me: Member, trade: Trade, got: float, floor: Floor) -> tuple[float, str]:
    """What it is worth to a member to be paid for its support: all of the good, where it would support the text anyway;
    else what the text is then worth to it more than its falling."""
    edge = floor.edge(me.code)
    worth = got if edge >= 0.0 else floor.paying(me.code, got).edge(me.code)
    good = called(trade.gives, 0)
    if edge >= 0.0:
        return worth, f"{me.code} would support the text anyway, and {good} comes on top [{edge:.2f} and {got:.2f}]."
    makes = "makes up for" if worth >= 0.0 else "does not make up for"
    return worth, f"{good} {makes} what the text costs {me.code} [{got:.2f} against {-edge:.2f}]."


def _would_do(me: Member, by: str, floor: Floor | None) -> tuple[str, ...]:
    """Goods each of which, promised by another for it, would win a member for the text."""
    if floor is None or me.code not in floor.bargain.codes:
        return ()
    paid = ((name, gain(me, by, name, 0, None)) for name in goods())
    return tuple(name for name, worth in paid if floor.paying(me.code, worth).edge(me.code) >= 0.0)


def gain(me: Member, other: str, what: str, men: int, floor: Floor | None) -> float:
    """What something is worth to a member that another promises it; trust in that one is a half at face value."""
    faith = 0.5 + me.trust.get(other, 0.5)
    if what in goods():
        return goods()[what].worth * faith
    if floor is None or me.code not in floor.bargain.codes:
        return 0.0
    if what == BACKING:
        return max(0.0, floor.edge(me.code)) if floor.swings(other) else 0.0
    x, s = floor.bargain.terms, floor.sitting
    i, t = floor.bargain.codes.index(me.code), floor.bargain.column(floor.text)
    brought = x.need if me.code == s.p.requester else x.public
    part = min(1.0, men / max(1, s.wanted(floor.text))) if floor.text.top in FORCE else 0.0
    return float(brought[i, t]) * part * faith


def price(me: Member, what: str, men: int, floor: Floor | None) -> float:
    """What it costs a member to give something; infinite where it has no such thing."""
    if what in goods():
        return goods()[what].price * (0.5 + me.outside_options)
    if floor is None or me.code not in floor.bargain.codes:
        return math.inf
    if what == BACKING:
        return max(0.0, -floor.edge(me.code))
    s, x = floor.sitting, floor.bargain.terms
    if men > s.at_hand(me.code):
        return math.inf
    i, t = floor.bargain.codes.index(me.code), floor.bargain.column(floor.text)
    fair = max(1.0, float(x.share[i, t]) * max(1, s.wanted(floor.text)))
    return max(0.0, -float(x.own[i, t])) * men / fair


# -- what they would say -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sounding:
    """What a member would say as things stand: a position on a text, or accept or refuse a trade. `lacks` is what it
    would have to be worth more to it [utility], `would_do` goods each of which would make that up, `men` how many it
    would send."""

    seat: str
    would: str
    lacks: float
    would_do: tuple[str, ...]
    men: int
    why: str


def sound_text(sitting: Sitting, text: Text, by: str) -> list[Sounding]:
    """What everybody who has a vote would say to a text if it were voted on now, as its own rule answers; `by` asks."""
    floor = before(sitting, text)
    out = []
    have = voters(sitting.p.regime, sitting.seats(), sitting.p.parties)
    said = {code: sitting.by_rule(code, text, None if floor is None else floor.bargain) for code in have}
    backing = [code for code, (position, _) in said.items() if position == SUPPORT]
    gifts = sitting.would_give(text, backing, floor.bargain) if text.top in REAL and floor is not None else []
    sent = {g.code: g.gives for g in gifts}
    for code, (position, why) in said.items():
        free = floor is not None and not sitting.known(code, text)
        lacks = max(0.0, -floor.edge(code)) if floor is not None and free and position != SUPPORT else 0.0
        me = sitting.members[code]
        would_do = _would_do(me, by, floor) if lacks else ()
        out.append(Sounding(code, position, round(lacks, 4), would_do, sent.get(code, 0) if text.in_men else 0, why))
    return out


def sound_trade(me: Member, trade: Trade, floor: Floor | None) -> Sounding:
    """What the one to whom a trade is offered would say to it."""
    worth, why = weigh(me, trade, floor)
    lacks = 0.0 if worth >= 0.0 else -worth
    more = _would_do(me, trade.by, floor) if lacks and trade.wants == BACKING else ()
    would = "accept" if worth >= 0.0 else "refuse"
    return Sounding(trade.to, would, round(lacks, 4) if lacks < math.inf else -1.0, more, 0, why)
