"""In what two scenarios differ: numbers and other settings by their dotted path, tables row by row, injects.

Words do not count: titles, summaries, sources, notes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from panj.scenarios.load import TABLES, Scenario

WORDS = ("title", "summary", "source", "note", "unit")  # keys of settings that no game hangs on
NOTHING = "nothing"
Content = dict[str, str | float | bool | None]


def content_by_path(scenario: Scenario) -> Content:
    """What a game in a scenario hangs on: each setting by its dotted path, each inject by its number, and of each other
    table a hash of its rows."""
    out: Content = dict(flat(scenario.file.model_dump(mode="json")))
    for table in TABLES:
        rows = rows_of(scenario, table)
        if table == "injects.csv":
            out |= {f"injects.{number}": row for number, row in enumerate(rows.values(), 1)}
        else:
            out[table] = hashlib.blake2b(json.dumps(list(rows.items())).encode(), digest_size=8).hexdigest()
    return out


def flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str | float | bool | None]]:
    """Settings by dotted path, without words; a list as one value."""
    for key, value in settings.items():
        path = f"{above}.{key}" if above else str(key)
        if key in WORDS and not isinstance(value, Mapping):
            continue
        if isinstance(value, Mapping):
            yield from flat(value, path)
        elif isinstance(value, list):
            yield path, json.dumps(value, ensure_ascii=False)
        else:
            yield path, value


def rows_of(scenario: Scenario, table: str) -> dict[str, str]:
    """Rows of a table in words, by what names them; injects by their number."""
    _, key = TABLES[table]
    out = {}
    for number, row in enumerate(getattr(scenario, table.removesuffix(".csv")), 1):
        named = ", ".join(f"{c} {getattr(row, c)}" for c in key) or f"row {number}"
        out[named] = _cells(row, key)
    return out


def _cells(row: BaseModel, key: tuple[str, ...]) -> str:
    values = row.model_dump(mode="json").items()
    return ", ".join(
        f"{name} {value}" for name, value in values if name not in (*key, *WORDS) and value not in ("", None)
    )


def between(first: Mapping[str, Any], second: Mapping[str, Any], names: tuple[str, str]) -> list[str]:
    """In what the second content differs from the first, a sentence each."""
    said = []
    for path in dict.fromkeys([*first, *second]):
        if first.get(path) == second.get(path) and (path in first) == (path in second):
            continue
        if path.endswith(".csv"):
            said.append(f"{path} has other rows in {names[1]} than in {names[0]}.")
            continue
        ours, theirs = (_word(m[path]) if path in m else NOTHING for m in (first, second))
        said.append(f"{path} is {ours} in {names[0]} and {theirs} in {names[1]}.")
    return said


def beyond(base: Scenario, own: Scenario) -> list[str]:
    """In what a scenario differs from the one it extends: settings, and rows of tables one by one, a sentence each."""
    names = (base.name, own.name)
    before, after = (dict(flat(s.file.model_dump(mode="json"))) for s in (base, own))
    said = between(before, after, names)
    for table in TABLES:
        ours, theirs = rows_of(base, table), rows_of(own, table)
        if table == "injects.csv":
            said += [f"Inject only in {own.name}: {row}." for row in theirs.values() if row not in ours.values()]
            said += [f"Inject only in {base.name}: {row}." for row in ours.values() if row not in theirs.values()]
            continue
        said += [f"{table}, {k}: {v} in {own.name}, not in {base.name}." for k, v in theirs.items() if k not in ours]
        said += [f"{table}, {k}: in {base.name}, not in {own.name}." for k in ours if k not in theirs]
        both = [k for k in ours if k in theirs and ours[k] != theirs[k]]
        said += [f"{table}, {k}: {ours[k]} in {base.name}; {theirs[k]} in {own.name}." for k in both]
    return said


def _word(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)
