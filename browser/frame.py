"""The frame of the page: Mesa's SolaraViz with its controls at the side, time above, and the pages as tabs."""

from __future__ import annotations

from pathlib import Path

import solara
import solara.lab
from mesa.visualization import Slider, SolaraViz

from browser.alliance_page import AlliancePage
from browser.keys import Keys
from browser.outcomes_page import OutcomesPage
from browser.story_page import StoryPage
from browser.time_bar import TimeBar
from browser.war_page import WarPage
from browser.window import SEEDS, START, Window
from scenarios.load import scenario_names
from treaty.regime import regime_names

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
TITLE = "Panj: an alliance under pressure"
PAGES = {"War": WarPage, "Alliance": AlliancePage, "Outcomes": OutcomesPage, "Story": StoryPage}

CHOICES = {
    "scenario": {
        "type": "Select",
        "value": START["scenario"],
        "values": scenario_names(),
        "label": "Scenario, after a reset",
    },
    "regime": {
        "type": "Select",
        "value": START["regime"],
        "values": regime_names(),
        "label": "Treaty regime, after a reset",
    },
    "seed": Slider("Seed, after a reset", value=START["seed"], min=SEEDS[0], max=SEEDS[-1], step=1, dtype=int),
}


@solara.component
def Frame(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Everything that one window shows."""
    solara.Style(STYLE)
    with solara.Div(classes=["panj-mesa"]):  # title and side stand elsewhere; in the middle Mesa shows nothing
        SolaraViz(window.model, components=[], model_params=CHOICES, name=TITLE, play_interval=50)
    page, turn = solara.use_state(0)
    with solara.Column(classes=["panj-game"]):
        Keys(window)
        TimeBar(window)
        with solara.lab.Tabs(value=page, on_value=turn):
            for name in PAGES:
                solara.lab.Tab(name)
        chosen = page if isinstance(page, int) and 0 <= page < len(PAGES) else 0
        list(PAGES.values())[chosen](window)
