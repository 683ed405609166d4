"""A plan: the runs of a design as pure data, with the content of what they hang on; a store's manifest keeps it."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from panj.experiments.designs.design import DesignInject
from panj.experiments.designs.paths import OPTION
from panj.scenarios.reading import number_of

Value = bool | int | float | str
Changes = tuple[tuple[str, Value], ...]  # what a run changes in its scenario or regime, by path, in alphabetical order


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
            self.scenario,
            self.regime,
            self.seed,
            self.days,
            self.changes,
            self.rules,
            self.scenario_content,
            self.regime_content,
        ]
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
    """Runs: scenarios x points x seeds x regimes, regimes innermost so that pairs are played together.

    Points are those of `rows`, one by one (a value for each of `columns`, None where the scenario's own stays), crossed
    with `factors`; then those of `named`. `more` says how many seeds a group of runs has where precision added to them.
    Where everything uncertain was drawn at once, `sets` says from which sets; such rows are called by their number.
    Where precision adds to such draws, `first_draws` says how many there were at first; each then has seeds of its own.
    `options` are crossed with all rows and factors: of each, what it changes, its name among it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: str
    scenarios: list[Named]
    days: dict[str, int]  # scenario -> days to play
    regimes: list[Named]
    seeds: list[int] | int  # how many, from 1, or which
    fixed: dict[str, Value]
    factors: dict[str, list[Value]]
    columns: list[str] = []
    rows: list[list[Value | None]] = [[]]
    named: dict[str, dict[str, Value]] = {}
    injects: dict[str, DesignInject] = {}
    more: dict[str, int] = {}
    options: dict[str, dict[str, Value]] = {}
    sets: dict[str, list[str]] = {}  # part -> of each row, the set that the part's numbers were drawn from
    first_draws: int = 0

    @property
    def seed_list(self) -> list[int] | range:
        """Every regime and every point gets these seeds, those of `more` further ones."""
        return range(1, self.seeds + 1) if isinstance(self.seeds, int) else self.seeds

    @property
    def seed_count(self) -> int:
        """How many seeds; not by len(), which ends at 2^63."""
        return self.seeds if isinstance(self.seeds, int) else len(self.seeds)

    @property
    def point_count(self) -> int:
        """How many points, without making them."""
        crossed = math.prod(len(values) for values in self.factors.values()) * max(1, len(self.options))
        return len(self.rows) * crossed + len(self.named)

    @property
    def size(self) -> int:
        """How many runs, without making them."""
        groups = self.point_count * len(self.scenarios)
        added = sum(seeds - self.seed_count for seeds in self.more.values())
        return (groups * self.seed_count + added) * len(self.regimes)

    @property
    def varied(self) -> list[str]:
        """Paths of everything that points differ in."""
        bought = [OPTION] if self.options else []
        return list(
            dict.fromkeys([*self.columns, *self.factors, *bought, *(n for p in self.named.values() for n in p)])
        )

    def points(self) -> Iterator[dict[str, Value]]:
        """Every point, with what is fixed."""
        for row in self.rows:
            given = {n: v for n, v in zip(self.columns, row, strict=True) if v is not None}
            for levels in itertools.product(*self.factors.values()):
                for bought in self.options.values() or ({},):
                    yield self.fixed | given | dict(zip(self.factors, levels, strict=True)) | bought
        for point in self.named.values():
            yield self.fixed | point

    def has(self, point: dict[str, Value]) -> bool:
        """Whether a point is one of those without a name; without making them, for they may be many."""
        crossed = self.factors.keys()
        if not crossed <= point.keys() or any(point[name] not in levels for name, levels in self.factors.items()):
            return False
        rest = {name: value for name, value in point.items() if name not in crossed}
        given = ({n: v for n, v in zip(self.columns, row, strict=True) if v is not None} for row in self.rows)
        return any({n: v for n, v in (self.fixed | values).items() if n not in crossed} == rest for values in given)

    def groups(self) -> Iterator[tuple[str, int, Changes]]:
        """Scenario, days and changes of all runs that are alike but for regime and seed."""
        for scenario in self.scenarios:
            for point in self.points():
                days = point.pop("days", self.days[scenario.name])
                yield scenario.name, int(days), tuple(sorted(point.items()))

    def seeds_of(self, scenario: str, days: int, changes: Changes) -> list[int] | range:
        """The seeds of a group."""
        if self.more and (count := self.more.get(group_key(scenario, days, changes))):
            return range(1, count + 1)
        if self.first_draws:
            at, point = self.seed_count, dict(changes)
            before = self._numbers[tuple(point.get(n) for n in self.columns)] * at
            return range(before + 1, before + at + 1)
        return self.seed_list

    def runs(self) -> Iterator[Run]:
        """All runs, one after the other."""
        contents = {s.name: s.content for s in self.scenarios}
        for scenario, days, changes in self.groups():
            for seed in self.seeds_of(scenario, days, changes):
                for regime in self.regimes:
                    yield Run(
                        scenario, regime.name, seed, days, changes, self.rules, contents[scenario], regime.content
                    )

    def label(self, changes: dict[str, Value]) -> str:
        """A point in words: its name, or what it changes beside what is fixed."""
        for name, point in self.named.items():
            if {k: v for k, v in (self.fixed | point).items() if k != "days"} == changes:
                return name
        bought = self.options.get(str(changes.get(OPTION)), {}).keys() - {OPTION}
        shown = {k: v for k, v in changes.items() if (k not in self.fixed or self.fixed[k] != v) and k not in bought}
        if self.sets:
            number = self._numbers[tuple(changes.get(n) for n in self.columns)]
            return label({"draw": number + 1, **{k: v for k, v in shown.items() if k not in self.columns}})
        return label(shown)

    def grown(self, rows: list[list[Value | None]], sets: dict[str, list[str]]) -> Plan:
        """The plan with more draws behind those that it has."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Plan(**fields | {"rows": rows, "sets": sets})

    def begins(self, other: Plan) -> bool:
        """Whether another plan is this one, but for seeds or draws that precision has added to one of them."""
        few, many = sorted((self, other), key=lambda plan: len(plan.rows))
        rows = many.rows[: len(few.rows)] if self.first_draws else many.rows
        same = {"more": {}, "rows": rows, "sets": few.sets}
        return few.model_copy(update={"more": {}}) == many.model_copy(update=same)

    @cached_property
    def _numbers(self) -> dict[tuple[Value | None, ...], int]:
        return {tuple(row): number for number, row in enumerate(self.rows)}

    def said(self) -> str:
        """The plan in a few words."""
        varied = f", {self.point_count:,} points of {_few(self.varied, ' x ')}" if self.varied else ""
        days = sorted({days for _, days, _ in self.groups()} if "days" in self.varied else set(self.days.values()))
        return (
            f"{_few(s.name for s in self.scenarios)}; {_few(r.name for r in self.regimes)}{varied};"
            f" {self.seed_count:,} seeds; {_few(map(str, days))} days"
        )


def group_key(scenario: str, days: int, changes: Changes) -> str:
    """How a plan calls a group of runs that are alike but for regime and seed."""
    return json.dumps([scenario, days, changes])


def label(changes: dict[str, Value]) -> str:
    """Changes as a person reads them: `patrol_kmh=4, patrol_men=20`."""
    return ", ".join(f"{name}={_value(value)}" for name, value in sorted(changes.items()))


def _value(value: Value) -> str:
    """A value in words, so that two that differ are never called the same: numbers to their last figure, and a word in
    quotation marks where it could be taken for something else."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, str) and (
        value in ("true", "false") or set(value) & set(",=") or number_of(value) is not None
    ):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _few(names: Any, between: str = ", ") -> str:
    listed = list(names)
    return between.join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")
