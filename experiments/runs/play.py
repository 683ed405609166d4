"""Plays chunks of runs and writes their parts; runs in this process or in a worker."""

from __future__ import annotations

import json
import time
import traceback
from pathlib import Path
from typing import Any

import pyarrow as pa

from experiments.designs.design import Run
from experiments.runs.store import RUNS, part_name, write_part

TRACE = " | "  # stands between what went wrong and where in the code


def compile_first() -> None:
    """Compile the ground rules where they lie uncompiled: once, here, before several workers would; and show it."""
    import border

    if not border.is_compiled():
        from border.cache import say
        from border.compiled import COMPILING
        from experiments.progress import progress

        say(COMPILING)
        rules = border.every_rule()
        with progress(len(rules), "compiling the ground rules") as advance:
            border.compile_rules(rules, advance)


def play(run: Run) -> tuple[dict[str, Any], Any]:
    """Play one run; returns its row and its series (None when it failed). A run that raises costs only itself."""
    from model import BorderModel
    from model.stability import as_row

    start = time.perf_counter()
    row: dict[str, Any] = dict.fromkeys(field.name for field in RUNS)
    row |= {"run_id": run.id, "inputs": run.inputs, "parameters": json.dumps(dict(run.parameters)), "error": None}
    series = None
    try:
        model = BorderModel(run.scenario, run.regime, run.seed, run.days, dict(run.parameters))
        row |= model.run().outcomes() | as_row(model.account.whole.mean_strain) | {"status": "ok"}
        series = model.series()
    except Exception as error:
        note = f"{type(error).__name__}: {error}{TRACE}{traceback.format_exc(limit=-2)}"
        row |= {"status": "error", "error": note, "scenario": run.scenario, "regime": run.regime, "seed": run.seed}
    row["wall_s"] = time.perf_counter() - start
    return row, series


def play_chunk(runs: list[Run], folder: str, keep_series: bool) -> tuple[int, list[str]]:
    """Play a chunk and write its parts; returns how many runs and the errors met."""
    import gc

    rows, frames = [], []
    for run in runs:
        row, series = play(run)
        rows.append(row)
        if keep_series and series is not None:
            series.insert(0, "run_id", run.id)
            series.insert(1, "inputs", run.inputs)
            series.insert(2, "scenario", run.scenario)
            series.insert(3, "regime", run.regime)
            frames.append(series)
    gc.collect()
    name = part_name(r.id for r in runs)
    if frames:
        import pandas as pd

        write_part(Path(folder), "series", name, pa.Table.from_pandas(pd.concat(frames), preserve_index=False))
    columns = {field.name: [r[field.name] for r in rows] for field in RUNS}
    write_part(Path(folder), "runs", name, pa.Table.from_pydict(columns, schema=RUNS))
    return len(runs), [f"{r['scenario']} {r['regime']} seed {r['seed']}: {r['error']}" for r in rows if r["error"]]
