"""What seats are shown, as words that people read: facts with their units, chairs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from experiments.words import measure, plain

# Facts that seats are shown: words, and how the value reads ({} alone, a share, a number of something).
FACTS = {
    "seat": ("Chair", "{}"),
    "day": ("Days since the start", "{}"),
    "date": ("Date", "{}"),
    "border_share": ("Far bank held by militants", "{:.0%}"),
    "refuge_week": ("Soldiers who sought refuge in the last seven days", "{:.0f}"),
    "incidents_week": ("Incidents at the border and inside in the last seven days", "{:.0f}"),
    "inside": ("Men of bands inside the country", "{:.0f}"),
    "threat": ("Threat, from 0 to 1", "{:.2f}"),
    "attacked": ("Under armed attack", "{}"),
    "phase": ("Phase", "{}"),
    "front": ("Front of the main effort", "{}"),
    "districts_fallen": ("Districts taken", "{}"),
    "stretches_held": ("Stretches of the far bank held", "{}"),
    "men": ("Men", "{:,}"),
    "battalions": ("Battalions at hand", "{}"),
    "bands": ("Bands known to be inside", "{}"),
    "bands_inside": ("Bands known to be inside", "{}"),
    "text": ("The text goes as far as", "{}"),
    "bound": ("Bound by the treaty to help", "{}"),
    "asked": ("Asked for", "{}"),
    "state": ("The appeal stands at", "{}"),
    "requester": ("Who asks", "{}"),
    "share": ("Its share by means", "{:,} men"),
    "at_hand": ("Men it has at hand", "{:,}"),
}


def chair(states: Mapping[str, Any], name: str) -> str:
    """A chair as words: a state by name and code, a body or a command by its name."""
    return f"{states[name].name} ({name})" if name in states else name.replace("-", " ").replace("_", " ").capitalize()


def fact(name: str, value: object) -> tuple[str, str]:
    """A fact that a seat is shown: what it is, and its value with its unit."""
    if name.startswith("danger_"):
        return f"Danger in the sector {name.removeprefix('danger_')} (weighed number of men opposite)", f"{value:.0f}"
    label, form = FACTS.get(name, (plain(name).capitalize(), "{}"))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return label, form.format(value) if number else _value(value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return f"{dt.date.fromisoformat(str(value)):%-d %B %Y}"
    text = str(value)
    return measure(text.lower() if text.isupper() and len(text) > 3 else text) or "none"


def table(facts: Mapping[str, object]) -> str:
    """Facts as rows of an HTML table."""
    rows = (fact(name, value) for name, value in facts.items())
    return "".join(f"<tr><td>{escape(what)}</td><td><b>{escape(value)}</b></td></tr>" for what, value in rows)
