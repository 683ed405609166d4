"""The store of a sweep: Parquet parts that appear whole or not at all, named by what is in them, and a manifest.

    DIR/manifest.json          the design, versions, when it was begun
    DIR/runs/<hash>.parquet    one row a run: run_id, inputs, status, error, wall_s, parameters, outcomes, mean strains
    DIR/series/<hash>.parquet  one row a run and day, if the sweep keeps series
    DIR/events/<hash>.parquet  events of the runs whose events are kept

A part's name is the hash of its runs' ids, so a chunk that is played twice overwrites itself. The manifest says which
program, scenarios and regimes the results are of (`inputs`); what older ones left in the folder is not shown.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from model.outcomes import OUTCOMES
from model.stability import TERMS
from scenarios.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_ARROW = {"str": pa.string(), "int": pa.int64(), "float": pa.float64()}
RUNS = pa.schema(
    [
        ("run_id", pa.string()),
        ("inputs", pa.string()),
        ("status", pa.string()),
        ("error", pa.string()),
        ("wall_s", pa.float64()),
        ("parameters", pa.string()),
        *[(name, _ARROW[c.dtype]) for name, c in OUTCOMES.items()],
        *[(f"strain_{term}", pa.float64()) for term in TERMS],
    ]
)


def part_name(run_ids: Iterable[str]) -> str:
    """Name of the part that holds these runs."""
    return hashlib.blake2b("".join(sorted(run_ids)).encode(), digest_size=16).hexdigest()


def write_part(folder: Path, kind: str, name: str, table: pa.Table) -> None:
    """Write one part under a temporary name and move it into place."""
    target = folder / kind / f"{name}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{name}.{os.getpid()}.tmp")
    pq.write_table(table, fresh, compression="zstd")
    os.replace(fresh, target)


def manifest(folder: Path) -> dict[str, Any]:
    """What a store was made with."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise InputError(folder, "", "no manifest.json", "a folder that `panj sweep` or `panj demo` has written")
    return json.loads(path.read_text(encoding="utf-8"))


def done(folder: Path) -> set[str]:
    """Ids of the runs in the store that ended well."""
    out: set[str] = set()
    for part in sorted((folder / "runs").glob("*.parquet")):
        table = pq.read_table(part, columns=["run_id", "status"])
        ids, status = table.column("run_id").to_pylist(), table.column("status").to_pylist()
        out |= {i for i, s in zip(ids, status, strict=True) if s == "ok"}
    return out


def open_runs(folder: str | Path) -> pd.DataFrame:
    """The runs of a stored sweep, one row each, sorted by scenario, regime and seed."""
    return _read(Path(folder), "runs", ["scenario", "regime", "parameters", "seed"])


def open_series(folder: str | Path) -> pd.DataFrame:
    """The daily series of a stored sweep, one row a run and day."""
    return _read(Path(folder), "series", ["run_id", "step"])


def _read(folder: Path, kind: str, order: list[str]) -> pd.DataFrame:
    known = manifest(folder)
    parts = sorted((folder / kind).glob("*.parquet"))
    if not parts:
        raise InputError(folder / kind, "", "no parts", "a store with at least one finished run")
    frame = pa.concat_tables([pq.read_table(p) for p in parts], promote_options="default").to_pandas()
    frame = frame[frame.inputs.isin(known["inputs"].values())]
    # A run that failed once and was played again stands twice: the good row wins.
    if kind == "runs":
        frame = frame.sort_values("status", key=lambda s: s != "ok", kind="stable").drop_duplicates("run_id")
    return frame.sort_values(order, kind="stable").reset_index(drop=True)
