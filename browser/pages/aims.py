"""Aims: what the seat of a window wants, what counts for and against, and how that stands as far as the seat knows."""

from __future__ import annotations

from html import escape

import solara

from panj.browser.table.table import Table
from panj.browser.table.window import Window
from panj.experiments.stakes.reckoning import counts
from panj.experiments.stakes.words import value_said
from panj.model.record.score import known
from panj.scenarios.aims import load_aims

LATER = "you learn this at the end"


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
