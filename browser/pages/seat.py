"""Seat: what I see, what is asked of me, what each answer means, my orders so far; and sitting down and getting up."""

from __future__ import annotations

from html import escape
from typing import Any

import solara

from panj.agents.seats.questions import MATTERS, Question
from panj.browser import words
from panj.browser.boundary import offered
from panj.browser.pages.acts import Acts
from panj.browser.pages.ahead import LookAhead
from panj.browser.pages.aims import SeatAims
from panj.browser.pages.diagram import on
from panj.browser.pages.law import says
from panj.browser.pages.policy import StandingPolicy
from panj.browser.table.table import SPECTATOR, UMPIRE
from panj.browser.table.window import Window

NOBODY = "nobody: I watch, the rules decide"
WAIT = "Nothing is asked of you now."
PLAY = "Press Play: the game waits whenever you are asked something, and goes on once you have answered."


@solara.component
def SeatPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """What is asked on the left; what the seat sees and has ordered on the right."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    with solara.Div(classes=["panj-two"]):
        with solara.Column(gap="6px"):
            SitDown(window)
            if role in (UMPIRE, SPECTATOR):
                take = "Take a chair to be asked its questions. The others go on by their own rules."
                solara.Text(take if window.host else "You watch this game; nothing is asked of you.")
            mine = table.asked_of(role)
            if mine:
                Asking(window, mine[0])
                if len(mine) > 1:
                    solara.Text(f"Asked at the same time: {len(mine) - 1} more.", classes=["panj-note"])
            elif table.game.questions:
                seats = dict.fromkeys(question.seat for question in table.game.questions)
                others = ", ".join(words.chair(table.game.scenario.file, seat) for seat in seats)
                solara.Info(f"The game waits for {others}.")
            elif table.game.over:
                solara.Info("The game is over. Outcomes, Story and After action now show everything to everybody.")
            elif role not in (UMPIRE, SPECTATOR):
                solara.Info(f"{WAIT} {PLAY if window.host else 'The umpire moves time.'}")
        with solara.Column(gap="4px"):
            if role not in (UMPIRE, SPECTATOR):
                SeatAims(window)
                StandingPolicy(window)
                Acts(window)
                Sees(window)
                Orders(window)


@solara.component
def SitDown(window: Window) -> None:  # noqa: N802
    """Choose a chair, or none; who joined by a code keeps the one that the code stands for. What it is asked."""
    table, role = window.table.value, window.role.value
    file = table.game.scenario.file
    named = {c: words.chair(file, c) for c in sorted(table.offered | ({role} & set(table.game.chairs)))}
    labels = [NOBODY, *named.values()]
    now = named.get(role, NOBODY)

    def choose(label: Any) -> None:
        chosen = offered("chair", label, labels)
        window.sit(next((c for c, text in named.items() if text == chosen), ""))

    if window.host:
        solara.Select("I sit in the chair of", values=labels, value=now, on_value=choose, dense=True)
    elif role in named:
        solara.Text(f"You sit in the chair of {now}.", classes=["panj-chair"])
    if role in named:
        decides = "".join(
            f"<li>{escape(MATTERS[matter])}</li>" for matter in table.asked.get(role) or table.game.chairs[role]
        )
        text = f"<summary>What is asked of this chair</summary><ul class='panj-list'>{decides}</ul>"
        solara.HTML(tag="details", unsafe_innerHTML=text, classes=["panj-standing"])


@solara.component
def Asking(window: Window, question: Question) -> None:  # noqa: N802
    """The open question: facts, clause, what each answer means, what the seat's own rule would answer."""

    always, set_always = solara.use_state(False)

    def answer(given: Any) -> None:
        window.table.peek().answer(question.seat, given, always=always, to=question)
        set_always(False)
        window.show()

    model = window.model.peek()
    places = {*model.detachments, *model.front_names}
    with solara.Card(question.text, classes=["panj-question"]):
        if question.clause:
            solara.Text(says(question.clause, model.regime.book), style={"font-style": "italic"})
        solara.HTML(tag="table", unsafe_innerHTML=words.table(question.facts), classes=["panj-standing"])
        advice = f"Your own staff would answer {words.option(str(question.usual), places)}: {question.why}"
        solara.Text(advice, classes=["panj-note"])
        LookAhead(window, question)
        if question.options:
            for option, means in question.options.items():
                with solara.Row(gap="8px", margin=0):
                    solara.Button(
                        words.option(option, places),
                        on_click=lambda o=option: answer(o),
                        color="primary" if option == question.usual else None,
                        small=True,
                    )
                    solara.Text(means)
            solara.Checkbox(label="Answer so from now on without asking me", value=always, on_value=set_always)
        else:
            Number(question, answer)


@solara.component
def Number(question: Question, answer: Any) -> None:  # noqa: N802
    """An answer that is a whole number."""
    number, write = solara.use_state(int(question.usual))
    solara.InputInt(f"{question.unit}, {question.low} to {question.high}", value=number, on_value=write)
    solara.Button("Answer", on_click=lambda: answer(number), color="primary", small=True)


@solara.component
def Sees(window: Window) -> None:  # noqa: N802
    """The seat's own picture: late, biased and blurred, as its holder would have it."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    if role not in table.game.chairs:
        return
    seen = table.game.sees(role)["facts"]
    solara.HTML(tag="h4", unsafe_innerHTML="What you see")
    solara.HTML(tag="table", unsafe_innerHTML=words.table(seen), classes=["panj-standing", "panj-sees"])


@solara.component
def Orders(window: Window) -> None:  # noqa: N802
    """What was ordered from this chair, and the way to another course."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    given, model = table.orders(role), table.model
    places = {*model.detachments, *model.front_names}
    rows = "".join(
        f"<li>{on(model.setting.file.start, (o.step - 1) // model.steps_per_day)}: {escape(MATTERS[o.kind])}"
        f" <b>{escape(words.option(str(o.answer), places))}</b>"
        f"{f' (by the {escape(o.by)})' if o.by else ''}</li>"
        for o in reversed(given)
    )
    solara.HTML(tag="h4", unsafe_innerHTML="Your orders so far")
    solara.HTML(tag="ul", unsafe_innerHTML=rows or "<li>None yet.</li>", classes=["panj-list", "panj-orders"])
    Standing(window)
    if window.host:
        Forget(window)


@solara.component
def Standing(window: Window) -> None:  # noqa: N802
    """What this chair answers without being asked, and the way to be asked again."""
    window.pulse.get()
    table, role = window.table.value, window.role.value

    def ask_again(kind: str) -> None:
        table.ask_again(role, kind)
        window.show()

    for (chair, kind), answer in list(table.standing.items()):
        if chair == role:
            with solara.Row(gap="8px"):
                solara.Button("Ask me again", on_click=lambda kind=kind: ask_again(kind), small=True, outlined=True)
                solara.Text(f"From now on: {MATTERS[kind]} {words.measure(answer)}", classes=["panj-note"])


@solara.component
def Forget(window: Window) -> None:  # noqa: N802
    """The way to another course: whatever was ordered for later than now is forgotten."""
    window.pulse.get()
    table = window.table.value
    later = sum(o.step > table.steps for o in table.game.orders)

    def branch() -> None:
        table.forget()
        window.show()

    if later:
        orders = "1 order" if later == 1 else f"{later} orders"
        solara.Button(f"Forget the {orders} from today on", on_click=branch, small=True, outlined=True)
