"""The demonstration: six regimes x paired seeds on the default war and on its what-if, compared and reported."""

from __future__ import annotations

from pathlib import Path

from panj.experiments.analysis.comparison import summary
from panj.experiments.report.page import write_report
from panj.experiments.runs.sweep import Sweep
from panj.experiments.tables import print_summary
from panj.model.record.outcomes import shown_first
from panj.treaty.law.regime import load_regime, regime_names

SCENARIOS = ["tajikistan-2021", "tajikistan-2021-incursion"]


def run_demo(out: Path, seeds: int, workers: int | None) -> None:
    """Play, put the regimes side by side, and write the report."""
    fixed = [name for name in regime_names() if not load_regime(name).by_date]  # in 2021 the law in force is csto-2010
    runs = Sweep(SCENARIOS, regimes=fixed, seeds=seeds).run(out, workers=workers, series=True)
    shown = shown_first("demo")
    print_summary(summary(runs, shown), shown)
    print(f"more: panj compare {out}; the report, for any browser: {write_report(out, out / 'report.html')}")
