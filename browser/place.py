"""The card at a place of the map: what the seat knows of it, how old that is, what could come, and which orders it can
give there.

Orders are answers: to the question that is open, where the place is one of its options, or else from now on, where the
seat's chair is asked such a question from week to week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from panj.agents.command.militants import MilitantCommand
from panj.agents.seats.questions import MATTERS
from panj.border.forces import FIELD, KINDS, MILITANT
from panj.browser import words
from panj.browser.map.frame import BEFORE, seen
from panj.browser.story import told, what_was_picked
from panj.browser.ways import (
    ANSWERS,
    FRONTS,
    NEAREST,
    OURS,
    SECTORS,
    VILLAGES,
    battalions,
    districts_left,
    going,
    hours_to_sector,
    ways,
    where,
)
from panj.experiments.words import count

if TYPE_CHECKING:
    from panj.agents.seats.questions import Question
    from panj.browser.fog import Fog
    from panj.browser.map.frame import Known
    from panj.browser.table.table import Table
    from panj.model import BorderModel

LABELS = {
    "effort": "Gather battalions here",
    "station": "Our contingent stands here",
    "front": "Main effort here",
    "hunt": "Hunt the bands here first",
    "strike": "Strike the bands here first",
    "aims": "Bands that cross go for this village",
}
ALWAYS = "From now on"  # on the button of an order that nobody has asked for
BACK = "Take it back"
TOLD = 6  # events of a place that are told


class PlaceOrder(NamedTuple):
    """An order that can be given at a place."""

    kind: str
    answer: str
    label: str
    preview: str
    arrows: list[list[float]]  # of whom it is known that they would go: x and y from, x and y to [cells]
    answers: bool  # whether it answers the open question
    sure: str = ""  # what the button says by which it is given; empty as for any order


@dataclass
class Card:
    """What stands on the card; places in cells."""

    title: str
    x: float
    y: float
    lines: list[str] = field(default_factory=list)  # HTML
    orders: list[PlaceOrder] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """For the map's script."""
        orders = [
            {"id": n, "label": o.label, "preview": o.preview, "arrows": o.arrows, "sure": o.sure}
            for n, o in enumerate(self.orders)
        ]
        return {"title": self.title, "x": self.x, "y": self.y, "html": "".join(self.lines), "orders": orders}


def card_at(table: Table, seat: str, picked: Any) -> Card | None:
    """The card at what a window says was clicked; None when it is none of what its map shows."""
    fog = table.fog(seat)
    model = fog.model
    title, subjects = what_was_picked(fog, picked)
    if not title and _is_seen(fog, picked):
        title = "A band inside the country"
    if not title:
        return None
    kind, number = picked["kind"], picked["id"]
    x, y = _where(model, kind, number)
    card = Card(title[:1].upper() + title[1:], x, y)
    known = table.holdings.late(fog.eyes.late)
    places: dict[str, str] = {}  # sort -> name of the place where orders are given from here
    if kind == "stretch":
        stretch = model.setting.segments[number]
        places[SECTORS] = stretch.detachment
        crossing = f", {words.place(stretch.crossing)}" if stretch.crossing else ""
        card.title = f"{words.place(stretch.detachment)} sector{crossing}"
        card.lines += _sector(fog, stretch.detachment, known)
    elif kind == "district":
        places[FRONTS] = model.setting.districts[number].front
        card.lines.append(_district(fog, number, known))
    elif kind == "village":
        places[VILLAGES] = model.setting.villages[number].name
        card.lines.append(_village(fog, places[VILLAGES]))
    card.lines += _units(fog, int(x), int(y)) if kind != "stretch" else []
    if kind == "unit":
        if near := _sector_near(model, int(x), int(y)):
            places[SECTORS] = near
            card.lines.append(f"<h4>{escape(words.place(near))} sector</h4>")
            card.lines += _sector(fog, near, known)
        places |= _village_near(fog, number)
    card.orders = _orders(table, seat, places)
    card.lines += _happened(fog, subjects)
    return card


def pins(table: Table, seat: str) -> list[dict[str, Any]]:
    """Places that answer what the seat is asked, for the map: what a click on each picks, where, and its name."""
    model = table.model
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for question in table.asked_of(seat):
        sort = ANSWERS.get(question.kind, "")
        for name in question.options:
            if name in words.places(model) and (pick := _pick(model, sort, name)):
                x, y = where(model, sort, name)
                found[sort, name] = {"x": x, "y": y, "label": words.place(name), **pick}
    return list(found.values())


def _pick(model: BorderModel, sort: str, name: str) -> dict[str, Any]:
    """What stands for a place on the map: a stretch of its sector, a district of its front, the village."""
    of = {
        SECTORS: ("stretch", [s.detachment for s in model.setting.segments]),
        FRONTS: ("district", [d.front for d in model.setting.districts]),
        VILLAGES: ("village", [v.name for v in model.setting.villages]),
    }
    kind, names = of.get(sort, ("", []))
    if name not in names:
        return {}
    x, y = where(model, sort, name)
    alike = [number for number, other in enumerate(names) if other == name]
    nearest = min(
        alike, key=lambda number: abs(_where(model, kind, number)[0] - x) + abs(_where(model, kind, number)[1] - y)
    )
    return {"kind": kind, "id": nearest}


def _where(model: BorderModel, kind: str, number: int) -> tuple[float, float]:
    if kind == "district":
        d = model.setting.districts[number]
        return d.x + 0.5, d.y + 0.5
    if kind == "village":
        v = model.setting.villages[number]
        return v.x + 0.5, v.y + 0.5
    if kind == "stretch":
        s = model.setting.segments[number]
        return (s.near_x + s.far_x + 1) / 2, (s.near_y + s.far_y + 1) / 2
    x, y = divmod(int(model.forces.columns.cell[number]), model.ground.height)
    return x + 0.5, y + 0.5


def _is_seen(fog: Fog, picked: Any) -> bool:
    """Whether what was clicked is a band that the map shows without its name."""
    if not isinstance(picked, dict) or picked.get("kind") != "unit" or not isinstance(picked.get("id"), int):
        return False
    frame, visible, _ = seen(fog.model, fog.eyes)
    return bool((frame.row[visible] == picked["id"]).any())


def _age(fog: Fog) -> str:
    """How old what is known of the far bank is."""
    late = fog.eyes.late
    if fog.eyes.all:
        return ""
    return " <small>(as of today)</small>" if not late else f" <small>({count(late, 'day')} old)</small>"


def _sector(fog: Fog, sector: str, known: Known) -> list[str]:
    """Who stands in a sector, who holds the bank opposite, and what could be there in how many hours."""
    model = fog.model
    index, ground = model.detachments.index(sector), model.ground
    stretches = (ground.s_detachment == index).nonzero()[0]
    km = ground.s_km[stretches]
    lost = float(km[known.held[stretches] == 1].sum())
    cells = np.unique(ground.s_near[stretches])
    lines = [_force(fog, cells)]
    lines.append(f"<p>Far bank: militants hold <b>{lost:.0f} of {km.sum():.0f} km</b>{_age(fog)}</p>")
    if fog.eyes.all or MILITANT in fog.eyes.sides:
        opposite = np.unique(ground.s_far[stretches])
        lines.append(f"<p>Opposite: <b>{_men(model, opposite, frozenset((MILITANT,))):,} men</b> on the bank</p>")
    if fog.eyes.sides & OURS:
        lines += _could_come(model, sector, cells)
    return lines


def _force(fog: Fog, cells: Any) -> str:
    """Posts, battalions and their men in some cells, of the sides that the seat sees."""
    f = fog.model.forces.columns
    there = np.isin(f.cell, cells) & (f.status == FIELD) & np.isin(f.side, list(fog.eyes.sides & OURS))
    if not there.any():
        return "<p>Here: nobody of ours</p>" if fog.eyes.sides & OURS else ""
    counts = [(n, KINDS[k]) for k in range(len(KINDS)) if (n := int((f.kind[there] == k).sum()))]
    listed = ", ".join(count(n, name) for n, name in counts)
    return f"<p>Here: {listed}: <b>{int(f.men[there].sum()):,} men</b></p>"


def _men(model: BorderModel, cells: Any, sides: frozenset[int]) -> int:
    f = model.forces.columns
    return int(f.men[np.isin(f.cell, cells) & (f.status == FIELD) & np.isin(f.side, list(sides))].sum())


def _could_come(model: BorderModel, sector: str, cells: Any) -> list[str]:
    rows = battalions(model, cells)
    hours = hours_to_sector(model, sector, rows)
    order = np.argsort(hours, kind="stable")[:NEAREST]
    f = model.forces
    told = [
        f"<li>{escape(f.titles[rows[i]])}: {int(f.columns.men[rows[i]])} men in {_long(float(hours[i]))}</li>"
        for i in order
        if np.isfinite(hours[i])
    ]
    return [f"<h4>Could be here</h4><ul>{''.join(told)}</ul>"] if told else []


def _long(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"


def _district(fog: Fog, number: int, known: Known) -> str:
    lost, since = bool(known.fallen[number]), int(known.fallen_since[number])
    holder = "militants" if lost else "the government"
    when = "" if since == BEFORE else f" since {words.date(fog.model.setting.file.start, since)}"
    return f"<p>Held by <b>{holder}</b>{when}{_age(fog)}</p>"


def _village(fog: Fog, name: str) -> str:
    """How many live in a village, who holds it as far as the seat sees, and how far it is from the border."""
    model = fog.model
    v = model.villages.index(name)
    hours = float(model.land.exit_hours[model.land.village_cell[v]])
    held = next((b for b in seen(model, fog.eyes)[2] if b.village == name), None)
    holder = (
        f"held by a band of <b>{held.men} men</b>, {held.held:,} people in it"
        if held
        else "no band is known to hold it"
    )
    far = f"; {_long(hours)} of marching from the border" if np.isfinite(hours) and hours >= 1.0 else "; at the border"
    return f"<p>{int(model.land.village_people[v]):,} people{far}; {holder}</p>"


def _village_near(fog: Fog, row: int) -> dict[str, str]:
    """The village near which a band inside was seen last, if the seat sees that band."""
    model = fog.model
    if row not in model.border_troops.pursuit.known():
        return {}
    v = int(model.land.near_village[model.inland.seen_cell[row]])
    return {VILLAGES: model.villages[v]} if v >= 0 else {}


def _units(fog: Fog, x: int, y: int) -> list[str]:
    """The units in a cell that the map shows: a stack opens into them."""
    frame, visible, _ = seen(fog.model, fog.eyes)
    here = visible & (frame.x == x) & (frame.y == y)
    f, powers = fog.model.forces, list(fog.model.setting.file.powers.values())
    rows = []
    for row, owner, men in zip(frame.row[here], frame.owner[here], frame.men[here], strict=True):
        named = int(f.columns.side[row]) in fog.eyes.sides
        name = f.titles[row] if named else "A band that was seen"
        rows.append(f"<li>{escape(name)}: <b>{int(men)} men</b> <small>({escape(powers[owner].name)})</small></li>")
    return [f"<h4>Who is here</h4><ul>{''.join(rows)}</ul>"] if rows else []


def _happened(fog: Fog, subjects: frozenset[str]) -> list[str]:
    events = [e for e in fog.model.events if (e.subject in subjects or e.place in subjects) and fog.knows(e)]
    rows = "".join(f"<li>{told(e, fog)}</li>" for e in reversed(events[-TOLD:]))
    return [f"<h4>What happened here</h4><ul>{rows or '<li>Nothing that you know of.</li>'}</ul>"]


def _sector_near(model: BorderModel, x: int, y: int) -> str:
    """The sector of the border on which a cell lies, if it does."""
    cell = x * model.ground.height + y
    found = (model.ground.s_near == cell).nonzero()[0]
    return model.detachments[int(model.ground.s_detachment[found[0]])] if len(found) else ""


def _orders(table: Table, seat: str, places: dict[str, str]) -> list[PlaceOrder]:
    """The orders that a seat can give at places, none once the game is over."""
    if seat not in table.game.chairs or table.game.over:
        return []
    mine = {question.kind: question for question in table.asked_of(seat)}
    found = []
    for kind in sorted(set(ANSWERS) & set(table.game.chairs[seat])):
        place = places.get(ANSWERS[kind], "")
        if place and (order := _order(table, seat, kind, place, mine.get(kind))):
            found.append(order)
    return found


def _order(table: Table, seat: str, kind: str, place: str, question: Question | None) -> PlaceOrder | None:
    if table.standing.get((seat, kind)) == place:
        return PlaceOrder(
            kind, "", f"{LABELS[kind]}: {BACK.lower()}", "You are asked again from now on.", [], False, BACK
        )
    open_ = question is not None and place in question.options
    if not open_ and (kind == "front" or not _may(table.model, seat, kind, place)):
        return None
    means = f"{MATTERS[kind]} {words.place(place)}."
    if open_ and question is not None:
        means = words.means(question, place, table.model.setting.file)
    means = f"The front {words.place(place)}." if kind == "front" else means
    follows = _follows(table.model, seat, kind, place)
    until = "" if open_ else "It holds until you take it back."
    preview = " ".join(filter(None, (means, follows, until)))
    return PlaceOrder(
        kind, place, LABELS[kind], preview, ways(table.model, seat, kind, place), open_, "" if open_ else ALWAYS
    )


def _may(model: BorderModel, seat: str, kind: str, place: str) -> bool:
    """Whether a place could be named now if the seat were asked."""
    if kind == "aims":
        agent = model.chairs[seat]
        return isinstance(agent, MilitantCommand) and place in agent.villages
    return ANSWERS[kind] == SECTORS or place in model.border_troops.pursuit.near()


def _follows(model: BorderModel, seat: str, kind: str, place: str) -> str:
    """What an order comes to, in men and hours, from what the seat may know."""
    rows, hours = going(model, seat, kind, place)
    march = ""
    if len(rows):
        men = int(model.forces.columns.men[rows].sum())
        first, last = _long(float(hours.min())), _long(float(hours.max()))
        march = (
            f"The nearest, {men:,} men, march {f'about {first} to {last}' if hours.min() >= 1.0 else f'up to {last}'}."
        )
    if kind == "front":
        left = len(districts_left(model, place))
        return f"{count(left, 'district').capitalize()} left to take. {march}"
    if kind == "strike":
        sorties = model.setting.file.states[seat].sorties
        error = float(model.values["strike_error"])
        return (
            f"{sorties:g} sorties a day; in a village that a band holds, each hits people with a chance of {error:.1%}."
        )
    if kind == "aims":
        people = int(model.land.village_people[model.villages.index(place)])
        needed = math.ceil(people / model.inland_rules.people_per_man)
        return f"{people:,} people live there: it takes a band of {needed} men."
    return march
