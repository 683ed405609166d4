"""Merges the many small parts of a store into few large ones, which open faster and take less room.

A merged part is written whole before those it replaces go, so that a kill at any moment loses nothing: what then stands
twice is read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from panj.experiments.files import locked
from panj.experiments.progress import progress
from panj.experiments.runs.parts import DamagedError, part_bytes, part_name, read_part, write_part
from panj.experiments.runs.store import ORDER, Store, refused

MOST_ROWS = 50_000  # of a merged part; more take memory while they are merged
KINDS = {"runs": ["run_id"], "series": ["run_id", "step"]}  # what tells rows apart


@dataclass(frozen=True)
class Compacted:
    """Parts and bytes of a store before and after."""

    parts_before: int
    parts: int
    bytes_before: int
    bytes: int


def compact(folder: Path, quiet: bool = False) -> Compacted:
    """Merge the parts of a store. Raises InputError where a sweep is writing, MachineError for a damaged part."""
    store = Store(folder)
    store.about()
    with locked(folder):
        before = [path.stat().st_size for kind in KINDS for path in store.parts(kind)]
        with progress(len(before), f"merging {len(before):,} parts", quiet) as advance:
            for kind, keys in KINDS.items():
                for group in _groups(store.parts(kind)):
                    _merge(folder, kind, keys, group)
                    advance(len(group))
        after = [path.stat().st_size for kind in KINDS for path in store.parts(kind)]
    return Compacted(len(before), len(after), sum(before), sum(after))


def _groups(parts: list[Path]) -> Iterator[list[Path]]:
    """Parts that make one together."""
    group: list[Path] = []
    rows = 0
    for path in parts:
        here = _rows(path)
        if group and rows + here > MOST_ROWS:
            yield group
            group, rows = [], 0
        group.append(path)
        rows += here
    if group:
        yield group


def _rows(path: Path) -> int:
    return int(_read(path, []).num_rows)


def _read(path: Path, columns: list[str] | None) -> pa.Table:
    try:
        return read_part(path, columns)
    except DamagedError as damage:
        raise refused(damage) from None


def _merge(folder: Path, kind: str, keys: list[str], group: list[Path]) -> None:
    if len(group) < 2:
        return
    table = pa.concat_tables([_read(path, None) for path in group], promote_options="default")
    if kind == "runs":  # a run that failed and was played again stands twice: the good row comes first and wins
        failed = pc.not_equal(table.column("status"), "ok")
        table = table.append_column("failed", failed).sort_by(
            [("failed", "ascending"), *((k, "ascending") for k in ORDER)]
        )
        table = table.drop_columns("failed")
    numbered = table.append_column("row", pa.array(range(table.num_rows), pa.int64()))
    first = numbered.group_by(keys).aggregate([("row", "min")]).column("row_min")
    table = table.take(first.combine_chunks().sort())
    name = part_name(set(table.column("run_id").to_pylist()))
    write_part(folder, kind, name, part_bytes(table))
    for path in group:
        if path.stem != name:
            path.unlink()
