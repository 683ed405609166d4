"""Members who bargain over the texts before them: what is proposed, who accepts what and why, who is pivotal.

Joins what texts are worth (treaty.council.worth) to the game of texts (treaty.council.game): rows are the members by
their codes, columns the texts. Whoever drives it takes the draft of a round, puts it to the vote, and goes on to the
next round where it falls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from panj.treaty.council.game import Game, Pivot, Round, Stage, pivots, solve
from panj.treaty.council.member import Temper
from panj.treaty.council.rule import Floats
from panj.treaty.council.worth import Standings, Terms, judge, reversion
from panj.treaty.ladder import Rung
from panj.treaty.law.vote import ABSTAIN, OBJECT, SUPPORT
from panj.treaty.text import Text

Known = Callable[[str, Text], str]  # a position on a text that is known beforehand; empty where a member is free
KnownGift = Callable[[str, Text], bool | None]  # whether a member gives towards a text; None where it is free


@dataclass(frozen=True, slots=True)
class Draft:
    """What is put to the vote in a round: the text, who proposed it, what it was before it was amended (None: it was
    not) and by whom, and why it is this one."""

    text: Text
    round: int
    by: str
    reason: str
    proposed: Text | None = None
    amended_by: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands where nothing more passes: the highest measure adopted, and what the lead state (its row, or None)
    then does on its own, `part` of what a text would bring."""

    adopted: Rung
    lead: int | None
    alone: Rung
    part: float


@dataclass(frozen=True)
class Bargain:
    """Members (`codes`, in alphabetical order) before texts, weakest first; `stands` is what is left where nothing
    passes, `rounds` who may propose what, under which rule. `known` gives positions that are known beforehand."""

    w: Temper
    codes: tuple[str, ...]
    standings: Standings
    texts: tuple[Text, ...]
    stands: Stands
    rounds: tuple[Round, ...]
    patience: float = 1.0
    known: Known | None = None
    known_gift: KnownGift | None = None
    paid: Floats | float = 0.0  # what members were promised or refused before, (members, texts)
    size: Floats | None = None  # men that texts name, of those usually wanted, (texts)
    offers: Floats | None = None  # the share of them that each could give, (members, texts)

    # -- what is worked out once ---------------------------------------------------------------------------------------
    def same_as(self, other: Bargain) -> bool:
        """Whether another one comes to the same, whatever it has worked out already."""
        plain = ("w", "codes", "texts", "stands", "rounds", "patience")
        return all(getattr(self, name) == getattr(other, name) for name in plain) and self.numbers == other.numbers

    @cached_property
    def numbers(self) -> tuple[bytes, ...]:
        """All numbers that it begins with, as bytes."""
        s = self.standings
        arrays = [*(getattr(s, f.name) for f in fields(s)), self.paid, *(self.fixed or ()), self.gifts]
        arrays += [self.size, self.offers]
        return tuple(np.asarray(x, dtype=float).tobytes() for x in arrays)

    @cached_property
    def reversion(self) -> Floats:
        """What each has where nothing more passes."""
        s = self.stands
        return reversion(self.w, self.standings, s.adopted, s.lead, s.alone, s.part)

    @cached_property
    def terms(self) -> Terms:
        """What each text is worth to each member, term by term."""
        paid = self.paid + np.array([[t.paid_to(code) for t in self.texts] for code in self.codes])
        bearing = [self.w.association if t.limited else 1.0 for t in self.texts]
        tops = [t.top for t in self.texts]
        return judge(self.w, self.standings, tops, paid, bearing, self.gifts, self.size, self.offers)

    @cached_property
    def game(self) -> Game:
        """The game of texts."""
        return Game(
            self.terms.worth,
            self.reversion,
            self.rounds,
            self.patience,
            self.w.dissent,
            self.w.defeat,
            self.w.temperature,
            0.0,
            self.fixed,
        )

    @cached_property
    def stages(self) -> list[Stage]:
        """Its rounds, solved."""
        return solve(self.game)

    @cached_property
    def heat(self) -> list[Floats]:
        """Temperature of each member's vote on each text, round by round."""
        return [np.broadcast_to(s.noise, self.terms.worth.shape) for s in self.stages]

    @cached_property
    def gifts(self) -> Floats | None:
        """Who is known to give: 1 or 0, NaN where a member is free."""
        if self.known_gift is None:
            return None
        return np.array([[_number(self.known_gift(code, t)) for t in self.texts] for code in self.codes])

    @cached_property
    def fixed(self) -> tuple[Floats, Floats] | None:
        """Positions that are known, as chances to support and to object, NaN where a member is free."""
        if self.known is None:
            return None
        said = [[self.known(code, t) for t in self.texts] for code in self.codes]
        if not any(map(any, said)):
            return None
        yes, no = ({"": np.nan, SUPPORT: float(s), ABSTAIN: 0.0, OBJECT: float(not s)} for s in (True, False))
        return np.array([[yes[x] for x in row] for row in said]), np.array([[no[x] for x in row] for row in said])

    # -- what is asked of it -------------------------------------------------------------------------------------------
    def column(self, text: Text) -> int:
        """The column of a text that lies before the members."""
        return self.texts.index(text)

    def proposes(self, k: int) -> bool:
        """Whether the proposer of round `k` lays a text on the table."""
        return int(self.stages[k].proposed.argmax()) < len(self.texts)

    def draft(self, k: int = 0) -> Draft | None:
        """What is put to the vote in round `k`, or None where its proposer lays nothing on the table."""
        s, r = self.stages[k], self.rounds[k]
        t = int(s.proposed.argmax())
        by = self.codes[r.proposer]
        if t == len(self.texts):
            return None
        put = t if s.floor is None else int(s.floor[t].argmax())
        mover = next((self.codes[m] for m in r.amenders), "") if put != t else ""
        return Draft(self.texts[put], k, by, self._why(k, put), self.texts[t] if put != t else None, mover)

    def _why(self, k: int, put: int) -> str:
        s, r = self.stages[k], self.rounds[k]
        i = r.proposer
        here, otherwise = float(self.terms.worth[i, put]), float(s.otherwise[i])
        worth = f"is worth {_compared(here, otherwise)} to {self.codes[i]} than what it expects otherwise"
        said = f"{self.texts[put].title} {worth}"
        said += f" [{here:.2f} against {otherwise:.2f}], and passes with a chance of {s.passes[put]:.0%}"
        pivot = self.pivot(k)
        if pivot.text is None:
            return f"{said}; nothing that could pass is better for it."
        better = f"{self.texts[pivot.text].title} would be better for it and falls short with {self._short(pivot)}"
        return f"{said}; {better}."

    def pivot(self, k: int) -> Pivot:
        """Who stands between the proposer of round `k` and the next text better for it."""
        return pivots(self.game, self.rounds[k], self.stages[k])

    def edge(self, code: str, text: Text, k: int) -> float:
        """What a text is worth to a member more than what it expects if it falls in round `k`."""
        i = self.codes.index(code)
        return float(self.terms.worth[i, self.column(text)] - self.stages[k].otherwise[i])

    def stance(self, edge: float) -> str:
        """The position that follows from what a text is worth more than what is expected otherwise: an objection costs
        something by itself, so that who loses less than that abstains."""
        return OBJECT if edge < -self.w.dissent else ABSTAIN if edge < 0.0 else SUPPORT

    def expected(self, code: str, text: Text, k: int) -> str:
        """The position that others expect of a member in round `k`: what is known, else its position without noise."""
        return (self.known and self.known(code, text)) or self.stance(self.edge(code, text, k))

    def position(self, code: str, text: Text, k: int, noise: float = 0.0) -> tuple[str, str]:
        """A member's position in round `k` with the noise of its choice, and the reason, term by term."""
        edge, shift = self.edge(code, text, k), noise * self.unsettled(code, text, k)
        said = self.stance(edge + shift)
        verb = {SUPPORT: "supports", ABSTAIN: "abstains on", OBJECT: "objects to"}[said]
        i, t, x = self.codes.index(code), self.column(text), self.terms
        why = f"it is worth {_compared(edge, 0.0)} to it than what comes if the text falls"
        if said != self.stance(edge):
            why += f", and {'something' if said == SUPPORT else 'not everything'} about it pleases it beside that"
        sums = self._sums(float(x.worth[i, t]), edge, shift)
        parts = {"security": x.public[i, t] * x.comes[i, t]}
        if i == self.standings.asks:
            return said, f"{code} {verb} {text.title}: {why} [{sums}]."
        gives = bool(x.giving.gives[i, t])
        share = 1.0 if gives else float(self.w.association)
        if gives:
            parts |= {"gain of giving": x.private[i, t], "burden": -x.load[i, t]}
        parts |= {"word": share * x.word[i, t], "entrapment": -share * x.fear[i, t], "ties": -x.friends[i, t]}
        parts |= {"promises": x.paid[i, t]} if x.paid[i, t] else {}
        told = ", ".join(f"{_term(name, value)} {_signed(value)}" for name, value in parts.items())
        why += f"{_weightiest(parts)}{'' if gives else '; it would send nothing'}"
        return said, f"{code} {verb} {text.title}: {why} [{told}; {sums}]."

    def _sums(self, worth: float, edge: float, shift: float) -> str:
        """What the terms of a vote come to: their sum, what it is held against, the share of chance, the thresholds."""
        objects = f"an objection less than {-self.w.dissent:+.3f}" if self.w.dissent else "an objection less"
        return (
            f"in sum {worth:+.3f} against {worth - edge:+.3f} if the text falls, a difference of {edge:+.3f};"
            f" with {shift:+.3f} of chance {edge + shift:+.3f}; support takes 0 or more, {objects}"
        )

    def why_nothing(self, k: int) -> str:
        """Why the proposer of round `k` lays nothing on the table."""
        r, s = self.rounds[k], self.stages[k]
        waits, pivot = float(s.otherwise[r.proposer]), self.pivot(k)
        if pivot.text is None:
            return f"no text is worth more to it than what it expects without one [{waits:.2f}]"
        t = pivot.text
        here = float(self.terms.worth[r.proposer, t])
        worth = f"{self.texts[t].title} would be worth {_compared(here, waits)} to it than what it expects without one"
        return (
            f"{worth} [{here:.2f} against {waits:.2f}], but passes with a chance of {s.passes[t]:.0%}: it falls short"
            f" with {self._short(pivot)}"
        )

    def _short(self, pivot: Pivot) -> str:
        return ", ".join(f"{self.codes[j]} [by {short:.2f}]" for j, short in zip(pivot.who, pivot.short, strict=True))

    def gives(self, code: str, text: Text) -> bool:
        """Whether a member is expected to give towards a text."""
        return code in self.codes and bool(self.terms.giving.gives[self.codes.index(code), self.column(text)])

    def unsettled(self, code: str, text: Text, k: int) -> float:
        """How far what a member likes or dislikes about a text beside its worth counts in round `k`: less where the
        same text is likely to come again, 0..1."""
        return float(self.heat[k][self.codes.index(code), self.column(text)]) / self.w.temperature

    def end(self, code: str, text: Text, k: int) -> float:
        """What it is worth to a member that a text is put to the vote in round `k`, whether it passes or falls."""
        i, t, s = self.codes.index(code), self.column(text), self.stages[k]
        return float(s.otherwise[i] + s.passes[t] * (self.terms.worth[i, t] - s.otherwise[i]))

    def prefers(self, code: str, text: Text, other: Text, k: int, noise: float = 0.0) -> tuple[str, str]:
        """A member's position on moving a text in place of another in round `k`, looking ahead to what the vote makes
        of both (Farquharson 1969), and the reason. `noise` is what it likes better about the text beside its worth."""
        here, there = self.end(code, text, k), self.end(code, other, k)
        said = self.stance(here - there + noise)
        verb = {SUPPORT: "supports", ABSTAIN: "abstains on", OBJECT: "objects to"}[said]
        why = f"what it expects with it is worth {_compared(here, there)} to it than what it expects without it"
        return said, f"{code} {verb} the amendment: {why} [{here:.2f} against {there:.2f}]."

    def passes(self, text: Text, k: int) -> float:
        """Chance that a text passes in round `k`, as the others see it."""
        return float(self.stages[k].passes[self.column(text)])


SAME = 0.005  # two worths that differ by less are said to be alike: their figures are
# What speaks for a text or against it, by the terms of a member's worth.
TERMS = {
    "security": "a safer border",
    "gain of giving": "what it gains by giving",
    "burden": "the burden",
    "word": "its word",
    "entrapment": "fear of being drawn in",
    "ties": "its ties to the other side",
    "promises": "what is promised for it",
}


def _compared(one: float, other: float) -> str:
    """How one worth stands to another, as a word before "than"."""
    if abs(one - other) < SAME:
        return "no more"
    return "more" if one > other else "less"


def _weightiest(parts: Mapping[str, float]) -> str:
    """What speaks most for a text and most against it."""
    best, worst = (f(parts, key=lambda name: parts[name]) for f in (max, min))
    said = [f"for it speaks most {_term(best, parts[best])}"] if parts[best] >= SAME else []
    said += [f"against it most {_term(worst, parts[worst])}"] if parts[worst] <= -SAME else []
    return f"; {', '.join(said)}" if said else ""


def _term(name: str, value: float) -> str:
    """A term in words; where bearing a part of the load counts for a member, it is no burden."""
    return "having a part in it" if name == "burden" and value > 0.0 else TERMS[name]


def _signed(value: float) -> str:
    """A worth with its sign; what rounds to nothing has none."""
    return f"{value:+.2f}" if round(value, 2) else "0.00"


def _number(known: bool | None) -> float:
    return np.nan if known is None else float(known)
