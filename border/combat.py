"""Fighting beyond the border: losses by the mixed law, fatigue, and breaking off at half strength."""

from __future__ import annotations

import math

from numba import njit

from border import dice, rules
from border.collapse import give_up
from border.forces import BAND, CROSS, DESTROYED, FALL_BACK, GARRISON, GOVERNMENT, HOLD, MILITANT, POST, Columns
from border.ground import Ground
from border.params import GroundParameters
from border.strength import power, standing
from border.telling import tell
from border.theatre import BROKE_OFF, POST_LOST, POSTS_LOST, UNIT_DESTROYED, Theatre

TIRE_HOURS = 72.0  # hours in contact until a unit is spent; assumed
REST_HOURS = 96.0  # hours of rest until it is fresh again; assumed


@njit(cache=True)
def fight(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int) -> None:
    """Losses where attackers and garrisons share a cell; who is not in contact rests."""
    for i in range(f.men.size):
        if not standing(f, i) or f.order[i] == CROSS:
            continue
        c = f.cell[i]
        regulars = t.government[c]
        fighting = t.attackers[c] > 0.0 and regulars > 0.0
        if f.side[i] == MILITANT and fighting:
            suffer(g, f, t, p, seed, step, i, rules.sweep_loss(p.regular_kill, regulars, f.men[i], p.step_hours), 0)
        elif f.side[i] == GOVERNMENT and fighting:
            share = power(f, i) / regulars
            mean = share * rules.ambush_loss(p.guerrilla_kill, t.attackers[c], p.step_hours, g.cover[c])
            suffer(g, f, t, p, seed, step, i, mean, 0)
        else:
            f.fatigue[i] = max(0.0, f.fatigue[i] - p.step_hours / REST_HOURS)


@njit(cache=True)
def suffer(
    g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int, mean: float, which: int
) -> None:
    """A unit in contact loses men, Poisson with `mean` [men], and tires; under its break-off share it breaks off."""
    dead = min(dice.poisson(dice.uniform(seed, dice.FIGHT, step, f.uid[i], which), mean), f.men[i])
    f.men[i] -= dead
    f.lost[i] += dead
    f.fatigue[i] = min(1.0, f.fatigue[i] + p.step_hours / TIRE_HOURS)
    if f.men[i] == 0:
        f.status[i] = DESTROYED
        if f.kind[i] == POST:
            t.counts[POSTS_LOST] += 1
        t.unit_cause[i] = tell(t, UNIT_DESTROYED, i, g.district[f.cell[i]], dead, t.unit_cause[i])
    elif f.men[i] < p.break_off_share * f.start[i] and f.order[i] != CROSS:
        break_off(g, f, t, p, seed, step, i)


@njit(cache=True)
def break_off(g: Ground, f: Columns, t: Theatre, p: GroundParameters, seed: int, step: int, i: int) -> None:
    """Under half strength: a garrison gives up, a band withdraws and rests, a post falls back on its detachment."""
    if f.kind[i] == GARRISON:
        give_up(g, f, t, p, seed, step, i)
    elif f.kind[i] == BAND:
        f.rest_until[i] = step + math.floor(p.retry_days * 24.0 / p.step_hours)
        f.start[i] = f.men[i]
        f.order[i] = HOLD
        f.objective[i] = -1
        t.unit_cause[i] = tell(t, BROKE_OFF, i, g.district[f.cell[i]], f.men[i], t.unit_cause[i])
    elif f.kind[i] == POST:
        t.counts[POSTS_LOST] += 1
        f.start[i] = f.men[i]
        f.order[i] = FALL_BACK
        f.objective[i] = t.fallen.size + f.home[i]
        t.unit_cause[i] = tell(t, POST_LOST, i, f.segment[i], f.men[i], t.unit_cause[i])
    else:
        f.start[i] = f.men[i]
