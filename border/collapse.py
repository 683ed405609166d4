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
def weigh(g: Ground, f: Columns, t: Theatre, p: GroundParameters) -> None:
    """What presses on each district and what guards it; news fades and comes in; who is cut off and runs short."""
    t.press[:] = 0.0
    t.guard[:] = 0.0
    for i in range(f.men.size):
        if not standing(f, i):
            continue
        d = presses_on(g, f, i) if f.side[i] == MILITANT else g.district[f.cell[i]]
        if d < 0:
            continue
        if f.side[i] == MILITANT:
            t.press[d] += power(f, i) * (1.0 if f.order[i] == ATTACK else p.local_pressure)
        elif f.side[i] == GOVERNMENT:
            t.guard[d] += power(f, i)
    t.front_press[:] = 0.0
    t.front_guard[:] = 0.0
    for d in range(t.press.size):
        t.front_press[g.d_front[d]] += t.press[d]
        if g.d_kind[d] != CENTRE:
            t.front_guard[g.d_front[d]] += t.guard[d]
    fade = 0.5 ** (p.tick_hours / 24.0 / p.news_half_life_days)
    for d in range(t.news.size):
        t.news[d] = t.news[d] * fade + t.fresh[d]
        t.fresh[d] = 0.0
    cut_off(g, t)
    use_up(g, t, p)


@rule
def cut_off(g: Ground, t: Theatre) -> None:
    """A district is isolated unless it and a chain of neighbours still held join it to its provincial centre."""
    d_count = t.fallen.size
    t.isolated[:] = 1
    for d in range(d_count):
        if g.d_centre[d] == d and t.fallen[d] == 0:
            t.isolated[d] = 0
    for _ in range(d_count):
        changed = False
        for d in range(d_count):
            if t.isolated[d] == 0 or t.fallen[d] == 1 or t.fallen[g.d_centre[d]] == 1:
                continue
            for k in range(g.d_links.shape[1]):
                o = g.d_links[d, k]
                if o >= 0 and t.fallen[o] == 0 and t.isolated[o] == 0 and g.d_centre[o] == g.d_centre[d]:
                    t.isolated[d] = 0
                    changed = True
                    break
        if not changed:
            break


@rule
def use_up(g: Ground, t: Theatre, p: GroundParameters) -> None:
    """Supplies: cut off, a district lives on its stores for `supply_days`; with the road open they fill in a day.

    A provincial centre has several roads: it uses up its stores by the share of its neighbours that have fallen.
    """
    days = p.tick_hours / 24.0
    for d in range(t.supply.size):
        cut = 1.0 - open_ring(g, t, d) if d == g.d_centre[d] else float(t.isolated[d])
        t.supply[d] = min(1.0, max(0.0, t.supply[d] + (1.0 - cut) * days - cut * days / p.supply_days))


@rule
def collapse(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int) -> None:
    """Garrisons under pressure give up: by deal, by falling back on their centre, or by flight over the border."""
    for i in range(f.men.size):
        if f.side[i] != GOVERNMENT or not standing(f, i):
            continue
        d = g.district[f.cell[i]]
        if d < 0 or t.press[d] <= 0.0:
            continue
        ring = 0.0
        capital = 0.0
        if d == g.d_centre[d]:
            ring = open_ring(g, t, d)
            capital = p.collapse_capital
        odds = t.press[d] / max(t.guard[d], 1.0)
        felt = menaced(g, t, p, d, odds) * (1.0 - ring)
        hazard = rules.surrender_hazard(
            p.collapse_base,
            p.collapse_odds,
            odds,
            p.collapse_news,
            rules.alarm(t.news[d], p.news_half) * felt,
            p.collapse_isolation * t.isolated[d],
            p.collapse_supply * (1.0 - t.supply[d]),
            p.collapse_effort * t.effort[d] * t.reached[d] * felt,
            p.collapse_centre * t.fallen[d] - capital,
            p.collapse_cohesion,
            f.cohesion[i],
        )
        if dice.uniform(seed, dice.COLLAPSE, hour, f.uid[i], 0) < rules.per_step(hazard, p.tick_hours):
            give_up(g, f, t, p, seed, hour, i)


@rule
def menaced(g: Ground, t: Theatre, p: GroundParameters, d: int, odds: float) -> float:
    """How far effort and news count in a district, 0..1: by the balance on its front, which is what they tell of.

    A provincial centre, besieged when all round it has gone, looks at its own besiegers.
    """
    if g.d_kind[d] != CENTRE:
        odds = t.front_press[g.d_front[d]] / max(t.front_guard[g.d_front[d]], 1.0)
    return rules.menace(odds, p.menace_half)


@rule
@entry
def open_ring(g: Ground, t: Theatre, d: int) -> float:
    """Share of a provincial centre's neighbours that still stand: while some do, the centre feels safe."""
    near = 0
    open_ = 0
    for k in range(g.d_links.shape[1]):
        o = g.d_links[d, k]
        if o >= 0:
            near += 1
            if t.fallen[o] == 0:
                open_ += 1
    return 1.0 if near == 0 else open_ / near


@rule
def give_up(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, hour: int, i: int) -> None:
    """A garrison stops holding: some go home by deal, most of them where a main band is upon them; the rest gets away.

    With the road open and the provincial centre within `fall_back_hours` of march it falls back there. Else it makes
    for the border if that is within `flee_hours`, else for a distant centre; with no way out all of it goes home.
    """
    d = g.district[f.cell[i]]
    centre = g.d_centre[d]
    odds = t.press[d] / max(t.guard[d], 1.0)
    t.plight[i, 0] = odds
    t.plight[i, 1] = t.news[d]
    t.plight[i, 2] = float(t.isolated[d])
    t.plight[i, 3] = t.effort[d] * t.reached[d]
    t.plight[i, 4] = t.supply[d]
    u = dice.uniform(seed, dice.FLEE, hour, f.uid[i], 0)
    share = rules.caught_share(p.deal_share, p.deal_main, t.upon[d] == 1)
    gone = min(math.floor(f.men[i] * share + u), f.men[i])
    f.left[i] += gone
    f.men[i] -= gone
    to_centre = np.inf
    if t.isolated[d] == 0 and centre != d:
        to_centre = g.hours[centre, f.cell[i]]
    to_border = g.exit_hours[f.cell[i]]
    if to_border > p.flee_hours:
        to_border = np.inf
    if math.isinf(to_centre) and math.isinf(to_border):
        f.left[i] += f.men[i]
        gone += f.men[i]
        f.men[i] = 0
    if f.men[i] == 0:
        f.status[i] = DEALT
        t.unit_cause[i] = tell(t, DEAL, i, d, gone, t.district_cause[d])
    elif to_centre <= p.fall_back_hours or math.isinf(to_border):
        f.order[i] = FALL_BACK
        f.objective[i] = centre
        t.unit_cause[i] = tell(t, FALLBACK, i, d, f.men[i], t.district_cause[d])
    else:
        f.order[i] = FLEE
        f.objective[i] = -1
        t.unit_cause[i] = tell(t, FLIGHT, i, d, f.men[i], t.district_cause[d])
    t.district_cause[d] = t.unit_cause[i]
