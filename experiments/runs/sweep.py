"""Sweeps: many games from a design, paired by seed, resumed by themselves, stored as they finish."""

from __future__ import annotations

import itertools
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panj.experiments.designs.design import DesignFile, make_design, read_design
from panj.experiments.designs.plan import Plan, Run
from panj.experiments.designs.table import rows_of
from panj.experiments.designs.worlds import Worlds, contents_of, resolve, with_more_draws
from panj.experiments.files import locked
from panj.experiments.runs.executor import played
from panj.experiments.runs.parts import went_away, write_part
from panj.experiments.runs.play import TRACE, compile_first, play_chunk
from panj.experiments.runs.store import KINDS, Store
from panj.experiments.runs.watchdog import LEAST_PATIENCE_S, MOST_PATIENCE_S, MOST_WORKERS, PATIENCE_S
from panj.scenarios.arguments import address, brief, listed, mapping, number, truth, whole
from panj.scenarios.errors import InputError, InWords

if TYPE_CHECKING:
    import pandas as pd

PROBES = 8  # games from which time and size of a sweep are foretold
MANY = 1_000_000  # runs of a design that nobody plays by mistake


@dataclass(frozen=True)
class Hands:
    """Who plays, and how: the options of `Sweep.run`."""

    workers: int
    scheduler: str | None
    series: bool
    quiet: bool
    patience: float

    @classmethod
    def checked(
        cls,
        workers: int | None,
        scheduler: str | None = None,
        series: bool = False,
        quiet: bool = False,
        patience: float = PATIENCE_S,
    ) -> Hands:
        """The options as they were given, held to what the shell allows. Raises InputError."""
        return cls(
            _cores() if workers is None else whole("workers", workers, 1, MOST_WORKERS),
            None if scheduler is None else address("scheduler", scheduler),
            truth("series", series),
            truth("quiet", quiet),
            number("patience", patience, LEAST_PATIENCE_S, MOST_PATIENCE_S),
        )


class Sweep:
    """Games to play. Every regime gets the same seeds, so that differences are paired.

    Args:
        scenario: a scenario's name or folder, or a list of them.
        regimes: names or paths of regimes.
        seeds: how many (1..n), or a list of seeds.
        days: days to play; None takes the scenario's own.
        factors: what is varied, by dotted path (see experiments.designs.paths) -> list of values, or a range:
            a dict with low and high (left out: the scenario's own range), levels for a grid, log.
        parameters: what is set for all runs, by dotted path; plain names are the scenario's parameters.
        design: how factors make points: grid, list, one-at-a-time, lhs or sobol.
        samples: how many points, for lhs and sobol. design_seed: root of their draws.
        points: points made elsewhere, crossed with `factors`: a data frame with a column for each path, a list of
            dicts, or the path of a CSV file. An empty cell leaves the scenario as it is.
        named: name -> point, played beside all others.
        uncertain: "assumed" draws everything that is uncertain at once, at `samples` points.
        options: name -> dict with buys, a list of injects that happen with this option alone.
        injects: name -> dict with kind, who, what, day, amount, note: happens in every game, and may be varied as
            injects.NAME.day and injects.NAME.amount.
        precision: dict with outcome, half_width and budget: seeds, or with `uncertain` draws, are added until
            intervals are that narrow.
    """

    @brief
    def __init__(
        self,
        scenario: str | Path | Sequence[str | Path],
        regimes: str | Path | Sequence[str | Path],
        seeds: int | Sequence[int] = 20,
        days: int | None = None,
        factors: Mapping[str, Any] | None = None,
        parameters: Mapping[str, Any] | None = None,
        *,
        design: str = "grid",
        samples: int | None = None,
        design_seed: int = 1,
        points: pd.DataFrame | Sequence[Mapping[str, Any]] | str | Path | None = None,
        named: Mapping[str, Mapping[str, Any]] | None = None,
        injects: Mapping[str, Mapping[str, Any]] | None = None,
        options: Mapping[str, Mapping[str, Any]] | None = None,
        uncertain: str | None = None,
        precision: Mapping[str, Any] | None = None,
    ) -> None:
        data = {
            "scenarios": _listed("scenario", scenario),
            "regimes": _listed("regimes", regimes),
            "seeds": seeds,
            "days": days,
            "factors": mapping("factors", factors),
            "set": mapping("parameters", parameters),
            "design": design,
            "samples": samples,
            "design_seed": design_seed,
            "points": points if isinstance(points, (str, Path)) else rows_of(points, "Sweep"),
            "named": mapping("named", named),
            "injects": mapping("injects", injects),
            "options": mapping("options", options),
            "uncertain": uncertain,
            "precision": None if precision is None else mapping("precision", precision),
        }
        self.design = make_design("Sweep", **{name: _plain(value) for name, value in data.items()})
        self.source = "Sweep"

    @classmethod
    @brief
    def from_design(cls, design: DesignFile | str | Path) -> Sweep:
        """A sweep from a design file."""
        sweep = cls.__new__(cls)
        sweep.design = design if isinstance(design, DesignFile) else read_design(design)
        sweep.source = "design" if isinstance(design, DesignFile) else str(design)
        return sweep

    def run(
        self,
        out: str | Path,
        workers: int | None = None,
        scheduler: str | None = None,
        series: bool = False,
        quiet: bool = False,
        yes: bool = False,
        patience: float = PATIENCE_S,
    ) -> pd.DataFrame:
        """Play what is not in the store yet and return all runs of the design, one row each; options: see `play`."""
        return self.play(out, workers, scheduler, series, quiet, yes, patience).runs(quiet=quiet)

    def play(
        self,
        out: str | Path,
        workers: int | None = None,
        scheduler: str | None = None,
        series: bool = False,
        quiet: bool = False,
        yes: bool = False,
        patience: float = PATIENCE_S,
    ) -> Store:
        """Play what is not in the store yet; what comes of it is in the store, and in memory nothing of it.

        workers: processes; 1 plays here, None takes the machine's cores. scheduler: address of a dask scheduler.
        series: keep the daily series of every run. yes: play even more than a million runs. patience: seconds without
        an answer after which a worker may count as stuck; ten times the longest chunk where that is longer.
        """
        hands = Hands.checked(workers, scheduler, series, quiet, patience)
        truth("yes", yes)
        store = Store(out)
        store.refuse_if_foreign()
        plan, worlds = resolve(self.design, self.source)
        if max(plan.size, self.design.precision.budget if self.design.precision else 0) > MANY and not yes:
            raise InputError(
                self.source, "", InWords(f"a design of {plan.size:,} games"), f"up to {MANY:,}, or more with --yes"
            )
        with locked(store.folder) as held:
            store.mend()
            while True:
                store.hold(plan, **_about(self.design), contents=contents_of(worlds))
                self._play_missing(plan, worlds, store, hands, held)
                more = self._next_round(plan, worlds, store, quiet)
                if more is None:
                    break
                plan = more
        return store

    def _play_missing(self, plan: Plan, worlds: Worlds, store: Store, hands: Hands, held: Callable[[], bool]) -> None:
        """Play what is not in the store yet."""
        finished = store.done(with_series=hands.series)
        todo = (r for r in plan.runs() if bytes.fromhex(r.id) not in finished)
        count = sum(bytes.fromhex(r.id) not in finished for r in plan.runs()) if finished else plan.size
        if count:
            self._play(todo, count, worlds, store, hands, held)

    def _next_round(self, plan: Plan, worlds: Worlds, store: Store, quiet: bool) -> Plan | None:
        """The plan with what the wanted precision still asks for; None where nothing is left to do."""
        wanted = self.design.precision
        if wanted is None:
            return None
        from panj.experiments.runs.rounds import next_round, reached

        runs = store.runs(columns=[wanted.outcome], quiet=True)
        draw = partial(with_more_draws, design=self.design, worlds=worlds, source=self.source)
        more = next_round(plan, wanted, runs, draw)
        if not quiet:
            found = reached(plan, wanted, runs)
            met = sum(one.met for one in found)
            print(
                f"{plan.size:,} games: {met:,} of {len(found):,} differences of {wanted.outcome} are within"
                f" {wanted.half_width:g} either way" + ("" if more or met == len(found) else "; the budget is spent"),
                file=sys.stderr,
            )
        return more

    def forecast(self, out: str | Path, workers: int | None = None) -> dict[str, float]:
        """What `run` would have to do, without a trace in the folder: games, those to play, seconds, bytes.

        seconds: on the clock, at `workers` processes, from games of the design played here; bytes: of their parts.
        Where a precision is wanted, all of these are of the first round, and `budget` is the most it may come to.
        """
        hands = Hands.checked(workers)
        store = Store(out)
        store.refuse_if_foreign()
        plan, worlds = resolve(self.design, self.source)
        finished = store.done() if (store.folder / "manifest.json").is_file() else set()
        todo = sum(bytes.fromhex(r.id) not in finished for r in plan.runs()) if finished else plan.size
        compile_first()
        probes = list(itertools.islice(plan.runs(), PROBES))
        play_chunk(probes[:1], worlds, None, False)  # the first game also loads what all share
        probe = play_chunk(probes, worlds, None, False)
        size = sum(len(data) for _, _, data in probe.parts)
        return {
            "games": plan.size,
            "budget": self.design.precision.budget if self.design.precision else plan.size,
            "to_play": todo,
            "seconds": todo * probe.seconds / probe.runs / hands.workers,
            "bytes": todo * size / probe.runs,
        }

    def _play(
        self, todo: Iterator[Run], count: int, worlds: Worlds, store: Store, hands: Hands, held: Callable[[], bool]
    ) -> None:
        from panj.experiments.progress import progress

        compile_first()
        errors: list[str] = []
        failed = 0
        written: set[tuple[str, str]] = set()
        folder = str(store.folder)
        with progress(count, f"playing {count:,} games", hands.quiet) as advance:
            for done in played(
                todo, count, worlds, folder, hands.series, hands.workers, hands.scheduler, hands.patience
            ):
                if not held():
                    raise went_away(store.folder, "it has")
                for kind, name, data in done.parts:
                    write_part(store.folder, kind, name, data)
                written |= {*done.written, *((kind, name) for kind, name, _ in done.parts)}
                failed += len(done.errors)
                errors += done.errors[: 5 - len(errors)]
                advance(done.runs)
        if gone := written - {(kind, path.stem) for kind in KINDS for path in store.parts(kind)}:
            raise went_away(store.folder, f"{len(gone):,} of its parts have")
        for line in errors:
            print(f"failed: {line.partition(TRACE)[0]}", file=sys.stderr)
        if failed:
            print(
                f"{failed:,} of {count:,} games failed; their rows say why (columns status, error), and the same"
                " command plays them again",
                file=sys.stderr,
            )


def _about(design: DesignFile) -> dict[str, Any]:
    return {
        "design": design.model_dump(mode="json", exclude={"points"}),  # the plan has them
        "versions": {name: version(name) for name in ("panj", "mesa", "numpy", "numba", "scipy")},
        "python": platform.python_version(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _listed(name: str, given: str | Path | Sequence[str | Path]) -> list[str | Path]:
    return [given] if isinstance(given, (str, Path)) else listed(name, given, "names or paths")


def _plain(value: Any) -> Any:
    """Plain Python for what may come from numpy or pandas, or as a tuple or a range."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (tuple, list, range)) else value
