"""Standing policy: routine that a seat decides once and changes at will, instead of being asked every week."""

from __future__ import annotations

from typing import Any

import solara

from panj.agents.seats.questions import MATTERS
from panj.browser import words
from panj.browser.boundary import offered
from panj.browser.table.window import Window

ASK = "ask me each time"


@solara.component
def StandingPolicy(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """For each routine question of the window's seat an answer that stands until it is changed, or being asked."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    if role not in table.game.chairs or not table.taken(role):
        return
    routine = table.routine(role)
    if not routine:
        return

    def staff() -> None:
        table.set_policy(role, {matter.kind: matter.usual for matter in routine})
        window.show()

    solara.HTML(tag="h4", unsafe_innerHTML="Standing policy")
    left = sum((role, matter.kind) not in table.standing for matter in routine)
    if left:
        solara.Button("Let my staff see to routine, as it would", on_click=staff, small=True, outlined=True)
    places = words.places(window.model.peek())
    for matter in routine:
        named = {ASK: ""} | {words.option(o, places): o for o in matter.options}
        now = table.standing.get((role, matter.kind), "")
        shown = next((text for text, option in named.items() if option == now), ASK)

        def choose(text: Any, kind: str = matter.kind, named: dict[str, str] = named) -> None:
            table.set_policy(role, {kind: named[offered("policy", text, list(named))]})
            window.show()

        solara.Select(MATTERS[matter.kind], values=list(named), value=shown, on_value=choose, dense=True)
