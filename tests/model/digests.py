"""What a few games come to with this version's rules, on every Python and every machine: digests and whole rows.

Whoever changes a rule changes them: `python -m panj.tests.model.digests` writes digests.txt and outcomes.csv anew. A
change of a column alone changes its line of outcomes.csv and no digest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("digests.txt")
TABLE = Path(__file__).with_name("outcomes.csv")
Game = tuple[str, str | None, int, int | None]  # scenario, regime, seed, days
WARS: tuple[Game, ...] = (
    ("tajikistan-2021", "csto-2010", 1, None),
    ("tajikistan-2021", "lead-state", 2, 45),
    ("tajikistan-2021-incursion", "automatic", 3, None),
    ("tajikistan-2021-incursion", "cst-1992", 2**40 + 5, 45),
    ("intro", "majority", 5, None),
)
MORE: tuple[Game, ...] = (
    ("intro", "csto-2010", 1, None),
    ("intro", "none", 2, None),
    ("batken-1999", None, 1, None),
    ("batken-1999", None, 2, None),
)  # in the table of outcomes alone


@cache
def played(game: Game) -> dict[str, Any]:
    """The row of outcomes of a game; played once."""
    from panj.model import BorderModel

    return BorderModel(*game).run().outcomes()


def lines() -> list[str]:
    """A line for each war: scenario, regime, seed, days, digest."""
    return [" ".join(str(played(w)[k]) for k in ("scenario", "regime", "seed", "days", "digest")) for w in WARS]


def table(rows: Iterable[dict[str, Any]]) -> str:
    """Rows of outcomes as CSV, a line for each column, so that one that changes is one line; six figures, `-` never."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = list(rows)
    writer.writerows([name, *(_said(row[name]) for row in rows)] for name in rows[0])
    return out.getvalue()


def _said(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    FILE.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
    TABLE.write_text(table(map(played, WARS + MORE)), encoding="utf-8")
