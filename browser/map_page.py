"""The map on the page: the unchanging ground as the background of a box, and over it, each step, what moves."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import solara
from mesa.visualization.utils import update_counter

from experiments.report.figures import as_source
from experiments.warmap import backdrop, frame_of, overlay, png

if TYPE_CHECKING:
    from scenarios.load import Scenario

SCALE = 20  # pixels a cell; the page shrinks it to its width, which smooths the edges


@lru_cache(maxsize=4)
def ground_source(scenario: Scenario) -> str:
    """The unchanging part as an image source; drawn and sent once a scenario."""
    return as_source(png(backdrop(scenario, SCALE)), "image/png")


@solara.component
def WarMap(model: Any) -> None:  # noqa: N802 - a Solara component is named like a class
    """The border, who holds its far bank, units and what has just happened."""
    update_counter.get()
    scenario = model.setting
    ground = backdrop(scenario, SCALE)
    moving = as_source(png(overlay(scenario, frame_of(model), SCALE)), "image/png")
    said = f"Map of the border on {model.date:%d %B %Y}: {model.border_share:.0%} of the far bank held by militants"
    box = {
        "background-image": f"url({ground_source(scenario)})",
        "background-size": "100% auto",
        "background-repeat": "no-repeat",
        "aspect-ratio": f"{ground.width} / {ground.height}",
        "width": "100%",
    }
    with solara.Div(style=box, classes=["panj-map"]):
        solara.HTML(tag="img", attributes={"src": moving, "alt": said}, style={"width": "100%", "display": "block"})
