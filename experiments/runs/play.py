"""Plays chunks of runs, in this process or in a worker, and makes their parts."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from panj.experiments.designs.plan import Changes, Run
from panj.experiments.designs.worlds import Worlds
from panj.experiments.runs.parts import RUNS, part_bytes, part_name, write_part

if TYPE_CHECKING:
    from panj.model import BorderModel

TRACE = " | "  # stands between what went wrong and where in the code


@dataclass(frozen=True)
class Played:
    """What a chunk leaves: how many runs, what they took, what failed, and its parts where they were not written."""

    runs: int
    seconds: float  # of playing [s]
    errors: list[str]
    parts: list[tuple[str, str, bytes]]  # kind, name, content
    written: list[tuple[str, str]] = field(default_factory=list)  # kind and name of those that were


def compile_first() -> None:
    """Compile the ground rules where they lie uncompiled: once, here, before several workers would; and show it."""
    from panj import border

    if not border.is_compiled():
        from panj.border.cache import say
        from panj.border.compiled import COMPILING
        from panj.experiments.progress import progress

        say(COMPILING)
        rules = border.every_rule()
        with progress(len(rules), "compiling the ground rules") as advance:
            border.compile_rules(rules, advance)


def model_of(worlds: Worlds, scenario: str, regime: str, seed: int, days: int, changes: Changes) -> BorderModel:
    """The game of a run at its start, with whoever sits in the chairs that its changes give orders to."""
    from panj.agents.seats.questions import Answer
    from panj.agents.seats.seat import StandingSeat
    from panj.model import BorderModel

    world = worlds.changed(scenario, regime, changes)
    model = BorderModel(world.scenario, world.regime, seed, days)
    for chair, orders in world.orders.items():
        model.chairs[chair].take(StandingSeat({kind: cast(Answer, answer) for kind, answer in orders.items()}))
    return model


def play(run: Run, worlds: Worlds, keep_series: bool = False) -> tuple[dict[str, Any], Any]:
    """Play one run; returns its row and, if wanted, its series. A run that raises costs only itself."""
    from panj.model.record.stability import as_row

    start = time.perf_counter()
    row = _blank(run)
    series = None
    try:
        model = model_of(worlds, run.scenario, run.regime, run.seed, run.days, run.changes)
        model.datacollector.wanted = keep_series
        row |= model.run().outcomes() | as_row(model.account.whole.mean_strain) | {"status": "ok"}
        series = model.series() if keep_series else None
    except Exception as error:
        note = f"{type(error).__name__}: {error}{TRACE}{traceback.format_exc(limit=-2)}"
        row |= {"status": "error", "error": note}
    row["wall_s"] = time.perf_counter() - start
    return row, series


def _blank(run: Run) -> dict[str, Any]:
    """The row of a run of which nothing is known but what it was to be."""
    row: dict[str, Any] = dict.fromkeys(RUNS.names)
    return row | {
        "run_id": run.id,
        "rules": run.rules,
        "scenario_content": run.scenario_content,
        "regime_content": run.regime_content,
        "changes": json.dumps(run.changes),
        "scenario": run.scenario,
        "regime": run.regime,
        "seed": run.seed,
        "days": run.days,
    }


def play_chunk(runs: Sequence[Run], worlds: Worlds, folder: str | None, keep_series: bool) -> Played:
    """Play a chunk and write its parts into `folder`, or hand them back where there is none."""
    start = time.perf_counter()
    rows, frames = [], []
    for run in runs:
        row, series = play(run, worlds, keep_series)
        rows.append(row)
        if series is not None:
            about = {"run_id": run.id, "scenario": run.scenario, "regime": run.regime, "changes": row["changes"]}
            for place, (name, value) in enumerate(about.items()):
                series.insert(place, name, value)
            frames.append(series)
    parts = [("runs", part_name(r.id for r in runs), _runs_part(rows))]
    if frames:
        import pandas as pd

        table = pa.Table.from_pandas(pd.concat(frames), preserve_index=False)
        ids = {r["run_id"] for r in rows if r["status"] == "ok"}
        parts.insert(0, ("series", part_name(ids), part_bytes(table)))  # first: a run that is there has its series
    errors = [f"{run.said}: {row['error']}" for run, row in zip(runs, rows, strict=True) if row["error"]]
    seconds = time.perf_counter() - start
    if folder is None:
        return Played(len(runs), seconds, errors, parts)
    for kind, name, data in parts:
        write_part(Path(folder), kind, name, data)
    return Played(len(runs), seconds, errors, [], [(kind, name) for kind, name, _ in parts])


def killed(run: Run, why: str) -> Played:
    """What is left of a run that ended the process it was played in: a row that says so."""
    row = _blank(run) | {"status": "killed", "error": why}
    return Played(1, 0.0, [f"{run.said}: {why}"], [("runs", part_name([run.id]), _runs_part([row]))])


def _runs_part(rows: list[dict[str, Any]]) -> bytes:
    columns = {name: [r[name] for r in rows] for name in RUNS.names}
    return part_bytes(pa.Table.from_pydict(columns, schema=RUNS))
