"""Adoption is one thing, delivery another: what was adopted becomes consignments, each due some day or never.

How a measure is delivered its entry on the ladder says. Material is promised by all who supported it and mostly comes
late or not at all, as after the decision of 2013; battalions come in waves, as many men as the pool still has. What is
force comes only where what is promised suffices.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from panj.scenarios.load import HOME
from panj.treaty.course.clocks import DrawFor, pert, three
from panj.treaty.course.forces import ForcePool
from panj.treaty.ladder import FORCE, Rung, those, top

Days = tuple[float, float, float]  # least, typical, most


class Why(StrEnum):
    """Why nothing comes of what one promised: it breaks its promise, too little is promised by all for the force to set
    out, or its share is less than half a battalion, and whole ones go."""

    broken = "broken"
    too_little = "too little"
    too_small = "too small"


@dataclass(frozen=True, slots=True)
class Consignment:
    """One contribution: `promised` and `sent` in men (battalions), or as a share of the programme (material, exercise);
    `day` is None when it never comes, `why` then says why not."""

    measure: Rung
    contributor: str
    promised: float
    sent: float
    day: float | None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """Clocks and shares of delivery: the chance that a promise of material is kept, the share that comes where it is
    half kept, days to exercise, material and force, the men whom one clock of the force brings, and days and share of
    what one state gives on its own."""

    reliability: float
    late_share: float
    exercise_days: Days
    equipment_days: Days
    force_days: Days
    men_per_wave: int
    alone_days: Days
    alone_share: float


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads((HOME / "treaty" / "delivery.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def experience(reliability: float) -> Experience:
    """What is known of deliveries, scenarios/treaty/delivery.toml. `reliability`, 0..1, is one of the weights."""
    d = _file()
    return Experience(
        reliability=reliability,
        late_share=float(d["material"]["late_share"]),
        exercise_days=three(d["exercise"]["days"]),
        equipment_days=three(d["material"]["days"]),
        force_days=three(d["battalions"]["days"]),
        men_per_wave=int(d["battalions"]["men_per_wave"]),
        alone_days=three(d["alone"]["equipment_days"]),
        alone_share=float(d["alone"]["share"]),
    )


def material(
    measure: Rung, givers: Mapping[str, float], day: float, known: Experience, draw: DrawFor
) -> list[Consignment]:
    """Material: each promises its share of the programme, 0..1 (`givers`); with chance `reliability` all of it comes,
    else, half the time, part. Days run from adoption."""
    out = []
    for code, promised in sorted(givers.items()):
        u, r = draw(code, address(measure, "kept")), known.reliability
        share = 1.0 if u < r else known.late_share if u < 0.5 * (1.0 + r) else 0.0
        due = day + pert(*known.equipment_days, draw(code, address(measure, "equipment-days"))) if share else None
        out.append(Consignment(measure, code, promised, promised * share, due, None if share else Why.broken))
    return out


def address(measure: Rung, chance: str) -> str:
    """Address of a chance: the first measure of its kind has it plain, another one has its name before it."""
    first = min(those(lambda e: e.delivery == measure.entry.delivery))
    return chance if measure is first else f"{measure.name}-{chance}"


def contingents(
    measure: Rung, men: Mapping[str, int], case: str, pool: ForcePool, day: float, known: Experience, draw: DrawFor
) -> list[Consignment]:
    """Men: each sends what it would, as far as the pool goes, the largest first, in waves of one clock each."""
    out, sent = [], 0
    for code in sorted(men, key=lambda c: (-men[c], c)):
        real = pool.commit(code, case, men[code])
        wave = 1 + sent // known.men_per_wave
        due = day + wave * pert(*known.force_days, draw(code, "deploy-days")) if real else None
        short = Why.too_small if pool.available(code) > 0 else Why.broken
        out.append(Consignment(measure, code, float(men[code]), float(real), due, None if real else short))
        sent += real
    return out


def deliver(
    measures: frozenset[Rung],
    men: Mapping[str, int],
    *,
    givers: Mapping[str, float],
    case: str,
    pool: ForcePool,
    day: float,
    sets_out: bool,
    draw: DrawFor,
    known: Experience,
) -> list[Consignment]:
    """Everything that follows from a set of adopted measures, in the order of contributors' codes within a measure.

    `givers` are those who give towards the text, with their share of a programme, 0..1; `men` what each of them
    promises. None of them leaves unless the force `sets_out`.
    """
    out: list[Consignment] = []
    for measure in sorted(measures):
        on_paper = measure in FORCE and not sets_out
        match measure.entry.delivery:
            case "exercise":
                days = pert(*known.exercise_days, draw(case, address(measure, "exercise-days")))
                out += [Consignment(measure, c, 1.0, 1.0, day + days) for c in sorted(givers)]
            case "material" if givers:
                sent = material(measure, givers, day, known, draw)
                out += [replace(c, sent=0.0, day=None, why=Why.too_little) for c in sent] if on_paper else sent
            case "battalions" if measure == top(m for m in measures if m.entry.delivery == "battalions"):
                if on_paper:
                    out += [Consignment(measure, c, float(men[c]), 0.0, None, Why.too_little) for c in sorted(men)]
                else:
                    out += contingents(measure, men, case, pool, day, known, draw)
    return out
