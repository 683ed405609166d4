"""Regimes against each other, paired by seed: mean difference with a 95 % interval, and whether they can be told apart.

By the one standard (experiments.analysis.pairs): two sides are told apart where the chance of such a difference, if
they were alike, is at most 5 % after correction for all comparisons of the table. What cannot be told apart says how
large a difference would have been seen. A day that did not come by the end counts as the end, and how often it came is
compared as well (experiments.values).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

from panj.experiments.analysis.crossed import DRAWN, Sure, chance_of, crossed_interval, drawn_by, sure_of
from panj.experiments.analysis.pairs import Z95, holm, pairs_needed, saved_by_pairing, told
from panj.experiments.designs.sequential import Stopping, any_time_interval, any_time_pairs, differences_of
from panj.experiments.values import CAME, kind_of, values_of, with_shares
from panj.model.record.outcomes import shown_first
from panj.scenarios.arguments import listed, number, of_kind, text
from panj.scenarios.errors import InputError, InWords

KEY_OUTCOMES = shown_first("compare")
LARGE = 2_000
ONE_LOOK = {"interval": "one look"}

# Runs that agree in these are pooled under one regime; those that agree in PAIRED_ON as well make a pair.
POOLED_BY = ("scenario", "days", "point")
PAIRED_ON = ("seed", "changes", "rules", "scenario_content")


def mean_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and its 95 % bootstrap interval (BCa, 2,000 resamples, fixed seed).

    No spread gives no width, a single value no interval. Above `LARGE` values the bootstrap, whose memory grows with
    their square, gives way to what it comes to for many: mean and standard error.
    """
    values = np.asarray(values, float)
    if len(values) == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(values.mean())
    if len(values) < 2:
        return mean, float("nan"), float("nan")
    if np.ptp(values) == 0.0:
        return mean, mean, mean
    if len(values) > LARGE:
        half = Z95 * float(values.std(ddof=1)) / len(values) ** 0.5
        return mean, mean - half, mean + half
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # BCa warns on very skewed samples and falls back; the check below sees it
        result = bootstrap((values,), np.mean, n_resamples=2000, rng=np.random.default_rng(0), method="BCa")
        low, high = result.confidence_interval
        if not (np.isfinite(low) and np.isfinite(high)):
            result = bootstrap((values,), np.mean, n_resamples=2000, rng=np.random.default_rng(0), method="percentile")
            low, high = result.confidence_interval
    return mean, float(low), float(high)


def compare(
    runs: pd.DataFrame,
    outcome: str | Sequence[str] | None = None,
    baseline: str = "none",
    half_width: float | None = None,
    stopping: Stopping | None = None,
) -> pd.DataFrame:
    """Each regime against the baseline, per scenario, level of the factors and outcome, paired by seed.

    Only runs that are alike in everything but the regime make a pair: program, content of the scenario, days, changes
    and seed. Columns: scenario; days and point (levels of the factors) where there are several; regime, baseline,
    outcome, n (pairs in which both have a value), happened and happened_baseline (share of runs with a value), mean,
    mean_baseline, difference, low, high (95 %, for one look at a number of seeds that was fixed beforehand), differ
    (share of pairs that differ), p (chance of such a difference if the two were alike, see experiments.analysis.pairs),
    p_holm (the same, corrected for the number of lines of this table), told (whether p_holm is at most 5 %: the one
    standard by which two are told apart), could_see (the smallest difference that these pairs would have told apart in
    80 % of such sweeps, at the error of the whole table; empty where no pair differs, infinite where there are too few
    pairs to tell anything apart), saved (how many times as many games two sets without common
    seeds would take).

    A day has two lines: the day itself, restricted to the length of the war (a game in which it never came counts with
    the days played), and NAME:came, the share of games in which it came.

    Where runs of several points are pooled (the column point is dropped, or one value, see `over_points`), pairs share
    seeds and points: interval and p then count with both, see experiments.analysis.crossed.

    half_width: adds pairs_needed, how many pairs an interval takes that is this wide either way. stopping: by what the
    runs were stopped, if by precision (experiments.runs.rounds.stopping_of): low and high of its outcome then hold
    whenever one stops, and the column interval says so.

    Raises InputError for an unknown outcome or baseline, and for runs in which one name stands for several things.
    """
    if not isinstance(runs, pd.DataFrame) or "regime" not in runs:
        raise InputError("runs", "", runs, "a data frame of runs, as `Sweep.run` and `open_runs` return it")
    if half_width is not None:
        number("half_width", half_width, 0.0, above=True)
    outcomes = KEY_OUTCOMES if outcome is None else [outcome] if isinstance(outcome, str) else outcome
    names = with_shares([text("outcome", name) for name in listed("outcome", outcomes, "outcomes")])
    if stopping is not None:
        of_kind("stopping", stopping, Stopping, "what `stopping_of` gives, or None")
    for name in names:
        check_outcome(name)
        if name.removesuffix(CAME) not in runs:
            raise InputError("runs", "", InWords(f"no column {name.removesuffix(CAME)}"), "runs with that outcome")
    text("baseline", baseline)
    regimes = list(dict.fromkeys(runs.regime))
    if baseline not in regimes:
        raise InputError("baseline", "", baseline, f"one of {', '.join(regimes)}")
    rows = []
    for about, played in alike(runs):
        keys = [k for k in PAIRED_ON if k in played]
        for name in names:
            wide = _wide(played, keys, values_of(played, name))
            came = _wide(played, keys, played[name.removesuffix(CAME)].notna().astype(float)).mean()
            for regime in regimes:
                if regime != baseline and regime in wide and baseline in wide:
                    often = float(came[regime]), float(came[baseline])
                    row = _paired(wide[regime], wide[baseline], often, half_width)
                    if stopping is not None:
                        row |= (
                            _whenever(wide, regime, baseline, half_width, stopping)
                            if name == stopping.outcome
                            else ONE_LOOK
                        )
                    rows.append(about | {"regime": regime, "baseline": baseline, "outcome": name} | row)
    table = pd.DataFrame(rows)
    if rows:
        after = list(table.columns).index("p") + 1
        corrected = holm(table.p.to_numpy(float))
        apart = told(corrected)
        if "interval" in table:  # of what a sweep was stopped by, the interval that holds whenever one stops
            apart &= (table.difference.abs() > table.least).to_numpy()
        sure = table[list(Sure._fields)].to_numpy(float)
        table.insert(after, "p_holm", corrected)
        table.insert(after + 1, "told", apart)
        table.insert(after + 2, "could_see", [Sure(*row).could_see(len(table)) for row in sure])
        table = table.drop(columns=list(Sure._fields))
    return Comparison(table)


class Comparison(pd.DataFrame):
    """A data frame that prints what a reader needs of it, whole: difference, interval, and whether it is one."""

    SHOWN = (
        *POOLED_BY,
        "regime",
        "outcome",
        "n",
        "mean_baseline",
        "mean",
        "difference",
        "low",
        "high",
        "told",
        "could_see",
    )

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame  # what is made from it is a table like any other

    def __repr__(self) -> str:
        """The main columns, none left out; `.columns` names the others."""
        shown = [c for c in self.SHOWN if c in self]
        return pd.DataFrame(self)[shown].to_string(index=False, float_format=lambda value: f"{value:,.4g}")


def _wide(played: pd.DataFrame, keys: list[str], values: pd.Series) -> pd.DataFrame:
    """Values by what pairs agree in (rows) and regime (columns)."""
    about = played[[*keys, "regime"]].assign(value=values)
    return about.pivot_table(index=keys, columns="regime", values="value", dropna=False, aggfunc="first")


def check_outcome(name: str) -> None:
    """Raise InputError for what is no outcome with numbers."""
    kind_of(name)


def alike(runs: pd.DataFrame) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Good runs that may be pooled under one regime, with what they share: scenario; days and point where several."""
    good = runs[runs.status == "ok"] if "status" in runs else runs
    _one_meaning_a_name(good)
    keys = [k for k in POOLED_BY if k in good]
    shown = [k for k in keys if k == "scenario" or good[k].nunique() > 1]
    for values, played in good.groupby(keys, sort=False, dropna=False):
        yield {k: v for k, v in zip(keys, values, strict=True) if k in shown}, played


def _one_meaning_a_name(runs: pd.DataFrame) -> None:
    """Refuse runs of several programs, or in which a name stands for several contents: nothing says which is which."""
    for name, content in (("scenario", "scenario_content"), ("regime", "regime_content")):
        if content in runs:
            kinds = runs.groupby(name)[content].nunique()
            for value in kinds[kinds > 1].index:
                raise InputError(
                    "runs",
                    name,
                    InWords(f"{value} with {kinds[value]} different contents"),
                    "runs of one design: open_runs(folder) without all=True",
                )
    if "rules" in runs and runs.rules.nunique() > 1:
        raise InputError(
            "runs", "rules", InWords(f"runs of {runs.rules.nunique()} versions of the program"), "runs of one"
        )


def _whenever(
    wide: pd.DataFrame, regime: str, baseline: str, half_width: float | None, stopping: Stopping
) -> dict[str, Any]:
    """The interval of what a sweep was stopped by, in place of one that holds for a single look."""
    _, difference, half = any_time_interval(wide, regime, baseline, stopping)
    low, high = difference - half, difference + half
    row = {"low": low, "high": high, "least": half, "interval": "whenever stopped"}
    if half_width is None:
        return row
    return row | {"pairs_needed": any_time_pairs(*differences_of(wide, regime, baseline), stopping, half_width)}


def _paired(ours: pd.Series, theirs: pd.Series, often: tuple[float, float], half_width: float | None) -> dict[str, Any]:
    both = ours.notna() & theirs.notna()
    a, b = ours[both].to_numpy(float), theirs[both].to_numpy(float)
    drawn = drawn_by(ours.index[both])
    crossed = len(drawn) > 1  # several seeds at several points: pairs are not independent
    difference, low, high = _interval(a - b, drawn)
    return {
        "n": int(both.sum()),
        "happened": often[0],
        "happened_baseline": often[1],
        "mean": float(a.mean()) if len(a) else float("nan"),
        "mean_baseline": float(b.mean()) if len(b) else float("nan"),
        "difference": difference,
        "low": low,
        "high": high,
        "differ": float((a != b).mean()) if len(a) else float("nan"),
        **sure_of(a - b, drawn)._asdict(),
        "p": chance_of(a - b, drawn),
        "saved": saved_by_pairing(a, b),
        **({} if half_width is None else {"pairs_needed": _needed(a - b, (high - low) / 2.0, half_width, crossed)}),
    }


def _interval(values: np.ndarray, drawn: list[np.ndarray]) -> tuple[float, float, float]:
    """Mean and 95 % interval, by what the values were drawn by: of several seeds at several points, or independent."""
    return crossed_interval(values, drawn) if len(drawn) > 1 else mean_interval(values)


def _needed(gaps: np.ndarray, half: float, wanted: float, crossed: bool) -> float:
    """Pairs for an interval of that half width; crossed ones with as many points for each seed as there are."""
    if not crossed:
        return pairs_needed(gaps, wanted)
    return float(np.ceil(len(gaps) * (half / wanted) ** 2)) if half > 0.0 else float("nan")


def summary(runs: pd.DataFrame, outcomes: tuple[str, ...] = KEY_OUTCOMES) -> pd.DataFrame:
    """Mean and 95 % interval of outcomes per scenario, level of the factors and regime, and how often each happened."""
    rows = []
    keys = [k for k in DRAWN if k in runs]
    for about, pooled in alike(runs):
        for regime, played in pooled.groupby("regime", sort=False):
            for name in outcomes:
                column = values_of(played, name)
                values = column.dropna().to_numpy(float)
                drawn = drawn_by(pd.MultiIndex.from_frame(played.loc[column.notna(), keys]))
                mean, low, high = _interval(values, drawn)
                kind = kind_of(name)
                low, high = max(low, kind.low), min(high, kind.high)  # no mean lies where no value can
                came = float(played[name.removesuffix(CAME)].notna().mean())
                found = {"happened": came, "mean": mean, "low": low, "high": high}
                rows.append(about | {"regime": regime, "outcome": name, "runs": len(played)} | found)
    return pd.DataFrame(rows)


def over_points(runs: pd.DataFrame, named: Iterable[str] = ()) -> pd.DataFrame:
    """The same runs with all points of a design as one, but for those that have a name of their own."""
    if "point" not in runs:
        return runs
    one = ~runs.point.isin(list(named))
    return runs.assign(point=runs.point.where(~one, f"{runs.point[one].nunique():,} points"))


def told_once(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """A table without the columns that tell its rows' runs apart but hold one value only, and a line with those."""
    told = ("scenario", "days", "point", "baseline", "outcome", "interval")
    same = [c for c in told if c in table and table[c].nunique() == 1]
    said = [f"{c} {table[c].iloc[0]}" for c in same if str(table[c].iloc[0])]
    return table.drop(columns=same), ", ".join(said)
