"""The queue of what is under way: each thing has a clock and takes effect when it has run, see agents.under_way."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

from panj.agents.alliance.under_way import Battalions, Equipment
from panj.border.forces import AWAY, ROLES

if TYPE_CHECKING:
    from panj.agents.alliance.under_way import Arrival
    from panj.agents.world import World


class Item(NamedTuple):
    """Something under way; ordered by the step it is due, then by when it was sent."""

    due: int
    number: int
    what: Arrival
    cause: int


class Arrivals:
    """What is under way, by the step in which it is due."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.queue: list[Item] = []
        self._sent = 0

    def send(self, days: float, what: Arrival, cause: int = -1) -> None:
        """Put something under way that arrives in `days` (at the earliest in the next step)."""
        w = self.world
        due = w.steps + max(1, math.ceil(days * w.steps_per_day))
        heapq.heappush(self.queue, Item(due, self._sent, what, cause))
        self._sent += 1

    def hurry(self, who: str, share: float, cause: int) -> None:
        """Equipment that somebody has under way comes in a share of the time left, because of an event."""
        now, queue = self.world.steps, []
        for item in self.queue:
            if isinstance(item.what, Equipment) and item.what.who == who:
                due = now + max(1, math.ceil(share * (item.due - now)))
                queue.append(item._replace(due=due, cause=cause))
            else:
                queue.append(item)
        heapq.heapify(queue)
        self.queue = queue

    def come_due(self) -> None:
        """Let everything arrive whose clock has run."""
        while self.queue and self.queue[0].due <= self.world.steps:
            item = heapq.heappop(self.queue)
            item.what.arrive(self.world, item.cause)

    def battalions(self) -> list[int]:
        """Rows of all battalions under way."""
        return [row for item in self.queue if isinstance(item.what, Battalions) for row in item.what.rows]

    def waiting(self, owner: str, role: str) -> list[int]:
        """Rows of a power's battalions of a role that are still away and not under way."""
        w = self.world
        f = w.forces.columns
        coming = set(self.battalions())
        mask = (f.owner == w.powers.index(owner)) & (f.role == ROLES.index(role)) & (f.status == AWAY)
        return [r for r in mask.nonzero()[0].tolist() if r not in coming]
