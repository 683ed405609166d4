"""Units as Mesa agents: thin views of a row of the forces table, for the map, the data collector and your own rules.

They follow orders and the ground rules; what they do is decided by commands and computed by the kernel.

A unit kind of your own is a subclass of `Unit` with a `step`, named in a model class by role or kind:

    class Raider(MilitantBand):
        def step(self) -> None:
            if self.model.day_begins and self.men < 40:
                self.order = "hold"

    class MyWar(BorderModel):
        unit_rules = {"main": Raider}

`step` is called once a step for each of its units, after commands have given their orders and before the ground moves;
it may read anything and set `order`, `objective`, `men` and the other columns of its row. The kernel leaves no unit
out: it marches, fights and collapses them all by the order in their row (local bands rise and lie low by a rule of the
ground, see border.control.rise). Only units with a `step` cost Python. `remove()` takes a unit off the field, and its
men go home.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa

from panj.agents.world import Actor, World
from panj.border.forces import DEALT, FIELD, HOLD, KINDS, ORDERS, ROLES, STATUSES, Forces
from panj.scenarios.arguments import whole
from panj.scenarios.errors import InputError

MOST_MEN = 1_000_000  # of a unit


class Unit(Actor):
    """A unit; attributes read and write its row. `cell` is the Mesa cell it stands in, None while it is away."""

    def __init__(self, model: World, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def name(self) -> str:
        """Unit id, as in units.csv."""
        return self.model.forces.names[self.row]

    @property
    def owner(self) -> str:
        """Code of the power it belongs to."""
        return self.model.power_of(self.row)

    @property
    def role(self) -> str:
        """Its role, as in units.csv."""
        return ROLES[self.model.forces.columns.role[self.row]]

    @property
    def status(self) -> str:
        """away, field, refuge, dealt, destroyed or inside."""
        return STATUSES[self.model.forces.columns.status[self.row]]

    @property
    def order(self) -> str:
        """hold, attack, fall_back, flee, cross or move_to."""
        return ORDERS[self.model.forces.columns.order[self.row]]

    @order.setter
    def order(self, value: str) -> None:
        if value not in ORDERS:
            raise InputError(f"order of {self.name}", "", value, ", ".join(ORDERS))
        self.model.forces.columns.order[self.row] = ORDERS.index(value)

    @property
    def objective(self) -> int:
        """Place it marches to, as numbered by border.Ground; -1 none."""
        return int(self.model.forces.columns.objective[self.row])

    @objective.setter
    def objective(self, value: int) -> None:
        last = self.model.ground.hours.shape[0] - 1
        self.model.forces.columns.objective[self.row] = whole(f"objective of {self.name}", value, -1, last)

    @property
    def men(self) -> int:
        """Men present."""
        return int(self.model.forces.columns.men[self.row])

    @men.setter
    def men(self, value: int) -> None:
        self.model.forces.columns.men[self.row] = whole(f"men of {self.name}", value, 0, MOST_MEN)

    def remove(self) -> None:
        """Take the unit off the field for good: its men go home (they count among those who left, and stay counted)."""
        f, row, men = self.model.forces.columns, self.row, self.men
        if men:
            f.left[row] += men
            f.men[row], f.order[row], f.objective[row], f.status[row] = 0, HOLD, -1, DEALT
            self.model.tell(
                "removed", self.owner, subject=self.name, amount=men, reason=f"{self.name} is taken off the field."
            )
        mesa.Agent.remove(self)

    @property
    def pos(self) -> tuple[int, int] | None:
        """Grid coordinates (x, y) while in the field."""
        columns = self.model.forces.columns
        if columns.status[self.row] != FIELD:
            return None
        x, y = divmod(int(columns.cell[self.row]), self.model.ground.height)
        return x, y

    @pos.setter
    def pos(self, value: tuple[int, int] | None) -> None:
        if value is not None:
            self.model.forces.columns.cell[self.row] = value[0] * self.model.ground.height + value[1]

    @property
    def cell(self) -> Any:
        """The Mesa cell it stands in."""
        return None if self.pos is None else self.model.grid[self.pos]


class Garrison(Unit):
    """Government troops beyond the border."""


class MilitantBand(Unit):
    """A band of militants."""


class BorderPost(Unit):
    """A post or a detachment headquarters of the member's border troops."""


class Battalion(Unit):
    """Army, reserve, base or contingent."""


UNIT_CLASSES: dict[str, type[Unit]] = {
    "garrison": Garrison,
    "band": MilitantBand,
    "post": BorderPost,
    "battalion": Battalion,
}


def unit_class(own: Mapping[str, type[Unit]], forces: Forces, row: int) -> type[Unit]:
    """The class of a unit: the user's own for its role or kind, else the one that comes with the program."""
    kind = KINDS[forces.columns.kind[row]]
    return own.get(ROLES[forces.columns.role[row]]) or own.get(kind) or UNIT_CLASSES[kind]
