"""The runs of a store as a DuckDB relation: what is asked of it is computed on the Parquet parts, not in memory.

DuckDB is the extra `query`: whoever opens data frames does without its 70 MB.
"""

from __future__ import annotations

import glob
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from panj.experiments.runs.parts import RUNS, untold
from panj.experiments.runs.store import ORDER, Store, with_factors
from panj.scenarios.arguments import of_kind, truth
from panj.scenarios.errors import InputError, InWords

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

PLACE = ("filename", "file_row_number")  # as DuckDB calls where a row lies
Untold = dict[str, dict[str, list[str]]]  # column -> part -> its runs
INDEX = ["run_id", "status", "scenario", "regime", "days", "changes"]


def open_relation(
    folder: str | Path, connection: DuckDBPyConnection | None = None, quiet: bool = False
) -> DuckDBPyRelation:
    """The rows and columns of `open_runs(folder)`, in the same order, as a relation that has read nothing yet.

    Filters and choices of columns go down to the Parquet parts: `open_relation("out/first").filter("regime = 'none'")`.
    Without a `connection` it is DuckDB's default one, so that `duckdb.sql("SELECT ... FROM runs")` finds a relation
    that is called runs. A factor whose levels are of several types has them as words.

    Every part is checked first, and which of its rows are shown follows from their ids. The relation stands for the
    parts that are there now: open it again after a sweep or `panj store compact`. Raises what `open_runs` raises, and
    InputError where DuckDB is not installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise InputError(
            "open_relation", "", InWords("no duckdb"), "the extra of it: pip install 'panj[query]'"
        ) from None
    truth("quiet", quiet)
    if connection is None:
        connection = duckdb.default_connection()
    of_kind("connection", connection, duckdb.DuckDBPyConnection, "a connection of DuckDB, or None")
    store = Store(folder)
    plan = store.plan()
    index, empty = _index(store)
    shown = store.shown(index, plan, quiet=quiet)
    if not quiet:
        store.say_what_is_empty(shown, {name: set().union(*parts.values()) for name, parts in empty.items()})
    kinds = with_factors(shown[["changes"]].drop_duplicates(), plan)
    files = [glob.escape(str(path)) for path in store.parts("runs")]
    rows = connection.from_parquet(files, union_by_name=True, filename=True, file_row_number=True)
    rows = rows.join(
        connection.from_arrow(pa.Table.from_pandas(shown[[*PLACE]], preserve_index=False)), ", ".join(PLACE), how="semi"
    )
    rows = rows.project(", ".join(_columns(rows.columns, empty)))
    return rows.join(connection.from_arrow(_factors(kinds)), "changes").order(", ".join(ORDER))


def _index(store: Store) -> tuple[pd.DataFrame, Untold]:
    """Every row of a store by its id and place, and the parts that have columns without a reading of today."""
    found, empty = [], defaultdict[str, dict[str, list[str]]](dict)
    for path, table in store.tables("runs", INDEX):
        for name in untold(table):
            empty[name][str(path)] = table.column("run_id").to_pylist()
        table = table.replace_schema_metadata(None).append_column(PLACE[0], pa.repeat(str(path), table.num_rows))
        found.append(table.append_column(PLACE[1], pa.array(range(table.num_rows), pa.int64())))
    return pa.concat_tables(found).to_pandas(), empty


def _columns(there: list[str], empty: Untold) -> Iterator[str]:
    """Columns as DuckDB is asked for them: those that a part has not, or by another reading, are empty."""
    for name in RUNS.names:
        kind = {pa.int64(): "BIGINT", pa.float64(): "DOUBLE"}.get(RUNS.field(name).type, "VARCHAR")
        if name not in there:
            yield f"NULL::{kind} AS {name}"
        elif name in empty:
            files = ", ".join("'" + path.replace("'", "''") + "'" for path in empty[name])
            yield f"CASE WHEN {PLACE[0]} NOT IN ({files}) THEN {name}::{kind} END AS {name}"
        else:
            yield name


def _factors(kinds: pd.DataFrame) -> pa.Table:
    """What each kind of changes sets the factors to."""
    return pa.table({str(name): _column(values) for name, values in kinds.items()})


def _column(values: pd.Series) -> pa.Array:
    try:
        return pa.Array.from_pandas(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([_word(v) for v in values], pa.string())


def _word(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value)
