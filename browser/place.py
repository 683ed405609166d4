"""The card at a place of the map: what the seat knows of it, how old that is, what could come, and which orders it can
give there.

Orders are answers: to the question that is open, where the place is one of its options, or else from now on, where the
seat's chair is asked such a question from week to week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from panj.agents.seats.questions import MATTERS
from panj.border.forces import BATTALION, FIELD, KINDS, MILITANT, SIDES
from panj.browser import words
from panj.browser.map.frame import BEFORE, seen
from panj.browser.story import told, what_was_picked

if TYPE_CHECKING:
    from panj.agents.seats.questions import Question
    from panj.browser.fog import Fog
    from panj.browser.map.frame import Known
    from panj.browser.table.table import Table
    from panj.model import BorderModel

SECTORS, FRONTS = frozenset(("effort", "station")), frozenset(("front",))  # kinds of question that a place answers
LABELS = {"effort": "Gather battalions here", "station": "Our contingent stands here", "front": "Main effort here"}
ALWAYS = "From now on"  # on the button of an order that nobody has asked for
NEAREST = 3  # battalions whose way to a place is told
TOLD = 6  # events of a place that are told
OURS = frozenset((SIDES["member"], SIDES["ally"]))


class PlaceOrder(NamedTuple):
    """An order that can be given at a place."""

    kind: str
    answer: str
    label: str
    preview: str
    arrows: list[list[float]]  # of whom it is known that they would go: x and y from, x and y to [cells]
    asked: bool  # whether it answers the open question


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
            {"id": n, "label": o.label, "preview": o.preview, "arrows": o.arrows, "sure": "" if o.asked else ALWAYS}
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
    sector = front = ""
    if kind == "stretch":
        stretch = model.setting.segments[number]
        sector = stretch.detachment
        crossing = f", {_title(stretch.crossing)}" if stretch.crossing else ""
        card.title = f"{_title(sector)} sector{crossing}"
        card.lines += _sector(table, fog, sector, known)
    elif kind == "district":
        district = model.setting.districts[number]
        front = district.front
        card.lines.append(_district(table, fog, number, known))
    card.lines += _units(fog, int(x), int(y)) if kind != "stretch" else []
    if kind == "unit" and (near := _sector_near(model, int(x), int(y))):
        sector = near
        card.lines.append(f"<h4>{escape(_title(sector))} sector</h4>")
        card.lines += _sector(table, fog, sector, known)
    card.orders = _orders(table, seat, sector, front)
    card.lines += _happened(fog, subjects)
    return card


def arrows(table: Table, seat: str) -> list[list[float]]:
    """Orders given by the seat that are still to be done: who is on the way to where [cells]."""
    model, drawn = table.model, []
    week = 7 * model.steps_per_day
    for kind in SECTORS:
        given = [o for o in table.orders(seat) if o.kind == kind and table.steps - week < o.step <= table.steps + 1]
        answer = table.standing.get((seat, kind)) or (str(given[-1].answer) if given else "")
        if answer in model.detachments:
            drawn += _ways(model, seat, kind, answer)
    return drawn


def _where(model: BorderModel, kind: str, number: int) -> tuple[float, float]:
    if kind == "district":
        d = model.setting.districts[number]
        return d.x + 0.5, d.y + 0.5
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


def _title(name: str) -> str:
    return name.replace("-", " ").title()


def _age(fog: Fog) -> str:
    """How old what is known of the far bank is."""
    late = fog.eyes.late
    if fog.eyes.all:
        return ""
    return (
        " <small>(as of today)</small>"
        if not late
        else f" <small>({late} {'day' if late == 1 else 'days'} old)</small>"
    )


def _sector(table: Table, fog: Fog, sector: str, known: Known) -> list[str]:
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
        lines += _could_come(model, index, cells)
    return lines


def _force(fog: Fog, cells: Any) -> str:
    """Posts, battalions and their men in some cells, of the sides that the seat sees."""
    f = fog.model.forces.columns
    there = np.isin(f.cell, cells) & (f.status == FIELD) & np.isin(f.side, list(fog.eyes.sides & OURS))
    if not there.any():
        return "<p>Here: nobody of ours</p>" if fog.eyes.sides & OURS else ""
    counts = [(n, KINDS[k]) for k in range(len(KINDS)) if (n := int((f.kind[there] == k).sum()))]
    listed = ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for n, name in counts)
    return f"<p>Here: {listed}: <b>{int(f.men[there].sum()):,} men</b></p>"


def _men(model: BorderModel, cells: Any, sides: frozenset[int]) -> int:
    f = model.forces.columns
    return int(f.men[np.isin(f.cell, cells) & (f.status == FIELD) & np.isin(f.side, list(sides))].sum())


def _battalions(model: BorderModel, cells: Any, owner: int | None = None) -> Any:
    """Rows of our battalions in the field that do not stand in these cells, of one power if named."""
    f = model.forces.columns
    there = (f.kind == BATTALION) & (f.status == FIELD) & np.isin(f.side, list(OURS)) & ~np.isin(f.cell, cells)
    return (there & (f.owner == owner) if owner is not None else there).nonzero()[0]


def _hours(model: BorderModel, index: int, rows: Any) -> Any:
    """Marching hours of units to the headquarters of a detachment, rests included [h]."""
    ground, share = model.ground, float(model.values["march_hours_per_day"]) / 24.0
    return ground.hours[len(ground.d_kind) + index, model.forces.columns.cell[rows]] / share


def _could_come(model: BorderModel, index: int, cells: Any) -> list[str]:
    rows = _battalions(model, cells)
    hours = _hours(model, index, rows)
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


def _district(table: Table, fog: Fog, number: int, known: Known) -> str:
    lost, since = bool(known.fallen[number]), int(known.fallen_since[number])
    holder = "militants" if lost else "the government"
    when = "" if since == BEFORE else f" since {words.date(fog.model.setting.file.start, since)}"
    return f"<p>Held by <b>{holder}</b>{when}{_age(fog)}</p>"


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


def _orders(table: Table, seat: str, sector: str, front: str) -> list[PlaceOrder]:
    """The orders that a seat can give at a place, none once the game is over."""
    if seat not in table.game.chairs or table.game.over:
        return []
    mine = {question.kind: question for question in table.asked_of(seat)}
    found = []
    for kinds, place in ((SECTORS, sector), (FRONTS, front)):
        for kind in sorted(kinds & set(table.game.chairs[seat])):
            if place and (order := _order(table, seat, kind, place, mine.get(kind))):
                found.append(order)
    return found


def _order(table: Table, seat: str, kind: str, place: str, asked: Question | None) -> PlaceOrder | None:
    open_ = asked is not None and place in asked.options
    if not open_ and (kind in FRONTS or table.standing.get((seat, kind)) == place):
        return None
    ways = _ways(table.model, seat, kind, place) if kind in SECTORS else []
    label = LABELS[kind]
    means = asked.options[place] if open_ and asked is not None else f"{MATTERS[kind]} In the sector {_title(place)}."
    if ways:
        rows = _going(table.model, seat, kind, place)
        hours = _hours(table.model, table.model.detachments.index(place), rows)
        men = int(table.model.forces.columns.men[rows].sum())
        when = f" The nearest, {men:,} men, march about {_long(float(hours.min()))} to {_long(float(hours.max()))}."
    else:
        when = ""
    until = "" if open_ else " It holds until you are told to be asked again."
    return PlaceOrder(kind, place, label, f"{means}{when}{until}".replace("you are told", "you choose"), ways, open_)


def _going(model: BorderModel, seat: str, kind: str, place: str) -> Any:
    """Rows of the battalions that would most likely go to a sector: the nearest of those who may be sent there."""
    index, powers = model.detachments.index(place), list(model.setting.file.powers)
    cells = np.unique(model.ground.s_near[model.ground.s_detachment == index])
    rows = _battalions(model, cells, powers.index(seat) if kind == "station" and seat in powers else None)
    hours = _hours(model, index, rows)
    rows, hours = rows[np.isfinite(hours)], hours[np.isfinite(hours)]
    return rows[np.argsort(hours, kind="stable")[:NEAREST]]


def _ways(model: BorderModel, seat: str, kind: str, place: str) -> list[list[float]]:
    """Arrows from where they stand to the sector; from each cell one."""
    index = model.detachments.index(place)
    to = _cell(model, int(model.ground.place_cell[len(model.ground.d_kind) + index]))
    cells = {int(model.forces.columns.cell[row]) for row in _going(model, seat, kind, place)}
    return [[*_cell(model, cell), *to] for cell in sorted(cells) if _cell(model, cell) != to]


def _cell(model: BorderModel, cell: int) -> tuple[float, float]:
    x, y = divmod(cell, model.ground.height)
    return x + 0.5, y + 0.5
