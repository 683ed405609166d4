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
def apart(ground: Ground, here: int, there: int) -> int:
    """Cells between two cells, straight or aslant."""
    return max(abs(here // ground.height - there // ground.height), abs(here % ground.height - there % ground.height))


@rule
def march_columns(
    ground: Ground,
    units: Columns,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    hour: int,
) -> bool:
    """An hour of every column: go after the band it hunts, or give up when it is gone or long unseen.

    Returns whether any is on the hunt.
    """
    hunting = False
    for k in range(inside.chase.size):
        i = inside.chase[k]
        if i < 0:
            continue
        if units.status[k] != FIELD or units.order[k] != PURSUE:
            inside.chase[k] = -1
            continue
        if units.status[i] != INSIDE or hour > inside.seen_hour[i] + inland_params.track_days * 24.0:
            units.order[k] = HOLD
            inside.chase[k] = -1
            continue
        hunting = True
        if hour < inside.out_hour[k]:
            continue
        step_towards(ground, units, land, inside, params, k, inside.seen_cell[i])
        if apart(ground, units.cell[k], units.cell[i]) <= 1:
            inside.hunted[i] = 1
    return hunting


@rule
def step_towards(
    ground: Ground, units: Columns, land: Land, inside: Inland, params: GroundParameters, column: int, target: int
) -> None:
    """March for an hour to where a band was seen: by the way to the nearest village, at the end straight on."""
    inside.march[column] += march_hours(params, HOUR)
    v = land.near_village[target]
    while True:
        c = units.cell[column]
        far = apart(ground, c, target)
        best = -1
        if far > DIRECT_CELLS and v >= 0:
            best = onward(ground, land, inside, params, VILLAGES, v, c)
        elif far > 0:
            best = straight_on(ground, land, inside, c, target)
        if not pay(ground, params, inside.march, column, c, best):
            return
        units.cell[column] = best


@rule
def straight_on(ground: Ground, land: Land, inside: Inland, cell: int, target: int) -> int:
    """The open cell beside one that lies nearest to a target and nearer than it; -1 if there is none."""
    best = -1
    nearest = square(ground, cell, target)
    for k in range(8):
        o = ground.neighbours[cell, k]
        open_ = o >= 0 and ground.country[o] == ground.country[cell] and land.height_m[o] <= inside.snow_m[0]
        if open_ and square(ground, o, target) < nearest:
            best, nearest = o, square(ground, o, target)
    return best


@rule
def square(ground: Ground, here: int, there: int) -> int:
    """Squared distance of two cells [cells^2]."""
    x, y = here // ground.height - there // ground.height, here % ground.height - there % ground.height
    return x * x + y * y


@rule
def look_for(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
    unit: int,
) -> float:
    """An hour's search for a band (Koopman); returns the guards around it who can fight it, 0 while it is not found.

    Searchers are the patrols of the cell and the eight around it, sharper for what allies share, and aircraft
    (`air_search` patrols at full) over a band that was seen within `track_days`. A band in a village is known to all
    after `report_hours`, and a column sent after it finds it there. One that hides leaves `hidden_share` of the sweep.
    """
    strength, patrols = watch(ground, theatre, units.cell[unit])
    known = inside.seen_hour[unit] >= 0 and hour <= inside.seen_hour[unit] + inland_params.track_days * 24.0
    if inside.phase[unit] == IN_VILLAGE and hour >= inside.since[unit] + inland_params.report_hours:
        sight(units, theatre, inside, unit, hour)
        if inside.hunted[unit] == 1 and units.found[unit] == UNSEEN and strength > 0.0:
            units.found[unit] = SEEN
            units.contact[unit] = 0
    elif units.found[unit] == UNSEEN and hour >= inside.clear_until[unit]:
        sweep = cued(theatre, params, patrols) + (inland_params.air_search * inside.air[0] if known else 0.0)
        if inside.phase[unit] == HIDDEN:
            sweep *= inland_params.hidden_share
        chance = chance_found(ground, params, units.cell[unit], sweep, HOUR)
        if dice.uniform(seed, dice.INLAND, hour, units.uid[unit], 0) < chance:
            sight(units, theatre, inside, unit, hour)
            units.found[unit] = SEEN
            units.contact[unit] = 0
    inside.hunted[unit] = 0
    if units.found[unit] == UNSEEN:
        return 0.0
    if strength <= 0.0:
        units.found[unit] = UNSEEN
    return strength


@rule
def sight(units: Columns, theatre: Theatre, inside: Inland, unit: int, hour: int) -> None:
    """A band is seen where it is; told if it is news."""
    if inside.seen_hour[unit] < 0 or hour >= inside.seen_hour[unit] + FRESH_HOURS:
        theatre.unit_cause[unit] = tell(
            theatre, BAND_FOUND, unit, inside.village[unit], units.men[unit], theatre.unit_cause[unit]
        )
    inside.seen_hour[unit] = hour
    inside.seen_cell[unit] = units.cell[unit]


@rule
def clash(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    seed: int,
    hour: int,
    unit: int,
    strength: float,
) -> None:
    """An hour's fight of a found band with the guards around it, by the law of found bands (`border.crossing.engage`).

    In a village the band fights from cover. Beaten or outmatched it tries to slip away, see `slip_away`.
    """
    own = power(units, unit)
    share = rules.mustered(float(units.contact[unit]), params.muster_hours)
    units.contact[unit] += 1
    firing = share * strength
    inside.counts[LOST_INSIDE] += guards_under_fire(
        ground, units, theatre, params, seed, hour, unit, own, share, share, firing
    )
    men = float(units.men[unit])
    shelter = rules.exposure(ground.cover[units.cell[unit]], params.posture_cover, inside.phase[unit] == IN_VILLAGE)
    mean = rules.attrition(params.aimed_kill, men, firing, params.law_aimed_own, params.law_enemy, HOUR, shelter)
    suffer(ground, units, theatre, params, seed, hour, unit, mean, 1)
    sight(units, theatre, inside, unit, hour)
    if units.status[unit] != INSIDE:
        leave(theatre, inside, unit, hour)
        gone(inside, unit, hour)
        return
    beaten = units.men[unit] < params.break_off_share * units.start[unit]
    if beaten or (units.contact[unit] >= params.break_contact_hours and own <= OUTMATCHED * strength):
        chance = rules.slip_away(inland_params.slip_chance, ground.cover[units.cell[unit]])
        if dice.uniform(seed, dice.INLAND, hour, units.uid[unit], 1) < chance:
            slip(ground, units, theatre, land, inside, params, inland_params, unit, hour, beaten)


@rule
def slip(
    ground: Ground,
    units: Columns,
    theatre: Theatre,
    land: Land,
    inside: Inland,
    params: GroundParameters,
    inland_params: InlandParameters,
    unit: int,
    hour: int,
    beaten: bool,
) -> None:
    """A band breaks contact: beaten it goes home, one that holds ground looks for another village, others go home."""
    units.found[unit] = UNSEEN
    units.contact[unit] = 0
    inside.clear_until[unit] = hour + SLIP_HOURS
    theatre.unit_cause[unit] = tell(
        theatre, BAND_SLIPS, unit, inside.village[unit], units.men[unit], theatre.unit_cause[unit]
    )
    if inside.phase[unit] == HOMEWARD or (inside.phase[unit] == TO_BORDER and not beaten):
        return
    if inside.aim[unit] == HOLD_GROUND and not beaten:
        seek(ground, units, theatre, land, inside, params, inland_params, unit, hour)
    else:
        turn_home(units, theatre, inside, unit, hour, TURN_BEATEN)
