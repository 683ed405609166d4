"""A coded crisis as a council: who sits, which texts lie before it, under which rule; and what comes of it.

Of the members only what the case codes is known: the requester, the lead state, and some who stand for the others. What
the council adopts is the game of texts of panj.treaty.council, as in the war and at the desk. Beside it stand three
things that a council does not decide: whether the requester turns to the alliance or to the lead state alone (Morrow
1991), whether the alliance's body meets at all, and, where it does not, whether the alliance speaks.

A forecast is averaged over codings of the case, its judgements moved by their error. `chances` says it in terms of the
council's own functions; the fit uses the same numbers compiled (experiments.backtest.kernel), and a test holds them
equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm, qmc

from panj.experiments.backtest.cases import JUDGED, CodedCase, conventions, reading
from panj.experiments.backtest.coding import judgements, spreads
from panj.experiments.backtest.rivals import RUNGS, asked_of
from panj.experiments.backtest.weights import names
from panj.treaty.council.game import Game, Round, chance_of_each_text, solve
from panj.treaty.council.rule import Rule
from panj.treaty.council.worth import Standings, judge, shares
from panj.treaty.ladder import (
    CAPABILITY,
    CONSULTATION,
    COST,
    ESCALATION,
    FORCE,
    MISSION,
    NOTHING,
    REAL,
    STATEMENT,
    Rung,
)

Floats = NDArray[np.float64]

LOWEST = MISSION  # the weakest text that a council votes on; consultations need no vote
BY_VOTES = {"majority": ((1, 2), True), "two_thirds": ((2, 3), False)}
KINDS = ("consensus", "lead_state", "majority", "two_thirds")  # as the compiled form numbers them


@dataclass(frozen=True)
class Seats:
    """What the conventions say of the members whom a case does not name."""

    others: int
    spread: float
    means: Mapping[str, float]
    caution: float
    credibility: float
    outside_options: float
    trust: float
    rounds: int
    redraft_days: float
    codings: int


@lru_cache(maxsize=1)
def seats() -> Seats:
    """The seats of scenarios/treaty/backtest.toml."""
    return Seats(**conventions()["seats"])


@dataclass(frozen=True)
class Facts:
    """What the rules see of a case beside its judgements: what was asked for, the vote rule (of `KINDS`), how many
    stand for the others, whether the treaty binds to help and there is an attack, whether the lead state asks for
    itself, and whether no member asks."""

    ask: int
    rule: str
    others: int
    bound: bool
    attacked: bool
    lead_asks: bool
    nobody_asks: bool


def facts(case: CodedCase, rule: str | None = None) -> Facts:
    """The facts of a case, under its own vote rule or another."""
    kind = rule or case.vote_rule
    return Facts(
        asked_of(case),
        kind if kind in KINDS else "lead_state" if kind == "automatic" else "consensus",
        min(max((case.members_n or seats().others) - 2, 1), seats().others),
        case.legal_duty == "binding_help",
        reading(case.threat_type).kind == "armed_attack",
        case.requester == case.lead_state and case.requester != "none",
        case.requester == "none",
    )


@lru_cache(maxsize=8)
def _quantiles(n: int) -> tuple[float, ...]:
    return tuple(norm.ppf((np.arange(n) + 0.5) / n).tolist())


def codings(cases: Sequence[CodedCase], seed: int = 1, count: int | None = None) -> Floats:
    """Codings of each case, (codings, cases, judgements): its judgements moved by their error, kept within 0..1; as
    many as the conventions say, or `count`. The errors are the quantiles of a scrambled Sobol sequence, the same for
    every case, so that chances are smooth."""
    moves = norm.ppf(qmc.Sobol(len(JUDGED), rng=seed).random(count or seats().codings))
    return np.asarray(np.clip(judgements(cases) + moves[:, None] * spreads(cases), 0.0, 1.0))


def others_stakes(mean: Floats, n: int) -> Floats:
    """Stakes of those who stand for the others, (..., n), about the coded mean."""
    return np.clip(mean[..., None] + seats().spread * np.array(_quantiles(n)), 0.0, 1.0)


def rule_of(facts: Facts, members: int, asks: int | None, lead: int) -> Rule:
    """The vote rule over the members, with the consent of the one whom help is for."""
    needed = frozenset() if asks is None else frozenset({asks})
    every = frozenset(range(members))
    if facts.rule in BY_VOTES:
        quota, more = BY_VOTES[facts.rule]
        return Rule(facts.rule, (1,) * members, quota, more, needed=needed)
    return Rule(
        facts.rule, (1,) * members, vetoes=every if facts.rule == "consensus" else frozenset({lead}), needed=needed
    )


def _weights(vector: Floats) -> dict[str, Floats]:
    return {name: vector[..., k] for k, name in enumerate(names())}


def standings(facts: Facts, coded: Floats) -> tuple[Standings, int | None, int]:
    """The members as arrays (codings, members), the row of the one who asks, and the row of the lead state."""
    s, n = seats(), facts.others
    threat, mine, lead, rest, _, ties = coded.T
    rows = [("lead", lead, ties)]
    if not facts.nobody_asks:
        rows = [("requester", mine, 0.0 * ties), *([] if facts.lead_asks else rows)]
    stake = np.concatenate([np.stack([r[1] for r in rows], -1), others_stakes(rest, n)], axis=-1)
    bonds = np.concatenate([np.stack([r[2] for r in rows], -1), np.repeat(ties[:, None], n, axis=1)], axis=-1)
    means = [s.means["lead" if facts.lead_asks else r[0]] for r in rows] + [s.means["others"]] * n
    asks, at = (None, 0) if facts.nobody_asks else (0, 0 if facts.lead_asks else 1)
    every = np.ones_like(stake)
    mean = np.array(means) * every
    return (
        Standings(
            stake,
            mean,
            s.caution * every,
            s.credibility * every,
            bonds,
            s.outside_options * every,
            threat[:, None] * every,
            0.0 * every,
            shares(mean, asks),
            np.full((len(means),) * 2, s.trust),
            facts.bound,
            facts.attacked,
            asks,
        ),
        asks,
        at,
    )


def texts_of(facts: Facts) -> list[Rung]:
    """What a council may vote on: from the weakest text to what was asked for."""
    return [r for r in Rung if LOWEST <= r <= facts.ask]


def game_of(facts: Facts, vectors: Floats, coded: Floats) -> Game:
    """The game that the council plays over these texts, for each vector and coding; the unit of worth is the noise of
    each draw, so that one game holds them all."""
    w = _weights(vectors)
    s, asks, lead = standings(facts, coded)
    whole = _widened(s, len(vectors))
    by = SimpleNamespace(gain=1.0, **{name: value[:, None, None, None] for name, value in w.items()})
    worth, stands = judge(by, whole, texts_of(facts)).worth, judge(by, whole, [CONSULTATION]).worth[..., 0]
    rule = rule_of(facts, s.members, asks, lead)
    order = [lead] if asks is None else list(dict.fromkeys([asks, lead]))
    rounds = [Round(order[k % len(order)], (rule,)) for k in range(seats().rounds)]
    each = {name: value[:, None, None] for name, value in w.items()}
    heat = each["temperature"]
    return Game(
        worth / heat[..., None],
        stands / heat,
        rounds,
        np.exp(-each["hurry"] * seats().redraft_days),
        each["dissent"] / heat,
        each["defeat"] / heat,
        1.0,
        1.0,
    )


def adopted(facts: Facts, vectors: Floats, coded: Floats) -> Floats:
    """Chances of each rung to be adopted by the council, and of nothing (rung 0), (vectors, codings, rungs)."""
    out = np.zeros((len(vectors), len(coded), RUNGS))
    rungs = texts_of(facts)
    if not rungs:
        out[..., 0] = 1.0
        return out
    chance = chance_of_each_text(game_of(facts, vectors, coded))
    out[..., [int(r) for r in rungs]] = chance[..., :-1]
    out[..., 0] = chance[..., -1]
    return out


@dataclass(frozen=True)
class Dissent:
    """What a council shows of dissent over force, (vectors, codings): the chance that some member other than the
    requester would object to the weakest text with force if it lay on the table first, that a text with force is laid
    there first, and that such an objection is seen."""

    would: Floats
    laid: Floats
    seen: Floats


def dissent(facts: Facts, vectors: Floats, coded: Floats) -> Dissent:
    """Objections that members would make to force, and those that come to be seen. A text that is expected to fall is
    not proposed, so that the second are fewer than the first."""
    game, asks = game_of(facts, vectors, coded), standings(facts, coded)[1]
    stages = solve(game)
    force = np.array([r in FORCE for r in texts_of(facts)])
    others = [i for i in range(game.members) if i != asks]
    some = [1.0 - np.prod(1.0 - s.objection[..., others, :], axis=-2)[..., force] for s in stages]
    put = [s.proposed[..., :-1][..., force] for s in stages]
    seen, unseen = np.zeros(some[0].shape[:-1]), np.ones(some[0].shape[:-1])
    for s, laid, each in zip(stages, put, some, strict=True):
        objected, ends = (laid * each).sum(axis=-1), (s.proposed[..., :-1] * s.passes).sum(axis=-1)
        seen += unseen * objected
        unseen = unseen * np.maximum(1.0 - objected - ends, 0.0)
    return Dissent(some[0][..., 0], put[0].sum(axis=-1), seen)


def _widened(standings: Standings, n: int) -> Standings:
    def each(x: Floats) -> Floats:
        return np.broadcast_to(x, (n, *x.shape))

    return Standings(
        each(standings.stake),
        each(standings.means),
        each(standings.caution),
        each(standings.credibility),
        each(standings.ties),
        each(standings.outside_options),
        each(standings.threat),
        each(standings.met),
        each(standings.offer),
        standings.trust,
        standings.bound,
        standings.attacked,
        standings.asks,
    )


def turned_to(facts: Facts, vectors: Floats, coded: Floats) -> Floats:
    """Chance that the alliance is turned to and not the lead state alone, (vectors, codings).

    The requester weighs what it expects of an appeal, the likelier granted the more the others care and the fewer ties
    they have, against its price in autonomy and what asking costs by itself (`choose_request` of
    panj.treaty.council.member). For less than an exercise, for itself, or where nobody asks there is nothing to weigh.
    """
    if facts.ask < min(REAL) or facts.lead_asks or facts.nobody_asks:
        return np.ones((len(vectors), len(coded)))
    s, w, ask = seats(), _weights(vectors[:, None]), facts.ask
    threat, mine, lead, rest, _, ties = coded.T
    sympathy = (lead + facts.others * rest) * (1.0 - ties) / (1.0 + facts.others)
    late = 0.5 if facts.attacked and Rung(ask) not in FORCE else 1.0
    worth = mine * np.minimum(late * CAPABILITY[ask], threat)
    granted = conventions()["granted"] * (0.5 + sympathy) * (1.0 - 0.5 * COST[ask])
    price = w["asking"] + w["autonomy"] * COST[ask] * (0.5 + s.outside_options)
    fear = 0.5 * w["entrapment"] * ESCALATION[ask] * s.caution
    return np.asarray(expit(w["turning"] + (granted * worth - price - fear) / w["temperature"]))


def meeting(facts: Facts, vectors: Floats, coded: Floats) -> Floats:
    """Log odds that the alliance's body meets, (vectors, codings), for an alliance like most."""
    w = _weights(vectors[:, None])
    _, _, lead, rest, _, _ = coded.T
    appeal = w["meeting_asked"] * float(facts.ask > 0)
    return np.asarray(w["meeting"] + w["meeting_others"] * rest + w["meeting_lead"] * lead + appeal)


def chances(facts: Facts, vectors: Floats, coded: Floats, shift: Floats | float = 0.0) -> Floats:
    """Chances of the highest rung carried out, (vectors, rungs), averaged over the codings (codings, judgements).

    `shift` (vectors,) is by how much the log odds to meet of this alliance differ from those of most.
    """
    w = _weights(vectors[:, None])
    out = turned_to(facts, vectors, coded)[..., None] * adopted(facts, vectors, coded)
    away = 1.0 - turned_to(facts, vectors, coded)
    left = out[..., 0].copy()  # the alliance was turned to and its council adopted nothing
    beyond = max(facts.ask + 1, int(LOWEST))
    if beyond < RUNGS:
        more = w["beyond"] * left
        out[..., beyond] += more
        left = left - more
    met = expit(meeting(facts, vectors, coded) + np.broadcast_to(np.asarray(shift), (len(vectors),))[:, None])
    spoke = expit(w["speaking"])
    out[..., CONSULTATION] = left * met
    out[..., STATEMENT] = left * (1.0 - met) * spoke
    out[..., NOTHING] = away + left * (1.0 - met) * (1.0 - spoke)
    return np.asarray(out.mean(axis=1))


def numbers(cases: Sequence[CodedCase], rule: str | None = None) -> NDArray[np.int64]:
    """The facts of cases as whole numbers, (cases, facts), as the compiled form takes them."""
    return np.array(
        [
            [f.ask, KINDS.index(f.rule), f.others, f.bound, f.attacked, f.lead_asks, f.nobody_asks]
            for f in (facts(c, rule) for c in cases)
        ],
        dtype=np.int64,
    )


def constants() -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """What the compiled form needs of ladder and conventions: rows of the ladder (capability, cost, escalation, whether
    force, whether it takes means), quantiles of the others, numbers of the seats, and rounds, the lowest text and what
    consultations and a statement are."""
    s = seats()
    table = np.zeros((s.others + 1, s.others))
    for n in range(1, s.others + 1):
        table[n, :n] = _quantiles(n)
    ladder = np.array(
        [CAPABILITY, COST, ESCALATION, [r in FORCE for r in Rung], [r in REAL for r in Rung]], dtype=float
    )
    places = np.array([s.rounds, LOWEST, CONSULTATION, STATEMENT], dtype=np.int64)
    seat = np.array(
        [
            s.spread,
            s.means["requester"],
            s.means["lead"],
            s.means["others"],
            s.caution,
            s.credibility,
            s.outside_options,
            s.trust,
            s.redraft_days,
            conventions()["granted"],
        ]
    )
    return ladder, table, seat, places
