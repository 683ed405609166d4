"""Points made elsewhere: a sample matrix as a CSV file or a data frame, a row a point and a column for each factor, by
dotted path. Points are played as they are given, or refused."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.meant import Kind, meant
from panj.scenarios.reading import csv_rows, number_of, read_text

POINTS = Kind("points", ending=".csv")
WORDS = {"true": True, "false": False}
BLANK = 'a value, or "" for a point that leaves the scenario as it is'
Cell = bool | int | float | str


def read_points(name: str | Path, named_in: Path | None = None) -> list[dict[str, Cell]]:
    """Rows of a CSV file as points; an empty cell leaves its factor as it is in the scenario.

    Raises InputError with file, row and column for what is no table of numbers and words.
    """
    path = meant(POINTS, name, named_in, "points")
    lines = list(csv_rows(read_text(path, "CSV"), path))
    while len(lines) > 2 and not lines[-1][1] and len(lines[0][1]) > 1:  # blank lines at the end of several columns
        lines.pop()
    if len(lines) < 2:
        raise InputError(
            path, "", InWords("no points"), "a row with the factors' paths, and under it a row for each point"
        )
    (_, head), *body = lines
    names = [name.strip() for name in head]
    counts = Counter(names)
    for name in names or [""]:
        if not name or counts[name] > 1:
            raise InputError(path, "row 1", name or "a column without a name", "the path of a factor, each once")
    points = []
    for number, row in body:
        if not row or (len(row) == 1 and row[0] and not row[0].strip()):
            raise InputError(path, f"row {number}", InWords("a blank line"), f"{BLANK}, or no such line")
        if len(row) != len(names):
            raise InputError(path, f"row {number}", InWords(f"{len(row)} cells"), f"{len(names)}, one for each column")
        given = {n: text.strip() for n, text in zip(names, row, strict=True)}
        points.append({n: _cell(path, number, n, text) for n, text in given.items() if text})
    return points


def rows_of(points: Any, source: str) -> list[dict[str, Any]]:
    """Points from Python as plain tables: a list of them, or the rows of a data frame without what is missing.

    Raises InputError for anything else, and for a data frame that has a column twice.
    """
    if points is None:
        return []
    if hasattr(points, "to_dict") and hasattr(points, "columns"):
        names = [str(name) for name in points.columns]
        for name, count in Counter(names).items():
            if count > 1:
                raise InputError(
                    source, f"points, column {name}", InWords(f"{name} {count} times"), "every column once"
                )
        there = points.notna().to_numpy().tolist()
        cells = points.itertuples(index=False, name=None)
        return [
            {n: v for n, v, is_there in zip(names, row, known, strict=True) if is_there}
            for row, known in zip(cells, there, strict=True)
        ]
    if not isinstance(points, Sequence) or not all(isinstance(row, Mapping) for row in points):
        raise InputError(source, "points", points, "a list of tables, a data frame, or the path of a CSV file")
    return [{str(k): v for k, v in row.items() if not _missing(v)} for row in points]


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _cell(path: Path, number: int, name: str, text: str) -> Cell:
    """A whole number, a number, true, false or a word; what is none of them but looks like one is refused."""
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    value = number_of(text)
    if value is not None:
        return value if set(text) & set(".eE") else int(text)
    try:
        float(text)
    except ValueError:
        return text
    raise InputError(path, f"row {number}, column {name}", text, "a finite number in plain digits, or a word")
