"""How a command looks at its border: the danger of each stretch, the need of men there, which battalion is to be moved.

Compiled, because it runs over every unit and stretch every day; the decisions are taken in agents.border_command.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from panj.border.compiled import entry, rule
from panj.border.forces import FIELD, HOLD, MOVE_TO, PURSUE, Columns
from panj.border.ground import Ground
from panj.border.table import table
from panj.border.tally import men_at_stretches, men_opposite
from panj.border.theatre import Theatre

NEAR_KM = 40.0  # militants this near the border count as opposite; assumed
PEACE = 0.2  # danger of a stretch with nobody opposite, a held one being 1; assumed
MASS = 50.0  # men opposite per stretch that make a held stretch twice as dangerous; assumed
ATTACKED = 4.0  # danger that a fresh attack adds, a held stretch being 1; assumed
ALONE = 60.0  # effective men that a stretch without a guard counts as having: neighbours, patrols; assumed
WORSE = 4.0  # how many times the need elsewhere must be for a battalion to be moved; assumed
RESTED = 0.1  # fatigue under which a battalion that fell back goes to its stretch again; assumed

Rows = NDArray[np.int64]  # rows of the forces table
Floats = NDArray[np.float64]


@table
class Outlook(NamedTuple):
    """What a command knows of its border: S stretches, K detachments. The last four are worked out when asked for."""

    attacks: Floats  # (S,) attacks noticed, fading
    stretches: Floats  # (K,) stretches of each detachment, at least 1
    blur: Floats  # (K,) factor by which its count of the men opposite is wrong
    opposite: Floats  # (K,) men opposite, as they are counted
    men: Floats  # (S,) effective men at a stretch or on their way there
    danger: Floats  # (S,)
    need: Floats  # (S,) danger per effective man


def open_outlook(ground: Ground, detachments: int) -> Outlook:
    """The outlook of a command that has seen nothing yet."""
    s = len(ground.s_km)
    return Outlook(
        attacks=np.zeros(s),
        stretches=np.bincount(ground.s_detachment, minlength=detachments).clip(min=1).astype(float),
        blur=np.ones(detachments),
        opposite=np.zeros(detachments),
        men=np.zeros(s),
        danger=np.zeros(s),
        need=np.zeros(s),
    )


@rule
def around(values: Floats, stretch: int) -> float:
    """The value of a stretch with those of the stretches beside it."""
    total = values[stretch]
    if stretch > 0:
        total += values[stretch - 1]
    if stretch + 1 < values.size:
        total += values[stretch + 1]
    return total


@rule
@entry
def weigh_danger(ground: Ground, units: Columns, theatre: Theatre, outlook: Outlook) -> None:
    """Danger of each stretch as it is seen: km, who holds the far bank, men opposite, attacks noticed."""
    men_opposite(ground, units, NEAR_KM, outlook.opposite)
    for k in range(outlook.opposite.size):
        outlook.opposite[k] *= outlook.blur[k]
    for s in range(ground.s_km.size):
        k = ground.s_detachment[s]
        mass = outlook.opposite[k] / outlook.stretches[k] / MASS
        outlook.danger[s] = ground.s_km[s] * (
            PEACE + theatre.held[s] * (1.0 + mass) + ATTACKED * around(outlook.attacks, s)
        )


@rule
@entry
def weigh_need(ground: Ground, units: Columns, theatre: Theatre, outlook: Outlook) -> None:
    """Danger of each stretch per effective man who stands at it or is on his way there."""
    weigh_danger(ground, units, theatre, outlook)
    men_at_stretches(units, outlook.men)
    for s in range(ground.s_km.size):
        outlook.need[s] = outlook.danger[s] / (ALONE + around(outlook.men, s))


@rule
@entry
def to_be_moved(
    ground: Ground, units: Columns, theatre: Theatre, outlook: Outlook, battalions: Rows
) -> tuple[int, int]:
    """The battalion on the quietest stretch that has one, and the stretch where the need is much greater; or -1, -1."""
    weigh_need(ground, units, theatre, outlook)
    row = -1
    for n in range(battalions.size):
        r = battalions[n]
        if units.status[r] != FIELD or units.order[r] != HOLD or units.segment[r] < 0:
            continue
        if row < 0 or outlook.need[units.segment[r]] < outlook.need[units.segment[row]]:
            row = r
    worst = outlook.need.argmax()
    if row < 0 or outlook.need[worst] <= WORSE * outlook.need[units.segment[row]]:
        return -1, -1
    return row, int(worst)


@rule
@entry
def send_back(ground: Ground, units: Columns, battalions: Rows, first_place: int) -> None:
    """Rested battalions that are not at their stretch march there; `first_place` is the place of the first stretch."""
    for n in range(battalions.size):
        r = battalions[n]
        if units.status[r] != FIELD or units.order[r] != HOLD or units.fatigue[r] >= RESTED:
            continue
        if units.cell[r] != ground.s_near[units.segment[r]]:
            units.order[r] = MOVE_TO
            units.objective[r] = first_place + units.segment[r]


@rule
@entry
def next_to_call(units: Columns, army: Rows, in_hand: float) -> int:
    """The first battalion still in its garrison, when more than `in_hand` of them are; else -1. Who hunts is not."""
    first = -1
    at_home = 0
    for n in range(army.size):
        r = army[n]
        if units.status[r] == FIELD and units.home[r] < 0 and units.order[r] != PURSUE:
            at_home += 1
            if first < 0:
                first = r
    return first if at_home > in_hand else -1


@rule
@entry
def thinned(units: Columns, posts: Rows, full: NDArray[np.int32]) -> int:
    """How many posts have fewer men than they should."""
    count = 0
    for n in range(posts.size):
        count += units.men[posts[n]] < full[n]
    return count
