"""The hunt: who finds a band inside, the columns that march after it, the fight, and how it slips away."""

from __future__ import annotations

from panj.border import dice, rules
from panj.border.combat import HOUR, suffer
from panj.border.compiled import rule
from panj.border.crossing import OUTMATCHED, guards_under_fire
from panj.border.forces import FIELD, HOLD, INSIDE, PURSUE, SEEN, UNSEEN, Columns
from panj.border.ground import Ground
from panj.border.inland.bands import VILLAGES, gone, onward, seek, turn_home
from panj.border.inland.land import Land
from panj.border.inland.params import InlandParameters
from panj.border.inland.people import leave
from panj.border.inland.state import (
    BAND_FOUND,
    BAND_SLIPS,
    HIDDEN,
    HOLD_GROUND,
    HOMEWARD,
    IN_VILLAGE,
    LOST_INSIDE,
    TO_BORDER,
    TURN_BEATEN,
    Inland,
)
from panj.border.movement import march_hours, pay
from panj.border.params import GroundParameters
from panj.border.sensing import chance_found, cued, watch
from panj.border.strength import power
from panj.border.telling import tell
from panj.border.theatre import Theatre

FRESH_HOURS = 24  # a band seen again within a day is no news; a convention
SLIP_HOURS = 12  # hours that a band is lost from sight once it slipped away; assumed
DIRECT_CELLS = 4  # from so near a column leaves the way to the nearest village and makes for the band; assumed


@rule
def apart(g: Ground, a: int, b: int) -> int:
    """Cells between two cells, straight or aslant."""
    return max(abs(a // g.height - b // g.height), abs(a % g.height - b % g.height))


@rule
def march_columns(
    g: Ground, f: Columns, m: Land, n: Inland, p: GroundParameters, q: InlandParameters, hour: int
) -> bool:
    """An hour of every column: go after the band it hunts, or give up when it is gone or long unseen.

    Returns whether any is on the hunt.
    """
    hunting = False
    for k in range(n.chase.size):
        i = n.chase[k]
        if i < 0:
            continue
        if f.status[k] != FIELD or f.order[k] != PURSUE:
            n.chase[k] = -1
            continue
        if f.status[i] != INSIDE or hour > n.seen_hour[i] + q.track_days * 24.0:
            f.order[k] = HOLD
            n.chase[k] = -1
            continue
        hunting = True
        if hour < n.out_hour[k]:
            continue
        step_towards(g, f, m, n, p, k, n.seen_cell[i])
        if apart(g, f.cell[k], f.cell[i]) <= 1:
            n.hunted[i] = 1
    return hunting


@rule
def step_towards(g: Ground, f: Columns, m: Land, n: Inland, p: GroundParameters, k: int, target: int) -> None:
    """March for an hour to where a band was seen: by the way to the nearest village, at the end straight on."""
    n.march[k] += march_hours(p, HOUR)
    v = m.near_village[target]
    while True:
        c = f.cell[k]
        far = apart(g, c, target)
        best = -1
        if far > DIRECT_CELLS and v >= 0:
            best = onward(g, m, n, p, VILLAGES, v, c)
        elif far > 0:
            best = straight_on(g, m, n, c, target)
        if not pay(g, p, n.march, k, c, best):
            return
        f.cell[k] = best


@rule
def straight_on(g: Ground, m: Land, n: Inland, cell: int, target: int) -> int:
    """The open cell beside one that lies nearest to a target and nearer than it; -1 if there is none."""
    best = -1
    nearest = square(g, cell, target)
    for k in range(8):
        o = g.neighbours[cell, k]
        open_ = o >= 0 and g.country[o] == g.country[cell] and m.height_m[o] <= n.snow_m[0]
        if open_ and square(g, o, target) < nearest:
            best, nearest = o, square(g, o, target)
    return best


@rule
def square(g: Ground, a: int, b: int) -> int:
    """Squared distance of two cells [cells^2]."""
    x, y = a // g.height - b // g.height, a % g.height - b % g.height
    return x * x + y * y


@rule
def look_for(
    g: Ground, f: Columns, t: Theatre, n: Inland, p: GroundParameters, q: InlandParameters, seed: int, hour: int, i: int
) -> float:
    """An hour's search for a band (Koopman); returns the guards around it who can fight it, 0 while it is not found.

    Searchers are the patrols of the cell and the eight around it, sharper for what allies share, and aircraft
    (`air_search` patrols at full) over a band that was seen within `track_days`. A band in a village is known to all
    after `report_hours`, and a column sent after it finds it there. One that hides leaves `hidden_share` of the sweep.
    """
    strength, patrols = watch(g, t, f.cell[i])
    known = n.seen_hour[i] >= 0 and hour <= n.seen_hour[i] + q.track_days * 24.0
    if n.phase[i] == IN_VILLAGE and hour >= n.since[i] + q.report_hours:
        sight(f, t, n, i, hour)
        if n.hunted[i] == 1 and f.found[i] == UNSEEN and strength > 0.0:
            f.found[i] = SEEN
            f.contact[i] = 0
    elif f.found[i] == UNSEEN and hour >= n.clear_until[i]:
        sweep = cued(t, p, patrols) + (q.air_search * n.air[0] if known else 0.0)
        if n.phase[i] == HIDDEN:
            sweep *= q.hidden_share
        chance = chance_found(g, p, f.cell[i], sweep, HOUR)
        if dice.uniform(seed, dice.INLAND, hour, f.uid[i], 0) < chance:
            sight(f, t, n, i, hour)
            f.found[i] = SEEN
            f.contact[i] = 0
    n.hunted[i] = 0
    if f.found[i] == UNSEEN:
        return 0.0
    if strength <= 0.0:
        f.found[i] = UNSEEN
    return strength


@rule
def sight(f: Columns, t: Theatre, n: Inland, i: int, hour: int) -> None:
    """A band is seen where it is; told if it is news."""
    if n.seen_hour[i] < 0 or hour >= n.seen_hour[i] + FRESH_HOURS:
        t.unit_cause[i] = tell(t, BAND_FOUND, i, n.village[i], f.men[i], t.unit_cause[i])
    n.seen_hour[i] = hour
    n.seen_cell[i] = f.cell[i]


@rule
def clash(
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    seed: int,
    hour: int,
    i: int,
    strength: float,
) -> None:
    """An hour's fight of a found band with the guards around it, by the law of found bands (`border.crossing.engage`).

    In a village the band fights from cover. Beaten or outmatched it tries to slip away, see `slip_away`.
    """
    own = power(f, i)
    share = rules.mustered(float(f.contact[i]), p.muster_hours)
    f.contact[i] += 1
    firing = share * strength
    n.counts[LOST_INSIDE] += guards_under_fire(g, f, t, p, seed, hour, i, own, share, share, firing)
    men = float(f.men[i])
    shelter = rules.exposure(g.cover[f.cell[i]], p.posture_cover, n.phase[i] == IN_VILLAGE)
    mean = rules.attrition(p.aimed_kill, men, firing, p.law_aimed_own, p.law_enemy, HOUR, shelter)
    suffer(g, f, t, p, seed, hour, i, mean, 1)
    sight(f, t, n, i, hour)
    if f.status[i] != INSIDE:
        leave(t, n, i, hour)
        gone(n, i, hour)
        return
    beaten = f.men[i] < p.break_off_share * f.start[i]
    if beaten or (f.contact[i] >= p.break_contact_hours and own <= OUTMATCHED * strength):
        chance = rules.slip_away(q.slip_chance, g.cover[f.cell[i]])
        if dice.uniform(seed, dice.INLAND, hour, f.uid[i], 1) < chance:
            slip(g, f, t, m, n, p, q, i, hour, beaten)


@rule
def slip(
    g: Ground,
    f: Columns,
    t: Theatre,
    m: Land,
    n: Inland,
    p: GroundParameters,
    q: InlandParameters,
    i: int,
    hour: int,
    beaten: bool,
) -> None:
    """A band breaks contact: beaten it goes home, one that holds ground looks for another village, others go home."""
    f.found[i] = UNSEEN
    f.contact[i] = 0
    n.clear_until[i] = hour + SLIP_HOURS
    t.unit_cause[i] = tell(t, BAND_SLIPS, i, n.village[i], f.men[i], t.unit_cause[i])
    if n.phase[i] == HOMEWARD or (n.phase[i] == TO_BORDER and not beaten):
        return
    if n.aim[i] == HOLD_GROUND and not beaten:
        seek(g, f, t, m, n, p, q, i, hour)
    else:
        turn_home(f, t, n, i, hour, TURN_BEATEN)
