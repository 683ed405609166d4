"""Parts of a store: Parquet files that appear whole or not at all, named by what is in them, checked when read.

A part's name is the hash of its runs' ids, so a chunk that is played twice overwrites itself, and a part whose rows do
not fit its name is no longer what was written. Pages carry checksums, and the file as a whole (its footer has none)
carries the hash of its bytes in its metadata, so that a flipped bit is noticed. Beside it stands by what each column
was read; columns that were not, or otherwise than now, are empty when a part is read (`untold` names them).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from panj.experiments.runs.columns import column_stamps
from panj.model.record.outcomes import OUTCOMES
from panj.model.record.stability import TERMS
from panj.scenarios.errors import MachineError
from panj.scenarios.writing import write_bytes

MANIFEST = "manifest.json"  # stands in every store
FORM = b"panj-part-2:"  # stands in every part; raised when its columns change meaning
READ = "panj_read"  # key of what says by what the columns of a part were read: a stamp for each, or
NONE = "-"
UNTOLD = "untold"  # key of what names, of a part that was read, the columns that are empty for want of a reading
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


def part_bytes(table: pa.Table, read: str | None = None) -> bytes:
    """A part as it lies on the disk; its last bytes name its form and the hash of all others.

    `read` says by what its columns were read, where that was not now: as `stored` gives it.
    """
    if read is None:
        stamps = column_stamps(_kind(table.column_names))
        read = " ".join(stamps.get(name, NONE) for name in table.column_names)
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", write_page_checksum=True) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({READ: read, "panj": (FORM + UNSEALED).decode()})
    data = bytes(sink.getvalue())
    return data.replace(FORM + UNSEALED, FORM + _seal(data))


def _seal(unsealed: bytes) -> bytes:
    return hashlib.blake2b(unsealed, digest_size=16).hexdigest().encode()


def write_part(folder: Path, kind: str, name: str, data: bytes) -> None:
    """Put a part into its place. Raises MachineError where the folder has gone, or is no store any more."""
    if not (folder / MANIFEST).is_file():
        raise went_away(folder, f"its {MANIFEST} has")
    write_bytes(folder / kind / f"{name}.parquet", data)


def went_away(folder: Path, what: str) -> MachineError:
    """What is said where a store, or something in it, is removed while it is written."""
    do = "give the same command again: it plays what is missing"
    return MachineError(folder, f"{what} gone away while the sweep ran", do)


def read_part(path: Path, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """Rows of a part; `columns` narrows them, and so does `where` once the part has been found whole.

    Columns of today that it lacks or has by another reading are empty; `untold` names them. Raises DamagedError for
    what is not what a sweep has written.
    """
    table, names, read = _opened(path, columns)
    stamps = column_stamps(_kind(names))
    then = dict(zip(names, read.split(" "), strict=True)) if read else stamps
    missing = [name for name, stamp in stamps.items() if name not in names or then[name] != stamp]
    for name in missing if columns is None else [n for n in missing if n in columns]:
        empty = pa.nulls(table.num_rows, RUNS.field(name).type if _kind(names) == "runs" else None)
        place = table.column_names.index(name) if name in table.column_names else table.num_columns
        table = table.set_column(place, name, empty) if name in names else table.append_column(name, empty)
    table = table if where is None else table.filter(where)
    return table.replace_schema_metadata({UNTOLD: " ".join(missing)} if missing else None)


def untold(table: pa.Table) -> list[str]:
    """Columns of today that a part had not, or by another reading."""
    return (table.schema.metadata or {}).get(UNTOLD.encode(), b"").decode().split()


def stored(path: Path) -> tuple[pa.Table, str]:
    """Rows of a part as they lie there, and by what its columns were read. Raises DamagedError, see `read_part`."""
    table, _, read = _opened(path, None)
    return table.replace_schema_metadata(None), read


def _opened(path: Path, columns: list[str] | None) -> tuple[pa.Table, list[str], str]:
    """Rows of a part, the names of all its columns, and by what they were read."""
    data = path.read_bytes()  # what the system refuses is no damage
    if not _sealed(data):
        raise DamagedError(path, "not what a sweep has written")
    try:
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        names = file.schema_arrow.names
        wanted = None if columns is None else [n for n in names if n in columns or n == "run_id"]
        table = file.read(columns=wanted, use_threads=False)  # parts are small: threads cost more than they bring
    except (pa.ArrowException, ValueError, OSError) as error:
        raise DamagedError(path, str(error)) from None
    if part_name(set(table.column("run_id").to_pylist())) != path.stem:
        raise DamagedError(path, "its rows are not those that its name stands for")
    return table, names, (file.metadata.metadata or {}).get(READ.encode(), b"").decode()


def _kind(names: list[str]) -> str:
    return "runs" if "status" in names else "series"


def _sealed(data: bytes) -> bool:
    """Whether these are all the bytes of a part of this form, as they were written."""
    place = data.rfind(FORM)
    seal = data[place + len(FORM) :][: len(UNSEALED)]
    return place >= 0 and seal == _seal(data[: place + len(FORM)] + UNSEALED + data[place + len(FORM) + len(seal) :])


def is_part(path: Path) -> bool:
    """Whether a file is a whole part of a sweep."""
    return _sealed(path.read_bytes())
