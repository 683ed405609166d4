"""Ground rules, one small scalar function each: formula, units, source. Compiled when called from the kernel."""

from __future__ import annotations

import math

from panj.border.compiled import rule


@rule
def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), safe for large |x|."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    z = math.exp(x)
    return z / (1.0 + z)


REFERENCE_MEN = 100.0  # strength at which a kill rate means what its unit says, whatever the exponents; a convention


@rule
def attrition(
    kill: float, own: float, enemy: float, own_exponent: float, enemy_exponent: float, hours: float, exposure: float
) -> float:
    """Men a side loses in a fight: dx/dt = -k N (x/N)^p (y/N)^q e, with N = 100 men.

    kill k [men per enemy-hour when both sides have N men], own x [men who can be hit], enemy y [effective men], t [h],
    exposure e 0..1.
    p and q give the law. Aimed fire on both sides, p = 0 and q = 1: Lanchester's square law, a x^2 - b y^2 stays.
    Area fire on both sides, p = q = 1: his linear law, a x - b y stays. One side of each kind (guerrillas see the
    regulars, who fire into the ground that hides them): Deitchman's mixed law, (b/2N) r^2 - a g stays. Sources:
    Lanchester, Aircraft in Warfare (1916), ch. V; Deitchman, Operations Research 10 (1962) 818-827; the general
    exponents in Helmbold, Operations Research 13 (1965) 857-859, and Taylor, Lanchester Models of Warfare (1983).
    """
    if own <= 0.0 or enemy <= 0.0:
        return 0.0
    return (
        kill
        * REFERENCE_MEN
        * raised(own / REFERENCE_MEN, own_exponent)
        * raised(enemy / REFERENCE_MEN, enemy_exponent)
        * hours
        * exposure
    )


@rule
def raised(x: float, exponent: float) -> float:
    """x to a power; the exponents of the named laws, 0 and 1, are exact and cheap."""
    if exponent == 0.0:
        return 1.0
    if exponent == 1.0:
        return x
    return float(x**exponent)


@rule
def exposure(cover: float, posture_cover: float, dug_in: bool) -> float:
    """Share of losses by aimed fire that is left: terrain's cover, times that of prepared positions if dug in. 0..1."""
    return cover * (posture_cover if dug_in else 1.0)


@rule
def tired(fatigue: float) -> float:
    """Share of its fighting power a tired unit keeps: 1 - fatigue / 2, fatigue 0..1. Assumed."""
    return 1.0 - 0.5 * fatigue


@rule
def surrender_hazard(
    base: float,
    odds_weight: float,
    odds: float,
    news_weight: float,
    heard: float,
    isolation: float,
    hunger: float,
    effort: float,
    centre: float,
    cohesion_weight: float,
    cohesion: float,
) -> float:
    """Chance per day that a garrison gives up: a logit in what it faces and what it hears.

    logit h = base + w_odds ln(odds) + w_news heard + isolation + hunger + effort + centre - w_cohesion cohesion.
    odds: hostile to own strength nearby; heard: effect of news, 0..1, see `alarm`; hunger: weight times
    share of supplies used up; isolation and centre are 0 or their weight (road to the centre cut; the district's own
    centre is gone); effort: weight of the militants' main effort if it is there. News and effort come in times
    `menace`: a rout needs somebody to run from.
    Source: form of a discrete-time hazard (Allison 1982); weights calibrated, see docs/validation.md.
    """
    x = base + odds_weight * math.log(max(odds, 1e-3)) + news_weight * heard + isolation + hunger + effort + centre
    return logistic(x - cohesion_weight * cohesion)


@rule
def alarm(news: float, half: float) -> float:
    """Effect of bad news, 0..1: n^2 / (n^2 + half^2), n fallen neighbours heard of. Assumed form.

    One fall next door is a rumour, several are a rout, and past that no more can be added.
    """
    return news * news / (news * news + half * half)


@rule
def menace(odds: float, half: float) -> float:
    """How far the force at hand lends weight to effort and news, 0..1: odds^2 / (odds^2 + half^2). Assumed form.

    odds: hostile to own strength on a front; half: odds at which they have half of their weight. Nobody runs from
    nobody.
    """
    return odds * odds / (odds * odds + half * half)


@rule
def mustered(hours: float, muster_hours: float) -> float:
    """Share of the guards around that have come up in an hour of a fight, 0..1: (h + 1) / muster_hours, at most 1.

    hours: hours of contact before this one; muster_hours [h]: until all are there. Assumed form.
    """
    return min(1.0, (hours + 1.0) / max(muster_hours, 1.0))


@rule
def caught_share(base: float, caught: float, upon: bool) -> float:
    """Share of a garrison that cannot get away and goes home by deal: base, and `caught` of the others if a main band
    is upon it. Assumed form: local bands let a beaten garrison go, a main band rounds it up.
    """
    return base + (1.0 - base) * caught if upon else base


@rule
def per_step(daily: float, step_hours: float) -> float:
    """Chance in one step that adds up to `daily` over 24 hours: 1 - (1 - p)^(t/24)."""
    if daily <= 0.0:
        return 0.0
    if daily >= 1.0:
        return 1.0
    return -math.expm1(math.log1p(-daily) * step_hours / 24.0)


@rule
def detection_chance(sweep_width_km: float, speed_kmh: float, hours: float, area_km2: float) -> float:
    """Chance that a patrol searching at random finds one intruder: 1 - exp(-W v t / A).

    W sweep width [km], v patrol speed [km/h], t time [h], A area searched [km2]. Source: Koopman, Search and
    Screening (1946).
    """
    return -math.expm1(-sweep_width_km * speed_kmh * hours / area_km2)


@rule
def attempt_chance(
    intent: float, deterrence: float, guards: float, band: float, avoid: float, repelled: float
) -> float:
    """Chance per day that a band tries a stretch: intent / (1 + d guards / band + a repelled).

    intent [per day] with nobody there; guards and band [effective men], what is shown on the other bank included;
    d deterrence [1]; repelled: bands lately thrown back there, fading [count]; a weight of that memory [1 per band].
    Form assumed: an interdicted route is left for others, as smugglers and infiltrators do.
    """
    return intent / (1.0 + deterrence * guards / max(band, 1.0) + avoid * repelled)


OPEN_GROUND = 1.1  # less the cover of the ground: even in the plain there is the night; assumed


@rule
def slip_away(chance: float, cover: float) -> float:
    """Chance per hour that a band in contact slips away: c (1.1 - cover), at most 1. Assumed form.

    chance c [per hour, on ground that left no exposure at all]; cover: factor of the ground on losses by aimed fire,
    1 in the plain and less where it hides men.
    """
    return min(1.0, chance * (OPEN_GROUND - cover))


@rule
def reaction_hours(alert_hours: float, air_reaction: float, air: float) -> float:
    """Hours until a column sets out: alert (1 - r a). alert [h] by road and telephone, r the share of them that full
    aviation saves, a 0..1 what was delivered of what is lacking. Assumed form.
    """
    return alert_hours * (1.0 - air_reaction * air)


@rule
def leg_hours(
    foot_a: float, road_a: float, foot_b: float, road_b: float, foot_kmh: float, road_kmh: float, km: float
) -> float:
    """Hours for a leg between two cells: half of it in either at its better speed. Paces 0..1, speeds [km/h]."""
    return km / 2.0 / max(foot_a * foot_kmh, road_a * road_kmh) + km / 2.0 / max(foot_b * foot_kmh, road_b * road_kmh)
