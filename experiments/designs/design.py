"""Designs: which games to play. A design file names scenarios, regimes, seeds and days, and may add factors."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from experiments.designs.inputs import stamp
from scenarios.load import load_scenario, refusal
from scenarios.meant import DESIGN, REGIME, SCENARIO, Kind, is_path, meant
from scenarios.reading import read_toml


@dataclass(frozen=True)
class Run:
    """One game to play; its id is a hash of everything that decides its outcome, the rules and files among it."""

    scenario: str
    regime: str
    seed: int
    days: int | None
    inputs: str  # hash of the program and of the scenario's and the regime's content, see experiments.designs.inputs
    parameters: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        """Canonical JSON of the run."""
        about = [self.scenario, self.regime, self.seed, self.days, list(self.parameters), self.inputs]
        return json.dumps(about, sort_keys=True)

    @property
    def id(self) -> str:
        """32 hexadecimal digits."""
        return hashlib.blake2b(self.key.encode(), digest_size=16).hexdigest()


class DesignFile(BaseModel):
    """A design; at its simplest scenario, regimes and seeds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    scenario: str | None = None
    scenarios: list[str] = []
    regimes: list[str] = Field(min_length=1)
    seeds: int | list[int]
    days: int | None = Field(default=None, ge=1, le=3650)
    factors: dict[str, list[float]] = {}
    set: dict[str, float] = {}

    @model_validator(mode="after")
    def _whole(self) -> DesignFile:
        if not self.names:
            raise ValueError("scenario or scenarios must name at least one scenario")
        if isinstance(self.seeds, int):
            if self.seeds < 1:
                raise ValueError("seeds must be at least 1")
        elif not self.seeds or min(self.seeds) < 0 or len(set(self.seeds)) < len(self.seeds):
            raise ValueError("seeds must be a number of seeds, or a list of whole numbers from 0, each once")
        return self

    @property
    def names(self) -> list[str]:
        """Scenarios, each once."""
        return list(dict.fromkeys([*([self.scenario] if self.scenario else []), *self.scenarios]))

    @property
    def seed_list(self) -> list[int]:
        """Seeds: 1..n, or the list given. Every regime gets the same."""
        return list(range(1, self.seeds + 1)) if isinstance(self.seeds, int) else list(self.seeds)

    def runs(self) -> list[Run]:
        """All runs: scenarios x factors x seeds x regimes, regimes innermost so that pairs are played together."""
        for name in self.names:
            scenario = load_scenario(name)
            for point in self.points():
                scenario.parameters(dict(point))
        inputs = {(scenario, regime): stamp(scenario, regime) for scenario in self.names for regime in self.regimes}
        return [
            Run(scenario, regime, seed, self.days, inputs[scenario, regime], point)
            for scenario in self.names
            for point in self.points()
            for seed in self.seed_list
            for regime in self.regimes
        ]

    def points(self) -> list[tuple[tuple[str, float], ...]]:
        """Combinations of the factors, with what `set` fixes."""
        values = [[(name, v) for v in vs] for name, vs in sorted(self.factors.items())]
        return [tuple(sorted({**self.set, **dict(combo)}.items())) for combo in itertools.product(*values)]


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
