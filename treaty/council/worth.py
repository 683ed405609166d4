"""What each text is worth to each member, as arrays: members are rows, texts columns; draws of weights stand before.

A text is worth what it brings against the threat, to all and to those who give (Olson and Zeckhauser 1966), and what
keeping the alliance's word is worth (abandonment, Snyder 1984), less the burden, the fear of being drawn in
(entrapment, Snyder 1984), and what it costs those with ties to the aggressor. Who would give is decided first
(treaty.council.giving), for a text without givers brings nothing; who asked for help weighs it against its autonomy
(Morrow 1991). The single terms are those of treaty.council.member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from panj.treaty.council.giving import Giving, give, settled
from panj.treaty.council.rule import Bools, Floats
from panj.treaty.ladder import CAPABILITY, COST, ESCALATION, FORCE, NOTHING, REAL, Rung

Weight = float | Floats


class Weights(Protocol):
    """The weights of the members' rule, treaty.council.member.Temper; as arrays (..., 1, 1) many are judged at once."""

    @property
    def gain(self) -> Weight: ...
    @property
    def burden(self) -> Weight: ...
    @property
    def entrapment(self) -> Weight: ...
    @property
    def ties(self) -> Weight: ...
    @property
    def credibility(self) -> Weight: ...
    @property
    def autonomy(self) -> Weight: ...
    @property
    def riding(self) -> Weight: ...
    @property
    def lead_threshold(self) -> Weight: ...
    @property
    def association(self) -> Weight: ...
    @property
    def enough(self) -> Weight: ...


@dataclass(frozen=True)
class Standings:
    """The members before a case, each array (..., members), 0..1: stake in the one threatened, means, caution,
    credibility, ties to the aggressor, outside options, the threat as each sees it, how much of it the help that single
    states give already meets, and the share of a programme that each could give at most. `trust` (..., members,
    members) is of the row in the column. `asks` is the row of the one whom help is for, or None."""

    stake: Floats
    means: Floats
    caution: Floats
    credibility: Floats
    ties: Floats
    outside_options: Floats
    threat: Floats
    given: Floats
    offer: Floats
    trust: Floats
    bound: bool
    attacked: bool
    asks: int | None

    @property
    def members(self) -> int:
        """How many sit."""
        return int(self.stake.shape[-1])


@dataclass(frozen=True)
class Terms:
    """What texts are worth, term by term, each (..., members, texts): `public` comes to all, `private` to who gives,
    `word` and `fear` (credibility, entrapment) in full to who gives, `load` on who gives, `friends` are ties, `paid`
    what promises bring; `worth` is the whole of it, as each member has it if the text is adopted and those give who
    would."""

    public: Floats
    private: Floats
    word: Floats
    fear: Floats
    load: Floats
    friends: Floats
    paid: Floats
    giving: Giving
    worth: Floats


def shares(means: Floats, asks: int | None) -> Floats:
    """The share of a load that falls on each member by its means, (..., members); none on the one whom help is for."""
    load = np.array(means, dtype=float)
    if asks is not None:
        load[..., asks] = 0.0
    whole = load.sum(axis=-1, keepdims=True)
    out: Floats = load / np.where(whole > 0.0, whole, 1.0)
    return out


def judge(
    w: Weights, s: Standings, rungs: Sequence[Rung], paid: Floats | float = 0.0,
    limited: Sequence[bool] | None = None, gives: Bools | None = None,
) -> Terms:  # fmt: skip
    """Terms and worth of texts by their highest measures. `paid` (..., members, texts) is what promises bring;
    `limited` marks texts on which the willing decide alone, so that who does not give answers for nothing; `gives` says
    who gives where that is known and not left to the members."""
    top = [int(r) for r in rungs]
    capability, cost, risk = (np.array(numbers)[top] for numbers in (CAPABILITY, COST, ESCALATION))
    force = np.array([r in FORCE for r in rungs])
    from_givers = np.array([r in REAL for r in rungs])  # words and missions need nobody's men or means
    stake, caution, means, left = (x[..., None] for x in (s.stake, s.caution, s.means, 1.0 - s.given))
    share = shares(s.means, s.asks)[..., None]

    meets = np.minimum(np.where(force | (not s.attacked), 1.0, 0.5) * capability, s.threat[..., None])
    worth = w.gain * stake * meets
    in_turn = 1.0 if s.asks is None else (0.5 + s.trust[..., :, s.asks])[..., None]  # help that it gets back some day
    private = (1.0 - w.riding) * worth * in_turn
    public = w.riding * worth * left
    word = w.credibility * s.credibility[..., None] * capability * (1.0 if s.bound else 0.3)
    fear = w.entrapment * risk * caution
    load = w.burden * share * cost * (1.0 - 0.5 * means) + w.lead_threshold * share * force
    friends = w.ties * s.ties[..., None] * capability

    own = private + public * share + (1.0 - w.association) * (word - fear) - load
    paid = np.broadcast_to(np.asarray(paid, dtype=float), own.shape)
    offer = np.where(from_givers, s.offer[..., None], 0.0)
    if gives is None:
        wanted = np.asarray(w.enough * force)
        wanted = wanted[..., 0, :] if wanted.ndim > 1 else wanted
        giving = give(offer, own + paid, public * (1.0 - share), wanted)
    else:
        giving = settled(offer, gives)

    comes = np.where(from_givers, _delivered(s, giving.gives), 1.0)
    voting = w.association * (word - fear) - friends
    if limited is not None:
        voting = np.where(np.array(limited), 0.0, voting)
    worth_here = public * comes + np.where(giving.gives, private + word - fear - load - friends, voting)
    if s.asks is not None:
        price = w.autonomy * cost * (0.5 + s.outside_options[..., None]) + 0.5 * fear
        asking = np.arange(s.members)[:, None] == s.asks
        worth_here = np.where(asking, worth * left * comes - price, worth_here)
    on_paper = from_givers & ~giving.gives.any(axis=-2)
    worth_here = np.where(on_paper[..., None, :], 0.0, worth_here) + paid
    return Terms(public * comes, private, word, fear, load, friends, paid, giving, worth_here)


def _delivered(s: Standings, gives: Bools) -> Floats:
    """The part of what is wanted that each member expects to come, (..., members, texts): what those who give offer,
    weighed by its trust in each of them; at a trust of one half at face value."""
    faith = 0.5 + s.trust  # a new array
    i = np.arange(s.members)
    faith[..., i, i] = 1.0
    out: Floats = np.einsum("...ij,...jt->...it", faith * s.offer[..., None, :], gives.astype(float))
    return out


def reversion(w: Weights, s: Standings, adopted: Rung, lead: int | None = None, alone: Rung = NOTHING) -> Floats:
    """What each member has where nothing more passes, (..., members): what is adopted so far, and what the lead state
    then does on its own (`alone`), all of the burden its own and nobody else answering for it."""
    stands = judge(w, s, [adopted]).worth[..., 0]
    if lead is None or alone <= adopted or lead == s.asks:
        return stands
    only = np.zeros((s.members, 1))
    only[lead] = 1.0
    by_itself = replace(
        s, means=s.means * only[:, 0], offer=np.broadcast_to(only[:, 0], s.offer.shape),
        given=1.0 - (1.0 - s.given) * (1.0 - CAPABILITY[adopted]),
    )  # fmt: skip
    gives = np.broadcast_to(only > 0.0, (*s.stake.shape, 1))
    out: Floats = stands + judge(w, by_itself, [alone], limited=[True], gives=gives).worth[..., 0]
    return out
