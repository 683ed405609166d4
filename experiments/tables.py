"""How results are printed: numbers, rows, and regimes side by side; the same rows as JSON where asked for."""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

WIDE = 160  # columns where the output goes to a file or a pipe


def number(value: float) -> str:
    """A number for people: thousands with commas, three figures below a hundred."""
    if math.isnan(value):
        return "-"
    if abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{round(value, 12):.3g}"


def signed(value: float) -> str:
    """The same with a plus before what is above zero."""
    return ("+" if value > 0.0 else "") + number(value)


def clean(row: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON has them: nothing where there is no number."""
    return {k: (None if isinstance(v, float) and math.isnan(v) else v) for k, v in row.items()}


def console() -> Console:
    """Where tables go: as wide as the terminal, or wide enough for all columns where there is none. Text is text."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)


def print_frame(frame: pd.DataFrame, as_json: bool, note: str = "") -> None:
    """A data frame as a table or as JSON."""
    print_rows([{str(k): v for k, v in row.items()} for row in frame.to_dict("records")], as_json)
    if note and not as_json:
        print(note)


def print_rows(rows: list[dict[str, Any]], as_json: bool, title: str = "") -> None:
    """Rows as a table or as JSON."""
    if as_json:
        print(json.dumps([clean(r) for r in rows], default=str))
        return
    from rich.table import Table

    if not rows:
        print("nothing to show")
        return
    table = Table(*rows[0], title=title or None, title_justify="left")
    for row in rows:
        table.add_row(*(number(v) if isinstance(v, float) else str(v) for v in row.values()))
    console().print(table)


def print_summary(summary: pd.DataFrame, outcomes: tuple[str, ...]) -> None:
    """Regimes side by side, a table for each scenario: mean and 95 % interval, and how often it happened at all."""
    for scenario, rows in summary.groupby("scenario", sort=False):
        regimes = list(dict.fromkeys(rows.regime))
        cells = {(r.regime, r.outcome): r for r in rows.itertuples()}
        lines = [{"outcome": o} | {r: _cell(cells[r, o]) for r in regimes} for o in outcomes]
        print_rows(lines, False, f"{scenario}: mean [95 % interval], {int(rows.runs.max())} games a regime")


def _cell(row: Any) -> str:
    if row.happened == 0.0:
        return "never"
    often = "" if row.happened == 1.0 else f" in {row.happened:.0%}"
    if row.low == row.high:
        return f"{number(row.mean)}{often}"
    return f"{number(row.mean)} [{number(row.low)}, {number(row.high)}]{often}"


def print_forecast(said: dict[str, float], as_json: bool) -> None:
    """What a sweep would have to do, as one line or as JSON."""
    if as_json:
        print(json.dumps(said))
        return
    most = f" (up to {said['budget']:,.0f} for the wanted precision)" if said["budget"] > said["games"] else ""
    print(
        f"{said['games']:,.0f} games{most}, {said['to_play']:,.0f} still to play: about {duration(said['seconds'])},"
        f" {said['bytes'] / 1e6:,.1f} MB at most (larger parts take less a game); nothing was played"
    )


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    for unit, length in (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)):
        if seconds >= 2.0 * length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds:.0f} seconds"
