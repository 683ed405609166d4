"""After action: what happened, the decisions that mattered, and what would have happened otherwise; made on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import solara

from panj.browser.boundary import in_one_line, write_down
from panj.browser.table.table import Table
from panj.browser.table.window import Window
from panj.experiments.after_action import as_html, as_part, report, wars

SECONDS = 0.7  # between two looks at how far it has come
_turn = threading.Semaphore(1)  # reports of all games on this server are made one after the other


class Making:
    """A report of a table's game as it stood when it was asked for, made in a thread of its own.

    `make(game, advance=...)` writes it, `count(game)` says how many wars it plays: the after-action report if left out.
    """

    def __init__(
        self,
        table: Table,
        tell: Callable[[], None],
        make: Callable[..., dict[str, Any]] = report,
        count: Callable[[Any], int] = wars,
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
def AfterPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """A button, then how far it has come, then the report and a way to keep it."""
    window.pulse.get()
    table = window.table.value
    made: Making | None = table.after
    stale = made is None or made.digest != table.model.digest

    def make() -> None:
        table.after = Making(table, table.tell)
        window.show()

    with solara.Row(gap="10px", classes=["panj-filters"]):
        solara.Button(
            "Write the report",
            on_click=make,
            color="primary",
            small=True,
            disabled=table.steps == 0 or bool(made and made.under_way) or not stale,
        )
        if made is not None and made.report is not None:
            page = as_html(made.report)
            solara.FileDownload(page, "after-action.html", mime_type="text/html", label="Keep it as a page that prints")
    if table.steps == 0:
        solara.Text("Play the game first; the report tells of what has been played by then.")
    elif made is None:
        solara.Text(
            "Some three hundred wars are played for it: decisions are taken otherwise with the same dice, and those"
            " that mattered are measured over forty other seeds. It takes about twenty seconds on two cores."
        )
    elif made.error:
        solara.Error(made.error)
    elif made.report is None:
        solara.Text(f"{made.done} of {made.total} wars played.", classes=["panj-making"])
        solara.ProgressLinear(100.0 * made.done / made.total)
    else:
        if stale:
            solara.Info("The game has gone on since; this tells of it as it stood when the report was written.")
        part, style = as_part(made.report)
        solara.Style(style)
        solara.HTML(tag="div", unsafe_innerHTML=part, classes=["panj-after"])
