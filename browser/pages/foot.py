"""Foot: the course of time with what happened; play, step, day, week; and a look back at any day played."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import solara
from mesa.visualization.utils import update_counter

from panj.browser import words
from panj.browser.boundary import offered
from panj.browser.keys import Keys
from panj.browser.story import MARKS, in_words, latest, why
from panj.browser.table.play import PACES
from panj.browser.table.window import Window
from panj.experiments.words import dated

if TYPE_CHECKING:
    from panj.browser.fog import Fog
    from panj.model.record.events import Event

WEEK = 7
NEWS = 3  # events told beside the buttons


@solara.component
def Foot(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The controls of one window, each with a key, see browser.keys; and the course of time."""
    update_counter.get()
    window.pulse.get()
    table = window.table.value
    playing, still = window.playing.value, not (table.running and window.leads)

    with solara.Div(classes=["panj-time-buttons"]):
        solara.Button(
            "Pause" if playing else "Play",
            on_click=window.toggle,
            disabled=not window.leads if playing else still,
            color="primary",
            small=True,
            classes=["panj-play"],
        )
        for label, act in (
            ("1 step", window.step),
            ("1 day", window.day),
            ("1 week", lambda: window.day(WEEK)),
            ("Next decision", window.next_decision),
            ("To the end", window.end),
        ):
            solara.Button(label, on_click=act, disabled=still or playing, small=True, outlined=True)
        solara.v.Select(
            label="Speed",
            items=list(PACES),
            v_model=window.pace.value,
            on_v_model=lambda v: window.set_pace(offered("speed", v, list(PACES))),
            disabled=not window.leads,
            dense=True,
            hide_details=True,
            class_="panj-speed",
        )
        Keys(window)
        News(window)
    if table.play.hindered:
        solara.Error(table.play.hindered, classes=["panj-error"])
    LookingBack(window)
    Course(window)


@solara.component
def News(window: Window) -> None:  # noqa: N802
    """The last events in a word each."""
    window.pulse.get()
    chips = "".join(chip(e, window.fog) for e in latest(list(window.fog.model.events), NEWS, window.fog))
    solara.HTML(tag="div", unsafe_innerHTML=chips, classes=["panj-news"])


def chip(event: Event, fog: Fog) -> str:
    """An event in a word, with the unit that it befell where the seat may know which; the whole of it as its title."""
    said, forces = why(event, fog), fog.model.forces
    row = forces.row.get(event.subject)
    unit = "" if row is None or forces.titles[row] not in said else f"{escape(forces.titles[row])}: "
    mark, word = MARKS.get(event.kind, "·"), in_words(event.kind)
    return f"<span title='{escape(said)}'>{mark} {dated(event.date, '%b')} {unit}{word}</span>"


@solara.component
def LookingBack(window: Window) -> None:  # noqa: N802
    """While the map shows a day gone by: which, and the ways back to today or on from there."""
    window.pulse.get()
    step = window.looking.value
    if step is None:
        return
    model = window.model.value
    day = words.date(model.setting.file.start, step // model.steps_per_day)
    with solara.Div(classes=["panj-looking"]):
        solara.HTML(tag="span", unsafe_innerHTML=f"The map shows <b>{day}</b> as it was known then.")
        solara.Button("Back to today", on_click=lambda: window.look_back(None), small=True, outlined=True)
        if window.leads:
            solara.Button("Play on from there", on_click=lambda: window.rewind(step), small=True, outlined=True)


@solara.component
def Course(window: Window) -> None:  # noqa: N802
    """The days of the game; the handle further left shows the map of that day, at no cost to the game."""
    update_counter.get()
    window.pulse.get()
    model, looking = window.model.value, window.looking.value
    per_day = model.steps_per_day
    shown = (model.steps if looking is None else looking) / per_day

    def let_go(*arguments: Any) -> None:
        day = arguments[-1] if arguments else None
        if isinstance(day, int | float):
            window.look_back(round(day) * per_day)

    slider = solara.v.Slider(
        v_model=shown,
        min=0,
        max=model.days,
        step=1,
        hide_details=True,
        dense=True,
        attributes={"aria-label": "Day shown on the map"},
        thumb_label=True,
        class_="panj-slider",
    )
    solara.v.use_event(slider, "change", let_go)
    Marks(window)


@solara.component
def Marks(window: Window) -> None:  # noqa: N802
    """Marks under the slider: what was adopted or blocked, where militants came through; the first and last day."""
    window.pulse.get()
    fog = window.fog
    model = fog.model
    start, days = model.setting.file.start, model.days * model.steps_per_day
    marks = [(e, MARKS[e.kind]) for e in model.events.of(*MARKS) if fog.knows(e)]
    with solara.Div(classes=["panj-marks"]):
        for event, sign in marks[-40:]:
            solara.HTML(
                tag="span",
                unsafe_innerHTML=sign,
                attributes={"title": f"{event.date:%d %B}: {in_words(event.kind)}"},
                style={"left": f"{100 * event.step / days:.2f}%"},
            )
    ends = f"<span>{words.date(start, 0)}</span><span>{words.date(start, model.days - 1)}</span>"
    solara.HTML(tag="div", unsafe_innerHTML=ends, classes=["panj-ends"])
