"""Outcomes: the daily series as charts that grow, and the row of outcomes as it stands."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import solara
from mesa.visualization.utils import update_counter

from panj.browser.guard import PLOTLY
from panj.browser.outcomes import outcomes_html
from panj.browser.table.window import Window

# Charts: title, unit, and the lines in them (column of the daily series, name, dash).
CHARTS = (
    ("Far bank held by militants", "percent", (("border_share", "in fact", "solid"),)),
    ("Stability of the border", "0 to 100", (("stability_index", "index", "solid"),)),
    ("Sought refuge", "people", (("soldiers_refuge", "soldiers", "solid"), ("civilians_refuge", "civilians", "dash"))),
    ("At the border", "men", (("men_at_border", "own men", "solid"), ("allied_men", "allied men", "dash"))),
)
GRID = "rgba(128, 128, 128, 0.25)"  # seen on a light page and on a dark one
WHOLE = {"percent": (1.0, ".0%"), "0 to 100": (100.0, "")}  # units of which all is known: its value, how it is written


@solara.component
def OutcomesPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Four charts and a table."""
    update_counter.get()
    window.pulse.get()
    model = window.model.value
    with solara.Div(classes=["panj-charts-beside"]):
        with solara.Div(
            classes=["panj-charts"], attributes={"tabindex": "0", "role": "region", "aria-label": "Charts"}
        ):
            for number in range(len(CHARTS)):
                Chart(model, model.steps, number)
        with solara.Div(classes=["panj-side"]):
            solara.HTML(tag="div", unsafe_innerHTML=outcomes_html(model))


class ChartWidget(go.FigureWidget):
    """Plotly's figure; its five megabytes of script come as a file that the browser keeps, not with each figure.

    Its views are not counted: a view that closes with its figure would report that to nobody, which is an error.
    """

    _esm = f"""
const plotly = (await import(location.origin + (window.solara?.rootPath || "") + "{PLOTLY}")).default;
export default async () => {{
  const figure = await plotly();
  const render = (context) => {{
    let wide = 0;  // the figure is drawn before it has its place, and looks again only when the window says so
    const look = new ResizeObserver(() => {{
      if (wide !== context.el.clientWidth) {{ wide = context.el.clientWidth; dispatchEvent(new Event("resize")); }}
    }});
    look.observe(context.el);
    const end = figure.render(context);
    const fits = setInterval(() => {{  // what comes from the server later may draw it anew for another width
      const drawn = context.el.querySelector(".main-svg");
      const wrong = drawn && context.el.clientWidth && Math.abs(drawn.clientWidth - context.el.clientWidth) > 1;
      if (!wrong || performance.now() - (window.panjFitted || 0) < 500) return;  // they wait until no more words come
      window.panjFitted = performance.now();
      dispatchEvent(new Event("resize"));
    }}, 250);
    return async () => {{ clearInterval(fits); look.disconnect(); (await end)?.(); }};
  }};
  return {{...figure, render}};
}}
"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._config = {"responsive": True, "displayModeBar": False}
        self._view_count = None


@solara.component
def Chart(model: Any, step: int, number: int) -> None:  # noqa: N802
    """One chart over the days; the axes span the whole game, so that nothing moves while it grows."""
    del step  # a new one draws again
    chart = solara.use_memo(lambda: _empty(model, number), [model.setting, model.days])
    element = ChartWidget.element(layout=chart.layout)
    lines = CHARTS[number][2]

    def grow() -> None:
        widget, series = solara.get_widget(element), model.series()
        if not widget.data:
            widget.add_traces(chart.data)
            widget.layout = chart.layout
        days = [step / model.steps_per_day for step in series.step] if len(series) else []
        with widget.batch_update():
            for trace, (column, _, _) in zip(widget.data, lines, strict=True):
                trace.x, trace.y = days, series[column].tolist() if days else []

    solara.use_effect(grow, [id(model), model.day, model.running])


def _empty(model: Any, number: int) -> go.Figure:
    """A figure without a point; style.css gives words and lines their colour."""
    title, unit, lines = CHARTS[number]
    figure = go.Figure(
        [go.Scatter(name=name, line={"dash": dash}, showlegend=len(lines) > 1) for _, name, dash in lines]
    )
    figure.update_xaxes(range=[0, model.days], title_text="days since the start", gridcolor=GRID, zerolinecolor=GRID)
    figure.update_yaxes(rangemode="tozero", gridcolor=GRID, zerolinecolor=GRID)
    if unit in WHOLE:
        top, form = WHOLE[unit]
        figure.update_yaxes(range=[0, 1.02 * top], tickformat=form)
    figure.update_layout(
        autosize=True,
        height=270,
        title={"text": f"{title} [{unit}]", "font": {"size": 15}, "x": 0.5, "y": 0.97, "yanchor": "top"},
        plot_bgcolor="rgba(128, 128, 128, 0.08)",
        paper_bgcolor="rgba(0, 0, 0, 0)",
        margin={"l": 48, "r": 8, "t": 52, "b": 40},
        legend={"orientation": "h", "x": 0.5, "xanchor": "center", "y": 1.0, "yanchor": "bottom"},
    )
    return figure
