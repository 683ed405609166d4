"""Ground rules, one small scalar function each: formula, units, source. Compiled when called from the kernel."""

from __future__ import annotations

import math

from numba import njit


@njit(cache=True)
def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), safe for large |x|."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    z = math.exp(x)
    return z / (1.0 + z)


@njit(cache=True)
def ambush_loss(kill: float, guerrillas: float, hours: float, cover: float) -> float:
    """Men a regular side loses to guerrillas firing from cover at men they can see: a g t, aimed fire.

    kill a [men per guerrilla-hour], guerrillas g [men], t [h], cover factor 0..1. With `sweep_loss` this is the mixed
    law with invariant (b/2) r^2 - a g. Source: Deitchman, "A Lanchester model of guerrilla warfare", Operations
    Research 10 (1962) 818-827.
    """
    return kill * guerrillas * hours * cover


@njit(cache=True)
def sweep_loss(kill: float, regulars: float, guerrillas: float, hours: float) -> float:
    """Men guerrillas lose to regulars who fire into the ground that hides them: b r g t, area fire.

    kill b [1 per man-hour], r and g [men], t [h]. Source: Deitchman (1962), as `ambush_loss`.
    """
    return kill * regulars * guerrillas * hours


@njit(cache=True)
def aimed_loss(kill: float, enemy: float, hours: float, cover: float) -> float:
    """Men lost to an enemy in the open: k e t, aimed fire on both sides, which gives Lanchester's square law.

    kill k [men per man-hour]. Source: Lanchester, Aircraft in Warfare (1916), ch. V.
    """
    return kill * enemy * hours * cover


@njit(cache=True)
def tired(fatigue: float) -> float:
    """Share of its fighting power a tired unit keeps: 1 - fatigue / 2, fatigue 0..1. Assumed."""
    return 1.0 - 0.5 * fatigue


@njit(cache=True)
def surrender_hazard(
    base: float,
    odds_weight: float,
    odds: float,
    news_weight: float,
    news: float,
    isolation: float,
    effort: float,
    centre: float,
    cohesion_weight: float,
    cohesion: float,
) -> float:
    """Chance per day that a garrison gives up: a logit in what it faces and what it hears.

    logit h = base + w_odds ln(odds) + w_news news + isolation + effort + centre - w_cohesion cohesion.
    odds: hostile to own strength nearby; news: fallen neighbours, fading; isolation, effort and centre are 0 or their
    weight (road to the centre cut; the militants' main effort is here; the district's own centre is gone).
    Source: form of a discrete-time hazard (Allison 1982); weights calibrated, see docs/validation.md.
    """
    x = base + odds_weight * math.log(max(odds, 1e-3)) + news_weight * news + isolation + effort + centre
    return logistic(x - cohesion_weight * cohesion)


@njit(cache=True)
def caught_share(base: float, odds: float, half: float) -> float:
    """Share of a garrison that cannot get away and goes home by deal: base + (1 - base) odds^2 / (odds^2 + half^2).

    odds: hostile to own strength; half: odds at which half of the others are caught. Assumed form.
    """
    return base + (1.0 - base) * odds * odds / (odds * odds + half * half)


@njit(cache=True)
def per_step(daily: float, step_hours: float) -> float:
    """Chance in one step that adds up to `daily` over 24 hours: 1 - (1 - p)^(t/24)."""
    if daily <= 0.0:
        return 0.0
    if daily >= 1.0:
        return 1.0
    return -math.expm1(math.log1p(-daily) * step_hours / 24.0)


@njit(cache=True)
def detection_chance(sweep_width_km: float, speed_kmh: float, hours: float, area_km2: float) -> float:
    """Chance that a patrol searching at random finds one intruder: 1 - exp(-W v t / A).

    W sweep width [km], v patrol speed [km/h], t time [h], A area searched [km2]. Source: Koopman, Search and
    Screening (1946).
    """
    return -math.expm1(-sweep_width_km * speed_kmh * hours / area_km2)


@njit(cache=True)
def leg_hours(
    foot_a: float, road_a: float, foot_b: float, road_b: float, foot_kmh: float, road_kmh: float, km: float
) -> float:
    """Hours for a leg between two cells: half of it in either at its better speed. Paces 0..1, speeds [km/h]."""
    return km / 2.0 / max(foot_a * foot_kmh, road_a * road_kmh) + km / 2.0 / max(foot_b * foot_kmh, road_b * road_kmh)
