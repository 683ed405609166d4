"""Where an error ends on the page: one line for the visitor, the whole of it in the server's log, the game kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import solara

from panj.scenarios.errors import InputError

Offer = TypeVar("Offer")

log = logging.getLogger("panj.page")


def in_one_line(error: BaseException) -> str:
    """What a visitor may read about an error: bad input as it is told everywhere, of the rest only that it happened."""
    if isinstance(error, InputError):
        return str(error)
    return f"Something went wrong at {datetime.now():%H:%M:%S}; the server's log says what. The game goes on from here."


def write_down(error: BaseException | None) -> None:
    """Write the whole of an error into the server's log, unless it is the visitor's."""
    if error is not None and not isinstance(error, InputError):
        log.error("an error reached the page", exc_info=error)


def offered(what: str, chosen: Any, offers: Sequence[Offer]) -> Offer:
    """The choice that a window sent, if it is one of those it was offered; a window may send anything.

    Raises:
        InputError: when it is not; nothing has been read or done by then.
    """
    for offer in offers:
        if type(chosen) is type(offer) and chosen == offer:
            return offer
    shown = f"one of {', '.join(map(str, offers))}" if len(offers) <= 20 else f"{offers[0]} to {offers[-1]}"
    raise InputError("page", what, str(chosen)[:60], shown)


@solara.component
def Boundary(content: Callable[[], solara.Element[Any]]) -> None:  # noqa: N802 - a Solara component is named like a class
    """Show the content; when it raises, now or in answer to a click, show the line and a way back."""
    error, clear = solara.use_exception()
    solara.use_memo(lambda: write_down(error), [id(error)])
    if error is None:
        content()
    else:
        solara.Error(in_one_line(error), classes=["panj-error"])
        solara.Button("Go on", color="primary", on_click=clear)
