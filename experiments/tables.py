"""How results are printed: numbers, rows, and regimes side by side; the same rows as JSON where asked for."""

from __future__ import annotations

import json
import math
import statistics
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from panj.scenarios.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from rich.console import Console

WIDE = 160  # columns where the output goes to a file or a pipe
LEAST = 1e-9  # a half width below is none but the noise of adding


# Columns of tables that are shares of games, pairs or worlds, whatever the outcome is.
SHARES = ("happened", "differ", "chance_best", "chance_good", "within", "coverage", "density", "mass")
GAPS = (
    "difference",
    "could_see",
    "error",
    "mean_regret",
    "worst_regret",
)  # columns that are differences of the outcome


class Scale(NamedTuple):
    """How a number is said: times what is stored, with what behind it."""

    times: float = 1.0
    ending: str = ""


PLAIN, PER_CENT, POINTS = Scale(), Scale(100.0, " %"), Scale(100.0, " pp")


def scale_of(unit: str, difference: bool = False) -> Scale:
    """Shares are said in per cent and their differences in percentage points, all else as it is stored."""
    if unit != "share":
        return PLAIN
    return POINTS if difference else PER_CENT


def percent(share: float) -> str:
    """A share for people: whole per cent, with a tenth where that would be none or all and is not."""
    if math.isnan(share):
        return "-"
    value = 100.0 * share
    whole = float(round(value))
    if value == whole or whole not in (0.0, 100.0):
        return f"{whole:.0f} %"
    tenth = round(value, 1)
    return f"{tenth:.1f} %" if 0.0 < tenth < 100.0 else "under 0.1 %" if whole == 0.0 else "over 99.9 %"


def number(value: float, scale: Scale = PLAIN) -> str:
    """A number for people: thousands with commas, three figures below a hundred."""
    if math.isnan(value):
        return "-"
    value *= scale.times
    said = f"{value:,.0f}" if abs(value) >= 100.0 else f"{round(value, 12):.3g}"
    return f"{said}{scale.ending}"


def measured(value: float, low: float, high: float, sign: str = "", scale: Scale = PLAIN) -> tuple[str, str, str]:
    """A number and the ends of its interval, to the digits that the interval supports: two figures of its half width.

    An interval without a width, or without an end, supports no digits: then as `number` has it. With `sign` "+" a
    number above 0 gets its sign. Whole numbers stay whole.
    """
    place = _place(scale.times * (high - low) / 2.0)
    return tuple(_fixed((value, low, high), place, sign, scale))  # type: ignore[return-value]


def interval(value: float, low: float, high: float, sign: str = "", scale: Scale = PLAIN) -> str:
    """A number with its interval: `70,800 [64,000, 77,600]`."""
    middle, least, most = measured(value, low, high, sign, scale)
    return f"{middle} [{least}, {most}]"


def level(value: float, low: float, high: float, scale: Scale = PLAIN) -> str:
    """A mean to the digits of the interval of a difference that it is one side of: it is known about as well."""
    return give_or_take(value, (high - low) / 2.0, "", scale)[0]


def give_or_take(value: float, error: float, sign: str = "+", scale: Scale = PLAIN) -> tuple[str, str]:
    """A change and its standard error, both to two figures of the error."""
    change, known = _fixed((value, error), _place(scale.times * error), sign, scale)
    return change, known.lstrip("+")


def span(values: Sequence[float], half: float) -> str:
    """Smallest to largest, or one number where they are the same, to the digits that a half width supports."""
    least, most = (give_or_take(v, half, "")[0] for v in (min(values), max(values)))
    return least if least == most else f"{least} to {most}"


def mean_of(values: Iterable[float], scale: Scale = PLAIN) -> str:
    """A mean to two figures of its standard error."""
    found = [float(v) for v in values]
    if len(found) < 2:
        return number(found[0] if found else math.nan, scale)
    return give_or_take(statistics.fmean(found), statistics.stdev(found) / math.sqrt(len(found)), "", scale)[0]


def _place(half: float) -> int | None:
    """Decimals that a half width supports, negative before the point; None if it supports none."""
    if not math.isfinite(half) or half < LEAST:
        return None
    return 1 - math.floor(math.log10(float(f"{half:.1e}")))


def _fixed(values: Sequence[float], place: int | None, sign: str, scale: Scale) -> list[str]:
    """Numbers with as many decimals, none of them a minus zero; without decimals where all are whole."""
    if place is None:
        return [f"{'+' if sign and v > 0.0 else ''}{number(v, scale)}" for v in values]
    scaled = [scale.times * v for v in values]
    rounded = [round(v, place) + 0.0 if math.isfinite(v) else v for v in scaled]
    digits = 0 if all(v == round(v) for v in rounded if math.isfinite(v)) else max(0, place)
    return ["-" if math.isnan(v) else f"{v:{sign if v else ''},.{digits}f}{scale.ending}" for v in rounded]


def clean(row: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON has them: nothing where there is no number."""
    return {k: (None if isinstance(v, float) and not math.isfinite(v) else v) for k, v in row.items()}


def console() -> Console:
    """Where tables go: as wide as the terminal, or wide enough for all columns where there is none. Text is text."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)


def print_frame(frame: pd.DataFrame, as_json: bool, note: str = "", outcome: str | None = None) -> None:
    """A data frame as a table or as JSON; `outcome`: which its rows are of, where no column says it."""
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    print_rows(rows, as_json, outcome=outcome)
    if note and not as_json:
        print(note)


def print_rows(rows: list[dict[str, Any]], as_json: bool, title: str = "", outcome: str | None = None) -> None:
    """Rows as a table or as JSON; `outcome`: which they are of, where no column says it."""
    if as_json:
        print(json.dumps([clean(r) for r in rows], default=str))
        return
    from rich.table import Table

    if not rows:
        print("nothing to show")
        return
    table = Table(*rows[0], title=title or None, title_justify="left")
    for row in rows:
        table.add_row(*_texts(row, str(row.get("outcome", outcome))))
    console().print(table)


def _texts(row: dict[str, Any], outcome: str) -> list[str]:
    """A row's values for people; columns `low` and `high` are the interval of the number before them.

    Means that stand before it are given to the same digits: they are known about as well as their difference.
    """
    unit = unit_of(outcome)
    shown = {k: _text(k, v, unit) for k, v in row.items()}
    names = list(row)
    at = names.index("low") if "low" in names and "high" in names else 0
    ends = [row[k] for k in (names[at - 1], "low", "high")] if at else []
    if ends and all(isinstance(v, int | float) for v in ends):
        said = measured(ends[0], ends[1], ends[2], "", _scale(names[at - 1], unit))
        shown |= dict(zip((names[at - 1], "low", "high"), said, strict=True))
        for name in (n for n in names[: at - 1] if n.startswith("mean") and isinstance(row[n], float)):
            shown[name] = level(row[name], row["low"], row["high"], _scale(name, unit))
    if isinstance(row.get("error"), float):  # of a mean: what else has its unit is known no better
        for name in (n for n in row if n in ("mean", "error") or n.endswith("_regret")):
            shown[name] = give_or_take(row[name], row["error"], "", _scale(name, unit))[0]
    if row.get("happened") == 0.0 and "mean" in row:  # it never came: the length of war stands for it
        shown["mean"] = "never"
        shown |= {} if "difference" in row else {name: "-" for name in ("low", "high") if name in row}
    return list(shown.values())


def _text(name: str, value: Any, unit: str) -> str:
    if type(value).__name__.startswith("bool"):  # Python's or NumPy's
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return "\n".join(f"{k}: {_text(k, v, unit)}" for k, v in value.items()) or "none"
    if not isinstance(value, float):
        return str(value)
    if math.isinf(value):  # of what could have been seen: with so few pairs nothing
        return "too few"
    return percent(value) if name in SHARES else number(value, _scale(name, unit))


def _scale(column: str, unit: str) -> Scale:
    """How a column of a table about an outcome of that unit is said."""
    return scale_of(unit, column in GAPS) if column in GAPS or column.startswith("mean") else PLAIN


def unit_of(outcome: str) -> str:
    """The unit of an outcome; empty for what is none."""
    from panj.experiments.values import kind_of

    try:
        return kind_of(outcome).unit
    except InputError:
        return ""


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
    often, scale = "" if row.happened == 1.0 else f" in {percent(row.happened)}", scale_of(unit_of(row.outcome))
    if row.low == row.high:
        return f"{number(row.mean, scale)}{often}"
    return f"{interval(row.mean, row.low, row.high, scale=scale)}{often}"


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
