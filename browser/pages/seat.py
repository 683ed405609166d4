"""Left: who I am, who else is at the table, what I see and have ordered; sitting down and getting up."""

from __future__ import annotations

from html import escape
from typing import Any

import solara

from panj.agents.seats.questions import MATTERS
from panj.browser import words
from panj.browser.boundary import offered
from panj.browser.pages.acts import Heard
from panj.browser.pages.aims import SeatAims
from panj.browser.pages.diagram import on
from panj.browser.pages.policy import StandingPolicy
from panj.browser.table.table import SPECTATOR, UMPIRE
from panj.browser.table.window import Window
from panj.experiments.words import count

SOUND = "<input type='checkbox' class='panj-sound'> A sound when I am asked"
NOBODY = "nobody: I watch, the rules decide"


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
