"""A saved game is opened whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panj.model.game import Game, load, save
from panj.scenarios.errors import InputError


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A game with orders that change nothing in its course."""
    game = Game("intro", "csto-2010", seed=1, days=4)
    for day in range(3):
        game.advance("day")
        game.inject("statement", game.scenario.file.requester, note=f"day {day}")
    save(game, tmp_path / "game.json")
    assert load(tmp_path / "game.json").played == game.played
    return tmp_path / "game.json"


def edited(path: Path, change: Any) -> Path:
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


@pytest.mark.parametrize("kept", [0, 1, -1])
def test_a_game_whose_last_orders_were_cut_off_is_refused(saved: Path, kept: int) -> None:
    """Also where those orders changed nothing: whoever opens a game gets all of it, or is told."""
    with pytest.raises(InputError, match=r"orders: \d orders, not as many as were saved\. Needed: .*cut off"):
        load(edited(saved, lambda r: r.update(orders=r["orders"][:kept])))


def test_a_game_that_was_saved_before_its_end_was_sealed_still_opens(saved: Path) -> None:
    """Games of earlier versions have no such seal; they are read as ever."""
    digest = load(saved).digest
    assert load(edited(saved, lambda r: r.pop("end"))).digest == digest
