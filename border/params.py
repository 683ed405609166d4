"""The numbers of the ground war, as one flat record that the compiled rules read. Ranges and sources: scenario.toml."""

from __future__ import annotations

from typing import NamedTuple

from border.table import table
from scenarios.errors import InputError


@table
class GroundParameters(NamedTuple):
    """Parameters of the ground rules; each has an entry `[parameters.<name>]` in the scenario file."""

    step_hours: float
    cell_km: float
    # march
    march_hours_per_day: float
    foot_kmh: float
    road_kmh: float
    # fighting
    guerrilla_kill: float
    regular_kill: float
    aimed_kill: float
    law_regular_own: float
    law_guerrilla_own: float
    law_aimed_own: float
    law_enemy: float
    posture_cover: float
    break_off_share: float
    # collapse
    collapse_base: float
    collapse_odds: float
    collapse_news: float
    collapse_isolation: float
    collapse_effort: float
    collapse_cohesion: float
    collapse_centre: float
    collapse_capital: float
    local_pressure: float
    news_front: float
    news_half_life_days: float
    deal_share: float
    deal_odds: float
    flee_hours: float
    collapse_supply: float
    supply_days: float
    news_across: float
    news_half: float
    fall_back_hours: float
    storm_odds: float
    # crossing and sensing
    sweep_width_km: float
    patrol_kmh: float
    patrol_men: float
    equipment_gain: float
    readiness_gain: float
    information_gain: float
    deterrence: float
    avoid_repelled: float
    repelled_half_life_days: float
    retry_days: float
    # people
    civilians_share: float
    refuge_capacity: float
    repatriation_days: float


def ground_parameters(values: dict[str, float], step_hours: int, cell_km: float, source: str) -> GroundParameters:
    """Pick the ground parameters out of a scenario's values; a missing one is refused by name."""
    given = dict(values, step_hours=float(step_hours), cell_km=cell_km)
    for name in GroundParameters._fields:
        if name not in given:
            raise InputError(source, f"parameters.{name}", "nothing", "low, typical, high, unit and source")
    return GroundParameters(**{name: float(given[name]) for name in GroundParameters._fields})
