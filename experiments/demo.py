"""The demonstration: six regimes x paired seeds on the default war and on its what-if, compared and reported."""

from __future__ import annotations

from pathlib import Path

import border
from experiments.compare import compare
from experiments.report import write_report
from experiments.single import first_call_compiles, print_frame
from experiments.sweep import Sweep
from treaty.regime import regime_names

SCENARIOS = ["tajikistan-2021", "tajikistan-2021-incursion"]
SHOWN = ("border_share_end", "adopted_rung", "incursions_through", "delivered_men", "stability_mean")


def run_demo(out: Path, seeds: int, workers: int | None) -> None:
    """Play, compare with no treaty at all, and write the report."""
    first_call_compiles()
    if not border.is_compiled():
        from model import BorderModel

        BorderModel(days=1).run()  # compile once, here, before several workers would
    runs = Sweep(SCENARIOS, regimes=regime_names(), seeds=seeds).run(out, workers=workers, series=True)
    table = compare(runs, baseline="none")
    columns = ["scenario", "regime", "outcome", "n", "mean", "mean_baseline", "difference", "low", "high"]
    print_frame(
        table[table.outcome.isin(SHOWN)][columns], False, "difference = regime - none, same seeds, 95 % interval"
    )
    print(f"report: {write_report(out, out / 'report.html')}")
