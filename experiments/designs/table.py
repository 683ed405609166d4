"""Points made elsewhere: a sample matrix as a CSV file, a row a point and a column for each factor, by dotted path."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from panj.scenarios.errors import InputError
from panj.scenarios.meant import Kind, meant
from panj.scenarios.reading import read_text

POINTS = Kind("points", ending=".csv")
WORDS = {"true": True, "false": False}
Cell = bool | int | float | str


def read_points(name: str | Path, named_in: Path | None = None) -> list[dict[str, Cell]]:
    """Rows of a CSV file as points; an empty cell leaves its factor as it is in the scenario.

    Raises InputError with file, row and column for what is no table of numbers and words.
    """
    path = meant(POINTS, name, named_in, "points")
    reader = csv.reader(io.StringIO(read_text(path, "CSV"), newline=""))
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise InputError(path, f"row {reader.line_num + 1}", str(error), "CSV in UTF-8") from None
    if len(rows) < 2:
        raise InputError(path, "", "no points", "a row with the factors' paths, and under it a row for each point")
    (_, head), *body = rows
    names = [name.strip() for name in head]
    for name in names:
        if not name or names.count(name) > 1:
            raise InputError(path, "row 1", name or "a column without a name", "the path of a factor, each once")
    points = []
    for number, row in body:
        if len(row) != len(names):
            raise InputError(path, f"row {number}", f"{len(row)} cells", f"{len(names)}, one for each column")
        cells = {name: _cell(path, number, name, text.strip()) for name, text in zip(names, row, strict=True) if text}
        points.append(cells)
    return points


def _cell(path: Path, number: int, name: str, text: str) -> Cell:
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        raise InputError(path, f"row {number}, column {name}", text, "a number that is finite, or a word")
    return value
