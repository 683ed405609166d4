"""The stage: the map as this seat sees it now, or saw it on a day gone by, and the card at a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from mesa.visualization.utils import update_counter

from panj.browser.fog import eyes_of
from panj.browser.map.frame import encode, names
from panj.browser.map.ground import describe, picture
from panj.browser.map.widget import WarMapWidget
from panj.browser.place import card_at, pins
from panj.browser.table.play import PACES
from panj.browser.table.window import Window
from panj.browser.ways import under_way
from panj.experiments.words import dated


@solara.component
def Stage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The map, as far as the seat of this window sees it.

    What it shows goes to the widget past Solara, which looks through the whole page whenever one thing changes.
    """
    element = WarMapWidget.element(
        on_drawn=window.drawn, on_picked=window.picked.set, on_ordered=lambda given: _order(window, given)
    )

    def follow() -> Callable[[], None]:
        widget = solara.get_widget(element)
        _send(window, widget)
        _send_card(window, widget)
        moments = (window.frame, window.looking, update_counter)
        ends = [moment.subscribe(lambda _: _send(window, widget)) for moment in moments]
        ends += [m.subscribe(lambda _: _send_card(window, widget)) for m in (window.pulse, window.picked)]

        def end() -> None:
            window.on_map = None
            for stop in ends:
                stop()

        return end

    solara.use_effect(follow, [])


def _send(window: Window, widget: WarMapWidget) -> None:
    """The moment to a window's map, in one message; of what never changes nothing is sent again."""
    table, seat, past = window.table.peek(), window.seat_now, window.looking.peek()
    with table.lock, widget.hold_sync():
        model = table.model
        window.on_map = model.steps
        widget.ground, widget.land = picture(model.setting), describe(model.setting)
        if past is not None:
            widget.pace, window.on_map = 0, None
            widget.frame, widget.names, then = table.past.at(table, past, seat)
            widget.told = in_a_sentence(then, seat)
            return
        eyes = eyes_of(model, seat)
        widget.names = names(model, eyes)
        widget.pace = PACES[window.pace.peek()] if window.playing.peek() else 0
        widget.told = in_a_sentence(model, seat)
        widget.frame = encode(model, table.holdings, eyes)


def _send_card(window: Window, widget: WarMapWidget) -> None:
    """The card at the place that was clicked, orders that are under way, and places that answer what is asked."""
    table, seat = window.table.peek(), window.seat_now
    with table.lock, widget.hold_sync():
        picked = window.picked.peek()
        card = card_at(table, seat, picked) if picked else None
        widget.card = card.as_data() if card is not None else {}
        widget.arrows, widget.pins = under_way(table, seat), pins(table, seat)


def _order(window: Window, given: Any) -> None:
    """An order that was given on the card: the answer to what is asked, or one that holds from now on."""
    table, seat = window.table.peek(), window.seat_now
    card = card_at(table, seat, window.picked.peek())
    number = given.get("id") if isinstance(given, dict) else None
    if card is None or not isinstance(number, int) or not 0 <= number < len(card.orders):
        return
    order = card.orders[number]
    if order.answers:
        table.answer(seat, order.answer, to=next(q for q in table.asked_of(seat) if q.kind == order.kind))
    elif not order.answer:
        table.ask_again(seat, order.kind)
    else:
        table.stand(seat, order.kind, order.answer)
    window.picked.set({})
    window.show()


def in_a_sentence(model: Any, seat: str = "") -> str:
    """The map for who cannot see it, as far as the seat knows."""
    if seat:
        return f"Map of the border on {dated(model.date, '%B %Y')}, as {seat} sees it."
    fallen = int(model.theatre.fallen.sum())
    return (
        f"Map of the border on {dated(model.date, '%B %Y')}: {model.border_share:.0%} of the far bank and {fallen} of"
        f" {len(model.theatre.fallen)} districts held by militants; {model.men_at_border} own and"
        f" {model.allied_men} allied men at the border."
    )
