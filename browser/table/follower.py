"""Looks again when it is told, in its own time: however often that is, one look at a time and one more at the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

APART_S = 0.1  # seconds from one look to the next: a window that follows a game played on elsewhere needs no more


class Follower:
    """A window that is told that something has changed.

    What comes while it looks is seen in one look more, so that whoever tells it never waits, nothing piles up, and the
    last look is of the last that was told.
    """

    def __init__(self, look: Callable[[], None], apart: float = APART_S) -> None:
        self._look, self._apart = look, apart
        self._lock = threading.Lock()
        self._told = self._looking = False

    def __call__(self) -> None:
        """Tell it; comes back at once."""
        with self._lock:
            self._told = True
            if self._looking:
                return
            self._looking = True
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        try:
            while self._due():
                self._look()
                time.sleep(self._apart)
        except BaseException:
            with self._lock:
                self._looking = False
            raise

    def _due(self) -> bool:
        """Whether there is something to look at; if not, it stops looking, before it can be told again."""
        with self._lock:
            self._looking, self._told = self._told, False
            return self._looking
