"""The store of a sweep: a folder with the design it holds now and the runs that were played, of this design or another.

    DIR/manifest.json          the design and its plan, versions, when it was begun
    DIR/runs/<hash>.parquet    one row a run: run_id, what it hangs on, status, error, wall_s, outcomes, mean strains
    DIR/series/<hash>.parquet  one row a run and day, if the sweep keeps series
    DIR/**/*.damaged           files that were no longer what had been written, set aside by a sweep

What is shown are the runs of the design that the folder holds now; what else lies there is said in a line.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from panj.experiments.designs.plan import Plan
from panj.experiments.files import LOCK, RECORD, check_folder
from panj.experiments.runs.parts import MANIFEST, RUNS, DamagedError, is_part, read_part, untold
from panj.scenarios.arguments import listed, mapping, place, truth
from panj.scenarios.errors import InputError, InWords, MachineError
from panj.scenarios.writing import write_json

if TYPE_CHECKING:
    import pandas as pd

FORM = 2  # of the manifest
MARK = '{\n  "panj_store": '  # how a manifest of ours begins, whatever its form
KINDS = ("runs", "series")
PART = re.compile(r"[0-9a-f]{32}\.parquet")  # names of parts; whatever else lies beside them is not ours
HALF_WRITTEN = re.compile(r"\.(manifest\.json|\.panj\.json|[0-9a-f]{32}\.parquet)\.\d+\.tmp")
ORDER = ["scenario", "days", "changes", "regime", "seed"]


class Store:
    """A folder that holds a sweep."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = place("folder", folder)

    # -- what it holds -----------------------------------------------------------------------------------------------
    def manifest(self) -> dict[str, Any]:
        """What the store was last swept with. Raises DamagedError where the file is no longer what was written."""
        path = self.folder / MANIFEST
        if not path.is_file():
            raise InputError(
                self.folder, "", InWords("no manifest.json"), "a folder that `panj sweep` or `panj demo` has written"
            )
        text = path.read_text(encoding="utf-8", errors="replace")
        if not (text.startswith(MARK) or self._cut_off(text)):
            raise InputError(
                path, "", InWords("not of a sweep of this version of Panj"), "a folder that `panj sweep` has written"
            )
        try:
            data: dict[str, Any] = json.loads(text)
            if data["panj_store"] != FORM:
                raise InputError(path, "panj_store", data["panj_store"], f"{FORM}, the form of this version's stores")
            if data.pop("check") != _check(data):
                raise DamagedError(path, "its content does not fit its check")
            data["plan"] = Plan.model_validate(data["plan"])
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            if isinstance(error, InputError):
                raise
            raise DamagedError(path, str(error)) from None
        return data

    def _cut_off(self, text: str) -> bool:
        """Whether this is the beginning of a manifest of ours, or of nothing, beside what else a sweep leaves."""
        ours = (self.folder / ".lock").is_file() or any(is_part(p) for p in self.parts("runs"))
        return ours and MARK.startswith(text[: len(MARK)])

    def parts(self, kind: str) -> list[Path]:
        """Files of the parts of a kind, in the order of their names."""
        return sorted(p for p in (self.folder / kind).glob("*.parquet") if PART.fullmatch(p.name))

    # -- writing -----------------------------------------------------------------------------------------------------
    def refuse_if_foreign(self) -> None:
        """Raise InputError (MachineError) where a sweep may (can) not write to the folder; nothing is touched."""
        check_folder(self.folder)
        if not self.folder.exists():
            return
        if (self.folder / MANIFEST).exists():
            try:
                self.manifest()
            except DamagedError:
                return
        elif not all(_left_by_a_sweep(p) for p in self.folder.iterdir()):
            needed = "for --out a new or empty folder, or a store"
            raise InputError(self.folder, "", InWords("the folder has other things in it"), needed)

    def mend(self) -> None:
        """Set aside what is damaged, saying so, and remove what killed writers left half-written."""
        for path in [*self.folder.glob(".*.tmp"), *(p for kind in KINDS for p in self.folder.glob(f"{kind}/.*.tmp"))]:
            if HALF_WRITTEN.fullmatch(path.name):
                path.unlink(missing_ok=True)
        if (self.folder / MANIFEST).exists():
            try:
                self.manifest()
            except DamagedError as damage:
                _set_aside(damage, "written anew")
        for kind in KINDS:
            for path in self.parts(kind):
                try:
                    read_part(path)
                except DamagedError as damage:
                    _set_aside(damage, "its games are played again")

    def hold(self, plan: Plan, **about: Any) -> None:
        """Make this the plan that the store holds; says so where it held another that had been played in part."""
        if (self.folder / MANIFEST).exists():
            earlier: Plan = self.manifest()["plan"]
            if not earlier.begins(plan) and self.parts("runs"):
                _say(f"{self.folder} held {earlier.said()}; it now holds {plan.said()}; what was played is kept")
        data = {"plan": plan.model_dump(mode="json"), "runs": plan.size, **about}
        data = {"panj_store": FORM, **json.loads(json.dumps(data, default=str))}
        write_json(self.folder / MANIFEST, data | {"check": _check(data)})

    def done(self, with_series: bool = False) -> set[bytes]:
        """Ids of all runs in the store that ended well (and whose series is there, if that is wanted)."""
        out: set[bytes] = set()
        for path in self.parts("runs"):
            table = read_part(path, ["status"])
            ids, status = table.column("run_id").to_pylist(), table.column("status").to_pylist()
            out.update(bytes.fromhex(i) for i, s in zip(ids, status, strict=True) if s == "ok")
        if with_series:
            kept = {i for p in self.parts("series") for i in read_part(p, []).column("run_id").unique().to_pylist()}
            out &= {bytes.fromhex(i) for i in kept}
        return out

    # -- reading -----------------------------------------------------------------------------------------------------
    def runs(
        self,
        all: bool = False,
        columns: Sequence[str] | None = None,
        quiet: bool = False,
        where: Mapping[str, Any] | None = None,
    ) -> pd.DataFrame:
        """Runs of the design that the folder holds, one row each; with `all`, of every design played here.

        Columns: those of experiments.runs.parts.RUNS (or `columns` and what tells runs apart), one for each factor of
        the design, and `point`, what the run changes in words. Says in a line on standard error what else lies here,
        unless `where` (column -> value or values) asks for a part of it only.
        """
        truth("all", all)
        truth("quiet", quiet)
        plan = self.plan()
        if columns is not None:
            columns = listed("columns", columns, "columns")
        for name in columns or ():
            if name not in RUNS.names:
                raise InputError("columns", name, name, f"one of {', '.join(RUNS.names)}")
        need = (
            None
            if columns is None
            else ["run_id", "status", "error", "rules", "scenario_content", "regime_content", *ORDER, *columns]
        )
        chosen = None if where is None else _chosen(where)
        if need is not None and where is not None:
            need += [name for name in where if name not in need]
        frame, empty = self._read("runs", need, chosen)
        frame = self.shown(frame, plan, all, quiet or where is not None)
        if not quiet:
            self.say_what_is_empty(frame, empty, columns)
        return with_factors(frame, plan).sort_values(ORDER, kind="stable").reset_index(drop=True)

    def shown(self, frame: pd.DataFrame, plan: Plan, all: bool = False, quiet: bool = False) -> pd.DataFrame:
        """Rows of the runs of a plan, each once (with `all`, of every run); `quiet` says nothing of the others."""
        # A run that failed once and was played again stands twice: the good row wins.
        frame = frame.sort_values("status", key=lambda s: s != "ok", kind="stable").drop_duplicates("run_id")
        ids = {r.id for r in plan.runs()}
        held = frame.run_id.isin(ids)
        if not quiet:
            self._say_what_else(plan, frame[~held], len(ids), int(held.sum()))
        return frame if all else frame[held]

    def series(self, all: bool = False) -> pd.DataFrame:
        """The daily series, one row a run and day, of the runs that `runs` shows."""
        frame, empty = self._read("series", None)
        if not all:
            frame = frame[frame.run_id.isin({r.id for r in self.plan().runs()})]
        self.say_what_is_empty(frame, empty)
        return frame.drop_duplicates(["run_id", "step"]).sort_values(["run_id", "step"]).reset_index(drop=True)

    def plan(self) -> Plan:
        """The plan that the store holds; a damaged manifest is refused in one line."""
        return self.about()["plan"]

    def about(self) -> dict[str, Any]:
        """The manifest, for reading: what is damaged is refused, with what to do."""
        try:
            return self.manifest()
        except DamagedError as damage:
            raise refused(damage) from None

    def _read(
        self, kind: str, columns: list[str] | None, where: pc.Expression | None = None
    ) -> tuple[pd.DataFrame, dict[str, set[str]]]:
        """Rows of a kind; and columns that are empty for want of a reading, with the ids of the runs that have none."""
        tables, empty = [], defaultdict[str, set[str]](set)
        for _, table in self.tables(kind, columns, where):
            for name in untold(table):
                empty[name].update(table.column("run_id").to_pylist())
            tables.append(table.replace_schema_metadata(None))
        return pa.concat_tables(tables, promote_options="default").to_pandas(), empty

    def tables(
        self, kind: str, columns: list[str] | None, where: pc.Expression | None = None
    ) -> Iterator[tuple[Path, pa.Table]]:
        """Parts of a kind with their rows, checked; refuses a store that has none, and a damaged part."""
        parts = self.parts(kind)
        if not parts:
            raise InputError(self.folder / kind, "", InWords("no parts"), "a store with at least one finished run")
        try:
            for path in parts:
                yield path, read_part(path, columns, where)
        except DamagedError as damage:
            raise refused(damage) from None

    def _say_what_else(self, plan: Plan, others: pd.DataFrame, planned: int, held: int) -> None:
        if held < planned:
            _say(f"{self.folder}: {planned - held:,} of the {planned:,} games of its design are not played yet")
        if len(others):
            _say(
                f"{self.folder} also holds {len(others):,} games of other designs or versions"
                f" ({_few(others.scenario)}; {_few(others.regime)}; {_few(others.days)} days), which are not shown;"
                " open_runs(folder, all=True) gives them"
            )

    def say_what_is_empty(
        self, rows: pd.DataFrame, empty: Mapping[str, set[str]], columns: Sequence[str] | None = None
    ) -> None:
        """A line for each column that is empty in some of the rows because it was not there when they were played."""
        for name in empty if columns is None else [n for n in empty if n in columns]:
            games, all_games = set(rows.run_id) & empty[name], rows.run_id.nunique()
            if games:
                _say(
                    f"{self.folder}: {name} is empty in {len(games):,} of {all_games:,} games, played before there was"
                    " this column, or this way of reading it; sweep into a new folder to have it"
                )


def open_runs(
    folder: str | Path,
    all: bool = False,
    quiet: bool = False,
    columns: Sequence[str] | None = None,
    where: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """The runs of the design that a folder holds now, one row each; `all=True` gives every run played in it.

    columns: only these, beside what tells runs apart. where: column -> value or list of values; rows that do not have
    them are left out part by part, so that a large store opens in little memory: `where={"regime": "none"}`.

    Says in a line on standard error what else lies there, unless `quiet` or asked for some rows only. Raises InputError
    for a folder that is no store or a column that there is not, MachineError for a store with a damaged part.
    """
    return Store(folder).runs(all=all, quiet=quiet, columns=columns, where=where)


def open_series(folder: str | Path) -> pd.DataFrame:
    """The daily series of a stored sweep, one row a run and day."""
    return Store(folder).series()


def _chosen(where: Mapping[str, Any]) -> pc.Expression:
    """What rows are wanted, as Parquet's own filters have it."""
    chosen = pc.scalar(True)
    for name, wanted in mapping("where", where).items():
        if name not in RUNS.names:
            raise InputError("where", name, name, f"one of {', '.join(RUNS.names)}")
        kind = RUNS.field(name).type
        values = list(wanted) if isinstance(wanted, Iterable) and not isinstance(wanted, str) else [wanted]
        try:
            if None in values or (pa.types.is_integer(kind) and any(value != int(value) for value in values)):
                raise ValueError
            chosen &= pc.field(name).isin(pa.array(values, kind))
        except (pa.ArrowException, TypeError, ValueError):
            raise InputError("where", name, values, f"values of type {RUNS.field(name).type}") from None
    return chosen


def with_factors(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """A column for each factor, and `point`: the factors' levels in words, the same for runs that may be pooled."""
    import pandas as pd

    codes, kinds = pd.factorize(frame.changes)
    changes = [dict(json.loads(text)) for text in kinds]
    added = {n: pd.Series([c.get(n) for c in changes]) for n in plan.varied if n not in frame}
    added["point"] = pd.Series([plan.label(c) for c in changes], dtype=object)
    columns = pd.DataFrame({name: column.to_numpy()[codes] for name, column in added.items()}, index=frame.index)
    return pd.concat([frame.drop(columns=[n for n in added if n in frame]), columns], axis=1)


def _few(values: Iterable[Any]) -> str:
    listed = sorted({str(v) for v in values})
    return ", ".join(listed[:4]) + (f" and {len(listed) - 4} more" if len(listed) > 4 else "")


def _left_by_a_sweep(path: Path) -> bool:
    """What a sweep may have left in a folder without a manifest: it was stopped before that, or the folder was removed
    while parts were written, which made it anew."""
    if path.name in KINDS and path.is_dir():
        return all(PART.fullmatch(p.name) or _left_by_a_sweep(p) for p in path.iterdir())
    return path.name in (LOCK, RECORD) or path.name.endswith(".damaged") or bool(HALF_WRITTEN.fullmatch(path.name))


def _check(data: dict[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(data, sort_keys=True).encode(), digest_size=16).hexdigest()


def _set_aside(damage: DamagedError, then: str) -> None:
    target = damage.path.with_name(damage.path.name + ".damaged")
    number = 1
    while target.exists():
        number += 1
        target = damage.path.with_name(f"{damage.path.name}.{number}.damaged")
    os.replace(damage.path, target)
    _say(f"{damage}: set aside as {target.name}; {then}")


def refused(damage: DamagedError) -> MachineError:
    do = "call `panj sweep` with its design again: it sets this aside and plays what it held once more"
    return MachineError(damage.path, f"damaged ({damage.why})", do)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
