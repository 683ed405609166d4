"""Events as text for the page: which are told by themselves, which get a mark on the slider, how one reads."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.events import Event

# Kinds of event that would drown the others in the list; they are all in the log.
QUIET = frozenset(
    ("ballot", "deal", "fall_back", "flee", "repatriation", "reserves_arrive", "soldiers_refuge", "lead_will")
)

# Kinds that get a mark on the slider of the days played.
MARKS = {"request": "▲", "adopted": "◆", "blocked": "✕", "incursion_through": "●", "mobilisation": "■"}

# Kinds at which "next decision" stops.
DECISIONS = frozenset(
    ("informed", "consultation", "mobilisation", "request", "no_request", "recommendation", "text", "vote", "adopted",
     "blocked", "bilateral", "exercise", "joins", "order")
)  # fmt: skip


def in_words(text: str) -> str:
    """A name of the program as words for HTML."""
    return escape(text.replace("_", " "))


def told(event: Event) -> str:
    """One event as HTML: date, kind, who, the clause it rests on, why."""
    by = f"{event.actor}, {event.clause}" if event.clause else event.actor
    return f"{event.date:%-d %b} <b>{in_words(event.kind)}</b> ({in_words(by)}): {in_words(event.reason)}"


def latest(events: list[Event], number: int) -> list[Event]:
    """The last so many that are worth telling by themselves, newest first."""
    found = []
    for event in reversed(events):
        if event.kind not in QUIET:
            found.append(event)
            if len(found) == number:
                break
    return found
