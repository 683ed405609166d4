"""Kinds of events: whoever reads the log finds every kind explained in one vocabulary."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from panj.agents.alliance.case import TOLD as OF_PROCEDURE
from panj.agents.kinds import ALARMING, ATTACKS, INSIDE, KINDS
from panj.border.inland.state import TOLD_INSIDE
from panj.border.theatre import TOLD

ROOT = Path(__file__).parents[2]


def told(source: str) -> Iterator[str]:
    """Kinds that a module's code tells by name: the first argument of `tell`, and `told=`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Attribute, ast.Name)):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        given = node.args[:1] if name == "tell" else []
        given += [k.value for k in node.keywords if k.arg == "told"]
        for value in given:
            yield from (n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def test_every_kind_that_is_told_is_in_the_vocabulary() -> None:
    """None is told that the vocabulary does not explain, and it explains none that is never told."""
    files = [p for folder in ("agents", "model") for p in (ROOT / folder).rglob("*.py")]
    found = {kind for path in files for kind in told(path.read_text(encoding="utf-8"))}
    found |= {*TOLD, *TOLD_INSIDE, *(kind for kind, _ in OF_PROCEDURE.values()), "arrival", "ballot", "contribution"}
    assert found - set(KINDS) == set()
    assert set(KINDS) - found == set()
    assert {*ALARMING, *ATTACKS, *INSIDE} <= set(KINDS)
    assert all(sentence.endswith(".") for sentence in KINDS.values())
