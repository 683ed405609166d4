"""By what a stored value was read off its game: a stamp for each column of the outcomes and of the daily series.

How columns are read stands in one module, model/record/outcomes.py, which is no part of the program's stamp. So a
column that is added leaves everything that was played as it is; in older rows it is empty. The same holds for a column
that is read otherwise now than when its rows were stored: an older value is never taken for one of today.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from panj.model.record import outcomes
from panj.scenarios.sources import tree_text

TABLES = {"runs": "OUTCOMES", "series": "SERIES"}  # kind of part -> columns that its rows have
DIGITS = 8  # of a stamp
WHOLE = ""  # the name of no column
MEANING = 1  # place of a column's meaning among what it is made from
SHOWN = ("better", "said", "first", "daily")  # of what it is made from: how it is shown, not how it is read


@lru_cache(maxsize=2)
def column_stamps(kind: str) -> Mapping[str, str]:
    """Column -> hash of how it is read today, for a kind of part."""
    found = stamps_in(Path(outcomes.__file__).read_text(encoding="utf-8"), kind)
    columns: Mapping[str, object] = getattr(outcomes, TABLES[kind])
    return {name: found.get(name, found[WHOLE]) for name in columns}


def stamps_in(source: str, kind: str) -> dict[str, str]:
    """Column -> hash of its entry in a module of columns and of whatever else of the module that takes.

    Its meaning and how it is shown do not count. The code behind it, in other modules, is in the program's stamp. WHOLE
    stands for a column that is not made by a call in one of the tables: whatever is changed changes it.
    """
    tree = ast.parse(source)
    known = dict(_definitions(tree))
    entries = _entries(known["OUTCOMES"]) | (_entries(known["SERIES"]) if kind == "series" else {})
    return {WHOLE: _stamp(tree, known)} | {name: _stamp(entry, known) for name, entry in entries.items()}


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """What the names of a module stand for."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    yield alias.asname or alias.name, ast.Constant(f"{module}.{alias.name}")


def _entries(table: ast.AST) -> dict[str, ast.Call]:
    """Columns of a table, each as the call that makes it."""
    found: dict[str, ast.Call] = {}
    for node in ast.walk(table):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Call):
                    found.setdefault(str(key.value), value)
    return found


def _stamp(entry: ast.AST, known: Mapping[str, ast.AST]) -> str:
    """Hash of an entry and of everything that its names lead to."""
    if isinstance(entry, ast.Call):
        read = [argument for place, argument in enumerate(entry.args) if place != MEANING]
        entry = ast.Call(entry.func, read, [k for k in entry.keywords if k.arg not in SHOWN])
    reached, todo = {"": entry}, [entry]
    while todo:
        for node in ast.walk(todo.pop()):
            if isinstance(node, ast.Name) and node.id in known and node.id not in reached:
                reached[node.id] = known[node.id]
                todo.append(known[node.id])
    text = "\n".join(f"{name} {tree_text(node)}" for name, node in sorted(reached.items()))
    return hashlib.blake2b(text.encode(), digest_size=DIGITS // 2).hexdigest()
