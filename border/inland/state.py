"""What changes inside the border: where bands are in their story, who holds which village, who hunts whom."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from panj.border.inland.land import Land
from panj.border.table import table
from panj.border.theatre import TOLD

# What a band means to do once it is inside, as its command in the scenario says.
RAID, HOLD_GROUND, TRANSIT, HIDE = range(4)
AIMS = ("raid", "hold", "transit", "hide")

# Where a band is in its story.
OUTSIDE, TO_VILLAGE, IN_VILLAGE, HIDDEN, HOMEWARD, TO_BORDER = range(6)

# Counters.
TAKEN, DISPLACED, HELD_HOURS, BAND_HOURS, PEAK, NOW_INSIDE, LAST_OUT, LOST_INSIDE = range(8)
COUNTERS = 8

# What is told of the inside: codes go on where those of the theatre end; several reasons may be of one kind.
TOLD_INSIDE = (
    "village_taken",
    "village_free",
    "people_flee",
    "people_return",
    "band_found",
    "band_slips",
    "band_hides",
    "band_rises",
    "band_turns",
    "band_turns",
    "band_turns",
    "band_turns",
    "band_turns",
    "band_home",
    "band_passes",
    "band_disperses",
)
(
    VILLAGE_TAKEN,
    VILLAGE_FREE,
    PEOPLE_FLEE,
    PEOPLE_RETURN,
    BAND_FOUND,
    BAND_SLIPS,
    BAND_HIDES,
    BAND_RISES,
    TURN_STRUCK,
    TURN_BEATEN,
    TURN_WANT,
    TURN_SNOW,
    TURN_NOTHING,
    BAND_HOME,
    BAND_PASSES,
    BAND_DISPERSES,
) = range(len(TOLD), len(TOLD) + len(TOLD_INSIDE))

NEVER = -1  # an hour that has not come


@table
class Inland(NamedTuple):
    """Dynamic arrays: u units, V villages."""

    # a band
    aim: NDArray[np.int8]  # (u,) RAID, HOLD_GROUND, TRANSIT or HIDE
    wish: NDArray[np.int32]  # (u,) village that it is to take before any other, -1 none
    goal: NDArray[np.int32]  # (u,) row of the land's `goal_hours`, its command's
    passage: NDArray[np.float64]  # (u,) chance per day that it gets over the border it makes for
    phase: NDArray[np.int8]  # (u,)
    village: NDArray[np.int32]  # (u,) where it goes, which it holds, or where it hides; -1 none
    since: NDArray[np.int32]  # (u,) hour in which this phase began
    food: NDArray[np.float64]  # (u,) days that what it carries lasts; below 0 days of hunger
    seen_hour: NDArray[np.int32]  # (u,) hour in which it was last seen, NEVER
    seen_cell: NDArray[np.int32]  # (u,) and where
    clear_until: NDArray[np.int32]  # (u,) hour until which a band that slipped away is not found
    hunted: NDArray[np.int8]  # (u,) 1 when a column that hunts it has come up with it
    inside: NDArray[np.int32]  # (u,) rows of the bands inside, first the number of NOW_INSIDE count
    # a column
    chase: NDArray[np.int32]  # (u,) row of the band it hunts, -1 none
    out_hour: NDArray[np.int32]  # (u,) hour in which it sets out
    # both
    march: NDArray[np.float64]  # (u,) hours of march saved up
    # a village
    by: NDArray[np.int32]  # (V,) row of the band that holds it, -1 none
    home: NDArray[np.int64]  # (V,) people at home
    held: NDArray[np.int64]  # (V,) people held by the band
    fled: NDArray[np.int64]  # (V,) people who have fled
    killed: NDArray[np.int64]  # (V,) people of the village killed by strikes from the air
    stores: NDArray[np.float64]  # (V,) what can be taken there [days of food of a man]
    free_hour: NDArray[np.int32]  # (V,) hour since which it is free again
    cause: NDArray[np.int32]  # (V,) sequence number of the last line about it, -1 none
    # the whole
    air: NDArray[np.float64]  # (1,) equipment and aviation delivered for the hunt, as a share of what is lacking
    snow_m: NDArray[np.float64]  # (1,) height above which ways are closed today [m]
    closing_m: NDArray[np.float64]  # (1,) the same by when bands must be gone, `winter_margin_days` ahead [m]
    counts: NDArray[np.int64]  # (COUNTERS,) hours where it says so


def open_inland(land: Land, units: int, village_stores: float) -> Inland:
    """A quiet land: everybody at home, nobody inside; `village_stores` in days of food of a man for each inhabitant."""
    v = len(land.village_cell)
    counts = np.zeros(COUNTERS, np.int64)
    counts[LAST_OUT] = NEVER
    return Inland(
        aim=np.zeros(units, np.int8),
        wish=np.full(units, -1, np.int32),
        goal=np.full(units, -1, np.int32),
        passage=np.zeros(units),
        phase=np.zeros(units, np.int8),
        village=np.full(units, -1, np.int32),
        since=np.zeros(units, np.int32),
        food=np.zeros(units),
        seen_hour=np.full(units, NEVER, np.int32),
        seen_cell=np.full(units, -1, np.int32),
        clear_until=np.zeros(units, np.int32),
        hunted=np.zeros(units, np.int8),
        inside=np.full(units, -1, np.int32),
        chase=np.full(units, -1, np.int32),
        out_hour=np.zeros(units, np.int32),
        march=np.zeros(units),
        by=np.full(v, -1, np.int32),
        home=land.village_people.copy(),
        held=np.zeros(v, np.int64),
        fled=np.zeros(v, np.int64),
        killed=np.zeros(v, np.int64),
        stores=land.village_people.astype(np.float64) * village_stores,
        free_hour=np.zeros(v, np.int32),
        cause=np.full(v, -1, np.int32),
        air=np.zeros(1),
        snow_m=np.full(1, np.inf),
        closing_m=np.full(1, np.inf),
        counts=counts,
    )
