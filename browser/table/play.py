"""The play of a table: a step after the other while somebody wants it, whichever page of whichever window is open."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from panj.browser.boundary import in_one_line, write_down

if TYPE_CHECKING:
    from panj.browser.table.table import Table

PACES = {"as fast as it goes": 0, "fast": 60, "steady": 200, "slow": 600}  # ms a step
QUICKEST_S = 0.01  # of a step, when no map has to be painted
PATIENCE_S = 0.5  # the longest wait of a step for the maps of windows that move time
ALONE_S = 10.0  # play ends when no window has been connected for so long


class Play:
    """Plays a table's game in a thread of its own.

    A question holds it up and the answer lets it go on; `wanted` says whether it is to go on, and stays so meanwhile.
    It ends with the game, when somebody pauses it, and when no window is there any more.
    """

    def __init__(self, table: Table) -> None:
        self.wanted = False
        self.pace = "steady"
        self.hindered = ""  # what ended it, if that was an error
        self._table = table
        self._lock = threading.Lock()
        self._under_way = False
        self._painted = threading.Event()
        self._seen_at = 0.0  # when a window was there last

    def start(self) -> None:
        """Play, from now on."""
        self._seen_at = time.monotonic()
        self.wanted, self.hindered = True, ""
        self.go_on()

    def stop(self) -> None:
        """Pause; a step that is being played is still finished."""
        self.wanted = False
        self._painted.set()

    def go_on(self) -> None:
        """Go on if it was held up, and still is to go on."""
        with self._lock:
            if self._under_way or not self.wanted or not self._table.running:
                return
            self._under_way = True
        threading.Thread(target=self._run, daemon=True).start()

    def painted(self) -> None:
        """A window has painted a step."""
        self._painted.set()

    def _run(self) -> None:
        try:
            while self._due():
                began = time.monotonic()
                self._table.step()
                self._table.tell()
                self._wait(began)
        except Exception as error:
            write_down(error)
            self.hindered = in_one_line(error)
            with self._lock:
                self.wanted = self._under_way = False
        self._table.keep()
        self._table.tell()

    def _due(self) -> bool:
        """Whether a step is to be played; if not, this thread is done before another may begin."""
        now = time.monotonic()
        if any(window.present for window in list(self._table.watchers)):
            self._seen_at = now
        with self._lock:
            self.wanted = self.wanted and not self._table.game.over and now - self._seen_at < ALONE_S
            self._under_way = self.wanted and self._table.running
            return self._under_way

    def _wait(self, began: float) -> None:
        """Until the next step is due by the pace, and the maps of those who move time are not too far behind."""
        pause = max(QUICKEST_S, PACES[self.pace] / 1000) - (time.monotonic() - began)
        if pause > 0:
            time.sleep(pause)
        late = began + PATIENCE_S
        while self.wanted and any(window.behind for window in list(self._table.watchers)):
            self._painted.clear()
            if not self._painted.wait(timeout=max(0.0, late - time.monotonic())):
                return
