"""Writes the tables of docs/council.md: where the vote rule matters, over random councils and over worlds of a war.

python -m panj.tools.council_page --councils 4000 [--worlds GATES.json]

GATES.json is what `panj gates tajikistan-2021-incursion --json` printed; without it the table of worlds stays as it is.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from panj.experiments.analysis.councils import RULES, compare, drawn, forces, variants
from panj.experiments.edge import edge
from panj.experiments.tables import percent

PAGE = Path(__file__).parents[1] / "docs" / "council.md"
WHAT = ("text", "force", "men", "day")


def share(row: dict[str, Any], what: str) -> str:
    """A share with its 95 % interval, in per cent."""
    low, high = (f"{100.0 * row[f'{what} {end}']:.1f}" for end in ("low", "high"))
    return f"{percent(row[what])} [{low}, {high}]"


def pairs(rows: Sequence[dict[str, Any]], last: str) -> str:
    """The table of pairs; where it was counted, with the worlds in which force comes under one of the two alone."""
    alone = ("force first alone", "force second alone")
    counted = all(name in row for row in rows for name in alone)
    lines = [
        f"| Pair | Text | Force |{' Force under one alone |' if counted else ''} Men | {last} | First parts at |",
        f"|---|---|---|{'---|' if counted else ''}---|---|---|",
    ]
    for row in rows:
        names = ", ".join(f"`{name}`" for name in row["pair"].split(", "))
        cells = [share(row, w) for w in WHAT]
        if counted:
            cells.insert(2, " : ".join(str(row[name]) for name in alone))
        lines.append(f"| {names} | {' | '.join(cells)} | {row['first'] or '-'} |")
    return "\n".join(lines)


def twins(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Regimes that differ in no world from one before them, and that one."""
    out: dict[str, str] = {}
    for row in rows:
        first, second = row["pair"].split(", ")
        if first not in out and not any(row[what] for what in WHAT):
            out[second] = first
    return out


def of_councils(number: int, seed: int) -> str:
    """Random councils: the chance of force, the pairs, and one thing changed at a time."""
    c = drawn(number, seed)
    rows = [r | {"force low": r["low"], "force high": r["high"]} for r in forces(c)]
    said = ", ".join(f"`{r['rule']}` {share(r, 'force')}" for r in rows)
    lines = [
        f"{number:,} councils, seed {seed} (`panj gates --councils {number} --seed {seed}`); 95 % intervals"
        " (Wilson), which count the councils alone: weights are draws of the posterior, standings are assumed.",
        "",
        f"Share that adopts force: {said}.",
        "",
        pairs(compare(c), "Round"),
        "",
        "How often `majority` parts from `consensus`, the same dice with one thing changed:",
        "",
        "| Councils | Text | Force | Force by consensus alone | Force by majority alone |",
        "|---|---|---|---|---|",
    ]
    for row in variants(number, seed):
        alone = f"{row['consensus alone']} | {row['majority alone']}"
        lines.append(f"| {row['councils']} | {share(row, 'text')} | {share(row, 'force')} | {alone} |")
    return "\n".join(lines)


def of_worlds(found: dict[str, Any]) -> str:
    """Worlds of each scenario: the chance of force, and the pairs."""
    lines = []
    for scenario, tables in found.items():
        same = twins(tables["differences"])
        chance = [r for r in tables["chance"] if r["regime"] not in same]
        apart = [r for r in tables["differences"] if not set(r["pair"].split(", ")) & set(same)]
        rows = [
            {"regime": r["regime"], "force": r["force adopted"]}
            | {f"force {end}": r[f"adopted {end}"] for end in ("low", "high")}
            for r in chance
        ]
        said = ", ".join(f"`{r['regime']}` {share(r, 'force')}" for r in rows)
        lines += [
            f"{chance[0]['worlds']} worlds of `{scenario}`; 95 % intervals (Wilson), which count the worlds: weights"
            " and standings are drawn in each, the rest of the scenario is not.",
            "",
            f"Share of worlds in which force is adopted: {said}.",
            "",
            *(f"`{name}` is the same as `{other}` in every one of them.\n" for name, other in same.items()),
            pairs(apart, "Day of the decision"),
            "",
        ]
    return "\n".join(lines).rstrip()


def put(text: str, name: str, inside: str) -> str:
    """The page with a part between its marks replaced."""
    begin, end = f"<!-- {name}: written by panj.tools.council_page -->", f"<!-- {name}: end -->"
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{inside}\n\n{end}{rest.split(end)[1]}"


def main() -> None:
    """Write the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--councils", type=int, default=4000, metavar="N", help=f"random councils ({', '.join(RULES)})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=Path, metavar="GATES.json", help="what panj gates --json printed")
    given = parser.parse_args()
    text = put(PAGE.read_text(encoding="utf-8"), "councils", of_councils(given.councils, given.seed))
    if given.worlds is not None:
        text = put(text, "worlds", of_worlds(json.loads(given.worlds.read_text(encoding="utf-8"))))
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    edge(main)
