"""Memory of one run above the imports, and the time to create a model after the first."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from panj.benchmarks.measure import PEAK, Finding, at_most, spread, timed
from panj.model import BorderModel

MEMORY_MB = 50.0
CREATION_MS = 30.0

# Played in a process of its own. A one-day game of another scenario first loads the compiled rules, which belong to
# the imports; what comes after is what one run costs.
_CHILD = f"""{PEAK}
import sys
from panj.model import BorderModel
BorderModel("intro", seed=1, days=1).run()
before = peak()
model = BorderModel(sys.argv[1], seed=1)
model.run()
model.outcomes()
print(peak() - before)
"""


def memory(scenario: str, rounds: int) -> Finding:
    """Peak memory of a whole game above what the imports and the compiled rules take, in a fresh process [MB]."""
    found = [_child_peak(scenario) for _ in range(rounds)]
    return at_most(f"memory of one run, {scenario}", spread(found), MEMORY_MB, "MB", "peak of a process, less imports")


def _child_peak(scenario: str) -> float:
    command = [sys.executable, "-c", _CHILD, scenario]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def creation(scenario: str, rounds: int) -> Finding:
    """Time to create a model when another of the same scenario has been created before [ms]."""
    BorderModel(scenario, seed=1)
    found = [1e3 * timed(partial(BorderModel, scenario, seed=seed)) for seed in range(rounds)]
    return at_most(f"creating a model, {scenario}", spread(found), CREATION_MS, "ms", "after the first")
