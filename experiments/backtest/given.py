"""The crises of a user's file, with what was wrong with some of them and what is not coded, a line each."""

from __future__ import annotations

import sys
from pathlib import Path

from panj.experiments.backtest.cases import CodedCase, load_cases, read_cases


def given(path: Path | None, skip: bool) -> list[CodedCase] | None:
    """The cases of a file; None where none is named. With `skip`, bad cases are left out and named on standard error;
    without, they are refused. Raises InputError, RowsError."""
    if path is None:
        return None
    cases, wrong = read_cases(path) if skip else (load_cases(path), [])
    for error in wrong:
        print(f"left out: {error}", file=sys.stderr)
    if not cases:
        raise wrong[0]
    for case in cases:
        if case.uncoded:
            what = ", ".join(case.uncoded)
            print(f"{case.id}: not coded: {what}; taken as in the crises of the program, as far", file=sys.stderr)
    return cases
