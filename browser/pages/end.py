"""End: by seat what it wanted, what came, what decided it, and what a hundred games by rules and the others got."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import solara

from panj.browser import words
from panj.browser.pages.making import Making, Report
from panj.browser.table.window import Window
from panj.experiments.stakes import reckoning, reckoning_wars
from panj.experiments.stakes.words import aim_said, compared, decided, sure
from panj.scenarios.aims import load_aims
from panj.scenarios.schema import ScenarioFile

NO_AIMS = "The seats of this scenario have no aims of their own; After action tells what happened."
BEFORE = (
    "Some two hundred wars are played for it: a hundred by rules alone, and this one with decisions taken otherwise. It"
    " takes about twenty seconds on two cores."
)


@solara.component
def EndPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The window's own seat first, then what the others got; made on demand, as the after-action report is."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    if not load_aims(table.game.scenario).seats:
        solara.Text(NO_AIMS)
        return
    made: Making | None = table.end

    def make() -> None:
        table.end = Making(table, table.tell, reckoning, reckoning_wars)
        window.show()

    def onward() -> None:
        solara.Button("After action", on_click=lambda: window.page.set("After action"), small=True, outlined=True)

    Report(window, made, "See how it came out", BEFORE, make, onward)
    if made is not None and made.report is not None:
        html = end_html(made.report, table.game.scenario.file, role)
        solara.HTML(tag="div", unsafe_innerHTML=html, classes=["panj-end"])


def end_html(found: dict[str, Any], file: ScenarioFile, own: str = "") -> str:
    """The page of a game's end as HTML: the seat `own` in full, the others in a table; without one, all in full."""
    mine = [s for s in found["seats"] if s["seat"] == own] or found["seats"]
    whole = "" if found["over"] else "<p><b>The game is not over: this tells of it as far as it was played.</b></p>"
    parts = [whole, *(_seat(s, found["names"], file) for s in mine)]
    if len(found["seats"]) > len(mine):
        parts.append(_others(found["seats"], file, own))
    return "".join([*parts, f"<p class='panj-note'>{escape(found['method'])}</p>"])


def _seat(seat: dict[str, Any], names: Mapping[str, str], file: ScenarioFile) -> str:
    """One seat in full."""
    aims = "".join(f"<li>{escape(words.plain(aim_said(aim), file))}</li>" for aim in seat["aims"])
    told = "".join(f"<li>{escape(words.plain(decided(d, names), file))}</li>" for d in seat["decided"])
    decisive = f"<ul>{told}</ul>" if told else "<p>Nothing that was tried moved it by half a point.</p>"
    fresh = f"<p>{escape(sure(seat['sure']))}</p>" if seat["sure"] else ""
    return (
        f"<section><h3>{escape(words.chair(file, seat['seat']))}: {seat['points']:.0f} of 100 points</h3>"
        f"<h4>What it wanted</h4><p>{escape(seat['wants'])}</p>"
        f"<h4>What came</h4><ul>{aims}</ul>"
        f"<h4>What decided it</h4>{decisive}{fresh}"
        f"<h4>By rules alone: a hundred games</h4><p>{escape(compared(seat))}</p></section>"
    )


def _others(seats: list[dict[str, Any]], file: ScenarioFile, own: str) -> str:
    """What everybody at the table got."""
    head = "<tr><th>Seat</th><th>Who</th><th>Points</th><th>By rules, median</th><th>Better than, of 100</th></tr>"
    rows = "".join(
        f"<tr><td>{escape(words.chair(file, s['seat']))}</td><td>{'a person' if s['person'] else 'its rule'}</td>"
        f"<td>{s['points']:.0f}</td><td>{s['rules']['median']:.0f}</td><td>{s['better_than']}</td></tr>"
        for s in sorted(seats, key=lambda s: s["seat"] != own)
    )
    wanted = "".join(
        f"<li><b>{escape(words.chair(file, s['seat']))}</b>: {escape(s['wants'])}</li>"
        for s in seats
        if s["seat"] != own
    )
    return (
        f"<h4>What the others got</h4><table class='panj-path'>{head}{rows}</table>"
        f"<h4>What the others wanted</h4><ul>{wanted}</ul>"
    )
