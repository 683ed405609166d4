"""The procedure of the alliance as a drawing: every state it can stand in, the path taken, and where it stands now."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from panj.browser.words import on as on
from panj.treaty.course.transition import TITLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from panj.treaty.course.transition import Transition

# Column and row of each state.
PLACES = {
    "MONITOR": (0, 1),
    "NOTIFIED": (1, 1),
    "CONSULT": (2, 1),
    "REQUESTED": (3, 1),
    "ASSESS": (4, 0),
    "DRAFT": (4, 2),
    "CSC_VOTE": (5, 1),
    "DEFERRED": (5, 2),
    "BLOCKED": (6, 2),
    "ADOPTED": (6, 0),
    "IMPLEMENT_SOFT": (7, 0),
    "DEPLOY": (7, 1),
    "REVIEW": (8, 1),
    "CLOSED": (8, 0),
}

# Ways that the procedure usually takes; a way taken that is none of these is drawn as well.
WAYS = (
    ("MONITOR", "NOTIFIED"),
    ("NOTIFIED", "CONSULT"),
    ("CONSULT", "REQUESTED"),
    ("REQUESTED", "ASSESS"),
    ("REQUESTED", "DRAFT"),
    ("ASSESS", "DRAFT"),
    ("DRAFT", "CSC_VOTE"),
    ("CSC_VOTE", "ADOPTED"),
    ("CSC_VOTE", "BLOCKED"),
    ("CSC_VOTE", "DEFERRED"),
    ("ADOPTED", "IMPLEMENT_SOFT"),
    ("ADOPTED", "DEPLOY"),
    ("DEPLOY", "REVIEW"),
    ("IMPLEMENT_SOFT", "CLOSED"),
    ("REVIEW", "CLOSED"),
)

WIDE, HIGH, BOX_WIDE, BOX_HIGH = 132, 60, 124, 38
TAKEN, IDLE = "#b3541e", "#9a9a9a"
COLUMNS, ROWS = 9, 3


def draw(path: Sequence[Transition], start: dt.date, upright: bool = False) -> str:
    """The drawing as SVG, from left to right or, upright, from top to bottom for a narrow window.

    Boxes passed through are filled and say when they were entered last; the last has a thick rim and says so in words.
    style.css gives them their colours, on a light page and on a dark one.
    """
    passed = [t.state for t in path]
    taken = set(pairwise(passed))
    place = _upright if upright else _lying
    lines = "".join(
        _line(place(a), place(b), (a, b) in taken)
        for a, b in (*WAYS, *(taken - set(WAYS)))
        if a in PLACES and b in PLACES
    )
    boxes = "".join(_box(s, place(s), path, start) for s in PLACES)
    says = f"The procedure went by {', '.join(TITLES[s] for s in passed if s in PLACES)}."
    across, down = (ROWS, COLUMNS) if upright else (COLUMNS, ROWS)
    return (
        f'<svg viewBox="0 0 {across * WIDE} {down * HIGH}" role="img" aria-label="{escape(says)}"'
        f' font-family="system-ui, sans-serif" font-size="12">{lines}{boxes}</svg>'
    )


def _lying(state: str) -> tuple[float, float]:
    column, row = PLACES[state]
    return column * WIDE + WIDE / 2, row * HIGH + HIGH / 2


def _upright(state: str) -> tuple[float, float]:
    column, row = PLACES[state]
    return row * WIDE + WIDE / 2, column * HIGH + HIGH / 2


def _line(one: tuple[float, float], other: tuple[float, float], taken: bool) -> str:
    colour, width, dash = (TAKEN, 3, "") if taken else (IDLE, 1, ' stroke-dasharray="4 4"')
    ends = f'x1="{one[0]}" y1="{one[1]}" x2="{other[0]}" y2="{other[1]}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{dash}/>'


def _box(state: str, place: tuple[float, float], path: Sequence[Transition], start: dt.date) -> str:
    x, y = place
    entered = [path[0], *(t for before, t in pairwise(path) if t.state != before.state)]
    days = [t.day for t in entered if t.state == state]
    now = path[-1].state == state
    kind = "now" if now else "passed" if days else "idle"
    rim = f'stroke="{TAKEN if days else IDLE}" stroke-width="{4 if now else 1.5 if days else 1}"'
    when = f"{on(start, days[-1])}{', now' if now else ''}" if days else ""
    return (
        f'<g class="panj-{kind}"><rect x="{x - BOX_WIDE / 2}" y="{y - BOX_HIGH / 2}" width="{BOX_WIDE}"'
        f' height="{BOX_HIGH}" rx="6" {rim}/><text x="{x}" y="{y - (2 if when else -4)}" text-anchor="middle">'
        f'{TITLES[state]}</text><text x="{x}" y="{y + 12}" text-anchor="middle" font-size="11">{when}</text></g>'
    )
