"""`panj backtest --vote-rules`: the same members under another vote rule, crisis by crisis, over the posterior.

"Would force have come by majority?" The members, their stakes and what is asked stay; the rule changes. Two tests by
the objections on record: whether those crises are the ones that another rule would have changed most, and whether the
members are expected to object there rather than elsewhere. Since a text that would fall is not laid on the table, more
members would object to force than are seen to, and both are said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.councils import KINDS, codings, dissent, facts
from panj.experiments.backtest.folds import RESAMPLES
from panj.experiments.backtest.forecast import by_draw
from panj.experiments.backtest.rivals import asked_of
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows
from panj.treaty.council.cloud import posterior
from panj.treaty.ladder import FORCE

Floats = NDArray[np.float64]

DISSENT = ("would", "laid", "seen")
DECIDES = 0.1  # difference in the chance of force from which a rule is said to decide a crisis
SAID = {"consensus": "consensus", "two_thirds": "two thirds", "majority": "majority", "lead_state": "lead state's say"}


def run(named: Sequence[CodedCase] | None, as_json: bool, seed: int) -> None:
    """Print what another vote rule would have changed."""
    result = compare(load_crises() if named is None else named, seed, as_json)
    if as_json:
        print(json.dumps(result, indent=1))
    else:
        show(result)


def compare(cases: Sequence[CodedCase], seed: int, quiet: bool) -> dict[str, Any]:
    """For each crisis in which force was asked for, the chance of force under each rule, with the middle nine tenths
    over the draws of its difference from consensus; and the test of the objections."""
    appeals = [c for c in cases if asked_of(c) >= min(FORCE)]
    rows = []
    with progress(len(appeals), f"{len(appeals)} crises under {len(KINDS)} rules", quiet) as advance:
        for case in appeals:
            force = {rule: by_draw(case, seed, rule)[:, min(FORCE) :].sum(axis=1) for rule in KINDS}
            rows.append(_row(case, force) | {"dissent": _dissent(case, seed)})
            advance(1)
    means = {rule: float(np.mean([r["force"][rule] for r in rows])) for rule in KINDS}
    return {
        "crises": rows,
        "mean_force": {rule: round(v, 4) for rule, v in means.items()},
        "decides": [r["id"] for r in rows if r["largest"] >= DECIDES],
        "objections": objections(rows, seed),
        "dissent": {name: round(float(np.mean([r["dissent"][name] for r in rows])), 4) for name in DISSENT},
        "seed": seed,
    }


def _row(case: CodedCase, force: dict[str, Floats]) -> dict[str, Any]:
    gaps = {rule: force[rule] - force["consensus"] for rule in KINDS if rule != "consensus"}
    means = {rule: float(p.mean()) for rule, p in force.items()}
    positions = case.positions or {}
    return {
        "id": case.id,
        "name": case.name,
        "rule": facts(case).rule,
        "came": (case.observed_rung or 0) >= min(FORCE),
        "objections": sorted(c for c, said in positions.items() if said == "object"),
        "force": {rule: round(v, 4) for rule, v in means.items()},
        "less_consensus": {
            rule: [round(float(v), 4) for v in (gap.mean(), *np.percentile(gap, [5, 95]))] for rule, gap in gaps.items()
        },
        "largest": round(max(means.values()) - min(means.values()), 4),
    }


def _dissent(case: CodedCase, seed: int) -> dict[str, float]:
    """Chances, over the posterior and the codings, that some member would object to a text with force, that such a text
    is laid on the table first, and that an objection is seen."""
    d = dissent(facts(case), np.array(posterior().draws), codings([case], seed)[:, 0])
    return {name: round(float(getattr(d, name).mean()), 4) for name in DISSENT}


def objections(rows: Sequence[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Whether crises with a recorded objection are those that the members take for harder to agree on, by the gain in
    the chance of force from consensus to the majority and by the chance that an objection is seen: means of both kinds,
    and the share of pairs in which the crisis with an objection has the greater (one half: no better than a coin)."""
    noted = np.array([bool(r["objections"]) for r in rows], dtype=bool)
    out: dict[str, Any] = {"with": int(noted.sum()), "without": int((~noted).sum())}
    for name, values in (
        ("gain", np.array([r["less_consensus"]["majority"][0] for r in rows])),
        ("would", np.array([r["dissent"]["would"] for r in rows])),
        ("seen", np.array([r["dissent"]["seen"] for r in rows])),
    ):
        out[name] = {
            "with": round(float(values[noted].mean()), 4) if noted.any() else None,
            "without": round(float(values[~noted].mean()), 4) if (~noted).any() else None,
            "pairs_in_order": _in_order(values[noted], values[~noted], seed),
        }
    return out


def _in_order(some: Floats, none: Floats, seed: int) -> list[float] | None:
    """Share of pairs in which the first is the greater, with its 95 % interval over resampled crises of both kinds."""
    if not some.size or not none.size:
        return None
    above = (some[:, None] > none) + 0.5 * (some[:, None] == none)
    rng = np.random.default_rng(seed)
    one, two = (
        rng.integers(some.size, size=(RESAMPLES, some.size)),
        rng.integers(none.size, size=(RESAMPLES, none.size)),
    )
    again = [above[np.ix_(i, j)].mean() for i, j in zip(one, two, strict=True)]
    return [round(float(v), 3) for v in (above.mean(), *np.percentile(again, [2.5, 97.5]))]


def show(result: dict[str, Any]) -> None:
    """The crises in the order of how much the rule moves, then the means and the test."""
    print(
        "Chance of force under each vote rule, the same members; mean over the posterior; last, majority less"
        " consensus with the middle nine tenths of the draws"
    )
    rows = []
    for r in sorted(result["crises"], key=lambda r: -r["largest"]):
        mean, low, high = r["less_consensus"]["majority"]
        line = {
            "case": r["id"],
            "name": r["name"][:44],
            "its rule": SAID[r["rule"]],
            "came": "yes" if r["came"] else "no",
        }
        line |= {SAID[rule]: f"{v:.0%}" for rule, v in r["force"].items()}
        rows.append(
            line
            | {
                "majority less consensus": f"{mean:+.0%} [{low:+.0%}, {high:+.0%}]",
                "would object / seen": f"{r['dissent']['would']:.0%} / {r['dissent']['seen']:.0%}",
                "objected": " ".join(r["objections"]),
            }
        )
    print_rows(rows, False)
    print("Mean over the crises: " + ", ".join(f"{SAID[rule]} {v:.0%}" for rule, v in result["mean_force"].items()))
    print(
        f"The rule moves the chance of force by {DECIDES:.0%} or more in {len(result['decides'])} of {len(rows)}:"
        f" {', '.join(result['decides']) or 'none'}"
    )
    o = result["objections"]
    print(f"Crises with an objection on record ({o['with']}) against those without ({o['without']}):")
    for name, words in (
        ("gain", "gain in the chance of force by majority"),
        ("would", "chance that some member would object to force"),
        ("seen", "chance that such an objection is seen"),
    ):
        said, pairs = o[name], o[name]["pairs_in_order"]
        means = ", ".join(f"{said[k]:.0%}" if said[k] is not None else "-" for k in ("with", "without"))
        order = "" if pairs is None else f"; {pairs[0]:.0%} [{pairs[1]:.0%}, {pairs[2]:.0%}] of the pairs in that order"
        print(f"  {words}: {means}{order}")
    print(
        "(half of the pairs: no better than a coin; a text that would fall is not laid on the table, so fewer are seen)"
    )
