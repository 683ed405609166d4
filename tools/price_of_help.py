"""What a price for help changes: the same war with `demand` none, eaeu and basing, paired by seed.

    python -m panj.tools.price_of_help --seeds 100

prints, for each demand, how often equipment is adopted, when it is decided, how often the price is paid, and how far
the other members trust the lead state at the end.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from statistics import mean, median
from typing import Any

from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows
from panj.model import BorderModel
from panj.scenarios.load import Scenario, load_scenario
from panj.treaty.council.member import demands
from panj.treaty.ladder import least


def priced(scenario: Scenario, demand: str) -> Scenario:
    """A scenario in which the lead state makes this demand."""
    return replace(scenario, file=scenario.file.model_copy(update={"demand": demand}))


def played(setting: Scenario, regime: str, seed: int) -> dict[str, Any]:
    """What is kept of one game."""
    model = BorderModel(setting, regime, seed).run()
    named, paid = (bool(model.events.of(kind)) for kind in ("demand", "demand_met"))
    return model.outcomes() | {"named": named, "paid": paid, "trust": model.alliance.trust_in_lead}


def row(demand: str, games: list[dict[str, Any]]) -> dict[str, Any]:
    """What came of the games under one demand."""
    decided = [g["decision_day"] for g in games if g["decision_day"] is not None]
    return {
        "demand": demand,
        "games": len(games),
        "equipment adopted": mean(g["adopted_rung"] >= least("material") for g in games),
        "median decision day": median(decided) if decided else None,
        "help arrived": mean(g["first_arrival_day"] is not None for g in games),
        "price named": sum(g["named"] for g in games),
        "price paid": sum(g["paid"] for g in games),
        "trust in lead state": mean(g["trust"] for g in games),
    }


def main() -> None:
    """Read the options and play."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="tajikistan-2021")
    parser.add_argument("--regime", default="csto-2010")
    parser.add_argument("--seeds", type=int, default=100)
    options = parser.parse_args()
    scenario, rows = load_scenario(options.scenario), []
    with progress(options.seeds * len(demands()), f"{options.scenario}, {options.regime}") as advance:
        for demand in demands():
            setting, games = priced(scenario, demand), []
            for seed in range(options.seeds):
                games.append(played(setting, options.regime, seed))
                advance(1)
            rows.append(row(demand, games))
    print_rows(rows, as_json=False)


if __name__ == "__main__":
    edge(main)
