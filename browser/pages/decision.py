"""What is to be decided, one thing at a time, beside the map; and when nothing is, what happened last and why."""

from __future__ import annotations

from html import escape
from typing import Any

import solara
from mesa.visualization.utils import update_counter

from panj.agents.seats.questions import Question
from panj.browser import words
from panj.browser.draft import draft_html
from panj.browser.pages.acts import Acts
from panj.browser.pages.ahead import LookAhead
from panj.browser.story import latest, told
from panj.browser.table.table import SPECTATOR, UMPIRE
from panj.browser.table.window import Window
from panj.scenarios.schema import ScenarioFile
from panj.treaty.law.book import Book

SHOWN = 14  # events in the list
FOR_PEOPLE = ("amendment", "trade", "deliver")  # questions that come only of what people do: no war by rules has them
PLAY = "Press Play: the game waits whenever you are asked something, and goes on once you have answered."
OVER = "The game is over. Outcomes, Story and After action now show everything to everybody."
# What one can do about a text: the act that opens, see acts.PRESET, and what stands on its button.
WAYS = {
    "amend": "Amend it",
    "if it says": "Support it if it says ...",
    "if I get": "Support it if I get ...",
    "trade": "Trade on it",
}


@solara.component
def Decision(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The right card."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    mine = table.asked_of(role)
    Undo(window)
    if mine:
        Asking(window, mine[0])
        if len(mine) > 1:
            solara.Text(f"Asked at the same time: {len(mine) - 1} more.", classes=["panj-note"])
        Draft(window)
        Acts(window)
        return
    line = ""
    if table.game.over:
        line = OVER
    elif table.game.questions:
        line = f"The game waits for {waits_for(window)}."
    elif role not in (UMPIRE, SPECTATOR):
        line = f"Nothing is asked of you now. {PLAY if window.host else 'The umpire moves time.'}"
    elif window.host:
        line = "You see everything. Sit down in a chair, on the left, to be asked its questions."
    if line:
        solara.HTML(tag="p", unsafe_innerHTML=escape(line), classes=["panj-idle"])
    Draft(window)
    if role not in (UMPIRE, SPECTATOR) and not table.game.over:
        Acts(window)
    Latest(window)


def waits_for(window: Window) -> str:
    """For whom the game waits, by name."""
    table = window.table.value
    seats = dict.fromkeys(question.seat for question in table.game.questions)
    return ", ".join(words.chair(table.game.scenario.file, seat) for seat in seats)


@solara.component
def Undo(window: Window) -> None:  # noqa: N802
    """The way to take the last order back."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    if role in (UMPIRE, SPECTATOR) or (last := table.undoes(role, alone=window.leads)) is None:
        return

    def undo() -> None:
        table.undo(role, alone=window.leads)
        window.show()

    model = table.model
    answer = words.option(str(last.answer), words.places(model), model.setting.file, last.kind)
    with solara.Div(classes=["panj-undo"]):
        solara.HTML(tag="span", unsafe_innerHTML=f"Ordered: <b>{escape(answer)}</b>")
        solara.Button("Undo", on_click=undo, small=True, outlined=True)


@solara.component
def Asking(window: Window, question: Question) -> None:  # noqa: N802
    """The open question: facts, clause, what each answer means, what the seat's own staff would answer."""

    always, set_always = solara.use_state(False)

    def answer(given: Any) -> None:
        window.table.peek().answer(question.seat, given, always=always, to=question)
        set_always(False)
        window.show()

    model = window.model.peek()
    places, file = words.places(model), model.setting.file
    with solara.Card(question.text, classes=["panj-question"]):
        if question.clause:
            solara.Text(says(question.clause, model.regime.book), classes=["panj-clause"])
        if question.facts:
            solara.HTML(tag="table", unsafe_innerHTML=words.table(question.facts, file), classes=["panj-standing"])
        if set(question.options) & places:
            solara.Text("You can also press a place on the map.", classes=["panj-note"])
        advice = words.option(str(question.usual), places, file, question.kind)
        solara.HTML(
            tag="p",
            unsafe_innerHTML=f"Your staff advises <b>{escape(advice)}</b>: {escape(words.plain(question.why, file))}",
            classes=["panj-advice"],
        )
        if question.kind not in FOR_PEOPLE:
            LookAhead(window, question)
        if question.options:
            placed = [option for option in question.options if option in places]
            with solara.Div(classes=["panj-answers"]):
                for option in question.options:
                    if option in placed[1:]:
                        continue
                    if option in placed:
                        Places(question, placed, answer, file)
                        continue
                    advised = ["panj-advised"] if option == question.usual else []
                    with solara.Div(classes=["panj-answer", *advised]):
                        solara.Button(
                            words.option(option, places, file, question.kind),
                            on_click=lambda o=option: answer(o),
                            outlined=True,
                            small=True,
                        )
                        solara.Text(words.means(question, option, file))
            solara.Checkbox(label="Answer so from now on without asking me", value=always, on_value=set_always)
        else:
            Number(question, answer)


def says(clause: str, book: Book) -> str:
    """Article and gist of a clause, or its name alone if the book does not have it."""
    found = book.by_id.get(clause)
    return f"{found.article}: {found.gist}" if found is not None else clause


@solara.component
def Places(question: Question, placed: list[str], answer: Any, file: ScenarioFile) -> None:  # noqa: N802
    """Answers that are places: buttons side by side; what the first means below, each its own under the pointer."""
    with solara.Div(classes=["panj-places"]):
        for option in placed:
            with solara.Div(classes=["panj-advised"] if option == question.usual else []):
                solara.Button(
                    words.place(option),
                    on_click=lambda o=option: answer(o),
                    outlined=True,
                    small=True,
                    attributes={"title": words.means(question, option, file)},
                )
    solara.Text(words.means(question, placed[0], file), classes=["panj-note"])


@solara.component
def Number(question: Question, answer: Any) -> None:  # noqa: N802
    """An answer that is a whole number."""
    number, write = solara.use_state(int(question.usual))
    solara.InputInt(f"{question.unit}, {question.low} to {question.high}", value=number, on_value=write)
    with solara.Div(classes=["panj-answer", "panj-advised"]):
        solara.Button("Answer", on_click=lambda: answer(number), outlined=True, small=True)


@solara.component
def Latest(window: Window) -> None:  # noqa: N802
    """The latest events with their reasons, newest first."""
    update_counter.get()
    window.pulse.get()
    fog = window.fog
    events = latest(list(fog.model.events), SHOWN, fog)
    text = "".join(f"<li>{told(e, fog)}</li>" for e in events)
    solara.HTML(tag="h3", unsafe_innerHTML="What happened last, and why")
    nothing = "<li>Nothing has happened yet. Press Play or 1 step.</li>"
    solara.HTML(tag="ul", unsafe_innerHTML=text or nothing, classes=["panj-list", "panj-chronicle"])


# -- the text before the council ---------------------------------------------------------------------------------------


@solara.component
def Draft(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The text as it lies, while a case waits for a decision and the window's seat hears of it."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    case = table.model.alliance.floor.case
    if case is None or not window.fog.within or role == SPECTATOR:
        return
    solara.HTML(tag="h3", unsafe_innerHTML="Before the council")
    html = draft_html(case, window.fog, table.state_of)
    solara.HTML(tag="div", unsafe_innerHTML=html, classes=["panj-draft"])
    if role == UMPIRE or table.game.over:
        return
    open_ = {verb.name for verb in table.verbs(role) if not verb.closed}
    ways = {
        act: label for act, label in WAYS.items() if ("trade" if act in ("trade", "if I get") else "amend") in open_
    }
    with solara.Div(classes=["panj-ways"]):
        for act, label in ways.items():
            solara.Button(label, on_click=lambda act=act: window.act.set(act), small=True, outlined=True)
