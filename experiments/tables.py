"""How results are printed: numbers, rows, and regimes side by side; the same rows as JSON where asked for."""

from __future__ import annotations

import json
import math
import statistics
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from rich.console import Console

WIDE = 160  # columns where the output goes to a file or a pipe
LEAST = 1e-9  # a half width below is none but the noise of adding


def number(value: float) -> str:
    """A number for people: thousands with commas, three figures below a hundred."""
    if math.isnan(value):
        return "-"
    if abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{round(value, 12):.3g}"


def measured(value: float, low: float, high: float, sign: str = "") -> tuple[str, str, str]:
    """A number and the ends of its interval, to the digits that the interval supports: two figures of its half width.

    An interval without a width, or without an end, supports no digits: then as `number` has it. With `sign` "+" a
    number above 0 gets its sign. Whole numbers stay whole.
    """
    place = _place((high - low) / 2.0)
    return tuple(_fixed((value, low, high), place, sign))  # type: ignore[return-value]


def interval(value: float, low: float, high: float, sign: str = "") -> str:
    """A number with its interval: `70,800 [64,000, 77,600]`."""
    middle, least, most = measured(value, low, high, sign)
    return f"{middle} [{least}, {most}]"


def level(value: float, low: float, high: float) -> str:
    """A mean to the digits of the interval of a difference that it is one side of: it is known about as well."""
    return give_or_take(value, (high - low) / 2.0, "")[0]


def give_or_take(value: float, error: float, sign: str = "+") -> tuple[str, str]:
    """A change and its standard error, both to two figures of the error."""
    change, known = _fixed((value, error), _place(error), sign)
    return change, known.lstrip("+")


def span(values: Sequence[float], half: float) -> str:
    """Smallest to largest, or one number where they are the same, to the digits that a half width supports."""
    least, most = (give_or_take(v, half, "")[0] for v in (min(values), max(values)))
    return least if least == most else f"{least} to {most}"


def mean_of(values: Iterable[float]) -> str:
    """A mean to two figures of its standard error."""
    found = [float(v) for v in values]
    if len(found) < 2:
        return number(found[0] if found else math.nan)
    return give_or_take(statistics.fmean(found), statistics.stdev(found) / math.sqrt(len(found)), "")[0]


def _place(half: float) -> int | None:
    """Decimals that a half width supports, negative before the point; None if it supports none."""
    if not math.isfinite(half) or half < LEAST:
        return None
    return 1 - math.floor(math.log10(float(f"{half:.1e}")))


def _fixed(values: Sequence[float], place: int | None, sign: str) -> list[str]:
    """Numbers with as many decimals, none of them a minus zero; without decimals where all are whole."""
    if place is None:
        return [f"{'+' if sign and v > 0.0 else ''}{number(v)}" for v in values]
    rounded = [round(v, place) + 0.0 if math.isfinite(v) else v for v in values]
    digits = 0 if all(v == round(v) for v in rounded if math.isfinite(v)) else max(0, place)
    return ["-" if math.isnan(v) else f"{v:{sign if v else ''},.{digits}f}" for v in rounded]


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
        table.add_row(*_texts(row))
    console().print(table)


def _texts(row: dict[str, Any]) -> list[str]:
    """A row's values for people; columns `low` and `high` are the interval of the number before them.

    Means that stand before it are given to the same digits: they are known about as well as their difference.
    """
    shown = {k: number(v) if isinstance(v, float) else str(v) for k, v in row.items()}
    names = list(row)
    at = names.index("low") if "low" in names and "high" in names else 0
    ends = [row[k] for k in (names[at - 1], "low", "high")] if at else []
    if ends and all(isinstance(v, int | float) for v in ends):
        shown |= dict(zip((names[at - 1], "low", "high"), measured(*ends), strict=True))
        for name in (n for n in names[: at - 1] if n.startswith("mean") and isinstance(row[n], float)):
            shown[name] = level(row[name], row["low"], row["high"])
    if isinstance(row.get("error"), float):  # of a mean: what else has its unit is known no better
        for name in (n for n in row if n in ("mean", "error") or n.endswith("_regret")):
            shown[name] = give_or_take(row[name], row["error"], "")[0]
    return list(shown.values())


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
    return f"{interval(row.mean, row.low, row.high)}{often}"


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
