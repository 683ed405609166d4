"""Designs: which games to play. A design file names scenarios, regimes and seeds, and what is to be varied, and how."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationError,
    model_validator,
)

from panj.experiments.designs.paths import OPTION, canonical
from panj.experiments.designs.precision import Precision
from panj.experiments.designs.table import read_points
from panj.scenarios.meant import DESIGN, REGIME, SCENARIO, Kind, is_path, meant
from panj.scenarios.reading import examine, read_toml
from panj.treaty.refusal import refuse, wrong

LAST_SEED = 2**63 - 1
LAST_DESIGN_SEED = 2**32 - 1
MOST_POINTS = 1_000_000
CROSSED = {"regime": "regimes", "scenario": "scenarios", "seed": "seeds"}  # what every design crosses by itself
ONE = "it in one of them, which decides"
SAMPLED = ("lhs", "sobol")
NOTHING = "nothing"  # the option that buys nothing, which every design with options has
Method = Literal["grid", "list", "one-at-a-time", "lhs", "sobol"]
Number = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=4000)]


def _seeds(value: Any) -> Any:
    """How many seeds, or which."""
    listed = value if isinstance(value, list) else [value - 1 if isinstance(value, int) else value]
    whole = all(isinstance(s, int) and not isinstance(s, bool) and 0 <= s <= LAST_SEED for s in listed)
    if not listed or not whole or isinstance(value, bool):
        raise wrong("", value, "how many, from 1, or a list of whole numbers from 0 to 2^63 - 1")
    _once("seeds", listed)
    return value


def _level(value: Any) -> Any:
    """A value that a factor may take: a number, true or false, or a word."""
    if not isinstance(value, (bool, int, float, str)) or (isinstance(value, float) and not math.isfinite(value)):
        raise wrong("", value, "a number, true, false or a word")
    return value


def _once(what: str, values: list[Any]) -> None:
    seen = set()
    for value in values:
        if (type(value), value) in seen:
            raise wrong(what, f"{value!r} twice", "each once")
        seen.add((type(value), value))


class Span(BaseModel):
    """A range to take values from; without low and high the range that the scenario itself gives.

    `levels`: so many values from low to high, for designs that are not sampled. `log`: evenly in the logarithm.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    low: Number | None = None
    high: Number | None = None
    levels: int | None = Field(default=None, ge=2, le=10_000)
    log: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if (self.low is None) != (self.high is None):
            raise wrong("", "one end of a range", "low and high, or neither")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise wrong("", f"low {self.low:g}, high {self.high:g}", "low below high")
        if self.log and self.low is not None and self.low <= 0.0:
            raise wrong("", f"low {self.low:g} with log = true", "low above 0")
        return self


def flat(table: Any) -> Any:
    """Tables inside tables, as TOML makes them from dotted keys, as one table by dotted path."""
    if not isinstance(table, Mapping):
        return table
    out: dict[str, Any] = {}
    for key, value in table.items():
        inner = flat(value) if isinstance(value, Mapping) and not _is_span(value) else None
        found = {key: value} if inner is None else {f"{key}.{k}": v for k, v in inner.items()}
        for path, what in found.items():
            if canonical(path) in out:
                raise wrong(canonical(path), f"{canonical(path)} twice", "each once")
            out[canonical(path)] = what
    return out


def _is_span(table: Mapping[str, Any]) -> bool:
    return table.keys() <= Span.model_fields.keys() and not any(isinstance(v, (Mapping, list)) for v in table.values())


Level = Annotated[bool | int | float | str, PlainValidator(_level)]
Levels = Annotated[list[Level], Field(min_length=1)]
Factor = Annotated[
    Annotated[Levels, Tag("list")] | Annotated[Span, Tag("range")],
    Discriminator(lambda value: "range" if isinstance(value, (Mapping, Span)) else "list"),
]
Point = Annotated[dict[Name, Level], BeforeValidator(flat)]


class DesignInject(BaseModel):
    """Something that the controller lets happen in every game of a design; fields as in a scenario's injects.csv."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    kind: str
    who: str
    what: str = ""
    day: int = Field(ge=0, le=3650, description="days after the start")
    amount: Number = 0.0
    note: str = ""


class DesignOption(BaseModel):
    """Something that may be bought: the injects of the design that then happen. No other option lets them happen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    buys: list[Name] = Field(description="names of injects of the design; none for what buys nothing")


class DesignFile(BaseModel):
    """A design; at its simplest scenario, regimes and seeds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    scenario: Name | None = Field(default=None, description="scenario to play, by name or folder")
    scenarios: list[Name] = Field(default=[], description="several scenarios, in place of one")
    regimes: list[Name] = Field(min_length=1, description="treaty regimes, by name or file")
    seeds: Annotated[int | list[int], BeforeValidator(_seeds)] = Field(description="how many seeds, or which")
    days: int | None = Field(default=None, ge=1, le=3650, description="days to play, if not those of the scenario")
    set: Point = Field(default={}, description="paths and values that hold in all games")
    factors: Annotated[dict[Name, Factor], BeforeValidator(flat)] = Field(
        default={}, description="what is varied: a path and its values, or a range"
    )
    design: Method = Field(default="grid", description="how points are laid out")
    samples: int | None = Field(default=None, ge=2, le=MOST_POINTS, description="how many points are drawn")
    design_seed: int = Field(default=1, ge=0, le=LAST_DESIGN_SEED, description="seed of the points")
    uncertain: Literal["assumed"] | None = Field(
        default=None, description="draw every number that is assumed or fitted at once"
    )
    points: list[Point] = Field(default=[], description="points given one by one, or the name of a CSV file")
    named: dict[Name, Point] = Field(default={}, description="points with a name, beside all others")
    injects: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], DesignInject] = Field(
        default={}, description="injects by name; their day and amount may be varied"
    )
    options: dict[Annotated[str, Field(min_length=1, max_length=80)], DesignOption] = Field(
        default={}, description="options of help by name: which injects each buys"
    )
    precision: Precision | None = Field(default=None, description="play until an interval is as narrow as this")

    @model_validator(mode="after")
    def _whole(self) -> DesignFile:
        if not self.names:
            raise wrong("scenario", "nothing", "scenario or scenarios, with at least one scenario")
        _once("scenarios", self.names)
        _once("regimes", self.regimes)
        varied = {*self.factors, *(name for point in self.points for name in point)}
        for name in {*varied, *self.set, *(n for point in self.named.values() for n in point)} & CROSSED.keys():
            raise wrong(name, name, f"other factors; every point is crossed with what {CROSSED[name]} names")
        for name in self.factors:
            if any(name in point for point in self.points):
                raise wrong(f"factors.{name}", f"{name} in points as well", ONE)
        for name in sorted(varied & self.set.keys()):
            raise wrong(f"set.{name}", f"{name} in factors or points as well", ONE)
        if self.days is not None and "days" in {*varied, *self.set}:
            raise wrong("days", "days in factors, points or set as well", ONE)
        self._check_factors()
        self._check_options(varied)
        if self.precision is not None:
            self.precision.check(self.regimes, self.seeds, self.samples if self.uncertain else None)
            if self.uncertain and self.named:
                raise wrong("named", "points with names", "none where precision adds draws")
        return self

    def _check_options(self, varied: Collection[str]) -> None:
        if self.options.get(NOTHING, DesignOption(buys=[])).buys:
            raise wrong(f"options.{NOTHING}", "injects", "an option of that name to buy nothing")
        for name, option in self.options.items():
            where = f"options.{name}.buys"
            _once(where, list(option.buys))
            for bought in option.buys:
                if bought not in self.injects:
                    raise wrong(where, bought, f"injects of the design: {', '.join(self.injects) or 'there is none'}")
                if f"injects.{bought}.day" in {*varied, *self.set}:
                    raise wrong(f"injects.{bought}.day", f"the day of what {name!r} buys", "days of other injects")
        if self.options and self.named:
            raise wrong("named", "points with names beside options", "one of both")
        if OPTION in {*varied, *self.set}:
            raise wrong(OPTION, OPTION, "a table for each option, [options.NAME], with what it buys")

    def _check_factors(self) -> None:
        for name, levels in self.factors.items():
            if isinstance(levels, list):
                if self.design != "list":
                    _once(f"factors.{name}", levels)
            elif self.design == "list" or (self.design == "grid" and levels.levels is None):
                allowed = 'a list of values; in a grid low, high and levels; with design = "lhs" or "sobol" a range'
                raise wrong(f"factors.{name}", f'a range in design = "{self.design}"', allowed)
        if self.uncertain and (self.design != "grid" or self.points):
            raise wrong("uncertain", self.uncertain, "[factors] with lists, and no other design or points beside it")
        if (self.samples is not None) != (self.design in SAMPLED or self.uncertain is not None):
            found = "nothing" if self.samples is None else self.samples
            allowed = 'how many points, with design = "lhs" or "sobol" or uncertain = "assumed" and with no other'
            raise wrong("samples", found, allowed)
        if self.design != "grid" and not self.factors:
            raise wrong("factors", "nothing", f'what design = "{self.design}" varies')
        if self.design == "sobol" and self.samples is not None and self.samples & (self.samples - 1):
            near = 2 ** (self.samples.bit_length() - 1)
            raise wrong("samples", self.samples, f"a power of two for a Sobol design, such as {near} or {2 * near}")
        counts = {name: len(v) for name, v in self.factors.items() if isinstance(v, list)}
        if self.design == "list" and len(set(counts.values())) > 1:
            found = ", ".join(f"{count} of {name}" for name, count in counts.items())
            raise wrong("factors", found, "as many values each: the first of all make the first point")

    @property
    def names(self) -> list[str]:
        """Scenarios as they are named."""
        return [*([self.scenario] if self.scenario else []), *self.scenarios]


def read_design(path: str | Path, uncertain: int | None = None) -> DesignFile:
    """Read and check a design file; raises InputError with file, key, what was found and what is allowed.

    uncertain: so many points at which everything assumed is drawn at once, in place of what the file says of it.
    """
    file = meant(DESIGN, path)
    drawn = {} if uncertain is None else {"uncertain": "assumed", "samples": uncertain}
    return make_design(file, **{**read_toml(file), **drawn})


def make_design(source: str | Path, /, **data: Any) -> DesignFile:
    """A design from values; `source`, a file or whoever calls, is named in errors. Paths in it become whole ones.

    `points` may be a list of tables, or the path of a CSV file with a column for each factor.
    """
    file = source if isinstance(source, Path) else None
    examine(source, data)
    for key, kind in (("scenario", SCENARIO), ("scenarios", SCENARIO), ("regimes", REGIME)):
        if key in data:
            data[key] = _whole_paths(kind, data[key], file, key)
    if isinstance(data.get("points"), (str, Path)):
        data["points"] = read_points(data["points"], file)
    try:
        return DesignFile.model_validate(data)
    except ValidationError as error:
        raise refuse(Path(source), error, DesignFile) from None


def _whole_paths(kind: Kind, value: Any, file: Path | None, key: str) -> Any:
    """Paths of scenarios or regimes as they are from anywhere: workers may stand elsewhere. Names stay names."""
    if isinstance(value, list):
        return [_whole_paths(kind, one, file, key) for one in value]
    if not isinstance(value, (str, Path)):
        return value
    found = meant(kind, value, file, key)
    return str(found.resolve()) if is_path(value) or not kind.ships(found) else value
