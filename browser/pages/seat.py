"""Left: who I am, who else is at the table, what I see and have ordered; sitting down and getting up."""

from __future__ import annotations

from html import escape
from typing import Any

import solara

from panj.agents.seats.questions import MATTERS
from panj.browser import words
from panj.browser.boundary import offered
from panj.browser.pages.acts import Heard
from panj.browser.pages.diagram import on
from panj.browser.table.table import SPECTATOR, UMPIRE, Table
from panj.browser.table.window import Window
from panj.experiments.stakes.reckoning import counts
from panj.experiments.stakes.words import value_said
from panj.experiments.words import count
from panj.model.record.score import known
from panj.scenarios.aims import load_aims

SOUND = "<input type='checkbox' class='panj-sound'> A sound when I am asked"
NOBODY = "nobody: I watch, the rules decide"
LATER = "you learn this at the end"
ASK = "ask me each time"


@solara.component
def Seat(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The left card."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    file = table.game.scenario.file
    name = words.chair(file, role)
    whose = "your seat" if role not in (UMPIRE, SPECTATOR) else "you see everything" if role == UMPIRE else "you watch"
    solara.HTML(tag="h2", unsafe_innerHTML=f"{escape(name)} <small>{whose}</small>", classes=["panj-who"])
    SitDown(window)
    if role not in (UMPIRE, SPECTATOR):
        SeatAims(window)
    AtTheTable(window)
    if role in (UMPIRE, SPECTATOR):
        Standing(window)
    else:
        Heard(window)
        StandingPolicy(window)
        Sees(window)
        Orders(window)


@solara.component
def AtTheTable(window: Window) -> None:  # noqa: N802
    """Who sits in which chair, and who is being asked."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    file = table.game.scenario.file
    rows = ""
    for chair in sorted(table.offered | table.game.seats):
        if chair == role:
            continue
        person = table.taken(chair)
        power = file.powers.get(chair)
        dot = f"<i style='background:{escape(power.colour) if power else '#888'}'>{escape(chair[:1].upper())}</i>"
        name = words.chair(file, chair)
        rows += (
            f"<li>{dot}{escape(name)} <span{' class=panj-ready' if person else ''}>{table.state_of(chair)}</span></li>"
        )
    if rows:
        if role not in (UMPIRE, SPECTATOR):
            solara.HTML(tag="label", unsafe_innerHTML=SOUND, classes=["panj-note", "panj-sounds"])
        solara.HTML(tag="h3", unsafe_innerHTML="At the table")
        solara.HTML(tag="ul", unsafe_innerHTML=rows, classes=["panj-table"])


@solara.component
def Standing(window: Window) -> None:  # noqa: N802
    """Counts as they stand, for whoever sees everything; for a spectator the name of what is played."""
    window.pulse.get()
    model = window.model.value
    rows = {
        "Treaty regime": f"{model.regime.title} ({model.regime.name}), seed {model.seed}",
        "Day": f"{model.day + 1 if model.steps else 0} of {model.days}",
    }
    if not window.seat:
        rows |= {
            "Far bank": f"{model.border_share:.0%} held by militants; {model.setting.file.requester} sees"
            f" {model.seen_share:.0%}",
            "Stability": f"{model.stability_index:.0f} of 100, {model.stability_state}",
            "Sought refuge": f"{model.soldiers_refuge:,} soldiers, {model.civilians_refuge:,} civilians",
            "Incursions": f"{model.incursions_attempted} tried, {model.incursions_repelled} repelled,"
            f" {model.incursions_through} through; posts lost: {model.posts_lost}",
            "Adopted": ", ".join(map(words.measure, filter(None, model.outcomes()["measures"].split("+"))))
            or "nothing so far",
            "At the border": f"{model.men_at_border:,} own men, {model.allied_men:,} allied",
        }
    cells = "".join(f"<tr><td>{escape(k)}</td><td><b>{escape(v)}</b></td></tr>" for k, v in rows.items())
    solara.HTML(tag="h3", unsafe_innerHTML="How it stands")
    solara.HTML(tag="table", unsafe_innerHTML=cells, classes=["panj-standing"])


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
            f"<li>{escape(MATTERS[matter])}</li>" for matter in table.questioned.get(role) or table.game.chairs[role]
        )
        text = f"<summary>What is asked of this chair</summary><ul class='panj-list'>{decides}</ul>"
        solara.HTML(tag="details", unsafe_innerHTML=text, classes=["panj-standing"])


@solara.component
def Sees(window: Window) -> None:  # noqa: N802
    """The seat's own picture: late, biased and blurred, as its holder would have it."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    if role not in table.game.chairs:
        return
    file = table.game.scenario.file
    seen = table.game.sees(role)["facts"]
    rows = f"<summary>What you see</summary><table class='panj-standing panj-sees'>{words.table(seen, file)}</table>"
    solara.HTML(tag="details", unsafe_innerHTML=rows)


@solara.component
def Orders(window: Window) -> None:  # noqa: N802
    """What was ordered from this chair, and the way to another course."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    orders, model = table.orders(role), table.model
    places = words.places(model)
    rows = "".join(
        f"<li>{on(model.setting.file.start, (o.step - 1) // model.steps_per_day)}: {escape(MATTERS[o.kind])}"
        f" <b>{escape(words.option(str(o.answer), places, model.setting.file, o.kind))}</b>"
        f"{f' (by the {escape(o.by)})' if o.by else ''}</li>"
        for o in reversed(orders)
    )
    solara.HTML(tag="h3", unsafe_innerHTML="Your orders so far")
    solara.HTML(tag="ul", unsafe_innerHTML=rows or "<li>None yet.</li>", classes=["panj-list", "panj-orders"])
    FromNowOn(window)
    if window.host:
        Forget(window)


@solara.component
def FromNowOn(window: Window) -> None:  # noqa: N802
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
                solara.Text(
                    f"From now on: {MATTERS[kind]} {words.option(answer, words.places(table.model), kind=kind)}",
                    classes=["panj-note"],
                )


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
        solara.Button(f"Forget the {count(later, 'order')} from today on", on_click=branch, small=True, outlined=True)


# -- what the seat wants -----------------------------------------------------------------------------------------------


@solara.component
def SeatAims(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """A card for the seat that this window sits in; nothing for an umpire, a spectator, or a seat without aims."""
    window.pulse.get()
    html = aims_html(window.table.value, window.role.value)
    if html:
        solara.HTML(tag="section", unsafe_innerHTML=html, classes=["panj-aims"])


def aims_html(table: Table, seat: str) -> str:
    """What a seat wants, as HTML; empty where its scenario says nothing of it. Tells nothing that the seat does not
    know, and nothing of any other seat's aims."""
    wants = load_aims(table.game.scenario).seats.get(seat)
    if wants is None or seat not in table.game.chairs:
        return ""
    standing = known(table.model, wants, table.fog(seat).knows)
    rows = ""
    for aim, now in zip(wants.aims, standing, strict=True):
        mark, said = ("○", LATER) if now is None else (_mark(now.part), f"now {value_said(now.value, aim.unit)}")
        rows += (
            f"<li><b>{mark} {escape(aim.title)}</b> <span>{escape(said)}</span>"
            f"<br><small>{100.0 * aim.weight / wants.points:.0f} points: {escape(counts(aim))}</small></li>"
        )
    return f"<h4>What you want</h4><p>{escape(wants.wants)}</p><ul class='panj-list'>{rows}</ul>"


def _mark(part: float) -> str:
    """A sign for how far an aim is reached; its words say the same."""
    return "●" if part >= 0.75 else "◐" if part >= 0.25 else "○"


# -- routine -----------------------------------------------------------------------------------------------------------


@solara.component
def StandingPolicy(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """For each routine question of the window's seat an answer that stands until it is changed, or being asked."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    if role not in table.game.chairs or not table.taken(role):
        return
    routine = table.routine(role)
    if not routine:
        return

    def staff() -> None:
        table.set_policy(role, {matter.kind: matter.usual for matter in routine})
        window.show()

    solara.HTML(tag="h4", unsafe_innerHTML="Standing policy")
    left = sum((role, matter.kind) not in table.standing for matter in routine)
    if left:
        solara.Button("Let my staff see to routine, as it would", on_click=staff, small=True, outlined=True)
    places = words.places(window.model.peek())
    for matter in routine:
        named = {ASK: ""} | {words.option(o, places): o for o in matter.options}
        now = table.standing.get((role, matter.kind), "")
        shown = next((text for text, option in named.items() if option == now), ASK)

        def choose(text: Any, kind: str = matter.kind, named: dict[str, str] = named) -> None:
            table.set_policy(role, {kind: named[offered("policy", text, list(named))]})
            window.show()

        solara.Select(MATTERS[matter.kind], values=list(named), value=shown, on_value=choose, dense=True)
