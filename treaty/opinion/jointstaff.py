"""The staff's finding: what threatens a border against what stands there, and the highest measure it needs.

Sector by sector: how strong a body of militants is estimated opposite one stretch and how likely it is to come, who can
stand there, how well they see, what equipment would add, and who is in the land behind. The ceiling is the least
measure that closes the worst gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from panj.treaty.ladder import CONSULTATION, Rung, least

HOLD_RATIO = 1.0  # militants expected to come per man at which a sector does not hold; assumed
WATCH_ENOUGH = 0.8  # chance per day to find a band that a sector should have; assumed
EQUIPPED_MEN = 1.5  # what a fully equipped man is worth against one without; assumed


@dataclass(frozen=True, slots=True)
class SectorEstimate:
    """A sector as the task force sees it at one stretch: men as effective men, chances per day, intent 0..1."""

    name: str
    hostile_men: float
    intent: float
    own_men: float
    coming_men: float
    watch_now: float
    watch_equipped: float
    attacked: bool
    inside_men: float = 0.0  # militants known to be in the land behind it
    hunters: float = 0.0  # men who are after them


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the staff recommends at most, and why."""

    ceiling: Rung
    reasons: tuple[str, ...]


def _against(ratio: float) -> str:
    """How many militants are expected to come, for each man who stands there."""
    return f"{10 * ratio:.0f} militants are expected for ten of its men [{ratio:.2f} expected per man]"


def need(sector: SectorEstimate) -> tuple[Rung, str]:
    """The least measure that a sector needs, with the reason."""
    if sector.inside_men > 0.0 and sector.inside_men >= HOLD_RATIO * sector.hunters:
        return least("combat"), f"{sector.inside_men:.0f} militants are behind {sector.name}, hunted by too few."
    expected = sector.hostile_men * sector.intent
    own = max(1.0, sector.own_men + sector.coming_men)
    ratio = expected / own
    if sector.attacked and ratio >= HOLD_RATIO:
        equipped = expected / (own * EQUIPPED_MEN)
        if equipped >= HOLD_RATIO:
            return least("combat"), f"{sector.name} is under attack and does not hold: {_against(ratio)}."
        return (least("guard"), f"{sector.name} is under attack and holds only with relief: {_against(ratio)}.")
    if sector.attacked and ratio >= 0.5 * HOLD_RATIO:
        return (least("guard"), f"{sector.name} is under attack, {_against(ratio)}: guards would free its men.")
    if sector.inside_men > 0.0:
        return (
            least("material"),
            f"{sector.inside_men:.0f} militants are hunted behind {sector.name}: aircraft would help.",
        )
    if sector.hostile_men > 0.0 and sector.watch_now < WATCH_ENOUGH:
        return (
            least("material"),
            f"{sector.name} finds {sector.watch_now:.0%} of bands a day"
            f" and would find {sector.watch_equipped:.0%} with equipment;"
            f" {_against(ratio)}: technical aid is needed, joint forces are not.",
        )
    if sector.hostile_men > 0.0:
        return least("exercise"), f"{sector.name} holds and sees what comes; a show of readiness is enough."
    return CONSULTATION, f"Nothing stands opposite {sector.name}."


def recommend(sectors: Sequence[SectorEstimate]) -> Assessment:
    """The ceiling: the highest of what the sectors need; reasons of those who need it, worst first."""
    needs = sorted((need(s) for s in sectors), key=lambda n: (-n[0], n[1]))
    if not needs:
        return Assessment(CONSULTATION, ("No sector was seen.",))
    ceiling = needs[0][0]
    return Assessment(ceiling, tuple(why for rung, why in needs if rung == ceiling)[:3])
