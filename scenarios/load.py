"""Reads a scenario folder, resolves `extends`, and refuses what does not fit with one clear line."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from panj.scenarios.arguments import is_number, mapping
from panj.scenarios.chain import chain
from panj.scenarios.check import check
from panj.scenarios.errors import InputError, InWords, allowed_by
from panj.scenarios.meant import HOME, REGIME, SCENARIO, meant
from panj.scenarios.reading import CONTROL, WHOLE, csv_rows, day_of, number_of, read_text, read_toml
from panj.scenarios.schema import CellRow, DistrictRow, InjectRow, ScenarioFile, SegmentRow, UnitRow, VillageRow

__all__ = ["HOME", "Scenario", "load_scenario", "scenario_names"]

MOST_ROWS = 200_000  # of a table; the largest grid has 160,000 cells
ONLY = "extends_only"  # key that names the only settings to be taken from the scenario that is extended
Row = TypeVar("Row", bound=BaseModel)

# Files of a scenario folder: row form, and the columns that name a row when another scenario overlays it.
TABLES: dict[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "cells.csv": (CellRow, ("x", "y")),
    "segments.csv": (SegmentRow, ("segment",)),
    "districts.csv": (DistrictRow, ("district",)),
    "units.csv": (UnitRow, ("unit",)),
    "injects.csv": (InjectRow, ()),
    "villages.csv": (VillageRow, ("x", "y")),
}
OPTIONAL = ("injects.csv", "villages.csv")


@dataclass(frozen=True, eq=False)
class Scenario:
    """A validated scenario: its settings and its tables, in file order."""

    name: str
    folder: Path
    file: ScenarioFile
    cells: tuple[CellRow, ...]
    segments: tuple[SegmentRow, ...]
    districts: tuple[DistrictRow, ...]
    units: tuple[UnitRow, ...]
    injects: tuple[InjectRow, ...]
    villages: tuple[VillageRow, ...] = ()

    @property
    def title(self) -> str:
        """Title for people."""
        return self.file.title

    def parameters(self, changes: dict[str, float] | None = None) -> dict[str, float]:
        """Typical values with `changes` applied; an unknown name or a value out of range is refused."""
        known = self.file.parameters
        values = {name: p.typical for name, p in known.items()}
        for name, value in mapping("parameters", changes).items():
            if name not in known:
                names = f"one of {', '.join(sorted(known))}; see `panj scenario show`"
                raise InputError(f"parameter of {self.name}", name, name, names)
            p = known[name]
            if not is_number(value) or not p.low <= value <= p.high:
                found = int(value) if isinstance(value, float) and value.is_integer() else value
                raise InputError(f"parameter of {self.name}", name, found, f"{p.low:.10g} to {p.high:.10g} {p.unit}")
            values[name] = float(value)
        return values

    def with_file(self, **changes: Any) -> Scenario:
        """The same scenario with some of its settings changed (used by designs and calibration)."""
        return replace(self, file=self.file.model_copy(update=changes))


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the program."""
    return SCENARIO.names


def load_scenario(name_or_path: str | Path, named_in: Path | None = None, key: str = "scenario") -> Scenario:
    """Read and check a scenario, given by name or path see `panj.scenarios.meant`; `named_in` is the file naming it.

    Raises InputError with file, row or key, what was found and what is allowed.
    """
    folder = meant(SCENARIO, name_or_path, named_in, key).resolve()
    names = ("scenario.toml", *TABLES)
    stamp = tuple(stamp_of_file(parent / name) for parent in _chain(folder) for name in names)
    return _load(folder, stamp)


def stamp_of_file(path: Path) -> tuple[str, int, int]:
    """What tells whether a file has changed. Raises InputError for a table that is there and cannot be read as one."""
    try:
        state = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise InputError(
                path, "", InWords("a link that leads nowhere"), "a table, or no file of that name"
            ) from None
        return path.name, 0, 0
    except OSError as error:
        raise InputError(path, "", InWords((error.strerror or str(error)).lower()), "a readable file") from None
    if not stat.S_ISREG(state.st_mode):
        raise InputError(path, "", InWords("no file but a folder or a device"), "a table, or nothing of that name")
    return path.name, state.st_mtime_ns, state.st_size


@lru_cache(maxsize=16)
def _load(folder: Path, stamp: object) -> Scenario:
    folders = _chain(folder)
    tables = {name: _overlay(folders, name) for name in TABLES}
    scenario = Scenario(
        name=folder.name,
        folder=folder,
        file=_settings(folders),
        **{name.removesuffix(".csv"): tuple(rows) for name, rows in tables.items()},  # type: ignore[arg-type]
    )
    check(scenario)
    return scenario


def extended(scenario: Scenario) -> Scenario | None:
    """The scenario that one extends; None where it stands alone or takes only some settings of another."""
    folders = _chain(scenario.folder)
    alone = len(folders) < 2 or ONLY in _toml(folders[0] / "scenario.toml")
    return None if alone else load_scenario(folders[1])


def sources_of(folder: Path) -> list[Path]:
    """Pages that list where the figures of a scenario come from: its own and those of the scenarios it extends."""
    return [page for inner in _chain(folder) if (page := inner / "SOURCES.md").is_file()]


def grounds_of(folder: Path) -> list[Path]:
    """The folders whose tables a scenario may take: its own, and those it extends down to the one with its ground."""
    folders = _chain(folder)
    own_ground = next((i for i, inner in enumerate(folders) if _stands_alone(inner)), 0)
    return folders[: own_ground + 1]


def _chain(folder: Path) -> list[Path]:
    """The folder and those it extends, the nearest first."""
    return [file.parent for file, _ in chain(SCENARIO, folder, _toml)]


def _toml(path: Path) -> dict[str, Any]:
    state = path.stat()
    return _parsed(path, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=64)
def _parsed(path: Path, stamp: object) -> dict[str, Any]:
    """A TOML file as it is at this stamp; for reading only."""
    return read_toml(path)


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merge(out[key], value) if both else value
    return out


def _settings(folders: list[Path]) -> ScenarioFile:
    merged: dict[str, Any] = {}
    for folder in reversed(folders):
        file = folder / "scenario.toml"
        merged = _merge(_taken(merged, file), _toml(file))
        if isinstance(regime := _toml(file).get("regime"), str):
            found = meant(REGIME, regime, file, "regime")
            merged["regime"] = regime if REGIME.ships(found) else str(found.resolve())
    for key in ("extends", ONLY):
        merged.pop(key, None)
    try:
        return ScenarioFile.model_validate(merged)
    except ValidationError as error:
        raise _as_it_is_written(refusal(folders[0] / "scenario.toml", error), merged) from None


def _taken(below: dict[str, Any], file: Path) -> dict[str, Any]:
    """What a scenario takes of the settings of the one it extends: all, or the parts that `extends_only` names; when
    people take their seats each says itself."""
    own = _toml(file)
    if ONLY not in own:
        return {key: value for key, value in below.items() if key != "begin"}
    parts = own[ONLY]
    if not isinstance(parts, list) or not parts or not set(parts) <= set(ScenarioFile.model_fields):
        raise InputError(file, ONLY, parts, 'a list of keys of scenario.toml, such as ["parameters"]')
    if "extends" not in own:
        raise InputError(file, ONLY, parts, "that key only beside `extends`")
    return {key: below[key] for key in parts if key in below}


def _overlay(folders: list[Path], name: str) -> list[BaseModel]:
    """Rows of a table: those of the scenario it extends, replaced by key or added to by its own.

    A scenario that brings its own ground (cells.csv), or extends only settings, takes no table from the one below.
    """
    form, key = TABLES[name]
    rows: dict[object, BaseModel] = {}
    found = False
    own_ground = next((i for i, folder in enumerate(folders) if _stands_alone(folder)), 0)
    for folder in reversed(folders[: own_ground + 1]):
        path = folder / name
        if not path.is_file():
            continue
        found = True
        seen: set[object] = set()
        for number, row in read_rows(path, form):
            k: object = tuple(getattr(row, c) for c in key) if key else (str(path), number)
            if k in seen:
                raise InputError(path, f"row {number}", k, f"{'+'.join(key)} only once")
            seen.add(k)
            rows[k] = row
    if not found and name not in OPTIONAL:
        raise InputError(
            folders[0] / name, "", InWords("no such file"), f"a table with columns {', '.join(form.model_fields)}"
        )
    return list(rows.values())


def _stands_alone(folder: Path) -> bool:
    """Whether a scenario takes no table from the one it extends."""
    return (folder / "cells.csv").is_file() or ONLY in _toml(folder / "scenario.toml")


def read_rows(path: Path, form: type[Row]) -> Iterable[tuple[int, Row]]:
    """Rows of a CSV file with their line numbers, checked against `form`."""
    return rows_of(read_text(path, "CSV"), path, form)


def rows_of(text: str, path: Path, form: type[Row]) -> Iterable[tuple[int, Row]]:
    """Rows of CSV text, the same; `path` names it in errors."""
    want = list(form.model_fields)
    lines = csv_rows(text, path)
    _, head = next(lines, (1, []))
    if head != want:
        raise InputError(path, "row 1", ",".join(head), f"columns {','.join(want)}")
    raw: list[dict[str, str | float | dt.date]] = []
    numbers: list[int] = []
    for number, cells in lines:
        if not cells:
            continue
        if len(cells) != len(want):
            raise InputError(path, f"row {number}", ",".join(cells), f"{len(want)} columns")
        if len(raw) == MOST_ROWS:
            raise InputError(path, f"row {number}", InWords("more rows than that"), f"at most {MOST_ROWS:,} rows")
        raw.append({name: _cell(path, number, name, form, cell) for name, cell in zip(want, cells, strict=True)})
        numbers.append(number)
    try:
        rows = TypeAdapter(list[form]).validate_python(raw)  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        row = numbers[int(first["loc"][0])]
        column = ".".join(str(p) for p in first["loc"][1:])
        raise InputError(path, f"row {row}, column {column}", first["input"], allowed_by(first)) from None
    return zip(numbers, rows, strict=True)


def _cell(path: Path, number: int, column: str, form: type[BaseModel], cell: str) -> str | float | dt.date:
    """A cell as what its column holds: a number, a day, or text of one line."""
    where, kind = f"row {number}, column {column}", form.model_fields[column].annotation
    if CONTROL.search(cell):
        raise InputError(path, where, cell, "one line without control characters")
    if kind is dt.date:
        return day_of(cell, path, where)
    if kind not in (int, float):
        return cell
    value = number_of(cell)
    if value is None or (kind is int and not (value.is_integer() and abs(value) < WHOLE)):
        raise InputError(path, where, cell, "a whole number" if kind is int else "a number")
    return int(value) if kind is int else value


def _as_it_is_written(error: InputError, table: dict[str, Any]) -> InputError:
    """The same, with how a parameter is written where a number stands in the place of its table."""
    name = error.where.removeprefix("parameters.")
    known = table.get("parameters")
    if isinstance(known, dict) and name in known and not isinstance(error.found, dict):
        return InputError(error.file, error.where, error.found, f"[parameters.{name}] and below it typical = ...")
    return error


def refusal(path: Path | str, error: ValidationError) -> InputError:
    """The first of pydantic's complaints as an InputError."""
    first = error.errors()[0]
    where = ".".join(str(p) for p in first["loc"])
    if first["type"] == "extra_forbidden":
        return InputError(
            path, where, first["input"], "no key of this name; see `panj scenario show` or `panj sweep --help`"
        )
    if first["type"] == "missing":
        return InputError(path, where, InWords("nothing"), "this key is required")
    return InputError(path, where, first["input"], allowed_by(first))
