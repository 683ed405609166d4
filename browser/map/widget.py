"""The map as an anywidget: traits that go to map.js, and the two that come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

SCRIPTS = ("look.js", "bytes.js", "signs.js", "names.js", "place.js", "map.js")  # put together: a widget is one script


class WarMapWidget(anywidget.AnyWidget):
    """The map. `drawn` is the step last painted; `picked` what was clicked: kind, id and a running number;
    `ordered` the order that was given on the card at a place, by its number on that card."""

    _esm = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SCRIPTS)

    ground = traitlets.Bytes(b"").tag(sync=True)  # JPEG
    land = traitlets.Dict({}).tag(sync=True)  # browser.map.ground.describe
    names = traitlets.Dict({}).tag(sync=True)  # row -> name of the unit
    frame = traitlets.Bytes(b"").tag(sync=True)  # browser.map.frame.encode
    told = traitlets.Unicode("").tag(sync=True)  # the moment in words, for who cannot see the map
    pace = traitlets.Int(0).tag(sync=True)  # ms over which moves are drawn in
    card = traitlets.Dict({}).tag(sync=True)  # browser.map.place.card_at
    # Orders that are under way: x and y from where, x and y to where, in cells.
    arrows: traitlets.List[list[float]] = traitlets.List([]).tag(sync=True)
    pins: traitlets.List[dict[str, Any]] = traitlets.List([]).tag(sync=True)  # browser.place.pins
    # From the window; it knows what it said, so nothing is sent back.
    drawn = traitlets.Int(-1).tag(sync=True, echo_update=False)
    picked = traitlets.Dict({}).tag(sync=True, echo_update=False)
    ordered = traitlets.Dict({}).tag(sync=True, echo_update=False)
