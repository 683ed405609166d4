"""What weighs on the border day by day: the six strains of stability, for the whole border and for each district.

Incursions and attacks, posts lost and losses of the member's troops count where they happened; bands inside weigh on
the district where they came over. Refugees are the member's as a whole and weigh on every district alike. Reserves
called are a cost (`reserve_days`), no strain.
"""

from __future__ import annotations

import math
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from panj.agents.observer import saturating
from panj.border.compiled import quick
from panj.border.forces import HOME, POST
from panj.border.ground import BORDER, Ground
from panj.border.inland.tally import inside_by_district
from panj.border.tally import losses_by_district
from panj.model.record.events import Event
from panj.model.record.stability import Strain

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

_losses_by_district, _inside_by_district = quick(losses_by_district), quick(inside_by_district)

# Amounts at which a strain is half of what it can be: for the whole border, and for a single district; assumed.
INCIDENTS_HALF, INCIDENTS_HALF_DISTRICT = 30.0, 5.0
LOSSES_HALF, LOSSES_HALF_DISTRICT = 100.0, 10.0
# The same for militants inside and for people whom they hold; assumed.
INSIDE_HALF, INSIDE_HALF_DISTRICT = 200.0, 50.0
HELD_HALF, HELD_HALF_DISTRICT = 5000.0, 1000.0
FADE_DAYS = 7.0  # half-life of an incident; assumed
# Weight of an incident. As threat a state counts what it hears of; as strain a band that was found and thrown back
# is the border at work and weighs little beside one that got away. Assumed.
# One band that gets away, takes a village and is fought stays under `attack_incidents`: one attempt is no armed attack.
# While they are there, bands inside have a strain of their own and a threat of their own (`threat_inside`).
THREAT = {
    "incursion_found": 1.0,
    "post_attacked": 1.0,
    "post_lost": 1.0,
    "incursion_through": 2.0,
    "village_taken": 0.5,
}
WEIGHT = {
    "incursion_found": 0.1,
    "post_attacked": 0.1,
    "post_lost": 1.0,
    "incursion_through": 5.0,
    "village_taken": 0.0,
}
INCIDENTS = tuple(WEIGHT)
BEARING = (*INCIDENTS, "destroyed")  # kinds of event that weigh on the border


class Day(NamedTuple):
    """What weighed at the end of a day; districts by their index."""

    day: int
    share: float  # of the far bank held, 0..1
    held: bytes  # for each stretch 1 where its far bank is held, else 0
    incidents: int  # how many so far
    lost: tuple[int, ...]  # posts lost so far, by district
    losses: list[float]  # men of the member's troops lost so far, by district
    refuge: float  # strain, 0..1
    inside: tuple[list[float], list[float]] | None  # militants inside and people held by district; None for nobody


class BorderStrain:
    """Keeps incidents and lost posts by district, closes the days, and reads off the strains of one."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.districts = _border_districts(model.ground)
        self.days: list[Day] = []
        f, g = model.forces.columns, model.ground
        self.incidents: list[tuple[int, float]] = []  # day, weight as threat
        self._weighed: list[tuple[int, float]] = []  # day, weight as strain
        self._where: list[int] = []  # district of each incident
        self._left: list[float] = []  # what is left of an incident, by its age in days
        n = len(g.d_kind)
        posts = ((f.side == HOME) & (f.kind == POST)).nonzero()[0]
        self._posts = np.bincount(g.s_district[f.segment[posts]], minlength=n)
        self._lost = [0] * n
        self._losses = np.zeros(n)
        self._inside, self._held = np.zeros(n), np.zeros(n)
        self._all_posts = max(1, int(self._posts.sum()))

    def take_in(self, event: Event) -> None:
        """Take in what happened at the border."""
        if event.kind not in BEARING:
            return
        m = self.model
        row = m.forces.row.get(event.subject, -1)
        stretch = int(m.forces.columns.segment[row]) if row >= 0 else -1
        if stretch < 0:
            return
        district = int(m.ground.s_district[stretch])
        if event.kind in INCIDENTS:
            self.incidents.append((m.day, THREAT[event.kind]))
            self._weighed.append((m.day, WEIGHT[event.kind]))
            self._where.append(district)
        f = m.forces.columns
        if event.kind == "post_lost" or (event.kind == "destroyed" and f.kind[row] == POST and f.side[row] == HOME):
            self._lost[district] += 1

    def close_day(self, share: float, held: bytes, hosted: int) -> None:
        """Put down what weighs at the end of a day.

        `share` of the far bank held, and by stretch; `hosted` people who sought refuge.
        """
        m = self.model
        _losses_by_district(m.ground, m.forces.columns, self._losses)
        losses = self._losses.tolist()
        refuge = saturating(float(hosted), m.values["refuge_capacity"] / 2.0)
        inside = self._count_inside() if m.busy_inside else None
        day = Day(m.day, share, held, len(self.incidents), tuple(self._lost), losses, refuge, inside)
        self.days.append(day)
        self._left.append(0.5 ** (len(self._left) / FADE_DAYS))

    def _count_inside(self) -> tuple[list[float], list[float]]:
        m = self.model
        _inside_by_district(m.ground, m.forces.columns, m.inland, self._inside, self._held)
        return self._inside.tolist(), self._held.tolist()

    def _fresh(self, day: Day) -> list[float]:
        """Weights of the incidents up to a day, faded."""
        left = self._left
        return [w * left[day.day - when] for when, w in self._weighed[: day.incidents]]

    def whole(self, day: Day) -> Strain:
        """Strains of the whole border at the end of a day."""
        return Strain(
            day.share,
            saturating(math.fsum(self._fresh(day)), INCIDENTS_HALF),
            min(1.0, sum(day.lost) / self._all_posts),
            saturating(math.fsum(day.losses), LOSSES_HALF),
            day.refuge,
            overrun(math.fsum(day.inside[0]), math.fsum(day.inside[1]), INSIDE_HALF, HELD_HALF) if day.inside else 0.0,
        )

    def by_district(self, day: Day) -> dict[int, Strain]:
        """Strains of each district at the end of a day."""
        near: dict[int, list[float]] = {d: [] for d in self.districts}
        for weight, where in zip(self._fresh(day), self._where, strict=False):
            near.setdefault(where, []).append(weight)
        return {
            d: Strain(
                math.fsum(compress(km, map(day.held.__getitem__, stretches))) / total,
                saturating(math.fsum(near[d]), INCIDENTS_HALF_DISTRICT),
                min(1.0, day.lost[d] / max(1, int(self._posts[d]))),
                saturating(day.losses[d], LOSSES_HALF_DISTRICT),
                day.refuge,
                overrun(day.inside[0][d], day.inside[1][d], INSIDE_HALF_DISTRICT, HELD_HALF_DISTRICT)
                if day.inside
                else 0.0,
            )
            for d, (stretches, km, total) in self.districts.items()
        }


def overrun(men: float, held: float, men_half: float, held_half: float) -> float:
    """Strain of militants inside and people held, 0..1: 1 - (1 - a)(1 - b), each saturating."""
    return 1.0 - (1.0 - saturating(men, men_half)) * (1.0 - saturating(held, held_half))


def _border_districts(ground: Ground) -> dict[int, tuple[list[int], list[float], float]]:
    """For each district on the border: its stretches, their kilometres, and the sum of these."""
    out = {}
    for d in (ground.d_kind == BORDER).nonzero()[0].tolist():
        stretches = (ground.s_district == d).nonzero()[0].tolist()
        km = ground.s_km[stretches].tolist()
        out[d] = stretches, km, math.fsum(km) or 1.0
    return out
