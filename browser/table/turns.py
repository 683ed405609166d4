"""How long a turn lasts: whoever has not answered by then is answered for as their rule would, in the umpire's name."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from panj.browser.boundary import write_down

if TYPE_CHECKING:
    from panj.browser.table.table import Table

MINUTES = (0, 1, 2, 3, 5, 10, 15, 30)  # that the umpire can set; 0: as long as it takes


class Turns:
    """The clock of a table. It runs while somebody is asked, and begins anew once all have answered."""

    def __init__(self, table: Table) -> None:
        self.minutes = 0
        self._table = table
        self._ends: float | None = None
        self._timer: threading.Timer | None = None

    @property
    def left(self) -> float | None:
        """Seconds until the turn ends; None while no clock runs."""
        return None if self._ends is None else max(0.0, self._ends - time.monotonic())

    def set(self, minutes: int) -> None:
        """Let turns last so long, the one under way included."""
        self.minutes = minutes
        self._stop()
        self.look()

    def look(self) -> None:
        """Start the clock when somebody is asked, stop it when nobody is."""
        if not self._table.game.questions or not self.minutes:
            self._stop()
        elif self._ends is None:
            self._ends = time.monotonic() + 60.0 * self.minutes
            self._timer = threading.Timer(60.0 * self.minutes, self.end)
            self._timer.daemon = True
            self._timer.start()

    def end(self) -> None:
        """The turn is over: what is still open is answered as usual."""
        try:
            self._table.answer_for_all()
            self._table.tell()
        except Exception as error:
            write_down(error)

    def _stop(self) -> None:
        self._ends = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
