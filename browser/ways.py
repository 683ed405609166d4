"""Who goes where on the map: marching hours, units that an order would most likely send, arrows of orders given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from panj.agents.command.militants import MilitantCommand
from panj.border.forces import BATTALION, FIELD, INSIDE, SIDES
from panj.border.inland.state import TO_VILLAGE

if TYPE_CHECKING:
    from panj.browser.table.table import Table
    from panj.model import BorderModel

NEAREST = 3  # units whose way to a place is told and drawn
OURS = frozenset((SIDES["member"], SIDES["ally"]))
SECTORS, FRONTS, VILLAGES = "sector", "front", "village"  # sorts of place
ANSWERS = {
    "effort": SECTORS,
    "station": SECTORS,
    "front": FRONTS,
    "hunt": VILLAGES,
    "strike": VILLAGES,
    "aims": VILLAGES,
}
SENT_TO = frozenset(("effort", "station"))  # kinds of order by which our battalions go to a sector

Arrow = list[float]  # x and y from where, x and y to where [cells]


def battalions(model: BorderModel, cells: Any, owner: int | None = None) -> Any:
    """Rows of our battalions in the field that do not stand in these cells, of one power if named."""
    f = model.forces.columns
    there = (f.kind == BATTALION) & (f.status == FIELD) & np.isin(f.side, list(OURS)) & ~np.isin(f.cell, cells)
    return (there & (f.owner == owner) if owner is not None else there).nonzero()[0]


def hours_to_sector(model: BorderModel, sector: str, rows: Any) -> Any:
    """Marching hours of units to the headquarters of a detachment, rests included [h]."""
    ground = model.ground
    place = len(ground.d_kind) + model.detachments.index(sector)
    return ground.hours[place, model.forces.columns.cell[rows]] / _marching(model)


def hours_to_village(model: BorderModel, village: str, rows: Any) -> Any:
    """Marching hours of units inside the country to a village, rests included [h]."""
    return model.land.hours[model.villages.index(village), model.forces.columns.cell[rows]] / _marching(model)


def hours_to_front(model: BorderModel, front: str, rows: Any) -> Any:
    """Marching hours of units beyond the border to the nearest district of a front that stands, rests included [h]."""
    left = districts_left(model, front)
    if not len(left):
        return np.full(len(rows), np.inf)
    return model.ground.hours[left[:, None], model.forces.columns.cell[rows]].min(axis=0) / _marching(model)


def districts_left(model: BorderModel, front: str) -> Any:
    """Districts of a front that have not fallen."""
    of_front = model.ground.d_front == model.front_names.index(front)
    return (of_front & ~model.theatre.fallen.astype(bool)).nonzero()[0]


def _marching(model: BorderModel) -> float:
    return float(model.values["march_hours_per_day"]) / 24.0


def going(model: BorderModel, seat: str, kind: str, place: str) -> tuple[Any, Any]:
    """The units that an order would most likely send to a place, the nearest of those that may go: rows, hours."""
    powers = list(model.setting.file.powers)
    agent = model.chairs[seat]
    if kind in SENT_TO:
        cells = np.unique(model.ground.s_near[model.ground.s_detachment == model.detachments.index(place)])
        rows = battalions(model, cells, powers.index(seat) if kind == "station" and seat in powers else None)
        hours = hours_to_sector(model, place, rows)
    elif kind == "hunt":
        rows = battalions(model, [])
        hours = hours_to_village(model, place, rows)
    elif kind == "front" and isinstance(agent, MilitantCommand):
        rows = agent.main[model.forces.columns.status[agent.main] == FIELD]
        hours = hours_to_front(model, place, rows)
    else:
        return np.zeros(0, int), np.zeros(0)
    known = np.isfinite(hours)
    order = np.argsort(hours[known], kind="stable")[:NEAREST]
    return rows[known][order], hours[known][order]


def where(model: BorderModel, sort: str, name: str) -> tuple[float, float]:
    """Where a place lies: headquarters of a sector, first district of a front that stands, a village [cells]."""
    if sort == SECTORS:
        place = len(model.ground.d_kind) + model.detachments.index(name)
        return middle(model, int(model.ground.place_cell[place]))
    if sort == VILLAGES:
        return middle(model, int(model.land.village_cell[model.villages.index(name)]))
    districts = [d for d in model.setting.districts if d.front == name]
    left = districts_left(model, name)
    first = model.setting.districts[int(left[0])] if len(left) else districts[0]
    return first.x + 0.5, first.y + 0.5


def ways(model: BorderModel, seat: str, kind: str, place: str) -> list[Arrow]:
    """Arrows from where the units that would go stand to the place; from each cell one."""
    return _arrows(model, {(row, where(model, ANSWERS[kind], place)) for row in going(model, seat, kind, place)[0]})


def under_way(table: Table, seat: str) -> list[Arrow]:
    """Orders that are still to be done: who goes where by what the seat has ordered, and by what its units do."""
    model, drawn = table.model, []
    week = 7 * model.steps_per_day
    for kind in SENT_TO:
        orders = [o for o in table.orders(seat) if o.kind == kind and table.steps - week < o.step <= table.steps + 1]
        answer = table.standing.get((seat, kind)) or (str(orders[-1].answer) if orders else "")
        if answer in model.detachments:
            drawn += ways(model, seat, kind, answer)
    agent, f, n = model.chairs.get(seat), model.forces.columns, model.inland
    goes: set[tuple[int, tuple[float, float]]] = set()
    if agent is model.border_troops or seat == model.setting.file.requester:
        hunting = ((n.chase >= 0) & (f.status == FIELD)).nonzero()[0]
        goes = {
            (row, middle(model, int(n.seen_cell[n.chase[row]]))) for row in hunting if n.seen_cell[n.chase[row]] >= 0
        }
    elif isinstance(agent, MilitantCommand):
        to = model.setting.districts
        goes = {(row, (to[d].x + 0.5, to[d].y + 0.5)) for row, d in agent.sent.items() if f.status[row] == FIELD}
        rows = np.concatenate([agent.main, agent.local])
        inside = rows[(f.status[rows] == INSIDE) & (n.phase[rows] == TO_VILLAGE)]
        goes |= {(row, middle(model, int(model.land.village_cell[n.village[row]]))) for row in inside}
    return drawn + [arrow for arrow in _arrows(model, goes) if arrow not in drawn]


def _arrows(model: BorderModel, goes: set[tuple[int, tuple[float, float]]]) -> list[Arrow]:
    """One arrow for each pair of places; none for who is there."""
    pairs = {(middle(model, int(model.forces.columns.cell[row])), to) for row, to in goes}
    return [[*here, *to] for here, to in sorted(pairs) if here != to]


def middle(model: BorderModel, cell: int) -> tuple[float, float]:
    """The middle of a cell."""
    x, y = divmod(cell, model.ground.height)
    return x + 0.5, y + 0.5
