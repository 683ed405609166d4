"""`python -m panj.benchmarks [--quick] [--json] [--against CHECKOUT]`: measure, print a table, exit 0."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from panj.benchmarks import footprint, ground_step, large_stores, rulings, sitting, sweeps, versus, whole_war
from panj.benchmarks.measure import Finding, table


def findings(quick: bool) -> Iterator[Finding]:
    """Every comparison, one after the other. `quick` plays fewer rounds."""
    rounds = 3 if quick else 9
    for scenario in whole_war.SCENARIOS:
        yield whole_war.against_mesa(scenario, rounds)
        yield whole_war.against_wealth_example(scenario, rounds)
        yield ground_step.against_c(scenario, rounds)
        yield ground_step.against_mesa(scenario, rounds)
        yield whole_war.growth(scenario, rounds)
    yield from sitting.findings(whole_war.SCENARIOS[1], rounds)
    yield sweeps.beyond_the_war(quick)
    if not quick:  # a short sweep is mostly the start of its workers, and would be held against the same target
        yield sweeps.second_worker()
        yield sweeps.of_ideal()
    yield rulings.one_ruling(rounds)
    yield from large_stores.findings(quick)
    yield footprint.memory(whole_war.SCENARIOS[0], 1 if quick else 3)
    yield footprint.creation(whole_war.SCENARIOS[0], 3 * rounds)


def machine() -> str:
    """What was measured on: cores, processor family, versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("mesa", "numpy", "numba"))
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, {libraries}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m panj.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: about a minute instead of several")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="play wars of this and another checkout alone")
    given = parser.parse_args()
    found = []
    wars = None if given.against is None else versus.findings(given.against, 3 if given.quick else 9)
    for finding in findings(given.quick) if wars is None else wars:
        found.append(finding)
        print(f"measured: {finding.name}", file=sys.stderr, flush=True)
    if given.json:
        print(json.dumps({"machine": machine(), "findings": [asdict(f) for f in found]}, indent=2))
    else:
        print(machine(), table(found), sep="\n\n")


if __name__ == "__main__":
    main()
