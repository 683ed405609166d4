"""Umpire: who sits where and by which code, what is waited for, answers in others' place, and what is let happen."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any, get_args

import solara
from pydantic import ValidationError

from browser.boundary import offered
from browser.story import told
from browser.table import SPECTATOR, UMPIRE, chairs
from browser.window import Window
from scenarios.errors import InputError
from scenarios.schema import InjectRow

KINDS = [k for k in get_args(InjectRow.model_fields["kind"].annotation) if k not in ("request", "statement")]
LONGEST = 200  # characters of a note


@solara.component
def UmpirePage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Chairs and codes on the left, injects and a look ahead on the right."""
    window.pulse.get()
    with solara.Div(classes=["panj-two"]):
        with solara.Column(gap="6px"):
            Waiting(window)
            Codes(window)
        with solara.Column(gap="6px"):
            Inject(window)
            Preview(window)


@solara.component
def Waiting(window: Window) -> None:  # noqa: N802
    """For whom the game waits; the umpire may answer for him, which is written down as his doing."""
    table = window.table.value
    asked = table.waiting
    if asked is None:
        solara.Text("The game waits for nobody.")
        return
    question = asked.question
    solara.Info(f"The game waits for {question.seat}: {question.text}")

    def usual() -> None:
        table.answer(question.seat, question.usual, by=UMPIRE)
        window.show()

    solara.Button(
        f"Overrule: let its rule answer ({question.usual})", on_click=usual, small=True, outlined=True,
    )  # fmt: skip


@solara.component
def Codes(window: Window) -> None:  # noqa: N802
    """A code for each role; whoever has it can sit there, and come back with it."""
    table = window.table.value
    shown, show = solara.use_state(False)
    solara.HTML(tag="h4", unsafe_innerHTML="Who sits where")
    if not shown:
        solara.Button("Show the codes by which others join", on_click=lambda: show(True), small=True, outlined=True)
    rows = ""
    for role in (*chairs(table.model), SPECTATOR, UMPIRE):
        who = "" if role in (SPECTATOR, UMPIRE) else "a person" if table.taken(role) else "its rule"
        code = escape(table.code_for(role)) if shown else ""
        rows += f"<tr><td>{escape(role)}</td><td>{who}</td><td><code>{code}</code></td></tr>"
    solara.HTML(tag="table", unsafe_innerHTML=rows, classes=["panj-path", "panj-codes"])


@solara.component
def Inject(window: Window) -> None:  # noqa: N802
    """Something that happens tomorrow because the umpire says so."""
    table = window.table.value
    states = sorted({*table.model.setting.file.states, *table.model.setting.file.powers})
    kind, set_kind = solara.use_state(KINDS[0])
    who, set_who = solara.use_state(table.model.setting.file.requester)
    amount, set_amount = solara.use_state(1000.0)
    note, set_note = solara.use_state("")

    def happen() -> None:
        number = float(amount) if isinstance(amount, int | float) else 0.0
        day = table.model.date + dt.timedelta(days=1 if table.steps else 0)
        try:
            row = InjectRow(date=day, kind=kind, who=who, what="", amount=number, note=str(note)[:LONGEST])
        except ValidationError as error:
            raise InputError("page", "inject", error.errors()[0].get("input"), error.errors()[0]["msg"]) from None
        table.inject(row)
        window.show()

    solara.HTML(tag="h4", unsafe_innerHTML="Let something happen tomorrow")
    with solara.Row(gap="8px"):
        solara.Select("what", KINDS, value=kind, on_value=lambda v: set_kind(offered("kind", v, KINDS)), dense=True)
        solara.Select("who", states, value=who, on_value=lambda v: set_who(offered("who", v, states)), dense=True)
        solara.InputFloat("amount [men, or a share]", value=amount, on_value=set_amount)
    solara.InputText("note for the log", value=note, on_value=lambda v: set_note(str(v)[:LONGEST]))
    solara.Button("Let it happen", on_click=happen, small=True, outlined=True, color="primary")
    done = [
        f"<li>{r.date:%-d %b}: {escape(r.kind)} of {escape(r.who)}, {r.amount:g} {escape(r.note)}</li>"
        for r in table.injects
    ]
    solara.HTML(tag="ul", unsafe_innerHTML="".join(done), classes=["panj-list", "panj-injects"])


@solara.component
def Preview(window: Window) -> None:  # noqa: N802
    """The next day played aside: what would happen, without its happening."""
    table = window.table.value
    ahead, see = solara.use_state(None)

    def look() -> Any:
        events, waits = table.ahead()
        see((table.steps, [told(e) for e in events], waits))

    solara.Button("Look a day ahead", on_click=look, small=True, outlined=True)
    if ahead is not None and ahead[0] == table.steps:
        lines = "".join(f"<li>{text}</li>" for text in ahead[1]) or "<li>Nothing of note.</li>"
        waits = f"<li>Then {escape(ahead[2])} is asked.</li>" if ahead[2] else ""
        solara.HTML(tag="ul", unsafe_innerHTML=lines + waits, classes=["panj-list"])
