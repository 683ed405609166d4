"""The frame of the page: Mesa's SolaraViz with its controls at the side, time above, and the pages as tabs."""

from __future__ import annotations

from pathlib import Path

import solara
import solara.lab
from mesa.visualization import Slider, SolaraViz

from panj.browser.boundary import offered
from panj.browser.pages.after import AfterPage
from panj.browser.pages.alliance import AlliancePage
from panj.browser.pages.end import EndPage
from panj.browser.pages.outcomes import OutcomesPage
from panj.browser.pages.seat import SeatPage
from panj.browser.pages.start import Start
from panj.browser.pages.story import StoryPage
from panj.browser.pages.time_bar import TimeBar
from panj.browser.pages.umpire import UmpirePage
from panj.browser.pages.war import WarPage
from panj.browser.table.opening import START
from panj.browser.table.table import SEEDS, UMPIRE
from panj.browser.table.window import Window
from panj.browser.words import chair
from panj.scenarios.load import scenario_names
from panj.treaty.law.regime import regime_names

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
TITLE = "Panj: an alliance under pressure"
PAGES = {
    "Start": Start,
    "War": WarPage,
    "Alliance": AlliancePage,
    "Seat": SeatPage,
    "Outcomes": OutcomesPage,
    "Story": StoryPage,
    "Umpire": UmpirePage,
    "End": EndPage,
    "After action": AfterPage,
}
# For the umpire, and for all once the game is over.
SECRET = frozenset(("Outcomes", "Story", "Umpire", "End", "After action"))

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
        SolaraViz(window.table, components=[], model_params=CHOICES, name=TITLE, play_interval=50)
    if window.moving.value:
        return
    Name(window)
    page, turn = window.page.value, window.page.set
    window.pulse.get()
    over = window.table.value.game.over
    open_ = [name for name in PAGES if window.role.value == UMPIRE or name not in SECRET or (over and name != "Umpire")]
    chosen = page if page in open_ else "War"
    with solara.Column(classes=["panj-game"]):
        TimeBar(window)
        if window.notice.value:
            with solara.Warning(window.notice.value):
                solara.Button("Close", on_click=lambda: window.notice.set(""), small=True, text=True)
        with solara.lab.Tabs(
            value=open_.index(chosen), on_value=lambda i: turn(open_[offered("page", i, range(len(open_)))])
        ):
            for name in open_:
                solara.lab.Tab(name)
        if window.table.value.asked_of(window.role.value) and chosen != "Seat":
            solara.Button(
                "You are asked something: answer it", on_click=lambda: turn("Seat"), color="warning", small=True
            )
        PAGES[chosen](window)


@solara.component
def Name(window: Window) -> None:  # noqa: N802
    """The name of the window: whether it is asked, its seat, the date and the game."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    asked = bool(table.asked_of(role))
    seat = chair(table.game.scenario.file, role)
    solara.Title(
        f"{'You are asked: ' if asked else ''}{seat}, {table.date:%-d %B %Y}, {table.game.scenario.title} - Panj"
    )
