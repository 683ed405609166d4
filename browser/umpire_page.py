"""Umpire: who sits where and by which code, what is waited for, answers in others' place, and what is let happen."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path
from typing import Any, get_args

import solara
from pydantic import ValidationError

from browser.boundary import offered
from browser.story import told
from browser.table import SPECTATOR, UMPIRE
from browser.upload import Upload
from browser.window import Window
from browser.words import chair
from experiments.words import measure
from scenarios.errors import InputError
from scenarios.load import rows_of
from scenarios.schema import InjectRow

KINDS = [k for k in get_args(InjectRow.model_fields["kind"].annotation) if k not in ("request", "statement")]
LONGEST = 200  # characters of a note
MOST_CSV, MOST_ROWS = 100_000, 50  # bytes and rows of a file of injects


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
    window.pulse.get()
    table = window.table.value
    asked = table.waiting
    if asked is None:
        solara.Text("The game waits for nobody.")
        return
    solara.Info(f"The game waits for {chair(table.game.scenario.file.states, asked.seat)}: {asked.text}")

    def usual() -> None:
        table.answer(asked.seat, asked.usual, by=UMPIRE)
        window.show()

    solara.Button(
        f"Overrule: let its rule answer ({measure(str(asked.usual))})", on_click=usual, small=True, outlined=True
    )


@solara.component
def Codes(window: Window) -> None:  # noqa: N802
    """A code for each role; whoever has it can sit there, and come back with it."""
    window.pulse.get()
    table = window.table.value
    shown, show = solara.use_state(False)
    solara.HTML(tag="h4", unsafe_innerHTML="Who sits where")
    if not shown:
        solara.Button("Show the codes by which others join", on_click=lambda: show(True), small=True, outlined=True)
    rows = ""
    for role in (*sorted(table.game.chairs), SPECTATOR, UMPIRE):
        who = "" if role in (SPECTATOR, UMPIRE) else "a person" if table.taken(role) else "its rule"
        code = escape(table.code_for(role)) if shown else ""
        name = chair(table.game.scenario.file.states, role)
        rows += f"<tr><td>{escape(name)}</td><td>{who}</td><td><code>{code}</code></td></tr>"
    solara.HTML(tag="table", unsafe_innerHTML=rows, classes=["panj-path", "panj-codes"])


@solara.component
def Inject(window: Window) -> None:  # noqa: N802
    """Something that happens tomorrow because the umpire says so."""
    window.pulse.get()
    table = window.table.value
    states = sorted({*table.model.setting.file.states, *table.model.setting.file.powers})
    kind, set_kind = solara.use_state(KINDS[0])
    who, set_who = solara.use_state(table.model.setting.file.requester)
    amount, set_amount = solara.use_state(1000.0)
    note, set_note = solara.use_state("")

    def happen() -> None:
        number = float(amount) if isinstance(amount, int | float) else 0.0
        day = table.game.scenario.file.start + dt.timedelta(days=table.next_day)
        try:
            row = InjectRow(date=day, kind=kind, who=who, what="", amount=number, note=str(note)[:LONGEST])
        except ValidationError as error:
            raise InputError("page", "inject", error.errors()[0].get("input"), error.errors()[0]["msg"]) from None
        table.inject([row])
        window.show()

    def take(rows: list[InjectRow]) -> None:
        table.inject(rows)
        window.show()

    solara.HTML(tag="h4", unsafe_innerHTML="Let something happen tomorrow")
    with solara.Row(gap="8px"):
        solara.Select("what", KINDS, value=kind, on_value=lambda v: set_kind(offered("kind", v, KINDS)), dense=True)
        solara.Select("who", states, value=who, on_value=lambda v: set_who(offered("who", v, states)), dense=True)
        solara.InputFloat("amount [men; share]", value=amount, on_value=set_amount)
    solara.InputText("note for the log", value=note, on_value=lambda v: set_note(str(v)[:LONGEST]))
    solara.Button("Let it happen", on_click=happen, small=True, outlined=True, color="primary")
    Upload(
        label=f"Or a CSV with the columns {', '.join(InjectRow.model_fields)}", accept=".csv,text/csv", most=MOST_CSV,
        on_text=lambda text, name: take(rows_from(text, name)),
    )  # fmt: skip
    start, per_day = table.game.scenario.file.start, table.model.steps_per_day
    done = [
        f"<li>{start + dt.timedelta(days=r.step // per_day):%-d %b}: {escape(r.kind)} of {escape(r.who)},"
        f" {r.amount:g} {escape(r.note)}</li>"
        for r in table.injects
    ]
    solara.HTML(tag="ul", unsafe_innerHTML="".join(done), classes=["panj-list", "panj-injects"])


def rows_from(text: str, name: str) -> list[InjectRow]:
    """Injects from the text of a CSV file; raises InputError."""
    rows = [row for _, row in rows_of(text, Path(name), InjectRow)]
    if not 0 < len(rows) <= MOST_ROWS:
        raise InputError(name, "", f"{len(rows)} rows", f"1 to {MOST_ROWS} injects")
    return rows


@solara.component
def Preview(window: Window) -> None:  # noqa: N802
    """The next day played aside: what would happen, without its happening."""
    window.pulse.get()
    table = window.table.value
    nothing: tuple[int, list[str], str] | None = None
    ahead, see = solara.use_state(nothing)

    def look() -> Any:
        events, waits = table.ahead()
        see((table.steps, [told(e) for e in events], waits))

    solara.Button("Look a day ahead", on_click=look, small=True, outlined=True)
    if ahead is not None and ahead[0] == table.steps:
        lines = "".join(f"<li>{text}</li>" for text in ahead[1]) or "<li>Nothing of note.</li>"
        waits = f"<li>Then {escape(ahead[2])} is asked.</li>" if ahead[2] else ""
        solara.HTML(tag="ul", unsafe_innerHTML=lines + waits, classes=["panj-list"])
