"""The figure of docs/validation.md: simulated against observed, and the null model beside it."""

from __future__ import annotations

import datetime as dt
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np

from panj.experiments.validation.targets import Trace
from panj.experiments.validation.verdict import quantile
from panj.scenarios.writing import whole_file

if TYPE_CHECKING:
    from panj.experiments.validation.validate import Validation

MODEL, NULL, SEEN = "#2f6fb3", "#9a9a9a", "#c0392b"


def draw(validation: Validation, path: Path) -> None:
    """Four panels: share held, dates of districts, inflow summed up, inflow around the heaviest day."""
    figure, axes = plt.subplots(2, 2, figsize=(13, 9.5), width_ratios=(1.15, 1.0))
    _share(axes[0, 0], validation)
    _districts(axes[0, 1], validation)
    _inflow(axes[1, 0], validation)
    _burst(axes[1, 1], validation)
    figure.suptitle(
        f"{validation.scenario.title}: {len(validation.seeds)} wars "
        "against what was observed (median and 90 % of runs)",
        fontsize=11,
    )
    figure.tight_layout()
    with whole_file(path) as fresh:
        figure.savefig(fresh, format="png", dpi=90, metadata={"Software": None})
    plt.close(figure)


def _date(validation: Validation, day: float) -> float:
    return float(mdates.date2num(validation.scenario.file.start + dt.timedelta(days=day)))


def _bands(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """5th, 50th and 95th percentile of rows (runs, days) by day."""
    low, middle, high = np.quantile(rows, [0.05, 0.5, 0.95], axis=0)
    return low, middle, high


def _curve(ax: Any, validation: Validation, rows: np.ndarray, colour: str, name: str, band: bool = True) -> None:
    low, middle, high = _bands(rows)
    days = [_date(validation, d + 1) for d in range(rows.shape[1])]  # a day's count stands at its end
    ax.plot(days, middle, color=colour, lw=1.8, ls="-" if band else "--", label=name)
    if band:
        ax.fill_between(days, low, high, color=colour, alpha=0.18, lw=0)


def _dated(ax: Any, validation: Validation) -> None:
    ax.axvspan(_date(validation, validation.fall.days), ax.get_xlim()[1], color="#000000", alpha=0.05, lw=0)
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%d %b"))
    ax.tick_params(labelsize=8)


def _share(ax: Any, validation: Validation) -> None:
    _curve(ax, validation, np.array([t.share for t in validation.traces]), MODEL, "model")
    _curve(ax, validation, np.array([t.share for t in validation.null_traces]), NULL, "without space", band=False)
    for k, (day, low, high) in enumerate(validation.fall.shares):
        at = _date(validation, day + 1)
        ax.plot(
            [at, at],
            [low - 0.006, high + 0.006],
            color=SEEN,
            lw=5,
            solid_capstyle="butt",
            zorder=5,
            label="observed (band of reports)" if k == 0 else None,
        )
    ax.set_xlim(_date(validation, 10), _date(validation, validation.scenario.file.days))
    _dated(ax, validation)
    ax.set_ylim(0, 1.02)
    ax.set_ylabel("share of the border held by militants [0-1]", fontsize=8)
    ax.set_title("Share held (grey ground: after the window, not fitted)", fontsize=9)
    ax.legend(fontsize=7.5, loc="lower right")


def _districts(ax: Any, validation: Validation) -> None:
    names = {d.district: d.name for d in validation.scenario.districts}
    never = validation.scenario.file.days
    rows = [d for d in names if d in validation.fall.captures]
    for y, district in enumerate(rows):
        days = [float(t.captures.get(district, never)) for t in validation.traces]
        low, high = quantile(days, 0.05), quantile(days, 0.95)
        ax.plot([_date(validation, low), _date(validation, high)], [y, y], color=MODEL, lw=3, alpha=0.35)
        ax.plot(
            _date(validation, statistics.median(days)), y, "o", color=MODEL, ms=5, label="model" if y == 0 else None
        )
        at = _date(validation, validation.fall.captures[district])
        ax.plot(at, y, "|", color=SEEN, ms=13, mew=2.5, label="observed" if y == 0 else None)
    ax.set_yticks(range(len(rows)), [names[d] for d in rows], fontsize=7.5)
    ax.invert_yaxis()
    ax.set_xlim(_date(validation, 10), _date(validation, 60))
    _dated(ax, validation)
    ax.set_title("First capture of border districts, west to east", fontsize=9)
    ax.legend(fontsize=7.5, loc="lower left")


def _inflow(ax: Any, validation: Validation) -> None:
    end = validation.fall.days

    def summed(traces: list[Trace]) -> np.ndarray:
        return np.cumsum(np.array([t.refuge[:end] for t in traces]), axis=1)

    _curve(ax, validation, summed(validation.traces), MODEL, "model, summed up")
    _curve(ax, validation, summed(validation.null_traces), NULL, "without space, summed up", band=False)
    total, days = 0, []
    for day, men in sorted(validation.fall.refuge.items()):
        days += [(_date(validation, day + 1), total), (_date(validation, day + 1), total + men)]
        total += men
    ax.plot(*zip(*days, strict=True), color=SEEN, lw=1.8, label="observed, summed up")
    mean = np.array([t.refuge[:end] for t in validation.traces]).mean(axis=0)
    ax.bar(
        [_date(validation, d + 0.5) for d in range(end)],
        mean,
        width=0.8,
        color=MODEL,
        alpha=0.6,
        label="model, mean a day",
    )
    ax.set_xlim(_date(validation, 14), _date(validation, end + 0.5))
    _dated(ax, validation)
    ax.set_ylabel("soldiers who sought refuge", fontsize=8)
    ax.set_title("Inflow of soldiers", fontsize=9)
    ax.legend(fontsize=7.5, loc="upper left")


def _burst(ax: Any, validation: Validation) -> None:
    """Inflow as a share of the total by days around each run's heaviest day."""
    reach = 6

    def around(refuge: dict[int, float]) -> list[float]:
        total = sum(refuge.values())
        top = max(refuge, key=lambda d: (refuge[d], -d))
        return [refuge.get(top + k, 0.0) / total if total else 0.0 for k in range(-reach, reach + 1)]

    end = validation.fall.days
    x = np.arange(-reach, reach + 1)
    for traces, colour, name, shift in (
        (validation.traces, MODEL, "model", -0.2),
        (validation.null_traces, NULL, "without space", 0.2),
    ):
        rows = np.array([around({d: float(n) for d, n in enumerate(t.refuge[:end])}) for t in traces])
        low, middle, high = _bands(rows)
        ax.bar(x + shift, middle, width=0.4, color=colour, alpha=0.75, label=name)
        ax.vlines(x + shift, low, high, color="#333333", lw=1)
    ax.plot(
        x,
        around({d: float(n) for d, n in validation.fall.refuge.items()}),
        "_",
        color=SEEN,
        ms=22,
        mew=3,
        label="observed",
    )
    ax.set_xlabel("days before and after the heaviest day", fontsize=8)
    ax.set_ylabel("share of all who sought refuge in the window", fontsize=8)
    ax.tick_params(labelsize=8)
    ax.set_title("How sudden the burst is", fontsize=9)
    ax.legend(fontsize=7.5, loc="upper left")
