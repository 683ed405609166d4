"""Who holds what: strength by cell, fallen districts, stretches of border, and how word of it spreads."""

from __future__ import annotations

import numpy as np
from numba import njit

from border.forces import ALLY, ATTACK, BORDER_POLICE, CROSS, FIELD, GOVERNMENT, HOME, MILITANT, Columns
from border.ground import Ground
from border.params import GroundParameters
from border.strength import power, standing
from border.telling import tell
from border.theatre import DISTRICT_FELL, DISTRICT_RETAKEN, Theatre


@njit(cache=True)
def gather(f: Columns, t: Theatre) -> None:
    """Effective men by cell and side. Bands that cross unseen do not show."""
    t.government[:] = 0.0
    t.militants[:] = 0.0
    t.attackers[:] = 0.0
    t.defenders[:] = 0.0
    for i in range(f.men.size):
        if not standing(f, i):
            continue
        c = f.cell[i]
        if f.side[i] == GOVERNMENT:
            t.government[c] += power(f, i)
        elif f.side[i] == MILITANT:
            if f.order[i] == CROSS and f.found[i] == 0:
                continue
            t.militants[c] += power(f, i)
            if f.order[i] == ATTACK or f.order[i] == CROSS:
                t.attackers[c] += power(f, i)
        elif f.side[i] == HOME or f.side[i] == ALLY:
            t.defenders[c] += power(f, i)


@njit(cache=True)
def hold(g: Ground, f: Columns, t: Theatre, p: GroundParameters) -> None:
    """Districts fall when nobody stands at their centre and militants are there; stretches follow who is present."""
    centre_guard = np.zeros(t.fallen.size)
    for i in range(f.men.size):
        if f.side[i] == GOVERNMENT and standing(f, i) and f.role[i] != BORDER_POLICE:
            d = g.district[f.cell[i]]
            if d >= 0 and g.place_cell[d] == f.cell[i]:
                centre_guard[d] += f.men[i]
    present = np.zeros(t.fallen.size)
    for i in range(f.men.size):
        if f.side[i] == MILITANT and f.status[i] == FIELD:
            d = g.district[f.cell[i]]
            if d >= 0:
                present[d] += f.men[i]
    for d in range(t.fallen.size):
        at_centre = t.militants[g.place_cell[d]]
        if t.fallen[d] == 0 and centre_guard[d] == 0.0 and present[d] > 0.0:
            t.fallen[d] = 1
            t.district_cause[d] = tell(t, DISTRICT_FELL, -1, d, int(g.d_km[d] + 0.5), t.district_cause[d])
            spread_news(g, t, p, d)
        elif t.fallen[d] == 1 and centre_guard[d] > 0.0 and at_centre == 0.0:
            t.fallen[d] = 0
            t.district_cause[d] = tell(t, DISTRICT_RETAKEN, -1, d, int(g.d_km[d] + 0.5), t.district_cause[d])
    for s in range(t.held.size):
        t.held[s] = 1 if t.fallen[g.s_district[s]] == 1 and t.government[g.s_far[s]] == 0.0 else 0


@njit(cache=True)
def spread_news(g: Ground, t: Theatre, p: GroundParameters, d: int) -> None:
    """Word of a fallen district: loud next door on the same front, fainter over the rest of the front, not beyond."""
    for o in range(t.fallen.size):
        if o == d or g.d_front[o] != g.d_front[d]:
            continue
        near = False
        for k in range(g.d_links.shape[1]):
            if g.d_links[d, k] == o:
                near = True
        t.news[o] += 1.0 if near else p.news_front
