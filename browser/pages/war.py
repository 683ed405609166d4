"""War: the map, the counts as they stand, what happened last and why, and the story of a place that was clicked."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import solara
from mesa.visualization.utils import update_counter

from panj.browser import words
from panj.browser.fog import eyes_of
from panj.browser.map.frame import encode, names
from panj.browser.map.ground import describe, picture
from panj.browser.map.widget import WarMapWidget
from panj.browser.story import latest, told, what_was_picked
from panj.browser.table.play import PACES
from panj.browser.table.window import Window

SHOWN = 14  # events in the list


@solara.component
def WarPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Map on the left, words on the right; under each other on a narrow window."""
    with solara.Div(classes=["panj-war"]):
        with solara.Div():
            MapView(window)
        with solara.Div(classes=["panj-side"]):
            Standing(window)
            PlaceStory(window)
            Latest(window)


@solara.component
def MapView(window: Window) -> None:  # noqa: N802
    """The map, as far as the seat of this window sees it.

    What it shows goes to the widget past Solara, which looks through the whole page whenever one thing changes.
    """
    element = WarMapWidget.element(on_drawn=window.drawn, on_picked=window.picked.set)

    def follow() -> Callable[[], None]:
        widget = solara.get_widget(element)
        _send(window, widget)
        ends = [counter.subscribe(lambda _: _send(window, widget)) for counter in (window.frame, update_counter)]

        def end() -> None:
            window.on_map = None
            for stop in ends:
                stop()

        return end

    solara.use_effect(follow, [])


def _send(window: Window, widget: WarMapWidget) -> None:
    """The moment to a window's map, in one message; of what never changes nothing is sent again."""
    table, seat = window.table.peek(), window.seat_now
    with table.lock, widget.hold_sync():
        model = table.model
        window.on_map = model.steps
        eyes = eyes_of(model, seat)
        widget.ground, widget.land, widget.names = picture(model.setting), describe(model.setting), names(model, eyes)
        widget.pace = PACES[window.pace.peek()] if window.playing.peek() else 0
        widget.told = in_a_sentence(model, seat)
        widget.frame = encode(model, table.holdings, eyes)


def in_a_sentence(model: Any, seat: str = "") -> str:
    """The map for who cannot see it, as far as the seat knows."""
    if seat:
        return f"Map of the border on {model.date:%-d %B %Y}, as {seat} sees it."
    fallen = int(model.theatre.fallen.sum())
    return (
        f"Map of the border on {model.date:%-d %B %Y}: {model.border_share:.0%} of the far bank and {fallen} of"
        f" {len(model.theatre.fallen)} districts held by militants; {model.men_at_border} own and"
        f" {model.allied_men} allied men at the border."
    )


@solara.component
def Standing(window: Window) -> None:  # noqa: N802
    """Date and counts."""
    update_counter.get()
    window.pulse.get()
    model = window.model.value
    requester = model.setting.file.requester
    if window.seat:
        _own_standing(window)
        return
    rows = {
        "Treaty regime": f"{model.regime.title} ({model.regime.name}), seed {model.seed}",
        "Day": f"{model.day + 1 if model.steps else 0} of {model.days}, step {model.steps} of"
        f" {model.days * model.steps_per_day}",
        "Far bank": f"{model.border_share:.0%} held by militants; {requester} sees {model.seen_share:.0%}",
        "Stability": f"{model.stability_index:.0f} of 100, {model.stability_state}",
        "Sought refuge": f"{model.soldiers_refuge:,} soldiers, {model.civilians_refuge:,} civilians",
        "Incursions": f"{model.incursions_attempted} tried, {model.incursions_repelled} repelled,"
        f" {model.incursions_through} through; posts lost: {model.posts_lost}",
        "Adopted": ", ".join(map(words.measure, filter(None, model.outcomes()["measures"].split("+"))))
        or "nothing so far",
        "At the border": f"{model.men_at_border:,} own men, {model.allied_men:,} allied",
    }
    cells = "".join(f"<tr><td>{escape(k)}</td><td><b>{escape(v)}</b></td></tr>" for k, v in rows.items())
    solara.HTML(tag="table", unsafe_innerHTML=cells, classes=["panj-standing"])


def _own_standing(window: Window) -> None:
    """What a seat knows of the counts: its own picture, late, biased and blurred."""
    game = window.table.value.game
    seen = {
        "seat": words.chair(game.scenario.file, window.seat),
        **(game.sees(window.seat)["facts"] if window.seat in game.chairs else {}),
    }
    solara.HTML(tag="table", unsafe_innerHTML=words.table(seen), classes=["panj-standing"])


@solara.component
def Latest(window: Window) -> None:  # noqa: N802
    """The latest events with their reasons, newest first."""
    update_counter.get()
    window.pulse.get()
    fog = window.fog
    events = latest(list(fog.model.events), SHOWN, fog)
    text = "".join(f"<li>{told(e, fog)}</li>" for e in events)
    solara.HTML(tag="h4", unsafe_innerHTML="What happened last, and why")
    nothing = "<li>Nothing has happened yet. Press Play or 1 step.</li>"
    solara.HTML(tag="ul", unsafe_innerHTML=text or nothing, classes=["panj-list", "panj-chronicle"])


@solara.component
def PlaceStory(window: Window) -> None:  # noqa: N802
    """What the log says of the unit, district or stretch that was clicked, with what led to it."""
    window.pulse.get()
    fog = window.fog
    model = fog.model
    title, subjects = what_was_picked(fog, window.picked.value)
    if not title:
        return
    events = [e for e in model.events if (e.subject in subjects or e.place in subjects) and fog.knows(e)][-8:]
    lines = []
    for event in reversed(events):
        causes = "; ".join(f"{c.date:%-d %b} {words.spaced(c.kind)}" for c in _causes(model, event) if fog.knows(c))
        lines.append(f"<li>{told(event, fog)}{f' <i>after: {escape(causes)}</i>' if causes else ''}</li>")
    with solara.Row(gap="6px"):
        solara.HTML(tag="h4", unsafe_innerHTML=f"Story of {escape(title)}")
        solara.Button("Close", on_click=lambda: window.picked.set({}), small=True, text=True)
    solara.HTML(tag="ul", unsafe_innerHTML="".join(lines) or "<li>Nothing yet.</li>", classes=["panj-list"])


def _causes(model: Any, event: Any) -> list[Any]:
    return [model.events[c] for c in event.causes]
