"""Many games: what a sweep keeps in memory, and what reading a store of 100,000 runs costs.

The large store is made of games that were played, each copied under many seeds, so that it is there within seconds; its
parts are written and named as a sweep writes them, and merged as `panj store compact` merges them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from panj.benchmarks.measure import PEAK, Finding, at_most, table
from panj.experiments.designs.design import make_design
from panj.experiments.designs.worlds import resolve
from panj.experiments.runs.compact import MOST_ROWS
from panj.experiments.runs.parts import part_bytes, part_name, read_part, write_part
from panj.experiments.runs.store import Store
from panj.experiments.runs.sweep import Sweep, _about

REGIMES = ["none", "cst-1992", "csto-2010", "majority"]
PLAYED, RUNS = 50, 100_000  # seeds that are played, and runs of the store that is made of them
FEW, MANY, QUICK_MANY = 200, 20_000, 2_000  # games of the sweeps whose memory is compared
GROWTH, SECONDS, MEGABYTES = 1.1, 30.0, 1000.0

# In a process of its own: the peak of its memory [MB] when all has been played, and once the runs are a data frame.
_SWEEP = f"""{PEAK}
import sys
from panj.experiments import Sweep
store = Sweep("intro", ["none"], seeds=int(sys.argv[1]), days=1).play(sys.argv[2], workers=2, quiet=True)
played = peak()
store.runs(quiet=True)
print(played, peak())
"""
_COMMAND = f"""{PEAK}
import sys
from panj.experiments.cli import load_commands
load_commands()(sys.argv[1:], standalone_mode=False)
print(peak())
"""


def sweep_memory(quick: bool) -> Finding:
    """Peak memory of the process that leads a sweep of many games over that of one of few."""
    many = QUICK_MANY if quick else MANY
    (few, _), (played, opened) = _swept(FEW), _swept(many)
    note = f"{few:.0f} and {played:.0f} MB while {FEW} and {many:,} games are played; {opened:.0f} MB as a data frame"
    return at_most("memory of a sweep, many games / few", (played / few,) * 3, GROWTH, note=note)


def _swept(games: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as place:
        printed = _python(_SWEEP, str(games), str(Path(place) / "store"))
    played, opened = map(float, printed.split()[-2:])
    return played, opened


def large_store(folder: Path, runs: int = RUNS) -> Path:
    """A store of so many runs in a folder."""
    played = folder / "played"
    Sweep("intro", REGIMES, seeds=PLAYED).play(played, workers=1, quiet=True)
    table = pa.concat_tables([read_part(path) for path in Store(played).parts("runs")]).to_pandas()
    rows = {(row["regime"], row["seed"]): row for row in table.to_dict("records")}
    design = make_design("benchmark", scenario="intro", regimes=REGIMES, seeds=runs // len(REGIMES))
    plan, _ = resolve(design)
    store = Store(folder / "large")
    store.hold(plan, **_about(design))
    copies = [rows[r.regime, 1 + (r.seed - 1) % PLAYED] | {"run_id": r.id, "seed": r.seed} for r in plan.runs()]
    schema = read_part(Store(played).parts("runs")[0]).schema
    for start in range(0, len(copies), MOST_ROWS):
        part = pa.Table.from_pylist([_plain(c) for c in copies[start : start + MOST_ROWS]], schema=schema)
        write_part(store.folder, "runs", part_name(part.column("run_id").to_pylist()), part_bytes(part))
    return store.folder


def _plain(row: dict[str, object]) -> dict[str, object]:
    """A row of a data frame as Parquet takes it: what is missing is nothing."""
    return {name: None if value != value else value for name, value in row.items()}


def reading(folder: Path, *words: str) -> tuple[Finding, Finding]:
    """Seconds on the clock and peak memory [MB] of a command on the large store."""
    start = time.perf_counter()
    printed = _python(_COMMAND, words[0], str(folder), *words[1:])
    seconds, megabytes = time.perf_counter() - start, float(printed.split()[-1])
    name = f"panj {words[0]}, {RUNS:,} runs"
    return (
        at_most(f"{name}, time", (seconds,) * 3, SECONDS, "s", "start of the program included"),
        at_most(f"{name}, memory", (megabytes,) * 3, MEGABYTES, "MB", "peak of the process"),
    )


def findings(quick: bool) -> list[Finding]:
    """All of this module."""
    with tempfile.TemporaryDirectory() as place:
        folder = large_store(Path(place))
        read = [*reading(folder, "compare"), *reading(folder, "report", "--out", str(Path(place) / "page.html"))]
    return [sweep_memory(quick), *read]


def _python(code: str, *words: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return ran.stdout


if __name__ == "__main__":
    print(table(findings("--quick" in sys.argv)))
