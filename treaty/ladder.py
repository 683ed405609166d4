"""The ladder of help. What the alliance does is a set of measures; the highest rung says how far it goes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import IntEnum
from typing import Literal

from panj.scenarios.load import HOME


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


Measures = frozenset[Rung]
RungName = Literal[
    "none", "political", "consult_info", "mission", "exercise", "mil_tech", "force_noncombat", "force_combat"
]

FORCE: Measures = frozenset({Rung.force_noncombat, Rung.force_combat})
SOFT: Measures = frozenset({Rung.political, Rung.consult_info})  # what consultations amount to
WEAKER: Measures = frozenset({Rung.political, Rung.consult_info, Rung.mission})  # what is left when a text falls
RUNG_NAMES = tuple(r.name for r in Rung)


def _numbers(what: str) -> tuple[float, ...]:
    table = tomllib.loads((HOME / "treaty" / "ladder.toml").read_text(encoding="utf-8"))
    return tuple(float(table[name][what]) for name in RUNG_NAMES)


CAPABILITY = _numbers("capability")  # how much of a threat a measure can meet, 0..1
COST = _numbers("cost")  # what it costs the one who carries it, 0..1
ESCALATION = _numbers("escalation")  # chance that it draws its giver into a war, 0..1


def top(measures: Iterable[Rung]) -> Rung:
    """The highest rung of a set; none for the empty set."""
    return max(measures, default=Rung.none)


def names(measures: Iterable[Rung]) -> list[str]:
    """Names in the order of the ladder."""
    return [r.name for r in sorted(measures)]


def up_to(measures: Iterable[Rung], limit: Rung) -> Measures:
    """The measures of a set that do not go beyond a rung."""
    return frozenset(r for r in measures if r <= limit)
