"""The hunt for bands inside the member's land: which battalions march after which band, as far as it is known.

A band is known once it was seen or word of the village that it took has come. Battalions of the army in their garrisons
and those on the border whose mandate is combat go after it, the nearest first, until they are `pursuit_odds` to one;
a guard force stays where it is. They set out after `alert_hours`, sooner with equipment and aviation. How they march,
search and fight is a matter of the ground, see border.inland.hunt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from panj.agents.kinds import INSIDE as SEEN_INSIDE
from panj.border.forces import FIELD, HOLD, INSIDE, PURSUE
from panj.border.rules import reaction_hours

if TYPE_CHECKING:
    from panj.agents.world import World

BY_RULE, ARMY, NOBODY = "by rule", "the army", "nobody"
FROM_BORDER = 0.5  # share of the battalions on the border that may be away on the hunt at once; assumed

Rows = NDArray[np.int64]


class Pursuit:
    """Sends columns; belongs to the border command."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.who = ""  # who goes, once that was decided
        self.first = -1  # village near which bands are gone after before others, -1 none
        self.told: dict[int, int] = {}  # row of a band -> event of the last columns sent after it

    def known(self) -> list[int]:
        """Rows of the bands inside that somebody saw within `track_days`, the latest seen first."""
        w = self.world
        f, n = w.forces.columns, w.inland
        rows = ((f.status == INSIDE) & (n.seen_hour >= 0)).nonzero()[0].tolist()
        first = w.hour - 24.0 * w.inland_rules.track_days
        return sorted((r for r in rows if n.seen_hour[r] >= first), key=lambda r: (-int(n.seen_hour[r]), r))

    def near(self) -> dict[str, int]:
        """The villages near which bands that are known were last seen: name -> row."""
        w = self.world
        rows = w.land.near_village[w.inland.seen_cell[self.known()]].tolist()
        return {w.villages[v]: v for v in dict.fromkeys(rows) if v >= 0}

    def _in_turn(self) -> list[int]:
        """The bands that are known, those near the village that is to come first before others."""
        w = self.world
        return sorted(self.known(), key=lambda r: int(w.land.near_village[w.inland.seen_cell[r]]) != self.first)

    def step(self, army: Rows, combat: Rows) -> None:
        """Once a day: send columns after every band that is known and not hunted enough.

        `army` are rows of the battalions in their garrisons, `combat` of those on the border that may fight anywhere.
        """
        if self.who == NOBODY:
            return
        for band in self._in_turn():
            self._hunt(band, army, combat if self.who == BY_RULE else combat[:0])

    def _hunt(self, band: int, army: Rows, combat: Rows) -> None:
        w = self.world
        f, n = w.forces.columns, w.inland
        wanted = w.inland_rules.pursuit_odds * int(f.men[band]) - int(f.men[n.chase == band].sum())
        village = int(w.land.near_village[n.seen_cell[band]])
        if wanted <= 0.0 or village < 0:
            return
        free = self._free(army, combat)
        hours = w.land.hours[village, f.cell[free]].tolist()
        sent = []
        for _, row in sorted((h, r) for h, r in zip(hours, free, strict=True) if np.isfinite(h)):
            if wanted <= 0.0:
                break
            if row in combat and not self._can_spare(combat):
                continue
            wanted -= int(f.men[row])
            self._order(row, band)
            sent.append(row)
        if sent:
            self._tell(band, sent)

    def _free(self, army: Rows, combat: Rows) -> list[int]:
        """Battalions that could go."""
        f = self.world.forces.columns
        in_hand = army[(f.home[army] < 0) & (f.status[army] == FIELD) & (f.order[army] == HOLD)].tolist()
        return [*in_hand, *combat[(f.status[combat] == FIELD) & (f.order[combat] == HOLD)].tolist()]

    def _can_spare(self, combat: Rows) -> bool:
        """Whether another battalion may leave the border."""
        away = int((self.world.inland.chase[combat] >= 0).sum())
        return away + 1 <= FROM_BORDER * len(combat)

    def _order(self, row: int, band: int) -> None:
        w = self.world
        f, n, q = w.forces.columns, w.inland, w.inland_rules
        f.order[row], f.objective[row] = PURSUE, -1
        n.chase[row], n.march[row] = band, 0.0
        n.out_hour[row] = w.hour + int(reaction_hours(q.alert_hours, q.air_reaction, float(n.air[0])))

    def _tell(self, band: int, sent: list[int]) -> None:
        w = self.world
        f = w.forces.columns
        name, men = w.forces.names[band], int(f.men[sent].sum())
        seen = [e.id for e in w.events.of(*SEEN_INSIDE) if e.subject == name]
        hours = int(w.inland.out_hour[sent[0]]) - w.hour
        titles = " and ".join(w.forces.titles[r] for r in sent)
        self.told[band] = w.tell(
            "pursuit",
            w.setting.file.requester,
            subject=name,
            amount=men,
            causes=tuple(seen[-1:]),
            reason=f"Sent after {w.forces.titles[band]} ({f.men[band]} men), {hours} hours from now: {titles}.",
        )
