"""Morris and Sobol indices that `panj sensitivity` has left in a sweep's folder, for its report: one figure each."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.indices import convergence
from panj.experiments.analysis.pairs import ERROR
from panj.experiments.analysis.sensitivity import idle
from panj.experiments.report import figures
from panj.experiments.report.answers import and_
from panj.experiments.report.figures import Shown
from panj.experiments.report.moving import BLUE, GREY, MOST, NAMED
from panj.experiments.tables import number
from panj.model.record.outcomes import WORDS
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.reading import read_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEXTS = ("factor", "outcome", "regime")  # columns of a table of indices; those of numbers, the value first
NUMBERS = {"morris": ("mu_star", "low", "high", "p_all", "could_see"), "sobol": ("ST", "ST_low", "ST_high", "p_all")}
ALL_TOGETHER = (
    "All factors, outcomes and regimes together keep an error of 5 %: where nothing does anything, one is told in 5 %"
    " of such studies."
)
STORES = ("morris", "sobol")  # stores that `panj sensitivity` makes below the folder of its tables


@dataclass(frozen=True)
class Indices:
    """A figure of indices, with what it says; `short`: what the first screen says."""

    figure: Shown
    sentences: list[str]
    short: str


def indices(folder: Path, pictures: Path) -> list[Indices]:
    """Of the tables morris.csv and sobol.csv in a folder, or above it where it is one of their stores."""
    home = folder.parent if folder.resolve().name in STORES else folder
    found = []
    for name, made in (("morris", _morris), ("sobol", _sobol)):
        if (home / f"{name}.csv").is_file():
            found.append(made(_table(home / f"{name}.csv", NUMBERS[name]), pictures))
    return found


def _table(path: Path, numbers: tuple[str, ...]) -> pd.DataFrame:
    """A table that `panj sensitivity` has written. Raises InputError where it is none any more."""
    wanted = "the table that `panj sensitivity` wrote; write it again, or move it away"
    try:
        table = pd.read_csv(io.StringIO(read_text(path, "CSV")))
    except InputError:
        raise
    except ValueError as error:  # no CSV, or nothing in it
        raise InputError(path, "", InWords(error), wanted) from None
    for name in (*TEXTS, *numbers, *(["verdict"] if "mu_star" in numbers else [])):
        whole = name in table and (name not in numbers or pd.api.types.is_numeric_dtype(table[name]))
        if not whole or (name not in numbers[1:] and table[name].isna().any()):
            raise InputError(path, f"column {name}", InWords("not in every row what it was"), wanted)
    return table


def _morris(table: pd.DataFrame, pictures: Path) -> Indices:
    table = table.assign(told=table.verdict == "beyond chance", value=table.mu_star)
    nothing, unsure = idle(table)
    told = list(map(str, table[table.told].groupby("factor").size().sort_values(ascending=False).index))
    said = [f"Beyond chance: {and_(told)}." if told else "No sampled factor moves an outcome beyond chance."]
    said += [f"No game changes with {and_(nothing)}."] if nothing else []
    said += [f"Not beyond chance in any outcome: {and_(unsure)}."] if unsure else []
    said.append(ALL_TOGETHER)
    if grey := _could_have_been_seen(table[~table.told & (table.verdict != "nothing")]):
        said.append(grey)
    note = (
        "Morris screening: mean size of the change over a factor's whole range, with 95 % intervals, of the outcome"
        " named. Blue: told from a factor that only shuffles the dice; grey: not. Small line: what such a factor shows."
    )
    figure, alt = _dots(table, "Mean size of the change over the whole range, by factor (Morris)")
    shown = figures.shown("morris-screening", "Morris screening", alt, note, figure, table, pictures)
    short = f"What moves the outcomes most by Morris screening: {and_(told[:NAMED])}." if told else said[0]
    return Indices(shown, said, short)


def _sobol(table: pd.DataFrame, pictures: Path) -> Indices:
    chance = table.chance_share.fillna(0.0) if "chance_share" in table else 0.0
    told = table.p_all <= ERROR
    table = table.assign(told=told, value=table.ST, low=table.ST_low, high=table.ST_high, chance=chance)
    moving = table[table.groupby(_about(table)).ST.transform("max") > 0.0]
    said = [f"{_where(key)}: {convergence(mine)[1]}" for key, mine in moving.groupby(_about(table), sort=False)]
    never = [f for f, mine in table.groupby("factor", sort=False) if not mine.told.any()]
    said.append(f"Not told from chance in any outcome: {and_(map(str, never))}." if never else "")
    said.append(ALL_TOGETHER)
    note = (
        "Sobol: a factor's share of the variance between points, with all its interactions (total index), with 95 %"
        " intervals. Blue: told from a factor that only shuffles the dice; grey: not. Small line: the share of the"
        " variance that may be the war's own chance."
    )
    figure, alt = _dots(table, "Shares of the variance by factor, with interactions (Sobol)")
    shown = figures.shown("sobol-indices", "Sobol indices", alt, note, figure, table, pictures)
    return Indices(shown, [s for s in said if s], "")


def _could_have_been_seen(grey: pd.DataFrame) -> str:
    """How large an effect would have been told apart where none was, by outcome."""
    seen = grey.groupby("outcome", sort=False).could_see.max()
    parts = [f"{number(value)} in {WORDS.get(str(o), str(o).replace('_', ' '))}" for o, value in seen.items()]
    return f"Of what is not told, a steady change would have been seen in four of five such studies: {and_(parts)}."


def _about(table: pd.DataFrame) -> list[str]:
    return [k for k in ("scenario", "regime", "outcome", "baseline") if k in table]


def _where(key: Any) -> str:
    return ", ".join(map(str, key))


def _dots(table: pd.DataFrame, title: str) -> tuple[Figure, str]:
    """A panel an outcome and regime (those that are the same share one), a line a factor: value, interval, chance."""
    panels: dict[str, tuple[str, list[str], pd.DataFrame]] = {}
    for (outcome, regime), mine in table.groupby(["outcome", "regime"], sort=False):
        if (mine.value > 0.0).any():
            rows = mine.drop_duplicates("factor").set_index("factor")
            mark = f"{outcome} {rows[['value', 'low', 'high']].sort_index().round(6).to_csv()}"
            panels.setdefault(mark, (str(outcome), [], rows))[1].append(str(regime))
    top = table.assign(share=table.value / table.groupby(_about(table)).value.transform("max").replace(0.0, np.nan))
    ranked = top.groupby("factor").agg(told=("told", "max"), share=("share", "max"))
    factors = list(map(str, ranked.sort_values(["told", "share"], ascending=False, kind="stable").index))[:MOST]
    figure, axes = figures.panels(max(1, len(panels)), len(factors))
    said = []
    for ax, (outcome, regimes, rows) in zip(axes, panels.values(), strict=False):
        rows = rows.reindex(factors)
        y = np.arange(len(factors))[::-1]
        colours = [BLUE if told is True else GREY for told in rows.told]
        ax.hlines(y, rows.low, rows.high, color=colours, lw=1.8)
        ax.scatter(
            rows.value,
            y,
            s=32,
            zorder=3,
            edgecolor=colours,
            c=[BLUE if told is True else "white" for told in rows.told],
        )
        ax.scatter(rows.chance, y, s=60, marker="|", color="#222222", zorder=4)
        words, one = WORDS.get(outcome, outcome.replace("_", " ")), table.regime.nunique() == 1
        figures.label(ax, words if one else f"{words}\n{', '.join(regimes)}", factors)
        told = ", ".join(f"{f} {v:.3g}" for f, v in rows[rows.told == True].value.items())  # noqa: E712
        said.append(f"{words}{'' if one else f' under {and_(regimes)}'}: {told or 'nothing beyond chance'}")
    figure.tight_layout()
    return figure, f"{title}. {'; '.join(said) or 'Nothing moves any outcome'}."
