"""Sweeps: many games from a design, paired by seed, resumed by themselves, stored as they finish."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.designs.design import DesignFile, Run, make_design, read_design
from experiments.files import locked, write_json
from experiments.runs.executor import played
from experiments.runs.play import TRACE, compile_first
from experiments.runs.store import done, manifest, open_runs

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 12  # runs in a task: some seconds of work


class Sweep:
    """Games to play. Every regime gets the same seeds, so that differences are paired.

    Args:
        scenario: a scenario's name or folder, or a list of them.
        regimes: names or paths of regimes.
        seeds: how many (1..n), or a list of seeds.
        days: days to play; None takes the scenario's own.
        factors: parameter name -> list of values, crossed.
        parameters: parameters fixed for all runs.
    """

    def __init__(
        self,
        scenario: str | Path | Sequence[str | Path],
        regimes: Sequence[str | Path],
        seeds: int | list[int] = 20,
        days: int | None = None,
        factors: dict[str, list[float]] | None = None,
        parameters: dict[str, float] | None = None,
    ) -> None:
        names = [scenario] if isinstance(scenario, (str, Path)) else list(scenario)
        self.design = make_design(
            "Sweep", scenarios=names, regimes=list(regimes), seeds=seeds, days=days, factors=factors or {},
            set=parameters or {},
        )  # fmt: skip

    @classmethod
    def from_design(cls, design: DesignFile | str | Path) -> Sweep:
        """A sweep from a design file."""
        sweep = cls.__new__(cls)
        sweep.design = design if isinstance(design, DesignFile) else read_design(design)
        return sweep

    def run(
        self,
        out: str | Path,
        workers: int | None = None,
        scheduler: str | None = None,
        series: bool = False,
        quiet: bool = False,
    ) -> pd.DataFrame:
        """Play what is not in the store yet and return all runs of the design, one row each.

        workers: processes; 1 plays here, None takes the machine's cores. scheduler: address of a dask scheduler.
        """
        folder = Path(out)
        runs = self.design.runs()
        with locked(folder):
            finished = done(folder)
            todo = [r for r in runs if r.id not in finished]
            write_json(folder / "manifest.json", self._manifest(runs, folder))
            if todo:
                self._play(todo, folder, workers, scheduler, series, quiet)
        frame = open_runs(folder)
        wanted = {r.id for r in runs}
        return frame[frame.run_id.isin(wanted)].reset_index(drop=True)

    def _play(
        self, todo: list[Run], folder: Path, workers: int | None, scheduler: str | None, series: bool, quiet: bool
    ) -> None:
        import os

        from experiments.progress import progress

        compile_first()
        count = workers or os.cpu_count() or 1
        size = max(1, min(CHUNK, -(-len(todo) // count)))
        chunks = [todo[i : i + size] for i in range(0, len(todo), size)]
        errors: list[str] = []
        with progress(len(todo), f"playing {len(todo)} games", quiet) as advance:
            for number, failed in played(chunks, str(folder), series, count if len(chunks) > 1 else 1, scheduler):
                advance(number)
                errors += failed
        for line in errors[:5]:
            print(f"failed: {line.partition(TRACE)[0]}", file=sys.stderr)
        if errors:
            print(f"{len(errors)} of {len(todo)} games failed; their rows say why (column error)", file=sys.stderr)

    def _manifest(self, runs: list[Run], folder: Path) -> dict[str, Any]:
        path = folder / "manifest.json"
        earlier = manifest(folder).get("inputs", {}) if path.is_file() else {}
        return {
            "inputs": earlier | {f"{r.scenario}|{r.regime}": r.inputs for r in runs},
            "design": self.design.model_dump(),
            "runs": len(runs),
            "versions": {name: version(name) for name in ("panj", "mesa", "numpy", "numba", "scipy")},
            "python": platform.python_version(),
            "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }
