"""The chances of panj.experiments.backtest.councils, compiled: what the fit evaluates some hundred thousand times.

Members are few and alike, so that loops over them are quick. Every function follows one of the council's
(panj.treaty.council.worth, giving, game, rule) or of `councils`; tests hold the results equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., Any])

TINY = 1e-9
MOST = 8  # seats at most
ORDER = (
    "burden",
    "entrapment",
    "ties",
    "credibility",
    "autonomy",
    "asking",
    "temperature",
    "lead_threshold",
    "riding",
    "association",
    "dissent",
    "defeat",
    "hurry",
    "enough",
    "turning",
    "meeting",
    "meeting_others",
    "meeting_lead",
    "meeting_asked",
    "speaking",
    "beyond",
    "meeting_spread",
)


def compiled(f: F) -> F:
    """Compiled, and kept for the next time."""
    return cast(F, njit(cache=True, nogil=True)(f))


@compiled
def logistic(x: float) -> float:
    """1 / (1 + exp(-x)) without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@compiled
def give(own: Floats, whole: Floats, offer: Floats, needed: float, n: int, gives: Truths) -> bool:
    """Who gives (giving.give), into `gives`; whether it suffices."""
    could = offer[:n] > 0.0
    suffices = False
    for _ in range(n + 1):
        total = 0.0
        for i in range(n):
            gives[i] = could[i]
            if could[i]:
                total += offer[i]
        for i in np.argsort(own[:n]):  # equals differ in nothing: those who stand for the others are alike
            if gives[i] and own[i] < 0.0 and total - offer[i] >= needed - TINY:
                gives[i] = False
                total -= offer[i]
        suffices = total >= needed - TINY
        worst = -1
        for i in range(n):
            refuses = gives[i] and own[i] < 0.0 and own[i] + whole[i] < 0.0 and suffices
            if refuses and (worst < 0 or own[i] + whole[i] < own[worst] + whole[worst]):
                worst = i
        if worst < 0:
            break
        could[worst] = False
    if not suffices:
        gives[:n] = False
    return suffices


@compiled
def judge(
    w: Floats,
    rung: int,
    n: int,
    asks: int,
    bound: float,
    attacked: float,
    threat: float,
    stake: Floats,
    share: Floats,
    means: Floats,
    ties: Floats,
    ladder: Floats,
    seat: Floats,
    worth: Floats,
    work: Floats,
    gives: Truths,
) -> None:
    """What a text is worth to each member (worth.judge), into `worth`."""
    capability, cost, risk = ladder[0, rung], ladder[1, rung], ladder[2, rung]
    force, from_givers = ladder[3, rung] > 0.0, ladder[4, rung] > 0.0
    meets = min((1.0 if force or not attacked else 0.5) * capability, threat)
    word = w[3] * seat[5] * capability * (1.0 if bound else 0.3)
    fear = w[1] * risk * seat[4]
    price = w[4] * cost * (0.5 + seat[6]) + 0.5 * fear
    association, riding = w[9], w[8]
    own, whole, offer = work[0], work[1], work[2]
    for i in range(n):
        public, private = riding * stake[i] * meets, (1.0 - riding) * stake[i] * meets * (0.5 + seat[7])
        if asks < 0:
            private = (1.0 - riding) * stake[i] * meets
        load = w[0] * share[i] * cost * (1.0 - 0.5 * means[i]) + (w[7] * share[i] if force else 0.0)
        own[i] = private + public * share[i] + (1.0 - association) * (word - fear) - load
        whole[i] = public * (1.0 - share[i])
        offer[i] = share[i] if from_givers else 0.0
    give(own, whole, offer, w[13] if force else 0.0, n, gives)
    anybody = False
    sent = 0.0
    for i in range(n):
        if gives[i]:
            anybody = True
            sent += offer[i]
    for i in range(n):
        comes = 1.0
        if from_givers:
            comes = sent * (0.5 + seat[7])
            if gives[i]:
                comes = (sent - offer[i]) * (0.5 + seat[7]) + offer[i]
        friends = w[2] * ties[i] * capability
        public = riding * stake[i] * meets
        if from_givers and not anybody:
            worth[i] = 0.0
        elif i == asks:
            worth[i] = stake[i] * meets * comes - price
        elif gives[i]:
            load = w[0] * share[i] * cost * (1.0 - 0.5 * means[i]) + (w[7] * share[i] if force else 0.0)
            private = (1.0 - riding) * stake[i] * meets * ((0.5 + seat[7]) if asks >= 0 else 1.0)
            worth[i] = public * comes + private + word - fear - load - friends
        else:
            worth[i] = public * comes + association * (word - fear) - friends


@compiled
def passes(rule: int, n: int, asks: int, lead: int, edge: Floats, dissent: float, noise: float, dp: Floats) -> float:
    """Chance that a text passes (rule.chance_passed), by what it is worth more than otherwise (`edge`)."""
    if rule < 2:  # consensus, or the lead state's say; somebody must be for it
        chance, silent = 1.0, 1.0
        for i in range(n):
            yes = logistic(edge[i] / noise)
            no = logistic((-dissent - edge[i]) / noise)
            if i == asks:
                chance *= yes
                silent = 0.0
            elif rule == 0 or i == lead:
                chance *= 1.0 - no
                silent *= max(1.0 - yes - no, 0.0)
            else:
                silent *= 1.0 - yes
        return chance - silent
    dp[:] = 0.0
    dp[0] = 1.0
    for i in range(n):
        yes = logistic(edge[i] / noise)
        stays = 0.0 if i == asks else 1.0 - yes
        for k in range(i + 1, 0, -1):
            dp[k] = dp[k] * stays + dp[k - 1] * yes
        dp[0] *= stays
    chance = 0.0
    for k in range(1, n + 1):
        if (rule == 2 and 2 * k > n) or (rule == 3 and 3 * k >= 2 * n):
            chance += dp[k]
    return chance


@compiled
def council(
    w: Floats,
    f: Whole,
    coded: Floats,
    ladder: Floats,
    quantiles: Floats,
    seat: Floats,
    places: Whole,
    out: Floats,
    room: Floats,
) -> None:
    """What the council adopts (councils.adopted), into `out` by text, the chance of nothing last."""
    ask, rule, others = f[0], f[1], f[2]
    threat, mine, first, rest, friends = coded[0], coded[1], coded[2], coded[3], coded[5]
    stake, means, ties, share, stands, later = room[0], room[1], room[2], room[3], room[4], room[5]
    waits, edge, dp, work, passed, proposed = room[6], room[7], room[8], room[9:12], room[12], room[13]
    adopts, worth, rounds, first_text = room[14], room[15:], places[0], places[1]
    n, asks, lead = 0, -1, 0
    if not f[6]:
        stake[0], means[0], ties[0] = mine, seat[2] if f[5] else seat[1], 0.0
        n, asks = 1, 0
    if not f[5]:
        stake[n], means[n], ties[n] = first, seat[2], friends
        lead = n
        n += 1
    for k in range(others):
        stake[n] = min(max(rest + seat[0] * quantiles[others, k], 0.0), 1.0)
        means[n], ties[n] = seat[3], friends
        n += 1
    total = 0.0
    for i in range(n):
        share[i] = 0.0 if i == asks else means[i]
        total += share[i]
    for i in range(n):
        share[i] /= total
    gives = np.zeros(MOST, dtype=np.bool_)
    judge(w, places[2], n, asks, f[3], f[4], threat, stake, share, means, ties, ladder, seat, stands, work, gives)
    texts = max(ask - first_text + 1, 0)
    for t in range(texts):
        judge(
            w,
            first_text + t,
            n,
            asks,
            f[3],
            f[4],
            threat,
            stake,
            share,
            means,
            ties,
            ladder,
            seat,
            worth[t],
            work,
            gives,
        )
    patience = math.exp(-w[12] * seat[8])
    temperature, dissent, defeat = w[6], w[10], w[11]
    later[:n] = stands[:n]
    adopts[:] = 0.0
    for k in range(rounds - 1, -1, -1):
        proposer = lead if asks < 0 or (k % 2 == 1 and lead != asks) else asks
        best = 0.0
        for i in range(n):
            waits[i] = stands[i] + patience * (later[i] - stands[i])
        for t in range(texts):
            for i in range(n):
                edge[i] = worth[t, i] - waits[i]
            noise = temperature * max(1.0 - patience * adopts[t], 1e-3)
            passed[t] = passes(rule, n, asks, lead, edge, dissent, noise, dp)
            proposed[t] = (passed[t] * edge[proposer] - defeat * (1.0 - passed[t])) / temperature
            best = max(best, proposed[t])
        whole = math.exp(-best)
        for t in range(texts):
            proposed[t] = math.exp(proposed[t] - best) if passed[t] > 0.0 else 0.0
            whole += proposed[t]
        for i in range(n):
            later[i] = waits[i]
        now = 0.0
        for t in range(texts):
            proposed[t] *= passed[t] / whole  # from here on: proposed and passed
            now += proposed[t]
            for i in range(n):
                later[i] += proposed[t] * (worth[t, i] - waits[i])
        for t in range(texts):
            adopts[t] = proposed[t] + (1.0 - now) * adopts[t]
    nothing = 1.0
    for t in range(out.shape[0] - 1):
        out[t] = adopts[t] if t < texts else 0.0
        nothing -= out[t]
    out[-1] = max(nothing, 0.0)


@compiled
def turned_to(w: Floats, whole: Whole, coded: Floats, ladder: Floats, seat: Floats) -> float:
    """Chance that the alliance is turned to (councils.turned_to)."""
    ask = whole[0]
    if ladder[4, : ask + 1].max() == 0.0 or whole[5] or whole[6]:
        return 1.0
    sympathy = (coded[2] + whole[2] * coded[3]) * (1.0 - coded[5]) / (1.0 + whole[2])
    late = 0.5 if whole[4] and ladder[3, ask] == 0.0 else 1.0
    worth = coded[1] * min(late * ladder[0, ask], coded[0])
    granted = seat[9] * (0.5 + sympathy) * (1.0 - 0.5 * ladder[1, ask])
    price = w[5] + w[4] * ladder[1, ask] * (0.5 + seat[6])
    fear = 0.5 * w[1] * ladder[2, ask] * seat[4]
    return logistic(w[14] + (granted * worth - price - fear) / w[6])


@compiled
def chances(
    w: Floats,
    fs: Whole,
    coded: Floats,
    shifts: Floats,
    ladder: Floats,
    quantiles: Floats,
    seat: Floats,
    places: Whole,
    out: Floats,
) -> None:
    """councils.chances of one vector of weights, into `out` (shifts, cases, rungs); `fs` (cases, facts), `coded`
    (codings, cases, judgements), `shifts` of the log odds to meet."""
    first, last = places[1], ladder.shape[1]
    texts = last - first
    room, council_out = np.zeros((15 + texts, max(MOST, texts) + 1)), np.zeros(texts + 1)
    out[:] = 0.0
    part = 1.0 / coded.shape[0]
    spoke = logistic(w[19])
    for c in range(fs.shape[0]):
        f = fs[c]
        beyond = max(f[0] + 1, first)
        for k in range(coded.shape[0]):
            j = coded[k, c]
            council(w, f, j, ladder, quantiles, seat, places, council_out, room)
            turned = turned_to(w, f, j, ladder, seat)
            left = turned * council_out[texts]
            more = w[20] * left if beyond < last else 0.0
            left -= more
            odds = w[15] + w[16] * j[3] + w[17] * j[2] + (w[18] if f[0] > 0 else 0.0)
            for s in range(shifts.shape[0]):
                met = logistic(odds + shifts[s])
                for t in range(texts):
                    out[s, c, first + t] += part * turned * council_out[t]
                if beyond < last:
                    out[s, c, beyond] += part * more
                out[s, c, places[2]] += part * left * met
                out[s, c, places[3]] += part * left * (1.0 - met) * spoke
                out[s, c, 0] += part * (1.0 - turned + left * (1.0 - met) * (1.0 - spoke))
