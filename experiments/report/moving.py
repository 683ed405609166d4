"""What moves the outcomes, for a report: of a sweep that varied something, and of the indices that lie beside it.

What is told from a factor that does nothing is blue; grey is what is not: it may move something, by less than so many
games tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.moved import Moved, moved, with_gap
from panj.experiments.designs.plan import Plan
from panj.experiments.report import figures
from panj.experiments.report.answers import OF_HELP, and_
from panj.experiments.report.figures import Shown
from panj.experiments.report.mapping import rules_map
from panj.experiments.report.unseen import least_seen
from panj.experiments.tables import level, measured, number
from panj.model.record.outcomes import OUTCOMES, WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLUE, GREY = "#4477aa", "#aaaaaa"
MOST = 15  # factors in a figure; the CSV has all
NAMED = 4  # factors or changes that a sentence names


@dataclass(frozen=True)
class Moving:
    """What the page says of one scenario: its sentences, its figure, the map where the design is one, the rows of its
    table by factor; and `short`, what the first screen says."""

    name: str
    short: str
    sentences: list[str]
    figure: Shown
    map: Shown | None
    rows: list[tuple[str, list[dict[str, Any]]]]


@dataclass(frozen=True)
class Gap:
    """What the answer itself is: how an outcome differs under a regime from the baseline; its column in the table
    and how sentences call it."""

    outcome: str
    column: str
    words: str


def moving(name: str, runs: pd.DataFrame, plan: Plan, law: str, pictures: Path, prefix: str) -> Moving | None:
    """Of the runs of one scenario and length, whose own regime is `law`; None where nothing was varied, or where its
    points say nothing."""
    outcomes = [o for o in WORDS if o in runs and runs[o].nunique(dropna=False) > 1]
    runs, gap = _gap(runs, outcomes, law)
    found = moved(runs, plan, [*outcomes, *([gap.column] if gap else [])]) if outcomes else None
    if found is None:
        return None
    words = WORDS | ({gap.column: gap.words} if gap else {})
    figure, alt = changes(found, words)
    how = (
        "each factor's highest level less its lowest (of words: less the first)"
        if found.by == "steps"
        else ("mean of the points in the highest third of each factor's values less that of the lowest third")
    )
    note = (
        f"Dots: {how}, with 95 % intervals, over all regimes. Blue: told from a factor that does nothing; grey:"
        " not."
        + (
            " What is blue with an interval over zero moves the outcome, but not one way."
            if found.by == "sample"
            else ""
        )
    )
    made = figures.shown(
        f"{prefix}what-moves-the-outcomes", "What moves the outcomes", alt, note, figure, found.table, pictures
    )
    units = {o: OUTCOMES[o].unit for o in outcomes} | ({gap.column: OUTCOMES[gap.outcome].unit} if gap else {})
    return Moving(
        name,
        short(found, gap),
        sentences(found, runs, words),
        made,
        rules_map(runs, plan, pictures, prefix),
        _rows(found, words, units),
    )


def _gap(runs: pd.DataFrame, outcomes: Sequence[str], law: str) -> tuple[pd.DataFrame, Gap | None]:
    """The runs, and what the scenario's own regime changes against none (or the first regime) in the first outcome on
    the ground in which they differ; None where there is no such thing."""
    regimes = sorted(runs.regime.unique())
    baseline = next(r for r in ("none", *regimes) if r in regimes)
    regime = law if law in regimes and law != baseline else next((r for r in regimes if r != baseline), None)
    for outcome in (o for o in outcomes if o not in OF_HELP and regime):
        more, column = with_gap(runs, outcome, str(regime), baseline)
        if (more[column].fillna(0.0) != 0.0).any():
            return more, Gap(outcome, column, f"what {regime} changes against {baseline} in {WORDS[outcome]}")
    return runs, None


def sentences(found: Moved, runs: pd.DataFrame, words: Mapping[str, str] = WORDS) -> list[str]:
    """What moves the outcomes, what does nothing, what cannot be told, and how sure that is."""
    table, said = found.table, []
    for factor in found.moving[:NAMED]:
        mine = table[table.told & (table.factor == factor)]
        mine = mine.sort_values("p", kind="stable").drop_duplicates("outcome")
        first = mine.iloc[0]
        half = measured(first.change, first.low, first.high, "+")
        ends = [level(m, first.low, first.high) for m in (first.mean_from, first.mean_to)]
        more = [words[o] for o in mine.outcome.iloc[1:]]
        too = f"; it moves {and_(more)}, too" if more else ""
        bent = ", but not one way" if first.low < 0.0 < first.high else ""
        at = f"{ends[0]} where it is {first['from']}, {ends[1]} where it is {first['to']}"
        known = f"{half[0]}, 95 % interval {half[1]} to {half[2]}; p {first.p_holm:.2g}"
        said.append(f"{factor} moves {words[first.outcome]}{bent}: {at} ({known}){too}.")
    if rest := found.moving[NAMED:]:
        said.append(f"So do, less surely: {and_(rest)}.")
    if found.nothing:
        said.append(f"No game changes with {and_(found.nothing)}.")
    if found.unsure:
        said.append(
            f"Not told from a factor that does nothing, in any outcome shown: {and_(found.unsure)}."
            f" {_would_show(found, words)}"
        )
    if found.words:
        said.append(f"Not asked, because a sample of words has no order: {and_(found.words)}.")
    return [*said, _sure(found, runs)]


def _would_show(found: Moved, words: Mapping[str, str]) -> str:
    """How large an effect of what is not told would have been."""
    if found.by == "sample":
        seen = number(float(found.table.could_see.max()))
        return f"A rank correlation of {seen} would have been told in 80 % of such sweeps."
    unsure = found.table[found.table.factor.isin(found.unsure)]
    each = {words[str(o)]: least_seen(mine.assign(n=found.n)) for o, mine in unsure.groupby("outcome", sort=False)}
    said = "; ".join(f"{what} {seen}" for what, seen in each.items())
    return f"Changes that would have been told in 80 % of such sweeps: {said}."


def _sure(found: Moved, runs: pd.DataFrame) -> str:
    regimes = f" and {runs.regime.nunique()} regimes" if runs.regime.nunique() > 1 else ""
    count = len(found.table)
    if found.by == "steps":
        few = (
            f" With {found.n} pairs nothing can be told at that error: take at least {found.least} seeds."
            if found.n < found.least
            else ""
        )
        how = f"Pairs are of the same seed at two levels, {found.n} of them, each a mean over all else that varies."
        return f"{how} All {count} comparisons together keep an error of 5 % (Holm, sign-flip tests).{few}"
    per = runs.groupby("point").seed.nunique()
    seeds = f"{per.min()}" if per.min() == per.max() else f"{per.min()} to {per.max()}"
    games = f" counts by its mean over {seeds} seeds{regimes}" if seeds != "1" or regimes else " is one game"
    return (
        f"Each of {found.n} points{games}. Told by rank correlation, with the factor and with its distance from the"
        f" middle, against the largest of all when outcomes are shuffled: all {count} comparisons together keep an"
        " error of 5 %."
    )


def short(found: Moved, gap: Gap | None = None) -> str:
    """What the first screen says: what moves the outcomes, and what the answer hangs on."""
    moving, other = found.moving, [*found.nothing, *found.unsure]
    if not moving:
        return f"None of the varied factors ({and_(other)}) can be told from one that does nothing."
    said = f"Of what was varied, {and_(moving[:NAMED])} move{'s' if len(moving) == 1 else ''} the outcomes"
    more = f" and {len(moving) - NAMED} more" if len(moving) > NAMED else ""
    still = f"; {_few(other)} cannot be told from nothing" if other else ""
    return f"{said}{more}{still}.{_hangs(found, gap) if gap else ''}"


def _hangs(found: Moved, gap: Gap) -> str:
    told = found.table[found.table.told & (found.table.outcome == gap.column)]
    on = list(map(str, dict.fromkeys(told.sort_values("p", kind="stable").factor)))
    what = f" {gap.words[0].upper()}{gap.words[1:]}"
    return f"{what} hangs on {and_(on)}." if on else f"{what} cannot be told to hang on any of them."


def _few(names: Sequence[str]) -> str:
    return and_(names) if len(names) <= NAMED else f"{len(names)} others"


def changes(found: Moved, words: Mapping[str, str] = WORDS) -> tuple[Figure, str]:
    """Change of each outcome by factor as dots with intervals, a panel an outcome that anything moves at all."""
    table = found.table[found.table.factor.isin(shown_factors(found))]
    step = table.factor + np.where(found.by == "steps", " " + table["from"] + " → " + table["to"], "")
    table = table.assign(step=step)
    outcomes = [o for o in words if (table[table.outcome == o].change != 0.0).any()] or [table.outcome.iloc[0]]
    steps = list(dict.fromkeys(table.sort_values("told", ascending=False, kind="stable").step))
    figure, axes = figures.panels(len(outcomes), len(steps))
    for ax, outcome in zip(axes, outcomes, strict=True):
        rows = table[table.outcome == outcome].set_index("step").loc[steps]
        y = np.arange(len(steps))[::-1]
        colours = [BLUE if told else GREY for told in rows.told]
        ax.axvline(0.0, color="#999999", lw=1)
        ax.hlines(y, rows.low, rows.high, color=colours, lw=1.8)
        ax.scatter(
            rows.change,
            y,
            s=36,
            zorder=3,
            edgecolor=colours,
            lw=1.2,
            c=[BLUE if told else "white" for told in rows.told],
        )
        figures.label(ax, words[outcome], steps, outcome, difference=True)
    figure.tight_layout()
    told = table[table.told]
    said = "; ".join(
        f"{words[r['outcome']]} by {measured(r['change'], r['low'], r['high'], '+')[0]} with {r['step']}"
        for r in told.to_dict("records")
    )
    return figure, (
        "Change of each outcome with each varied factor, with 95 % intervals. "
        + (f"Told apart: {said}." if said else "None is told from a factor that does nothing.")
    )


def shown_factors(found: Moved) -> list[str]:
    """The factors of the figure: those that move something first."""
    return [*found.moving, *found.unsure, *found.nothing][:MOST]


def _rows(found: Moved, words: Mapping[str, str], units: Mapping[str, str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The table: for each factor that moves something, at which levels, what it moves; the rest is said in words."""
    order = {f: i for i, f in enumerate(found.moving)}
    told = found.table[found.table.told]
    told = told.assign(words=told.outcome.map(words), unit=told.outcome.map(units))
    steps = told.factor + ": " + told["from"] + " and " + told["to"]
    groups = [(str(step), mine) for step, mine in told.groupby(steps, sort=False)]
    groups.sort(key=lambda item: order[str(item[1].factor.iloc[0])])
    return [(step, [{str(k): v for k, v in r.items()} for r in mine.to_dict("records")]) for step, mine in groups]
