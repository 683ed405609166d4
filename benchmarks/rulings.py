"""How long a ruling takes: cases of the catalogue, read beforehand, put to the rules; processor time."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from panj.benchmarks.measure import Finding, at_most, spread
from panj.scenarios.errors import InputError
from panj.treaty.desk.case import Case, load_case
from panj.treaty.desk.desk import adjudicate

CATALOGUE = Path(__file__).parents[1] / "tests" / "catalogue"
LONGEST_MS = 5.0


def cases() -> list[Case]:
    """The cases of the catalogue that are ruled on; those that are there to be refused are left out."""
    found = []
    for path in sorted(CATALOGUE.glob("*.toml")):
        try:
            case = load_case(path)
            adjudicate(case)
        except InputError:
            continue
        found.append(case)
    return found


def ruled(case: Case) -> float:
    """Milliseconds of the processor that a ruling takes."""
    start = time.process_time()
    adjudicate(case)
    return 1000.0 * (time.process_time() - start)


def one_ruling(rounds: int) -> Finding:
    """The case in the middle of the catalogue, by the median of each over the rounds; the slowest is in the note."""
    read = cases()
    took = sorted((statistics.median(ruled(case) for _ in range(rounds)), case.case.id) for case in read)
    slowest, name = took[-1]
    late = sum(ms > LONGEST_MS for ms, _ in took)
    note = f"{len(took)} cases, {late} of them above {LONGEST_MS:g} ms; the slowest ({name}) takes {slowest:.1f} ms"
    return at_most("one ruling", spread([ms for ms, _ in took]), LONGEST_MS, "ms", note)
