"""The figure of `panj options`: what each option does against what it costs, numbered, with the list beside it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd

from panj.experiments.analysis.pairs import Z95
from panj.experiments.tables import number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DARK, GREY = "#4477aa", "#b5b5b5"
AXES = {  # currency -> how its axis is called, and what one unit of it is of what is stored
    "money": ("million US$ of 2021", 1e6),
    "men": ("thousand man-days", 1e3),
    "notice": ("days of notice", 1.0),
}
WIDE = 30.0  # times as dear as the cheapest that costs anything: then in the logarithm


def draw_options(table: pd.DataFrame, words: str, unit: str, currency: str, baseline: str) -> tuple[Figure, str]:
    """Options as numbered dots, with lines over nine tenths of the assumptions, the frontier as a step, and the list of
    options beside it; and the alternative text."""
    axis, one = AXES[currency]
    figure, (ax, listed) = plt.subplots(
        1, 2, figsize=(10.5, max(4.2, 0.5 * len(table) + 1.4)), width_ratios=(1.25, 1.0)
    )
    ax.axhline(0.0, color="#999999", lw=1)
    on = table[table.frontier].sort_values("cost")
    ax.step(on.cost / one, on.gain, where="post", color=DARK, lw=1.2, alpha=0.6, zorder=1)
    rows = list(enumerate(table.to_dict("records"), 1))
    for place, row in rows:
        colour = DARK if row["frontier"] else GREY
        x, y = row["cost"] / one, row["gain"]
        ax.hlines(y, row["cost_p5"] / one, row["cost_p95"] / one, color=colour, lw=1.2, zorder=2)
        if row["gain_p5"] < row["gain_p95"]:
            ax.vlines(x, row["gain_p5"], row["gain_p95"], color=colour, lw=1.2, zorder=2)
        elif row["error"] and row["error"] > 0.0:  # their spread cannot be told from dice: then that of the dice
            half = Z95 * row["error"]
            ax.vlines(x, y - half, y + half, color=colour, lw=1.2, zorder=2, linestyle=":")
        ax.scatter([x], [y], s=170, color=colour, zorder=3, edgecolor="white", lw=0.8)
        ax.annotate(str(place), (x, y), ha="center", va="center", color="white", fontsize=8, weight="bold", zorder=4)
    paid = table.cost[table.cost > 0.0] / one
    if len(paid) and paid.max() > WIDE * paid.min():
        ax.set_xscale("symlog", linthresh=float(paid.min()))
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
        axis += ", each step ten times the last"
    ax.set_xlabel(f"cost [{axis}]: dearer to the right", fontsize=8)
    ax.set_ylabel(textwrap.fill(f"gain against {baseline} in {words} [{unit}]: better upwards", 48), fontsize=8)
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.tick_params(labelsize=7)
    listed.axis("off")
    step = 1.0 / (len(table) + 1)
    head = "share of the assumptions under which it is on the frontier"
    listed.text(1.0, 1.0 - 0.4 * step, head, ha="right", fontsize=7, color="#555555")
    for place, row in rows:
        y = 1.0 - (place + 0.1) * step
        listed.scatter([0.02], [y], s=150, color=DARK if row["frontier"] else GREY)
        listed.annotate(str(place), (0.02, y), ha="center", va="center", color="white", fontsize=8, weight="bold")
        ink = "#222222" if row["frontier"] else "#777777"
        listed.text(0.07, y, textwrap.fill(row["option"], 44), va="center", fontsize=8, color=ink)
        listed.text(1.0, y, percent(row["frontier_share"]), va="center", ha="right", fontsize=8)
    listed.set_xlim(0.0, 1.0)
    listed.set_ylim(0.0, 1.0)
    figure.tight_layout()
    told = "; ".join(f"{r['option']}: gain {number(r['gain'])}, cost {number(r['cost'] / one)}" for _, r in rows)
    names = ", ".join(map(str, on.option))
    return figure, f"Gain in {words} [{unit}] against cost [{AXES[currency][0]}]. On the frontier: {names}. {told}."
