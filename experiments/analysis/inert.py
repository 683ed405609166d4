"""What changes no game: parameters, weights, standings, trust and treaty switches that may be put to either end.

Each path is set to its lowest and its highest value, a switch to each of its options, over the same seeds in several
wars; what all come to the same row of outcomes by, digest and all, is inert there. Why it stays is data,
`scenarios/inert.toml`; what is inert and not named there has no reason yet.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from panj.experiments.designs.paths import Value, changed, slot
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.injects import weight_ranges
from panj.scenarios.load import HOME, Scenario, load_scenario
from panj.scenarios.reading import read_toml
from panj.scenarios.schema import STANDING
from panj.treaty.law.norms import Norms
from panj.treaty.law.regime import TIMED, Regime, load_regime

MARKS = HOME / "inert.toml"
UNMARKED = "no reason given yet"
LATE = 4000.0  # days: no war is as long


@dataclass(frozen=True)
class Inert:
    """A path that changed no game: what it was set to, in how many games each, and why it stays."""

    path: str
    tried: str
    games: int
    reason: str

    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return asdict(self)


@dataclass(frozen=True)
class Mark:
    """A reason in data, for the paths that fit one of some patterns (`*` stands for anything)."""

    paths: tuple[str, ...]
    reason: str

    def fits(self, path: str) -> bool:
        """Whether it speaks of a path."""
        return any(fnmatchcase(path, pattern) for pattern in self.paths)


@lru_cache(maxsize=1)
def usual_wars() -> tuple[str, ...]:
    """The wars in which things are tried if no others are named."""
    return tuple(read_toml(MARKS)["wars"])


@lru_cache(maxsize=1)
def marks() -> tuple[Mark, ...]:
    """The reasons that are written down."""
    return tuple(Mark(tuple(m["paths"]), m["reason"]) for m in read_toml(MARKS)["mark"])


def ends_of(scenario: Scenario, regime: Regime) -> dict[str, tuple[Value, ...]]:
    """Every path that is tried in a war, and what it is set to."""
    out: dict[str, tuple[Value, ...]] = {}
    for path in _numbers(scenario):
        place = slot(scenario, regime, path)
        if place.low < place.high:
            out[path] = (place.low, place.high)
    for name in Norms.model_fields:
        path = f"regime.{name}"
        try:
            place = slot(scenario, regime, path)
        except InputError:
            continue  # a list: it is no switch
        if place.options:
            out[path] = place.options
        elif place.numeric:
            out[path] = (place.low, place.high)
    return out | {f"regime.deadlines.{state}": (0.0, LATE) for state in TIMED}


def _numbers(scenario: Scenario) -> Iterator[str]:
    yield from scenario.file.parameters
    yield from (f"temper.{name}" for name in weight_ranges() if name != "reliability")
    for code, state in scenario.file.states.items():
        yield from (f"states.{code}.{name}" for name in STANDING)
        if state.stake_self is not None:
            yield f"states.{code}.stake_self"
        yield from (f"states.{code}.ties.{power}" for power in state.ties)
        yield from (f"states.{code}.trust.{other}" for other in state.trust)


def find_inert(
    wars: Sequence[str], seeds: int, only: Sequence[str] = (), advance: Callable[[int], None] = lambda _: None
) -> list[Inert]:
    """What changes no game of these wars, each under its own regime, over seeds 1 to `seeds`.

    only: paths that begin with one of these; all if empty. advance: called with 1 for each path. Raises InputError
    where nothing begins so.
    """
    settings = [(s, load_regime(s.file.regime)) for s in map(load_scenario, wars)]
    ends = [ends_of(scenario, regime) for scenario, regime in settings]
    found = []
    for path in paths_of(wars, only):
        here = [(s, r, tried[path]) for (s, r), tried in zip(settings, ends, strict=True) if path in tried]
        if not any(_changes(s, r, path, values, seed) for seed, (s, r, values) in _games(here, seeds)):
            reason = next((m.reason for m in marks() if m.fits(path)), UNMARKED)
            tried = sorted({" / ".join(map(_said, values)) for _, _, values in here})
            found.append(Inert(path, "; ".join(tried), seeds * len(here), reason))
        advance(1)
    return found


def paths_of(wars: Sequence[str], only: Sequence[str] = ()) -> list[str]:
    """The paths that are tried in any of these wars. Raises InputError where none begins as asked."""
    scenarios = [load_scenario(war) for war in wars]
    every = dict.fromkeys(p for s in scenarios for p in ends_of(s, load_regime(s.file.regime)))
    chosen = [p for p in every if not only or p.startswith(tuple(only))]
    if not chosen:
        raise InputError("--only", "", ", ".join(only), "the beginning of a path, such as states.KAZ or regime.")
    return chosen


def _games(here: Sequence[Any], seeds: int) -> Iterator[tuple[int, Any]]:
    """Every war with its first seed before any with its second: what acts at all shows itself soon."""
    return itertools.product(range(1, seeds + 1), here)


def _changes(scenario: Scenario, regime: Regime, path: str, values: Sequence[Value], seed: int) -> bool:
    """Whether the values of a path come to different games; one that the rest of a regime does not allow counts for
    none."""
    rows = []
    for value in values:
        try:
            world = changed(scenario, regime, {path: value})
        except InputError:
            continue
        rows.append(BorderModel(world.scenario, world.regime, seed).run().outcomes())
        if rows[-1] != rows[0]:
            return True
    return False


def _said(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
