"""Reads a scenario folder, resolves `extends`, and refuses what does not fit with one clear line."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from scenarios.errors import InputError
from scenarios.schema import CellRow, DistrictRow, InjectRow, ScenarioFile, SegmentRow, UnitRow

HOME = Path(__file__).parent
Row = TypeVar("Row", bound=BaseModel)

# Files of a scenario folder: row form, and the columns that name a row when another scenario overlays it.
TABLES: dict[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "cells.csv": (CellRow, ("x", "y")),
    "segments.csv": (SegmentRow, ("segment",)),
    "districts.csv": (DistrictRow, ("district",)),
    "units.csv": (UnitRow, ("unit",)),
    "injects.csv": (InjectRow, ()),
}


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

    @property
    def title(self) -> str:
        """Title for people."""
        return self.file.title

    def parameters(self, changes: dict[str, float] | None = None) -> dict[str, float]:
        """Typical values with `changes` applied; an unknown name or a value out of range is refused."""
        known = self.file.parameters
        values = {name: p.typical for name, p in known.items()}
        for name, value in (changes or {}).items():
            if name not in known:
                raise InputError(f"parameter of {self.name}", name, name, f"one of {', '.join(sorted(known))}")
            p = known[name]
            if not isinstance(value, (int, float)) or not p.low <= value <= p.high:
                raise InputError(f"parameter of {self.name}", name, value, f"{p.low} to {p.high} {p.unit}")
            values[name] = float(value)
        return values

    def with_file(self, **changes: Any) -> Scenario:
        """The same scenario with some of its settings changed (used by designs and calibration)."""
        return replace(self, file=self.file.model_copy(update=changes))


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the program."""
    return sorted(p.parent.name for p in HOME.glob("*/scenario.toml"))


def scenario_folder(name_or_path: str | Path) -> Path:
    """The folder of a scenario given by name or by path."""
    named = HOME / str(name_or_path)
    for folder in (named, Path(name_or_path)):
        if (folder / "scenario.toml").is_file():
            return folder
    raise InputError(
        "scenario", "", str(name_or_path), f"one of {', '.join(scenario_names())}, or a folder with a scenario.toml"
    )


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read and check a scenario. Raises InputError with file, row or key, what was found and what is allowed."""
    from scenarios.check import check  # the checks know Scenario, so they come in here

    folder = scenario_folder(name_or_path).resolve()
    stamp = tuple((f.name, f.stat().st_mtime_ns) for parent in _chain(folder) for f in sorted(parent.glob("*.*")))
    return _load(folder, stamp, check)


@lru_cache(maxsize=16)
def _load(folder: Path, stamp: object, check: Any) -> Scenario:
    chain = _chain(folder)
    tables = {name: _overlay(chain, name) for name in TABLES}
    scenario = Scenario(
        name=folder.name,
        folder=folder,
        file=_settings(chain),
        **{name.removesuffix(".csv"): tuple(rows) for name, rows in tables.items()},  # type: ignore[arg-type]
    )
    check(scenario)
    return scenario


def _chain(folder: Path) -> list[Path]:
    """The folder and those it extends, the nearest first."""
    chain = [folder]
    while parent := _toml(chain[-1] / "scenario.toml").get("extends"):
        if not isinstance(parent, str):
            raise InputError(chain[-1] / "scenario.toml", "extends", parent, "the name or the folder of a scenario")
        nxt = scenario_folder(chain[-1].parent / parent if (chain[-1].parent / parent).is_dir() else parent)
        if nxt.resolve() in chain:
            raise InputError(chain[-1] / "scenario.toml", "extends", parent, "a scenario that does not extend this one")
        chain.append(nxt.resolve())
    return chain


def _toml(path: Path) -> dict[str, Any]:
    state = path.stat()
    return _parsed(path, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=64)
def _parsed(path: Path, stamp: object) -> dict[str, Any]:
    """A TOML file as it is at this stamp; for reading only."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path, "", str(error), "valid TOML in UTF-8") from None


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merge(out[key], value) if both else value
    return out


def _settings(chain: list[Path]) -> ScenarioFile:
    merged: dict[str, Any] = {}
    for folder in reversed(chain):
        merged = _merge(merged, _toml(folder / "scenario.toml"))
    merged.pop("extends", None)
    try:
        return ScenarioFile.model_validate(merged)
    except ValidationError as error:
        raise refusal(chain[0] / "scenario.toml", error) from None


def _overlay(chain: list[Path], name: str) -> list[BaseModel]:
    """Rows of a table: those of the scenario it extends, replaced by key or added to by its own.

    A scenario that brings its own ground (cells.csv) takes no table from the one it extends.
    """
    form, key = TABLES[name]
    rows: dict[object, BaseModel] = {}
    found = False
    own_ground = next((i for i, folder in enumerate(chain) if (folder / "cells.csv").is_file()), 0)
    for folder in reversed(chain[: own_ground + 1]):
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
    if not found and name != "injects.csv":
        raise InputError(chain[0] / name, "", "no such file", f"a table with columns {', '.join(form.model_fields)}")
    return list(rows.values())


def read_rows(path: Path, form: type[Row]) -> Iterable[tuple[int, Row]]:
    """Rows of a CSV file with their line numbers, checked against `form`."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        want = list(form.model_fields)
        raw = []
        numbers = []
        try:
            head = list(reader.fieldnames or [])
            if head != want:
                raise InputError(path, "row 1", _cut(",".join(head)), f"columns {','.join(want)}")
            for record in reader:
                if None in record or None in record.values():
                    raise InputError(path, f"row {reader.line_num}", _cut(record), f"{len(want)} columns")
                raw.append(record)
                numbers.append(reader.line_num)
        except (csv.Error, UnicodeDecodeError) as error:
            raise InputError(path, f"row {reader.line_num + 1}", str(error), "CSV in UTF-8") from None
    try:
        rows = TypeAdapter(list[form]).validate_python(raw)  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        row = numbers[int(first["loc"][0])]
        column = ".".join(str(p) for p in first["loc"][1:])
        raise InputError(path, f"row {row}, column {column}", first["input"], first["msg"]) from None
    return zip(numbers, rows, strict=True)


def refusal(path: Path | str, error: ValidationError) -> InputError:
    """The first of pydantic's complaints as an InputError."""
    first = error.errors()[0]
    where = ".".join(str(p) for p in first["loc"])
    if first["type"] == "extra_forbidden":
        return InputError(path, where, _cut(first["input"]), "no such key; see `panj scenario show`")
    if first["type"] == "missing":
        return InputError(path, where, "nothing", "this key is required")
    return InputError(path, where, _cut(first["input"]), first["msg"])


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."
