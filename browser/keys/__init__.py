"""Keys for the controls of time, wherever the focus is but in a field that takes text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import solara
import traitlets

from panj.browser.table.window import Window

WEEK = 7


class KeysWidget(anywidget.AnyWidget):
    """Listens to the whole page, and lists the keys. `pressed` holds the key's place and a running number."""

    _esm = Path(__file__).parent / "keys.js"

    pressed = traitlets.Dict({}).tag(sync=True, echo_update=False)


@solara.component
def Keys(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """What each key does, by its place: where a Latin keyboard has s, d, w, n, e and b."""
    acts = {
        "Space": window.toggle,
        "KeyS": window.step,
        "KeyD": window.day,
        "KeyW": lambda: window.day(WEEK),
        "KeyN": window.next_decision,
        "KeyE": window.end,
        "KeyB": window.day_back,
    }

    def press(pressed: Any) -> None:
        act = acts.get(str(pressed.get("key"))) if isinstance(pressed, dict) else None
        if act is not None and (not window.playing.peek() or act == window.toggle):
            act()

    KeysWidget.element(on_pressed=press)
