"""A text that a council may adopt: a set of measures with men, mandate, place and term, and what is promised for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from panj.treaty.ladder import Measures, Rung, titles, top


@lru_cache(maxsize=1024)
def _top(measures: Measures) -> Rung:
    return top(measures)


@dataclass(frozen=True, slots=True)
class Promise:
    """What one member promises another for its agreement: equipment, a base, customs, a vote in another matter.

    `worth` is what it is worth to the one who gets it and `price` what it costs the one who gives it, both in the unit
    of utility.
    """

    giver: str
    taker: str
    what: str
    worth: float
    price: float

    def __str__(self) -> str:
        return f"{self.giver} promises {self.taker} {self.what}"


@dataclass(frozen=True, slots=True)
class Text:
    """A draft: its measures; men of a force (0: as many as the case wants), its mandate, where it stands (empty: where
    need is), its term in days (0: until it is ended); whether the willing decide alone; and the promises that come with
    it."""

    measures: Measures
    men: int = 0
    mandate: str = ""
    place: str = ""
    term: int = 0
    limited: bool = False
    promises: tuple[Promise, ...] = ()

    @property
    def top(self) -> Rung:
        """Its highest measure."""
        return _top(self.measures)

    def promising(self, *more: Promise) -> Text:
        """The same text with these promises, too."""
        return replace(self, promises=(*self.promises, *more)) if more else self

    def paid_to(self, code: str) -> float:
        """What the promises of the text are worth to a member, less what they cost it."""
        if not self.promises:
            return 0.0
        got = sum(p.worth for p in self.promises if p.taker == code)
        return got - sum(p.price for p in self.promises if p.giver == code)

    @property
    def in_men(self) -> bool:
        """Whether its highest measure is carried out by battalions."""
        return self.top.entry.delivery == "battalions"

    @property
    def title(self) -> str:
        """What people read: its highest measure, and what sets it apart from the usual text of that measure."""
        parts = [self.top.title, *(["by the willing"] if self.limited else [])]
        parts += [f"{self.men:,} men"] if self.men else []
        parts += [f"mandate {self.mandate}"] if self.mandate else []
        parts += [f"in {self.place.title()}"] if self.place else []
        parts += [f"for {self.term} days"] if self.term else []
        parts += [str(p) for p in self.promises]
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.title} ({titles(self.measures)})"
