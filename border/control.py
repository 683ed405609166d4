"""Who holds what: strength by cell, fallen districts, stretches of border, and how word of it spreads."""

from __future__ import annotations

from panj.border.compiled import entry, rule
from panj.border.forces import (
    ALLY,
    ATTACK,
    BORDER_POLICE,
    CROSS,
    FIELD,
    GOVERNMENT,
    HOLD,
    HOME,
    LOCAL,
    MAIN,
    MILITANT,
    Columns,
)
from panj.border.ground import CENTRE, Ground
from panj.border.params import GroundParameters
from panj.border.strength import power, standing
from panj.border.telling import tell
from panj.border.theatre import DISTRICT_FELL, DISTRICT_RETAKEN, Theatre


@rule
def gather(f: Columns, t: Theatre) -> None:
    """Effective men by cell and side. Bands that cross unseen do not show.

    Only cells where somebody was counted last time are cleared, so that the cost goes with the units, not the grid.
    """
    for i in range(f.men.size):
        c = t.counted_in[i]
        if c >= 0:
            t.government[c] = 0.0
            t.militants[c] = 0.0
            t.attackers[c] = 0.0
            t.defenders[c] = 0.0
    for i in range(f.men.size):
        t.counted_in[i] = -1
        if not standing(f, i):
            continue
        c = f.cell[i]
        t.counted_in[i] = c
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


@rule
def presses_on(g: Ground, f: Columns, i: int) -> int:
    """The district a band works on: the one it attacks once it stands beside its seat, else the one it stands in."""
    d = f.objective[i]
    if f.order[i] == ATTACK and d >= 0:
        a, b = f.cell[i], g.place_cell[d]
        if abs(a // g.height - b // g.height) <= 1 and abs(a % g.height - b % g.height) <= 1:
            return d
    return g.district[f.cell[i]]


@rule
def reach(g: Ground, f: Columns, t: Theatre, p: GroundParameters) -> None:
    """Which districts militants can get at: next to fallen ground, or where a main band on the attack stands.

    And only if what they have there is at least `reach_odds` of the garrisons. The strength at hand is gathered in
    `press`, which `border.collapse.weigh` fills anew; the garrisons are those it counted in the step before.
    """
    t.press[:] = 0.0
    for d in range(t.fallen.size):
        t.reached[d] = 0
        t.upon[d] = 0
        for k in range(g.d_links.shape[1]):
            o = g.d_links[d, k]
            if o >= 0 and t.fallen[o] == 1:
                t.reached[d] = 1
    for i in range(f.men.size):
        if f.side[i] != MILITANT or not standing(f, i):
            continue
        d = presses_on(g, f, i)
        if d >= 0:
            t.press[d] += power(f, i)
            if f.role[i] == MAIN and f.order[i] == ATTACK:
                t.upon[d] = 1
    for d in range(t.fallen.size):
        strong = t.press[d] >= p.reach_odds * t.guard[d]
        t.reached[d] = 1 if strong and (t.reached[d] == 1 or t.upon[d] == 1) else 0


@rule
def rise(g: Ground, f: Columns, t: Theatre, hour: int) -> None:
    """Local bands rise at home once their own side can get at it; until then, and once it has fallen, they lie low.

    Against a provincial centre they rise only when it is besieged.
    """
    for i in range(f.men.size):
        if f.role[i] != LOCAL or f.home[i] < 0 or not standing(f, i):
            continue
        home = f.home[i]
        open_ = t.reached[home] == 1 and (g.d_kind[home] != CENTRE or t.effort[home] > 0.0)
        if f.order[i] == HOLD:
            if open_ and t.fallen[home] == 0 and hour >= f.rest_until[i]:
                f.order[i] = ATTACK
                f.objective[i] = home
        elif f.order[i] == ATTACK and f.objective[i] == home and (t.fallen[home] == 1 or not open_):
            f.order[i] = HOLD
            f.objective[i] = -1


@rule
def hold(g: Ground, f: Columns, t: Theatre, p: GroundParameters) -> None:
    """Districts fall when nobody stands at their centre and militants are there; stretches follow who is present."""
    t.centre_guard[:] = 0.0
    t.present[:] = 0.0
    for i in range(f.men.size):
        if f.side[i] == GOVERNMENT and standing(f, i) and f.role[i] != BORDER_POLICE:
            d = g.district[f.cell[i]]
            if d >= 0 and g.place_cell[d] == f.cell[i]:
                t.centre_guard[d] += f.men[i]
    for i in range(f.men.size):
        if f.side[i] == MILITANT and f.status[i] == FIELD:
            d = g.district[f.cell[i]]
            if d >= 0:
                t.present[d] += f.men[i]
    for d in range(t.fallen.size):
        at_centre = t.militants[g.place_cell[d]]
        if t.fallen[d] == 0 and t.centre_guard[d] == 0.0 and t.present[d] > 0.0:
            t.fallen[d] = 1
            t.district_cause[d] = tell(t, DISTRICT_FELL, -1, d, int(g.d_km[d] + 0.5), t.district_cause[d])
            spread_news(g, t, p, d)
        elif t.fallen[d] == 1 and t.centre_guard[d] > 0.0 and at_centre == 0.0:
            t.fallen[d] = 0
            t.district_cause[d] = tell(t, DISTRICT_RETAKEN, -1, d, int(g.d_km[d] + 0.5), t.district_cause[d])
    for s in range(t.held.size):
        t.held[s] = 1 if t.fallen[g.s_district[s]] == 1 and t.government[g.s_far[s]] == 0.0 else 0


@rule
@entry
def lie_open(g: Ground, f: Columns, t: Theatre) -> None:
    """Before the war begins: where bands lie and no garrison stands, the ground is theirs and nobody's to lose."""
    for i in range(f.men.size):
        d = g.district[f.cell[i]]
        if f.side[i] == MILITANT and f.status[i] == FIELD and d >= 0:
            t.fallen[d] = 1
    for i in range(f.men.size):
        d = g.district[f.cell[i]]
        if f.side[i] == GOVERNMENT and d >= 0:
            t.fallen[d] = 0
    for s in range(t.held.size):
        t.held[s] = t.fallen[g.s_district[s]]


@rule
def spread_news(g: Ground, t: Theatre, p: GroundParameters, d: int) -> None:
    """Word of a fallen district, heard in the next step: 1 next door on the same front, faint over the rest of it.

    Over the edge of a front only the neighbours hear, and little: few people and no road go from one to the other.
    """
    for o in range(t.fallen.size):
        if o != d and g.d_front[o] == g.d_front[d]:
            t.fresh[o] += p.news_front
    for k in range(g.d_links.shape[1]):
        o = g.d_links[d, k]
        if o >= 0:
            t.fresh[o] += 1.0 - p.news_front if g.d_front[o] == g.d_front[d] else p.news_across
