"""The numbers of the ground war, as one flat record that the compiled rules read. Ranges and sources: scenario.toml."""

from __future__ import annotations

from typing import NamedTuple

from panj.border.table import table
from panj.scenarios.errors import InputError, InWords

TICK_HOURS = 3  # the ground moves in ticks of its own, so that wars in longer steps go alike; assumed


@table
class GroundParameters(NamedTuple):
    """Parameters of the ground rules; each has an entry `[parameters.<name>]` in the scenario file."""

    tick_hours: float
    step_ticks: float
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
    menace_half: float
    reach_odds: float
    collapse_cohesion: float
    collapse_centre: float
    collapse_capital: float
    local_pressure: float
    news_front: float
    news_half_life_days: float
    deal_share: float
    deal_main: float
    flee_hours: float
    collapse_supply: float
    supply_days: float
    news_across: float
    news_half: float
    fall_back_hours: float
    storm_odds: float
    # crossing and sensing
    muster_hours: float
    break_contact_hours: float
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


def tick_hours(step_hours: int) -> int:
    """Hours of a tick of the ground: the longest that divides the step and is no longer than TICK_HOURS."""
    return max(h for h in range(1, TICK_HOURS + 1) if step_hours % h == 0)


def ground_parameters(values: dict[str, float], step_hours: int, cell_km: float, source: str) -> GroundParameters:
    """Pick the ground parameters out of a scenario's values; a missing one is refused by name."""
    hours = tick_hours(step_hours)
    complete = dict(values, tick_hours=float(hours), step_ticks=float(step_hours // hours), cell_km=cell_km)
    for name in GroundParameters._fields:
        if name not in complete:
            raise InputError(source, f"parameters.{name}", InWords("nothing"), "low, typical, high, unit and source")
    return GroundParameters(**{name: float(complete[name]) for name in GroundParameters._fields})
