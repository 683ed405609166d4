"""Figures of a report, each with its words: title, alternative text that says what is to be seen; and its data."""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from panj.experiments.files import write_own
from panj.experiments.tables import number, percent, scale_of, unit_of
from panj.model.record.outcomes import OUTCOMES, WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Colours from the bottom of the ladder of help to its top.
LADDER_COLOURS = ("#e8e8e8", "#cfd8dc", "#b0bec5", "#90caf9", "#64b5f6", "#4caf50", "#ff9800", "#d32f2f")
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#777777")  # Tol's bright scheme
STEPS = {
    "inform_day": "informed",
    "consultation_day": "consultations",
    "request_day": "appeal",
    "decision_day": "decision",
    "first_arrival_day": "first help there",
    "full_strength_day": "all help there",
}
STAGES = {  # where two wars part: the first stage whose columns differ
    "appeal": ("inform_day", "consultation_day", "request_day", "ask_rung"),
    "decision": ("decision_day", "adopted_rung", "measures", "vetoes", "pivotal"),
    "delivery": ("promised_men", "contributors", "delivered_men", "first_arrival_day", "full_strength_day"),
    "ground": ("border_share_end", "incursions_attempted", "incursions_through", "posts_lost", "losses_member"),
}
ABREAST = 4  # panels in a row
UNSEEN = 0.02  # mean distance of two lines over the days below which they are drawn as one [share]
MOST_DOTS = 400  # of a regime in a panel
PER_CENT = PercentFormatter(1.0, 0, " %")  # of axes that are shares
THOUSANDS = StrMethodFormatter("{x:,g}")  # of all others
ENDINGS = {"svg": {"Date": None}, "png": {"Software": None}}  # picture -> what of its making is left out


@dataclass(frozen=True)
class Shown:
    """A figure as a page has it: name (of its files), title, alternative text, how to read it, picture as a source."""

    name: str
    title: str
    alt: str
    note: str
    source: str


def shown(name: str, title: str, alt: str, note: str, figure: Figure, data: pd.DataFrame, folder: Path) -> Shown:
    """The figure for the page, and as SVG, PNG and CSV in a folder."""
    pictures = {}
    with plt.rc_context({"svg.hashsalt": name}):
        for ending, about in ENDINGS.items():
            stream = io.BytesIO()
            figure.savefig(stream, format=ending, bbox_inches="tight", dpi=140, metadata=about)
            pictures[ending] = stream.getvalue()
    plt.close(figure)
    for ending, picture in pictures.items():
        write_own(folder / f"{name}.{ending}", picture)
    write_own(folder / f"{name}.csv", data.to_csv(index=False, float_format="%.6g"))
    return Shown(name, title, alt, note, as_source(pictures["svg"], "image/svg+xml"))


def as_source(data: bytes, media: str) -> str:
    """Bytes of a picture as an <img> source."""
    return f"data:{media};base64,{base64.b64encode(data).decode()}"


def differences(pairs: pd.DataFrame, words: dict[str, str], baseline: str) -> tuple[Figure, str]:
    """Paired differences from the baseline as dots with 95 % intervals, a panel an outcome; filled where told apart."""
    outcomes = [o for o in words if (pairs[pairs.outcome == o].difference != 0.0).any()]
    regimes = list(dict.fromkeys(pairs.regime))
    figure, axes = panels(len(outcomes), len(regimes))
    said = []
    for ax, outcome in zip(axes, outcomes, strict=True):
        rows = pairs[pairs.outcome == outcome].set_index("regime").loc[regimes]
        y = np.arange(len(regimes))[::-1]
        ax.axvline(0.0, color="#999999", lw=1)
        ax.hlines(y, rows.low, rows.high, color="#333333", lw=1.5)
        ax.scatter(
            rows.difference,
            y,
            s=36,
            zorder=3,
            edgecolor="#333333",
            lw=1.2,
            c=["#4477aa" if told else "white" for told in rows.told],
        )
        label(ax, words[outcome], regimes, outcome, difference=True)
        told = rows[rows.told]
        said += [f"{words[outcome]} under {r}: {number(d)}" for r, d in told.difference.items()]
    figure.supxlabel(f"difference from {baseline}; the grey line is no difference", fontsize=8)
    figure.tight_layout()
    return figure, (
        f"Mean paired differences from {baseline} with 95 % intervals. "
        + (f"Told apart: {'; '.join(said)}." if said else "None is told apart from chance.")
    )


def panels(outcomes: int, regimes: int) -> tuple[Figure, Any]:
    """A panel an outcome, a few beside each other, with room for a line a regime."""
    columns = min(ABREAST, outcomes)
    rows = -(-outcomes // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.6 + 2.1 * columns, (0.36 * regimes + 1.2) * rows + 0.2), squeeze=False, sharey=True
    )
    for spare in axes.flat[outcomes:]:
        spare.set_visible(False)
    return figure, axes.flat[:outcomes]


def label(ax: Any, words: str, regimes: Sequence[str], outcome: str = "", difference: bool = False) -> None:
    """Say what a panel shows, and which line is which regime, the first on top; of an outcome, in which unit."""
    ax.set_ylim(-0.6, len(regimes) - 0.4)
    named = [textwrap.fill(r.replace(" = ", " =\n"), 30, replace_whitespace=False) for r in regimes]  # of alike ones
    ax.set_yticks(np.arange(len(regimes))[::-1], named, fontsize=8)
    ax.set_title(
        textwrap.fill(words, 26, break_on_hyphens=False) + (f"\n{in_unit(outcome)}" if outcome else ""), fontsize=8
    )
    ax.tick_params(axis="x", labelsize=7)
    ax.locator_params(axis="x", nbins=4)
    scale = scale_of(unit_of(outcome), difference)
    shares = PercentFormatter(1.0, symbol=scale.ending)
    ax.xaxis.set_major_formatter(shares if scale.ending else THOUSANDS)


def in_unit(outcome: str) -> str:
    """The unit of an outcome, in square brackets."""
    return f"[{unit_of(outcome) or '-'}]"


def distributions(runs: pd.DataFrame, outcomes: Iterable[str]) -> tuple[Figure, str, pd.DataFrame] | None:
    """Games of an outcome as dots with box and median, a panel an outcome that varies. Of many games evenly so many are
    dots as a page can carry; the box is of all."""
    varied = [o for o in outcomes if o in runs and runs[o].nunique() > 1]
    if not varied:
        return None
    regimes = sorted(runs.regime.unique())
    figure, axes = plt.subplots(
        1, len(varied), figsize=(1.6 + 2.1 * len(varied), 0.42 * len(regimes) + 1.3), squeeze=False, sharey=True
    )
    said = []
    for ax, outcome in zip(axes[0], varied, strict=True):
        values = [runs[runs.regime == r][outcome].dropna().to_numpy(float) for r in regimes]
        ax.boxplot(values, orientation="horizontal", widths=0.55, showfliers=False, medianprops={"color": "#aa3377"})
        for i, mine in enumerate(values):
            some = mine[:: -(-len(mine) // MOST_DOTS) or 1]
            spread = np.random.default_rng(i).uniform(-0.2, 0.2, len(some))
            ax.scatter(some, i + 1 + spread, s=5, alpha=0.45, color="#4477aa", lw=0)
        ax.set_yticks(range(1, len(regimes) + 1), regimes, fontsize=8)
        ax.set_ylim(len(regimes) + 0.5, 0.5)  # the first on top, as in every other figure
        words = textwrap.fill(WORDS.get(outcome, OUTCOMES[outcome].meaning), 26, break_on_hyphens=False)
        ax.set_title(f"{words}\n{in_unit(outcome)}", fontsize=8)
        ax.tick_params(axis="x", labelsize=7)
        ax.xaxis.set_major_formatter(THOUSANDS)
        ax.locator_params(axis="x", nbins=4)
        medians = ", ".join(
            f"{r} {number(float(np.median(v)))}" for r, v in zip(regimes, values, strict=True) if len(v)
        )
        said.append(f"{outcome} {medians}")
    figure.tight_layout()
    return figure, f"Distributions over games, medians: {'; '.join(said)}.", runs[["regime", "seed", *varied]]


def share_over_time(series: pd.DataFrame, start: Any) -> tuple[Figure, str, pd.DataFrame]:
    """Median and 90 % band of the share of the border held; regimes too close to be seen apart are one line."""
    whole = {
        str(regime): rows.groupby("date").border_share.quantile(np.array([0.05, 0.5, 0.95])).unstack()
        for regime, rows in series.groupby("regime", sort=True)
    }
    lines: dict[str, list[str]] = {}
    for regime, wide in whole.items():
        near = (r for r in lines if (whole[r] - wide).abs().mean().max() <= UNSEEN)
        lines.setdefault(next(near, regime), []).append(regime)
    figure, ax = plt.subplots(figsize=(7.5, 3.2))
    for i, (first, regimes) in enumerate(lines.items()):
        wide = whole[first]
        days = pd.to_datetime(wide.index)
        ax.plot(
            days,
            wide[0.5],
            color=COLOURS[i % len(COLOURS)],
            lw=1.8,
            label="every regime" if len(lines) == 1 else " = ".join(regimes),
        )
        ax.fill_between(days, wide[0.05], wide[0.95], color=COLOURS[i % len(COLOURS)], alpha=0.12, lw=0)
    ax.set_ylim(0, 1.02)
    ax.yaxis.set_major_formatter(PER_CENT)
    ax.set_ylabel("share of the border held\nby militants", fontsize=8)
    ax.set_xlabel(f"date (line: median, band: 90 % of games; from {start})", fontsize=8)
    ax.tick_params(labelsize=7)
    if len(lines) > 1:
        ax.legend(fontsize=7, loc="upper left", frameon=False)
    figure.autofmt_xdate()
    ends = [(" = ".join(names), percent(float(whole[first][0.5].iloc[-1]))) for first, names in lines.items()]
    said = f"{ends[0][1]} under every regime" if len(ends) == 1 else "; ".join(" ".join(end) for end in ends)
    data = pd.concat([wide.assign(regime=regime).reset_index() for regime, wide in whole.items()])
    return figure, f"Share of the border held over time; median at the end {said}.", data.rename(columns=str)


def adopted_rungs(runs: pd.DataFrame, names: Sequence[str]) -> tuple[Figure, str, pd.DataFrame]:
    """How far the alliance went, per regime: share of games by highest rung adopted."""
    regimes = sorted(runs.regime.unique())
    table = pd.crosstab(runs.regime, runs.adopted_rung.astype(int), normalize="index").loc[regimes]
    figure, ax = plt.subplots(figsize=(7.5, 0.42 * len(regimes) + 1.2))
    left = np.zeros(len(regimes))
    colours = LinearSegmentedColormap.from_list("ladder", LADDER_COLOURS)
    for rung in table:
        share = table[rung].to_numpy()
        ax.barh(
            regimes,
            share,
            left=left,
            color=colours(int(str(rung)) / (len(names) - 1)),
            label=f"{rung} {names[int(str(rung))]}",
            edgecolor="white",
        )
        left += share
    ax.set_xlim(0, 1)
    ax.invert_yaxis()
    ax.xaxis.set_major_formatter(PER_CENT)
    ax.set_xlabel("share of games by highest rung adopted", fontsize=8)
    ax.tick_params(labelsize=8)
    ax.legend(fontsize=7, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    most = ", ".join(
        f"{r} most often {names[int(table.loc[r].idxmax())]} ({percent(table.loc[r].max())})" for r in regimes
    )
    return figure, f"How far the alliance went: {most}.", table.reset_index().rename(columns=str)


def procedure(runs: pd.DataFrame) -> tuple[Figure, str, pd.DataFrame] | None:
    """When the alliance did what, per regime: median day and 90 % band of each step that was taken."""
    rows = []
    for regime, mine in runs.groupby("regime", sort=True):
        for column, step in STEPS.items():
            days = mine[column].dropna().to_numpy(float)
            if len(days):
                low, mid, high = np.quantile(days, (0.05, 0.5, 0.95))
                rows.append(
                    {
                        "regime": regime,
                        "step": step,
                        "low": low,
                        "median": mid,
                        "high": high,
                        "share": len(days) / len(mine),
                    }
                )
    if not rows:
        return None
    table = pd.DataFrame(rows)
    regimes = list(dict.fromkeys(table.regime))
    figure, ax = plt.subplots(figsize=(7.5, 0.85 * len(regimes) + 0.9))
    for i, step in enumerate(s for s in STEPS.values() if s in set(table.step)):
        mine = table[table.step == step]
        y = [-regimes.index(r) - 0.13 * i for r in mine.regime]
        ax.hlines(y, mine.low, mine.high, color=COLOURS[i % len(COLOURS)], lw=4, alpha=0.35)
        ax.scatter(mine["median"], y, s=30, color=COLOURS[i % len(COLOURS)], label=step, zorder=3)
        for x, at, share in zip(mine.high, y, mine.share, strict=True):
            if share < 1.0:
                ax.annotate(
                    f"in {percent(share)}", (x, at), (4, 0), textcoords="offset points", va="center", fontsize=6
                )
    ax.set_yticks([-i - 0.3 for i in range(len(regimes))], regimes, fontsize=8)
    ax.set_ylim(-len(regimes) + 0.15, 0.2)
    ax.set_xlim(right=table.high.max() + 0.09 * (table.high.max() - table.low.min()))
    ax.set_xlabel(
        "day from the start (dot: median, bar: 90 % of the games that took the step; in how many, where not in all)",
        fontsize=8,
    )
    ax.tick_params(axis="x", labelsize=7)
    ax.legend(fontsize=7, ncols=6, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False, handletextpad=0.2)
    said = "; ".join(
        f"{r}: "
        + ", ".join(f"{x.step} day {x.median:.0f} in {percent(x.share)}" for x in table[table.regime == r].itertuples())
        for r in regimes
    )
    return figure, f"Median day of each step of the procedure. {said}.", table


def partings(runs: pd.DataFrame, baseline: str) -> tuple[Figure, str, pd.DataFrame] | None:
    """Where wars part from the baseline's: share of pairs by the first stage in which any outcome differs."""
    keys = [k for k in ("changes", "seed") if k in runs]
    base = runs[runs.regime == baseline].set_index(keys).sort_index()
    rows = []
    for regime, mine in runs[runs.regime != baseline].groupby("regime", sort=True):
        ours = mine.set_index(keys).sort_index()
        both = ours.index.intersection(base.index)
        a, b = ours.loc[both], base.loc[both]
        left = np.ones(len(both), bool)
        for stage, columns in STAGES.items():
            apart = ((a[list(columns)] != b[list(columns)]) & ~(a[list(columns)].isna() & b[list(columns)].isna())).any(
                axis=1
            )
            here = left & apart.to_numpy()
            rows.append({"regime": regime, "stage": stage, "share": here.mean() if len(both) else 0.0})
            left &= ~here
        rows.append({"regime": regime, "stage": "nowhere", "share": left.mean() if len(both) else 0.0})
    table = pd.DataFrame(rows)
    if table.empty or table.share.isin([0.0, 1.0]).all():  # bars of one colour: the tables say that
        return None
    regimes = list(dict.fromkeys(table.regime))
    figure, ax = plt.subplots(figsize=(7.5, 0.42 * len(regimes) + 1.1))
    left_edge = np.zeros(len(regimes))
    for stage, colour in zip(
        (*STAGES, "nowhere"), ("#4477aa", "#66ccee", "#ccbb44", "#ee6677", "#dddddd"), strict=True
    ):
        share = table[table.stage == stage].set_index("regime").share.loc[regimes].to_numpy()
        ax.barh(regimes, share, left=left_edge, color=colour, edgecolor="white", label=stage)
        left_edge += share
    ax.set_xlim(0, 1)
    ax.invert_yaxis()
    ax.xaxis.set_major_formatter(PER_CENT)
    ax.set_xlabel(f"share of pairs by the first stage that differs from {baseline}", fontsize=8)
    ax.tick_params(labelsize=8)
    ax.legend(fontsize=7, ncols=5, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    said = "; ".join(
        f"{r}: "
        + ", ".join(f"{x.stage} {percent(x.share)}" for x in table[table.regime == r].itertuples() if x.share > 0.0)
        for r in regimes
    )
    return figure, f"Where wars part from those of {baseline}. {said}.", table


def burden(runs: pd.DataFrame, names: Mapping[str, str]) -> tuple[Figure, str, pd.DataFrame] | None:
    """Who sent men or material for the alliance: share of games, by state and regime. names: of states, by code."""
    sent = runs.contributors.fillna("").str.get_dummies(sep="+")
    sent = sent.drop(columns=[c for c in sent if not c or not sent[c].any()])  # no name: nobody sent anything
    if sent.empty:
        return None
    table = sent.groupby(runs.regime).mean()
    figure, ax = plt.subplots(figsize=(1.6 + 0.85 * table.shape[1], 0.42 * len(table) + 1.0))
    ax.imshow(table.to_numpy(), vmin=0, vmax=1, cmap="Blues", aspect="auto")
    for i, j in np.ndindex(table.shape):
        share = float(str(table.iat[i, j]))
        ax.text(j, i, percent(share), ha="center", va="center", fontsize=8, color="white" if share > 0.6 else "#222222")
    ax.set_xticks(range(table.shape[1]), [names.get(str(c), str(c)) for c in table], fontsize=8)
    ax.set_yticks(range(len(table)), list(map(str, table.index)), fontsize=8)
    ax.tick_params(length=0)
    said = "; ".join(
        f"{r}: " + ", ".join(f"{names.get(str(c), c)} {percent(s)}" for c, s in row.items() if s > 0.0)
        for r, row in table.iterrows()
    )
    return figure, f"Share of games in which each state sent men or material. {said}.", table.reset_index()
