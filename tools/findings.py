"""docs/findings.md: what the program was built to ask, answered from stored games; `make findings` makes it again.

    python -m panj.tools.findings --out out/findings --docs docs

Four sweeps, each of which resumes where it was stopped: the what-if and the default war under six regimes with
everything assumed drawn at once, and the two designs of examples/ that ask when one must ask and what one would buy.
What is kept of them are the tables docs/findings/*.csv; every number of the page and of the picture is computed from
those, so that a test can hold the one against the other without a game.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import pandas as pd

from panj.experiments.designs.design import read_design
from panj.experiments.edge import edge
from panj.experiments.report.buying import draw_options
from panj.experiments.report.options import Asked, weighed
from panj.experiments.report.rulesmap import pictures
from panj.experiments.runs.store import Store
from panj.experiments.runs.sweep import Sweep
from panj.scenarios.load import HOME
from panj.scenarios.writing import write_bytes, write_text
from panj.tools.findings_page import LAW, POINTS, WAR, WHAT_IF, Tables, page, readme
from panj.tools.findings_picture import draw_effects
from panj.tools.findings_tables import appeals, effects_table, movers_table, spots

EXAMPLES = HOME.parent / "examples"
ASK, BUY = EXAMPLES / "when_must_we_ask.toml", EXAMPLES / "what_would_we_buy.toml"
REGIMES = ["none", "cst-1992", "csto-2010", "majority", "lead-state", "automatic"]
SEEDS = 4  # of the what-if
QUIET_POINTS = 24  # of the default war
SPOT_SEEDS = 40
SPOT_REGIMES = ["none", "cst-1992", "csto-2010", "automatic"]
AS_IT_IS = "as the scenario has it"
NOT_SHARED = {"shared_by_consultation": 0.0, "shared_by_mission": 0.0}


def sweeps(points: int) -> dict[str, Sweep]:
    """What is played, by the folder that keeps it."""
    fitted = json.loads((HOME / "batken-1999" / "calibration.json").read_text(encoding="utf-8"))["result"]
    spots_ = {  # named points of the what-if, all else typical
        "nothing shared by consultations or missions": NOT_SHARED,
        "war inside as fitted on Batken 1999": fitted["parameters"],
    }
    return {
        "what-if": Sweep(WHAT_IF, REGIMES, seeds=SEEDS, uncertain="assumed", samples=points),
        "ask": Sweep.from_design(read_design(ASK)),
        "buy": Sweep.from_design(read_design(BUY)),
        "war": Sweep(WAR, REGIMES, seeds=SEEDS, uncertain="assumed", samples=QUIET_POINTS),
        "spots": Sweep(WHAT_IF, SPOT_REGIMES, seeds=SPOT_SEEDS, points=[{}], named=spots_),
    }


def tables(stores: dict[str, Store]) -> dict[str, pd.DataFrame]:
    """Every table of docs/findings, by its name."""
    played = {name: store.runs(quiet=True) for name, store in stores.items()}
    plans = {name: store.about()["plan"] for name, store in stores.items()}
    whole, quiet = (played["what-if"], plans["what-if"]), (played["war"], plans["war"])
    bought = weighed(played["buy"], plans["buy"], Asked())
    notes = {"games": str(sum(map(len, played.values()))), "regimes": " ".join(REGIMES)}
    for name, plan in plans.items():
        notes |= {f"points of {name}": str(len(plan.rows)), f"seeds of {name}": str(plan.seed_count)}
    notes |= {"rules": plans["what-if"].rules, "unit of the options": bought.unit}
    effects = pd.concat(
        [
            effects_table(*whole, "none"),
            effects_table(*whole, "none", "assumed"),
            effects_table(*whole, "none", "batken-1999"),
            effects_table(*whole, LAW),
            effects_table(*quiet, "none"),
        ]
    )
    return {
        "effects": effects,
        "movers": movers_table(*whole, "none"),
        "appeals": appeals(played["ask"], plans["ask"]),
        "options": pd.DataFrame(bought.rows()),
        "spots": spots(played["spots"], AS_IT_IS),
        "notes": pd.DataFrame(notes.items(), columns=["note", "value"]),
    }


def main() -> None:
    """Play what is missing, write tables, pictures and page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out/findings"), help="folder of the games; resumes")
    parser.add_argument("--docs", type=Path, default=HOME.parent / "docs", help="folder of findings.md")
    parser.add_argument("--workers", type=int, default=None, help="processes; the machine's cores if left out")
    parser.add_argument("--points", type=int, default=POINTS, help="draws of all that is assumed, of the what-if")
    parser.add_argument("--only", nargs="*", help="play these sweeps alone and write nothing")
    options = parser.parse_args()
    stores = {}
    for name, sweep in sweeps(options.points).items():
        if options.only is None or name in options.only:
            begun = time.monotonic()
            stores[name] = sweep.play(options.out / name, options.workers)
            print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    if options.only is not None:
        return
    folder = options.docs / "findings"
    for name, table in tables(stores).items():
        write_text(folder / f"{name}.csv", table.to_csv(index=False, float_format="%.6g"))
    found = Tables.read(folder)
    held, unit = "person-days in villages held by bands", found.notes["unit of the options"]
    drawn = {
        "effects": draw_effects(found.of(WHAT_IF, "both", "none"), found.notes),
        "options": draw_options(pd.DataFrame(found.options), held, unit, "money", "nothing")[0],
    }
    for name, figure in drawn.items():
        for file, picture in pictures(figure, f"findings_{name}").items():
            write_bytes(options.docs / "figures" / file, picture)
    write_text(options.docs / "findings.md", page(found))
    home = options.docs.parent / "README.md"
    if home.is_file():
        write_text(home, readme(home.read_text(encoding="utf-8"), found))
    print(options.docs / "findings.md")


if __name__ == "__main__":
    edge(main)
