"""The past of a table's game: the war played aside to a day gone by, so that a window can look back.

The game itself stands where it stood. What was played aside is kept while days are looked at one after the other.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from panj.browser.fog import eyes_of
from panj.browser.map.frame import Holdings, encode, names
from panj.model.game import Game

if TYPE_CHECKING:
    from panj.browser.table.table import Table
    from panj.model import BorderModel


class Past:
    """One war played aside; several windows may look at several of its days, one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._game: Game | None = None
        self._course = ""  # what was played: another course is another past
        self._holdings: Holdings | None = None

    def at(self, table: Table, step: int, seat: str) -> tuple[bytes, dict[str, str], BorderModel]:
        """The frame of a step as a seat saw it then, the names on it, and the war as it stood."""
        with self._lock:
            game = self._played(table, step)
            assert self._holdings is not None
            eyes = eyes_of(game.model, seat)
            return encode(game.model, self._holdings, eyes), names(game.model, eyes), game.model

    def leave(self) -> None:
        """Forget it: nobody looks back."""
        with self._lock:
            self._game = self._holdings = None

    def _played(self, table: Table, step: int) -> Game:
        game = table.game
        course = repr(game.played)
        if self._game is None or course != self._course:
            arguments = (
                game.scenario,
                game.regime,
                game.seed,
                game.days,
                game.parameters,
                (),
                game.played,
                game.lenient,
            )
            self._game, self._course = Game(*arguments), course
            self._game.watch = self._watch
            self._game.play_to(step)
        elif step < self._game.step:
            self._game.play_to(step)
        while self._game.step < step:
            self._game.advance("step")
        return self._game

    def _watch(self, model: BorderModel) -> None:
        if model.steps == 0 or self._holdings is None:
            self._holdings = Holdings(model)
        else:
            self._holdings.look(model)
