"""Turns each column in turn into a constant and says whether the values worked out by hand notice.

    python -m panj.tests.model.columns.constants

plays the tests of this folder once for each column and constant, some minutes in all, and prints a table. Constants are
what a column is when nothing happens (0, empty, 100 ...) and a value that might pass for a result.
"""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from panj.experiments.progress import progress
from panj.model.record import account, collect
from panj.model.record.column import Column, Reader
from panj.model.record.outcomes import OUTCOMES, SERIES

BY_HAND = sorted({*Path(__file__).parent.glob("test_*.py")} - {Path(__file__).with_name("test_list.py")})
PLAIN: dict[str, tuple[Any, ...]] = {
    "str": ("", "stable"),
    "int": (0, None, 3),
    "float": (0.0, None, 50.0, 100.0),
    "date": (None,),
}


def caught(name: str, columns: dict[str, Column], constant: Any) -> list[str]:
    """Tests that fail when a column of the outcomes or of the series is a constant."""
    changed = columns | {name: replace(columns[name], read=lambda _: constant)}
    module, reader = (account, "_outcomes") if columns is OUTCOMES else (collect, "_series")
    before, failed = getattr(module, reader), Failed()
    setattr(module, reader, Reader(changed))
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main(["-q", "-p", "no:cacheprovider", "-n", "0", *map(str, BY_HAND)], plugins=[failed])
    finally:
        setattr(module, reader, before)
    return failed.names


class Failed:
    """Collects the names of tests that fail."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a failed test, whether it failed in its fixture or itself."""
        if report.failed:
            self.names.append(report.nodeid.split("::")[-1])


def main() -> int:
    """Print the table; 1 if a constant was not noticed."""
    lists = (("outcome", OUTCOMES), ("daily", SERIES))
    todo = [(what, columns, name, c) for what, columns in lists for name in columns for c in PLAIN[columns[name].dtype]]
    missed = 0
    with progress(len(todo), "columns turned into constants") as advance:
        lines = []
        for what, columns, name, constant in todo:
            by = caught(name, columns, constant)
            missed += not by
            lines.append(f"| {what} | `{name}` | {constant!r} | {len(by) or 'MISSED'} | {by[0] if by else ''} |")
            advance(1)
    print("| | column | constant | tests that fail | the first of them |\n|---|---|---|---|---|")
    print("\n".join(lines))
    print(
        f"\n{len(todo) - missed} of {len(todo)} constants noticed, {len(OUTCOMES)} outcomes and {len(SERIES)} daily"
        " columns"
    )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
