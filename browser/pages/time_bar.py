"""Time, above everything: play, pause, step, day, week, next decision, end, speed, and the slider that rewinds."""

from __future__ import annotations

import solara
from mesa.visualization.utils import update_counter

from panj.browser.boundary import offered
from panj.browser.keys import Keys
from panj.browser.story import MARKS, in_words
from panj.browser.table.play import PACES
from panj.browser.table.window import Window

WEEK = 7


@solara.component
def TimeBar(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The controls of one window; each has a key, see browser.keys."""
    update_counter.get()
    window.pulse.get()
    table = window.table.value
    playing, still = window.playing.value, not (table.running and window.leads)

    with solara.Div(classes=["panj-time"]):
        with solara.Div(classes=["panj-time-buttons"]):
            solara.Button(
                "Pause" if playing else "Play",
                on_click=window.toggle,
                disabled=not window.leads if playing else still,
                color="primary",
                small=True,
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
            solara.Text(_where(window), classes=["panj-date"])
            Keys(window)
        if table.play.hindered:
            solara.Error(table.play.hindered, classes=["panj-error"])
        Slider(window)


@solara.component
def Slider(window: Window) -> None:  # noqa: N802
    """The days played; letting go of the handle further left plays the war again up to there."""
    update_counter.get()
    window.pulse.get()
    model = window.model.value
    moved, move = solara.use_state((None, 0, 0))  # where the handle was moved to, and when: a new game moves it, too
    per_day, now = model.steps_per_day, (id(window.table.value), model.steps)
    shown = moved[0] if moved[1:] == now else None

    def let_go(*_: object) -> None:
        if isinstance(shown, int | float):
            window.rewind(round(shown) * per_day)
        move((None, 0, 0))

    slider = solara.v.Slider(
        v_model=model.steps / per_day if shown is None else shown,
        on_v_model=lambda day: move((day, *now)),
        min=0,
        max=model.days,
        step=1,
        hide_details=True,
        dense=True,
        attributes={"aria-label": "Day"},
        thumb_label=True,
        class_="panj-slider",
    )
    solara.v.use_event(slider, "end", let_go)
    Marks(window)


@solara.component
def Marks(window: Window) -> None:  # noqa: N802
    """Marks under the slider: what was adopted or blocked, and where militants came through."""
    window.pulse.get()
    fog = window.fog
    model = fog.model
    days = model.days * model.steps_per_day
    marks = [(e, MARKS[e.kind]) for e in model.events.of(*MARKS) if fog.knows(e)]
    with solara.Div(classes=["panj-marks"]):
        for event, sign in marks[-40:]:
            solara.HTML(
                tag="span",
                unsafe_innerHTML=sign,
                attributes={"title": f"{event.date:%d %B}: {in_words(event.kind)}"},
                style={"left": f"{100 * event.step / days:.2f}%"},
            )


def _where(window: Window) -> str:
    model = window.model.value
    total = model.days * model.steps_per_day
    table = window.table.value
    asked = ", ".join(dict.fromkeys(question.seat for question in table.game.questions))
    over = " — the game is over" if not model.running else f" — waits for {asked}" if asked else ""
    return f"{table.date:%-d %B %Y}, step {model.steps} of {total}{over}"
