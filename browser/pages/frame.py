"""The one screen: the map, cards at its edges, and pages that open over it; Mesa's controls at the side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
import solara.lab
from mesa.visualization import Slider, SolaraViz

from panj.browser.boundary import offered
from panj.browser.pages.after import AfterPage
from panj.browser.pages.alliance import AlliancePage
from panj.browser.pages.decision import Decision
from panj.browser.pages.end import EndPage
from panj.browser.pages.foot import Foot
from panj.browser.pages.outcomes import OutcomesPage
from panj.browser.pages.seat import Seat
from panj.browser.pages.stage import Stage
from panj.browser.pages.start import Start
from panj.browser.pages.story import StoryPage
from panj.browser.pages.top import Top
from panj.browser.pages.umpire import UmpirePage
from panj.browser.table.opening import START
from panj.browser.table.table import SEEDS, UMPIRE
from panj.browser.table.window import Window
from panj.browser.words import chair
from panj.experiments.words import dated
from panj.scenarios.load import scenario_names
from panj.scenarios.meant import REGIME
from panj.treaty.law.regime import regime_names

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
TITLE = "Panj: an alliance under pressure"
MAP = "War"  # the page that is the map alone
PAGES: dict[str, Callable[[Window], Any]] = {
    MAP: Stage,
    "Start": Start,
    "Alliance": AlliancePage,
    "Outcomes": OutcomesPage,
    "Story": StoryPage,
    "Umpire": UmpirePage,
    "End": EndPage,
    "After action": AfterPage,
}
# For the umpire, and for all once the game is over.
SECRET = frozenset(("Outcomes", "Story", "Umpire", "End", "After action"))
SHEETS = {"seat": "Seat", "decide": "Decide", "menu": "Pages"}  # cards of a narrow window

FOLDS = {"seat": "«", "decide": "»"}  # whither they fold away

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
        "values": list(dict.fromkeys([*regime_names(), *REGIME.names])),
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
    page, sheet, over = window.page.value, window.sheet.value, window.is_over.value
    open_ = [name for name in PAGES if window.role.value == UMPIRE or name not in SECRET or (over and name != "Umpire")]
    chosen = page if page in open_ else MAP
    is_asked = window.is_asked.value
    shown = [f"panj-shows-{sheet}"] if sheet else []
    shown += [f"panj-folds-{card}" for card in sorted(window.folded.value)]
    with solara.Div(classes=["panj-game", *shown, *(["panj-over"] if chosen != MAP else [])]):
        with solara.Div(classes=["panj-stage"]):
            Stage(window)
        with solara.Div(classes=["panj-top", "panj-card"]):
            Top(window)
            Pages(window, open_, chosen)
        if window.notice.value:
            with solara.Div(classes=["panj-notice"]), solara.Warning(window.notice.value):
                solara.Button("Close", on_click=lambda: window.notice.set(""), small=True, text=True)
        with solara.Div(classes=["panj-left", "panj-card"]):
            Seat(window)
        with solara.Div(classes=["panj-right", "panj-card", *(["panj-asked"] if is_asked else [])]):
            Decision(window)
        if chosen != MAP:
            with solara.Div(classes=["panj-page", "panj-card"]):
                with solara.Div(classes=["panj-page-head"]):
                    solara.HTML(tag="h1", unsafe_innerHTML=chosen)
                    if is_asked:
                        solara.Button(
                            "You are asked something: answer it",
                            on_click=lambda: window.to_the_map("decide"),
                            color="warning",
                            small=True,
                        )
                    solara.Button("Close", on_click=lambda: window.to_the_map(), small=True, outlined=True)
                PAGES[chosen](window)
        with solara.Div(classes=["panj-foot", "panj-card"]):
            Foot(window)
        for card in FOLDS:
            Fold(window, card, is_asked)
        Sheets(window, is_asked)


@solara.component
def Fold(window: Window, card: str, is_asked: bool) -> None:  # noqa: N802
    """Beside the left or the right card what folds it away; in its place, then, what shows it again."""
    folded = card in window.folded.value
    calls = " !" if is_asked and card == "decide" else ""
    solara.Button(
        f"{SHEETS[card]}{calls}" if folded else FOLDS[card],
        on_click=lambda: window.fold(card),
        text=not folded,
        small=True,
        classes=[
            "panj-unfold" if folded else "panj-fold",
            f"panj-of-{card}",
            *(["panj-now"] if folded and calls else []),
        ],
        attributes={
            "aria-label": f"{'Show' if folded else 'Fold away'}: {SHEETS[card]}{calls}",
            "title": "Show" if folded else "Fold away",
        },
    )


@solara.component
def Pages(window: Window, open_: list[str], chosen: str) -> None:  # noqa: N802
    """The pages that open over the map; the first of the tabs is the map itself."""
    with (
        solara.Div(classes=["panj-pages"]),
        solara.lab.Tabs(
            value=open_.index(chosen), on_value=lambda i: window.turn(open_[offered("page", i, range(len(open_)))])
        ),
    ):
        for name in open_:
            solara.lab.Tab(name)


@solara.component
def Sheets(window: Window, is_asked: bool) -> None:  # noqa: N802
    """On a narrow window: which of the cards lies over the map."""
    now = window.sheet.value

    def press(name: str) -> None:
        if name == "menu":
            window.sheet.set("" if name == now else name)
        else:  # a card lies beside the map, not over a page
            window.to_the_map("" if name == now and window.page.peek() == MAP else name)

    with solara.Div(classes=["panj-sheets"]):
        for name, label in SHEETS.items():
            solara.Button(
                f"{label} !" if name == "decide" and is_asked else label,
                on_click=lambda name=name: press(name),
                text=True,
                classes=["panj-now"] if name == now else [],
                attributes={"aria-expanded": "true" if name == now else "false"},
            )


@solara.component
def Name(window: Window) -> None:  # noqa: N802
    """The name of the window: whether it is asked, its seat, the date and the game."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    call = "You are asked: " if table.asked_of(role) else ""
    seat = chair(table.game.scenario.file, role)
    solara.Title(f"{call}{seat}, {dated(table.date, '%B %Y')}, {table.game.scenario.title} - Panj")
