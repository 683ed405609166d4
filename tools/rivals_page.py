"""The rules against simple rivals as tables for docs/backtest.md.

python -m panj.tools.rivals_page
"""

from __future__ import annotations

import argparse
from typing import Any

from panj.experiments.backtest.cases import load_crises
from panj.experiments.backtest.contest import RULES, over_folds
from panj.experiments.backtest.folds import SCHEMES, SCORES
from panj.experiments.backtest.second import NAME
from panj.experiments.edge import edge

TITLES = {"case": "case out", "alliance": "alliance out", "forwards": "forwards"}


def said(value: dict[str, float], digits: int = 3) -> str:
    """A mean with its interval."""
    return f"{value['value']:.{digits}f} [{value['low']:.{digits}f}, {value['high']:.{digits}f}]"


def ranked(schemes: dict[str, Any]) -> list[str]:
    """Ranked probability scores of all, and the rules less each rival."""
    n = {s: schemes[s][RULES]["scores"]["rps"]["cases"] for s in SCHEMES}
    lines = [
        f"| | One case out, {n['case']} | One alliance out, {n['alliance']} | Forwards, {n['forwards']} |"
        " Rules less this, case out | Alliance out | Forwards |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in schemes["case"].items():
        own = [said(schemes[s][name]["scores"]["rps"]) for s in SCHEMES]
        less = ["" if name == RULES else said(schemes[s][name]["rules_less_this"]["rps"]) for s in SCHEMES]
        cells = [row["label"], *own]
        lines.append(f"| {' | '.join([f'**{c}**' for c in cells] if name == RULES else cells)} | {' | '.join(less)} |")
    return lines


def beside(schemes: dict[str, Any]) -> list[str]:
    """Every score of the rules beside the ordered logit's with steps, and the difference."""
    lines = [
        "| | " + " | ".join(f"Rules, {TITLES[s]} | Logit | Less" for s in SCHEMES) + " |",
        "|---" * (1 + 3 * len(SCHEMES)) + "|",
    ]
    for score, words in SCORES.items():
        digits = 3 if score in ("rps", "brier_force") else 2
        cells = []
        for s in SCHEMES:
            rules, logit = schemes[s][RULES], schemes[s][NAME]
            cells += [f"{r['scores'][score]['value']:.{digits}f}" for r in (rules, logit)]
            cells.append(said(logit["rules_less_this"][score], digits))
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    schemes = over_folds(load_crises(), parser.parse_args().seed, False)["schemes"]
    print("\n".join([*ranked(schemes), "", *beside(schemes)]))


if __name__ == "__main__":
    edge(main)
