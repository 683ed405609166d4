"""Collapse of garrisons: who is pressed, who is cut off, who runs short, who gives up, and which way they go."""

from __future__ import annotations

import math

import numpy as np

from panj.border import dice, rules
from panj.border.compiled import entry, rule
from panj.border.control import presses_on
from panj.border.forces import ATTACK, DEALT, FALL_BACK, FLEE, GOVERNMENT, MILITANT, Columns
from panj.border.ground import CENTRE, Ground
from panj.border.params import GroundParameters
from panj.border.strength import power, standing
from panj.border.telling import tell
from panj.border.theatre import DEAL, FALLBACK, FLIGHT, Theatre


@rule
def weigh(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters) -> None:
    """What presses on each district and what guards it; news fades and comes in; who is cut off and runs short."""
    theatre.press[:] = 0.0
    theatre.guard[:] = 0.0
    for i in range(units.men.size):
        if not standing(units, i):
            continue
        d = presses_on(ground, units, i) if units.side[i] == MILITANT else ground.district[units.cell[i]]
        if d < 0:
            continue
        if units.side[i] == MILITANT:
            theatre.press[d] += power(units, i) * (1.0 if units.order[i] == ATTACK else params.local_pressure)
        elif units.side[i] == GOVERNMENT:
            theatre.guard[d] += power(units, i)
    theatre.front_press[:] = 0.0
    theatre.front_guard[:] = 0.0
    for d in range(theatre.press.size):
        theatre.front_press[ground.d_front[d]] += theatre.press[d]
        if ground.d_kind[d] != CENTRE:
            theatre.front_guard[ground.d_front[d]] += theatre.guard[d]
    fade = 0.5 ** (params.tick_hours / 24.0 / params.news_half_life_days)
    for d in range(theatre.news.size):
        theatre.news[d] = theatre.news[d] * fade + theatre.fresh[d]
        theatre.fresh[d] = 0.0
    cut_off(ground, theatre)
    use_up(ground, theatre, params)


@rule
def cut_off(ground: Ground, theatre: Theatre) -> None:
    """A district is isolated unless it and a chain of neighbours still held join it to its provincial centre."""
    d_count = theatre.fallen.size
    theatre.isolated[:] = 1
    for d in range(d_count):
        if ground.d_centre[d] == d and theatre.fallen[d] == 0:
            theatre.isolated[d] = 0
    for _ in range(d_count):
        changed = False
        for d in range(d_count):
            if theatre.isolated[d] == 0 or theatre.fallen[d] == 1 or theatre.fallen[ground.d_centre[d]] == 1:
                continue
            for k in range(ground.d_links.shape[1]):
                o = ground.d_links[d, k]
                if (
                    o >= 0
                    and theatre.fallen[o] == 0
                    and theatre.isolated[o] == 0
                    and ground.d_centre[o] == ground.d_centre[d]
                ):
                    theatre.isolated[d] = 0
                    changed = True
                    break
        if not changed:
            break


@rule
def use_up(ground: Ground, theatre: Theatre, params: GroundParameters) -> None:
    """Supplies: cut off, a district lives on its stores for `supply_days`; with the road open they fill in a day.

    A provincial centre has several roads: it uses up its stores by the share of its neighbours that have fallen.
    """
    days = params.tick_hours / 24.0
    for d in range(theatre.supply.size):
        cut = 1.0 - open_ring(ground, theatre, d) if d == ground.d_centre[d] else float(theatre.isolated[d])
        theatre.supply[d] = min(1.0, max(0.0, theatre.supply[d] + (1.0 - cut) * days - cut * days / params.supply_days))


@rule
def collapse(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int) -> None:
    """Garrisons under pressure give up: by deal, by falling back on their centre, or by flight over the border."""
    for i in range(units.men.size):
        if units.side[i] != GOVERNMENT or not standing(units, i):
            continue
        d = ground.district[units.cell[i]]
        if d < 0 or theatre.press[d] <= 0.0:
            continue
        ring = 0.0
        capital = 0.0
        if d == ground.d_centre[d]:
            ring = open_ring(ground, theatre, d)
            capital = params.collapse_capital
        odds = theatre.press[d] / max(theatre.guard[d], 1.0)
        felt = menaced(ground, theatre, params, d, odds) * (1.0 - ring)
        hazard = rules.surrender_hazard(
            params.collapse_base,
            params.collapse_odds,
            odds,
            params.collapse_news,
            rules.alarm(theatre.news[d], params.news_half) * felt,
            params.collapse_isolation * theatre.isolated[d],
            params.collapse_supply * (1.0 - theatre.supply[d]),
            params.collapse_effort * theatre.effort[d] * theatre.reached[d] * felt,
            params.collapse_centre * theatre.fallen[d] - capital,
            params.collapse_cohesion,
            units.cohesion[i],
        )
        if dice.uniform(seed, dice.COLLAPSE, hour, units.uid[i], 0) < rules.per_step(hazard, params.tick_hours):
            give_up(ground, units, theatre, params, seed, hour, i)


@rule
def menaced(ground: Ground, theatre: Theatre, params: GroundParameters, district: int, odds: float) -> float:
    """How far effort and news count in a district, 0..1: by the balance on its front, which is what they tell of.

    A provincial centre, besieged when all round it has gone, looks at its own besiegers.
    """
    if ground.d_kind[district] != CENTRE:
        odds = theatre.front_press[ground.d_front[district]] / max(theatre.front_guard[ground.d_front[district]], 1.0)
    return rules.menace(odds, params.menace_half)


@rule
@entry
def open_ring(ground: Ground, theatre: Theatre, district: int) -> float:
    """Share of a provincial centre's neighbours that still stand: while some do, the centre feels safe."""
    near = 0
    open_ = 0
    for k in range(ground.d_links.shape[1]):
        o = ground.d_links[district, k]
        if o >= 0:
            near += 1
            if theatre.fallen[o] == 0:
                open_ += 1
    return 1.0 if near == 0 else open_ / near


@rule
def give_up(
    ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters, seed: int, hour: int, unit: int
) -> None:
    """A garrison stops holding: some go home by deal, most of them where a main band is upon them; the rest gets away.

    With the road open and the provincial centre within `fall_back_hours` of march it falls back there. Else it makes
    for the border if that is within `flee_hours`, else for a distant centre; with no way out all of it goes home.
    """
    d = ground.district[units.cell[unit]]
    centre = ground.d_centre[d]
    odds = theatre.press[d] / max(theatre.guard[d], 1.0)
    theatre.plight[unit, 0] = odds
    theatre.plight[unit, 1] = theatre.news[d]
    theatre.plight[unit, 2] = float(theatre.isolated[d])
    theatre.plight[unit, 3] = theatre.effort[d] * theatre.reached[d]
    theatre.plight[unit, 4] = theatre.supply[d]
    u = dice.uniform(seed, dice.FLEE, hour, units.uid[unit], 0)
    share = rules.caught_share(params.deal_share, params.deal_main, theatre.upon[d] == 1)
    gone = min(math.floor(units.men[unit] * share + u), units.men[unit])
    units.left[unit] += gone
    units.men[unit] -= gone
    to_centre = np.inf
    if theatre.isolated[d] == 0 and centre != d:
        to_centre = ground.hours[centre, units.cell[unit]]
    to_border = ground.exit_hours[units.cell[unit]]
    if to_border > params.flee_hours:
        to_border = np.inf
    if math.isinf(to_centre) and math.isinf(to_border):
        units.left[unit] += units.men[unit]
        gone += units.men[unit]
        units.men[unit] = 0
    if units.men[unit] == 0:
        units.status[unit] = DEALT
        theatre.unit_cause[unit] = tell(theatre, DEAL, unit, d, gone, theatre.district_cause[d])
    elif to_centre <= params.fall_back_hours or math.isinf(to_border):
        units.order[unit] = FALL_BACK
        units.objective[unit] = centre
        theatre.unit_cause[unit] = tell(theatre, FALLBACK, unit, d, units.men[unit], theatre.district_cause[d])
    else:
        units.order[unit] = FLEE
        units.objective[unit] = -1
        theatre.unit_cause[unit] = tell(theatre, FLIGHT, unit, d, units.men[unit], theatre.district_cause[d])
    theatre.district_cause[d] = theatre.unit_cause[unit]
