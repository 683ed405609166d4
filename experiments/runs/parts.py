"""Parts of a store: Parquet files that appear whole or not at all, named by what is in them, checked when read.

A part's name is the hash of its runs' ids, so a chunk that is played twice overwrites itself, and a part whose rows do
not fit its name is no longer what was written. Pages carry checksums, and the file as a whole (its footer has none)
carries the hash of its bytes in its metadata, so that a flipped bit is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from panj.experiments.files import write_bytes
from panj.model.record.outcomes import OUTCOMES
from panj.model.record.stability import TERMS

FORM = b"panj-part-2:"  # stands in every part; raised when its columns change meaning
UNSEALED = b"0" * 32  # where the hash of the file goes
_ARROW = {"str": pa.string(), "int": pa.int64(), "float": pa.float64()}
RUNS = pa.schema(
    [
        ("run_id", pa.string()),
        ("status", pa.string()),
        ("error", pa.string()),
        ("wall_s", pa.float64()),
        ("rules", pa.string()),
        ("scenario_content", pa.string()),
        ("regime_content", pa.string()),
        ("changes", pa.string()),
        *[(name, _ARROW[c.dtype]) for name, c in OUTCOMES.items()],
        *[(f"strain_{term}", pa.float64()) for term in TERMS],
    ]
)


class DamagedError(Exception):
    """A file of the store is not what was written."""

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, " ".join(why.split())[:200]
        super().__init__(f"{path} is damaged ({self.why})")


def part_name(run_ids: Iterable[str]) -> str:
    """Name of the part that holds these runs."""
    return hashlib.blake2b("".join(sorted(run_ids)).encode(), digest_size=16).hexdigest()


def part_bytes(table: pa.Table) -> bytes:
    """A part as it lies on the disk; its last bytes name its form and the hash of all others."""
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", write_page_checksum=True) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"panj": (FORM + UNSEALED).decode()})
    data = bytes(sink.getvalue())
    return data.replace(FORM + UNSEALED, FORM + _seal(data))


def _seal(unsealed: bytes) -> bytes:
    return hashlib.blake2b(unsealed, digest_size=16).hexdigest().encode()


def write_part(folder: Path, kind: str, name: str, data: bytes) -> None:
    """Put a part into its place."""
    write_bytes(folder / kind / f"{name}.parquet", data)


def read_part(path: Path, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """Rows of a part; `columns` narrows them, and so does `where` once the part has been found whole.

    Raises DamagedError for what is not what a sweep has written.
    """
    data = path.read_bytes()  # what the system refuses is no damage
    if not _sealed(data):
        raise DamagedError(path, "not what a sweep has written")
    try:
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        wanted = None if columns is None else [n for n in file.schema_arrow.names if n in columns or n == "run_id"]
        table = file.read(columns=wanted, use_threads=False)  # parts are small: threads cost more than they bring
    except (pa.ArrowException, ValueError, OSError) as error:
        raise DamagedError(path, str(error)) from None
    if part_name(set(table.column("run_id").to_pylist())) != path.stem:
        raise DamagedError(path, "its rows are not those that its name stands for")
    return (table if where is None else table.filter(where)).replace_schema_metadata(None)


def _sealed(data: bytes) -> bool:
    """Whether these are all the bytes of a part of this form, as they were written."""
    place = data.rfind(FORM)
    seal = data[place + len(FORM) :][: len(UNSEALED)]
    return place >= 0 and seal == _seal(data[: place + len(FORM)] + UNSEALED + data[place + len(FORM) + len(seal) :])


def is_part(path: Path) -> bool:
    """Whether a file is a whole part of a sweep."""
    return _sealed(path.read_bytes())
