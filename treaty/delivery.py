"""Adoption is one thing, delivery another: what was adopted becomes consignments, each due some day or never.

Equipment is promised by all who supported it and mostly comes late or not at all, as after the decision of 2013; men
come in waves, as many as the pool still has, and only where the lead state carries the load.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scenarios.load import HOME
from treaty.clocks import pert, three
from treaty.forces import ForcePool
from treaty.ladder import FORCE, Rung, top

DrawFor = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Consignment:
    """One contribution: `promised` and `sent` in men (force), or as a share of the programme (equipment, exercise);
    `day` is None when it never comes."""

    measure: Rung
    contributor: str
    promised: float
    sent: float
    day: float | None


@lru_cache(maxsize=1)
def experience() -> dict[str, Any]:
    """Clocks and shares of delivery, scenarios/treaty/delivery.toml."""
    return tomllib.loads((HOME / "treaty" / "delivery.toml").read_text(encoding="utf-8"))


def equipment(contributors: Iterable[str], day: float, reliability: float, draw: DrawFor) -> list[Consignment]:
    """Equipment: each promises an equal share; with chance `reliability` all of it comes, else, half the time, part.

    Days run from adoption by the clock of the programme of 2013.
    """
    known = experience()["mil_tech"]
    who = sorted(contributors)
    out = []
    for code in who:
        promised = 1.0 / len(who)
        u = draw(code, "kept")
        share = 1.0 if u < reliability else float(known["late_share"]) if u < 0.5 * (1.0 + reliability) else 0.0
        due = day + pert(*three(known["days"]), draw(code, "equipment-days")) if share else None
        out.append(Consignment(Rung.mil_tech, code, promised, promised * share, due))
    return out


def contingents(
    measure: Rung, men: Mapping[str, int], case: str, pool: ForcePool, day: float, draw: DrawFor
) -> list[Consignment]:
    """Men: each sends what it would, as far as the pool goes, the largest first, in waves of one clock each."""
    known = experience()["force"]
    out, sent = [], 0
    for code in sorted(men, key=lambda c: (-men[c], c)):
        real = pool.commit(code, case, men[code])
        wave = 1 + sent // int(known["men_per_wave"])
        due = day + wave * pert(*three(known["days"]), draw(code, "deploy-days")) if real else None
        out.append(Consignment(measure, code, float(men[code]), float(real), due))
        sent += real
    return out


def deliver(
    measures: frozenset[Rung], men: Mapping[str, int], *, supporters: Iterable[str], case: str, pool: ForcePool,
    day: float, lead_willing: bool, draw: DrawFor, reliability: float | None = None,
) -> list[Consignment]:  # fmt: skip
    """Everything that follows from a set of adopted measures, in the order of contributors' codes within a measure."""
    kept = float(experience()["reliability"]["value"]) if reliability is None else reliability
    out: list[Consignment] = []
    givers = sorted(supporters)
    if Rung.exercise in measures:
        days = experience()["exercise"]["days"]
        out += [
            Consignment(Rung.exercise, c, 1.0, 1.0, day + pert(*three(days), draw(c, "exercise-days"))) for c in givers
        ]
    if Rung.mil_tech in measures:
        out += equipment(givers, day, kept, draw)
    if not FORCE.isdisjoint(measures):
        force = top(measures)
        if lead_willing:
            out += contingents(force, men, case, pool, day, draw)
        else:
            out += [Consignment(force, c, float(men[c]), 0.0, None) for c in sorted(men)]
    return out
