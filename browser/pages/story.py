"""Story: the whole log, filtered by actor, kind, clause and words, and the causes and consequences of one event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from mesa.visualization.utils import update_counter

from panj.browser.boundary import offered
from panj.browser.fog import Fog
from panj.browser.story import told, why
from panj.browser.table.window import Window
from panj.browser.words import chair, short
from panj.experiments.words import spaced

ANY = "any"
ROWS = 40  # events shown at once, the latest


@solara.component
def StoryPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Filters above, the log on the left, what one event came from and led to on the right."""
    update_counter.get()
    window.pulse.get()
    events, fog = list(window.model.value.events), window.table.value.fog()
    filters = {field: solara.use_reactive(ANY) for field in ("actor", "kind", "clause", "place")}
    words, write = solara.use_state("")
    followed, follow = solara.use_state(-1)
    with solara.Row(gap="8px", classes=["panj-filters"]):
        for field, choice in filters.items():
            there = [ANY, *sorted({_named(field, getattr(e, field), fog) for e in events} - {""})]
            chosen = choice.value if choice.value in there else ANY
            solara.Select(field, values=there, value=chosen, on_value=_chooser(choice, there), dense=True)
        solara.InputText("words in it", value=words, on_value=lambda v: write(str(v)[:80]), continuous_update=False)
    found = [e for e in events if _fits(e, {f: c.value for f, c in filters.items()}, words, fog)]
    with solara.Div(classes=["panj-two"]):
        with solara.Div(classes=["panj-side"]):
            solara.Text(f"{len(found)} of {len(events)} events; the latest {min(ROWS, len(found))} are shown")
            with solara.Column(gap="0"):
                for event in found[: -ROWS - 1 : -1]:
                    with solara.Row(gap="4px"):
                        solara.Button(
                            str(event.id),
                            on_click=lambda n=event.id: follow(n),
                            small=True,
                            text=True,
                            attributes={"aria-label": f"Follow event {event.id}"},
                        )
                        solara.HTML(tag="span", unsafe_innerHTML=told(event, fog), classes=["panj-standing"])
        with solara.Div(classes=["panj-side"]):
            Followed(window, followed, follow)


def _named(field: str, value: str, fog: Fog) -> str:
    """What an event has in a field, as words; a place that is written as the program's files do, by its name."""
    book = fog.model.regime.book.by_id
    if field == "actor" and value:
        return chair(fog.model.setting.file, value)
    if field == "clause" and value in book:
        return short(book[value].article)
    if field == "place" and value == value.lower():
        return value.replace("+", ", ").replace("_", " ").title()
    return spaced(value)


def _chooser(choice: solara.Reactive[str], there: list[str]) -> Callable[[str], None]:
    """Takes what a window chose from a list, if it was in it."""
    return lambda value: choice.set(offered("filter", value, there))


def _fits(event: Any, chosen: dict[str, str], words: str, fog: Fog) -> bool:
    if any(value != ANY and _named(field, getattr(event, field), fog) != value for field, value in chosen.items()):
        return False
    return words.lower() in f"{spaced(event.kind)} {event.subject} {event.place} {why(event, fog)}".lower()


@solara.component
def Followed(window: Window, number: int, follow: Any) -> None:  # noqa: N802
    """The chain that led to an event, and what it led to at once."""
    events, fog = window.model.value.events, window.table.value.fog()
    if not 0 <= number < len(events):
        solara.Text("Press the number of an event to see what led to it and what came of it.", classes=["panj-note"])
        return
    before = [e for e in events.causes_of(number) if e.id != number]
    after = [e for e in events.since(number + 1) if number in e.causes]
    for title, chain in (("What led to it", before), (f"Event {number}", [events[number]]), ("What came of it", after)):
        solara.HTML(tag="h4", unsafe_innerHTML=title)
        with solara.Column(gap="0"):
            for event in chain[-30:]:
                with solara.Row(gap="4px"):
                    solara.Button(str(event.id), on_click=lambda n=event.id: follow(n), small=True, text=True)
                    solara.HTML(tag="span", unsafe_innerHTML=told(event, fog), classes=["panj-standing"])
            if not chain:
                solara.Text("Nothing.", classes=["panj-note"])
