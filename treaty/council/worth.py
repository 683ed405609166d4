"""What each text is worth to each member, as arrays: members are rows, texts columns; draws of weights stand before.

A text is worth what it brings against the threat, to all and to those who give (Olson and Zeckhauser 1966), and what
keeping the alliance's word is worth (abandonment, Snyder 1984), less the burden, the fear of being drawn in
(entrapment, Snyder 1984), and what it costs those with ties to the aggressor. Who would give is decided first
(treaty.council.giving), for a text without givers brings nothing; who asked for help weighs it against its autonomy
(Morrow 1991). The single terms are those of treaty.council.member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from panj.treaty.council.giving import Giving, give
from panj.treaty.council.rule import Bools, Floats
from panj.treaty.ladder import CAPABILITY, COST, ESCALATION, FORCE, NOTHING, REAL, Rung

Weight = float | Floats
SURE = 1e6  # worth of giving to one who is known to give


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
    met: Floats
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
    """What texts are worth, term by term, each (..., members, texts).

    `need` is what the whole of a text would bring against the threat, `public` the part of it that comes to all,
    `private` that of who gives, `comes` how much of it each expects to come; `word` and `fear` (credibility,
    entrapment) fall in full on who gives, `load` on who gives, `friends` are ties, `price` what taking help costs the
    one who asks, `paid` what promises bring. `share` is the part of the load that would fall on each, `own` what giving
    is worth to it whatever the others do, `whole` what it is worth to it beside that where nothing comes without it;
    `giving` who gives. `worth` is all of it, as each member has it if the text is adopted and those give who would.
    """

    need: Floats
    public: Floats
    private: Floats
    comes: Floats
    word: Floats
    fear: Floats
    load: Floats
    friends: Floats
    price: Floats
    paid: Floats
    share: Floats
    own: Floats
    whole: Floats
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
    w: Weights,
    s: Standings,
    rungs: Sequence[Rung],
    paid: Floats | float = 0.0,
    bearing: Sequence[float] | float = 1.0,
    gives: Floats | None = None,
    size: Floats | None = None,
    offers: Floats | None = None,
) -> Terms:
    """Terms and worth of texts by their highest measures. `paid` (..., members, texts) is what promises bring;
    `bearing` is how far who does not give answers for each text, less than 1 where the willing decide alone; `gives`
    (..., members, texts) is 1 or 0 where it is known whether a member gives, NaN where it is left to it. Where texts
    name their men, `size` (..., texts) is how many of those usually wanted, and `offers` (..., members, texts) the
    share of them that each could give: fewer men meet less of a threat, more cost more."""
    capability, cost, risk, force, from_givers = _of_measures(tuple(rungs))
    stake, caution, left = (x[..., None] for x in (s.stake, s.caution, 1.0 - s.met))
    share = shares(s.means, s.asks)[..., None]

    meets = np.minimum(np.where(force | (not s.attacked), 1.0, 0.5) * capability, s.threat[..., None])
    if size is not None:
        meets = meets * np.minimum(size, 1.0)
    need = w.gain * stake * meets * left
    in_turn = 1.0 if s.asks is None else (0.5 + s.trust[..., :, s.asks])[..., None]  # help that it gets back some day
    private = (1.0 - w.riding) * w.gain * stake * meets * in_turn
    public = w.riding * need
    word = w.credibility * s.credibility[..., None] * capability * (1.0 if s.bound else 0.3)
    fear = w.entrapment * risk * caution
    load = _load(w, share[..., 0], s.means, cost, force)
    if size is not None:
        load = load * size
    friends = w.ties * s.ties[..., None] * capability
    price = w.autonomy * cost * (0.5 + s.outside_options[..., None]) + 0.5 * fear

    own = private + public * share + (1.0 - w.association) * (word - fear) - load
    paid = np.broadcast_to(np.asarray(paid, dtype=float), own.shape)
    of_force = s.offer[..., None] if offers is None else offers
    offer = np.where(force, of_force, np.where(from_givers, share, 0.0))
    own, whole = own + paid, public * (1.0 - share)
    if gives is not None:
        own = np.where(np.isnan(gives), own, np.where(gives > 0.5, SURE, -SURE))
    wanted = np.asarray(w.enough * force)
    giving = give(offer, own, whole, wanted[..., 0, :] if wanted.ndim > 1 else wanted)

    comes = np.where(from_givers, _delivered(s, offer, giving.gives), 1.0) if from_givers.any() else np.ones(own.shape)
    voting = np.asarray(bearing) * (w.association * (word - fear) - friends)
    worth = public * comes + np.where(giving.gives, private + word - fear - load - friends, voting)
    if s.asks is not None:
        asking = np.arange(s.members)[:, None] == s.asks
        worth = np.where(asking, need * comes - price, worth)
    on_paper = from_givers & ~giving.gives.any(axis=-2)
    worth = np.where(on_paper[..., None, :], 0.0, worth) + paid
    share = np.broadcast_to(share, own.shape)
    return Terms(need, public, private, comes, word, fear, load, friends, price, paid, share, own, whole, giving, worth)


@lru_cache(maxsize=256)
def _of_measures(rungs: tuple[Rung, ...]) -> tuple[Floats, Floats, Floats, Bools, Bools]:
    """What the ladder says of measures: how much of a threat each can meet, its cost, its risk, whether it is force,
    and whether it takes givers: words and missions need nobody's men or means."""
    numbers = [np.array([of[r] for r in rungs]) for of in (CAPABILITY, COST, ESCALATION)]
    kinds = [np.array([r in of for r in rungs], dtype=bool) for of in (FORCE, REAL)]
    for array in (*numbers, *kinds):
        array.flags.writeable = False
    return numbers[0], numbers[1], numbers[2], kinds[0], kinds[1]


def _load(w: Weights, share: Floats, means: Floats, cost: Floats | float, force: Bools | bool) -> Floats:
    """What a share of the load costs each member, (..., members, texts)."""
    share, means = share[..., None], means[..., None]
    out: Floats = w.burden * share * cost * (1.0 - 0.5 * means) + w.lead_threshold * share * force
    return out


def _delivered(s: Standings, offer: Floats, gives: Bools) -> Floats:
    """The part of what is wanted that each member expects to come, (..., members, texts): what those who give offer,
    weighed by its trust in each of them; at a trust of one half at face value."""
    faith = 0.5 + s.trust  # a new array
    i = np.arange(s.members)
    faith[..., i, i] = 1.0
    out: Floats = np.einsum("...ij,...jt->...it", faith, np.where(gives, offer, 0.0))
    return out


def reversion(
    w: Weights, s: Standings, adopted: Rung, lead: int | None = None, alone: Rung = NOTHING, part: float = 1.0
) -> Floats:
    """What each member has where nothing more passes, (..., members): what is adopted so far, and, where it goes
    beyond that, what the lead state then does on its own (`alone`): `part` of what a text would bring, all of the load
    its own, and nobody else answering for it."""
    if lead is None or alone <= adopted or lead == s.asks:
        return judge(w, s, [adopted]).worth[..., 0]
    t, stands, acts = judge(w, s, [adopted, alone]), slice(0, 1), slice(1, 2)
    whole = np.where(s.means > 0.0, 1.0, 0.0)  # all of the load, for who has means at all
    load = _load(w, whole, s.means, COST[alone], alone in FORCE)
    row = np.arange(s.members)[:, None]
    faith = np.where(row == lead, 1.0, 0.5 + s.trust[..., :, [lead]]) * part
    before, public = t.public[..., stands] * t.comes[..., stands], t.public[..., acts]
    others = t.worth[..., stands] - before + np.maximum(before, public * faith)
    word, fear, friends = t.word[..., acts], t.fear[..., acts], t.friends[..., acts]
    out = np.where(row == lead, public * part + t.private[..., acts] + word - fear - friends - load, others)
    if s.asks is not None:
        accepted = t.need[..., acts] * faith - t.price[..., acts]
        out = np.where(row == s.asks, np.maximum(t.worth[..., stands], accepted), out)
    return out[..., 0]
