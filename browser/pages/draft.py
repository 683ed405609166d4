"""The text before the council beside the map: what it says, where members stand, and the ways to bargain over it."""

from __future__ import annotations

import solara

from panj.browser.draft import draft_html
from panj.browser.table.table import SPECTATOR, UMPIRE
from panj.browser.table.window import Window

# What one can do about a text: the act that opens, see acts.PRESET, and what stands on its button.
WAYS = {
    "amend": "Amend it",
    "if it says": "Support it if it says ...",
    "if I get": "Support it if I get ...",
    "trade": "Trade on it",
}


@solara.component
def Draft(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The text as it lies, while a case waits for a decision and the window's seat hears of it."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    case = table.model.alliance.floor.case
    if case is None or not window.fog.within or role == SPECTATOR:
        return
    solara.HTML(tag="h3", unsafe_innerHTML="Before the council")
    html = draft_html(case, window.fog, table.state_of)
    solara.HTML(tag="div", unsafe_innerHTML=html, classes=["panj-draft"])
    if role == UMPIRE or table.game.over:
        return
    open_ = {verb.name for verb in table.verbs(role) if not verb.closed}
    ways = {
        act: label for act, label in WAYS.items() if ("trade" if act in ("trade", "if I get") else "amend") in open_
    }
    with solara.Div(classes=["panj-ways"]):
        for act, label in ways.items():
            solara.Button(label, on_click=lambda act=act: window.act.set(act), small=True, outlined=True)
