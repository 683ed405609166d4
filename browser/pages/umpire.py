"""Umpire: who sits where and by which code, what is waited for, answers in others' place, and what is let happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import solara

from panj.browser.boundary import offered
from panj.browser.pages.seat import Forget
from panj.browser.story import told
from panj.browser.table.table import SPECTATOR, UMPIRE
from panj.browser.table.tables import tables
from panj.browser.table.turns import MINUTES
from panj.browser.table.window import Window
from panj.browser.upload import Upload
from panj.browser.words import chair
from panj.experiments.words import count, dated, measure
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.injects import in_words, name_of, takes
from panj.scenarios.load import Scenario, rows_of
from panj.scenarios.schema import InjectRow

# Kinds of inject, each as it is offered.
KINDS = {
    "mobilise": "Reservists or soldiers at hand reach the border",
    "send": "Battalions of a state are sent to the border",
    "exercise": "An exercise begins",
    "equipment": "Equipment reaches the posts",
    "aviation": "Aircraft join the hunt inside",
    "share": "Allies share what they see",
    "intent": "Militants mean to cross, more or less",
    "request": "The member appeals to the alliance",
    "withdraw": "The member takes its appeal back",
    "statement": "A state says something in public: all are told",
    "standing": "A state thinks otherwise of the affair",
    "news": "News that all hear",
    "tell": "A private message to one seat",
    "raid": "Bands try to cross within a day",
    "refugees": "People make for the border",
    "accident": "An accident costs a power men",
    "weights": "All members weigh otherwise",
}
LONGEST = 200  # characters of a note
MODEST = 1000.0  # men or people, the most that is put down until something else is typed
MOST_CSV, MOST_ROWS = 100_000, 50  # bytes and rows of a file of injects


@solara.component
def UmpirePage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Chairs and codes on the left, injects and a look ahead on the right."""
    window.pulse.get()
    with solara.Div(classes=["panj-two"]):
        with solara.Column(gap="6px"):
            if tables().hindrance:
                solara.Warning(f"This game is not written down and ends with the server: {tables().hindrance}")
            Waiting(window)
            Turn(window)
            Codes(window)
        with solara.Column(gap="6px"):
            if window.table.value.game.over:
                solara.Text("The game is over: nothing more can happen.")
            else:
                if window.table.value.next_day < window.table.value.game.days:
                    Inject(window)
                Preview(window)


@solara.component
def Waiting(window: Window) -> None:  # noqa: N802
    """For whom the game waits; the umpire may answer for him, which is written down as his doing."""
    window.pulse.get()
    table = window.table.value
    question = table.waiting
    if question is None:
        solara.Text("The game waits for nobody.")
        Forget(window)
        return
    solara.Info(f"The game waits for {chair(table.game.scenario.file, question.seat)}: {question.text}")
    others = dict.fromkeys(chair(table.game.scenario.file, q.seat) for q in table.game.questions[1:])
    if others:
        more = len(table.game.questions) - 1
        solara.Text(f"Asked at the same time, {more} more: {', '.join(others)}.", classes=["panj-note"])

    def usual() -> None:
        table.answer(question.seat, question.usual, by=UMPIRE)
        window.show()

    def leave() -> None:
        table.leave(question.seat)
        window.show()

    solara.Button(
        f"Overrule: let its rule answer ({measure(str(question.usual))})", on_click=usual, small=True, outlined=True
    )
    solara.Button("Leave the chair to its rule until somebody joins it", on_click=leave, small=True, outlined=True)


@solara.component
def Turn(window: Window) -> None:  # noqa: N802
    """How long whoever is asked has to answer."""
    window.pulse.get()
    table = window.table.value
    named_ = {count(m, "minute") if m else "as long as it takes": m for m in MINUTES}

    def last(text: str) -> None:
        table.turns.set(named_[offered("turn", text, list(named_))])
        table.keep()
        window.show()

    now = next(text for text, minutes in named_.items() if minutes == table.turns.minutes)
    solara.Select("A turn lasts; then rules answer for the rest", list(named_), value=now, on_value=last, dense=True)


@solara.component
def Codes(window: Window) -> None:  # noqa: N802
    """A code for each role; whoever has it can sit there, and come back with it, also after a restart."""
    window.pulse.get()
    table = window.table.value
    shown, show = solara.use_state(False)
    solara.HTML(tag="h4", unsafe_innerHTML="Who sits where")
    if not shown:
        solara.Button("Show the codes by which others join", on_click=lambda: show(True), small=True, outlined=True)
    rows = ""
    for role in (*sorted(table.offered), SPECTATOR, UMPIRE):
        who = "" if role in (SPECTATOR, UMPIRE) else "a person" if table.taken(role) else "its rule"
        code = escape(table.code_for(role)) if shown else ""
        name = chair(table.game.scenario.file, role)
        rows += f"<tr><td>{escape(name)}</td><td>{who}</td><td><code>{code}</code></td></tr>"
    solara.HTML(tag="table", unsafe_innerHTML=rows, classes=["panj-path", "panj-codes"])


@solara.component
def Inject(window: Window) -> None:  # noqa: N802
    """Something that happens tomorrow because the umpire says so; offered is only what makes sense."""
    window.pulse.get()
    table = window.table.value
    scenario = table.game.scenario
    kind, set_kind = solara.use_state(next(iter(KINDS)))
    who, set_who = solara.use_state("")
    what, set_what = solara.use_state("")
    typed: float | None = None
    amount, set_amount = solara.use_state(typed)
    note, set_note = solara.use_state("")
    able = [code for code in takes(scenario, kind).who if takes(scenario, kind, code).most] or [scenario.file.requester]
    names = takes(scenario, kind).what
    who, what = who if who in able else able[0], what if what in names else next(iter(names), "")
    allowed = takes(scenario, kind, who, what)
    modest = min(float(f"{allowed.most / 10:.2g}"), MODEST)  # until something else is typed
    number = min(max(float(amount) if isinstance(amount, int | float) else modest, allowed.least), allowed.most)

    def of_kind(chosen: str) -> None:
        set_kind(chosen)
        set_amount(None)

    def happen() -> None:
        how_much = number if allowed.unit else 0.0
        row = {"date": day, "kind": kind, "who": who, "what": what, "amount": how_much, "note": str(note)[:LONGEST]}
        table.inject([InjectRow.model_validate(row)])
        set_note("")
        window.show()

    def take(text: str, name: str) -> None:
        numbers, rows = rows_from(text, name)
        table.inject(rows, name, numbers)
        window.show()

    day = table.game.scenario.file.start + dt.timedelta(days=table.next_day)
    when = "today" if day == table.date else "tomorrow"
    solara.HTML(tag="h4", unsafe_innerHTML=f"Let something happen {when}, {dated(day, '%B')}")
    _choose("what happens", kind, {k: f"{text} ({k})" for k, text in KINDS.items()}, of_kind)
    with solara.Row(gap="8px", style={"align-items": "flex-end"}):
        _choose("who", who, {code: _named(scenario, code) for code in able}, set_who)
        if names:
            _choose("of what", what, {name: measure(name) or "to fight (combat)" for name in names}, set_what)
        if allowed.unit:
            label = f"amount [{allowed.unit}], {allowed.least:g} to {allowed.most:g}"
            solara.InputFloat(label, value=number, on_value=set_amount)
    all_, one = "its words: all are told", "its words: only that seat is told"
    heard = {"statement": all_, "news": all_, "tell": one}
    label = heard.get(kind, "note for the log: players may read it once the game is over")
    solara.InputText(label, value=note, on_value=lambda v: set_note(str(v)[:LONGEST]), continuous_update=True)
    solara.Button("Let it happen", on_click=happen, small=True, outlined=True, color="primary")
    Upload(
        label=f"Or a CSV with the columns {', '.join(InjectRow.model_fields)}",
        accept=".csv,text/csv",
        most=MOST_CSV,
        on_text=take,
    )
    start, per_day = scenario.file.start, table.model.steps_per_day
    done = [
        f"<li>{dated(start + dt.timedelta(days=r.step // per_day), '%b')}: {escape(in_words(scenario, r))}"
        f"{f': {escape(r.note)}' if r.note else ''}</li>"
        for r in table.injects
    ]
    solara.HTML(tag="ul", unsafe_innerHTML="".join(done), classes=["panj-list", "panj-injects"])


def _named(scenario: Scenario, code: str) -> str:
    """A state, a power or a seat as words; a command, which shares the name of its power, is told apart."""
    named = name_of(scenario, code)
    return f"{named} ({code})" if code in scenario.file.commands or named == code else named


def _choose(label: str, now: str, named: dict[str, str], choose: Callable[[str], None]) -> None:
    """A list of names, each shown as words."""
    names = {text: name for name, text in named.items()}
    solara.Select(
        label,
        list(names),
        value=named[now],
        dense=True,
        on_value=lambda text: choose(names[offered(label, text, list(names))]),
    )


def rows_from(text: str, name: str) -> tuple[list[int], list[InjectRow]]:
    """Injects from the text of a CSV file, and the row in which each stands; raises InputError."""
    rows = list(rows_of(text, Path(name), InjectRow))
    if not 0 < len(rows) <= MOST_ROWS:
        raise InputError(name, "", InWords(f"{len(rows)} rows"), f"1 to {MOST_ROWS} injects")
    return [number for number, _ in rows], [row for _, row in rows]


@solara.component
def Preview(window: Window) -> None:  # noqa: N802
    """The next day played aside: what would happen, without its happening."""
    window.pulse.get()
    table = window.table.value
    nothing: tuple[int, list[str], str] | None = None
    ahead, see = solara.use_state(nothing)

    def look() -> Any:
        events, waits = table.ahead()
        see((table.steps, [told(e, table.fog()) for e in events], waits))

    solara.Button("Look a day ahead", on_click=look, small=True, outlined=True)
    if ahead is not None and ahead[0] == table.steps:
        lines = "".join(f"<li>{text}</li>" for text in ahead[1]) or "<li>Nothing of note.</li>"
        waits = f"<li>Then {escape(ahead[2])} is asked.</li>" if ahead[2] else ""
        solara.HTML(tag="ul", unsafe_innerHTML=lines + waits, classes=["panj-list"])
