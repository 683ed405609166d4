"""docs/findings.md: what the program was built to ask, answered from stored games; `make findings` makes it again.

    python -m panj.tools.findings --out out/findings --docs docs

Five sweeps, each of which resumes where it was stopped: the what-if and the default war under six regimes with
everything assumed drawn at once, the two designs of examples/ that ask when one must ask and what one would buy, and a
few points of the what-if with all else typical. Each plays until its differences in the first outcome are known to
within a stated width, or until its budget ends, and the page says which. What is kept of them are the tables
docs/findings/*.csv; every number of the page and of the picture is computed from those, so that a test can hold the one
against the other without a game.
"""

from __future__ import annotations

import argparse
import json
import textwrap
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from panj.experiments.analysis.assumptions import LEAST_POINTS
from panj.experiments.analysis.pairs import Z95
from panj.experiments.designs.design import NOTHING, DesignFile, read_design
from panj.experiments.designs.paths import OPTION
from panj.experiments.designs.precision import FEWEST, Precision
from panj.experiments.edge import edge
from panj.experiments.report.buying import draw_options
from panj.experiments.report.options import Wanted, weighed
from panj.experiments.report.rulesmap import pictures
from panj.experiments.runs.rounds import ended, stopping_of
from panj.experiments.runs.store import Store
from panj.experiments.runs.sweep import Sweep
from panj.experiments.tables import number
from panj.scenarios.load import HOME, load_scenario
from panj.scenarios.writing import write_bytes, write_text
from panj.tools.findings_page import LAW, WAR, WHAT_IF, Tables, page, readme
from panj.tools.findings_tables import APPEAL, FIRST, GROUND, SETS, appeals, effects_table, movers_table, spots
from panj.tools.findings_words import WORDS, Row, survives
from panj.treaty.law.regime import load_regime

if TYPE_CHECKING:
    from matplotlib.figure import Figure


EXAMPLES = HOME.parent / "examples"
ASK, BUY = EXAMPLES / "when_must_we_ask.toml", EXAMPLES / "what_would_we_buy.toml"
REGIMES = ["none", "cst-1992", "csto-2010", "majority", "lead-state", "automatic"]
SEEDS = 4  # of each draw
POINTS = 300  # draws of the what-if that its budget pays for
WIDTH = 5_000.0  # person-days either way, to which its differences are to be known
ROUND = 50  # draws that are added at a time
QUIET_ROUND, QUIET_ROUNDS = 24, 2  # of the default war
ROUNDS = 2  # of the two designs of examples/
SPREAD = 2  # times as many draws as these name, with as many seeds fewer: draws differ more than dice do
SPOT_SEEDS, SPOT_ROUNDS, SPOT_WIDTH = 20, 8, 2_500.0
SPOT_REGIMES = ["none", "cst-1992", "csto-2010", "automatic"]
AS_IT_IS = "as the scenario has it"
NOT_SHARED = {"shared_by_consultation": 0.0, "shared_by_mission": 0.0}
SHARED = "shared_by_consultation"  # as much as the base on the spot may share, treaty or no treaty
SURE, OPEN = "#4477aa", "#aaaaaa"


def sweeps(points: int) -> dict[str, Sweep]:
    """What is played, by the folder that keeps it; with fewer draws of the what-if, of all else fewer likewise."""
    fitted = json.loads((HOME / "batken-1999" / "calibration.json").read_text(encoding="utf-8"))["result"]
    scenario = load_scenario(WHAT_IF)
    base = {"kind": "share", "who": load_regime(LAW).lead_state, "day": 0, "amount": scenario.parameters()[SHARED]}
    spots_ = {  # named points of the what-if, all else typical
        "nothing shared after consultations and missions": NOT_SHARED,
        "the base on the spot shares from the first day, treaty or no treaty": {"injects.base.day": 0},
        "the war inside as fitted on Batken 1999": fitted["parameters"],
    }
    part = min(1.0, points / POINTS)

    def until(first: int, rounds: float, games: int, width: float = WIDTH, **sides: str) -> dict[str, Any]:
        """To be known to that width, or played for as many rounds; games: of each draw or seed."""
        return {"outcome": FIRST, "half_width": width, "budget": round(first * rounds) * games, **sides}

    def few(draws: int) -> int:
        return max(LEAST_POINTS, round(part * draws))

    def of_example(path: Path, by: str, baseline: str) -> Sweep:
        read = read_design(path)
        sides = len(read.regimes) * (len(read.options) + 1 if by == OPTION else len(levels_of(read, by)))
        first, each = few(SPREAD * int(read.samples or 0)), max(1, int(read.seeds) // SPREAD)  # type: ignore[arg-type]
        wanted = until(first, 1 + part * (ROUNDS - 1), sides * each, by=by, baseline=baseline)
        update = {"samples": first, "seeds": each, "precision": Precision.model_validate(wanted)}
        return Sweep.from_design(read.model_copy(update=update))

    draw = max(len(SETS) * LEAST_POINTS, few(ROUND))  # what is said of each war inside takes draws of its own
    seeds, quiet = max(FEWEST, round(part * SPOT_SEEDS)), few(QUIET_ROUND)
    each = SEEDS * len(REGIMES)
    return {
        "what-if": Sweep(
            WHAT_IF,
            REGIMES,
            seeds=SEEDS,
            uncertain="assumed",
            samples=draw,
            precision=until(draw, max(1, points // draw), each),
        ),
        "ask": of_example(ASK, APPEAL, "never"),
        "buy": of_example(BUY, OPTION, NOTHING),
        "war": Sweep(
            WAR,
            REGIMES,
            seeds=SEEDS,
            uncertain="assumed",
            samples=quiet,
            precision=until(quiet, 1 + part * (QUIET_ROUNDS - 1), each),
        ),
        "spots": Sweep(
            WHAT_IF,
            SPOT_REGIMES,
            seeds=seeds,
            points=[{}],
            named=spots_,
            injects={"base": base},
            parameters={"injects.base.day": "never"},
            precision=until(
                seeds, 1 + part * (SPOT_ROUNDS - 1), (1 + len(spots_)) * len(SPOT_REGIMES), SPOT_WIDTH, baseline="none"
            ),
        ),
    }


def levels_of(design: DesignFile, factor: str) -> list[Any]:
    """The levels of a factor that is a list."""
    levels = design.factors[factor]
    assert isinstance(levels, list)
    return levels


def tables(stores: dict[str, Store]) -> dict[str, pd.DataFrame]:
    """Every table of docs/findings, by its name."""
    played = {name: store.runs(quiet=True) for name, store in stores.items()}
    plans = {name: store.about()["plan"] for name, store in stores.items()}
    whole, quiet = (played["what-if"], plans["what-if"]), (played["war"], plans["war"])
    bought = weighed(played["buy"], plans["buy"], Wanted())
    notes = {"games": str(sum(map(len, played.values()))), "regimes": " ".join(REGIMES)}
    for name, plan in plans.items():
        notes |= {f"points of {name}": str(len(plan.rows)), f"seeds of {name}": str(plan.seed_count)}
        notes[f"end of {name}"] = ended(stores[name])
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
        "spots": spots(played["spots"], AS_IT_IS, stopping_of(stores["spots"].about())),
        "notes": pd.DataFrame(notes.items(), columns=["note", "value"]),
    }


def main() -> None:
    """Play what is missing, write tables, pictures and page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out/findings"), help="folder of the games; resumes")
    parser.add_argument("--docs", type=Path, default=HOME.parent / "docs", help="folder of findings.md")
    parser.add_argument("--workers", type=int, default=None, help="processes; the machine's cores if left out")
    parser.add_argument(
        "--points", type=int, default=POINTS, help="draws of the what-if at most, of all else in proportion"
    )
    parser.add_argument("--only", nargs="*", help="play these sweeps alone and write nothing")
    options = parser.parse_args()
    stores = {}
    for name, sweep in sweeps(options.points).items():
        if options.only is None or name in options.only:
            begun = time.monotonic()
            stores[name] = sweep.play(options.out / name, options.workers)
            print(f"{name}: {time.monotonic() - begun:.0f} s. {ended(stores[name])}", flush=True)
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


# -- the picture -------------------------------------------------------------------------------------------------------


def draw_effects(rows: Sequence[Row], notes: Mapping[str, str]) -> Figure:
    """Effect of each regime less none, a panel an outcome of the ground: a line over nine tenths of the assumptions, a
    bar at the median, a dot at the mean; dark where it survives them. rows: of one scenario and baseline."""
    regimes = list(dict.fromkeys(r["regime"] for r in rows))
    known = {(r["outcome"], r["regime"]): r for r in rows}
    figure, axes = plt.subplots(1, len(GROUND), figsize=(11.5, 0.42 * len(regimes) + 1.7), sharey=True)
    places = np.arange(len(regimes))[::-1]
    for ax, outcome in zip(axes, GROUND, strict=True):
        ax.axvline(0.0, color="#555555", lw=1)
        for at, regime in zip(places, regimes, strict=True):
            row = known[outcome, regime]
            colour = SURE if survives(row) else OPEN
            if row["p5"] < row["p95"]:
                ax.hlines(at, row["p5"], row["p95"], color=colour, lw=2)
                ax.scatter([row["p50"]], [at], marker="|", s=110, color=colour, zorder=3)
            else:
                half = Z95 * row["error"]
                ax.hlines(at, row["mean"] - half, row["mean"] + half, color=colour, lw=1.2, linestyle=":")
            ax.scatter([row["mean"]], [at], s=34, color=colour, zorder=4, edgecolor="white", lw=0.6)
        ax.set_yticks(places, regimes, fontsize=8)
        ax.set_ylim(-0.6, len(regimes) - 0.4)
        ax.set_title(textwrap.fill(WORDS[outcome], 24), fontsize=8)
        ax.tick_params(axis="x", labelsize=7)
        ax.locator_params(axis="x", nbins=4)
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
    points = notes["points of what-if"]
    figure.supxlabel(
        "difference from no treaty; left of the grey line: less than without one. Line: nine tenths of"
        f" {points} draws of everything assumed; bar: median; dot: mean;"
        " dotted: 95 % interval, where that spread cannot be told from dice.\nBlue: told apart from the dice, and"
        " of one sign under nine tenths of the draws, with the war inside as assumed for 2021 and as fitted on"
        " Batken 1999 alike. Grey: not so.",
        fontsize=7,
    )
    figure.tight_layout()
    return figure
