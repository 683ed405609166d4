"""What changes no game is listed with its reason, and nothing else is."""

from __future__ import annotations

import json

from panj.experiments.analysis.inert import UNMARKED, Mark, marks, paths_of, usual_wars
from panj.tests.experiments.command import panj, refused


def test_the_command_lists_what_changes_no_game_with_its_reason() -> None:
    """Whoever asks for help gives none, so that its own means change nothing; how fast patrols go does."""
    asked = ("inert", "tajikistan-2021-incursion", "--seeds", "1", "--only", "patrol_kmh", "--only", "states.TJK.means")
    (row,) = json.loads(panj(*asked, "--json").stdout)
    assert (row["path"], row["tried"], row["games"]) == ("states.TJK.means", "0 / 1", 1)
    assert row["reason"] != UNMARKED
    assert "the beginning of a path" in refused("inert", "intro", "--only", "nothing.such")


def test_every_reason_is_of_something_that_there_is() -> None:
    """No mark stands for a number that is gone, and none is empty."""
    every = paths_of(usual_wars())
    for mark in marks():
        assert len(mark.reason) > 30
        for pattern in mark.paths:
            assert any(Mark((pattern,), mark.reason).fits(path) for path in every), pattern


def test_the_usual_wars_stay_whole() -> None:
    """What hands out the usual wars hands out nothing that a caller could change for the next one."""
    assert isinstance(usual_wars(), tuple)
    assert len(usual_wars()) == 3
