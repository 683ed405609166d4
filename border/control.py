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
def gather(units: Columns, theatre: Theatre) -> None:
    """Effective men by cell and side. Bands that cross unseen do not show.

    Only cells where somebody was counted last time are cleared, so that the cost goes with the units, not the grid.
    """
    for i in range(units.men.size):
        c = theatre.counted_in[i]
        if c >= 0:
            theatre.government[c] = 0.0
            theatre.militants[c] = 0.0
            theatre.attackers[c] = 0.0
            theatre.defenders[c] = 0.0
    for i in range(units.men.size):
        theatre.counted_in[i] = -1
        if not standing(units, i):
            continue
        c = units.cell[i]
        theatre.counted_in[i] = c
        if units.side[i] == GOVERNMENT:
            theatre.government[c] += power(units, i)
        elif units.side[i] == MILITANT:
            if units.order[i] == CROSS and units.found[i] == 0:
                continue
            theatre.militants[c] += power(units, i)
            if units.order[i] == ATTACK or units.order[i] == CROSS:
                theatre.attackers[c] += power(units, i)
        elif units.side[i] == HOME or units.side[i] == ALLY:
            theatre.defenders[c] += power(units, i)


@rule
def presses_on(ground: Ground, units: Columns, unit: int) -> int:
    """The district a band works on: the one it attacks once it stands beside its seat, else the one it stands in."""
    d = units.objective[unit]
    if units.order[unit] == ATTACK and d >= 0:
        a, b = units.cell[unit], ground.place_cell[d]
        if abs(a // ground.height - b // ground.height) <= 1 and abs(a % ground.height - b % ground.height) <= 1:
            return d
    return ground.district[units.cell[unit]]


@rule
def reach(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters) -> None:
    """Which districts militants can get at: next to fallen ground, or where a main band on the attack stands.

    And only if what they have there is at least `reach_odds` of the garrisons. The strength at hand is gathered in
    `press`, which `border.collapse.weigh` fills anew; the garrisons are those it counted in the step before.
    """
    theatre.press[:] = 0.0
    for d in range(theatre.fallen.size):
        theatre.reached[d] = 0
        theatre.upon[d] = 0
        for k in range(ground.d_links.shape[1]):
            o = ground.d_links[d, k]
            if o >= 0 and theatre.fallen[o] == 1:
                theatre.reached[d] = 1
    for i in range(units.men.size):
        if units.side[i] != MILITANT or not standing(units, i):
            continue
        d = presses_on(ground, units, i)
        if d >= 0:
            theatre.press[d] += power(units, i)
            if units.role[i] == MAIN and units.order[i] == ATTACK:
                theatre.upon[d] = 1
    for d in range(theatre.fallen.size):
        strong = theatre.press[d] >= params.reach_odds * theatre.guard[d]
        theatre.reached[d] = 1 if strong and (theatre.reached[d] == 1 or theatre.upon[d] == 1) else 0


@rule
def rise(ground: Ground, units: Columns, theatre: Theatre, hour: int) -> None:
    """Local bands rise at home once their own side can get at it; until then, and once it has fallen, they lie low.

    Against a provincial centre they rise only when it is besieged.
    """
    for i in range(units.men.size):
        if units.role[i] != LOCAL or units.home[i] < 0 or not standing(units, i):
            continue
        home = units.home[i]
        open_ = theatre.reached[home] == 1 and (ground.d_kind[home] != CENTRE or theatre.effort[home] > 0.0)
        if units.order[i] == HOLD:
            if open_ and theatre.fallen[home] == 0 and hour >= units.rest_until[i]:
                units.order[i] = ATTACK
                units.objective[i] = home
        elif units.order[i] == ATTACK and units.objective[i] == home and (theatre.fallen[home] == 1 or not open_):
            units.order[i] = HOLD
            units.objective[i] = -1


@rule
def hold(ground: Ground, units: Columns, theatre: Theatre, params: GroundParameters) -> None:
    """Districts fall when nobody stands at their centre and militants are there; stretches follow who is present."""
    theatre.centre_guard[:] = 0.0
    theatre.present[:] = 0.0
    for i in range(units.men.size):
        if units.side[i] == GOVERNMENT and standing(units, i) and units.role[i] != BORDER_POLICE:
            d = ground.district[units.cell[i]]
            if d >= 0 and ground.place_cell[d] == units.cell[i]:
                theatre.centre_guard[d] += units.men[i]
    for i in range(units.men.size):
        if units.side[i] == MILITANT and units.status[i] == FIELD:
            d = ground.district[units.cell[i]]
            if d >= 0:
                theatre.present[d] += units.men[i]
    for d in range(theatre.fallen.size):
        at_centre = theatre.militants[ground.place_cell[d]]
        if theatre.fallen[d] == 0 and theatre.centre_guard[d] == 0.0 and theatre.present[d] > 0.0:
            theatre.fallen[d] = 1
            theatre.district_cause[d] = tell(
                theatre, DISTRICT_FELL, -1, d, int(ground.d_km[d] + 0.5), theatre.district_cause[d]
            )
            spread_news(ground, theatre, params, d)
        elif theatre.fallen[d] == 1 and theatre.centre_guard[d] > 0.0 and at_centre == 0.0:
            theatre.fallen[d] = 0
            theatre.district_cause[d] = tell(
                theatre, DISTRICT_RETAKEN, -1, d, int(ground.d_km[d] + 0.5), theatre.district_cause[d]
            )
    for s in range(theatre.held.size):
        theatre.held[s] = (
            1 if theatre.fallen[ground.s_district[s]] == 1 and theatre.government[ground.s_far[s]] == 0.0 else 0
        )


@rule
@entry
def lie_open(ground: Ground, units: Columns, theatre: Theatre) -> None:
    """Before the war begins: where bands lie and no garrison stands, the ground is theirs and nobody's to lose."""
    for i in range(units.men.size):
        d = ground.district[units.cell[i]]
        if units.side[i] == MILITANT and units.status[i] == FIELD and d >= 0:
            theatre.fallen[d] = 1
    for i in range(units.men.size):
        d = ground.district[units.cell[i]]
        if units.side[i] == GOVERNMENT and d >= 0:
            theatre.fallen[d] = 0
    for s in range(theatre.held.size):
        theatre.held[s] = theatre.fallen[ground.s_district[s]]


@rule
def spread_news(ground: Ground, theatre: Theatre, params: GroundParameters, district: int) -> None:
    """Word of a fallen district, heard in the next step: 1 next door on the same front, faint over the rest of it.

    Over the edge of a front only the neighbours hear, and little: few people and no road go from one to the other.
    """
    for o in range(theatre.fallen.size):
        if o != district and ground.d_front[o] == ground.d_front[district]:
            theatre.fresh[o] += params.news_front
    for k in range(ground.d_links.shape[1]):
        o = ground.d_links[district, k]
        if o >= 0:
            theatre.fresh[o] += (
                1.0 - params.news_front if ground.d_front[o] == ground.d_front[district] else params.news_across
            )
