"""The account of a run: counts as they stand, the stability of the border day by day, and the row of outcomes."""

from __future__ import annotations

import math
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from panj.agents.observer import Picture
from panj.border.compiled import quick
from panj.border.forces import FIELD, HOME
from panj.border.inland.tally import known_inside
from panj.border.tally import TALLIES, held_in_name, tally
from panj.model.record import stability
from panj.model.record.column import Reader
from panj.model.record.events import Event
from panj.model.record.outcomes import COUNTS, OUTCOMES
from panj.model.record.strain import BorderStrain

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

_tally, _held_in_name, _known_inside = quick(tally), quick(held_in_name), quick(known_inside)

_outcomes = Reader(OUTCOMES)

IN_NAME_CELLS = 3  # a held stretch with no militants this near is held in name only; assumed

# Parameters of stability: weights of the strains, thresholds of the named states.
WEIGHTS = {term: f"stability_w_{term}" for term in stability.TERMS}
MARKS = {mark: f"stability_{mark}" for mark in ("failed", "failing", "stable", "rise")}


class Crossings(NamedTuple):
    """What the ground has counted since the start, in the order of its counters."""

    attempted: int
    repelled: int
    through: int
    posts_lost: int
    soldiers_refuge: int


class Muster(NamedTuple):
    """What is tallied over the forces, in the order of `panj.border.tally`: men lost in fights since the start, by
    side; men with a stretch to guard, and the member's men who are not in the field, as they stand."""

    lost_garrisons: int
    lost_militants: int
    lost_member: int
    lost_allies: int
    lost_partners: int
    at_border: int
    allied: int
    waiting: int


class Inside(NamedTuple):
    """What the war inside has counted since the start, in the order of its counters; `last_out` is an hour, below 0 for
    never."""

    taken: int
    displaced: int
    held_hours: int
    band_hours: int
    peak: int
    now: int
    last_out: int
    lost: int


class Strains(NamedTuple):
    """Strains averaged over the days, and the weights of the scenario."""

    mean: stability.Strain
    weights: dict[str, float]


class Account:
    """Keeps account; reads everything, decides nothing."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.border_share: float = 0.0
        self.peak: float = 0.0
        self.day_of_half: int | None = None
        self.reserve_days: int = 0  # man-days of reservists called
        self.whole: stability.Ledger = stability.Ledger()
        v = model.values
        self._weights = {term: v[name] for term, name in WEIGHTS.items()}
        self._marks = {mark: v[name] for mark, name in MARKS.items()}
        self._held = b""
        self._km: list[float] = model.ground.s_km.tolist()
        self._total_km = math.fsum(self._km)
        self.strain = BorderStrain(model)
        self._by_district = {d: stability.Ledger() for d in self.strain.districts}
        self._days_judged = 0
        self._present = np.zeros(len(model.ground.country), np.int8)
        self._in_name = np.zeros(len(self._km), np.int8)
        self._in_name_share = (b"", 0.0)  # stretches last found held in name only, and their share of the border
        self._men = np.zeros(TALLIES, np.int64)
        f = model.forces.columns
        self._reserve_men = int(f.start[(f.side == HOME) & (f.status != FIELD)].sum())

    # -- every step --------------------------------------------------------------------------------------------------
    def take_in(self, event: Event) -> None:
        """Take in what happened on the ground."""
        self.strain.take_in(event)

    def keep(self) -> None:
        """Bring the counts up to date; at the end of a day also the stability of the border."""
        m = self.model
        held = m.theatre.held.tobytes()
        if held != self._held:
            self._held = held
            self._measure_control()
        if m.steps % m.steps_per_day == 0:
            self._judge_stability()

    def _measure_control(self) -> None:
        """Share of kilometres in militants' hands."""
        self.border_share = round(math.fsum(compress(self._km, self._held)) / self._total_km, 9)
        self.peak = max(self.peak, self.border_share)
        if self.border_share >= 0.5 and self.day_of_half is None:
            self.day_of_half = self.model.day

    # -- stability ---------------------------------------------------------------------------------------------------
    def _judge_stability(self) -> None:
        self.reserve_days += max(0, self._reserve_men - self.muster().waiting)
        self.strain.close_day(self.border_share, self._held, self.model.refuge.hosted)
        self.whole.enter(self.strain.whole(self.strain.days[-1]), self._weights, self._marks)

    @property
    def by_district(self) -> dict[int, stability.Ledger]:
        """Stability of each border district, by its index; judged when asked for, which most runs never do."""
        for day in self.strain.days[self._days_judged :]:
            for d, strain in self.strain.by_district(day).items():
                self._by_district[d].enter(strain, self._weights, self._marks)
        self._days_judged = len(self.strain.days)
        return self._by_district

    def district_stability(self) -> dict[str, tuple[float, str]]:
        """Index and named state of each border district as of the last whole day, by district."""
        names = [d.district for d in self.model.setting.districts]
        return {
            names[d]: (ledger.history[-1], ledger.states[-1]) if ledger.history else (100.0, "stable")
            for d, ledger in self.by_district.items()
        }

    # -- counts ------------------------------------------------------------------------------------------------------
    def tally(self) -> list[int]:
        """Men by side and place as they stand, see `panj.border.tally`."""
        _tally(self.model.forces.columns, self._men)
        return self._men.tolist()

    def in_name_share(self) -> float:
        """Share of the border that is held with no militants near: held in name only."""
        m = self.model
        if 1 not in m.theatre.held.tobytes():
            return 0.0
        _held_in_name(m.ground, m.forces.columns, m.theatre, IN_NAME_CELLS, self._present, self._in_name)
        marks = self._in_name.tobytes()
        if marks != self._in_name_share[0]:
            self._in_name_share = marks, math.fsum(compress(self._km, marks)) / self._total_km
        return self._in_name_share[1]

    def truth(self) -> tuple[float, float, Picture]:
        """The border as it is: share held in fact, share held in name only, and the counts of the week."""
        in_name = self.in_name_share()
        counts = Picture(
            refuge_week=self.week(self.model.refuge.soldiers),
            incidents_week=self.week(self.strain.incidents),
            inside=self.known_inside(),
        )
        return self.border_share - in_name, in_name, counts

    def known_inside(self) -> float:
        """Men of the bands inside the member's land of which somebody knows."""
        m = self.model
        if not m.busy_inside:
            return 0.0
        return float(_known_inside(m.forces.columns, m.inland, m.hour, 24.0 * m.inland_rules.track_days))

    def week(self, entries: list[tuple[int, Any]]) -> float:
        """Sum of dated amounts, oldest first, over the last seven days."""
        first, recent = self.model.day - 6, []
        for day, amount in reversed(entries):
            if day < first:
                break
            recent.append(amount)
        return math.fsum(recent)

    # -- what columns are read from, see `panj.model.record.outcomes` -------------------------------------------------
    def crossings(self) -> Crossings:
        """The counters of the ground."""
        return Crossings._make(self.model.theatre.counts.tolist())

    def muster(self) -> Muster:
        """Men lost and men at the border."""
        return Muster._make(self.tally())

    def inside(self) -> Inside:
        """The counters of the war inside the border."""
        return Inside._make(self.model.inland.counts.tolist())

    def strains(self) -> Strains:
        """What weighed on the whole border, on average over the days."""
        return Strains(self.whole.mean_strain, self._weights)

    def now(self, name: str) -> Any:
        """A count of the daily series as it stands. Raises AttributeError for what is none."""
        if name not in COUNTS:
            raise AttributeError(name)
        column = COUNTS[name]
        return column.read(column.origin.open(self.model))

    def outcomes(self) -> dict[str, Any]:
        """The row of outcomes as it stands."""
        return _outcomes(self.model)
