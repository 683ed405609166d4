"""Merges the many small parts of a store into few large ones, which open faster and take less room.

A merged part is written whole before those it replaces go, so that a kill at any moment loses nothing: what then stands
twice is read once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from panj.experiments.files import locked
from panj.experiments.progress import progress
from panj.experiments.runs.parts import DamagedError, part_bytes, part_name, stored, write_part
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
    """Parts that make one together: of the same columns, read by the same."""
    groups: dict[object, list[Path]] = {}
    rows: Counter[object] = Counter()
    for path in parts:
        table, read = _read(path)
        alike = (*table.column_names, read)
        if alike in groups and rows[alike] + table.num_rows > MOST_ROWS:
            yield groups.pop(alike)
            del rows[alike]
        groups.setdefault(alike, []).append(path)
        rows[alike] += table.num_rows
    yield from groups.values()


def _read(path: Path) -> tuple[pa.Table, str]:
    try:
        return stored(path)
    except DamagedError as damage:
        raise refused(damage) from None


def _merge(folder: Path, kind: str, keys: list[str], group: list[Path]) -> None:
    if len(group) < 2:
        return
    found = [_read(path) for path in group]
    table = pa.concat_tables([each for each, _ in found], promote_options="default")
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
    write_part(folder, kind, name, part_bytes(table, found[0][1]))
    for path in group:
        if path.stem != name:
            path.unlink()
