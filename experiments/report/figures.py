"""Figures of a report: the share of the border over time, how far the alliance went, outcomes with intervals."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RUNG_COLOURS = ("#e8e8e8", "#cfd8dc", "#b0bec5", "#90caf9", "#64b5f6", "#4caf50", "#ff9800", "#d32f2f")
REGIME_COLOURS = matplotlib.color_sequences["tab10"]


def as_image(figure: Figure) -> str:
    """A figure as an <img> source: SVG in base64, nothing to fetch."""
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    return as_source(stream.getvalue(), "image/svg+xml")


def as_source(data: bytes, media: str) -> str:
    """Bytes of a picture as an <img> source."""
    return f"data:{media};base64,{base64.b64encode(data).decode()}"


def share_over_time(series: pd.DataFrame, start: Any) -> Figure:
    """Median and 90 % band of the share of the border held, per regime; the later a regime, the thinner its line."""
    figure, ax = plt.subplots(figsize=(7.5, 3.6))
    for i, (regime, rows) in enumerate(series.groupby("regime", sort=True)):
        wide = rows.groupby("date").border_share.quantile(np.array([0.05, 0.5, 0.95])).unstack()
        days = pd.to_datetime(wide.index)
        ax.plot(days, wide[0.5], color=REGIME_COLOURS[i % 10], label=regime, lw=max(1.0, 4.0 - 0.6 * i))
        ax.fill_between(days, wide[0.05], wide[0.95], color=REGIME_COLOURS[i % 10], alpha=0.10, lw=0)
    ax.set_ylim(0, 1.02)
    ax.set_ylabel("share of the border held\nby militants [0-1]")
    ax.set_xlabel(f"date (median and 90 % band; from {start})")
    ax.legend(fontsize=7, loc="center right", title="lines that coincide lie on one another", title_fontsize=6)
    figure.autofmt_xdate()
    return figure


def adopted_rungs(runs: pd.DataFrame, names: list[str]) -> Figure:
    """How far the alliance went, per regime: share of runs by highest rung adopted."""
    regimes = sorted(runs.regime.unique())
    figure, ax = plt.subplots(figsize=(7.5, 0.42 * len(regimes) + 1.3))
    left = np.zeros(len(regimes))
    for rung, name in enumerate(names):
        share = np.array([(runs[runs.regime == r].adopted_rung == rung).mean() for r in regimes])
        if share.sum() > 0:
            ax.barh(regimes, share, left=left, color=RUNG_COLOURS[rung], label=f"{rung} {name}", edgecolor="white")
        left += share
    ax.set_xlim(0, 1)
    ax.set_xlabel("share of runs by highest rung adopted")
    ax.legend(fontsize=7, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    return figure


def outcome_intervals(table: pd.DataFrame, outcomes: dict[str, str]) -> Figure:
    """Means with 95 % intervals of a few outcomes, one panel each, regimes side by side."""
    figure, axes = plt.subplots(1, len(outcomes), figsize=(2.7 * len(outcomes), 3.0), squeeze=False)
    for ax, (name, unit) in zip(axes[0], outcomes.items(), strict=True):
        rows = table[table.outcome == name].sort_values("regime")
        x = np.arange(len(rows))
        err = [rows["mean"] - rows.low, rows.high - rows["mean"]]
        ax.errorbar(
            x, rows["mean"], yerr=np.nan_to_num(np.array(err, float)), fmt="o", ms=4, capsize=3, color="#333333"
        )
        ax.set_xticks(x, rows.regime, rotation=60, ha="right", fontsize=7)
        ax.set_title(f"{name}\n[{unit or '-'}]", fontsize=8)
        ax.tick_params(axis="y", labelsize=7)
    figure.tight_layout()
    return figure
