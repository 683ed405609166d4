"""The picture of docs/findings.md and the README: effects over assumptions, by regime and outcome."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from panj.experiments.analysis.pairs import Z95
from panj.experiments.tables import number
from panj.tools.findings_tables import GROUND
from panj.tools.findings_words import WORDS, Row, survives

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SURE, OPEN = "#4477aa", "#aaaaaa"


def draw_effects(rows: Sequence[Row], notes: Mapping[str, str]) -> Figure:
    """Effect of each regime less none, a panel an outcome of the ground: a line over nine tenths of the assumptions, a
    bar at the median, a dot at the mean; dark where it survives them. rows: of one scenario and baseline."""
    regimes = list(dict.fromkeys(r["regime"] for r in rows))
    known = {(r["outcome"], r["regime"]): r for r in rows}
    figure, axes = plt.subplots(1, len(GROUND), figsize=(11.5, 0.42 * len(regimes) + 1.7), sharey=True)
    places = np.arange(len(regimes))[::-1]
    for ax, outcome in zip(axes, GROUND, strict=True):
        ax.axvline(0.0, color="#555555", lw=1)
        for at, regime in zip(places, regimes, strict=True):
            row = known[outcome, regime]
            colour = SURE if survives(row) else OPEN
            if row["p5"] < row["p95"]:
                ax.hlines(at, row["p5"], row["p95"], color=colour, lw=2)
                ax.scatter([row["p50"]], [at], marker="|", s=110, color=colour, zorder=3)
            else:
                half = Z95 * row["error"]
                ax.hlines(at, row["mean"] - half, row["mean"] + half, color=colour, lw=1.2, linestyle=":")
            ax.scatter([row["mean"]], [at], s=34, color=colour, zorder=4, edgecolor="white", lw=0.6)
        ax.set_yticks(places, regimes, fontsize=8)
        ax.set_ylim(-0.6, len(regimes) - 0.4)
        ax.set_title(textwrap.fill(WORDS[outcome], 24), fontsize=8)
        ax.tick_params(axis="x", labelsize=7)
        ax.locator_params(axis="x", nbins=4)
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
    points = notes["points of what-if"]
    figure.supxlabel(
        "difference from no treaty; left of the grey line: less than without one. Line: nine tenths of"
        f" {points} draws of everything assumed; bar: median; dot: mean;"
        " dotted: 95 % interval, where that spread cannot be told from dice.\nBlue: told apart from the dice, and"
        " of one sign under nine tenths of the draws, with the war inside as assumed for 2021 and as fitted on"
        " Batken 1999 alike. Grey: not so.",
        fontsize=7,
    )
    figure.tight_layout()
    return figure
