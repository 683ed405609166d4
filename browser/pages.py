"""What the browser shows beside SolaraViz's own controls: the map, what happened and why, the counts as they stand."""

from __future__ import annotations

from typing import Any

import solara
from mesa.visualization.utils import update_counter

from browser.map_image import map_png

QUIET = {"ballot", "deal", "fall_back", "flee", "repatriation", "reserves_arrive", "soldiers_refuge", "lead_will"}


@solara.component
def WarMap(model: Any) -> None:  # noqa: N802 - a Solara component is named like a class
    """The map, drawn anew on every step."""
    update_counter.get()
    solara.Image(map_png(model), width="100%")


@solara.component
def Standing(model: Any) -> None:  # noqa: N802
    """Date and counts."""
    update_counter.get()
    row = model.outcomes()
    state = model.stability_state if model.steps else "stable"
    lines = [
        f"**{model.date:%d %B %Y}**, day {model.day} of {model.days}"
        + ("" if model.running else " — the game is over"),
        f"Far bank held by militants: **{model.border_share:.0%}**;"
        f" {model.scenario.file.requester} sees {model.seen_share:.0%}",
        f"Stability of the border: **{model.stability_index:.0f}** of 100 ({state})",
        f"Soldiers who sought refuge: **{row['soldiers_refuge']}**; civilians {row['civilians_refuge']}",
        f"Incursions tried {row['incursions_attempted']}, repelled {row['incursions_repelled']}, through"
        f" {row['incursions_through']}; posts lost {row['posts_lost']}",
        f"The alliance has gone as far as: **{row['measures'].replace('+', ', ') or 'nothing'}**",
        f"Men at the border: own {model.men_at_border}, allied {model.allied_men}",
    ]
    solara.Markdown("\n\n".join(lines))


@solara.component
def Chronicle(model: Any) -> None:  # noqa: N802
    """The latest events with their reasons."""
    update_counter.get()
    told = [e for e in model.events if e.kind not in QUIET][-14:]
    if not told:
        solara.Markdown("*Nothing has happened yet. Press play or step.*")
        return
    rows = "\n".join(
        f"- {e.date:%d %b} **{e.kind.replace('_', ' ')}** ({e.actor}{', ' + e.clause if e.clause else ''}): {e.reason}"
        for e in reversed(told)
    )
    solara.Markdown(f"#### What happened last, and why\n{rows}")


def _line(model: Any, column: str, label: str, top: float) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, 2.4))
    ax = figure.subplots()
    series = model.series()
    if len(series):
        ax.plot(range(1, len(series) + 1), series[column], color="#333333")
    ax.set_xlim(0, model.days)
    ax.set_ylim(0, top)
    ax.set_xlabel("days since the start")
    ax.set_ylabel(label)
    figure.tight_layout()
    solara.FigureMatplotlib(figure, dependencies=[model.steps, id(model)])


@solara.component
def SharePlot(model: Any) -> None:  # noqa: N802
    """Share of the border held by militants, over days."""
    update_counter.get()
    _line(model, "border_share", "far bank held [share]", 1.02)


@solara.component
def StabilityPlot(model: Any) -> None:  # noqa: N802
    """Stability index over days."""
    update_counter.get()
    _line(model, "stability_index", "stability [0-100]", 102)
