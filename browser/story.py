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

# Kinds that every state of the alliance hears of; the rest is known to those it concerns, and to the umpire.
OPEN = frozenset(
    ("informed", "consultation", "mobilisation", "appeal", "request", "no_request", "mission_sent", "draft", "text",
     "session", "ballot", "adopted", "blocked", "deferred", "implementation", "deployment", "review", "closed",
     "dropped", "recommendation", "bilateral", "delivery", "not_delivered", "exercise", "joins", "district_fell",
     "district_retaken", "incursion_through", "soldiers_refuge", "civilians_refuge", "reserves_arrive", "inject")
)  # fmt: skip


def known_to(seat: str, event: Event) -> bool:
    """Whether a seat may know of an event: all of it, if the seat is nobody's."""
    return not seat or seat in (event.actor, event.subject) or event.kind in OPEN


def in_words(text: str) -> str:
    """A name of the program as words for HTML."""
    return escape(text.replace("_", " "))


def told(event: Event, seat: str = "") -> str:
    """One event as HTML: date, kind, who, the clause it rests on, why. Others' reasons for a vote are their own."""
    by = f"{event.actor}, {event.clause}" if event.clause else event.actor
    private = event.kind in ("ballot", "bilateral", "appeal", "mobilisation") and seat not in ("", event.actor)
    why = event.subject if private else event.reason
    return f"{event.date:%-d %b} <b>{in_words(event.kind)}</b> ({in_words(by)}): {in_words(why)}"


def latest(events: list[Event], number: int, seat: str = "") -> list[Event]:
    """The last so many that are worth telling by themselves and that the seat may know of, newest first."""
    found = []
    for event in reversed(events):
        if event.kind not in QUIET and known_to(seat, event):
            found.append(event)
            if len(found) == number:
                break
    return found
