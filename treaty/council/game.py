"""A council as a game of texts: who proposes what in which round, who accepts it, who is pivotal; solved backwards.

In each round one member proposes a text, others may amend it, and it is voted on; if it falls, the next round comes,
and after the last one the reversion stands. A member accepts what is worth at least what it expects otherwise; whoever
proposes seeks the best text that passes, and proposes nothing where that is worth no more than waiting. Sources: the
setter facing a reversion (Romer and Rosenthal, "Political resource allocation, controlled agendas, and the status
quo", Public Choice 33 (1978) 27-43); rounds and the open rule (Baron and Ferejohn, "Bargaining in legislatures",
American Political Science Review 83 (1989) 1181-1206); what stands while they talk (Banks and Duggan, "A general
bargaining model of legislative policy-making", Quarterly Journal of Political Science 1 (2006) 49-85); sophisticated
votes on amendments (Farquharson, Theory of Voting, 1969); noise (McKelvey and Palfrey, "Quantal response equilibria for
extensive form games", Experimental Economics 1 (1998) 9-41).

Members are rows, texts columns; axes before them (draws of a posterior, say) are solved at once. Nothing here knows of
a war, a treaty or a ladder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from panj.treaty.council.rule import Bools, Floats, Rule, chance_passed, passed

TINY = 1e-9  # worths this near count as equal, so that rounding decides nothing


@dataclass(frozen=True)
class Round:
    """One round: who proposes, the rule under which each text is voted on, what may be proposed, who may amend.

    `rules[ruled[t]]` decides text t; `ruled` may be left out where one rule decides all. `open_to` marks the texts that
    may be proposed. `amenders` may move another text in place of the proposed one, in that order.
    """

    proposer: int
    rules: tuple[Rule, ...]
    ruled: tuple[int, ...] = ()
    open_to: tuple[bool, ...] = ()
    amenders: tuple[int, ...] = ()

    @cached_property
    def decided_by(self) -> tuple[tuple[Rule, NDArray[np.intp]], ...]:
        """Each rule that decides some text, with the texts that it decides."""
        each = ((rule, np.flatnonzero(np.array(self.ruled) == k)) for k, rule in enumerate(self.rules))
        return tuple((rule, texts) for rule, texts in each if texts.size)


@dataclass(frozen=True)
class Game:
    """The council before a case.

    `worth` (..., members, texts): what each text is worth to each member once it is adopted. `reversion` (...,
    members): what it has where nothing passes, and while they talk. `patience` 0..1, of all or (..., members): the
    share of what a text is worth more than the reversion that is left of it a round later. `dissent`, of all or (...,
    members): what an open objection costs a member beside its vote; who loses less than that abstains. `defeat`: what
    it costs a proposer when its text falls.
    `temperature` and `agenda_temperature`: noise of votes, and of proposals and amendments, in the unit of worth; 0 for
    none. `fixed` are positions that are known beforehand, chances to support and to object (..., members, texts), NaN
    where a member is free.
    """

    worth: Floats
    reversion: Floats
    rounds: Sequence[Round]
    patience: float | Floats = 1.0
    dissent: float | Floats = 0.0
    defeat: float | Floats = 0.0
    temperature: float = 0.0
    agenda_temperature: float = 0.0
    fixed: tuple[Floats, Floats] | None = None

    @property
    def members(self) -> int:
        """How many members sit."""
        return int(self.worth.shape[-2])

    @property
    def texts(self) -> int:
        """How many texts could be proposed."""
        return int(self.worth.shape[-1])


@dataclass(frozen=True)
class Stage:
    """One round solved. `otherwise` (..., members): what each expects if the round's text falls. `support` and
    `objection` (..., members, texts), `passes` (..., texts), `proposed` (..., texts + 1; the last: nothing) and
    `floor` (..., texts, texts: what the text put to the vote is, after amendments, by what was proposed) are chances,
    0 or 1 without noise. `value` (..., members): what the round is worth before it begins; `adopts` (..., texts):
    chance that each text is adopted in this round or a later one. `noise`: temperature of the vote on each text."""

    otherwise: Floats
    support: Floats
    objection: Floats
    passes: Floats
    floor: Floats | None
    proposed: Floats
    value: Floats
    adopts: Floats
    noise: float | Floats


# -- the parts of a round --------------------------------------------------------------------------------------------
def waits(game: Game, later: Floats) -> Floats:
    """What each member expects when the text falls: the reversion for as long as talks last, then the next round."""
    patience = np.asarray(game.patience)
    out: Floats = game.reversion + patience * (later - game.reversion)
    return out


def accepts(edge: Floats, dissent: float | Floats, temperature: float | Floats) -> tuple[Floats, Floats]:
    """Chances to support and to object, by what a text is worth more than what is expected otherwise (`edge`, members
    on the last axis but one): support from 0 on, an objection below minus the price of dissent, else abstention."""
    price = np.asarray(dissent)
    price = price[..., None] if price.ndim else price
    if not np.any(temperature):
        return (edge >= -TINY).astype(float), (edge < -price - TINY).astype(float)
    return expit(edge / temperature), expit((-price - edge) / temperature)


def unsettled(game: Game, later: Floats) -> float | Floats:
    """Temperature of the vote on each text, (..., 1 or members, texts). What a member likes or dislikes about a text
    beside its worth it keeps, so that it counts the less the likelier the same text comes later, (..., texts)."""
    if game.temperature <= 0.0:
        return 0.0
    patience = np.asarray(game.patience)
    patience = patience[..., None] if patience.ndim else patience
    out: Floats = game.temperature * np.maximum(1.0 - patience * later[..., None, :], 1e-3)
    return out


def carries(game: Game, round_: Round, support: Floats, objection: Floats) -> Floats:
    """Chance of each text to pass the vote of a round, each by its own rule."""
    verdict = chance_passed if game.temperature > 0.0 else _passed_surely
    if len(round_.rules) == 1:
        return verdict(round_.rules[0], support, objection)
    out = np.zeros(support.shape[:-2] + support.shape[-1:])
    for rule, texts in round_.decided_by:
        out[..., texts] = verdict(rule, support[..., texts], objection[..., texts])
    return out


def _passed_surely(rule: Rule, support: Floats, objection: Floats) -> Floats:
    return passed(rule, support > 0.5, objection > 0.5).astype(float)


def chooses(options: Floats, waiting: Floats, temperature: float) -> Floats:
    """Chances to propose each text, and nothing (last), by what each is worth to the proposer: the best, and nothing
    where no text is worth as much as waiting; of equally good ones the first. Worth -inf: may not be proposed."""
    if temperature > 0.0:
        u = np.concatenate([options, waiting[..., None]], axis=-1) / temperature
        p = np.exp(u - u.max(axis=-1, keepdims=True))
        out: Floats = p / p.sum(axis=-1, keepdims=True)
        return out
    best = options.max(axis=-1)
    which = np.where(best >= waiting - TINY, (options >= best[..., None] - TINY).argmax(axis=-1), options.shape[-1])
    sure: Floats = np.eye(options.shape[-1] + 1)[which]
    return sure


def amended(game: Game, round_: Round, ends: Floats) -> Floats:
    """What the text put to the vote is, by what lies on the floor: (..., texts, texts), rows sum to 1.

    `ends` (..., members, texts) is what the vote on each text is worth. Each amender may move one text in place of the
    one on the floor; it carries by the rule of the text moved, everybody looking ahead to what the vote makes of both.
    """
    n = game.texts
    floor: Floats | None = None  # nothing moved yet
    closed = None if not round_.open_to else ~np.array(round_.open_to)
    dissent = np.asarray(game.dissent)
    dissent = dissent[..., None, :] if dissent.ndim else dissent  # the same whatever lies on the floor
    for m in reversed(round_.amenders):
        # worth of each text if it lies on the floor now
        ahead = ends if floor is None else np.einsum("...xy,...iy->...ix", floor, ends)
        edge = ahead[..., None, :, :] - ahead.swapaxes(-1, -2)[..., None]  # text on the floor, member, text moved
        said = accepts(edge, dissent, game.temperature)
        won = carries(game, round_, *said)
        own = ahead[..., m, :]
        gain = won * (own[..., None, :] - own[..., :, None])  # of moving each text
        gain[..., np.arange(n), np.arange(n)] = -np.inf  # moving what lies there already is moving nothing
        gain = np.where(won > 0.0, gain, -np.inf)
        if closed is not None:
            gain[..., :, closed] = -np.inf
        # an amendment must better its mover's lot: of equal ones none is moved
        still = np.full(gain.shape[:-1], 2 * TINY if game.agenda_temperature <= 0.0 else 0.0)
        moved = chooses(gain, still, game.agenda_temperature)
        shift = moved[..., :n] * won
        stay = 1.0 - shift.sum(axis=-1)
        floor = np.eye(n) if floor is None else floor
        floor = shift @ floor + stay[..., None] * floor
    return np.broadcast_to(np.eye(n), (*ends.shape[:-2], n, n)) if floor is None else floor


def stage(game: Game, round_: Round, later: Floats, adopts: Floats) -> Stage:
    """Solve one round, given what the next one is worth to each member, and the chance that each text is adopted
    then."""
    otherwise = waits(game, later)
    noise = unsettled(game, adopts)
    support, objection = accepts(game.worth - otherwise[..., None], game.dissent, noise)
    if game.fixed is not None:
        support, objection = (
            np.where(np.isnan(known), free, known) for known, free in zip(game.fixed, (support, objection), strict=True)
        )
    passes = carries(game, round_, support, objection)
    ends = otherwise[..., None] + passes[..., None, :] * (game.worth - otherwise[..., None])
    floor = amended(game, round_, ends) if round_.amenders else None
    if floor is None:
        lies, adopted = ends, passes
    else:
        lies = np.einsum("...xy,...iy->...ix", floor, ends)
        adopted = np.einsum("...xy,...y->...x", floor, passes)
    own, waiting = lies[..., round_.proposer, :], otherwise[..., round_.proposer]
    own = np.where(adopted > 0.0, own - game.defeat * (1.0 - adopted), -np.inf)
    if round_.open_to:
        own = np.where(np.array(round_.open_to), own, -np.inf)
    proposed = chooses(own, waiting, game.agenda_temperature)
    value = np.einsum("...t,...it->...i", proposed[..., :-1], lies) + proposed[..., -1:] * otherwise
    put = proposed[..., :-1]
    put = put if floor is None else np.einsum("...x,...xy->...y", put, floor)
    now = put * passes
    either = now + (1.0 - now.sum(axis=-1, keepdims=True)) * adopts
    return Stage(otherwise, support, objection, passes, floor, proposed, value, either, noise)


# -- the whole game --------------------------------------------------------------------------------------------------
def solve(game: Game) -> list[Stage]:
    """All rounds, first to last, by backward induction from the reversion."""
    later: Floats = np.asarray(game.reversion, dtype=float)
    adopts = np.zeros((*game.worth.shape[:-2], game.texts))
    stages: list[Stage] = []
    for r in reversed(game.rounds):
        s = stage(game, r, later, adopts)
        stages.append(s)
        later, adopts = s.value, s.adopts
    return stages[::-1]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a council without noise ends: the text adopted and its round, from 0; None: the reversion stands."""

    text: int | None
    round: int | None


def outcome(stages: Sequence[Stage]) -> Outcome:
    """What a council without noise comes to. One council at a time."""
    for k, s in enumerate(stages):
        t = int(s.proposed.argmax())
        if t < s.passes.size:
            put = t if s.floor is None else int(s.floor[t].argmax())
            if s.passes[put] > 0.5:
                return Outcome(put, k)
    return Outcome(None, None)


def chance_of_each_text(game: Game, stages: Sequence[Stage] | None = None) -> Floats:
    """Chance that each text is adopted, and last that the reversion stands: (..., texts + 1), sums to 1.

    Of each of the councils along the axes in front; the likelihood of what was seen is one of these numbers.
    """
    adopts = (solve(game) if stages is None else stages)[0].adopts
    out: Floats = np.concatenate([adopts, np.maximum(1.0 - adopts.sum(axis=-1, keepdims=True), 0.0)], axis=-1)
    return out


@dataclass(frozen=True, slots=True)
class Pivot:
    """Who decides a round: the next text that its proposer would rather have and cannot (None: it has what it likes
    best), the members that would have to be won for it, nearest first, and by how much each falls short of that."""

    text: int | None
    who: tuple[int, ...] = ()
    short: tuple[float, ...] = ()


def pivots(game: Game, round_: Round, solved: Stage) -> Pivot:
    """The cheapest members that stand between a proposer and the next text better for it than what it gets: the least
    willing under consensus, the median under majority. One council at a time, votes at their likely side."""
    has = float(solved.value[round_.proposer])
    own = game.worth[round_.proposer]
    support, objection = solved.support > 0.5, solved.objection > 0.5
    for t in np.argsort(own, kind="stable").tolist():
        if own[t] <= has + TINY or solved.passes[t] > 0.5 or (round_.open_to and not round_.open_to[t]):
            continue
        short = solved.otherwise - game.worth[:, t]
        against = sorted((i for i in range(game.members) if not support[i, t]), key=lambda i: (short[i], i))
        won: list[int] = []
        for i in against:
            won.append(i)
            if _swung(round_, support[:, t], objection[:, t], won, t):
                break
        else:
            continue  # no vote could carry it
        for i in won[-2::-1]:
            if _swung(round_, support[:, t], objection[:, t], [j for j in won if j != i], t):
                won.remove(i)  # was not needed: an abstention that does not block
        return Pivot(t, tuple(won), tuple(float(short[i]) for i in won))
    return Pivot(None)


def _swung(round_: Round, support: Bools, objection: Bools, who: Sequence[int], text: int) -> bool:
    """Whether a text would pass if these members supported it."""
    yes, no = support.copy(), objection.copy()
    yes[list(who)], no[list(who)] = True, False
    rule = round_.rules[round_.ruled[text] if round_.ruled else 0]
    return bool(passed(rule, yes[:, None], no[:, None])[0])
