"""What weighs on the border day by day: the six strains of stability, for the whole border and for each district.

Incursions and attacks, posts lost and losses of the member's troops count where they happened. Refugees and reserves
are the member's as a whole and weigh on every district alike.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from border.forces import HOME, POST
from model.events import Event
from model.stability import Strain, saturating

if TYPE_CHECKING:
    from model.border_model import BorderModel

# Amounts at which a strain is half of what it can be: for the whole border, and for a single district; assumed.
INCIDENTS_HALF, INCIDENTS_HALF_DISTRICT = 5.0, 1.0
LOSSES_HALF, LOSSES_HALF_DISTRICT = 100.0, 10.0
FADE_DAYS = 7.0  # half-life of an incident; assumed
WEIGHT_THROUGH = 3.0  # a band that got away counts as three incidents; assumed
INCIDENTS = ("incursion_found", "post_attacked", "post_lost", "incursion_through")


class BorderStrain:
    """Keeps incidents and lost posts by district, and reads off the strains of a day."""

    def __init__(self, model: BorderModel, districts: list[int]) -> None:
        self.model = model
        self.districts = districts
        f, g = model.forces.columns, model.ground
        self.incidents: list[tuple[int, float]] = []  # day, weight
        self._where: list[int] = []  # district of each incident
        n = len(g.d_kind)
        posts = ((f.side == HOME) & (f.kind == POST)).nonzero()[0]
        self._posts = np.bincount(g.s_district[f.segment[posts]], minlength=n)
        self._lost = [0] * n

    def note(self, event: Event) -> None:
        """Take in what happened at the border."""
        m = self.model
        row = m.forces.row.get(event.subject, -1)
        stretch = int(m.forces.columns.segment[row]) if row >= 0 else -1
        if stretch < 0:
            return
        district = int(m.ground.s_district[stretch])
        if event.kind in INCIDENTS:
            self.incidents.append((m.day, WEIGHT_THROUGH if event.kind == "incursion_through" else 1.0))
            self._where.append(district)
        f = m.forces.columns
        if event.kind == "post_lost" or (event.kind == "destroyed" and f.kind[row] == POST and f.side[row] == HOME):
            self._lost[district] += 1

    def today(
        self, share: float, shares: dict[int, float], hosted: int, reserves: float
    ) -> tuple[Strain, dict[int, Strain]]:
        """Strains of the whole border and of each district.

        `share` of the far bank held, in all and by district; `hosted` people who sought refuge; `reserves` used, 0..1.
        """
        m = self.model
        f, g = m.forces.columns, m.ground
        fresh = [w * 0.5 ** ((m.day - day) / FADE_DAYS) for day, w in self.incidents]
        home = ((f.side == HOME) & (f.segment >= 0) & (f.lost > 0)).nonzero()[0]
        losses = np.bincount(g.s_district[f.segment[home]], f.lost[home], len(g.d_kind)).tolist()
        refuge = saturating(float(hosted), m.values["refuge_capacity"] / 2.0)
        whole = Strain(
            share,
            saturating(math.fsum(fresh), INCIDENTS_HALF),
            min(1.0, sum(self._lost) / max(1, int(self._posts.sum()))),
            saturating(math.fsum(losses), LOSSES_HALF),
            refuge,
            reserves,
        )
        by_district = {}
        for d in self.districts:
            near = math.fsum(w for w, where in zip(fresh, self._where, strict=True) if where == d)
            by_district[d] = Strain(
                shares[d],
                saturating(near, INCIDENTS_HALF_DISTRICT),
                min(1.0, self._lost[d] / max(1, int(self._posts[d]))),
                saturating(losses[d], LOSSES_HALF_DISTRICT),
                refuge,
                reserves,
            )
        return whole, by_district
