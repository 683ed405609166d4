"""How far the data moved what was not known, as tables for the documents: weights, and parameters of the grounds.

python -m panj.tools.moved_page
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from panj.experiments.edge import edge
from panj.experiments.moved import Moved, of_points
from panj.scenarios.load import HOME
from panj.treaty.council.cloud import posterior

HEAD = "| {what} | Spread after / before | Middle nine tenths | Data |\n|---|---|---|---|"


def of_weights() -> list[Moved]:
    """The members' weights and those beside the council, as the fit recorded them."""
    keys = ("ratio", "shift", "low", "median", "high")
    return [Moved(name, *(float(row[k]) for k in keys)) for name, row in posterior().moved.items()]


def of_ground(scenario: str) -> list[Moved]:
    """The free parameters of a scenario's calibration, from its record."""
    record = json.loads((HOME / scenario / "calibration.json").read_text(encoding="utf-8"))
    points = [a["parameters"] for a in record["accepted"]]
    return of_points(points, record["box"], record["plan"]["free"])


def table(what: str, rows: Iterable[Moved]) -> str:
    """A table in Markdown."""
    lines = [HEAD.format(what=what)]
    lines += [f"| `{m.name}` | {m.ratio:.2f} | {m.low:.3g} to {m.high:.3g} | {m.word} |" for m in rows]
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    print(table("Weight", of_weights()))
    for scenario in sorted(p.parent.name for p in HOME.glob("*/calibration.json")):
        print(f"\n{scenario}\n\n{table('Parameter', of_ground(scenario))}")


if __name__ == "__main__":
    edge(main)
