"""Batch experiments: designs, sweeps, stores, comparison, reports and the command line.

from panj.experiments import Sweep, compare

runs = Sweep("tajikistan-2021-incursion", regimes=["csto-2010", "majority", "none"], seeds=200).run(out="out/regimes")
print(compare(runs, outcome="incursions_through", baseline="none"))
"""

from __future__ import annotations

from typing import Any

__all__ = ["Sweep", "compare", "open_relation", "open_runs"]


def __getattr__(name: str) -> Any:
    """Load the heavy libraries only when they are asked for; `panj --help` needs none of them."""
    if name == "Sweep":
        from panj.experiments.runs.sweep import Sweep

        return Sweep
    if name == "compare":
        from panj.experiments.analysis.comparison import compare

        return compare
    if name == "open_runs":
        from panj.experiments.runs.store import open_runs

        return open_runs
    if name == "open_relation":
        from panj.experiments.runs.relation import open_relation

        return open_relation
    raise AttributeError(f"module 'panj.experiments' has no attribute {name!r}")
