"""What the page shows, as words that people read: facts and outcomes with their units, chairs, answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from html import escape
from math import ceil
from typing import TYPE_CHECKING, Any

from panj.experiments.words import chair as chair
from panj.experiments.words import dated, listed
from panj.experiments.words import measure as measure
from panj.experiments.words import plain as plain
from panj.experiments.words import spaced as spaced
from panj.model.record.column import DAY, RUNG
from panj.treaty.council.member import demands, goods
from panj.treaty.ladder import Rung

if TYPE_CHECKING:
    from panj.agents.seats.questions import Question
    from panj.model import BorderModel
    from panj.model.record.column import Column
    from panj.scenarios.schema import ScenarioFile

# Facts that seats are shown: words, and how the value reads ({} alone, a share, a number of something).
FACTS = {
    "seat": ("Chair", "{}"),
    "day": ("Days since the start", "{}"),
    "date": ("Date", "{}"),
    "border_share": ("Far bank held by militants", "{:.0%}"),
    "refuge_week": ("Soldiers who sought refuge in the last seven days", "{:.0f}"),
    "incidents_week": ("Incidents at the border and inside in the last seven days", "{:.0f}"),
    "inside": ("Men of bands inside the country", "{:.0f}"),
    "threat": ("Threat, as you see it", "{:.0%}"),
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
    "says": ("The text says", "{}"),
    "lies": ("Before the council lies", "{}"),
    "moved": ("In its place is moved", "{}"),
    "moved_by": ("Moved by", "{}"),
    "offered_by": ("Offered by", "{}"),
    "gives": ("You get", "{}"),
    "wants": ("You give", "{}"),
    "promised": ("What was promised", "{}"),
    "promised_to": ("To whom", "{}"),
    "bound": ("Bound by the treaty to help", "{}"),
    "asked": ("Asked for", "{}"),
    "state": ("The appeal stands at", "{}"),
    "requester": ("Who asks", "{}"),
    "share": ("Its share by means", "{:,} men"),
    "at_hand": ("Men it has at hand", "{:,}"),
    "needed": ("Without its share the force does not come together", "{}"),
    "on_its_own": ("Given on its own so far", "{}"),
    "giver": ("Who gives it", "{}"),
    "measure": ("What is given", "{}"),
    "limit": ("On the table, at most", "{}"),
    "demand": ("What the lead state wants", "{}"),
}


WEIGHED = frozenset(("price",))  # facts in the unit of utility


def short(article: str) -> str:
    """Where a clause stands, without what is said of it in brackets."""
    return article.split(" (")[0].removeprefix("Condition: ")


def date(start: dt.date, day: int) -> str:
    """A day since the start as its date."""
    return dated(start + dt.timedelta(days=day), "%B")


def on(start: dt.date, day: float) -> str:
    """A day since the start as its date; what a clock brings about within a day is told on the next morning."""
    return dated(start + dt.timedelta(days=ceil(day)), "%b")


def fact(name: str, value: object) -> tuple[str, str]:
    """A fact that a seat is shown: what it is, and its value with its unit."""
    if name.startswith("danger_"):
        return (
            f"Danger in the sector {name.removeprefix('danger_').title()} (weighed number of men opposite)",
            f"{value:.0f}",
        )
    plainly = spaced(name)
    label, form = FACTS.get(name, (plainly[:1].upper() + plainly[1:], "{}"))
    if name == "front":
        return label, str(value).title() or "none"
    if isinstance(value, float) and form.startswith(("{}", "{:,}")):
        value = round(value) if abs(value) >= 10 or value == round(value) else float(f"{value:.2g}")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return label, form.format(value) if number else _value(value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return dated(dt.date.fromisoformat(str(value)), "%B %Y")
    text = str(value)
    return ", ".join(map(option, (text.lower() if text.isupper() and len(text) > 3 else text).split("+"))) or "none"


def places(model: BorderModel) -> frozenset[str]:
    """Answers that are places: sectors, fronts, villages."""
    return frozenset((*model.detachments, *model.front_names, *model.villages))


def place(name: str) -> str:
    """A place as words: what is a name already stays as it is."""
    return name.replace("-", " ").title() if name.islower() else name


def option(name: str, places: Collection[str] = (), file: ScenarioFile | None = None, kind: str = "") -> str:
    """An answer as words: a place or a state by its name, a price by what it is, a measure as measures are called; an
    article as one, where the kind of question asks for one."""
    named = demands() | goods()
    if kind == "article":
        return f"Article {name}"
    if file is not None and name in file.states:
        return file.states[name].name
    return place(name) if name in places else named[name].title if name in named else measure(name)


def means(question: Question, option: str, file: ScenarioFile) -> str:
    """What an answer means, in plain words."""
    return plain(question.options[option], file)


def table(facts: Mapping[str, object], file: ScenarioFile) -> str:
    """Facts as rows of an HTML table; what only a rule weighs is left out."""
    rows = (fact(name, value) for name, value in facts.items() if name not in WEIGHED)
    return "".join(
        f"<tr><td>{escape(plain(what, file))}</td><td><b>{escape(plain(value, file))}</b></td></tr>"
        for what, value in rows
    )


def outcome(column: Column, value: Any, start: dt.date) -> str:
    """The value of an outcome as words."""
    match column.unit:
        case _ if value is None or value == "":
            return "never" if column.kind is DAY else "none"
        case "share":
            return f"{value:.0%}"
        case _ if column.kind is RUNG:
            return Rung(value).title
        case "0-100":
            return f"{value:.0f} of 100"
        case _ if column.kind is DAY:
            return f"{dated(start + dt.timedelta(days=value), '%B')} (day {value})"
        case unit:
            known = listed(value) if isinstance(value, str) else ""
            number = "" if known else f"{value:.1f}" if isinstance(value, float) and value < 10 else f"{value:,.0f}"
            return f"{known or number} {'' if unit in ('count', '0-1') else unit}".strip()
