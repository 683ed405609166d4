"""What changes on the ground besides the units: who holds what, what is heard, what was counted, what is told."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from panj.border.ground import Ground
from panj.border.table import table

# Counters.
ATTEMPTED, REPELLED, THROUGH, POSTS_LOST, SOLDIERS_REFUGE = range(5)
COUNTERS = 5

# What the kernel tells: code of each line of its log.
TOLD = (
    "deal",
    "fall_back",
    "flee",
    "district_fell",
    "district_retaken",
    "soldiers_refuge",
    "incursion_attempt",
    "incursion_found",
    "incursion_repelled",
    "incursion_through",
    "post_lost",
    "broke_off",
    "destroyed",
    "post_attacked",
    "turned_away",
)
(
    DEAL,
    FALLBACK,
    FLIGHT,
    DISTRICT_FELL,
    DISTRICT_RETAKEN,
    REFUGE_SOUGHT,
    ATTEMPT,
    FOUND,
    REPELLED_,
    THROUGH_,
    POST_LOST,
    BROKE_OFF,
    UNIT_DESTROYED,
    POST_ATTACKED,
    TURNED_AWAY,
) = range(15)


@table
class Theatre(NamedTuple):
    """Dynamic arrays: n cells, D districts, S stretches, u units."""

    fallen: NDArray[np.int8]  # (D,) 1 when militants hold the centre
    news: NDArray[np.float64]  # (D,) fallen neighbours heard of, fading
    fresh: NDArray[np.float64]  # (D,) news of this tick, heard in the next
    effort: NDArray[np.float64]  # (D,) 1 where the militants' main effort is
    reached: NDArray[np.int8]  # (D,) 1 where they can get at it: next to fallen ground, or a main band attacks there
    upon: NDArray[np.int8]  # (D,) 1 where a main band on the attack is upon it
    supply: NDArray[np.float64]  # (D,) share of its supplies a district still has
    isolated: NDArray[np.int8]  # (D,) 1 when the road to the provincial centre is cut
    press: NDArray[np.float64]  # (D,) militant strength that presses on the district [effective men]
    guard: NDArray[np.float64]  # (D,) strength of its garrisons [effective men]
    front_press: NDArray[np.float64]  # (F,) the same over all districts of a front
    front_guard: NDArray[np.float64]  # (F,) the same over its districts without provincial centres
    plight: Annotated[NDArray[np.float64], 2]  # (u, 5) as it gave up: odds, news, road cut, effort, supplies
    centre_guard: NDArray[np.float64]  # (D,) men who hold its centre
    present: NDArray[np.float64]  # (D,) militants in it [men]
    held: NDArray[np.int8]  # (S,) 1 when the far bank is in militants' hands
    government: NDArray[np.float64]  # (n,) effective men of the garrisons
    militants: NDArray[np.float64]  # (n,) effective men of the bands that show themselves
    attackers: NDArray[np.float64]  # (n,) of these, those who attack
    defenders: NDArray[np.float64]  # (n,) effective men of the member and its allies
    counted_in: NDArray[np.int32]  # (u,) cell in which a unit was last counted in these four, -1 none
    watch_men: NDArray[np.float64]  # (n,) effective men who stand guard for the member, posts and battalions
    patrols: NDArray[np.float64]  # (n,) their patrols, weighted by quality, equipment and alert
    first_guard: NDArray[np.int32]  # (n,) first unit on guard in a cell, -1 none
    next_guard: NDArray[np.int32]  # (u,) next unit on guard in the same cell, -1 none
    guarded: NDArray[np.int32]  # (u,) cell in which a unit last stood guard, -1 none
    repelled: NDArray[np.float64]  # (S,) bands lately thrown back at a stretch, as their commands remember it
    show: NDArray[np.float64]  # (S,) men of an exercise seen from over the border [effective men]
    information: NDArray[np.float64]  # (1,) how much allies share of what they see, 0..1
    room: NDArray[np.int64]  # (1,) people whom the member can still take in
    counts: NDArray[np.int64]  # (COUNTERS,)
    deepest: NDArray[np.float64]  # (1,) km
    log: Annotated[NDArray[np.int32], 2]  # (rows, 5): code, unit, place, amount, sequence number of the cause
    told: NDArray[np.int32]  # (2,) rows in the log now; sequence number of its first row
    unit_cause: NDArray[np.int32]  # (u,) sequence number of the last line about a unit, -1 none
    district_cause: NDArray[np.int32]  # (D,)


def open_theatre(ground: Ground, units: int, layers: dict[str, NDArray[np.float64]]) -> Theatre:
    """A quiet theatre. `layers` gives the four (width, height) arrays that the map shows, shared and not copied."""
    d, s, n = len(ground.d_kind), len(ground.s_km), ground.width * ground.height
    return Theatre(
        fallen=np.zeros(d, np.int8),
        news=np.zeros(d),
        fresh=np.zeros(d),
        effort=np.zeros(d),
        reached=np.zeros(d, np.int8),
        upon=np.zeros(d, np.int8),
        supply=np.ones(d),
        isolated=np.zeros(d, np.int8),
        press=np.zeros(d),
        guard=np.zeros(d),
        front_press=np.zeros(int(ground.d_front.max()) + 1),
        front_guard=np.zeros(int(ground.d_front.max()) + 1),
        plight=np.zeros((units, 5)),
        centre_guard=np.zeros(d),
        present=np.zeros(d),
        held=np.zeros(s, np.int8),
        government=layers["government"].reshape(-1),
        militants=layers["militants"].reshape(-1),
        attackers=layers["attackers"].reshape(-1),
        defenders=layers["defenders"].reshape(-1),
        counted_in=np.full(units, -1, np.int32),
        watch_men=np.zeros(n),
        patrols=np.zeros(n),
        first_guard=np.full(n, -1, np.int32),
        next_guard=np.full(units, -1, np.int32),
        guarded=np.full(units, -1, np.int32),
        repelled=np.zeros(s),
        show=np.zeros(s),
        information=np.zeros(1),
        room=np.full(1, np.iinfo(np.int64).max),
        counts=np.zeros(COUNTERS, np.int64),
        deepest=np.zeros(1),
        log=np.zeros((6 * units + 6 * d + 64, 5), np.int32),
        told=np.zeros(2, np.int32),
        unit_cause=np.full(units, -1, np.int32),
        district_cause=np.full(d, -1, np.int32),
    )
