"""The forces table: every unit in numpy columns. Unit agents read and write a row; kernels read the columns."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from panj.border.ground import Ground, detachment_names
from panj.border.table import table
from panj.scenarios.load import Scenario
from panj.scenarios.schema import UnitRow

# Sides: whom a unit stands with. Allies fight beside the member; partners only exercise.
GOVERNMENT, MILITANT, HOME, ALLY, PARTNER = 0, 1, 2, 3, 4
SIDES = {"government": GOVERNMENT, "militant": MILITANT, "member": HOME, "ally": ALLY, "partner": PARTNER}

KINDS = ("garrison", "band", "post", "battalion")
GARRISON, BAND, POST, BATTALION = range(4)
ROLES = (
    "district_centre",
    "border_police",
    "provincial",
    "mobile",
    "main",
    "local",
    "post",
    "detachment",
    "army",
    "reserve",
    "base",
    "contingent",
    "partner",
)
DISTRICT_CENTRE, BORDER_POLICE, PROVINCIAL, MOBILE, MAIN, LOCAL = range(6)

# Status: where a unit is in its life. Only FIELD units are on the map.
AWAY, FIELD, REFUGE, DEALT, DESTROYED, INSIDE = range(6)
STATUSES = ("away", "field", "refuge", "dealt", "destroyed", "inside")
# AWAY on call or on paper; REFUGE interned across the border; DEALT gave up its arms or went home;
# DESTROYED nobody left; INSIDE a band that got away into the member's territory.

# Orders.
HOLD, ATTACK, FALL_BACK, FLEE, CROSS, MOVE_TO, PURSUE = range(7)
ORDERS = ("hold", "attack", "fall_back", "flee", "cross", "move_to", "pursue")
# PURSUE: a column hunts a band inside the member's land, see border.inland.hunt.

# How a band on the member's side is seen.
UNSEEN, SEEN, STORMING = range(3)


@table
class Columns(NamedTuple):
    """Columns of the forces table, one entry a unit; whole numbers unless a unit says otherwise."""

    side: NDArray[np.int8]
    owner: NDArray[np.int8]  # index in the scenario's powers
    kind: NDArray[np.int8]
    role: NDArray[np.int8]
    status: NDArray[np.int8]
    order: NDArray[np.int8]
    cell: NDArray[np.int32]  # flat index
    home: NDArray[np.int32]  # district (beyond) or detachment (border troops); -1 none
    objective: NDArray[np.int32]  # place to march to; -1 none
    men: NDArray[np.int32]
    start: NDArray[np.int32]  # men at the start
    lost: NDArray[np.int32]  # men lost in fights
    left: NDArray[np.int32]  # men who went home when the unit gave up
    quality: NDArray[np.float64]  # 0..1
    cohesion: NDArray[np.float64]  # 0..1
    fatigue: NDArray[np.float64]  # 0..1, grows in contact
    equipment: NDArray[np.float64]  # 0..1, above what it started with
    readiness: NDArray[np.float64]  # 0..1, alert from exercises and reliefs
    march: NDArray[np.float64]  # hours of march saved up
    found: NDArray[np.int8]  # a crossing band: UNSEEN, SEEN by a patrol, or STORMING a post
    contact: NDArray[np.int32]  # hours a crossing band has been under fire
    rest_until: NDArray[np.int32]  # hour of the war before which a band does not try again, and a guard does not rest
    intent: NDArray[np.float64]  # chance per day to try to cross
    assault: NDArray[np.float64]  # share of its attempts that storm a post
    aim_km: NDArray[np.float64]  # how deep it means to go
    segment: NDArray[np.int32]  # border stretch it crossed or guards, -1 none
    uid: NDArray[np.int64]  # address of its dice: 32-bit hash of its name


class Forces:
    """Owner of the columns. `names[i]` is the unit id of row i; rows never move and are never taken away."""

    def __init__(self, units: list[UnitRow], scenario: Scenario, ground: Ground) -> None:
        powers = list(scenario.file.powers)
        sides = [SIDES[p.side] for p in scenario.file.powers.values()]
        districts = {d.district: i for i, d in enumerate(scenario.districts)}
        detachments = {name: i for i, name in enumerate(detachment_names(scenario))}
        owner = [powers.index(u.owner) for u in units]
        side = [sides[o] for o in owner]
        men = [u.men for u in units]
        n = len(units)
        home = [
            districts.get(u.home, -1) if s in (GOVERNMENT, MILITANT) else detachments.get(u.home, -1)
            for u, s in zip(units, side, strict=True)
        ]
        cells = np.array([u.x * ground.height + u.y for u in units], np.int32)
        self.names = [u.unit for u in units]
        self.titles = [u.name for u in units]
        self.row = {name: i for i, name in enumerate(self.names)}
        self.columns = Columns(
            side=np.array(side, np.int8),
            owner=np.array(owner, np.int8),
            kind=np.array([KINDS.index(u.kind) for u in units], np.int8),
            role=np.array([ROLES.index(u.role) for u in units], np.int8),
            status=np.array([FIELD if u.status == "present" else AWAY for u in units], np.int8),
            order=np.full(n, HOLD, np.int8),
            cell=cells,
            home=np.array(home, np.int32),
            objective=np.full(n, -1, np.int32),
            men=np.array(men, np.int32),
            start=np.array(men, np.int32),
            lost=np.zeros(n, np.int32),
            left=np.zeros(n, np.int32),
            quality=np.array([u.quality for u in units]),
            cohesion=np.array([u.cohesion for u in units]),
            fatigue=np.zeros(n),
            equipment=np.zeros(n),
            readiness=np.zeros(n),
            march=np.zeros(n),
            found=np.zeros(n, np.int8),
            contact=np.zeros(n, np.int32),
            rest_until=np.zeros(n, np.int32),
            intent=np.zeros(n),
            assault=np.zeros(n),
            aim_km=np.zeros(n),
            segment=_nearest_segment(cells, side, ground),
            uid=np.array([unit_address(name) for name in self.names], np.int64),
        )

    def __len__(self) -> int:
        return len(self.names)

    def __getattr__(self, name: str) -> NDArray[Any]:
        """A column by its name: `forces.men`."""
        if name in Columns._fields:
            return getattr(self.columns, name)
        raise AttributeError(name)


def unit_address(name: str) -> int:
    """Address of a unit's dice: a hash of its name, so that a new unit never shifts the dice of the others."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


def _nearest_segment(cells: NDArray[np.int32], side: list[int], ground: Ground) -> NDArray[np.int32]:
    """The stretch of border nearest to each unit, on its own side; ties go to the westernmost."""
    x, y = np.divmod(cells, ground.height)
    beyond = np.isin(side, (GOVERNMENT, MILITANT))
    out = np.full(len(cells), -1, np.int32)
    for banks, there in ((ground.s_far, beyond), (ground.s_near, ~beyond)):
        bank_x, bank_y = np.divmod(banks, ground.height)
        squares = (bank_x - x[there, None]) ** 2 + (bank_y - y[there, None]) ** 2
        out[there] = squares.argmin(axis=1)
    return out
