"""Notices a cluster that stands still: workers that hold games and have not answered for long, or none there at all.

How long is long follows from how long chunks take: ten times the median of late, and never less than a floor. A worker
that is slow and not stuck costs no more than games played twice, which change nothing: parts are named by what is in
them. After each alarm it takes four times as long to the next.
"""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

PATIENCE_S = 60.0  # the floor, if no other is asked for
LEAST_PATIENCE_S, MOST_PATIENCE_S = 1.0, 86_400.0
MOST_WORKERS = 1_000
TIMES = 10.0  # as long as a chunk takes
FIRST_S = 600.0  # the floor before any came back: workers load their libraries, and how long a game takes is not known
LATE = 31  # chunks that count as of late
BACKOFF = 4.0


class Watchdog:
    """What is known of each worker's answers, and who has been waited for too long."""

    def __init__(self, floor: float = PATIENCE_S, clock: Callable[[], float] = time.monotonic) -> None:
        self.floor, self._clock = floor, clock
        self._took: deque[float] = deque(maxlen=LATE)  # [s]
        self._alarms = 0
        self._look = clock()
        self._heard: dict[str, float] = {}
        self._since: dict[str, float] = {}
        self._left_alone: float | None = None  # since when there has been no worker
        self._calls = 0  # how often that was said

    @property
    def patience(self) -> float:
        """Seconds without an answer after which a worker counts as stuck."""
        wait = max(self.floor, TIMES * statistics.median(self._took)) if self._took else max(self.floor, FIRST_S)
        return wait * BACKOFF**self._alarms

    @property
    def tick(self) -> float:
        """Seconds after which it is worth to look."""
        return max(0.2, min(5.0, self.patience / 10.0))

    def due(self) -> bool:
        """Whether it is time to look again."""
        if self._clock() < self._look:
            return False
        self._look = self._clock() + self.tick
        return True

    def sent(self, key: str) -> None:
        """A chunk was given away."""
        self._since[key] = self._clock()

    def answered(self, key: str, worker: str = "", seconds: float = 0.0) -> None:
        """A chunk is back, or lost; from a worker, that played so long."""
        self._since.pop(key, None)
        if worker:
            self._took.append(seconds)
            self._heard[worker] = self._clock()

    def stuck(self, held: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Workers that are stuck, with their chunks; `held`: worker -> chunks that it has."""
        found = {}
        for worker, keys in held.items():
            ours = [key for key in keys if key in self._since]
            if ours and self._waited(worker, ours) > self.patience:
                found[worker] = ours
        return found

    def deserted(self, workers: Collection[str]) -> float | None:
        """For how many seconds there has been no worker, where that is worth saying: past the floor, and each time four
        times as late as the last."""
        if workers:
            self._left_alone, self._calls = None, 0
            return None
        if self._left_alone is None:
            self._left_alone = self._clock()
        gone = self._clock() - self._left_alone
        if gone < self.floor * BACKOFF**self._calls:
            return None
        self._calls += 1
        return gone

    def came_back(self, workers: Collection[str]) -> bool:
        """Whether workers are there after it was said that none was; to be asked before `deserted`."""
        return bool(workers) and self._calls > 0

    def acted(self, workers: Iterable[str]) -> None:
        """Something was done about workers: their time begins anew, and the next alarm comes later."""
        self._alarms += 1
        self._heard |= dict.fromkeys(workers, self._clock())

    def _waited(self, worker: str, keys: Sequence[str]) -> float:
        return self._clock() - max(self._heard.get(worker, 0.0), min(self._since[key] for key in keys))
