"""Events as text for the page: which are told by themselves, which get a mark on the slider, how one reads."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from panj.agents.kinds import KINDS
from panj.browser.fog import IN_GENERAL
from panj.browser.map.frame import names
from panj.browser.words import chair, plain, short
from panj.experiments.words import QUIET, dated, spaced
from panj.treaty.ladder import NOTHING

if TYPE_CHECKING:
    from panj.browser.fog import Fog
    from panj.model.record.events import Event

# Kinds that get a mark on the slider of the days played.
MARKS = {"request": "▲", "adopted": "◆", "blocked": "✕", "incursion_through": "●", "mobilisation": "■"}

# Kinds at which "next decision" stops.
DECISIONS = frozenset(
    (
        "informed",
        "consultation",
        "mobilisation",
        "request",
        "no_request",
        "recommendation",
        "text",
        "proposal",
        "amendment",
        "vote",
        "adopted",
        "blocked",
        "bilateral",
        "exercise",
        "joins",
        "order",
    )
)

PRIVATE = frozenset(("ballot", "bilateral", "appeal", "mobilisation"))  # kinds whose reasons are their actor's own


SPOKEN = frozenset(("message", "inject"))  # kinds whose reasons people wrote


def in_words(text: str) -> str:
    """A name of the program as words for HTML."""
    return escape(spaced(text))


def told(event: Event, fog: Fog) -> str:
    """One event as HTML: date, kind, who, the clause it rests on, why. Others' reasons for a vote are their own."""
    file = fog.model.setting.file
    by = chair(file, event.actor)
    if event.clause:
        book = fog.model.regime.book.by_id
        by = f"{by}, {short(book[event.clause].article) if event.clause in book else spaced(event.clause)}"
    return f"{dated(event.date, '%b')} <b>{in_words(event.kind)}</b> ({in_words(by)}): {escape(why(event, fog))}"


def why(event: Event, fog: Fog) -> str:
    """The reason of an event in plain words, as a seat may know it; what people said stays as they said it."""
    private = event.kind in PRIVATE and not fog.eyes.all
    brief = private and fog.seat != event.actor and (fog.within or event.kind not in IN_GENERAL)
    said = _briefly(event) if brief else fog.reason(event)
    return said if event.kind in SPOKEN else plain(said, fog.model.setting.file)


def _briefly(event: Event) -> str:
    """What others hear of a matter whose reasons are its actor's own."""
    match event.kind:
        case "ballot":
            return event.subject
        case "bilateral":
            return f"gives {event.subject} {_measure(event)}"
        case "appeal":
            return f"asks for {_measure(event)}"
        case _:
            return KINDS[event.kind]


def _measure(event: Event) -> str:
    return (event.measure or NOTHING).title


def latest(events: list[Event], number: int, fog: Fog) -> list[Event]:
    """The last so many that are worth telling by themselves and that the seat may know of, newest first."""
    found = []
    for event in reversed(events):
        if event.kind not in QUIET and fog.knows(event):
            found.append(event)
            if len(found) == number:
                break
    return found


def what_was_picked(fog: Fog, picked: Any) -> tuple[str, frozenset[str]]:
    """Title and names in the log of what a window says was clicked; nothing when it is none of what it was shown."""
    model = fog.model
    scenario = model.setting
    rows = {
        "district": scenario.districts,
        "stretch": scenario.segments,
        "unit": model.forces.names,
        "village": scenario.villages,
    }
    kind, number = (picked.get("kind"), picked.get("id")) if isinstance(picked, dict) else (None, None)
    if kind not in rows or not isinstance(number, int) or not 0 <= number < len(rows[kind]):
        return "", frozenset()
    if kind == "district":
        return scenario.districts[number].name, frozenset({scenario.districts[number].district})
    if kind == "village":
        return scenario.villages[number].name, frozenset({scenario.villages[number].name})
    if kind == "unit":
        if str(number) not in names(model, fog.eyes):
            return "", frozenset()
        return model.forces.titles[number], frozenset({model.forces.names[number]})
    s = scenario.segments[number]
    return f"the border, km {s.from_km:.0f}", frozenset({s.crossing or f"{s.district}-km-{s.from_km:.0f}"})
