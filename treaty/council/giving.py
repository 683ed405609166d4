"""Who gives: a force exists when what is promised suffices, whoever voted for it.

A force is a good with a threshold (Palfrey and Rosenthal, "Participation and the provision of discrete public goods",
Journal of Public Economics 24 (1984) 171-193): a member whose men are not needed leaves the burden to others where
giving is worth nothing to itself (Olson and Zeckhauser 1966); one without whom the force does not come together weighs
the whole of it. So a state is pivotal where its means make it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """What a member could give, and what for. `men` of its share; `own`: what giving is worth to it whatever the others
    do, its burden taken off; `whole`: what it is worth to it that the force comes together. Both in utility."""

    men: int
    own: float
    whole: float


@dataclass(frozen=True, slots=True)
class Giving:
    """Who gives, whether it suffices, and those without whom it would not."""

    givers: tuple[str, ...]
    suffices: bool
    pivotal: tuple[str, ...]

    def men(self, offers: Mapping[str, Offer]) -> dict[str, int]:
        """Men whom each giver sends; nobody sends men to a force that does not come together."""
        return {code: offers[code].men for code in self.givers} if self.suffices else {}


def give(offers: Mapping[str, Offer], needed: float) -> Giving:
    """Who gives towards `needed` men.

    The least willing leave first as long as the rest suffices; those left who lose by giving are pivotal, and stay if
    the force is worth it to them. Where one does not, the others have to suffice without it. Nobody gains by doing
    otherwise: with what the others do, whoever stays out is not needed or not willing.
    """
    could = {code: o for code, o in offers.items() if o.men > 0}
    while sum(o.men for o in could.values()) >= needed and could:
        inside = set(could)
        for code in _least_willing(could, inside):
            if could[code].own < 0.0 and _sum(could, inside - {code}) >= needed:
                inside.remove(code)
        refuse = [c for c in inside if could[c].own < 0.0 and could[c].own + could[c].whole < 0.0]
        if not refuse:
            pivotal = tuple(sorted(c for c in inside if _sum(could, inside - {c}) < needed))
            return Giving(tuple(sorted(inside)), True, pivotal)
        del could[min(refuse, key=lambda c: (could[c].own + could[c].whole, c))]
    lost = set(offers) - set(could)
    return Giving((), False, tuple(sorted(c for c in lost if offers[c].men > 0)))


def _least_willing(offers: Mapping[str, Offer], among: Iterable[str]) -> list[str]:
    return sorted(among, key=lambda c: (offers[c].own, -offers[c].men, c))


def _sum(offers: Mapping[str, Offer], of: Iterable[str]) -> int:
    return sum(offers[c].men for c in of)
