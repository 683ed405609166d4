"""What the reliability prior and a price for help change over the coded crises.

    python -m panj.tools.backtest_sweep --draws 300

prints two tables: for each published prior that commitments are honoured, how often the alliance is turned to and how
far the forecasts miss; for each demand of the lead state, how often real help is adopted, how late, and what trust is
left.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from statistics import mean, median, mode
from typing import Any

from panj.experiments.backtest.cases import CodedCase, load_cases
from panj.experiments.backtest.courses import courses
from panj.experiments.edge import edge
from panj.experiments.tables import print_rows
from panj.scenarios.load import HOME
from panj.treaty.council.cloud import Cloud, cloud
from panj.treaty.council.member import demands
from panj.treaty.ladder import REAL


def believing(prior: float) -> Cloud:
    """The cloud with another prior that commitments are honoured."""
    now = cloud()
    vectors = tuple(replace(v, reliability=prior) for v in now.vectors)
    return Cloud(replace(now.typical, reliability=prior), vectors, now.spread)


def by_reliability(cases: Sequence[CodedCase], draws: int, seed: int) -> list[dict[str, Any]]:
    """One row for each published prior; the other weights are drawn from the accepted cloud."""
    priors = tomllib.loads((HOME / "treaty" / "backtest.toml").read_text(encoding="utf-8"))["reliability"]["sweep"]
    rows = []
    for prior in priors:
        weights = believing(float(prior))
        played = [courses(c, weights, draws, seed) for c in cases]
        every = [x for runs in played for x in runs]
        errors = [
            abs(mode(x.rung for x in runs) - (c.observed_rung or 0)) for c, runs in zip(cases, played, strict=True)
        ]
        rows.append(
            {
                "reliability": prior,
                "appeals": mean(x.appealed for x in every),
                "force": mean(x.force for x in every),
                "exact hits": sum(e == 0 for e in errors),
                "mean rung error": mean(errors),
            }
        )
    return rows


def by_demand(cases: Sequence[CodedCase], draws: int, seed: int) -> list[dict[str, Any]]:
    """One row for each demand, over the courses in which the alliance was asked for help it could bargain about."""
    rows = []
    for demand in demands():
        asked = [x for c in cases for x in courses(c, cloud(), draws, seed, demand) if x.appealed]
        slow = [x for x in asked if not x.fast]
        priced = [x for x in asked if x.demand_accepted is not None]
        trust = [t for x in asked for t in x.trust.values()]
        rows.append(
            {
                "demand": demand,
                "real help": mean(x.rung in REAL for x in asked),
                "median days": median(x.days_to_decision for x in slow if x.days_to_decision is not None),
                "paid": mean(bool(x.demand_accepted) for x in priced) if priced else None,
                "trust in lead": mean(trust) if trust else None,
            }
        )
    return rows


def main() -> None:
    """Read the options and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cases = load_cases()
    print_rows(by_reliability(cases, options.draws, options.seed), as_json=False)
    print_rows(by_demand(cases, options.draws, options.seed), as_json=False)


if __name__ == "__main__":
    edge(main)
