"""The season: from which height on ways are closed by snow, as the scenario has it by dates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from panj.scenarios.schema import SnowLine

if TYPE_CHECKING:
    from panj.agents.world import World


def snow_line_m(lines: Sequence[SnowLine], date: dt.date) -> float:
    """Height above which ways are closed on a date [m]: none before the first, even change between two of the lines."""
    if not lines or date < lines[0].date:
        return math.inf
    for before, after in pairwise(lines):
        if date < after.date:
            share = (date - before.date) / (after.date - before.date)
            return before.above_m + share * (after.above_m - before.above_m)
    return lines[-1].above_m


def close_ways(world: World) -> None:
    """Tell the land from which height on its ways are closed today, and by when bands must have left."""
    lines = world.setting.file.snow
    if lines:
        ahead = dt.timedelta(days=world.values["winter_margin_days"])
        world.inland.snow_m[0] = snow_line_m(lines, world.date)
        world.inland.closing_m[0] = min(snow_line_m(lines, world.date), snow_line_m(lines, world.date + ahead))
