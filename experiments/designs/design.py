"""Designs: which games to play. A design file names scenarios, regimes, seeds and days, and may add factors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from scenarios.load import refusal
from scenarios.meant import DESIGN, REGIME, SCENARIO, Kind, is_path, meant
from scenarios.reading import read_toml

LAST_SEED = 2**63 - 1
Level = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=4000)]


def _seeds(value: Any) -> Any:
    """How many seeds, or which."""
    listed = value if isinstance(value, list) else [value - 1 if isinstance(value, int) else value]
    whole = all(isinstance(s, int) and not isinstance(s, bool) and 0 <= s <= LAST_SEED for s in listed)
    if not listed or not whole or isinstance(value, bool):
        raise ValueError("must be how many, from 1, or a list of whole numbers from 0 to 2^63 - 1")
    _once("seeds", listed)
    return value


def _once(what: str, values: list[Any]) -> None:
    seen = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} names {value!r} twice")
        seen.add(value)


class DesignFile(BaseModel):
    """A design; at its simplest scenario, regimes and seeds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    scenario: Name | None = None
    scenarios: list[Name] = []
    regimes: list[Name] = Field(min_length=1)
    seeds: Annotated[int | list[int], BeforeValidator(_seeds)]
    days: int | None = Field(default=None, ge=1, le=3650)
    factors: dict[Name, Annotated[list[Level], Field(min_length=1)]] = {}
    set: dict[Name, Level] = {}

    @model_validator(mode="after")
    def _whole(self) -> DesignFile:
        if not self.names:
            raise ValueError("scenario or scenarios must name at least one scenario")
        for name, levels in self.factors.items():
            if name in self.set:
                raise ValueError(f"{name} stands in factors and in set; one of them decides")
            _once(f"factors.{name}", levels)
        _once("scenarios", self.names)
        _once("regimes", self.regimes)
        return self

    @property
    def names(self) -> list[str]:
        """Scenarios as they are named."""
        return [*([self.scenario] if self.scenario else []), *self.scenarios]


def read_design(path: str | Path) -> DesignFile:
    """Read and check a design file; raises InputError with file, key, what was found and what is allowed."""
    file = meant(DESIGN, path)
    return make_design(file, **read_toml(file))


def make_design(source: str | Path, /, **data: Any) -> DesignFile:
    """A design from values; `source`, a file or whoever calls, is named in errors. Paths in it become whole ones."""
    file = source if isinstance(source, Path) else None
    for key, kind in (("scenario", SCENARIO), ("scenarios", SCENARIO), ("regimes", REGIME)):
        if key in data:
            data[key] = _whole_paths(kind, data[key], file, key)
    try:
        return DesignFile.model_validate(data)
    except ValidationError as error:
        raise refusal(source, error) from None


def _whole_paths(kind: Kind, value: Any, file: Path | None, key: str) -> Any:
    """Paths of scenarios or regimes as they are from anywhere: workers may stand elsewhere. Names stay names."""
    if isinstance(value, list):
        return [_whole_paths(kind, one, file, key) for one in value]
    if not isinstance(value, (str, Path)):
        return value
    found = meant(kind, value, file, key)
    return str(found.resolve()) if is_path(value) or not kind.ships(found) else value
