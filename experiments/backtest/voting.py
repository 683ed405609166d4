"""`panj backtest --vote-rules`: the same members under another vote rule, crisis by crisis, over the posterior.

"Would force have come by majority?" The members, their stakes and what is asked stay; the rule changes. Beside it
stands whether crises with an objection on record are those that another rule would have changed most.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, load_cases, load_crises
from panj.experiments.backtest.councils import KINDS, facts
from panj.experiments.backtest.forecast import by_draw
from panj.experiments.backtest.rivals import asked_of
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows
from panj.treaty.ladder import FORCE

Floats = NDArray[np.float64]

DECIDES = 0.1  # difference in the chance of force from which a rule is said to decide a crisis
SAID = {"consensus": "consensus", "two_thirds": "two thirds", "majority": "majority", "lead_state": "lead state's say"}


def run(path: Path | None, as_json: bool, seed: int) -> None:
    """Print what another vote rule would have changed."""
    result = compare(load_crises() if path is None else load_cases(path), seed, as_json)
    if as_json:
        print(json.dumps(result, indent=1))
    else:
        show(result)


def compare(cases: Sequence[CodedCase], seed: int, quiet: bool) -> dict[str, Any]:
    """For each crisis in which force was asked for, the chance of force under each rule, with the middle nine tenths
    over the draws of its difference from consensus; and the test of the objections."""
    asked = [c for c in cases if asked_of(c) >= min(FORCE)]
    rows = []
    with progress(len(asked), f"{len(asked)} crises under {len(KINDS)} rules", quiet) as advance:
        for case in asked:
            force = {rule: by_draw(case, seed, rule)[:, min(FORCE) :].sum(axis=1) for rule in KINDS}
            rows.append(_row(case, force))
            advance(1)
    means = {rule: float(np.mean([r["force"][rule] for r in rows])) for rule in KINDS}
    return {
        "crises": rows,
        "mean_force": {rule: round(v, 4) for rule, v in means.items()},
        "decides": [r["id"] for r in rows if r["largest"] >= DECIDES],
        "objections": objections(rows),
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


def objections(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Whether crises with a recorded objection are those that the members take for harder to agree on: the mean gain in
    the chance of force from consensus to the majority in both kinds, and the share of pairs in which the one with an
    objection has the greater (one half: no better than a coin)."""
    gain = {
        kind: [r["less_consensus"]["majority"][0] for r in rows if bool(r["objections"]) is kind]
        for kind in (True, False)
    }
    pairs = [float(a > b) + 0.5 * float(a == b) for a in gain[True] for b in gain[False]]
    return {
        "with": len(gain[True]),
        "without": len(gain[False]),
        "gain_with": round(float(np.mean(gain[True])), 4) if gain[True] else None,
        "gain_without": round(float(np.mean(gain[False])), 4) if gain[False] else None,
        "pairs_in_order": round(float(np.mean(pairs)), 3) if pairs else None,
    }


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
    some, none = (f"({o[n]}) would gain {o[g]:.1%}" for n, g in (("with", "gain_with"), ("without", "gain_without")))
    print(f"By a majority, crises with an objection on record {some} in the chance of force, those without {none};")
    print(f"{o['pairs_in_order']:.0%} of the pairs are in that order (half: no better than a coin)")
