"""What the browser shows beside the map: the counts as they stand, what happened and why, and plots over the days."""

from __future__ import annotations

from html import escape
from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization.utils import update_counter

# Kinds of event that would drown the others in the list; they are all in the event log.
QUIET = frozenset(
    ("ballot", "deal", "fall_back", "flee", "repatriation", "reserves_arrive", "soldiers_refuge", "lead_will")
)
SHOWN = 12  # events in the list
TABLE_STYLE = {"font-size": "0.9rem", "line-height": "1.5"}


def _words(text: str) -> str:
    """Text for HTML, with room to breathe where names are joined by underscores."""
    return escape(text.replace("_", " "))


@solara.component
def Standing(model: Any) -> None:  # noqa: N802 - a Solara component is named like a class
    """Date and counts."""
    update_counter.get()
    requester = model.setting.file.requester
    played = f"step {model.steps} of {model.days * model.steps_per_day}"
    over = "" if model.running else " — the game is over; reset plays it again"
    rows = {
        "Date": f"{model.date:%d %B %Y}, day {model.day + 1 if model.steps else 0} of {model.days}, {played}{over}",
        "Treaty regime": f"{model.regime.title} ({model.regime.name}), seed {model.seed}",
        "Far bank held by militants": f"{model.border_share:.0%}; {requester} sees {model.seen_share:.0%}",
        "Stability of the border": f"{model.stability_index:.0f} of 100, {model.stability_state}",
        "Sought refuge": f"{model.soldiers_refuge} soldiers, {model.civilians_refuge} civilians",
        "Incursions": (
            f"{model.incursions_attempted} tried, {model.incursions_repelled} repelled,"
            f" {model.incursions_through} through; {model.posts_lost} posts lost"
        ),
        "Adopted by the alliance": model.outcomes()["measures"].replace("+", ", ") or "nothing so far",
        "Men at the border": f"{model.men_at_border} own, {model.allied_men} allied",
    }
    cells = "".join(
        f'<tr><td style="padding-right: 1rem">{escape(name)}</td><td><b>{_words(value)}</b></td></tr>'
        for name, value in rows.items()
    )
    solara.HTML(tag="table", unsafe_innerHTML=cells, style=TABLE_STYLE, classes=["panj-standing"])


@solara.component
def Chronicle(model: Any) -> None:  # noqa: N802
    """The latest events with their reasons, newest first."""
    update_counter.get()
    told: list[str] = []
    for number in range(len(model.events) - 1, -1, -1):
        e = model.events[number]
        if e.kind not in QUIET:
            by = f"{e.actor}, {e.clause}" if e.clause else e.actor
            told.append(f"<li>{e.date:%d %b} <b>{_words(e.kind)}</b> ({escape(by)}): {_words(e.reason)}</li>")
        if len(told) == SHOWN:
            break
    text = "".join(told) or "<li>Nothing has happened yet. Press play or step.</li>"
    solara.HTML(tag="h3", unsafe_innerHTML="What happened last, and why")
    solara.HTML(tag="ul", unsafe_innerHTML=text, style=TABLE_STYLE, classes=["panj-chronicle"])


def _over_days(model: Any, column: str, label: str, top: float) -> Figure:
    """A line over the days played; the axes stay where they are while the game runs."""
    figure = Figure(figsize=(5.6, 2.5))
    ax = figure.subplots()
    series = model.series()
    if len(series):
        days = series.step / model.steps_per_day
        ax.plot(days, series[column], color="#333333")
    ax.set_xlim(0, model.days)
    ax.set_ylim(0, top)
    ax.set_xlabel("days since the start [days]")
    ax.set_ylabel(label)
    figure.tight_layout()
    return figure


def _plot(model: Any, column: str, label: str, top: float) -> None:
    """Draw once a day, not once a step: a figure takes longer than a step of the war."""
    update_counter.get()
    day = (id(model), model.day, model.running)
    figure = solara.use_memo(lambda: _over_days(model, column, label, top), dependencies=[day])
    solara.FigureMatplotlib(figure, dependencies=[day])


@solara.component
def SharePlot(model: Any) -> None:  # noqa: N802
    """Share of the border held by militants, over days."""
    _plot(model, "border_share", "far bank held [share]", 1.02)


@solara.component
def StabilityPlot(model: Any) -> None:  # noqa: N802
    """Stability index over days."""
    _plot(model, "stability_index", "stability [0-100]", 102.0)
