"""docs/findings.md: what the program was built to ask, answered from stored games; `make findings` makes it again.

    python -m panj.tools.findings --out out/findings --docs docs

Two sweeps: the default war and its what-if as they are, and the map of examples/where_rules_matter.toml. What is kept
of them are the tables docs/findings/*.csv; every number of the page is computed from those, so that a test can hold the
one against the other without a game.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pandas as pd

from panj.experiments.analysis.comparison import compare
from panj.experiments.designs.design import read_design
from panj.experiments.designs.inputs import program_stamp
from panj.experiments.edge import edge
from panj.experiments.report.mapping import Wanted, axes, mapped
from panj.experiments.report.rulesmap import as_csv, draw, pictures
from panj.experiments.runs.sweep import Sweep
from panj.scenarios.load import HOME
from panj.scenarios.writing import write_bytes, write_text
from panj.tools.findings_page import AMONG, OUTCOMES, Tables, page

DESIGN = HOME.parent / "examples" / "where_rules_matter.toml"
WARS = ["tajikistan-2021", "tajikistan-2021-incursion"]
SEEDS = 24  # of the wars as they are
REGIMES = ["none", "cst-1992", "csto-2010", "majority", "automatic"]
ASKED = (*OUTCOMES, "posts_lost", "days_failing", "delivered_men")
PICTURES = {
    OUTCOMES[0]: "Where it matters which rules hold, or whether any do",
    AMONG: "Where it matters which rules hold, among alliances",
}
X_LABEL = "how hard militants push: chance a day that a band tries to cross"
Y_LABEL = "how far the lead state is occupied elsewhere:\nwhat it must gain beyond\nits load to send a force [utility]"


def wars_table(runs: pd.DataFrame) -> pd.DataFrame:
    """Every regime against none in both wars: paired differences with 95 % intervals, and whether they are told apart
    when all comparisons together keep an error of 5 %."""
    rows = compare(runs, ASKED, "none")
    return rows[["scenario", "regime", "outcome", "n", "mean", "mean_baseline", "difference", "low", "high", "told"]]


def main() -> None:
    """Play what is missing, write tables, picture and page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out/findings"), help="folder of the games; resumes")
    parser.add_argument("--docs", type=Path, default=HOME.parent / "docs", help="folder of findings.md")
    parser.add_argument("--workers", type=int, default=None, help="processes; the machine's cores if left out")
    options = parser.parse_args()
    design = read_design(DESIGN)
    wars = Sweep(WARS, REGIMES, seeds=SEEDS).run(options.out / "wars", options.workers)
    grid = Sweep.from_design(design).run(options.out / "map", options.workers)
    tables = options.docs / "findings"
    write_text(tables / "wars.csv", wars_table(wars).to_csv(index=False, float_format="%.6g"))
    for name in (*OUTCOMES, AMONG):
        outcome, shown = (OUTCOMES[0], grid[grid.regime != "none"]) if name == AMONG else (name, grid)
        found, labels = mapped(shown, Wanted(outcome, x_label=X_LABEL, y_label=Y_LABEL), str(DESIGN))
        write_text(tables / f"map_{name}.csv", as_csv(found, *axes(grid, str(DESIGN))))
        if name in PICTURES:
            drawn = pictures(draw(found, replace(labels, title=PICTURES[name])), f"where_{name}")
            for file, picture in drawn.items():
                write_bytes(options.docs / "figures" / file, picture)
    notes = {
        "games": f"{len(wars) + len(grid)}",
        "seeds of a war": str(SEEDS),
        "seeds of a field": str(grid.seed.nunique()),
        "regimes": " ".join(REGIMES),
        "rules": program_stamp(),
    }
    write_text(tables / "notes.csv", pd.DataFrame(notes.items(), columns=["note", "value"]).to_csv(index=False))
    write_text(options.docs / "findings.md", page(Tables.read(tables)))
    print(options.docs / "findings.md")


if __name__ == "__main__":
    edge(main)
