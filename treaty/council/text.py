"""A text that a council may adopt: a set of measures with men, mandate, place and term, and what is promised for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from panj.treaty.ladder import Measures, Rung, titles, top


@dataclass(frozen=True, slots=True)
class Promise:
    """What one member promises another for its agreement: equipment, a base, customs, a vote in another matter.

    `worth` is what it is worth to the one who takes it and `price` what it costs the one who gives it, both in the unit
    of utility.
    """

    giver: str
    taker: str
    what: str
    worth: float
    price: float


@dataclass(frozen=True, slots=True)
class Text:
    """A draft: its measures; men of a force (0: as many as the case wants), its mandate, where it stands (empty: where
    need is), its term in days (0: until it is ended); and the promises that come with it."""

    measures: Measures
    men: int = 0
    mandate: str = ""
    place: str = ""
    term: int = 0
    promises: tuple[Promise, ...] = ()

    @property
    def top(self) -> Rung:
        """Its highest measure."""
        return top(self.measures)

    def promising(self, *more: Promise) -> Text:
        """The same text with these promises, too."""
        return replace(self, promises=(*self.promises, *more))

    def paid_to(self, code: str) -> float:
        """What the promises of the text are worth to a member, less what they cost it."""
        return sum(p.worth for p in self.promises if p.taker == code) - sum(
            p.price for p in self.promises if p.giver == code
        )

    def __str__(self) -> str:
        parts = [titles(self.measures)]
        parts += [f"{self.men:,} men"] if self.men else []
        parts += [f"mandate {self.mandate}"] if self.mandate else []
        parts += [f"in {self.place}"] if self.place else []
        parts += [f"for {self.term} days"] if self.term else []
        parts += [f"{p.giver} promises {p.taker} {p.what}" for p in self.promises]
        return "; ".join(parts)
