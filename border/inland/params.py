"""The numbers of the war inside the border, as one flat record. Ranges, units and sources: scenario.toml."""

from __future__ import annotations

from typing import NamedTuple

from panj.border.table import table
from panj.scenarios.errors import InputError, InWords


@table
class InlandParameters(NamedTuple):
    """Parameters of the rules inside the border; each has an entry `[parameters.<name>]` in the scenario file."""

    # what bands live on and take
    carry_days: float
    village_stores: float
    people_per_man: float
    village_hours: float
    raid_days: float
    hide_days: float
    hidden_share: float
    winter_margin_days: float
    # people
    flee_share: float
    flee_daily: float
    return_days: float
    # the hunt
    report_hours: float
    alert_hours: float
    air_reaction: float
    air_search: float
    slip_chance: float
    pursuit_odds: float
    track_days: float


def inland_parameters(values: dict[str, float], source: str) -> InlandParameters:
    """Pick these parameters out of a scenario's values; a missing one is refused by name."""
    for name in InlandParameters._fields:
        if name not in values:
            raise InputError(source, f"parameters.{name}", InWords("nothing"), "low, typical, high, unit and source")
    return InlandParameters(**{name: float(values[name]) for name in InlandParameters._fields})
