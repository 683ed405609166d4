"""The making of a report on demand: in a thread of its own, with how far it has come, and what is shown meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import solara

from panj.browser.boundary import in_one_line, write_down
from panj.browser.table.table import Table
from panj.browser.table.window import Window

SECONDS = 0.7  # between two looks at how far it has come
NOT_YET = "Play the game first; this tells of what has been played by then."
STALE = "The game has gone on since; this tells of it as it stood then."
_turn = threading.Semaphore(1)  # reports of all games on this server are made one after the other


class Making:
    """A report of a table's game as it stood when it was asked for.

    `make(game, advance=...)` writes it, `count(game)` says how many wars it plays.
    """

    def __init__(
        self, table: Table, tell: Callable[[], None], make: Callable[..., dict[str, Any]], count: Callable[[Any], int]
    ) -> None:
        self.tell, self.make, self.count = tell, make, count
        self.step, self.digest = table.steps, table.model.digest
        self.done, self.total = 0, 1
        self.report: dict[str, Any] | None = None
        self.error = ""
        self._told = 0.0
        threading.Thread(target=self._make, args=(table.game.branch(),), daemon=True).start()

    @property
    def under_way(self) -> bool:
        """Whether it is neither there nor given up."""
        return self.report is None and not self.error

    def _make(self, game: Any) -> None:
        try:
            with _turn:
                self.total = self.count(game)
                self.report = self.make(game, advance=self._advance)
        except Exception as error:
            write_down(error)
            self.error = in_one_line(error)
        self.tell()

    def _advance(self, wars_played: int) -> None:
        self.done += wars_played
        now = time.monotonic()
        if now - self._told > SECONDS:
            self._told = now
            self.tell()


@solara.component
def Report(  # noqa: N802 - a Solara component is named like a class
    window: Window, made: Making | None, label: str, before: str, make: Callable[[], None], rest: Callable[[], None]
) -> None:
    """The button `label` that makes a report, `rest` of the row beside it, and how far the report has come.

    `before` stands there until it is asked for. Whoever uses it shows the report itself once it is there.
    """
    window.pulse.get()
    table = window.table.value
    stale = made is None or made.digest != table.model.digest
    with solara.Row(gap="10px", classes=["panj-filters"]):
        solara.Button(
            label,
            on_click=make,
            color="primary",
            small=True,
            disabled=table.steps == 0 or bool(made and made.under_way) or not stale,
        )
        rest()
    if table.steps == 0:
        solara.Text(NOT_YET)
    elif made is None:
        solara.Text(before)
    elif made.error:
        solara.Error(made.error)
    elif made.report is None:
        solara.Text(f"{made.done} of {made.total} wars played.", classes=["panj-making"])
        solara.ProgressLinear(100.0 * made.done / made.total)
    elif stale:
        solara.Info(STALE)
