"""What a text needs to pass, in numbers: whose vote counts, how many must support, whose objection blocks.

A rule looks at the positions of the members alone. Members are the rows of an array, texts its columns; any number of
axes may stand before them (draws of a posterior, say). Whoever may block under a rule is a veto player (Tsebelis, Veto
Players, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Votes = Any  # how many, a whole number or an array of them; or whether, likewise
Counted = Literal["all", "present", "voting"]
Absence = Literal["nothing", "abstention", "objection"]


@dataclass(frozen=True)
class Rule:
    """One rule of decision over n members.

    `votes` are whole numbers, 0 for who has none. A text needs `quota` (a share as numerator and denominator; strictly
    more than it with `more`) of the votes that are `counted`: of all members, of those present, or of those who vote
    for or against. `vetoes` are those whose objection blocks, beyond `spared` objections of theirs; `needed` those who
    must support it. Abstaining is no objection unless `abstention_blocks`. Who is `absent` has no position, and counts
    as nothing, an abstention or an objection (`absent_as`). For anything to be decided the share `quorum` of the
    votes must be in the room (strictly more than it with `quorum_more`). Under a `silent` procedure nobody need speak
    for a text: who says nothing, absent or not, accepts it.
    """

    name: str
    votes: tuple[int, ...]
    quota: tuple[int, int] = (0, 1)
    more: bool = False
    counted: Counted = "all"
    vetoes: frozenset[int] = frozenset()
    spared: int = 0
    needed: frozenset[int] = frozenset()
    abstention_blocks: bool = False
    absent: frozenset[int] = frozenset()
    absent_as: Absence = "nothing"
    quorum: tuple[int, int] = (0, 1)
    quorum_more: bool = False
    silent: bool = False

    @cached_property
    def present(self) -> tuple[int, ...]:
        """Members whose position is heard."""
        return tuple(i for i in range(len(self.votes)) if i not in self.absent)

    @cached_property
    def convened(self) -> bool:
        """Whether enough votes are in the room for anything to be decided."""
        have = sum(self.votes[i] for i in self.present) * self.quorum[1]
        want = self.quorum[0] * sum(self.votes)
        return self.silent or (have > want if self.quorum_more and self.quorum[0] else have >= want)

    @cached_property
    def away(self) -> tuple[int, int]:
        """Votes against and objections that block of those who are absent."""
        objects = self.absent_as == "objection"
        blocks = objects or (self.absent_as == "abstention" and self.abstention_blocks)
        return sum(self.votes[i] for i in self.absent) * objects, len(self.absent & self.vetoes) * blocks

    @cached_property
    def heard(self) -> tuple[Any, Any, Any]:
        """Rows of the members who are present (of all: a slice, which copies nothing), and which of these may block and
        which have a vote, as columns."""
        here = list(self.present)
        blocks = np.array([i in self.vetoes for i in here])[:, None]
        speaks = np.array([self.votes[i] > 0 for i in here])[:, None]
        return (here if self.absent else slice(None)), blocks, speaks

    @cached_property
    def here(self) -> int:
        """Votes of those who are present."""
        return sum(self.votes[i] for i in self.present)

    @cached_property
    def counts(self) -> int:
        """Votes of which the quota is taken where that is not those who vote for or against."""
        return self.here if self.counted == "present" else sum(self.votes)

    def enough(self, supporting: Votes, opposing: Votes) -> Votes:
        """Whether that many votes for, with that many against, reach the quota, for numbers or arrays of them; at least
        somebody must be for it."""
        if self.silent:
            return supporting + opposing >= 0
        whole = supporting + opposing if self.counted == "voting" else self.counts
        have, want = supporting * self.quota[1], self.quota[0] * whole
        return (have > want if self.more and self.quota[0] else have >= want) & (supporting > 0)


# -- the rules that treaties use -------------------------------------------------------------------------------------
def consensus(n: int, spared: int = 0) -> Rule:
    """No member objects; with `spared`, at most so many do."""
    name = "consensus" if not spared else f"consensus but {spared}"
    return Rule(name, (1,) * n, vetoes=frozenset(range(n)), spared=spared)


def silence(n: int) -> Rule:
    """A silence procedure: the text stands unless somebody breaks the silence."""
    return Rule("silence", (1,) * n, vetoes=frozenset(range(n)), silent=True)


def share_of(n: int, quota: tuple[int, int], more: bool = False, counted: Counted = "all") -> Rule:
    """That share of the members supports it: (2, 3) with two thirds, (1, 2) and `more` with a majority."""
    return Rule(f"{'more than ' if more else ''}{quota[0]}/{quota[1]} of {counted}", (1,) * n, quota, more, counted)


def majority(n: int, counted: Counted = "all") -> Rule:
    """More than half of the members support it; an abstention is not support."""
    return share_of(n, (1, 2), True, counted)


def say_of(n: int, lead: int) -> Rule:
    """Only an objection of one member blocks."""
    return Rule(f"say of {lead}", (1,) * n, vetoes=frozenset({lead}))


def weighted(votes: tuple[int, ...], quota: tuple[int, int], more: bool = False) -> Rule:
    """Votes differ in weight."""
    return Rule("weighted", votes, quota, more)


# -- what becomes of positions ---------------------------------------------------------------------------------------
def passed(rule: Rule, support: Bools, objection: Bools) -> Bools:
    """Whether each text passes, (..., texts), by who supports and who objects to it, both (..., members, texts)."""
    votes = np.array(rule.votes, dtype=np.int64)
    if rule.absent:
        here = np.isin(np.arange(len(votes)), rule.present)
        votes = np.where(here, votes, 0)
    against, blocking = rule.away
    opposing = np.einsum("i,...it->...t", votes, objection) + against
    held: Bools = rule.enough(np.einsum("i,...it->...t", votes, support), opposing)
    if not rule.convened or rule.needed & rule.absent:
        return held & False
    blocks = ~support if rule.abstention_blocks else objection
    vetoes = [i for i in rule.present if i in rule.vetoes]
    if vetoes or blocking:
        held &= blocks[..., vetoes, :].sum(axis=-2) + blocking <= rule.spared
    for i in sorted(rule.needed):
        held &= support[..., i, :]
    return held


def _chance_unblocked(rule: Rule, support: Floats, objection: Floats) -> Floats:
    """The same where only objections count: nobody blocks, and somebody is for it unless silence is enough."""
    blocks = 1.0 - support if rule.abstention_blocks else objection
    here, may, speaks = rule.heard
    stands = np.where(may, 1.0 - blocks[..., here, :], 1.0)
    for i in rule.needed:
        stands[..., rule.present.index(i), :] = support[..., i, :]
    silent = stands - np.where(speaks, support[..., here, :], 0.0)  # neither blocks nor speaks for it
    whole: Floats = stands.prod(axis=-2)
    return whole if rule.silent else np.maximum(whole - silent.prod(axis=-2), 0.0)


def chance_passed(rule: Rule, support: Floats, objection: Floats) -> Floats:
    """Chance that each text passes, (..., texts), when members answer independently of each other.

    `support` and `objection` are chances, (..., members, texts); the rest abstains. Counts votes for, votes against
    (only where the quota is of those voting) and objections that block, member by member.
    """
    shape = support.shape[:-2] + support.shape[-1:]
    away, blocking = rule.away
    if not rule.convened or rule.needed & rule.absent or blocking > rule.spared:
        return np.zeros(shape)
    whole = rule.here + away
    by_count = rule.quota[0] > 0 and not rule.silent
    if not by_count and rule.spared == 0:
        return _chance_unblocked(rule, support, objection)
    most_for = whole if by_count else 1  # without a quota it only matters whether somebody is for it
    most_against = whole if by_count and rule.counted == "voting" else 0
    # chance of so many votes for, votes against, and objections that block
    at = np.zeros((most_for + 1, most_against + 1, rule.spared + 1, *shape))
    at[0, min(away, most_against), blocking] = 1.0
    for i in rule.present:
        n, blocks = rule.votes[i], int(i in rule.vetoes)
        yes, no = support[..., i, :], objection[..., i, :]
        neither = 1.0 - yes - no
        if i in rule.needed:
            neither, no = np.zeros_like(neither), np.zeros_like(no)
        against = _blocking(_counting(at * no, n, 1), blocks)
        silent = _blocking(at * neither, blocks * rule.abstention_blocks)
        at = (against + silent) + _counting(at * yes, n, 0)
    suffices = np.argwhere(rule.enough(np.arange(most_for + 1)[:, None], np.arange(most_against + 1)))
    out = np.zeros(shape)
    for s, o in suffices[::-1].tolist():
        for b in range(rule.spared + 1):
            out += at[s, o, b]
    return out


def _counting(at: Floats, votes: int, axis: int) -> Floats:
    """Chances by a count, with so many votes more; who has as many as are counted at most keeps them."""
    last = at.shape[axis] - 1
    votes = min(votes, last)
    if not votes:
        return at
    out, at = np.zeros_like(at), at.swapaxes(0, axis)
    moved = out.swapaxes(0, axis)
    moved[votes:] = at[:-votes]
    moved[-1] += at[-votes:].sum(axis=0)
    return out


def _blocking(at: Floats, objections: int) -> Floats:
    """Chances by the objections that block, with one more or none; what is blocked by more than are spared falls."""
    if not objections:
        return at
    out = np.zeros_like(at)
    out[:, :, 1:] = at[:, :, :-1]
    return out
