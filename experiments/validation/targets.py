"""Targets of calibration: what was observed (observed.toml), what a run did, and how far the two are apart.

K1  order and dates of the districts' captures     Kendall's tau-b >= 0.6; median error <= 4 days
K2  share of the border held on the observed days   root mean square error <= 0.12 against the middle of each band
K3  soldiers who sought refuge                      total within 30 %; at least 60 % of it on the heaviest day
K5  a snap deployment of 2,500 men                  2 to 4 days
K6  what the alliance did and when                   see experiments.validation.acts
others, on how a whole war came out                  see experiments.validation.measures

Days count from the scenario's start, from 0. A district not taken by the end of the window counts as taken on the day
after it. Only the window up to `fit_until` is used here; what came later is never fitted.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pydantic import Field

from panj.experiments.validation.acts import NOTHING_DONE, Deeds, deeds_of
from panj.experiments.validation.measures import Kept, play_keeping
from panj.experiments.validation.observed import Row, observations, place, settings
from panj.experiments.validation.verdict import Verdict, verdict
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario
from panj.scenarios.schema import Unit

TAU, DATE_ERROR, RMSE, REFUGE_OFF, HEAVIEST = 0.6, 4.0, 0.12, 0.3, 0.6  # what is accepted (border.md, K1 to K3)
SNAP_MEN, SNAP_DAYS = 2500, (2.0, 4.0)  # K5


@dataclass(frozen=True)
class Observed:
    """What was observed within the window, and later dates of provincial centres to hold runs against."""

    days: int  # days in the window
    captures: dict[str, int]  # district -> day; those of K1
    shares: tuple[tuple[int, float, float], ...]  # day, low, high
    refuge: dict[int, int]  # day -> soldiers
    refuge_total: int
    later: dict[str, int]  # district -> day, after the window


@dataclass(frozen=True)
class Trace:
    """What a run did, as far as the targets ask."""

    captures: dict[str, int]  # district -> day of its first capture
    share: tuple[float, ...]  # share of the border held at the end of each day
    refuge: tuple[int, ...]  # soldiers who sought refuge on each day
    deeds: Deeds = NOTHING_DONE  # what the alliance and its members did
    kept: Kept = field(default_factory=Kept)  # how the whole war came out


@dataclass(frozen=True)
class Score:
    """How one run compares with what was observed."""

    tau: float
    date_error: float  # median over districts [days]
    shares: tuple[float, ...]  # on the observed days
    rmse: float
    refuge_total: int
    heaviest: float  # share of the total on the heaviest day


FALL = ("capture", "share", "refuge")  # tables of observed.toml on the fall of the far side, K1 to K3


def saw_fall(scenario: Scenario) -> bool:
    """Whether the fall of the far side was observed, so that K1 to K3 have a meaning."""
    return any(table in observations(scenario) for table in FALL)


class _Capture(Row):
    district: str
    date: dt.date


class _Share(Row):
    date: dt.date
    low: Unit
    high: Unit


class _Refuge(Row):
    date: dt.date
    men: int = Field(ge=0)


class _Total(Row):
    men: int = Field(gt=0)


class FallRows(Row):
    """What observed.toml says of the fall of the far side: captures up to a day count for K1, all up to `fit_until`."""

    refuge: list[_Refuge] = Field(min_length=1)
    fit_until: dt.date
    captures_until: dt.date
    capture: list[_Capture] = Field(min_length=1)
    share: list[_Share] = Field(min_length=1)
    refuge_total: _Total
    later: list[_Capture] = Field(default=[])


def read_observed(scenario: Scenario) -> Observed:
    """What K1 to K3 need of observed.toml. Raises InputError when there is none or it lacks something."""
    data, start, known = settings(scenario, FallRows), scenario.file.start, {d.district for d in scenario.districts}

    def day(date: dt.date) -> int:
        return (date - start).days

    if not 0 <= day(data.fit_until) < scenario.file.days:
        last = start + dt.timedelta(days=scenario.file.days - 1)
        raise InputError(place(scenario), "fit_until", data.fit_until.isoformat(), f"a day from {start} to {last}")
    for table, captures in (("capture", data.capture), ("later", data.later)):
        for number, row in enumerate(captures, 1):
            if row.district not in known:
                where = f"{table} {number}, district"
                raise InputError(place(scenario), where, row.district, f"one of {', '.join(sorted(known))}")
    refuge: dict[int, int] = {}
    for r in data.refuge:
        refuge[day(r.date)] = refuge.get(day(r.date), 0) + r.men
    return Observed(
        days=day(data.fit_until) + 1,
        captures={c.district: day(c.date) for c in data.capture if c.date <= data.captures_until},
        shares=tuple((day(s.date), s.low, s.high) for s in data.share),
        refuge=refuge,
        refuge_total=data.refuge_total.men,
        later={c.district: day(c.date) for c in data.later},
    )


def trace_of(model: Any, kept: Kept | None = None) -> Trace:
    """The trace of a finished run of BorderModel, with what was kept of it on the way."""
    captures: dict[str, int] = {}
    for event in model.events.of("district_fell"):
        captures.setdefault(event.place, (event.date - model.setting.file.start).days)
    series = model.series()
    total = [0, *(int(n) for n in series.soldiers_refuge)]
    return Trace(
        captures=captures,
        share=tuple(float(s) for s in series.border_share),
        refuge=tuple(b - a for a, b in pairwise(total)),
        deeds=deeds_of(model),
        kept=kept or Kept(),
    )


def play(scenario: Scenario, seed: int, parameters: dict[str, float] | None = None, days: int | None = None) -> Trace:
    """Play one war under the scenario's own regime and keep its trace."""
    from panj.model import BorderModel

    model = BorderModel(scenario, seed=seed, days=days, parameters=parameters)
    kept = play_keeping(model)
    return trace_of(model, kept)


def score(trace: Trace, observed: Observed) -> Score:
    """K1 to K3 of one run."""
    end = observed.days
    names = list(observed.captures)
    then = [observed.captures[n] for n in names]
    now = [min(trace.captures.get(n, end), end) for n in names]
    shares = tuple(trace.share[day] for day, _, _ in observed.shares)
    inflow = trace.refuge[:end]
    total = sum(inflow)
    return Score(
        tau=kendall(then, now),
        date_error=float(statistics.median(abs(a - b) for a, b in zip(then, now, strict=True))),
        shares=shares,
        rmse=rmse(shares, observed),
        refuge_total=total,
        heaviest=max(inflow, default=0) / total if total else 0.0,
    )


def order_inside(trace: Trace, observed: Observed, group: dict[str, str]) -> float:
    """Tau-b over pairs of districts of the same group only: the order inside a burst, not that of the bursts."""
    names = list(observed.captures)
    now = [min(trace.captures.get(n, observed.days), observed.days) for n in names]
    return kendall([observed.captures[n] for n in names], now, [group[n] for n in names])


def kendall(ours: Sequence[float], theirs: Sequence[float], group: Sequence[str] | None = None) -> float:
    """Kendall's tau-b of two rankings, over pairs of one group if given; 0 where one of them does not rank at all."""
    pairs = [(i, j) for i in range(len(ours)) for j in range(i) if group is None or group[i] == group[j]]
    sign = [
        ((ours[i] > ours[j]) - (ours[i] < ours[j]), (theirs[i] > theirs[j]) - (theirs[i] < theirs[j])) for i, j in pairs
    ]
    ranked = math.sqrt(sum(1 for x, _ in sign if x) * sum(1 for _, y in sign if y))
    return sum(x * y for x, y in sign) / ranked if ranked else 0.0


def rmse(shares: Sequence[float], observed: Observed) -> float:
    """Root mean square error of shares on the observed days against the middle of each band."""
    squares = [(s - (low + high) / 2.0) ** 2 for s, (_, low, high) in zip(shares, observed.shares, strict=True)]
    return math.sqrt(math.fsum(squares) / len(squares))


def median_shares(scores: Sequence[Score]) -> tuple[float, ...]:
    """Median over runs of the share on each observed day."""
    return tuple(statistics.median(day) for day in zip(*(s.shares for s in scores), strict=True))


def verdicts(scores: Sequence[Score], observed: Observed) -> list[Verdict]:
    """K1 to K3 over runs: the value is the median over runs; for K2 the error of the median curve."""
    lowest, highest = (1.0 - REFUGE_OFF) * observed.refuge_total, (1.0 + REFUGE_OFF) * observed.refuge_total
    top = max(observed.refuge.values()) / sum(observed.refuge.values())
    rows = [
        verdict("K1", "order of captures, Kendall's tau-b", "1", [s.tau for s in scores], f">= {TAU}", TAU, math.inf),
        verdict(
            "K1",
            "median error of dates [days]",
            "0",
            [s.date_error for s in scores],
            f"<= {DATE_ERROR:g}",
            0.0,
            DATE_ERROR,
        ),
        verdict(
            "K2",
            "RMSE of the share held [share of border]",
            "0",
            [s.rmse for s in scores],
            f"<= {RMSE}",
            0.0,
            RMSE,
            value=rmse(median_shares(scores), observed),
        ),
        verdict(
            "K3",
            "soldiers seeking refuge, total",
            str(observed.refuge_total),
            [float(s.refuge_total) for s in scores],
            f"{lowest:.0f} to {highest:.0f}",
            lowest,
            highest,
        ),
        verdict(
            "K3",
            "share of it on the heaviest day",
            f"{top:.2f}",
            [s.heaviest for s in scores],
            f">= {HEAVIEST}",
            HEAVIEST,
            1.0,
        ),
    ]
    return rows


def snap_verdict(days: Sequence[float]) -> Verdict:
    """K5 over drawn deployments."""
    low, high = SNAP_DAYS
    return verdict("K5", f"days to bring {SNAP_MEN} men", "3", list(days), f"{low:g} to {high:g}", low, high)


def snap_deployments(scenario: Scenario, seeds: Sequence[int]) -> list[float]:
    """Days in which 2,500 men of the lead state reach the border, by the delivery rules of the alliance."""
    from panj.agents.alliance.help import known
    from panj.model import BorderModel
    from panj.treaty.course.delivery import contingents
    from panj.treaty.course.forces import ForcePool
    from panj.treaty.ladder import least

    out = []
    for seed in seeds:
        m = BorderModel(scenario, seed=seed, days=1)
        lead = m.regime.lead_state

        def draw(who: str, which: str, model: BorderModel = m) -> float:
            return model.streams.uniform("snap", 0, who, which)

        sent = contingents(least("guard"), {lead: SNAP_MEN}, "snap", ForcePool({lead: SNAP_MEN}), 0.0, known(m), draw)
        out.append(max(float(c.day) for c in sent if c.day is not None))
    return out
