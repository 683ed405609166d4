"""`panj gates --councils N`: where the vote rule matters, over councils drawn at random.

A council has seven members, so that two thirds are more than a majority: one with most of the means, one under attack
that has asked for combat force, and five more.
Standings are drawn evenly, weights from the posterior of the fit, and what each likes or dislikes about a text beside
its worth from the noise of its choices. All of it is known to all, so every council comes to one end under each rule:
the same members, the same texts, another rule. Nobody helps alone, so that a rule has to show what it can.

Beside it stands what makes rules alike: the same councils with another price of an open objection, another spread of
standings, and ties to the aggressor.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from panj.experiments.analysis.gates import said, wilson
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows
from panj.scenarios.errors import InputError
from panj.treaty.council.agenda import rounds_of
from panj.treaty.council.cloud import cloud
from panj.treaty.council.game import Game, Stage, solve
from panj.treaty.council.member import Temper
from panj.treaty.council.rule import Floats
from panj.treaty.council.worth import Standings, Terms, Weights, judge, reversion, shares
from panj.treaty.course.clocks import days
from panj.treaty.ladder import CONSULTATION, FORCE, MISSION, Rung
from panj.treaty.law.regime import load_regime
from panj.treaty.text import Text

RULES = ("consensus", "consensus_minus_one", "two_thirds", "majority", "lead_state")
WHAT = ("text", "force", "men", "day")
MEMBERS = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG")  # the first has most of the means, the last asks
RUNGS = [r for r in Rung if r >= MISSION]
TEXTS = [Text(frozenset({r})) for r in RUNGS]
REGIME = "csto-2010"  # whose proposers, amendments and rounds are taken; only the vote rule differs
LEAST = 1e-9


@dataclass(frozen=True)
class Councils:
    """Many councils: members' standings and weights, (councils, members), and what they like about texts beside."""

    w: SimpleNamespace
    s: Standings
    taste: Floats

    @property
    def number(self) -> int:
        """How many."""
        return int(self.taste.shape[0])


@dataclass(frozen=True)
class End:
    """What councils come to under a rule, each (councils,): the text adopted (a column; one more: none), whether it is
    force, the share of a force that is promised, the round of the vote, and the text proposed first."""

    text: NDArray[np.int64]
    force: NDArray[np.bool_]
    men: Floats
    round: NDArray[np.int64]
    draft: NDArray[np.int64]


def drawn(number: int, seed: int, **changed: float) -> Councils:
    """Councils drawn at random. `changed` fixes weights, or with `apart` how far standings lie apart (1: as drawn, 0:
    all at the middle), and with `bonds` gives all but the one that asks such ties to the aggressor at least."""
    rng = np.random.default_rng(seed)
    apart, bonds = changed.pop("apart", 1.0), changed.pop("bonds", 0.0)
    vectors = cloud().vectors or (cloud().typical,)
    picked = [vectors[i] for i in rng.integers(0, len(vectors), number)]
    weights = {f.name: np.array([getattr(v, f.name) for v in picked])[:, None, None] for f in fields(Temper)}
    weights |= {name: np.full((number, 1, 1), value) for name, value in changed.items()}
    shape = (number, len(MEMBERS))

    def standing(low: float = 0.1, high: float = 0.9) -> Floats:
        middle = 0.5 * (low + high)
        return middle + apart * (rng.uniform(low, high, shape) - middle)

    means = standing(0.1, 0.5)
    means[:, 0] = rng.uniform(0.6, 1.0, number)
    ties = np.maximum(standing(0.0, 0.5), bonds)
    stake = standing()
    stake[:, -1], ties[:, -1] = 1.0, 0.0
    threat = np.clip(rng.uniform(0.2, 0.9, (number, 1)) + rng.uniform(-0.15, 0.15, shape), 0.0, 1.0)
    asks = len(MEMBERS) - 1
    s = Standings(
        stake=stake,
        means=means,
        caution=standing(),
        credibility=standing(),
        ties=ties,
        outside_options=standing(),
        threat=threat,
        met=np.zeros(shape),
        offer=shares(means, asks),
        trust=rng.uniform(0.2, 0.8, (number, len(MEMBERS), len(MEMBERS))),
        bound=True,
        attacked=True,
        asks=asks,
    )
    taste = rng.logistic(size=(*shape, len(TEXTS))) * weights["temperature"]
    return Councils(SimpleNamespace(**weights), s, taste)


def ends(councils: Councils, rule: str) -> End:
    """What the councils come to under a vote rule."""
    w = cast("Weights", councils.w)
    terms = judge(w, councils.s, RUNGS)
    regime = load_regime(REGIME).model_copy(update={"vote_rule": rule, "lead_state": MEMBERS[0]})
    rounds = rounds_of(regime, MEMBERS, MEMBERS[-1], MEMBERS, TEXTS)
    each = {name: value[:, :, 0] for name, value in vars(councils.w).items()}
    game = Game(
        terms.worth + councils.taste,
        reversion(w, councils.s, CONSULTATION),
        rounds,
        np.exp(-each["hurry"] * days("redraft", None)),
        each["dissent"],
        each["defeat"],
    )
    return _end(solve(game), terms)


def _end(stages: Sequence[Stage], terms: Terms) -> End:
    none = len(TEXTS)
    adopts = stages[0].adopts
    text = np.where(adopts.sum(axis=-1) > 0.5, adopts.argmax(axis=-1), none)
    now = _put(stages[0])[..., :-1] * stages[0].passes
    first = np.where(now.sum(axis=-1) > 0.5, 0, np.where(text < none, 1, len(stages)))
    real = np.array([r in FORCE for r in RUNGS])
    force = np.append(real, False)[text]
    promised = np.where(terms.giving.gives & terms.giving.suffices[..., None, :], terms.share, 0.0).sum(axis=-2) * real
    men = np.concatenate([promised, np.zeros((len(text), 1))], axis=-1)[np.arange(len(text)), text]
    return End(text, force, men, first, _put(stages[0]).argmax(axis=-1))


def _put(stage: Stage) -> Floats:
    """Chance that each text is put to the vote in a round, and last that none is."""
    put = stage.proposed[..., :-1]
    put = put if stage.floor is None else np.einsum("...x,...xy->...y", put, stage.floor)
    return np.concatenate([put, stage.proposed[..., -1:]], axis=-1)


def compare(councils: Councils) -> list[dict[str, Any]]:
    """For each pair of rules the share of councils in which text, force, men and round differ, with 95 % intervals, and
    the step at which most of them part first: the draft, or the vote on the same draft."""
    found = {rule: ends(councils, rule) for rule in RULES}
    rows = []
    for a, b in itertools.combinations(RULES, 2):
        one, other = found[a], found[b]
        unlike = {
            "text": one.text != other.text,
            "force": one.force != other.force,
            "men": np.abs(one.men - other.men) > LEAST,
            "day": one.round != other.round,
        }
        row: dict[str, Any] = {"pair": f"{a}, {b}", "councils": councils.number}
        for what, differs in unlike.items():
            hits = int(differs.sum())
            low, high = wilson(hits, councils.number)
            row |= {what: hits / councils.number, f"{what} low": low, f"{what} high": high}
        parted = unlike["text"] | unlike["day"]
        steps = Counter(np.where(one.draft != other.draft, "draft", "vote")[parted].tolist())
        rows.append(row | {"first": steps.most_common(1)[0][0] if steps else "", "by draft": steps["draft"]})
    return rows


def forces(councils: Councils) -> list[dict[str, Any]]:
    """Share of the councils that adopt force under each rule, with 95 % intervals."""
    rows = []
    for rule in RULES:
        hits = int(ends(councils, rule).force.sum())
        low, high = wilson(hits, councils.number)
        rows.append({"rule": rule, "force": hits / councils.number, "low": low, "high": high})
    return rows


# What makes consensus and majority alike, or not: the same dice, one thing changed.
VARIANTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("as fitted", {}),
    ("an objection costs nothing", {"dissent": 0.0}),
    ("an objection costs 0.1", {"dissent": 0.1}),
    ("an objection costs 0.5", {"dissent": 0.5}),
    ("no likes and dislikes beside the worth", {"temperature": 1e-9}),
    ("no likes and dislikes, and an objection costs nothing", {"temperature": 1e-9, "dissent": 0.0}),
    ("members all alike", {"apart": 0.0}),
    ("all have ties of 0.9 to the aggressor", {"bonds": 0.9}),
    ("such ties, and an objection costs nothing", {"bonds": 0.9, "dissent": 0.0}),
)


def variants(number: int, seed: int) -> list[dict[str, Any]]:
    """How often majority parts from consensus over the text, and over force, with one thing changed at a time."""
    rows = []
    for name, changed in VARIANTS:
        c = drawn(number, seed, **changed)
        one, other = ends(c, "consensus"), ends(c, "majority")
        row: dict[str, Any] = {"councils": name}
        for what, differs in (("text", one.text != other.text), ("force", one.force != other.force)):
            low, high = wilson(int(differs.sum()), number)
            row |= {what: float(differs.mean()), f"{what} low": low, f"{what} high": high}
        more = (one.force & ~other.force).sum(), (other.force & ~one.force).sum()
        rows.append(row | {"consensus alone": int(more[0]), "majority alone": int(more[1])})
    return rows


def run_councils(number: int, seed: int, as_json: bool) -> None:
    """The command: draw, compare, and print."""
    if number < 10:
        raise InputError("--councils", "", number, "at least 10")
    with progress(2, f"{number:,} random councils under {len(RULES)} vote rules", as_json) as step:
        c = drawn(number, seed)
        pairs, force = compare(c), forces(c)
        step(1)
        changed = variants(number, seed)
        step(1)
    if as_json:
        print(json.dumps({"force": force, "differences": pairs, "variants": changed, "seed": seed}))
        return
    print_rows(
        [_force(r) for r in force], False, f"{number:,} random councils: share that adopts force, 95 % intervals"
    )
    print_rows(said(pairs, WHAT), False, "Share of councils in which text, force, men and round of the decision differ")
    print_rows([_variant(r) for r in changed], False, "How often majority parts from consensus, one thing changed")


def _force(row: dict[str, Any]) -> dict[str, str]:
    return {"rule": row["rule"], "force": f"{row['force']:.0%} [{row['low']:.1%}, {row['high']:.1%}]"}


def _variant(row: dict[str, Any]) -> dict[str, str]:
    shares = {w: f"{row[w]:.1%} [{row[f'{w} low']:.1%}, {row[f'{w} high']:.1%}]" for w in ("text", "force")}
    only = {k: str(row[k]) for k in ("consensus alone", "majority alone")}
    return {"councils": row["councils"]} | shares | {f"force by {k}": v for k, v in only.items()}
