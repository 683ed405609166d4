"""The walk of an appeal in docs/design.md: a reader who follows it finds what it names."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any

DESIGN = Path(__file__).parents[2] / "docs" / "design.md"


def walk() -> list[str]:
    """The functions of the table, in its order."""
    section = DESIGN.read_text(encoding="utf-8").split("### The walk of an appeal")[1].split("\n## ")[0]
    return re.findall(r"^\|.*\| `([\w.]+)` \|$", section, re.MULTILINE)


def code_of(dotted: str) -> CodeType:
    """The code of a function that the table names, `agents.x.Class.method` or `agents.x.function`."""
    parts = dotted.split(".")
    at = next(i for i, part in enumerate(parts) if part[:1].isupper() or i == len(parts) - 1)
    found: Any = import_module(".".join(["panj", *parts[:at]]))
    for part in parts[at:]:
        found = getattr(found, part)
    code: CodeType = inspect.unwrap(found).__code__
    return code


def test_every_function_of_the_walk_is_there() -> None:
    """The table names functions that exist, each once, and begins and ends where an appeal does."""
    names = walk()
    assert len(names) == len(set(names)) > 12
    assert all(code_of(name) for name in names)
