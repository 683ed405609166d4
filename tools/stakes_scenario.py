"""A point of the search for stakes, written as a scenario folder that extends the one it was found from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from panj.scenarios.load import Scenario
from panj.scenarios.schema import UnitRow

SOURCE = "chosen by search for the spread of outcomes over choices (panj.tools.stakes_search); not history"


def scenario_toml(
    design: Mapping[str, Any], best: Mapping[str, Any], scenario: Scenario, title: str, summary: str
) -> str:
    """scenario.toml of a point."""
    out = [
        f"# Written by panj.tools.stakes_search: point {best['point']}, chosen for its spread of outcomes:",
        f"# its least lever moves the border by {best['worth']:.1f} standard deviations of the dice, on few seeds;"
        " `panj stakes` shows it",
        "# on others. A game, not history.",
        f"extends = {json.dumps(design['scenario'])}",
        f"title = {json.dumps(title)}",
        f'summary = """{summary}"""',
        f"days = {design['days']}",
    ]
    if "demand" in best["at"]:
        out.append(f"demand = {json.dumps(best['at']['demand'])}")
    tables: dict[str, list[str]] = {}
    for path, value in best["at"].items():
        head, _, key = path.rpartition(".")
        if path.startswith("men.") or path == "demand":
            continue
        if not head or head == "parameters":
            p = scenario.file.parameters[key]
            entry = {"low": p.low, "typical": value, "high": p.high, "unit": p.unit, "source": SOURCE, "part": p.part}
            tables[f"parameters.{key}"] = [f"{name} = {json.dumps(v)}" for name, v in entry.items()]
        else:
            tables.setdefault(head, []).append(f"{key} = {json.dumps(value)}")
    for head, lines in tables.items():
        more = [] if head.startswith("parameters.") else [f"source = {json.dumps(SOURCE)}"]
        out += ["", f"[{head}]", *lines, *more]
    return "\n".join(out) + "\n"


def units_csv(before: Iterable[UnitRow], after: Iterable[UnitRow]) -> str:
    """units.csv with the units whose strength a point changes."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(UnitRow.model_fields), lineterminator="\n")
    writer.writeheader()
    for old, new in zip(before, after, strict=True):
        if old != new:
            writer.writerow(new.model_dump() | {"source": "assumed: strength chosen by search"})
    return stream.getvalue()
