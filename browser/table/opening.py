"""What a new window shows at first: the usual war at its beginning, or the saved game that the server was given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypedDict

from panj.browser.table.table import Table
from panj.experiments.after_action import open_game


class Choice(TypedDict):
    """What a game is begun with, each by the name under which it is offered."""

    scenario: str
    regime: str
    seed: int


START: Choice = {"scenario": "tajikistan-2021", "regime": "csto-2010", "seed": 1}


def first_table() -> Table:
    """A table of its own for one window; `panj replay` names its game by PANJ_GAME."""
    saved = os.environ.get("PANJ_GAME")
    return Table(game=open_game(Path(saved))) if saved else Table(**START)
