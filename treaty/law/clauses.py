"""What the law looks at and what it says: the facts of a case, and findings on clauses and conditions.

Identifiers with a hyphen are clauses of an instrument; one word in capitals is a condition of a clause. Their texts,
lives and sources: scenarios/law/. The rules that make findings: treaty/opinion/rules.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Threat:
    """What happens to a member: `kind` (none, massing, spillover, armed_attack, unrest), `by` (nonstate, state, member,
    internal), on whom, where, and whether the member claims that an element from outside takes part. `of` is the
    aggressor's code, where it has one; `origin` the state from whose soil it comes, where that is known; `place` says
    more of where than `own_territory` does (own_outside_area, forces_in_area). `only_claimed`: the member claims the
    element from outside, and no body has determined it. `cyber`: by cyber means; `grave` where its scale and effects
    are held to be those of an armed attack."""

    kind: str = "none"
    by: str = "nonstate"
    of: str = ""
    on: str = ""
    own_territory: bool = True
    external_element: bool = False
    origin: str = ""
    place: str = ""
    only_claimed: bool = False
    cyber: bool = False
    grave: bool = False

    @property
    def violent(self) -> bool:
        """Whether somebody fights on the ground already."""
        return self.kind in ("armed_attack", "unrest")

    @property
    def external(self) -> bool:
        """Whether it comes, or is claimed to come, from outside: unrest and a member's own people only where an element
        from outside is claimed or they come across the border."""
        if self.kind == "unrest" or self.by == "internal":
            return self.directed_from_outside
        return self.kind != "none"

    @property
    def directed_from_outside(self) -> bool:
        """Whether it is known or claimed that it was directed from outside."""
        return self.external_element or self.by in ("state", "member") or self.origin not in ("", self.on)

    @property
    def determined_from_outside(self) -> bool:
        """Whether it is known, or a body has determined, that it was directed from outside."""
        return self.by in ("state", "member") or (self.directed_from_outside and not self.only_claimed)

    @property
    def where(self) -> str:
        """Where it happens: own, outside, own_outside_area or forces_in_area."""
        return self.place or ("own" if self.own_territory else "outside")


@dataclass(frozen=True, slots=True)
class Request:
    """An appeal of the member: by whom, on which article, for what at most (a rung), and whether less would do; where
    force would be used (own, outside), and whether the UN Security Council has decided on it; `to` is the one ally to
    whom it goes, where it does not go to the alliance; `callers` are those who call the members together, where it is
    not the one threatened, `chair` who holds the chair, and `parties` the members that are
    parties to the dispute, where that does not follow from the attack."""

    made: bool = False
    recognised: bool = True
    article: int = 4
    ask: int = 0
    accepts_weaker: bool = True
    where: str = "own"
    mandate: bool = False
    to: str = ""
    callers: tuple[str, ...] = ()
    chair: str = ""
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a clause or condition says of a case; `conditions` are the findings that it rests on, in their order.

    What nobody raised holds and is not told to readers: who has not appealed is not the wrong one to appeal.
    """

    clause: str
    holds: bool
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    conditions: tuple[Finding, ...] = ()
    raised: bool = True

    def walk(self) -> Iterator[Finding]:
        """This finding and all that it rests on, from the top."""
        yield self
        for inner in self.conditions:
            yield from inner.walk()


def words(kind: str) -> str:
    """A kind of threat as words."""
    return {"armed_attack": "an armed attack", "massing": "massing at the border", "none": "no threat"}.get(kind, kind)
