"""The ladder of help. What the alliance does is a set of measures; the highest rung says how far it goes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Rung(IntEnum):
    """A measure of help, ordered by commitment and cost."""

    none = 0
    political = 1
    consult_info = 2
    mission = 3
    exercise = 4
    mil_tech = 5
    force_noncombat = 6
    force_combat = 7


FORCE = (Rung.force_noncombat, Rung.force_combat)
SOFT = frozenset({Rung.political, Rung.consult_info})  # what consultations amount to
WEAKER = frozenset({Rung.political, Rung.consult_info, Rung.mission})  # what is left when a stronger text falls
RUNG_NAMES = tuple(r.name for r in Rung)

# How much of a threat a measure can meet, 0..1: ordered judgements, assumed; see docs/odd.md.
CAPABILITY = (0.0, 0.04, 0.10, 0.18, 0.32, 0.55, 0.82, 1.0)
# What it costs the one who carries it, 0..1; assumed.
COST = (0.0, 0.01, 0.02, 0.05, 0.12, 0.18, 0.55, 0.85)
# Chance that it draws its giver into a war, 0..1; assumed.
ESCALATION = (0.0, 0.0, 0.0, 0.02, 0.06, 0.08, 0.30, 0.60)


def top(measures: Iterable[Rung]) -> Rung:
    """The highest rung of a set; none for the empty set."""
    return max(measures, default=Rung.none)


def names(measures: Iterable[Rung]) -> list[str]:
    """Names in the order of the ladder."""
    return [r.name for r in sorted(measures)]
