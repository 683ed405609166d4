"""Figures of a report: the map, the share of the border over time, outcomes with intervals."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from border.forces import FIELD
from border.ground import BEYOND, CENTRE, MEMBER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from model import BorderModel

TERRAIN = np.array([[224, 233, 203], [230, 218, 178], [184, 146, 110], [202, 185, 158], [234, 229, 221]]) / 255.0
RUNG_COLOURS = ("#e8e8e8", "#cfd8dc", "#b0bec5", "#90caf9", "#64b5f6", "#4caf50", "#ff9800", "#d32f2f")
REGIME_COLOURS = matplotlib.color_sequences["tab10"]


def as_image(figure: Figure, vector: bool = True) -> str:
    """A figure as an <img> source: SVG or PNG in base64, nothing to fetch."""
    stream = io.BytesIO()
    kind = "svg" if vector else "png"
    figure.savefig(stream, format=kind, bbox_inches="tight", dpi=110, metadata={"Date": None} if vector else None)
    plt.close(figure)
    media = "image/svg+xml" if vector else "image/png"
    return f"data:{media};base64,{base64.b64encode(stream.getvalue()).decode()}"


def war_map(model: BorderModel) -> Figure:
    """The border war as it stands: terrain, who holds each stretch and district, and where units are."""
    g, f = model.ground, model.forces.columns
    lon = np.zeros(g.width)
    lat = np.zeros(g.height)
    for c in model.scenario.cells:
        lon[c.x], lat[c.y] = c.lon, c.lat
    picture = TERRAIN[g.terrain].reshape(g.width, g.height, 3).copy()
    country = g.country.reshape(g.width, g.height)
    picture[country == MEMBER] = 0.7 * picture[country == MEMBER] + 0.3 * np.array([0.55, 0.8, 0.65])
    away = (country != MEMBER) & (country != BEYOND)
    picture[away] = 0.35 * picture[away] + 0.62
    figure, ax = plt.subplots(figsize=(11, 5.6))
    dx, dy = (lon[1] - lon[0]) / 2, (lat[1] - lat[0]) / 2
    ax.imshow(picture.transpose(1, 0, 2), origin="lower", aspect=1.27,
              extent=(lon[0] - dx, lon[-1] + dx, lat[0] - dy, lat[-1] + dy))  # fmt: skip
    near, far = (np.stack([lon[s // g.height], lat[s % g.height]], axis=1) for s in (g.s_near, g.s_far))
    middle = (near + far) / 2
    for held, colour, name in ((0, "#2f6fb3", "far bank held by the government"), (1, "#1a1a1a", "by militants")):
        mask = model.theatre.held == held
        ax.scatter(middle[mask, 0], middle[mask, 1], s=13, marker="s", color=colour, label=name, zorder=4)
    centres = g.place_cell[: len(g.d_kind)]
    for fallen, face in ((0, "#2f6fb3"), (1, "#1a1a1a")):
        mask = model.theatre.fallen == fallen
        size = np.where(g.d_kind[mask] == CENTRE, 70, 22)
        at = centres[mask]
        ax.scatter(lon[at // g.height], lat[at % g.height], s=size, marker="*", color=face, zorder=5)
    for owner, (code, power) in enumerate(model.scenario.file.powers.items()):
        mask = (f.owner == owner) & (f.status == FIELD)
        if mask.any():
            at = f.cell[mask]
            ax.scatter(lon[at // g.height] + 0.02, lat[at % g.height] - 0.02, s=np.sqrt(f.men[mask]) * 0.8,
                       color=power.colour, alpha=0.75, label=f"{power.name} ({code})", zorder=3, lw=0)  # fmt: skip
    ax.set_xlabel("longitude [degrees east]")
    ax.set_ylabel("latitude [degrees north]")
    ax.set_title(f"{model.scenario.title}: {model.date}, regime {model.regime.name}, seed {model.seed}", fontsize=10)
    ax.legend(fontsize=6.5, loc="upper right", framealpha=0.9)
    return figure


def share_over_time(series: pd.DataFrame, start: Any) -> Figure:
    """Median and 90 % band of the share of the border held, per regime."""
    figure, ax = plt.subplots(figsize=(7.5, 3.6))
    for i, (regime, rows) in enumerate(series.groupby("regime", sort=True)):
        wide = rows.groupby("date").border_share.quantile(np.array([0.05, 0.5, 0.95])).unstack()
        days = pd.to_datetime(wide.index)
        ax.plot(days, wide[0.5], color=REGIME_COLOURS[i % 10], label=regime, lw=1.6)
        ax.fill_between(days, wide[0.05], wide[0.95], color=REGIME_COLOURS[i % 10], alpha=0.10, lw=0)
    ax.set_ylim(0, 1.02)
    ax.set_ylabel("share of the border held\nby militants [0-1]")
    ax.set_xlabel(f"date (median and 90 % band; from {start})")
    ax.legend(fontsize=7)
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
    ax.legend(fontsize=7, ncols=4, loc="upper center", bbox_to_anchor=(0.5, 1.3))
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
