"""A plan: the runs of a design as pure data, with the content of what they hang on; a store's manifest keeps it."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

Value = float | str
Changes = tuple[tuple[str, Value], ...]  # what a run changes in its scenario, by name, in alphabetical order


@dataclass(frozen=True)
class Run:
    """One game to play; its id is a hash of everything that decides its outcome, the rules and files among it."""

    scenario: str
    regime: str
    seed: int
    days: int
    changes: Changes
    rules: str  # hash of the program
    scenario_content: str
    regime_content: str

    @property
    def id(self) -> str:
        """32 hexadecimal digits."""
        about = [
            self.scenario, self.regime, self.seed, self.days, self.changes, self.rules,
            self.scenario_content, self.regime_content,
        ]  # fmt: skip
        return hashlib.blake2b(json.dumps(about).encode(), digest_size=16).hexdigest()

    @property
    def said(self) -> str:
        """The run in words."""
        return " ".join(filter(None, [self.scenario, self.regime, f"seed {self.seed}", label(dict(self.changes))]))


class Named(BaseModel):
    """A scenario or a regime of a design: its name, the hash of its content and where it came from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    content: str
    source: str


class Plan(BaseModel):
    """Runs: scenarios x points x seeds x regimes, regimes innermost so that pairs are played together."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: str
    scenarios: list[Named]
    days: dict[str, int]  # scenario -> days to play
    regimes: list[Named]
    seeds: list[int] | int  # how many, from 1, or which
    fixed: dict[str, Value]
    factors: dict[str, list[Value]]

    @property
    def seed_list(self) -> list[int] | range:
        """Every regime and every point gets these seeds."""
        return range(1, self.seeds + 1) if isinstance(self.seeds, int) else self.seeds

    @property
    def seed_count(self) -> int:
        """How many seeds; not by len(), which ends at 2^63."""
        return self.seeds if isinstance(self.seeds, int) else len(self.seeds)

    @property
    def size(self) -> int:
        """How many runs, without making them."""
        points = 1
        for values in self.factors.values():
            points *= len(values)
        return points * len(self.scenarios) * len(self.regimes) * self.seed_count

    def points(self) -> Iterator[dict[str, Value]]:
        """Every combination of the factors' levels, with what is fixed."""
        for levels in itertools.product(*self.factors.values()):
            yield self.fixed | dict(zip(self.factors, levels, strict=True))

    def runs(self) -> Iterator[Run]:
        """All runs, one after the other."""
        for scenario in self.scenarios:
            for point in self.points():
                changes: Changes = tuple(sorted(point.items()))
                for seed in self.seed_list:
                    for regime in self.regimes:
                        yield Run(
                            scenario.name, regime.name, seed, self.days[scenario.name], changes,
                            self.rules, scenario.content, regime.content,
                        )  # fmt: skip

    def said(self) -> str:
        """The plan in a few words."""
        factors = f", {' x '.join(self.factors)}" if self.factors else ""
        days = sorted(set(self.days.values()))
        return (
            f"{_few(s.name for s in self.scenarios)}; {_few(r.name for r in self.regimes)}{factors};"
            f" {self.seed_count:,} seeds; {_few(map(str, days))} days"
        )


def label(changes: dict[str, Value], leave_out: Any = ()) -> str:
    """Changes as a person reads them: `patrol_kmh=4, patrol_men=20`."""
    return ", ".join(
        f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value}"
        for name, value in sorted(changes.items())
        if name not in leave_out
    )


def _few(names: Any) -> str:
    listed = list(names)
    return ", ".join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")
