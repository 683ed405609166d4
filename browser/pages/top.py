"""Top: the date, the state of the border in a word, and a few figures as this seat knows them, with their age."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import solara
from mesa.visualization.utils import update_counter

from panj.browser.pages.decision import waits_for
from panj.browser.table.window import Window
from panj.experiments.words import count, dated

if TYPE_CHECKING:
    from panj.model import BorderModel

QUIET, WATCHFUL, DANGER = "quiet", "amber", "red"  # colours of a word
STATES = {"stable": QUIET, "recovering": WATCHFUL, "unstable": WATCHFUL, "failing": DANGER, "failed": DANGER}
THREATS = ((0.66, "in danger", DANGER), (0.33, "at risk", WATCHFUL), (0.15, "tense", WATCHFUL), (0.0, "quiet", QUIET))

# Figures that a seat is shown, as far as it knows them: fact, what it is called, how it reads, whether it comes late.
FIGURES = (
    ("border_share", "Far bank held by militants", "{:.0%}", True),
    ("districts_fallen", "Districts taken", "{:.0f}", False),
    ("stretches_held", "Stretches of the bank held", "{:.0f}", False),
    ("inside", "Men of bands inside", "{:,.0f}", False),
    ("bands_inside", "Bands known to be inside", "{:.0f}", False),
    ("incidents_week", "Incidents this week", "{:.0f}", False),
    ("refuge_week", "Soldiers who fled here this week", "{:,.0f}", False),
    ("battalions", "Battalions at hand", "{:.0f}", False),
    ("men", "Men", "{:,.0f}", False),
)
MOST = 4


class Figure(NamedTuple):
    """A figure as the top shows it."""

    name: str
    value: str
    age: str = ""


@solara.component
def Top(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """One line that tells how it stands."""
    update_counter.get()
    window.pulse.get()
    with solara.Div(classes=["panj-how"]):
        date, clock, whose = _when(window)
        model = window.model.value
        solara.HTML(
            tag="div",
            unsafe_innerHTML=f"<b>{escape(date)}</b> <span>{escape(clock)}</span> <em>{escape(whose)}</em>",
            classes=["panj-date"],
            attributes={"data-step": str(model.steps)},
        )
        left = window.table.value.turns.left
        if left is not None:
            solara.HTML(tag="b", unsafe_innerHTML="", classes=["panj-turn"], attributes={"data-left": f"{left:.0f}"})
        word, colour, figures = _standing(window)
        told = f"<span>Border <b class='panj-{colour}'>{escape(word)}</b></span>" if word else ""
        told += "".join(
            f"<span>{escape(f.name)} <b>{escape(f.value)}</b> <small>{escape(f.age)}</small></span>" for f in figures
        )
        solara.HTML(tag="div", unsafe_innerHTML=told, classes=["panj-figures"])


def _when(window: Window) -> tuple[str, str, str]:
    """The date, the hour and the day of so many, and whose time it is."""
    table, model = window.table.value, window.model.value
    hour = (model.steps % model.steps_per_day) * 24 // model.steps_per_day
    day = min(model.days, model.steps // model.steps_per_day + (0 if table.game.over else 1))
    clock = f"{hour:02d}:00, day {day} of {model.days}" if not table.game.over else f"day {day} of {model.days}"
    if table.game.over:
        whose = "the game is over"
    elif table.game.questions:
        whose = "waits for you" if table.asked_of(window.role.value) else f"waits for {waits_for(window)}"
    else:
        whose = "" if window.leads else "the umpire moves time"
    return dated(table.date, "%B %Y"), clock, whose


def _standing(window: Window) -> tuple[str, str, list[Figure]]:
    """The state of the border in a word with its colour, and figures: as they are, or as the seat knows them."""
    model, seat, game = window.model.value, window.seat, window.table.value.game
    if not seat:
        return model.stability_state, STATES.get(model.stability_state, WATCHFUL), _in_fact(model)
    if seat not in game.chairs:  # a spectator sees what is public
        return "", QUIET, []
    facts: dict[str, Any] = game.sees(seat)["facts"]
    observers = game.scenario.file.observers
    late = round(observers[seat].lag_days) if seat in observers else 1
    age = "as of today" if late < 1 else f"{count(late, 'day')} old"
    figures = [
        Figure(name, form.format(facts[fact]), age if old else "") for fact, name, form, old in FIGURES if fact in facts
    ]
    word, colour = _word(facts)
    return word, colour, figures[:MOST]


def _word(facts: dict[str, Any]) -> tuple[str, str]:
    """The state of the border as a seat that watches it would call it."""
    if "threat" not in facts:
        return "", QUIET
    if facts.get("attacked"):
        return "under attack", DANGER
    return next((word, colour) for least, word, colour in THREATS if facts["threat"] >= least)


def _in_fact(model: BorderModel) -> list[Figure]:
    """What whoever sees everything is shown."""
    return [
        Figure("Far bank held by militants", f"{model.border_share:.0%}"),
        Figure("Bands that got through", f"{model.incursions_through}"),
        Figure("Own men at the border", f"{model.men_at_border:,}"),
        Figure("Allied men", f"{model.allied_men:,}"),
    ]
